import type { AccountClients } from '../emulated-account.ts';
import { createFunction } from './function.ts';
import { createInterfaceEndpoint } from './interface-endpoint.ts';
import * as network from './network.ts';
import { createTwoZones } from './private-vpc.ts';
import { allowOut, createClosedGroup, tcp, toCidr } from './security-groups.ts';

export interface DefaultLambdaEndpoint {
  readonly vpcId: string;
  readonly subnetIds: readonly [string, string];
}

/** Catalogue T06: an isolated VPC with a Lambda endpoint that was made with the defaults. */
export async function createDefaultLambdaEndpoint(
  account: AccountClients,
): Promise<DefaultLambdaEndpoint> {
  const { vpcId, subnetIds } = await createTwoZones(account, '10.0');
  await network.createRouteTable(account, vpcId, subnetIds);
  await createInterfaceEndpoint(account, {
    vpcId,
    service: 'lambda',
    subnetIds: [subnetIds[0]],
    // What EC2 takes where no group is given; the emulator takes none.
    securityGroupId: await network.defaultGroup(account, vpcId),
    privateDns: false,
  });
  const groupId = await createClosedGroup(account, vpcId, 'orders');
  await allowOut(account, groupId, tcp(443, toCidr('10.0.0.0/16')));
  await createFunction(account, {
    name: 'orders',
    runtime: 'nodejs22.x',
    subnetIds,
    securityGroupIds: [groupId],
    actions: ['lambda:InvokeFunction'],
  });
  return { vpcId, subnetIds };
}
