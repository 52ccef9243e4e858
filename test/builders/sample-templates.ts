import { allow, role } from './roles.ts';
import {
  attachedFunction,
  defaultGroup,
  defaultRoute,
  endpoint,
  endpointRoute,
  internetGateway,
  lambdaInterfaces,
  natGateway,
  NEEDS_INTERNET,
  routeTable,
  subnet,
  topology,
  vpc,
} from './topology.ts';
import type { Topology } from './topology.ts';

/**
 * T01 and T02: AWS's two sample templates with a function in their private subnets
 * (https://github.com/awsdocs/aws-lambda-developer-guide/tree/main/templates).
 */

const SAMPLE_VPC = '172.31.0.0/16';
const SAMPLE_PRIVATE = ['subnet-private1', 'subnet-private2'] as const;

/** AWS's sample template vpc-private.yaml with a function in it. */
export function t01(): Topology {
  return topology({
    Vpcs: [vpc({ CidrBlock: SAMPLE_VPC })],
    Subnets: samplePrivateSubnets(),
    RouteTables: [samplePrivateTable(), sampleMainTable()],
    VpcEndpoints: sampleGatewayEndpoints(),
    SecurityGroups: [defaultGroup()],
    Functions: [attachedFunction(SAMPLE_PRIVATE, ['sg-default'])],
    RoleDetailList: [role(['s3:GetObject', 'dynamodb:GetItem'])],
    NetworkInterfaces: lambdaInterfaces(1, SAMPLE_PRIVATE[0]),
  });
}

/** AWS's sample template vpc-privatepublic.yaml with a function in its private subnets. */
export function t02(): Topology {
  return topology({
    Vpcs: [vpc({ CidrBlock: SAMPLE_VPC })],
    Subnets: [
      ...samplePrivateSubnets(),
      subnet('subnet-public1', 1, '172.31.0.0/24', { MapPublicIpOnLaunch: true }),
    ],
    RouteTables: [
      samplePrivateTable([defaultRoute({ NatGatewayId: 'nat-0a' })]),
      sampleMainTable(),
      routeTable('rtb-public', {
        subnetIds: ['subnet-public1'],
        cidr: SAMPLE_VPC,
        routes: [defaultRoute()],
      }),
    ],
    InternetGateways: [internetGateway()],
    NatGateways: [natGateway('nat-0a', 'subnet-public1', '198.51.100.10')],
    VpcEndpoints: sampleGatewayEndpoints(),
    SecurityGroups: [defaultGroup()],
    Functions: [attachedFunction(SAMPLE_PRIVATE, ['sg-default'], NEEDS_INTERNET)],
    RoleDetailList: [role(['s3:GetObject', 'dynamodb:GetItem', 'secretsmanager:GetSecretValue'])],
    NetworkInterfaces: lambdaInterfaces(1, SAMPLE_PRIVATE[0]),
  });
}

function samplePrivateSubnets() {
  return [
    subnet(SAMPLE_PRIVATE[0], 1, '172.31.3.0/24'),
    subnet(SAMPLE_PRIVATE[1], 2, '172.31.2.0/24'),
  ];
}

function samplePrivateTable(routes: readonly Record<string, unknown>[] = []) {
  return routeTable('rtb-private', {
    subnetIds: SAMPLE_PRIVATE,
    cidr: SAMPLE_VPC,
    routes: [
      ...routes,
      endpointRoute('vpce-s3', 'pl-s3'),
      endpointRoute('vpce-dynamodb', 'pl-dynamodb'),
    ],
  });
}

function sampleMainTable() {
  return routeTable('rtb-main', { main: true, cidr: SAMPLE_VPC });
}

function sampleGatewayEndpoints() {
  return ['s3', 'dynamodb'].map((service) =>
    endpoint(`vpce-${service}`, service, {
      VpcEndpointType: 'Gateway',
      RouteTableIds: ['rtb-private'],
      PolicyDocument: JSON.stringify(allow([`${service}:*`], ['*'], { Principal: '*' })),
    }),
  );
}
