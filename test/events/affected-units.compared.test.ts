import { describe, expect, it } from 'vitest';
import { affectedUnits } from '../../shared/events/affected-units.ts';
import type { PlacedFunction } from '../../shared/events/affected-units.ts';
import type { ChangeRow, FanOut } from '../../shared/events/change-kind.ts';
import { CHANGE_CATALOGUE } from '../../shared/events/change-catalogue.ts';
import { changeOf } from '../../shared/events/change.ts';
import type { MatchedChange } from '../../shared/events/change.ts';
import { readCloudTrailEvent } from '../../shared/events/cloudtrail-event.ts';
import { functionUses } from '../../shared/events/function-uses.ts';
import { idsOf } from '../../shared/events/named-scope.ts';
import type { NamedScope } from '../../shared/events/named-scope.ts';
import type { NamedResource, ResourceType } from '../../shared/events/resource-type.ts';
import { resolveScope } from '../../shared/events/scope.ts';
import { vpcIndexOf } from '../../shared/events/vpc-index-of.ts';
import { COLLECTIONS } from '../../shared/model/collections.ts';
import type { CollectionName } from '../../shared/model/collections.ts';
import type { Snapshot } from '../../shared/model/snapshot.ts';
import { WORLD } from '../builders/scope-world.ts';
import { REGION } from '../builders/snapshot.ts';
import { TOPOLOGIES } from '../builders/topologies.ts';
import { snapshotOf } from '../builders/topology.ts';
import { recordOf } from '../fixtures/events/inferred-events.ts';

/**
 * A scope can be told from a whole snapshot, and from indexes of VPCs. Whatever the first finds the
 * second must find too, for every kind of change and everything that could be named.
 */

const COLLECTION_OF: { readonly [T in ResourceType]?: CollectionName } = {
  vpc: 'Vpcs',
  subnet: 'Subnets',
  'route-table': 'RouteTables',
  'nat-gateway': 'NatGateways',
  'internet-gateway': 'InternetGateways',
  'security-group': 'SecurityGroups',
  'network-acl': 'NetworkAcls',
  'vpc-endpoint': 'VpcEndpoints',
  'vpc-peering-connection': 'VpcPeeringConnections',
  'prefix-list': 'PrefixLists',
  'network-interface': 'NetworkInterfaces',
  function: 'Functions',
  role: 'RoleDetailList',
  policy: 'Policies',
  'capacity-provider': 'CapacityProviders',
  'db-instance': 'DBInstances',
  'db-cluster': 'DBClusters',
  'db-proxy': 'DBProxies',
  'replication-group': 'ReplicationGroups',
  'cache-cluster': 'CacheClusters',
  'redshift-cluster': 'Clusters',
  'mount-target': 'MountTargets',
};

/** What the events of a fan-out name. */
const NAMED_BY: { readonly [F in FanOut]: readonly ResourceType[] } = {
  function: ['function'],
  'functions-of-capacity-provider': ['capacity-provider'],
  'functions-of-subnet': ['subnet'],
  'functions-of-route-table': ['route-table', 'subnet'],
  'functions-of-nat-gateway': ['nat-gateway', 'subnet'],
  'users-of-security-group': ['security-group'],
  'functions-of-network-acl': ['network-acl'],
  'users-of-prefix-list': ['prefix-list'],
  'routes-to-interface': ['network-interface'],
  vpc: ['vpc', 'internet-gateway'],
  'vpc-and-peers': ['vpc', 'vpc-endpoint'],
  'peered-vpcs': ['vpc-peering-connection'],
  region: [],
  'functions-of-role': ['role'],
  'functions-of-managed-policy': ['policy'],
  organization: [],
  // A zone, profile or rule alone is every VPC of the region to a snapshot; the index knows which.
  'associated-vpcs': ['vpc'],
  'functions-naming-resource': [
    'db-instance',
    'db-cluster',
    'db-proxy',
    'replication-group',
    'cache-cluster',
    'redshift-cluster',
    'mount-target',
  ],
  'shared-subnets': [],
};

function changeIn(row: ChangeRow): MatchedChange {
  const eventName = [...(row.exact ?? []), ...(row.dated ?? []), ...(row.prefix ?? [])][0] ?? '';
  const [source = ''] = row.eventSource.split('.');
  const read = readCloudTrailEvent(recordOf(source, eventName, { awsRegion: REGION }));
  if (!read.ok) throw new Error(read.error.problem);
  const change = changeOf(read.event);
  if (!change.matched) throw new Error(change.ignoredBecause.detail);
  return { ...change, row };
}

function namedOf(resource: NamedResource): NamedScope {
  const resources = [resource];
  return {
    vpcs: idsOf(resources, 'vpc'),
    functions: idsOf(resources, 'function'),
    endpoints: idsOf(resources, 'vpc-endpoint'),
    securityGroups: idsOf(resources, 'security-group'),
    roles: idsOf(resources, 'role'),
    resources,
    incomplete: undefined,
  };
}

function resourcesIn(snapshot: Snapshot, types: readonly ResourceType[]): readonly NamedResource[] {
  return types.flatMap((type) => {
    const collection = COLLECTION_OF[type];
    if (collection === undefined) return [];
    const { id } = COLLECTIONS[collection] as unknown as { id: (item: unknown) => string };
    return snapshot.seen(collection).map((item) => ({ type, id: id(item) }));
  });
}

/** What the inventory would answer: functions by name, role, policy, capacity provider. */
function functionsFor(snapshot: Snapshot, { type, id }: NamedResource): readonly PlacedFunction[] {
  const roles = new Set(
    snapshot
      .seen('RoleDetailList')
      .filter(({ AttachedManagedPolicies, PermissionsBoundary }) =>
        [
          PermissionsBoundary?.PermissionsBoundaryArn,
          ...AttachedManagedPolicies.map(({ PolicyArn }) => PolicyArn),
        ].includes(id),
      )
      .map(({ Arn }) => Arn),
  );
  const uses = functionUses(snapshot).filter(
    (use) =>
      (type === 'function' && use.functionArn === id) ||
      (type === 'role' && use.roleArn === id) ||
      (type === 'policy' && roles.has(use.roleArn ?? '')) ||
      (type === 'capacity-provider' && use.capacityProviderArn === id),
  );
  return uses.map(({ functionArn, vpcId }) => ({
    functionArn,
    region: REGION,
    vpcIds: vpcId === undefined ? [] : [vpcId],
  }));
}

const SNAPSHOTS: readonly (readonly [name: string, snapshot: Snapshot])[] = [
  ...Object.entries(TOPOLOGIES).map(([name, topology]) => [name, snapshotOf(topology())] as const),
  ['the world of the scope tests', WORLD],
];

describe.each(SNAPSHOTS)('in %s', (_name, snapshot) => {
  const vpcIds = snapshot.seen('Vpcs').map(({ VpcId }) => VpcId);
  const indexes = vpcIds.map((vpcId) => vpcIndexOf(snapshot, vpcId));

  it.each(CHANGE_CATALOGUE.map((row) => [`${row.kind} of ${row.eventSource}`, row] as const))(
    'a %s reaches every VPC in use that the snapshot tells of',
    (_row, row) => {
      const change = changeIn(row);
      for (const resource of resourcesIn(snapshot, NAMED_BY[row.fanOut])) {
        const named = namedOf(resource);
        const { units } = affectedUnits(change, named, {
          homeRegion: REGION,
          indexes,
          functions: functionsFor(snapshot, resource),
          located: new Map(),
        });
        const found = units.flatMap((unit) => (unit.kind === 'vpc' ? [unit.vpcId] : []));
        const idle = new Set(indexes.filter(({ inUse }) => !inUse).map(({ vpcId }) => vpcId));
        const scope = resolveScope(change, named, snapshot);
        // An interface that no route leads to concerns nobody, though the snapshot knows its VPC.
        const isBystander = resource.type === 'network-interface' && scope.functions.length === 0;
        const wanted = isBystander ? [] : scope.vpcs.filter((id) => !idle.has(id));
        expect(found, `${resource.type} ${resource.id}`).toEqual(
          expect.arrayContaining([...wanted]),
        );
      }
    },
  );
});
