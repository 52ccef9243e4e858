import type { AuditUnit } from '../events/audit-unit.ts';
import type { Snapshot } from '../model/snapshot.ts';
import type { InventoriedFunction } from '../ports/function-inventory.ts';
import type { UnitSnapshot } from './unit-snapshot.ts';

/** What in a unit is not yet what it will be. */

/** States that AWS leaves by itself, of functions, endpoints, gateways, peerings and associations. */
const PASSING = new Set([
  'pending',
  'pendingacceptance',
  'pending-acceptance',
  'initiating-request',
  'provisioning',
  'creating',
  'modifying',
  'updating',
  'associating',
  'disassociating',
  'inprogress',
  'enforce-in-progress',
  'monitor-in-progress',
  'deleting',
]);

/** A reading that failed this long ago is not repeated by an audit: the sweep does. */
const FRESH_MILLISECONDS = 20 * 60_000;

/** Whether something in the unit is still being made, changed or deleted, or could not be read just now. */
export function isSettling(unit: AuditUnit, unitSnapshot: UnitSnapshot): boolean {
  const { snapshot, isBroken } = unitSnapshot;
  if (isBroken) return true;
  const capturedAt = Date.parse(snapshot.capturedAt);
  const functions = functionsOf(unit, unitSnapshot);
  if (functions.some((item) => isFunctionSettling(item, capturedAt))) return true;
  return unit.kind === 'vpc' && isNetworkSettling(unit.vpcId, snapshot);
}

/** Whether a function has to be read again for its state to be known. */
export function isFunctionSettling(
  { part, capturedAt }: InventoriedFunction,
  now: number,
): boolean {
  const failed = part.gaps.some(({ reason }) => reason.kind === 'failed');
  if (failed && now - Date.parse(capturedAt) < FRESH_MILLISECONDS) return true;
  return (part.collections.Functions ?? []).some(
    ({ State, LastUpdateStatus }) => isPassing(State) || isPassing(LastUpdateStatus),
  );
}

function functionsOf(unit: AuditUnit, { functions }: UnitSnapshot): readonly InventoriedFunction[] {
  switch (unit.kind) {
    case 'vpc':
      return [...functions.values()].filter(({ vpcIds }) => vpcIds.includes(unit.vpcId));
    case 'function':
      return [...functions.values()].filter(({ functionArn }) => functionArn === unit.functionArn);
    case 'account':
      return [];
  }
}

function isNetworkSettling(vpcId: string, snapshot: Snapshot): boolean {
  const seen = <K extends 'VpcEndpoints' | 'NatGateways' | 'RouteTables' | 'Vpcs'>(
    collection: K,
  ) => {
    const items = snapshot.inVpc(collection, vpcId);
    return items.known ? items.value : [];
  };
  const peerings = snapshot.inVpc('VpcPeeringConnections', vpcId);
  const states = [
    ...seen('VpcEndpoints').map((one) => one.State),
    ...seen('NatGateways').map((one) => one.State),
    ...seen('RouteTables').flatMap((one) =>
      one.Associations.map(({ AssociationState }) => AssociationState?.State),
    ),
    ...seen('Vpcs').map((one) => one.EncryptionControl?.State),
    ...(peerings.known ? peerings.value : []).map((one) => one.Status?.Code),
  ];
  return states.some(isPassing);
}

/** Services write their states in different cases. */
function isPassing(state: string | undefined): boolean {
  return state !== undefined && PASSING.has(state.toLowerCase());
}
