import type { Evaluation, Verdict } from '../engine/evaluate.ts';
import type { ExceptionNotice } from '../engine/exceptions.ts';
import type { Snapshot } from '../model/snapshot.ts';
import type { UnreadTargets } from './unread.ts';
import { unreadTargets } from './unread.ts';
import type { TargetKind } from '../controls/target.ts';

/** A verdict beside the snapshot it was made from. */
export interface JudgedVerdict {
  readonly verdict: Verdict;
  readonly snapshot: Snapshot;
}

/** What one run says: the verdicts of one or several snapshots. */
export interface Judgement {
  /** At least one, in the order they were read. */
  readonly snapshots: readonly Snapshot[];
  readonly verdicts: readonly JudgedVerdict[];
  /** Exceptions that have expired, and those that no snapshot needed. */
  readonly exceptionNotices: readonly ExceptionNotice[];
  /** Kinds of resource that got no verdict because they could not be listed. */
  readonly unread: readonly UnreadTargets[];
}

/**
 * Joins the evaluations of several snapshots. An exception is unused only where none of them used it.
 *
 * @param kinds the kinds of resource that the evaluated controls judge
 */
export function judgementOf(
  evaluations: readonly { readonly snapshot: Snapshot; readonly evaluation: Evaluation }[],
  kinds: ReadonlySet<TargetKind>,
): Judgement {
  const notices = new Map<ExceptionNotice['exception'], ExceptionNotice[]>();
  for (const { evaluation } of evaluations) {
    for (const notice of evaluation.exceptionNotices) {
      const group = notices.get(notice.exception);
      if (group === undefined) notices.set(notice.exception, [notice]);
      else group.push(notice);
    }
  }
  return {
    snapshots: evaluations.map(({ snapshot }) => snapshot),
    verdicts: evaluations.flatMap(({ snapshot, evaluation }) =>
      evaluation.verdicts.map((verdict) => ({ verdict, snapshot })),
    ),
    exceptionNotices: [...notices.values()].flatMap((group) => {
      const expired = group.find(({ state }) => state === 'expired');
      const everywhere = group.length === evaluations.length ? group[0] : undefined;
      return expired ?? everywhere ?? [];
    }),
    unread: evaluations.flatMap(({ snapshot }) => unreadTargets(snapshot, kinds)),
  };
}

/** Failures that nobody has accepted: what counts for people and for `--fail-on`. */
export function isOpen(verdict: Verdict): boolean {
  return verdict.status === 'FAILED' && verdict.exception === undefined;
}
