import { unitKey } from '../events/audit-unit.ts';
import type { AuditUnit } from '../events/audit-unit.ts';
import { functionUses } from '../events/function-uses.ts';
import { resourceId } from '../findings/resource-name.ts';
import type { ResourceFindings } from '../findings/stored-finding.ts';
import { functionNetwork } from '../model/function-network.ts';
import { versionsOf } from '../model/function-versions.ts';
import type { InventoriedFunction } from '../ports/function-inventory.ts';
import type { UnitSnapshot } from './unit-snapshot.ts';

/** What became of a resource that has findings and that its unit judges no more. */
export type Whereabouts =
  /** Certainly not there, or there and of no concern any more. */
  | { readonly kind: 'gone'; readonly reason: string }
  /** There, and no enabled control is about it. */
  | { readonly kind: 'unjudged' }
  /** Another unit judges it. */
  | { readonly kind: 'moved'; readonly unit: AuditUnit }
  /** It was not read whether it is there. */
  | { readonly kind: 'unknown' };

const DELETED: Whereabouts = { kind: 'gone', reason: 'resource deleted' };

/**
 * Looks for a resource that got no verdict. Gone is only what was read and is not there.
 *
 * @param item what the inventory holds of the function, if the resource is one
 */
export function whereaboutsOf(
  { resource, unit }: ResourceFindings,
  item: InventoriedFunction | undefined,
  unitSnapshot: UnitSnapshot,
): Whereabouts {
  const id = resourceId(resource);
  switch (resource.type) {
    case 'AWS::Lambda::Function':
      return whereaboutsOfFunction(resource.id, unit, item, unitSnapshot);
    case 'AWS::EC2::VPC':
      return ofCollection('Vpcs', id, unit, unitSnapshot);
    case 'AWS::EC2::VPCEndpoint':
      return ofCollection('VpcEndpoints', id, unit, unitSnapshot);
    case 'AWS::EC2::SecurityGroup':
      return whereaboutsOfGroup(id, unit, unitSnapshot);
    case 'AWS::IAM::Role':
    case 'AWS::IAM::User':
      return { kind: 'gone', reason: 'no longer configured' };
    case 'AWS::::Account':
      return { kind: 'unjudged' };
  }
}

function whereaboutsOfFunction(
  arn: string,
  unit: AuditUnit,
  item: InventoriedFunction | undefined,
  { snapshot }: UnitSnapshot,
): Whereabouts {
  if (item === undefined) return DELETED;
  const { functionArn, region, vpcIds, part } = item;
  const version = part.collections.Functions?.find((one) => one.FunctionArn === arn);
  if (version === undefined) {
    const isUnread = part.gaps.some(
      ({ collection, of }) =>
        collection === 'Functions' && (of === undefined || of === versionsOf(functionArn)),
    );
    return isUnread ? { kind: 'unknown' } : { kind: 'gone', reason: 'version deleted' };
  }
  const network = functionNetwork(snapshot, version);
  const vpcId = (network.source === 'NONE' ? undefined : network.vpcId) ?? vpcIds[0];
  const place: AuditUnit =
    vpcId === undefined
      ? { kind: 'function', region, functionArn }
      : { kind: 'vpc', region, vpcId };
  if (unitKey(place) !== unitKey(unit)) return { kind: 'moved', unit: place };
  return version.Version === '$LATEST'
    ? { kind: 'unjudged' }
    : { kind: 'gone', reason: 'version no longer judged by itself' };
}

function ofCollection(
  collection: 'Vpcs' | 'VpcEndpoints' | 'SecurityGroups',
  id: string,
  unit: AuditUnit,
  { snapshot }: UnitSnapshot,
): Whereabouts {
  const vpcId = unit.kind === 'vpc' ? unit.vpcId : '';
  const vpc = snapshot.get('Vpcs', vpcId);
  if (vpc.known && vpc.value === undefined) return DELETED;
  const found = snapshot.get(collection, id);
  if (found.known) return found.value === undefined ? DELETED : { kind: 'unjudged' };
  const all = snapshot.inVpc(collection, vpcId);
  return all.known ? DELETED : { kind: 'unknown' };
}

/** A group is judged with the functions that use it. */
function whereaboutsOfGroup(
  groupId: string,
  unit: AuditUnit,
  unitSnapshot: UnitSnapshot,
): Whereabouts {
  const found = ofCollection('SecurityGroups', groupId, unit, unitSnapshot);
  if (found.kind !== 'unjudged') return found;
  const uses = functionUses(unitSnapshot.snapshot);
  if (uses.some((use) => use.securityGroupIds.includes(groupId))) return found;
  return uses.some((use) => use.unlocated)
    ? { kind: 'unknown' }
    : { kind: 'gone', reason: 'no function uses it' };
}
