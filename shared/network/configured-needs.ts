import { functionNameOf } from '../model/arn.ts';
import { functionTags } from '../model/function-versions.ts';
import type { Snapshot } from '../model/snapshot.ts';

/** Needs of a function as they stand in the configuration. */
export interface ConfiguredNeed {
  /** Function name or unqualified ARN. */
  readonly function: string;
  readonly needs: readonly string[];
}

/** The tag whose value lists what a function needs, separated by spaces. */
export const NEEDS_TAG = 'needs';

/**
 * What somebody has said that a function needs, by the tag `needs` or by the configuration:
 * `internet`, `internet6`, a service such as `sqs`, or `host:port`. Needs that can be read off the
 * role or the environment are not among them. Tags that were not read add nothing, so an absent need
 * is "not known to be needed" and never "not needed".
 *
 * @param functionArn without a qualifier
 */
export function configuredNeeds(
  snapshot: Snapshot,
  configured: readonly ConfiguredNeed[],
  functionArn: string,
): ReadonlySet<string> {
  const tags = functionTags(snapshot, functionArn);
  const tag = tags.known ? (tags.value[NEEDS_TAG] ?? '') : '';
  const name = functionNameOf(functionArn);
  return new Set([
    ...tag.split(/\s+/).filter((word) => word !== ''),
    ...configured
      .filter((one) => one.function === name || one.function === functionArn)
      .flatMap((one) => one.needs),
  ]);
}
