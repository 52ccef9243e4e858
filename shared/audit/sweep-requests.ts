import type { AuditUnit } from '../events/audit-unit.ts';
import type { Cause } from '../findings/stored-finding.ts';
import { reportUnread } from './sweep-phase.ts';
import type { SweepPhase, SweepRun } from './sweep-phase.ts';

/** Units outside VPCs that one message holds: each costs a few calls of the table, and none of AWS's. */
export const FUNCTIONS_IN_REQUEST = 50;

/**
 * Audits begin one after the other: a VPC takes about 13 calls of EC2, which shares its quota with the
 * users' own. The queue delays a message by at most 900 seconds, so requests go out in waves.
 */
const SECONDS_BETWEEN_REQUESTS = 4;
const REQUESTS_IN_WAVE = 200;
const WAVE_SECONDS = REQUESTS_IN_WAVE * SECONDS_BETWEEN_REQUESTS;

/** Pages of the inventory whose functions make one wave at most. */
const PAGES_IN_WAVE = 10;

/** Requests the audit of every VPC that is or was in use. */
export const sweepVpcs: SweepPhase<'vpcs'> = async ({ after }, run) => {
  const vpcIds = (await vpcsInUse(run)).filter((id) => after === undefined || id > after);
  const wave = vpcIds.slice(0, REQUESTS_IN_WAVE);
  const units = wave.map((vpcId): AuditUnit => ({ kind: 'vpc', region: run.region, vpcId }));
  await requestEach(
    units.map((unit) => [unit]),
    run,
  );
  const last = wave.at(-1);
  return last === undefined || wave.length === vpcIds.length
    ? { work: { phase: 'unattached' } }
    : { work: { phase: 'vpcs', after: last }, delaySeconds: WAVE_SECONDS };
};

/** Requests the audit of every function outside VPCs, and ends with the region. */
export const sweepUnattached: SweepPhase<'unattached'> = async ({ marker: start }, run) => {
  const units: AuditUnit[] = [];
  let marker = start;
  let pages = 0;
  do {
    const { functions, next } = await run.with.state.functions.page(run.region, marker);
    for (const { functionArn, region, vpcIds } of functions) {
      if (vpcIds.length === 0) units.push({ kind: 'function', region, functionArn });
    }
    marker = next;
    pages += 1;
  } while (marker !== undefined && pages < PAGES_IN_WAVE);
  await requestEach(chunksOf(units, FUNCTIONS_IN_REQUEST), run);
  return marker === undefined
    ? { work: undefined }
    : { work: { phase: 'unattached', marker }, delaySeconds: WAVE_SECONDS };
};

/** Why the units are audited. */
export function sweepCause({ region, step }: Pick<SweepRun, 'region' | 'step'>): Cause {
  return { name: 'sweep', time: step.startedAt, region, resources: [] };
}

/**
 * VPCs with functions or endpoints, and those of which the last audit found any: what was in them may be
 * gone with them, and its findings are to be archived. In order.
 */
async function vpcsInUse(run: SweepRun): Promise<readonly string[]> {
  const { listing, state } = run.with;
  const { region } = run;
  const vpcIds = new Set<string>();
  let marker: string | undefined;
  do {
    const { functions, next } = await state.functions.page(region, marker);
    for (const id of functions.flatMap((one) => one.vpcIds)) vpcIds.add(id);
    marker = next;
  } while (marker !== undefined);
  for (const { inUse, vpcId } of await state.network.all(region)) if (inUse) vpcIds.add(vpcId);
  const withEndpoints = await listing.vpcs(region);
  if (!withEndpoints.known) reportUnread(withEndpoints.reason, run);
  else for (const id of withEndpoints.value) vpcIds.add(id);
  return [...vpcIds].toSorted();
}

async function requestEach(
  requests: readonly (readonly AuditUnit[])[],
  run: SweepRun,
): Promise<void> {
  for (const [index, units] of requests.entries()) {
    await run.with.changeQueue.request(
      { kind: 'audit', units, cause: sweepCause(run) },
      index * SECONDS_BETWEEN_REQUESTS,
    );
  }
}

function chunksOf<T>(items: readonly T[], size: number): readonly (readonly T[])[] {
  return Array.from({ length: Math.ceil(items.length / size) }, (_, index) =>
    items.slice(index * size, (index + 1) * size),
  );
}
