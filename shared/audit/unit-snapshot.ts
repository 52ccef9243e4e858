import type { AuditUnit } from '../events/audit-unit.ts';
import { partitionOf } from '../model/arn.ts';
import { COLLECTIONS, COLLECTION_NAMES, VPC_COLLECTIONS } from '../model/collections.ts';
import type { CollectionName, Item } from '../model/collections.ts';
import { referencesOf } from '../model/function-part.ts';
import { Snapshot } from '../model/snapshot.ts';
import { EMPTY_PART, joinParts } from '../model/snapshot-part.ts';
import type { SnapshotPart } from '../model/snapshot-part.ts';
import { directPeers, vpcsSharingGroups } from '../model/vpcs-around.ts';
import type { InventoriedFunction } from '../ports/function-inventory.ts';
import type { UnitReading } from './unit-reading.ts';

/** What one unit is judged by. */
export interface UnitSnapshot {
  readonly snapshot: Snapshot;
  /** The functions in it, of the unit and of the VPCs around it, by unqualified ARN. */
  readonly functions: ReadonlyMap<string, InventoriedFunction>;
  /** Whether something of it could not be read just now for a reason that may pass. */
  readonly isBroken: boolean;
}

/**
 * The snapshot of one of the units that were read together. It holds the unit and what is around it and
 * nothing else, so that a verdict does not hang on what else was read.
 */
export function snapshotOfUnit(
  unit: AuditUnit,
  accountId: string,
  reading: UnitReading,
): UnitSnapshot {
  const { region, capturedAt, facts, roles } = reading;
  const vpcIds = unit.kind === 'vpc' ? around(unit.vpcId, accountId, reading) : [];
  const functions = functionsOf(unit, vpcIds, reading);
  const network = networkOf(reading, vpcIds, functions);
  const content = joinParts([
    NOTHING_MORE,
    withoutGone(facts, roles),
    ...functions.map((one) => one.part),
    ...roles,
    network,
  ]);
  return {
    snapshot: new Snapshot({
      accountId,
      region,
      partition: partitionOf(region),
      capturedAt,
      ...content,
      ...(unit.kind === 'vpc' && { vpcIds }),
    }),
    functions: new Map(functions.map((one) => [one.functionArn, one])),
    isBroken: network.gaps.some(({ reason }) => reason.kind === 'failed'),
  };
}

/** The inventory is complete: what it holds of no function does not exist. */
const NOTHING_MORE: SnapshotPart = {
  ...EMPTY_PART,
  collections: {
    Functions: [],
    Aliases: [],
    ProvisionedConcurrencyConfigs: [],
    EventSourceMappings: [],
    FunctionEventInvokeConfigs: [],
    RoleDetailList: [],
    Policies: [],
  },
};

/** The VPC, its peers, and the VPCs that share its groups. */
function around(
  vpcId: string,
  accountId: string,
  { region, facts, network }: UnitReading,
): readonly string[] {
  const { VpcPeeringConnections = [], SecurityGroups = [] } = network.collections;
  const { SecurityGroupVpcAssociations = [] } = facts.collections;
  const peers = directPeers(VpcPeeringConnections, [vpcId], { accountId, region });
  const sharing = vpcsSharingGroups(SecurityGroups, SecurityGroupVpcAssociations, [vpcId]);
  return [...new Set([vpcId, ...peers, ...sharing])];
}

function functionsOf(
  unit: AuditUnit,
  vpcIds: readonly string[],
  { functions }: UnitReading,
): readonly InventoriedFunction[] {
  switch (unit.kind) {
    case 'vpc':
      return functions.filter((one) => one.vpcIds.some((id) => vpcIds.includes(id)));
    case 'function':
      return functions.filter(({ functionArn }) => functionArn === unit.functionArn);
    case 'account':
      return [];
  }
}

/** What is in the VPCs or in none that was read, and what the functions name, wherever it is. */
function networkOf(
  { network }: UnitReading,
  vpcIds: readonly string[],
  functions: readonly InventoriedFunction[],
): SnapshotPart {
  const others = new Set((network.vpcIds ?? []).filter((id) => !vpcIds.includes(id)));
  if (others.size === 0) return network;
  const named = new Set(
    functions.flatMap(({ part }) => {
      const versions = part.collections.Functions ?? [];
      const groupIds = versions.flatMap(({ VpcConfig }) => VpcConfig?.SecurityGroupIds ?? []);
      return [...referencesOf(versions).subnetIds, ...groupIds];
    }),
  );
  const collections = Object.fromEntries(
    COLLECTION_NAMES.flatMap((name) => {
      const items = network.collections[name];
      return items === undefined ? [] : [[name, itemsWithout(name, items, others, named)]];
    }),
  );
  return { ...network, collections };
}

function itemsWithout<K extends CollectionName>(
  name: K,
  items: readonly Item<K>[],
  others: ReadonlySet<string>,
  named: ReadonlySet<string>,
): readonly Item<K>[] {
  if (!VPC_COLLECTIONS.has(name)) return items;
  // Each definition is written for its own item type; the union over K cannot express that.
  const { id, vpcIds } = COLLECTIONS[name] as unknown as {
    id: (item: Item<K>) => string;
    vpcIds: (item: Item<K>) => readonly (string | undefined)[];
  };
  return items.filter(
    (item) => named.has(id(item)) || !vpcIds(item).some((vpcId) => others.has(vpcId ?? '')),
  );
}

/** A role that the configuration names may be gone since the account's facts were read. */
function withoutGone(facts: SnapshotPart, roles: readonly SnapshotPart[]): SnapshotPart {
  const { RoleDetailList, ...others } = facts.collections;
  const gone = new Set(roles.flatMap(({ notFound }) => notFound));
  if (RoleDetailList === undefined || gone.size === 0) return facts;
  const left = RoleDetailList.filter(({ Arn }) => !gone.has(Arn));
  return { ...facts, collections: { ...others, RoleDetailList: left } };
}
