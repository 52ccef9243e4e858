import type { Snapshot } from '../model/snapshot.ts';
import type { Destination } from './function-uses.ts';

/**
 * The names by which events speak of a database, cache or file system that a function connects to, in
 * lower case where the service folds them: its own, and those of what shares its network with it, such
 * as the instances of a cluster.
 */
export function destinationNames({ id }: Destination, snapshot: Snapshot): readonly string[] {
  const name = nameOf(id);
  return [
    id,
    name,
    ...ofDatabase(name, snapshot),
    ...ofCache(name, snapshot),
    ...ofWarehouse(id, snapshot),
    ...ofFileSystem(id, snapshot),
  ];
}

/** `orders` of `arn:aws:rds:…:db:orders`. */
function nameOf(id: string): string {
  return id.slice(id.lastIndexOf(':') + 1).toLowerCase();
}

function ofDatabase(name: string, snapshot: Snapshot): readonly string[] {
  return snapshot.seen('DBInstances').flatMap(({ DBInstanceIdentifier, DBClusterIdentifier }) => {
    const both = [DBInstanceIdentifier, DBClusterIdentifier ?? ''].map((one) => one.toLowerCase());
    return DBClusterIdentifier !== undefined && both.includes(name) ? both : [];
  });
}

/** A node of a replication group is named after it: `orders-0001-001`. */
function ofCache(name: string, snapshot: Snapshot): readonly string[] {
  return snapshot.seen('ReplicationGroups').flatMap(({ ReplicationGroupId, MemberClusters }) => {
    const all = [ReplicationGroupId, ...MemberClusters].map((one) => one.toLowerCase());
    return all.includes(name) ? all : [];
  });
}

/** The ARN of a data warehouse is that of its namespace. */
function ofWarehouse(id: string, snapshot: Snapshot): readonly string[] {
  return snapshot
    .seen('Clusters')
    .filter(({ ClusterNamespaceArn }) => ClusterNamespaceArn === id)
    .map(({ ClusterIdentifier }) => ClusterIdentifier.toLowerCase());
}

function ofFileSystem(id: string, snapshot: Snapshot): readonly string[] {
  const targets = snapshot.seen('MountTargets').filter(({ FileSystemId }) => FileSystemId === id);
  return targets.flatMap(({ MountTargetId, NetworkInterfaceId }) => [
    MountTargetId,
    ...(NetworkInterfaceId === undefined ? [] : [NetworkInterfaceId]),
  ]);
}
