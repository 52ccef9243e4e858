import type { CacheCluster, ReplicationGroup, ServerlessCache } from '../model/elasticache.ts';
import { allFacts, known, mapFact, thenFact } from '../model/fact.ts';
import type { Fact } from '../model/fact.ts';
import type { Snapshot } from '../model/snapshot.ts';
import { named, present, stateOf, underNames } from './private-resource.ts';
import type { NamedResource, PrivateResource } from './private-resource.ts';

type Network = Pick<PrivateResource, 'vpcId' | 'subnetIds' | 'securityGroupIds'>;

interface Endpoint {
  readonly Address?: string | undefined;
  readonly Port?: number | undefined;
}

/** The names of ElastiCache replication groups, clusters with their nodes, and serverless caches. */
export function cacheResources(snapshot: Snapshot): readonly NamedResource[] {
  return [
    // Nodes of a replication group stand under the group, which has the state that counts.
    ...snapshot.seen('CacheClusters').flatMap((cluster) => clusterNames(snapshot, cluster)),
    ...snapshot.seen('ReplicationGroups').flatMap((group) => groupNames(snapshot, group)),
    ...snapshot.seen('ServerlessCaches').flatMap((cache) => serverlessNames(snapshot, cache)),
  ];
}

/** Endpoints of one resource differ in their port: a configuration endpoint has its own. */
function underEndpoints(
  endpoints: readonly (Endpoint | undefined)[],
  resource: Omit<PrivateResource, 'port' | 'publiclyAccessible'>,
  collection: 'ReplicationGroups' | 'CacheClusters' | 'ServerlessCaches',
): readonly NamedResource[] {
  return endpoints.flatMap((endpoint) =>
    underNames([endpoint?.Address], {
      ...resource,
      port: present(endpoint?.Port, collection, `${resource.id} has no port`),
      publiclyAccessible: known(false),
    }),
  );
}

function clusterNames(snapshot: Snapshot, cluster: CacheCluster): readonly NamedResource[] {
  const endpoints = [
    cluster.ConfigurationEndpoint,
    ...(cluster.CacheNodes ?? []).map((node) => node.Endpoint),
  ];
  const resource = {
    kind: 'cache-cluster',
    id: cluster.ARN ?? cluster.CacheClusterId,
    ...clusterNetwork(snapshot, cluster),
    ...stateOf(cluster.CacheClusterStatus, 'CacheClusters'),
  } as const;
  return underEndpoints(endpoints, resource, 'CacheClusters');
}

function clusterNetwork(snapshot: Snapshot, cluster: CacheCluster): Network {
  const group = named(
    snapshot,
    'CacheSubnetGroups',
    cluster.CacheSubnetGroupName,
    (one) => one.CacheSubnetGroupName,
  );
  return {
    vpcId: thenFact(group, ({ VpcId }) =>
      present(VpcId, 'CacheSubnetGroups', 'the subnet group has no VpcId'),
    ),
    subnetIds: mapFact(group, ({ Subnets }) => Subnets.map((one) => one.SubnetIdentifier)),
    securityGroupIds: known(
      cluster.SecurityGroups.filter((one) => one.Status !== 'removing').map(
        (one) => one.SecurityGroupId,
      ),
    ),
  };
}

function groupNames(snapshot: Snapshot, group: ReplicationGroup): readonly NamedResource[] {
  const endpoints = [
    group.ConfigurationEndpoint,
    ...group.NodeGroups.flatMap((nodes) => [
      nodes.PrimaryEndpoint,
      nodes.ReaderEndpoint,
      ...nodes.NodeGroupMembers.map((member) => member.ReadEndpoint),
    ]),
  ];
  const resource = {
    kind: 'replication-group',
    id: group.ARN ?? group.ReplicationGroupId,
    ...groupNetwork(snapshot, group),
    ...stateOf(group.Status, 'ReplicationGroups'),
  } as const;
  return underEndpoints(endpoints, resource, 'ReplicationGroups');
}

/** All members of a group have the same groups and subnets. */
function groupNetwork(snapshot: Snapshot, group: ReplicationGroup): Network {
  const member = named(
    snapshot,
    'CacheClusters',
    group.MemberClusters[0],
    (one) => one.CacheClusterId,
  );
  if (!member.known) return { vpcId: member, subnetIds: member, securityGroupIds: member };
  return clusterNetwork(snapshot, member.value);
}

function serverlessNames(snapshot: Snapshot, cache: ServerlessCache): readonly NamedResource[] {
  const resource = {
    kind: 'serverless-cache',
    id: cache.ARN ?? cache.ServerlessCacheName,
    vpcId: vpcOfSubnets(snapshot, cache.SubnetIds),
    subnetIds: known(cache.SubnetIds),
    securityGroupIds: known(cache.SecurityGroupIds),
    ...stateOf(cache.Status, 'ServerlessCaches'),
  } as const;
  return underEndpoints([cache.Endpoint, cache.ReaderEndpoint], resource, 'ServerlessCaches');
}

/** A serverless cache names its subnets and not its VPC. */
function vpcOfSubnets(snapshot: Snapshot, subnetIds: readonly string[]): Fact<string> {
  const subnets = allFacts(subnetIds.map((id) => snapshot.get('Subnets', id)));
  return thenFact(subnets, (values) =>
    present(values.find((one) => one !== undefined)?.VpcId, 'Subnets', 'the subnets of the cache'),
  );
}
