import {
  CreateDBInstanceCommand,
  CreateDBSubnetGroupCommand,
  DescribeDBInstancesCommand,
  RDSClient,
} from '@aws-sdk/client-rds';
import type { AccountClients } from '../emulated-account.ts';
import { defined } from './defined.ts';

/** Creates an RDS instance in the subnets; answers the host name under which it is reached. */
export async function createDatabase(
  { region }: AccountClients,
  settings: {
    readonly engine: 'postgres' | 'mysql';
    readonly port: number;
    readonly subnetIds: readonly string[];
    readonly securityGroupId: string;
  },
): Promise<string> {
  const rds = new RDSClient({ region });
  await rds.send(
    new CreateDBSubnetGroupCommand({
      DBSubnetGroupName: 'data',
      DBSubnetGroupDescription: 'data',
      SubnetIds: [...settings.subnetIds],
    }),
  );
  await rds.send(
    new CreateDBInstanceCommand({
      DBInstanceIdentifier: 'orders',
      Engine: settings.engine,
      Port: settings.port,
      DBInstanceClass: 'db.t4g.micro',
      AllocatedStorage: 20,
      MasterUsername: 'root',
      MasterUserPassword: 'password',
      DBSubnetGroupName: 'data',
      PubliclyAccessible: false,
      VpcSecurityGroupIds: [settings.securityGroupId],
    }),
  );
  const { DBInstances } = await rds.send(new DescribeDBInstancesCommand({}));
  return defined(DBInstances?.[0]?.Endpoint?.Address, 'database address');
}
