import type { AccountClients } from '../emulated-account.ts';
import { createFunction } from './function.ts';
import * as network from './network.ts';

export interface PrivateVpc {
  readonly vpcId: string;
  /** In two zones. */
  readonly privateSubnetIds: readonly [string, string];
  readonly privateRouteTableId: string;
  /** The VPC's default group, which the template exports for Lambda. */
  readonly securityGroupId: string;
  readonly zones: readonly [string, string];
}

export interface SampleFunction extends PrivateVpc {
  readonly functionArn: string;
}

/** AWS names this zone among those where Lambda's capacity is limited. */
const LIMITED_ZONE = 'use1-az3';

/** The part that AWS's sample templates `vpc-private.yaml` and `vpc-privatepublic.yaml` share. */
export async function createPrivateVpc(account: AccountClients): Promise<PrivateVpc> {
  const vpcId = await network.createVpc(account, '172.31.0.0/16');
  const zones = await network.zoneNames(account, [LIMITED_ZONE]);
  const privateSubnetIds = [
    await network.createSubnet(account, vpcId, '172.31.3.0/24', zones[0]),
    await network.createSubnet(account, vpcId, '172.31.2.0/24', zones[1]),
  ] as const;
  const privateRouteTableId = await network.createRouteTable(account, vpcId, privateSubnetIds);
  await network.createGatewayEndpoint(account, vpcId, 's3', privateRouteTableId);
  await network.createGatewayEndpoint(account, vpcId, 'dynamodb', privateRouteTableId);
  const securityGroupId = await network.defaultGroup(account, vpcId);
  return { vpcId, privateSubnetIds, privateRouteTableId, securityGroupId, zones };
}

/** Catalogue T01: AWS's `vpc-private.yaml` and a function in both private subnets. */
export async function createPrivateSample(
  account: AccountClients,
  name = 'private-sample',
): Promise<SampleFunction> {
  const vpc = await createPrivateVpc(account);
  const functionArn = await createFunction(account, {
    name,
    runtime: 'nodejs22.x',
    subnetIds: vpc.privateSubnetIds,
    securityGroupIds: [vpc.securityGroupId],
    actions: ['s3:GetObject', 'dynamodb:GetItem'],
  });
  return { ...vpc, functionArn };
}
