import { ModifySubnetAttributeCommand } from '@aws-sdk/client-ec2';
import type { VpcEndpoint } from '@aws-sdk/client-ec2';
import { PutRolePolicyCommand } from '@aws-sdk/client-iam';
import { CreateAliasCommand, PublishVersionCommand } from '@aws-sdk/client-lambda';
import type { PlacementLists } from '../../../shared/iam/policy-json.ts';
import { denyPolicies, policyText } from '../../../shared/iam/preventive-policy.ts';
import type { AccountClients } from '../emulated-account.ts';
import { createDatabase } from './database.ts';
import { defined } from './defined.ts';
import { createFunction } from './function.ts';
import { bothArns, createInterfaceEndpoint, EMULATED_ACCOUNT } from './interface-endpoint.ts';
import * as network from './network.ts';
import { createTwoZones, subnetPair, turnOnHostnames } from './private-vpc.ts';
import {
  allowIn,
  allowOut,
  createClosedGroup,
  tcp,
  toCidr,
  toGroup,
  toPrefixList,
} from './security-groups.ts';

export interface ReferenceDesign {
  readonly vpcId: string;
  /** The private subnets, in which the function is. */
  readonly subnetIds: readonly [string, string];
  readonly internetGatewayId: string;
  readonly publicSubnetIds: readonly [string, string];
  readonly publicTableIds: readonly [string, string];
  readonly privateTableIds: readonly [string, string];
  readonly natGatewayIds: readonly [string, string];
  readonly endpointGroupId: string;
  readonly functionGroupId: string;
  readonly lambdaEndpointId: string;
  readonly functionName: string;
  /** Of version 1. */
  readonly aliasName: string;
  readonly roleName: string;
  /** What the account is judged with: its lists, and the guardrail that enforces them. */
  readonly configuration: Readonly<Record<string, unknown>>;
  /** The texts of the policy files that the configuration names. */
  readonly policyFiles: Readonly<Record<string, string>>;
}

const ALIAS = 'prod';

type VpcAndZones = Awaited<ReturnType<typeof createTwoZones>>;

/** Catalogue T05: everything as AWS's guidance asks. */
export async function createReferenceDesign(account: AccountClients): Promise<ReferenceDesign> {
  const vpc = await createTwoZones(account, '10.0');
  const { vpcId, subnetIds } = vpc;
  await turnOnHostnames(account, vpcId);
  const exits = await createExits(account, vpc);
  const dataSubnetIds = await subnetPair(account, vpc, '10.0.200.0/24', '10.0.201.0/24');
  const groups = await createGroups(account, vpcId);
  const host = await createDatabase(account, {
    engine: 'postgres',
    port: 5432,
    subnetIds: dataSubnetIds,
    securityGroupId: groups.database,
  });
  const { VpcEndpointId } = await createEndpoints(account, vpc, groups.endpoints);
  const functionName = 'orders';
  await createFunction(account, {
    name: functionName,
    runtime: 'nodejs22.x',
    subnetIds,
    securityGroupIds: [groups.function],
    actions: [
      'lambda:InvokeFunction',
      'secretsmanager:GetSecretValue',
      's3:GetObject',
      'dynamodb:GetItem',
    ],
    tags: { needs: 'internet' },
    environment: { DB_HOST: host },
  });
  await publish(account, functionName);
  const roleName = `${functionName}-role`;
  await denyInterfacesToCode(account, roleName);
  const lists: PlacementLists = {
    required: false,
    exemptNamePatterns: [],
    allowedVpcIds: [vpcId],
    deniedVpcIds: ['vpc-denied'],
    allowedSubnetIds: subnetIds,
    deniedSubnetIds: [exits.publicSubnetIds[0]],
    allowedSecurityGroupIds: [groups.function],
    deniedSecurityGroupIds: [await network.defaultGroup(account, vpcId)],
  };
  const policyFiles = guardrailOf(lists);
  return {
    vpcId,
    subnetIds,
    ...exits,
    endpointGroupId: groups.endpoints,
    functionGroupId: groups.function,
    lambdaEndpointId: defined(VpcEndpointId, 'endpoint id'),
    functionName,
    aliasName: ALIAS,
    roleName,
    configuration: configurationOf(lists, Object.keys(policyFiles)),
    policyFiles,
  };
}

/** Per zone a public subnet, a NAT gateway in it and a private table that leads there. */
async function createExits(account: AccountClients, vpc: VpcAndZones) {
  const { vpcId, subnetIds } = vpc;
  const publicSubnetIds = await subnetPair(account, vpc, '10.0.100.0/24', '10.0.101.0/24');
  for (const SubnetId of publicSubnetIds) {
    await account.ec2.send(
      new ModifySubnetAttributeCommand({ SubnetId, MapPublicIpOnLaunch: { Value: true } }),
    );
  }
  const publicTableIds = [
    await network.createRouteTable(account, vpcId, [publicSubnetIds[0]]),
    await network.createRouteTable(account, vpcId, [publicSubnetIds[1]]),
  ] as const;
  const internetGatewayId = await network.createInternetGateway(account, vpcId, publicTableIds[0]);
  await network.createDefaultRoute(account, publicTableIds[1], internetGatewayId);
  const privateTableIds = [
    await network.createRouteTable(account, vpcId, [subnetIds[0]]),
    await network.createRouteTable(account, vpcId, [subnetIds[1]]),
  ] as const;
  const natGatewayIds = [
    await network.createNatGateway(account, publicSubnetIds[0], privateTableIds[0]),
    await network.createNatGateway(account, publicSubnetIds[1], privateTableIds[1]),
  ] as const;
  for (const service of ['s3', 'dynamodb'] as const) {
    await network.createGatewayEndpoint(account, vpcId, service, ...privateTableIds);
  }
  return { internetGatewayId, publicSubnetIds, publicTableIds, privateTableIds, natGatewayIds };
}

async function createGroups(account: AccountClients, vpcId: string) {
  const groups = {
    function: await createClosedGroup(account, vpcId, 'orders'),
    endpoints: await createClosedGroup(account, vpcId, 'endpoints'),
    database: await createClosedGroup(account, vpcId, 'database'),
  };
  await allowOut(
    account,
    groups.function,
    tcp(443, toGroup(groups.endpoints)),
    tcp(443, toCidr('0.0.0.0/0')),
    tcp(443, toPrefixList(await network.servicePrefixList(account, 's3'))),
    tcp(443, toPrefixList(await network.servicePrefixList(account, 'dynamodb'))),
    tcp(5432, toGroup(groups.database)),
  );
  await allowIn(account, groups.endpoints, tcp(443, toGroup(groups.function)));
  await allowIn(account, groups.database, tcp(5432, toGroup(groups.function)));
  return groups;
}

/** Of Secrets Manager and of Lambda; answers the latter. */
async function createEndpoints(
  account: AccountClients,
  { vpcId, subnetIds }: VpcAndZones,
  securityGroupId: string,
): Promise<VpcEndpoint> {
  const common = { vpcId, subnetIds, securityGroupId, privateDns: true };
  const secrets = `arn:aws:secretsmanager:${account.region}:${EMULATED_ACCOUNT}:secret:*`;
  await createInterfaceEndpoint(account, {
    ...common,
    service: 'secretsmanager',
    allows: { action: 'secretsmanager:GetSecretValue', resources: [secrets] },
  });
  const resources = bothArns(account.region, 'billing');
  return createInterfaceEndpoint(account, {
    ...common,
    service: 'lambda',
    allows: { action: 'lambda:InvokeFunction', resources },
  });
}

/** Publishes a version and points an alias at it. */
async function publish({ lambda }: AccountClients, FunctionName: string): Promise<void> {
  const { Version } = await lambda.send(new PublishVersionCommand({ FunctionName }));
  const FunctionVersion = defined(Version, 'version');
  await lambda.send(new CreateAliasCommand({ FunctionName, Name: ALIAS, FunctionVersion }));
}

/** AWS's statement that keeps the function's own code from using the interface permissions. */
async function denyInterfacesToCode(
  { iam, region }: AccountClients,
  RoleName: string,
): Promise<void> {
  const Statement = [
    {
      Effect: 'Deny',
      Action: [
        'ec2:CreateNetworkInterface',
        'ec2:DeleteNetworkInterface',
        'ec2:DescribeNetworkInterfaces',
        'ec2:DetachNetworkInterface',
        'ec2:DescribeSubnets',
        'ec2:AssignPrivateIpAddresses',
        'ec2:UnassignPrivateIpAddresses',
      ],
      Resource: '*',
      Condition: {
        ArnEquals: { 'lambda:SourceFunctionArn': [bothArns(region, 'orders')[0]] },
      },
    },
  ];
  await iam.send(
    new PutRolePolicyCommand({
      RoleName,
      PolicyName: 'hardening',
      PolicyDocument: JSON.stringify({ Version: '2012-10-17', Statement }),
    }),
  );
}

/**
 * The service control policies, as their files: the emulator lets only the account that manages the
 * organization read what is attached, and that account is not bound by it.
 */
function guardrailOf(lists: PlacementLists): Readonly<Record<string, string>> {
  const texts = denyPolicies(lists).documents.map((document) => policyText(document));
  return Object.fromEntries(texts.map((text, index) => [`placement-${index}.json`, text]));
}

function configurationOf(lists: PlacementLists, policyFiles: readonly string[]) {
  const { allowedVpcIds, deniedVpcIds, allowedSubnetIds, deniedSubnetIds } = lists;
  const { allowedSecurityGroupIds, deniedSecurityGroupIds } = lists;
  return {
    controls: {
      'function-vpc-allowed': { parameters: { allowedVpcIds, deniedVpcIds } },
      'function-subnet-allowed': { parameters: { allowedSubnetIds, deniedSubnetIds } },
      'function-security-group-allowed': {
        parameters: { allowedSecurityGroupIds, deniedSecurityGroupIds },
      },
      'vpc-guardrail-present': { parameters: { expected: true, policyFiles } },
    },
  };
}
