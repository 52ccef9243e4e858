import type { Item } from '../../shared/model/collections.ts';
import { ACCOUNT, item, REGION } from './snapshot.ts';
import { DATABASE_HOST } from './topology.ts';

/** A database instance under the host name of the topologies, with the group sg-database. */
export function databaseInstance({
  port,
  engine,
  vpcId,
  subnetIds,
}: {
  readonly port: number;
  readonly engine: string;
  readonly vpcId: string;
  readonly subnetIds: readonly string[];
}): Item<'DBInstances'> {
  return item('DBInstances', {
    DBInstanceIdentifier: 'orders',
    DBInstanceArn: `arn:aws:rds:${REGION}:${ACCOUNT}:db:orders`,
    Engine: engine,
    DBInstanceStatus: 'available',
    Endpoint: { Address: DATABASE_HOST, Port: port },
    PubliclyAccessible: false,
    VpcSecurityGroups: [{ VpcSecurityGroupId: 'sg-database', Status: 'active' }],
    DBSubnetGroup: {
      DBSubnetGroupName: 'orders',
      VpcId: vpcId,
      Subnets: subnetIds.map((SubnetIdentifier) => ({ SubnetIdentifier, SubnetStatus: 'Active' })),
    },
  });
}
