import { controlNamed } from '../controls/control-named.ts';
import { networkInDetails } from './asff-resource-details.ts';
import { limitLine } from './limit-text.ts';
import { resourceName, resourceNoun } from './resource-name.ts';
import type { ReportedVerdict } from './report.ts';

const LONGEST_NAME = 256;

/** A verdict with what Security Hub shows of its resource. */
export interface DetailedVerdict {
  readonly verdict: ReportedVerdict;
  readonly details: object | undefined;
}

/** One sentence without a full stop, and the same in fewer words. */
export interface Headline {
  readonly long: string;
  readonly short: string;
  /** Whether only some of the subnets are concerned: it then works now and then. */
  readonly partly: boolean;
}

/**
 * What is wrong with resources of which the same control says the same: `3 functions cannot reach the
 * internet from 1 of 2 subnets`. The end is left out of the short form.
 *
 * @param over whether it is past
 */
export function headlineOf(
  verdicts: readonly [DetailedVerdict, ...DetailedVerdict[]],
  over: boolean,
): Headline {
  const [first] = verdicts;
  const { control, resource } = first.verdict;
  const whom =
    verdicts.length === 1
      ? limitLine(resourceName(resource, first.details), LONGEST_NAME)
      : `${verdicts.length} ${resourceNoun(resource, verdicts.length)}`;
  const effect = controlNamed(control)?.meta.effect ?? `may not pass ${control}`;
  const guessed = verdicts.every(({ verdict }) => verdict.confidence === 'INFERRED');
  const short = `${whom} ${guessed ? 'probably ' : ''}${over ? past(effect) : effect}`;
  const part = partOf(verdicts, effect);
  return { long: `${short}${part}`, short, partly: part !== '' };
}

function past(effect: string): string {
  return effect.replace(/^cannot\b/, 'could not').replace(/^may\b/, 'might');
}

/** Says so where only some subnets are concerned. Known of paths, whose evidence names those that fail. */
function partOf(verdicts: readonly DetailedVerdict[], effect: string): string {
  if (!effect.startsWith('cannot ')) return '';
  const parts = verdicts.map(({ verdict, details }) => {
    if (verdict.fault === undefined) return undefined;
    const { subnetIds } = networkInDetails(details);
    const failing = new Set(verdict.evidence.map(({ resource }) => resource));
    const count = subnetIds.filter((id) => failing.has(id)).length;
    return count === 0 || count === subnetIds.length
      ? undefined
      : `${count} of ${subnetIds.length}`;
  });
  const [part] = parts;
  if (parts.includes(undefined)) return '';
  return parts.every((one) => one === part) && part !== undefined
    ? ` from ${part} subnets`
    : ' from some subnets';
}
