import type { CollectionName } from '../model/collections.ts';
import { reasonText } from '../model/fact.ts';
import type { UnknownReason } from '../model/fact.ts';
import type { SnapshotPart } from '../model/snapshot-part.ts';
import type { SweepDependencies } from './sweep-dependencies.ts';
import type { SweepStep, SweepWork, WorkOf } from './sweep-messages.ts';

/** What a phase is done for, and with what. */
export interface SweepRun {
  readonly step: SweepStep;
  readonly region: string;
  /** No page is begun after it. */
  readonly deadline: Date;
  readonly with: SweepDependencies;
}

/** What follows a step: more work, or the next region where nothing is left to do in this one. */
export interface SweepProgress {
  readonly work: SweepWork | undefined;
  /** At most 900; absent: at once. */
  readonly delaySeconds?: number;
}

/** Works on one phase until it is over or the time is up. */
export type SweepPhase<P extends SweepWork['phase']> = (
  work: WorkOf<P>,
  run: SweepRun,
) => Promise<SweepProgress>;

/** Whether there is time for another page. */
export function hasTime({ deadline, with: { clock } }: SweepRun): boolean {
  return clock() < deadline;
}

/** Why the page holds nothing of the collection; undefined where it was read. */
export function unreadReason(
  part: SnapshotPart,
  collection: CollectionName,
): UnknownReason | undefined {
  if (part.collections[collection] !== undefined) return undefined;
  return part.gaps.find((gap) => gap.collection === collection && gap.of === undefined)?.reason;
}

/** A listing cannot be read for now: the step is delivered again, and another time it may be. */
export class ListingFailedError extends Error {
  override readonly name = 'ListingFailedError';

  constructor(reason: UnknownReason) {
    super(reasonText(reason));
  }
}

/**
 * Notes a listing that nothing can be learned from in this sweep.
 *
 * @throws ListingFailedError where the call may succeed another time
 */
export function reportUnread(reason: UnknownReason, run: SweepRun): void {
  if (reason.kind === 'failed') throw new ListingFailedError(reason);
  const { log, metrics } = run.with;
  log.warn('A listing cannot be read', { region: run.region, reason: reasonText(reason) });
  if (reason.kind === 'denied') metrics.count('UnknownFacts', 1, { call: reason.call });
}
