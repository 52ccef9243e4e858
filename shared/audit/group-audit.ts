import type { AuditUnit } from '../events/audit-unit.ts';
import { vpcIndexOf } from '../events/vpc-index-of.ts';
import type { Causes } from '../findings/cause-of.ts';
import type { AuditDependencies } from './audit-dependencies.ts';
import { countVerdicts } from './audit-counts.ts';
import { UnitAudit } from './unit-audit.ts';
import type { UnitOutcome } from './unit-audit.ts';
import { readUnits } from './unit-reading.ts';
import type { UnitReading } from './unit-reading.ts';
import { snapshotOfUnit } from './unit-snapshot.ts';
import type { UnitSnapshot } from './unit-snapshot.ts';
import { verdictsOfUnit } from './unit-verdicts.ts';

/** A unit with the changes that it is audited for. */
export interface CausedUnit {
  readonly unit: AuditUnit;
  readonly causes: Causes;
}

/** How the audit of one unit ended. */
export type AuditedUnit =
  | { readonly unit: AuditUnit; readonly outcome: UnitOutcome; readonly unitSnapshot: UnitSnapshot }
  | { readonly unit: AuditUnit; readonly error: unknown };

/**
 * Audits units of one kind and region, which are read together. What fails for one of them is its own;
 * where nothing could be read, it rejects.
 */
export async function auditGroup(
  group: readonly [CausedUnit, ...CausedUnit[]],
  dependencies: AuditDependencies,
): Promise<readonly AuditedUnit[]> {
  const [{ unit: first }, ...rest] = group;
  const reading = await readUnits([first, ...rest.map(({ unit }) => unit)], dependencies);
  return Promise.all(group.map((one) => auditUnit(one, reading, dependencies)));
}

async function auditUnit(
  { unit, causes }: CausedUnit,
  reading: UnitReading,
  dependencies: AuditDependencies,
): Promise<AuditedUnit> {
  const { accountId, controls, configuration, metrics, state } = dependencies;
  try {
    const unitSnapshot = snapshotOfUnit(unit, accountId, reading);
    await keepIndex(unit, unitSnapshot, dependencies);
    const judged = verdictsOfUnit(unit, unitSnapshot, configuration, controls);
    countVerdicts(judged, metrics);
    const claim = await state.findings.claim(unit, reading.capturedAt);
    const audit = new UnitAudit(unit, causes, unitSnapshot, dependencies);
    return { unit, outcome: await audit.run(judged, claim), unitSnapshot };
  } catch (error) {
    return { unit, error };
  }
}

/**
 * Before anything is judged: an event of something that this reading was the first to see finds its VPC
 * from now on.
 */
async function keepIndex(
  unit: AuditUnit,
  { snapshot, isBroken }: UnitSnapshot,
  { state }: AuditDependencies,
): Promise<void> {
  if (unit.kind !== 'vpc') return;
  const { region, vpcId } = unit;
  const vpc = snapshot.get('Vpcs', vpcId);
  if (vpc.known && vpc.value === undefined) {
    await state.network.remove(region, vpcId, snapshot.capturedAt);
    return;
  }
  const index = vpcIndexOf(snapshot, vpcId);
  if (!isBroken) {
    await state.network.put(index);
    return;
  }
  // What could not be read this time is still there, as far as anyone knows.
  const all = await state.network.all(region);
  const kept = all.find((one) => one.vpcId === vpcId);
  await state.network.put({
    ...index,
    ids: [...new Set([...index.ids, ...(kept?.ids ?? [])])].toSorted(),
    peerVpcIds: [...new Set([...index.peerVpcIds, ...(kept?.peerVpcIds ?? [])])].toSorted(),
    inUse: index.inUse || kept?.inUse === true,
  });
}
