import type { AccountClients } from '../emulated-account.ts';
import { defined } from './defined.ts';
import { createFunction } from './function.ts';
import { bothArns, createInterfaceEndpoint } from './interface-endpoint.ts';
import * as network from './network.ts';
import { peer } from './peering.ts';
import { createTwoZones, turnOnHostnames } from './private-vpc.ts';
import { allowIn, allowOut, createClosedGroup, tcp, toCidr } from './security-groups.ts';

export interface HubAndSpoke {
  readonly hubVpcId: string;
  readonly spokeVpcId: string;
  /** The endpoint's own name, and the zone that AWS keeps it in. */
  readonly endpointName: string;
  readonly endpointZoneId: string;
}

/** Catalogue T10: a function in a spoke, the Lambda endpoint in the peered hub, no zone that leads there. */
export async function createHubAndSpoke(account: AccountClients): Promise<HubAndSpoke> {
  const spoke = await createTwoZones(account, '10.0');
  const hub = await createTwoZones(account, '10.1');
  for (const { vpcId } of [spoke, hub]) await turnOnHostnames(account, vpcId);
  await peer(
    account,
    await side(account, spoke, '10.0.0.0/16'),
    await side(account, hub, '10.1.0.0/16'),
  );
  const endpoints = await createClosedGroup(account, hub.vpcId, 'endpoints');
  await allowIn(account, endpoints, tcp(443, toCidr('10.0.0.0/16')));
  const { DnsEntries } = await createInterfaceEndpoint(account, {
    vpcId: hub.vpcId,
    service: 'lambda',
    subnetIds: hub.subnetIds,
    securityGroupId: endpoints,
    privateDns: true,
    allows: {
      action: 'lambda:InvokeFunction',
      resources: bothArns(account.region, 'billing'),
    },
  });
  const groupId = await createClosedGroup(account, spoke.vpcId, 'orders');
  await allowOut(account, groupId, tcp(443, toCidr('10.1.0.0/16')));
  await createFunction(account, {
    name: 'orders',
    runtime: 'nodejs22.x',
    subnetIds: spoke.subnetIds,
    securityGroupIds: [groupId],
    actions: ['lambda:InvokeFunction'],
  });
  return {
    hubVpcId: hub.vpcId,
    spokeVpcId: spoke.vpcId,
    endpointName: defined(DnsEntries?.[0]?.DnsName, 'endpoint name'),
    endpointZoneId: defined(DnsEntries?.[0]?.HostedZoneId, 'zone of the endpoint name'),
  };
}

async function side(
  account: AccountClients,
  { vpcId, subnetIds }: { readonly vpcId: string; readonly subnetIds: readonly string[] },
  cidr: string,
) {
  return { vpcId, cidr, routeTableId: await network.createRouteTable(account, vpcId, subnetIds) };
}
