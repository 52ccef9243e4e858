import type { AuditUnit } from '../events/audit-unit.ts';
import type { AuditDependencies } from './audit-dependencies.ts';
import { isSettling } from './settling-units.ts';
import type { UnitSnapshot } from './unit-snapshot.ts';
import type { Work } from './work.ts';

/** Seconds from each audit of a series to the next: 1, 5 and 15 minutes after the first. */
const DELAYS_SECONDS = [60, 240, 600] as const;

/**
 * EC2 and IAM are eventually consistent: what they answer just after a call may be what was before
 * (https://docs.aws.amazon.com/ec2/latest/devguide/eventual-consistency.html).
 */
const CONSISTENT_AFTER_MILLISECONDS = 60_000;
const EVENTUALLY_CONSISTENT = new Set(['ec2.amazonaws.com', 'iam.amazonaws.com']);

/**
 * Sees to it that a unit is audited again while something in it is not yet what it will be, or may not
 * have been seen yet. A series begins with the first audit that finds it so; those that follow within a
 * minute share it, for its first audit is still to come. After its last one the sweep looks.
 */
export async function settle(
  unit: AuditUnit,
  works: readonly Work[],
  unitSnapshot: UnitSnapshot,
  { state, changeQueue, clock }: AuditDependencies,
): Promise<void> {
  const [work] = works.toSorted((a, b) => b.settlingAttempt - a.settlingAttempt);
  if (work === undefined) return;
  const { settlingAttempt: attempt } = work;
  const young = works.filter((one) => isYoung(one, unitSnapshot.snapshot.capturedAt));
  const delaySeconds = DELAYS_SECONDS[attempt];
  const goesOn = young.length > 0 || isSettling(unit, unitSnapshot);
  if (!goesOn || delaySeconds === undefined) {
    if (attempt > 0) await state.settling.end(unit);
    return;
  }
  const now = clock();
  const until = new Date(now.getTime() + DELAYS_SECONDS[0] * 1_000);
  const starts =
    attempt > 0 || (await state.settling.start(unit, now.toISOString(), until.toISOString()));
  // A message that comes again may have crashed between the start of its series and the request.
  if (!starts && !works.some(({ isRetry }) => isRetry)) return;
  const roleArns = [...new Set(young.flatMap((one) => one.roleArns))];
  await changeQueue.request(
    {
      kind: 'audit',
      units: [unit],
      ...(roleArns.length > 0 && { roleArns }),
      cause: (young[0] ?? work).cause,
      settlingAttempt: attempt + 1,
    },
    delaySeconds,
  );
}

function isYoung({ change }: Work, capturedAt: string): boolean {
  if (change === undefined || !EVENTUALLY_CONSISTENT.has(change.eventSource)) return false;
  return Date.parse(capturedAt) - Date.parse(change.time) < CONSISTENT_AFTER_MILLISECONDS;
}
