import pLimit from 'p-limit';
import { CHANNELS } from '../findings/stored-finding.ts';
import type { Channel, ResourceFindings, Transition } from '../findings/stored-finding.ts';
import { groupBy } from '../model/group-by.ts';
import type { AuditDependencies } from './audit-dependencies.ts';
import { errorText } from './error-text.ts';

/** A transition that is to be told now, with the resource whose record holds it. */
export interface DueTransition {
  readonly resourceId: string;
  readonly transition: Transition;
}

/** No function of Lambda runs longer: whoever stored an older transition is not about to tell it. */
const LONGEST_RUN_MILLISECONDS = 15 * 60_000;

/**
 * The transitions of a record that are to be told by an audit: its own, and those that another one left
 * behind. A fresh one of another audit is left to it, or people would hear everything twice that two
 * audits come upon at once; if that audit crashed, its messages come again.
 *
 * @param isRetry the audit is made for a message that was delivered before
 */
export function dueTransitions(
  { resource, pending }: ResourceFindings,
  own: ReadonlySet<string>,
  isRetry: boolean,
  now: Date,
): readonly DueTransition[] {
  const leftBefore = now.getTime() - LONGEST_RUN_MILLISECONDS;
  return pending
    .filter(({ id, observedAt }) => isRetry || own.has(id) || Date.parse(observedAt) < leftBefore)
    .map((transition) => ({ resourceId: resource.id, transition }));
}

const CONCURRENT_MARKS = 8;

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
  for (const channel of CHANNELS) {
    const open = due.filter(({ transition }) => transition.unpublished.includes(channel));
    if (open.length === 0) continue;
    const told = await publish(channel, open, dependencies);
    const unmarked = await mark(channel, told, open, dependencies);
    for (const { resourceId, transition } of open) {
      if (!told.has(transition.id) || unmarked.has(resourceId)) failed.add(resourceId);
    }
  }
  return failed;
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
  const limit = pLimit(CONCURRENT_MARKS);
  const unmarked = new Set<string>();
  const marks = [...byResource].map(([resourceId, marked]) =>
    limit(async () => {
      const ids = marked.map(({ transition }) => transition.id);
      try {
        await state.findings.markPublished(resourceId, ids, channel, toldAt);
      } catch (error) {
        const fields = { channel, resourceId, error: errorText(error) };
        log.error('What was told could not be marked, and will be told again', fields);
        unmarked.add(resourceId);
      }
    }),
  );
  await Promise.all(marks);
  return unmarked;
}
