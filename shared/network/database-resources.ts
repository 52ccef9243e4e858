import { known, mapFact, thenFact } from '../model/fact.ts';
import type { Fact } from '../model/fact.ts';
import type { DBCluster, DBInstance, DBProxy } from '../model/rds.ts';
import type { Snapshot } from '../model/snapshot.ts';
import { named, present, stateOf, underNames } from './private-resource.ts';
import type { NamedResource } from './private-resource.ts';

/** The names of RDS, DocumentDB and Neptune instances and clusters and of RDS proxies. */
export function databaseResources(snapshot: Snapshot): readonly NamedResource[] {
  return [
    ...snapshot.seen('DBInstances').flatMap((instance) => instanceNames(instance)),
    ...snapshot.seen('DBClusters').flatMap((cluster) => clusterNames(snapshot, cluster)),
    ...snapshot.seen('DBProxies').flatMap((proxy) => proxyNames(proxy)),
  ];
}

function instanceNames(instance: DBInstance): readonly NamedResource[] {
  const id = instance.DBInstanceIdentifier;
  const group = present(instance.DBSubnetGroup, 'DBInstances', `${id} has no DBSubnetGroup`);
  return underNames([instance.Endpoint?.Address], {
    kind: 'db-instance',
    id: instance.DBInstanceArn,
    port: present(instance.Endpoint?.Port, 'DBInstances', `${id} has no port`),
    ...networkOf(group),
    securityGroupIds: known(groupIds(instance.VpcSecurityGroups)),
    ...stateOf(instance.DBInstanceStatus, 'DBInstances'),
    publiclyAccessible: present(
      instance.PubliclyAccessible,
      'DBInstances',
      `${id} has no PubliclyAccessible`,
    ),
  });
}

interface SubnetGroup {
  readonly VpcId?: string | undefined;
  readonly Subnets: readonly { readonly SubnetIdentifier: string }[];
}

function networkOf(group: Fact<SubnetGroup>) {
  return {
    vpcId: thenFact(group, ({ VpcId }) =>
      present(VpcId, 'DBSubnetGroups', 'the subnet group has no VpcId'),
    ),
    subnetIds: mapFact(group, ({ Subnets }) => Subnets.map((one) => one.SubnetIdentifier)),
  };
}

function groupIds(
  groups: readonly { readonly VpcSecurityGroupId: string; readonly Status?: string | undefined }[],
): readonly string[] {
  return groups
    .filter((group) => group.Status !== 'removing')
    .map((group) => group.VpcSecurityGroupId);
}

/**
 * A cluster answers with its endpoints and its groups, but not with its VPC: a member instance or its
 * subnet group says where it is. The reader's name follows from the writer's where it is left out.
 */
function clusterNames(snapshot: Snapshot, cluster: DBCluster): readonly NamedResource[] {
  const id = cluster.DBClusterIdentifier;
  const members = membersOf(snapshot, cluster);
  const hosts = [
    cluster.Endpoint,
    cluster.ReaderEndpoint ?? cluster.Endpoint?.replace('.cluster-', '.cluster-ro-'),
    ...cluster.CustomEndpoints,
  ];
  return underNames(hosts, {
    kind: 'db-cluster',
    id: cluster.DBClusterArn,
    port: present(cluster.Port, 'DBClusters', `${id} has no port`),
    ...networkOf(clusterSubnetGroup(snapshot, cluster, members)),
    securityGroupIds: known(groupIds(cluster.VpcSecurityGroups)),
    ...stateOf(cluster.Status, 'DBClusters'),
    publiclyAccessible: clusterPublic(snapshot, cluster, members),
  });
}

function membersOf(snapshot: Snapshot, cluster: DBCluster): readonly DBInstance[] {
  const ids = new Set(cluster.DBClusterMembers.map((member) => member.DBInstanceIdentifier));
  return snapshot.seen('DBInstances').filter((one) => ids.has(one.DBInstanceIdentifier));
}

function clusterSubnetGroup(
  snapshot: Snapshot,
  cluster: DBCluster,
  members: readonly DBInstance[],
): Fact<SubnetGroup> {
  const group = members.find((member) => member.DBSubnetGroup !== undefined)?.DBSubnetGroup;
  return group === undefined
    ? named(snapshot, 'DBSubnetGroups', cluster.DBSubnetGroup, (one) => one.DBSubnetGroupName)
    : known(group);
}

/** An Aurora cluster is as public as its instances; a Multi-AZ cluster says it itself. */
function clusterPublic(
  snapshot: Snapshot,
  cluster: DBCluster,
  members: readonly DBInstance[],
): Fact<boolean> {
  if (cluster.PubliclyAccessible !== undefined) return known(cluster.PubliclyAccessible);
  if (members.some((member) => member.PubliclyAccessible === true)) return known(true);
  return mapFact(snapshot.all('DBInstances'), () => false);
}

/**
 * A proxy listens on the default port of its engine family, whatever port the database has
 * (https://docs.aws.amazon.com/AmazonRDS/latest/UserGuide/rds-proxy.html, limitations).
 */
const PROXY_PORTS: ReadonlyMap<string, number> = new Map([
  ['MYSQL', 3306],
  ['POSTGRESQL', 5432],
  ['SQLSERVER', 1433],
]);

function proxyNames(proxy: DBProxy): readonly NamedResource[] {
  const { DBProxyName: name, EngineFamily: family = '' } = proxy;
  return underNames([proxy.Endpoint], {
    kind: 'db-proxy',
    id: proxy.DBProxyArn,
    port: present(PROXY_PORTS.get(family), 'DBProxies', `the port of ${name} is not known`),
    vpcId: present(proxy.VpcId, 'DBProxies', `${name} has no VpcId`),
    subnetIds: known(proxy.VpcSubnetIds),
    securityGroupIds: known(proxy.VpcSecurityGroupIds),
    ...stateOf(proxy.Status, 'DBProxies'),
    publiclyAccessible: known(false),
  });
}
