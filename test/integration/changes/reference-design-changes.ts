import * as ec2 from '@aws-sdk/client-ec2';
import { AttachRolePolicyCommand, DetachRolePolicyCommand } from '@aws-sdk/client-iam';
import {
  PublishVersionCommand,
  UpdateAliasCommand,
  UpdateFunctionConfigurationCommand,
} from '@aws-sdk/client-lambda';
import type { VpcConfig } from '@aws-sdk/client-lambda';
import type { AccountClients } from '../emulated-account.ts';
import { defined } from '../topologies/defined.ts';
import { vpcAccessPolicyArn } from '../topologies/function.ts';
import { bothArns, EMULATED_ACCOUNT, endpointPolicy } from '../topologies/interface-endpoint.ts';
import { createTwoZones } from '../topologies/private-vpc.ts';
import type { ReferenceDesign } from '../topologies/reference-design.ts';
import { createClosedGroup, tcp, toCidr, toGroup } from '../topologies/security-groups.ts';
import { classicCall, recordedCall, wrappedCall } from './recorded-call.ts';
import type { RecordedCall } from './recorded-call.ts';
import type { SingleChange } from './single-change.ts';

/** The catalogue's single changes to the reference design T05, as far as the emulator can hold them. */
export const REFERENCE_DESIGN_CHANGES: readonly SingleChange<ReferenceDesign>[] = [
  {
    name: 'DeleteRoute on the table of the public subnet, which no function references',
    make: async ({ ec2: client }, { publicTableIds }) => {
      const [routeTableId] = publicTableIds;
      await client.send(
        new ec2.DeleteRouteCommand({ RouteTableId: routeTableId, DestinationCidrBlock: ANYWHERE }),
      );
      return [classicCall('DeleteRoute', { routeTableId, destinationCidrBlock: ANYWHERE })];
    },
    undo: async (account, { publicTableIds, internetGatewayId }) => [
      await createRoute(account, publicTableIds[0], { GatewayId: internetGatewayId }),
    ],
    flips: ['function-internet-egress F', 'function-nat-zone-independence N'],
  },
  {
    name: 'DeleteNatGateway in zone b',
    make: async ({ ec2: client }, design) => {
      const NatGatewayId = await natGatewayOf(client, design.publicSubnetIds[1]);
      await client.send(new ec2.DeleteNatGatewayCommand({ NatGatewayId }));
      return [wrappedCall('DeleteNatGateway', { NatGatewayId }, { natGatewayId: NatGatewayId })];
    },
    undo: replaceNatGateway,
    flips: [
      'function-internet-egress F',
      'function-nat-zone-independence N',
      'function-route-blackhole F',
    ],
  },
  {
    name: 'DisassociateRouteTable of a private subnet, the main table being empty',
    make: async ({ ec2: client }, design) => {
      const AssociationId = await associationOf(client, design.privateTableIds[0]);
      await client.send(new ec2.DisassociateRouteTableCommand({ AssociationId }));
      return [classicCall('DisassociateRouteTable', { associationId: AssociationId })];
    },
    undo: async ({ ec2: client }, { privateTableIds, subnetIds }) => {
      const [RouteTableId, SubnetId] = [privateTableIds[0], subnetIds[0]];
      const { AssociationId } = await client.send(
        new ec2.AssociateRouteTableCommand({ RouteTableId, SubnetId }),
      );
      return [
        recordedCall(
          'ec2',
          'AssociateRouteTable',
          { routeTableId: RouteTableId, subnetId: SubnetId },
          { associationId: AssociationId, associationState: { state: 'associated' } },
        ),
      ];
    },
    flips: [
      'function-internet-egress F',
      'function-nat-zone-independence N',
      'gateway-endpoint-association F',
      'function-service-reachability F',
    ],
  },
  {
    name: 'RevokeSecurityGroupIngress of 443 on the group of the endpoints',
    make: async ({ ec2: client }, design) => {
      await client.send(new ec2.RevokeSecurityGroupIngressCommand(endpointRule(design)));
      return [groupCall('RevokeSecurityGroupIngress', design.endpointGroupId)];
    },
    undo: async ({ ec2: client }, design) => {
      await client.send(new ec2.AuthorizeSecurityGroupIngressCommand(endpointRule(design)));
      return [groupCall('AuthorizeSecurityGroupIngress', design.endpointGroupId)];
    },
    flips: ['lambda-endpoint-security-group F', 'function-service-reachability F'],
  },
  {
    name: 'ModifyVpcEndpoint that takes a subnet away',
    make: ({ ec2: client }, { lambdaEndpointId: VpcEndpointId, subnetIds }) =>
      modifyEndpoint(
        client,
        { VpcEndpointId, RemoveSubnetIds: [subnetIds[1]] },
        { VpcEndpointId, RemoveSubnetId: { tag: 1, content: subnetIds[1] } },
      ),
    undo: ({ ec2: client }, { lambdaEndpointId: VpcEndpointId, subnetIds }) =>
      modifyEndpoint(
        client,
        { VpcEndpointId, AddSubnetIds: [subnetIds[1]] },
        { VpcEndpointId, AddSubnetId: { tag: 1, content: subnetIds[1] } },
      ),
    flips: ['lambda-endpoint-multi-az F'],
  },
  {
    name: 'ModifyVpcEndpoint that drops the qualified ARN from the policy',
    make: ({ ec2: client, region }, { lambdaEndpointId }) =>
      setEndpointPolicy(
        client,
        lambdaEndpointId,
        invocationOf(...bothArns(region, 'billing').slice(0, 1)),
      ),
    undo: restoreEndpointPolicy,
    flips: ['lambda-endpoint-policy-qualified-arns F'],
  },
  {
    name: 'ModifyVpcEndpoint back to the default policy',
    make: ({ ec2: client }, { lambdaEndpointId }) =>
      setEndpointPolicy(client, lambdaEndpointId, DEFAULT_POLICY),
    undo: restoreEndpointPolicy,
    flips: ['lambda-endpoint-policy-scoped F', 'lambda-endpoint-policy-qualified-arns N'],
  },
  {
    name: 'ModifyVpcAttribute enableDnsSupport false',
    make: ({ ec2: client }, { vpcId }) => turnResolver(client, vpcId, false),
    undo: ({ ec2: client }, { vpcId }) => turnResolver(client, vpcId, true),
    flips: [
      'function-internet-egress F',
      'function-nat-zone-independence N',
      'lambda-endpoint-private-dns F',
      'vpc-dns-attributes F',
      'function-service-reachability F',
      'function-private-resource-chain F',
    ],
  },
  {
    name: 'DetachRolePolicy of the interface permissions',
    make: async ({ iam }, { functionName, roleName: RoleName }) => {
      const PolicyArn = vpcAccessPolicyArn(functionName);
      await iam.send(new DetachRolePolicyCommand({ RoleName, PolicyArn }));
      return [policyCall('DetachRolePolicy', RoleName, PolicyArn)];
    },
    undo: async ({ iam }, { functionName, roleName: RoleName }) => {
      const PolicyArn = vpcAccessPolicyArn(functionName);
      await iam.send(new AttachRolePolicyCommand({ RoleName, PolicyArn }));
      return [policyCall('AttachRolePolicy', RoleName, PolicyArn)];
    },
    flips: ['role-eni-permissions F', 'role-eni-denied-to-code N'],
  },
  {
    name: 'UpdateAlias to a version that is attached to an old VPC',
    make: async (account, design) =>
      pointAlias(account, design, await publishInOldVpc(account, design)),
    undo: (account, design) => pointAlias(account, design, '1'),
    unjudgedAfterwards: true,
    // The old VPC leads nowhere, and the lists know nothing of it.
    flips: [
      'function-vpc-allowed F',
      'function-subnet-allowed F',
      'function-security-group-allowed F',
      'function-version-vpc-drift F',
      'function-internet-egress F',
      'function-sg-egress-needed F',
      'lambda-endpoint-present F',
      'peered-endpoint-path F',
      'gateway-endpoint-association F',
      'function-service-reachability F',
      'function-private-resource-chain F',
    ],
  },
  {
    name: 'AuthorizeSecurityGroupEgress of everything to everywhere',
    make: async ({ ec2: client }, { functionGroupId }) => {
      await client.send(new ec2.AuthorizeSecurityGroupEgressCommand(everything(functionGroupId)));
      return [groupCall('AuthorizeSecurityGroupEgress', functionGroupId)];
    },
    undo: async ({ ec2: client }, { functionGroupId }) => {
      await client.send(new ec2.RevokeSecurityGroupEgressCommand(everything(functionGroupId)));
      return [groupCall('RevokeSecurityGroupEgress', functionGroupId)];
    },
    flips: ['function-sg-egress-broad F'],
  },
];

const ANYWHERE = '0.0.0.0/0';

const DEFAULT_POLICY = JSON.stringify({
  Statement: [{ Effect: 'Allow', Principal: '*', Action: '*', Resource: '*' }],
});

async function createRoute(
  { ec2: client }: AccountClients,
  RouteTableId: string,
  target: { readonly GatewayId: string },
): Promise<RecordedCall> {
  const route = { RouteTableId, DestinationCidrBlock: ANYWHERE };
  await client.send(new ec2.CreateRouteCommand({ ...route, ...target }));
  return classicCall('CreateRoute', {
    routeTableId: RouteTableId,
    destinationCidrBlock: ANYWHERE,
    gatewayId: target.GatewayId,
  });
}

/** The NAT gateway that works in a subnet. */
async function natGatewayOf(client: ec2.EC2Client, subnetId: string): Promise<string> {
  const { NatGateways = [] } = await client.send(
    new ec2.DescribeNatGatewaysCommand({
      Filter: [
        { Name: 'subnet-id', Values: [subnetId] },
        { Name: 'state', Values: ['available'] },
      ],
    }),
  );
  return defined(NatGateways[0]?.NatGatewayId, `NAT gateway in ${subnetId}`);
}

async function replaceNatGateway(
  { ec2: client }: AccountClients,
  { publicSubnetIds, privateTableIds }: ReferenceDesign,
): Promise<readonly RecordedCall[]> {
  const [SubnetId, RouteTableId] = [publicSubnetIds[1], privateTableIds[1]];
  const { AllocationId } = await client.send(new ec2.AllocateAddressCommand({ Domain: 'vpc' }));
  const { NatGateway } = await client.send(
    new ec2.CreateNatGatewayCommand({ SubnetId, AllocationId }),
  );
  const NatGatewayId = defined(NatGateway?.NatGatewayId, 'NAT gateway id');
  const route = { RouteTableId, DestinationCidrBlock: ANYWHERE };
  await client.send(new ec2.ReplaceRouteCommand({ ...route, NatGatewayId }));
  return [
    wrappedCall(
      'CreateNatGateway',
      { ConnectivityType: 'public', AllocationId, SubnetId },
      { natGateway: { natGatewayId: NatGatewayId, subnetId: SubnetId, state: 'pending' } },
    ),
    classicCall('ReplaceRoute', {
      routeTableId: RouteTableId,
      destinationCidrBlock: ANYWHERE,
      natGatewayId: NatGatewayId,
    }),
  ];
}

/** The association of a table that has one. */
async function associationOf(client: ec2.EC2Client, routeTableId: string): Promise<string> {
  const { RouteTables = [] } = await client.send(
    new ec2.DescribeRouteTablesCommand({ RouteTableIds: [routeTableId] }),
  );
  const [association] = RouteTables[0]?.Associations ?? [];
  return defined(association?.RouteTableAssociationId, `association of ${routeTableId}`);
}

const endpointRule = ({ endpointGroupId, functionGroupId }: ReferenceDesign) => ({
  GroupId: endpointGroupId,
  IpPermissions: [tcp(443, toGroup(functionGroupId))],
});

const everything = (GroupId: string) => ({
  GroupId,
  IpPermissions: [{ IpProtocol: '-1', ...toCidr(ANYWHERE) }],
});

function groupCall(eventName: string, groupId: string): RecordedCall {
  return classicCall(eventName, { groupId, ipPermissions: { items: [{ ipProtocol: '-1' }] } });
}

async function modifyEndpoint(
  client: ec2.EC2Client,
  input: ec2.ModifyVpcEndpointCommandInput,
  request: object,
): Promise<readonly RecordedCall[]> {
  await client.send(new ec2.ModifyVpcEndpointCommand(input));
  return [wrappedCall('ModifyVpcEndpoint', request)];
}

/** The emulator passes over `ResetPolicy`, so the default policy is given as a text too. */
function setEndpointPolicy(
  client: ec2.EC2Client,
  VpcEndpointId: string,
  PolicyDocument: string,
): Promise<readonly RecordedCall[]> {
  const input = { VpcEndpointId, PolicyDocument };
  return modifyEndpoint(client, input, input);
}

function restoreEndpointPolicy(
  { ec2: client, region }: AccountClients,
  { lambdaEndpointId }: ReferenceDesign,
): Promise<readonly RecordedCall[]> {
  return setEndpointPolicy(client, lambdaEndpointId, invocationOf(...bothArns(region, 'billing')));
}

function invocationOf(...resources: readonly string[]): string {
  return endpointPolicy({ action: 'lambda:InvokeFunction', resources });
}

async function turnResolver(
  client: ec2.EC2Client,
  VpcId: string,
  Value: boolean,
): Promise<readonly RecordedCall[]> {
  await client.send(new ec2.ModifyVpcAttributeCommand({ VpcId, EnableDnsSupport: { Value } }));
  return [classicCall('ModifyVpcAttribute', { vpcId: VpcId, enableDnsSupport: { value: Value } })];
}

function policyCall(eventName: string, roleName: string, policyArn: string): RecordedCall {
  return recordedCall('iam', eventName, { roleName, policyArn });
}

/** Publishes a version of the function in a VPC that leads nowhere; answers the version. */
async function publishInOldVpc(
  account: AccountClients,
  { functionName: FunctionName, subnetIds, functionGroupId }: ReferenceDesign,
): Promise<string> {
  const { lambda } = account;
  const place = (VpcConfig: VpcConfig) =>
    lambda.send(new UpdateFunctionConfigurationCommand({ FunctionName, VpcConfig }));
  const old = await createTwoZones(account, '10.9');
  const group = await createClosedGroup(account, old.vpcId, 'old');
  await place({ SubnetIds: [...old.subnetIds], SecurityGroupIds: [group] });
  const { Version } = await lambda.send(new PublishVersionCommand({ FunctionName }));
  await place({ SubnetIds: [...subnetIds], SecurityGroupIds: [functionGroupId] });
  return defined(Version, 'version');
}

async function pointAlias(
  { lambda, region }: AccountClients,
  { functionName, aliasName }: ReferenceDesign,
  FunctionVersion: string,
): Promise<readonly RecordedCall[]> {
  await lambda.send(
    new UpdateAliasCommand({ FunctionName: functionName, Name: aliasName, FunctionVersion }),
  );
  const functionArn = `arn:aws:lambda:${region}:${EMULATED_ACCOUNT}:function:${functionName}`;
  return [
    recordedCall(
      'lambda',
      'UpdateAlias20150331',
      { functionName, name: aliasName, functionVersion: FunctionVersion },
      {
        aliasArn: `${functionArn}:${aliasName}`,
        name: aliasName,
        functionVersion: FunctionVersion,
      },
    ),
  ];
}
