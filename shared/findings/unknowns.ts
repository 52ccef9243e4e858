import type { UnknownReason } from '../model/fact.ts';
import type { JudgedVerdict } from './judgement.ts';

/** Verdicts that cannot be given for one and the same reason. */
export interface UnknownGroup {
  readonly kind: UnknownReason['kind'];
  /** The IAM action that would have answered; undefined for what the control plane does not say. */
  readonly call: string | undefined;
  /** What more is known of the reason, each once, in the order met. */
  readonly details: readonly string[];
  readonly verdicts: readonly JudgedVerdict[];
}

const ORDER: readonly UnknownReason['kind'][] = ['denied', 'failed', 'not-read', 'opaque'];

/**
 * Groups the unknown verdicts by what is missing: what a grant would settle first, then the largest.
 * A verdict with several reasons stands under each of them.
 */
export function unknownGroups(verdicts: readonly JudgedVerdict[]): readonly UnknownGroup[] {
  const groups = new Map<
    string,
    { reason: UnknownReason; details: Set<string>; verdicts: Set<JudgedVerdict> }
  >();
  for (const judged of verdicts) {
    if (judged.verdict.status !== 'UNKNOWN') continue;
    for (const reason of judged.verdict.outcome.reasons) {
      const key = `${reason.kind} ${reason.kind === 'opaque' ? reason.detail : reason.call}`;
      const group = groups.get(key) ?? { reason, details: new Set(), verdicts: new Set() };
      groups.set(key, group);
      if (reason.detail !== undefined) group.details.add(reason.detail);
      group.verdicts.add(judged);
    }
  }
  return [...groups.values()]
    .map(({ reason, details, verdicts: members }) => ({
      kind: reason.kind,
      call: reason.kind === 'opaque' ? undefined : reason.call,
      details: [...details],
      verdicts: [...members],
    }))
    .toSorted(
      (a, b) =>
        ORDER.indexOf(a.kind) - ORDER.indexOf(b.kind) || b.verdicts.length - a.verdicts.length,
    );
}
