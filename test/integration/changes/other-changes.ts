import * as ec2 from '@aws-sdk/client-ec2';
import { UpdateFunctionConfigurationCommand } from '@aws-sdk/client-lambda';
import {
  AssociateVPCWithHostedZoneCommand,
  ChangeResourceRecordSetsCommand,
  CreateHostedZoneCommand,
  DisassociateVPCFromHostedZoneCommand,
  Route53Client,
} from '@aws-sdk/client-route-53';
import type { AccountClients } from '../emulated-account.ts';
import { defined } from '../topologies/defined.ts';
import type { DefaultLambdaEndpoint } from '../topologies/default-lambda-endpoint.ts';
import { createHubAndSpoke } from '../topologies/hub-and-spoke.ts';
import type { HubAndSpoke } from '../topologies/hub-and-spoke.ts';
import { createInterfaceEndpoint } from '../topologies/interface-endpoint.ts';
import * as network from '../topologies/network.ts';
import { createTwoZones } from '../topologies/private-vpc.ts';
import type { PublicLimitedZone } from '../topologies/public-limited-zone.ts';
import { allowIn, createClosedGroup, tcp, toCidr } from '../topologies/security-groups.ts';
import { createUnattached } from '../topologies/unattached.ts';
import { classicCall, recordedCall, wrappedCall } from './recorded-call.ts';
import type { RecordedCall } from './recorded-call.ts';
import type { SingleChange } from './single-change.ts';

/** The catalogue's single changes to other topologies than the reference design. */

const VPCRegion = 'us-east-1' as const;

interface HubWithZone extends HubAndSpoke {
  readonly hostedZoneId: string;
}

/** T10 with a zone of the hub's that answers the name of Lambda with the endpoint. */
export async function createHubWithZone(account: AccountClients): Promise<HubWithZone> {
  const topology = await createHubAndSpoke(account);
  const { hubVpcId, endpointName, endpointZoneId } = topology;
  const route53 = new Route53Client({ region: account.region });
  const Name = `lambda.${account.region}.amazonaws.com`;
  const { HostedZone } = await route53.send(
    new CreateHostedZoneCommand({
      Name,
      CallerReference: Name,
      VPC: { VPCRegion, VPCId: hubVpcId },
      HostedZoneConfig: { PrivateZone: true },
    }),
  );
  const AliasTarget = {
    DNSName: endpointName,
    HostedZoneId: endpointZoneId,
    EvaluateTargetHealth: false,
  };
  await route53.send(
    new ChangeResourceRecordSetsCommand({
      HostedZoneId: HostedZone?.Id,
      ChangeBatch: {
        Changes: [{ Action: 'CREATE', ResourceRecordSet: { Name, Type: 'A', AliasTarget } }],
      },
    }),
  );
  return { ...topology, hostedZoneId: defined(HostedZone?.Id, 'hosted zone id') };
}

export const HUB_CHANGES: readonly SingleChange<HubWithZone>[] = [
  {
    name: 'AssociateVPCWithHostedZone for the name of Lambda',
    make: async (account, { hostedZoneId: HostedZoneId, spokeVpcId: VPCId }) => {
      const VPC = { VPCRegion, VPCId };
      await new Route53Client({ region: account.region }).send(
        new AssociateVPCWithHostedZoneCommand({ HostedZoneId, VPC }),
      );
      return [zoneCall('AssociateVPCWithHostedZone', HostedZoneId, VPC)];
    },
    undo: async (account, { hostedZoneId: HostedZoneId, spokeVpcId: VPCId }) => {
      const VPC = { VPCRegion, VPCId };
      await new Route53Client({ region: account.region }).send(
        new DisassociateVPCFromHostedZoneCommand({ HostedZoneId, VPC }),
      );
      return [zoneCall('DisassociateVPCFromHostedZone', HostedZoneId, VPC)];
    },
    flips: ['peered-endpoint-dns P', 'function-service-reachability P'],
  },
];

function zoneCall(
  eventName: string,
  hostedZoneId: string,
  { VPCRegion, VPCId }: { readonly VPCRegion: string; readonly VPCId: string },
): RecordedCall {
  return recordedCall(
    'route53',
    eventName,
    {
      hostedZoneId: hostedZoneId.replace('/hostedzone/', ''),
      vPC: { vPCRegion: VPCRegion, vPCId: VPCId },
    },
    { changeInfo: { id: '/change/C0123456789ABCDEFGHIJ', status: 'PENDING' } },
  );
}

/** Of T04. */
export const PUBLIC_ZONE_CHANGES: readonly SingleChange<PublicLimitedZone>[] = [
  {
    name: 'a NAT gateway, and private subnets in two other zones',
    make: async (account, { vpcId, subnetId, securityGroupId, functionName }) => {
      const zones = await network.zoneNames(account, ['use1-az3']);
      const subnetIds = [
        await network.createSubnet(account, vpcId, '10.4.1.0/24', zones[0]),
        await network.createSubnet(account, vpcId, '10.4.2.0/24', zones[1]),
      ];
      const routeTableId = await network.createRouteTable(account, vpcId, subnetIds);
      const natGatewayId = await network.createNatGateway(account, subnetId, routeTableId);
      return [
        wrappedCall(
          'CreateNatGateway',
          { ConnectivityType: 'public', SubnetId: subnetId },
          { natGateway: { natGatewayId, subnetId, vpcId, state: 'pending' } },
        ),
        classicCall('CreateRoute', {
          routeTableId,
          destinationCidrBlock: '0.0.0.0/0',
          natGatewayId,
        }),
        await placeFunction(account, functionName, subnetIds, [securityGroupId]),
      ];
    },
    undo: async (account, { subnetId, securityGroupId, functionName }) => [
      await placeFunction(account, functionName, [subnetId], [securityGroupId]),
    ],
    // The emulator does not answer for Block Public Access.
    flips: [
      'function-multi-az P',
      'function-limited-capacity-zone P',
      'function-public-subnet P',
      'function-internet-egress P',
      'function-nat-zone-independence F',
      'vpc-block-public-access U',
      'gateway-endpoint-association N',
      'gateway-endpoint-nat-cost F',
      'function-service-reachability P',
      'function-connection-keepalive U',
    ],
  },
];

interface UnattachedFunction {
  readonly functionName: string;
  readonly subnetIds: readonly string[];
  readonly securityGroupId: string;
}

/** T03, and a VPC that leads nowhere. */
export async function createUnattachedBesideVpc(
  account: AccountClients,
): Promise<UnattachedFunction> {
  const functionName = 'unattached';
  await createUnattached(account, functionName);
  const { vpcId, subnetIds } = await createTwoZones(account, '10.0');
  return {
    functionName,
    subnetIds,
    securityGroupId: await network.defaultGroup(account, vpcId),
  };
}

export const UNATTACHED_CHANGES: readonly SingleChange<UnattachedFunction>[] = [
  {
    name: 'UpdateFunctionConfiguration that attaches the function',
    make: async (account, { functionName, subnetIds, securityGroupId }) => [
      await placeFunction(account, functionName, subnetIds, [securityGroupId]),
    ],
    undo: async (account, { functionName }) => [await placeFunction(account, functionName, [], [])],
    unjudgedAfterwards: true,
    flips: [
      'function-vpc-attached P',
      'function-multi-az P',
      'function-limited-capacity-zone P',
      'function-zone-type P',
      'function-vpc-tenancy P',
      'function-subnet-free-ips P',
      'vpc-lambda-eni-quota U',
      'vpc-eni-combination-sprawl P',
      'function-network-state P',
      'function-public-subnet P',
      'function-route-blackhole P',
      'function-sg-egress-broad F',
      'function-default-security-group F',
      'role-eni-permissions P',
      'role-eni-denied-to-code F',
    ],
  },
];

async function placeFunction(
  { lambda }: AccountClients,
  FunctionName: string,
  subnetIds: readonly string[],
  securityGroupIds: readonly string[],
): Promise<RecordedCall> {
  const { FunctionArn } = await lambda.send(
    new UpdateFunctionConfigurationCommand({
      FunctionName,
      VpcConfig: { SubnetIds: [...subnetIds], SecurityGroupIds: [...securityGroupIds] },
    }),
  );
  const vpcConfig = { subnetIds, securityGroupIds };
  return recordedCall(
    'lambda',
    'UpdateFunctionConfiguration20150331v2',
    { functionName: FunctionName, vpcConfig },
    { functionName: FunctionName, functionArn: FunctionArn, vpcConfig, environment: {} },
  );
}

/** Of T06. */
export const DEFAULT_ENDPOINT_CHANGES: readonly SingleChange<DefaultLambdaEndpoint>[] = [
  {
    // The emulator passes over `PrivateDnsEnabled` of ModifyVpcEndpoint, so the endpoint is made anew.
    name: 'host names on, and an endpoint with private DNS, two subnets and a group of its own',
    make: async (account, { vpcId, subnetIds }) => {
      const securityGroupId = await createClosedGroup(account, vpcId, 'endpoints');
      await allowIn(account, securityGroupId, tcp(443, toCidr('10.0.0.0/16')));
      return [
        await turnHostnames(account, vpcId, true),
        ...(await replaceEndpoint(account, {
          vpcId,
          subnetIds,
          securityGroupId,
          privateDns: true,
        })),
      ];
    },
    undo: async (account, { vpcId, subnetIds }) => [
      await turnHostnames(account, vpcId, false),
      ...(await replaceEndpoint(account, {
        vpcId,
        subnetIds: subnetIds.slice(0, 1),
        securityGroupId: await network.defaultGroup(account, vpcId),
        privateDns: false,
      })),
    ],
    flips: [
      'lambda-endpoint-multi-az P',
      'lambda-endpoint-private-dns P',
      'vpc-dns-attributes P',
      'lambda-endpoint-security-group P',
      'function-service-reachability P',
    ],
  },
];

async function turnHostnames({ ec2: client }: AccountClients, VpcId: string, Value: boolean) {
  await client.send(new ec2.ModifyVpcAttributeCommand({ VpcId, EnableDnsHostnames: { Value } }));
  return classicCall('ModifyVpcAttribute', { vpcId: VpcId, enableDnsHostnames: { value: Value } });
}

/** Deletes the VPC's endpoint of Lambda and makes another. */
async function replaceEndpoint(
  account: AccountClients,
  settings: {
    readonly vpcId: string;
    readonly subnetIds: readonly string[];
    readonly securityGroupId: string;
    readonly privateDns: boolean;
  },
): Promise<readonly RecordedCall[]> {
  const { vpcId, subnetIds, securityGroupId, privateDns } = settings;
  const { VpcEndpoints = [] } = await account.ec2.send(
    new ec2.DescribeVpcEndpointsCommand({
      Filters: [
        { Name: 'vpc-id', Values: [vpcId] },
        { Name: 'vpc-endpoint-state', Values: ['available'] },
      ],
    }),
  );
  const old = VpcEndpoints.map(({ VpcEndpointId }) => defined(VpcEndpointId, 'endpoint id'));
  await account.ec2.send(new ec2.DeleteVpcEndpointsCommand({ VpcEndpointIds: old }));
  const { VpcEndpointId, ServiceName } = await createInterfaceEndpoint(account, {
    service: 'lambda',
    ...settings,
  });
  return [
    wrappedCall(
      'DeleteVpcEndpoints',
      { VpcEndpointId: old.map((content, index) => ({ tag: index + 1, content })) },
      { unsuccessful: '' },
    ),
    wrappedCall(
      'CreateVpcEndpoint',
      {
        VpcId: vpcId,
        ServiceName,
        VpcEndpointType: 'Interface',
        PrivateDnsEnabled: privateDns,
        SubnetId: subnetIds.map((content, index) => ({ tag: index + 1, content })),
        SecurityGroupId: { tag: 1, content: securityGroupId },
      },
      { vpcEndpoint: { vpcEndpointId: VpcEndpointId, vpcId, state: 'pending' } },
    ),
  ];
}
