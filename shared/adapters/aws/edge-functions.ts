import { functionNameOf, parseArn, splitFunctionArn } from '../../model/arn.ts';
import type { Item } from '../../model/collections.ts';
import type { Pages } from './pages.ts';
import type { Reading } from './reading.ts';

/** What the gap is filed under where the Lambda@Edge functions could not be listed. */
export const EDGE_FUNCTIONS = 'MasterRegion=us-east-1';

type FunctionItem = Item<'Functions'>;

/**
 * Sets `MasterArn` on Lambda@Edge functions whose answer left it out. They come from
 * `ListFunctions(MasterRegion=us-east-1, FunctionVersion=ALL)`, which lists published versions only, and
 * never one in a VPC (https://docs.aws.amazon.com/AmazonCloudFront/latest/DeveloperGuide/edge-functions-restrictions.html):
 * a listing with anything else did not honour the filter, as some emulators do, and says nothing.
 */
export function markEdgeFunctions(
  functions: readonly FunctionItem[],
  edge: Pages,
  reading: Reading,
): readonly FunctionItem[] {
  if (edge.gap !== undefined) reading.gap('Functions', edge.gap, EDGE_FUNCTIONS);
  const replicas = reading.parse('Functions', edge.items, (problem) => {
    reading.refuse('Functions', problem, EDGE_FUNCTIONS);
  });
  if (!replicas.every(canBeReplica)) return functions;
  const masters = new Map<string, string>();
  for (const replica of replicas) {
    const master = replica.MasterArn ?? masterArn(replica.FunctionArn);
    masters.set(splitFunctionArn(replica.FunctionArn).functionArn, master);
    masters.set(splitFunctionArn(master).functionArn, master);
  }
  return functions.map((item) => {
    const master = masters.get(splitFunctionArn(item.FunctionArn).functionArn);
    return master === undefined || item.MasterArn !== undefined
      ? item
      : { ...item, MasterArn: master };
  });
}

/**
 * Whether one of the functions can be of Lambda@Edge: a published version without a VPC of a function of
 * us-east-1, where masters are, or of one that is named as a replica.
 */
export function mayBeEdge(functions: readonly FunctionItem[]): boolean {
  return functions.some((item) => {
    const isMaster = parseArn(item.FunctionArn)?.region === 'us-east-1';
    const isReplica = functionNameOf(item.FunctionArn).startsWith('us-east-1.');
    return canBeReplica(item) && (isMaster || isReplica);
  });
}

function canBeReplica(item: FunctionItem): boolean {
  const attached = (item.VpcConfig?.SubnetIds ?? []).length > 0;
  return item.Version !== '$LATEST' && !attached;
}

/** A replica is named after its master with the region before it: `us-east-1.name`. */
function masterArn(arn: string): string {
  const [prefix, partition, service, , accountId, kind, , ...qualifier] = arn.split(':');
  const name = functionNameOf(arn).replace(/^us-east-1\./, '');
  return [prefix, partition, service, 'us-east-1', accountId, kind, name, ...qualifier].join(':');
}
