import type { AuditUnit } from '../events/audit-unit.ts';
import type { FunctionReference } from '../ports/function-inventory.ts';
import { FUNCTIONS_IN_REQUEST, sweepCause } from './sweep-requests.ts';
import { hasTime } from './sweep-phase.ts';
import type { SweepPhase, SweepRun } from './sweep-phase.ts';

/**
 * What the sweep did not see is gone, if Lambda says so when it is asked for it: a listing may miss what
 * was created or renamed while it was read. The findings of a function that is gone are archived by the
 * audit of its unit; its VPC is audited by this sweep anyway.
 */
export const sweepAbsent: SweepPhase<'absent'> = async ({ asOf, marker: start }, run) => {
  const { changeQueue, state } = run.with;
  const { sweepId } = run.step;
  let marker = start;
  do {
    const { functions, next } = await state.functions.page(run.region, marker);
    const unseen = functions.filter(
      (one) => one.sweepId !== sweepId && Date.parse(one.capturedAt) < Date.parse(asOf),
    );
    const gone: AuditUnit[] = [];
    const request = async () => {
      if (gone.length === 0) return;
      await changeQueue.request(
        { kind: 'audit', units: gone.splice(0), cause: sweepCause(run) },
        0,
      );
    };
    for (const reference of unseen) {
      if (!hasTime(run)) {
        await request();
        return { work: { phase: 'absent', asOf, ...(marker !== undefined && { marker }) } };
      }
      const { functionArn, vpcIds } = reference;
      if ((await stillExists(reference, run)) || vpcIds.length > 0) continue;
      gone.push({ kind: 'function', region: run.region, functionArn });
      if (gone.length === FUNCTIONS_IN_REQUEST) await request();
    }
    await request();
    marker = next;
  } while (marker !== undefined);
  return { work: { phase: 'vpcs' } };
};

async function stillExists({ functionArn }: FunctionReference, run: SweepRun): Promise<boolean> {
  const { clock, log, reader, state } = run.with;
  const { sweepId } = run.step;
  const askedAt = clock().toISOString();
  const answer = await reader.lambdaFunction(run.region, functionArn);
  if (answer.known && answer.value === undefined) {
    await state.functions.remove(functionArn, askedAt);
    log.info('A function is gone', { functionArn });
    return false;
  }
  // Where Lambda does not say, it stays as it is, and is not asked for again in this sweep.
  const items =
    answer.known && answer.value ? [answer.value] : await state.functions.get([functionArn]);
  for (const item of items) await state.functions.put({ ...item, sweepId });
  return true;
}
