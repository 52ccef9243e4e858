import { ModifyVpcAttributeCommand } from '@aws-sdk/client-ec2';
import type { AccountClients } from '../emulated-account.ts';
import * as network from './network.ts';

export interface TwoZones {
  readonly vpcId: string;
  readonly zones: readonly [string, string];
  readonly subnetIds: readonly [string, string];
}

/** The zone of us-east-1 in which Lambda's capacity is limited. */
const LIMITED_ZONE = 'use1-az3';

/** A VPC with a /16 block `<network>.0.0/16` and two private subnets in two zones, on the main table. */
export async function createTwoZones(account: AccountClients, block: string): Promise<TwoZones> {
  const vpcId = await network.createVpc(account, `${block}.0.0/16`);
  const zones = await network.zoneNames(account, [LIMITED_ZONE]);
  const subnetIds = await subnetPair(
    account,
    { vpcId, zones },
    `${block}.0.0/24`,
    `${block}.1.0/24`,
  );
  return { vpcId, zones, subnetIds };
}

/** One more subnet in each of the two zones. */
export async function subnetPair(
  account: AccountClients,
  { vpcId, zones }: Pick<TwoZones, 'vpcId' | 'zones'>,
  ...[first, second]: readonly [string, string]
): Promise<readonly [string, string]> {
  return [
    await network.createSubnet(account, vpcId, first, zones[0]),
    await network.createSubnet(account, vpcId, second, zones[1]),
  ];
}

/** Turns on the DNS host names of a VPC that was made with the API's defaults. */
export async function turnOnHostnames({ ec2 }: AccountClients, VpcId: string): Promise<void> {
  await ec2.send(new ModifyVpcAttributeCommand({ VpcId, EnableDnsHostnames: { Value: true } }));
}
