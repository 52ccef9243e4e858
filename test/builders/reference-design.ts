import type { PlacementLists } from '../../shared/iam/policy-json.ts';
import { denyPolicies, policyText } from '../../shared/iam/preventive-policy.ts';
import type { Item } from '../../shared/model/collections.ts';
import { databaseInstance } from './databases.ts';
import { ACCOUNT, functionArn, GROUP, item, REGION, VPC } from './snapshot.ts';
import { allow, role } from './roles.ts';
import {
  attachedFunction,
  DATABASE_HOST,
  defaultGroup,
  defaultRoute,
  dnsAttributes,
  endpoint,
  endpointRoute,
  group,
  internetGateway,
  lambdaInterfaces,
  natGateway,
  NEEDS_INTERNET,
  permission,
  routeTable,
  subnet,
  toCidr,
  toGroup,
  topology,
  toPrefixList,
  vpc,
} from './topology.ts';
import type { Topology } from './topology.ts';

const T05_DATA = ['subnet-data-a', 'subnet-data-b'] as const;
const T05_PRIVATE = ['subnet-private-a', 'subnet-private-b'] as const;

/** Where functions of the reference design may be. */
const LISTS: PlacementLists = {
  required: false,
  exemptNamePatterns: [],
  allowedVpcIds: [VPC],
  deniedVpcIds: ['vpc-denied'],
  allowedSubnetIds: [...T05_PRIVATE],
  deniedSubnetIds: ['subnet-public-a'],
  allowedSecurityGroupIds: [GROUP],
  deniedSecurityGroupIds: ['sg-default'],
};

/** The service control policy that says the same, attached to the account beside AWS's own. */
function guardrail(): readonly Item<'ServiceControlPolicies'>[] {
  const organization = 'arn:aws:organizations::999900001111:policy/o-example';
  return [
    ...denyPolicies(LISTS).documents.map((document, index) =>
      item('ServiceControlPolicies', {
        PolicySummary: {
          Id: `p-placement${index}`,
          Arn: `${organization}/service_control_policy/p-placement${index}`,
          Name: `placement-${index}`,
          Type: 'SERVICE_CONTROL_POLICY',
        },
        Content: policyText(document),
        TargetIds: [ACCOUNT],
      }),
    ),
    item('ServiceControlPolicies', {
      PolicySummary: {
        Id: 'p-FullAWSAccess',
        Arn: 'arn:aws:organizations::aws:policy/service_control_policy/p-FullAWSAccess',
        Name: 'FullAWSAccess',
        Type: 'SERVICE_CONTROL_POLICY',
        AwsManaged: true,
      },
      Content: JSON.stringify(allow(['*'])),
      TargetIds: ['r-exam', ACCOUNT],
    }),
  ];
}

/** The reference design: everything as AWS's guidance asks. */
export function t05(): Topology {
  const latest = attachedFunction(T05_PRIVATE, [GROUP], {
    ...NEEDS_INTERNET,
    Environment: { Variables: { DB_HOST: DATABASE_HOST } },
  });
  const ARN = functionArn('orders');
  return topology(
    {
      ServiceControlPolicies: guardrail(),
      Vpcs: [vpc()],
      VpcAttributes: [dnsAttributes(VPC, true)],
      Subnets: [
        subnet(T05_PRIVATE[0], 1, '10.0.0.0/24'),
        subnet(T05_PRIVATE[1], 2, '10.0.1.0/24'),
        subnet('subnet-public-a', 1, '10.0.100.0/24', { MapPublicIpOnLaunch: true }),
        subnet('subnet-public-b', 2, '10.0.101.0/24', { MapPublicIpOnLaunch: true }),
        subnet(T05_DATA[0], 1, '10.0.200.0/24'),
        subnet(T05_DATA[1], 2, '10.0.201.0/24'),
      ],
      DBInstances: [
        databaseInstance({ port: 5432, engine: 'postgres', vpcId: VPC, subnetIds: T05_DATA }),
      ],
      RouteTables: [
        routeTable('rtb-main', { main: true }),
        zoneTable('a'),
        zoneTable('b'),
        routeTable('rtb-public-a', { subnetIds: ['subnet-public-a'], routes: [defaultRoute()] }),
        routeTable('rtb-public-b', { subnetIds: ['subnet-public-b'], routes: [defaultRoute()] }),
      ],
      InternetGateways: [internetGateway()],
      NatGateways: [
        natGateway('nat-0a', 'subnet-public-a', '198.51.100.10'),
        natGateway('nat-0b', 'subnet-public-b', '198.51.100.11'),
      ],
      VpcEndpoints: [
        ...['s3', 'dynamodb'].map((service) =>
          endpoint(`vpce-${service}`, service, {
            VpcEndpointType: 'Gateway',
            RouteTableIds: ['rtb-private-a', 'rtb-private-b'],
            PolicyDocument: JSON.stringify(allow(['*'], '*', { Principal: '*' })),
          }),
        ),
        interfaceEndpoint('vpce-lambda', 'lambda', {
          PolicyDocument: JSON.stringify(
            allow(
              ['lambda:InvokeFunction'],
              [functionArn('billing'), `${functionArn('billing')}:*`],
              {
                Principal: { AWS: `arn:aws:iam::${ACCOUNT}:root` },
              },
            ),
          ),
        }),
        interfaceEndpoint('vpce-secretsmanager', 'secretsmanager', {
          PolicyDocument: JSON.stringify(
            allow(
              ['secretsmanager:GetSecretValue'],
              [`arn:aws:secretsmanager:${REGION}:${ACCOUNT}:secret:*`],
              { Principal: { AWS: `arn:aws:iam::${ACCOUNT}:root` } },
            ),
          ),
        }),
      ],
      NetworkInterfaces: [
        ...lambdaInterfaces(1, T05_PRIVATE[0]),
        ...lambdaInterfaces(1, T05_PRIVATE[1]),
      ],
      SecurityGroups: [
        defaultGroup(),
        group(GROUP, [
          permission(443, toGroup('sg-endpoints')),
          permission(443, toCidr('0.0.0.0/0')),
          permission(443, toPrefixList('pl-s3')),
          permission(443, toPrefixList('pl-dynamodb')),
          permission(5432, toGroup('sg-database')),
        ]),
        group('sg-endpoints', [], [permission(443, toGroup(GROUP))]),
        group('sg-database', [], [permission(5432, toGroup(GROUP))]),
      ],
      Functions: [latest, item('Functions', { ...latest, FunctionArn: `${ARN}:3`, Version: '3' })],
      Aliases: [item('Aliases', { AliasArn: `${ARN}:prod`, Name: 'prod', FunctionVersion: '3' })],
      RoleDetailList: [
        role(
          [
            'lambda:InvokeFunction',
            'secretsmanager:GetSecretValue',
            's3:GetObject',
            'dynamodb:GetItem',
          ],
          { hardened: true },
        ),
      ],
    },
    {
      controls: {
        'function-vpc-allowed': {
          parameters: { allowedVpcIds: LISTS.allowedVpcIds, deniedVpcIds: LISTS.deniedVpcIds },
        },
        'function-subnet-allowed': {
          parameters: {
            allowedSubnetIds: LISTS.allowedSubnetIds,
            deniedSubnetIds: LISTS.deniedSubnetIds,
          },
        },
        'function-security-group-allowed': {
          parameters: {
            allowedSecurityGroupIds: LISTS.allowedSecurityGroupIds,
            deniedSecurityGroupIds: LISTS.deniedSecurityGroupIds,
          },
        },
        'vpc-guardrail-present': { parameters: { expected: true } },
      },
    },
  );
}

function interfaceEndpoint(id: string, service: string, fields: Record<string, unknown>) {
  return endpoint(id, service, {
    VpcEndpointType: 'Interface',
    SubnetIds: [...T05_PRIVATE],
    Groups: [{ GroupId: 'sg-endpoints' }],
    PrivateDnsEnabled: true,
    IpAddressType: 'ipv4',
    DnsOptions: { DnsRecordIpType: 'ipv4' },
    NetworkInterfaceIds: [`eni-${service}-a`, `eni-${service}-b`],
    ...fields,
  });
}

function zoneTable(zone: 'a' | 'b') {
  return routeTable(`rtb-private-${zone}`, {
    subnetIds: [`subnet-private-${zone}`],
    routes: [
      defaultRoute({ NatGatewayId: `nat-0${zone}` }),
      endpointRoute('vpce-s3', 'pl-s3'),
      endpointRoute('vpce-dynamodb', 'pl-dynamodb'),
    ],
  });
}
