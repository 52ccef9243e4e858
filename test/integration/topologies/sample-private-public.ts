import type { AccountClients } from '../emulated-account.ts';
import { createFunction } from './function.ts';
import * as network from './network.ts';
import { createPrivateVpc } from './sample-private.ts';
import type { SampleFunction } from './sample-private.ts';

export interface PrivatePublicSample extends SampleFunction {
  readonly publicSubnetId: string;
  readonly natGatewayId: string;
  readonly internetGatewayId: string;
}

/** Catalogue T02: AWS's `vpc-privatepublic.yaml`, one NAT gateway for both zones, and a function. */
export async function createPrivatePublicSample(
  account: AccountClients,
  name = 'private-public-sample',
): Promise<PrivatePublicSample> {
  const vpc = await createPrivateVpc(account);
  const publicSubnetId = await network.createSubnet(
    account,
    vpc.vpcId,
    '172.31.0.0/24',
    vpc.zones[0],
  );
  const publicTableId = await network.createRouteTable(account, vpc.vpcId, [publicSubnetId]);
  const internetGatewayId = await network.createInternetGateway(account, vpc.vpcId, publicTableId);
  const natGatewayId = await network.createNatGateway(
    account,
    publicSubnetId,
    vpc.privateRouteTableId,
  );
  const functionArn = await createFunction(account, {
    name,
    runtime: 'nodejs22.x',
    subnetIds: vpc.privateSubnetIds,
    securityGroupIds: [vpc.securityGroupId],
    actions: ['s3:GetObject', 'dynamodb:GetItem', 'secretsmanager:GetSecretValue'],
    tags: { needs: 'internet' },
  });
  return { ...vpc, publicSubnetId, natGatewayId, internetGatewayId, functionArn };
}
