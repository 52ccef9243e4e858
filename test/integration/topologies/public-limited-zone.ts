import { ModifySubnetAttributeCommand } from '@aws-sdk/client-ec2';
import type { AccountClients } from '../emulated-account.ts';
import { createFunction } from './function.ts';
import * as network from './network.ts';

export interface PublicLimitedZone {
  readonly vpcId: string;
  readonly subnetId: string;
  readonly securityGroupId: string;
  readonly functionName: string;
  readonly functionArn: string;
}

/** Catalogue T04, us-east-1 only: a function in one public subnet of the zone use1-az3. */
export async function createPublicLimitedZone(
  account: AccountClients,
  name = 'public-limited-zone',
): Promise<PublicLimitedZone> {
  const vpcId = await network.createVpc(account, '10.4.0.0/16');
  const zone = await network.zoneNamed(account, 'use1-az3');
  const subnetId = await network.createSubnet(account, vpcId, '10.4.0.0/24', zone);
  await account.ec2.send(
    new ModifySubnetAttributeCommand({
      SubnetId: subnetId,
      MapPublicIpOnLaunch: { Value: true },
    }),
  );
  const tableId = await network.createRouteTable(account, vpcId, [subnetId]);
  await network.createInternetGateway(account, vpcId, tableId);
  const securityGroupId = await network.createGroup(account, vpcId, name);
  const functionArn = await createFunction(account, {
    name,
    runtime: 'python3.13',
    subnetIds: [subnetId],
    securityGroupIds: [securityGroupId],
    actions: ['s3:GetObject'],
    tags: { needs: 'internet' },
  });
  return { vpcId, subnetId, securityGroupId, functionName: name, functionArn };
}
