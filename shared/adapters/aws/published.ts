import type { Transition } from '../../findings/stored-finding.ts';
import type { Published } from '../../ports/publishers.ts';

/**
 * What became of transitions.
 *
 * @param reasons by the ids of those that were not told
 */
export function publishedOf(
  transitions: readonly Pick<Transition, 'id'>[],
  reasons: ReadonlyMap<string, string>,
): Published {
  return {
    told: transitions.flatMap(({ id }) => (reasons.has(id) ? [] : [id])),
    failed: [...reasons].map(([transitionId, reason]) => ({ transitionId, reason })),
  };
}

/** What became of all of them. */
export function joinPublished(parts: readonly Published[]): Published {
  return {
    told: parts.flatMap(({ told }) => told),
    failed: parts.flatMap(({ failed }) => failed),
  };
}
