import * as ec2 from '@aws-sdk/client-ec2';
import type { AccountClients } from '../emulated-account.ts';
import { createDatabase } from './database.ts';
import { defined } from './defined.ts';
import { createFunction } from './function.ts';
import { createTwoZones, subnetPair } from './private-vpc.ts';
import { allowIn, allowOut, createClosedGroup, tcp, toCidr, toGroup } from './security-groups.ts';

/** Catalogue T12: a MySQL database that the groups and a network ACL keep out of reach. */
export async function createUnreachableDatabase(account: AccountClients): Promise<void> {
  const vpc = await createTwoZones(account, '10.0');
  const dataSubnetIds = await subnetPair(account, vpc, '10.0.200.0/24', '10.0.201.0/24');
  await closeToShortPorts(account, vpc.vpcId, dataSubnetIds);
  const groupId = await createClosedGroup(account, vpc.vpcId, 'orders');
  const databaseGroupId = await createClosedGroup(account, vpc.vpcId, 'database');
  await allowOut(account, groupId, tcp(5432, toGroup(databaseGroupId)));
  await allowIn(account, databaseGroupId, tcp(3306, toCidr('10.0.99.0/24')));
  const host = await createDatabase(account, {
    engine: 'mysql',
    port: 3306,
    subnetIds: dataSubnetIds,
    securityGroupId: databaseGroupId,
  });
  await createFunction(account, {
    name: 'orders',
    runtime: 'nodejs22.x',
    subnetIds: vpc.subnetIds,
    securityGroupIds: [groupId],
    environment: { DB_HOST: host },
  });
}

/** A network ACL that lets answers out to the ephemeral ports of Linux only, fewer than Lambda's. */
async function closeToShortPorts(
  { ec2: client }: AccountClients,
  VpcId: string,
  subnetIds: readonly string[],
): Promise<void> {
  const { NetworkAcl } = await client.send(new ec2.CreateNetworkAclCommand({ VpcId }));
  const NetworkAclId = defined(NetworkAcl?.NetworkAclId, 'network ACL id');
  const rule = {
    NetworkAclId,
    RuleNumber: 100,
    CidrBlock: '0.0.0.0/0',
    RuleAction: 'allow',
  } as const;
  await client.send(
    new ec2.CreateNetworkAclEntryCommand({ ...rule, Egress: false, Protocol: '-1' }),
  );
  await client.send(
    new ec2.CreateNetworkAclEntryCommand({
      ...rule,
      Egress: true,
      Protocol: '6',
      PortRange: { From: 32_768, To: 60_999 },
    }),
  );
  const { NetworkAcls = [] } = await client.send(
    new ec2.DescribeNetworkAclsCommand({ Filters: [{ Name: 'vpc-id', Values: [VpcId] }] }),
  );
  for (const { NetworkAclAssociationId, SubnetId } of NetworkAcls.flatMap(
    ({ Associations = [] }) => Associations,
  )) {
    if (SubnetId === undefined || !subnetIds.includes(SubnetId)) continue;
    await client.send(
      new ec2.ReplaceNetworkAclAssociationCommand({
        AssociationId: NetworkAclAssociationId,
        NetworkAclId,
      }),
    );
  }
}
