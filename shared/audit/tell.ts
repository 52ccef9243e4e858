import { CHANNELS } from '../findings/stored-finding.ts';
import type { Channel, ResourceFindings, Transition } from '../findings/stored-finding.ts';
import { groupBy } from '../model/group-by.ts';
import type { AuditDependencies } from './audit-dependencies.ts';
import { errorText } from './error-text.ts';

/** A transition that is to be told now, with the resource whose record holds it. */
export interface DueTransition {
  readonly resourceId: string;
  readonly transition: Transition;
  /** Another audit stored it, and did not come to tell it. */
  readonly isLeftBehind: boolean;
}

/**
 * Longer than a run of the function, so that whoever stored an older transition is not about to tell it;
 * and shorter than it takes for the messages of a run that crashed to come again, so that they find it.
 */
export const LEFT_BEHIND_SECONDS = 300;

/**
 * The transitions of a record that are to be told by an audit: its own, and those that another one left
 * behind. A fresh one of another audit is left to it, or people would hear everything twice that two
 * audits come upon at once.
 */
export function dueTransitions(
  { resource, pending }: ResourceFindings,
  own: ReadonlySet<string>,
  now: Date,
): readonly DueTransition[] {
  const leftBefore = now.getTime() - LEFT_BEHIND_SECONDS * 1_000;
  return pending
    .map((transition) => ({
      resourceId: resource.id,
      transition,
      isLeftBehind: !own.has(transition.id),
    }))
    .filter(
      ({ isLeftBehind, transition }) =>
        !isLeftBehind || Date.parse(transition.observedAt) < leftBefore,
    );
}

/**
 * Tells transitions on each channel that they were not yet told on, and marks what was told. A crash in
 * between tells it again, and loses nothing.
 *
 * @returns the resources of which something could not be told or marked: to be tried again
 */
export async function tell(
  due: readonly DueTransition[],
  dependencies: AuditDependencies,
): Promise<ReadonlySet<string>> {
  const failed = new Set<string>();
  const current = await withoutTakenUp(due, failed, dependencies);
  for (const channel of CHANNELS) {
    const open = current.filter(({ transition }) => transition.unpublished.includes(channel));
    if (open.length === 0) continue;
    const told = await publish(channel, open, dependencies);
    const unmarked = await mark(channel, told, open, dependencies);
    for (const { resourceId, transition } of open) {
      if (!told.has(transition.id) || unmarked.has(resourceId)) failed.add(resourceId);
    }
  }
  return failed;
}

/**
 * Looks again at what others left behind, just before it is told: another audit may have come upon it
 * meanwhile. What cannot be looked at is left to the next one, and noted in `failed`.
 */
async function withoutTakenUp(
  due: readonly DueTransition[],
  failed: Set<string>,
  { state, log }: AuditDependencies,
): Promise<readonly DueTransition[]> {
  const left = due.filter(({ isLeftBehind }) => isLeftBehind);
  if (left.length === 0) return due;
  const own = due.filter(({ isLeftBehind }) => !isLeftBehind);
  const ids = new Set(left.map(({ resourceId }) => resourceId));
  try {
    const records = await state.findings.get([...ids]);
    const pending = new Map(records.flatMap((one) => one.pending.map((each) => [each.id, each])));
    const still = left.flatMap((one) => {
      const transition = pending.get(one.transition.id);
      return transition === undefined ? [] : [{ ...one, transition }];
    });
    return [...own, ...still];
  } catch (error) {
    log.error('What was left behind cannot be read', { error: errorText(error) });
    for (const id of ids) failed.add(id);
    return own;
  }
}

/** The ids of what was told. A channel that breaks takes none, and does not keep the others silent. */
async function publish(
  channel: Channel,
  open: readonly DueTransition[],
  { publishers, metrics, log }: AuditDependencies,
): Promise<ReadonlySet<string>> {
  const transitions = open
    .map(({ transition }) => transition)
    .toSorted((a, b) => Date.parse(a.observedAt) - Date.parse(b.observedAt));
  let told: readonly string[] = [];
  try {
    const published = await publishers[channel].publish(transitions);
    ({ told } = published);
    if (published.failed.length > 0) {
      log.error('Transitions could not be told', { channel, failed: published.failed });
    }
  } catch (error) {
    log.error('A channel broke', { channel, error: errorText(error) });
  }
  const missing = transitions.length - told.length;
  if (missing > 0) metrics.count('PublishFailures', missing, { channel });
  return new Set(told);
}

/** @returns the resources whose record could not be marked */
async function mark(
  channel: Channel,
  told: ReadonlySet<string>,
  open: readonly DueTransition[],
  { state, clock, log }: AuditDependencies,
): Promise<ReadonlySet<string>> {
  const toldAt = clock().toISOString();
  const byResource = groupBy(
    open.filter(({ transition }) => told.has(transition.id)),
    ({ resourceId }) => [resourceId],
  );
  const unmarked = new Set<string>();
  // All at once: the store writes together what is written in one turn.
  const marks = [...byResource].map(async ([resourceId, marked]) => {
    const ids = marked.map(({ transition }) => transition.id);
    try {
      await state.findings.markPublished(resourceId, ids, channel, toldAt);
    } catch (error) {
      const fields = { channel, resourceId, error: errorText(error) };
      log.error('What was told could not be marked, and will be told again', fields);
      unmarked.add(resourceId);
    }
  });
  await Promise.all(marks);
  return unmarked;
}
