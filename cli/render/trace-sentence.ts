import { reachOf } from '../../shared/network/disposition.ts';
import type { Reach } from '../../shared/network/disposition.ts';
import type { TracePicture } from './trace-picture.ts';

/** The answer of a trace in one sentence. */
export function traceSentence(picture: TracePicture): string {
  const { from, to, port, disposition, ways, subnetCount } = picture;
  const reach = reachOf(disposition);
  const alike = ways
    .filter((way) => way.reach === reach)
    .reduce((sum, { starts }) => sum + starts.length, 0);
  const where = `${to} on TCP ${port}${shareText(reach, alike, subnetCount)}`;
  switch (reach) {
    case 'works':
      return `${from} reaches ${where}.`;
    case 'broken':
      return `${from} does not reach ${where}.${partly(ways, reach)}`;
    case 'indirect':
      return `${from} may reach ${where}: the flow leaves for where it cannot be followed.`;
    case 'unknown':
      return `Whether ${from} reaches ${where} cannot be told.`;
  }
}

function shareText(reach: Reach, count: number, total: number): string {
  if (total === 1) return '';
  if (count < total) return ` from ${count} of ${total} subnets`;
  if (reach === 'broken')
    return total === 2 ? ' from either subnet' : ` from any of ${total} subnets`;
  return total === 2 ? ' from both subnets' : ` from all ${total} subnets`;
}

/** What one bad subnet among good ones looks like to its users. */
function partly(ways: TracePicture['ways'], reach: Reach): string {
  return ways.some((way) => way.reach !== reach)
    ? ' Lambda uses every subnet, so this shows as failures now and then.'
    : '';
}
