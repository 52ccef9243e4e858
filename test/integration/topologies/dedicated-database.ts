import { CreateVpcCommand } from '@aws-sdk/client-ec2';
import type { AccountClients } from '../emulated-account.ts';
import { createDatabase } from './database.ts';
import { defined } from './defined.ts';
import { createFunction } from './function.ts';
import * as network from './network.ts';
import { peer } from './peering.ts';
import { createTwoZones, subnetPair, turnOnHostnames } from './private-vpc.ts';
import { allowIn, allowOut, createClosedGroup, tcp, toGroup } from './security-groups.ts';

/** Catalogue T14: a function in a default-tenancy VPC, peered to a dedicated one with its database. */
export async function createDedicatedDatabase(account: AccountClients): Promise<void> {
  const { vpcId, zones, subnetIds } = await createTwoZones(account, '10.0');
  const dedicated = await account.ec2.send(
    new CreateVpcCommand({ CidrBlock: '10.2.0.0/16', InstanceTenancy: 'dedicated' }),
  );
  const dataVpcId = defined(dedicated.Vpc?.VpcId, 'dedicated VPC id');
  const dataVpc = { vpcId: dataVpcId, zones };
  const dataSubnetIds = await subnetPair(account, dataVpc, '10.2.0.0/24', '10.2.1.0/24');
  for (const id of [vpcId, dataVpcId]) await turnOnHostnames(account, id);
  await peer(
    account,
    {
      vpcId,
      cidr: '10.0.0.0/16',
      routeTableId: await network.createRouteTable(account, vpcId, subnetIds),
    },
    {
      vpcId: dataVpcId,
      cidr: '10.2.0.0/16',
      routeTableId: await network.createRouteTable(account, dataVpcId, dataSubnetIds),
    },
  );
  const groupId = await createClosedGroup(account, vpcId, 'orders');
  const databaseGroupId = await createClosedGroup(account, dataVpcId, 'database');
  await allowOut(account, groupId, tcp(5432, toGroup(databaseGroupId)));
  await allowIn(account, databaseGroupId, tcp(5432, toGroup(groupId)));
  const host = await createDatabase(account, {
    engine: 'postgres',
    port: 5432,
    subnetIds: dataSubnetIds,
    securityGroupId: databaseGroupId,
  });
  await createFunction(account, {
    name: 'orders',
    runtime: 'nodejs22.x',
    subnetIds,
    securityGroupIds: [groupId],
    environment: { DB_HOST: host },
  });
}
