import * as ec2 from '@aws-sdk/client-ec2';
import type { AccountClients } from '../emulated-account.ts';
import { defined } from './defined.ts';
import { createFunction } from './function.ts';
import * as network from './network.ts';
import { createTwoZones } from './private-vpc.ts';
import { allowOut, createClosedGroup, tcp, toCidr } from './security-groups.ts';

/** Catalogue T08: one zone goes to a private NAT gateway, the other to a deleted one. */
export async function createPrivateNatGateway(account: AccountClients): Promise<void> {
  const { vpcId, zones, subnetIds } = await createTwoZones(account, '10.0');
  const natSubnetId = await network.createSubnet(account, vpcId, '10.0.100.0/24', zones[0]);
  const [tableA, tableB] = [
    await network.createRouteTable(account, vpcId, [subnetIds[0]]),
    await network.createRouteTable(account, vpcId, [subnetIds[1]]),
  ];
  const { NatGateway } = await account.ec2.send(
    new ec2.CreateNatGatewayCommand({ SubnetId: natSubnetId, ConnectivityType: 'private' }),
  );
  await account.ec2.send(
    new ec2.CreateRouteCommand({
      RouteTableId: tableA,
      DestinationCidrBlock: '0.0.0.0/0',
      NatGatewayId: defined(NatGateway?.NatGatewayId, 'NAT gateway id'),
    }),
  );
  const NatGatewayId = await network.createNatGateway(account, natSubnetId, tableB);
  await account.ec2.send(new ec2.DeleteNatGatewayCommand({ NatGatewayId }));
  const groupId = await createClosedGroup(account, vpcId, 'orders');
  await allowOut(account, groupId, tcp(443, toCidr('0.0.0.0/0')));
  await createFunction(account, {
    name: 'orders',
    runtime: 'nodejs22.x',
    subnetIds,
    securityGroupIds: [groupId],
    actions: ['ssm:GetParameter'],
    tags: { needs: 'internet' },
  });
}
