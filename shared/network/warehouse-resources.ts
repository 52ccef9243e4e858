import { known, mapFact } from '../model/fact.ts';
import type { Cluster } from '../model/redshift.ts';
import type { Snapshot } from '../model/snapshot.ts';
import { named, present, stateOf, underNames } from './private-resource.ts';
import type { NamedResource } from './private-resource.ts';

/** The names of Redshift clusters. */
export function warehouseResources(snapshot: Snapshot): readonly NamedResource[] {
  return snapshot.seen('Clusters').flatMap((cluster) => clusterNames(snapshot, cluster));
}

function clusterNames(snapshot: Snapshot, cluster: Cluster): readonly NamedResource[] {
  const id = cluster.ClusterIdentifier;
  const group = named(
    snapshot,
    'ClusterSubnetGroups',
    cluster.ClusterSubnetGroupName,
    (one) => one.ClusterSubnetGroupName,
  );
  return underNames([cluster.Endpoint?.Address], {
    kind: 'redshift-cluster',
    id: cluster.ClusterNamespaceArn ?? id,
    port: present(cluster.Endpoint?.Port, 'Clusters', `${id} has no port`),
    vpcId: present(cluster.VpcId, 'Clusters', `${id} has no VpcId`),
    subnetIds: mapFact(group, ({ Subnets }) => Subnets.map((one) => one.SubnetIdentifier)),
    securityGroupIds: known(
      cluster.VpcSecurityGroups.filter((one) => one.Status !== 'removing').map(
        (one) => one.VpcSecurityGroupId,
      ),
    ),
    ...stateOf(cluster.ClusterStatus, 'Clusters'),
    publiclyAccessible: present(
      cluster.PubliclyAccessible,
      'Clusters',
      `${id} has no PubliclyAccessible`,
    ),
  });
}
