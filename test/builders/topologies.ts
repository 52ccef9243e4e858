import { ACCOUNT, aFunction, GROUP, item, REGION } from './snapshot.ts';
import { t07, t08, t09, t10, t11, t12, t14 } from './network-topologies.ts';
import { t05 } from './reference-design.ts';
import { role } from './roles.ts';
import { t01, t02 } from './sample-templates.ts';
import {
  ALLOW_ALL,
  attachedFunction,
  DATABASE_HOST,
  defaultGroup,
  defaultRoute,
  endpoint,
  group,
  internetGateway,
  lambdaInterfaces,
  NEEDS_INTERNET,
  permission,
  routeTable,
  subnet,
  toCidr,
  toGroup,
  topology,
  vpc,
} from './topology.ts';
import type { Topology } from './topology.ts';

/**
 * The reference topologies, by the numbers under which the tables of expected verdicts know them. Where
 * a zone is free, zones other than use1-az3 are taken.
 */

/** A function outside any VPC. */
function t03(): Topology {
  return topology({
    Functions: [aFunction({ VpcConfig: undefined })],
    RoleDetailList: [role([], { interfaces: false })],
  });
}

/** A function outside any VPC where the account requires one. */
function t03b(): Topology {
  return {
    ...t03(),
    configuration: {
      controls: { 'function-vpc-attached': { parameters: { required: true } } },
    },
  };
}

/** One public subnet in use1-az3. */
function t04(): Topology {
  return topology({
    Vpcs: [vpc()],
    Subnets: [subnet('subnet-0a', 3, '10.0.0.0/24', { MapPublicIpOnLaunch: true })],
    RouteTables: [
      routeTable('rtb-main', { main: true }),
      routeTable('rtb-public', { subnetIds: ['subnet-0a'], routes: [defaultRoute()] }),
    ],
    InternetGateways: [internetGateway()],
    SecurityGroups: [defaultGroup(), group(GROUP, ALLOW_ALL)],
    Functions: [
      attachedFunction(['subnet-0a'], [GROUP], { Runtime: 'python3.13', ...NEEDS_INTERNET }),
    ],
    RoleDetailList: [role(['s3:GetObject'])],
  });
}

/** An isolated VPC with a Lambda endpoint that was made with the defaults. */
function t06(): Topology {
  return topology({
    Vpcs: [vpc()],
    Subnets: [subnet('subnet-0a', 1, '10.0.0.0/24'), subnet('subnet-0b', 2, '10.0.1.0/24')],
    RouteTables: [
      routeTable('rtb-main', { main: true }),
      routeTable('rtb-0a', { subnetIds: ['subnet-0a', 'subnet-0b'] }),
    ],
    VpcEndpoints: [
      endpoint('vpce-lambda', 'lambda', {
        VpcEndpointType: 'Interface',
        SubnetIds: ['subnet-0a'],
        Groups: [{ GroupId: 'sg-default' }],
        PrivateDnsEnabled: false,
        IpAddressType: 'ipv4',
        DnsOptions: { DnsRecordIpType: 'ipv4' },
        NetworkInterfaceIds: ['eni-lambda-a'],
        PolicyDocument: JSON.stringify({
          Statement: [{ Action: '*', Effect: 'Allow', Principal: '*', Resource: '*' }],
        }),
      }),
    ],
    SecurityGroups: [defaultGroup(), group(GROUP, [permission(443, toCidr('10.0.0.0/16'))])],
    Functions: [attachedFunction(['subnet-0a', 'subnet-0b'])],
    RoleDetailList: [role(['lambda:InvokeFunction'])],
  });
}

/** Two almost full subnets, forty functions with a group each, and hardly a network interface left. */
function t13(): Topology {
  const subnetIds = ['subnet-0a', 'subnet-0b'];
  const numbers = Array.from({ length: 40 }, (_, index) => index);
  return topology({
    Vpcs: [vpc()],
    Subnets: [
      subnet('subnet-0a', 1, '10.0.0.0/28', { AvailableIpAddressCount: 0 }),
      subnet('subnet-0b', 2, '10.0.0.16/28', { AvailableIpAddressCount: 2 }),
    ],
    RouteTables: [routeTable('rtb-main', { main: true }), routeTable('rtb-0a', { subnetIds })],
    SecurityGroups: [defaultGroup(), ...numbers.map((index) => group(`sg-${index}`, ALLOW_ALL))],
    Functions: numbers.map((index) =>
      attachedFunction(subnetIds, [`sg-${index}`], {
        FunctionName: `orders-${index}`,
        State: 'Inactive',
        StateReasonCode: 'SubnetOutOfIPAddresses',
        StateReason: 'The function cannot be used because a subnet has no free address.',
      }),
    ),
    NetworkInterfaces: lambdaInterfaces(470, 'subnet-0b'),
    RoleDetailList: [role([])],
  });
}

/** A function in a VPC with dedicated tenancy. */
function t14b(): Topology {
  return topology({
    Vpcs: [vpc({ InstanceTenancy: 'dedicated' })],
    Subnets: [subnet('subnet-0a', 1, '10.0.0.0/24'), subnet('subnet-0b', 2, '10.0.1.0/24')],
    RouteTables: [
      routeTable('rtb-main', { main: true }),
      routeTable('rtb-0a', { subnetIds: ['subnet-0a', 'subnet-0b'] }),
    ],
    SecurityGroups: [
      defaultGroup(),
      group(GROUP, [permission(5432, toGroup('sg-database'))]),
      group('sg-database', [], [permission(5432, toGroup(GROUP))]),
    ],
    Functions: [
      attachedFunction(['subnet-0a', 'subnet-0b'], [GROUP], {
        Environment: { Variables: { DB_HOST: DATABASE_HOST } },
      }),
    ],
    RoleDetailList: [role([])],
  });
}

/** A function on managed instances whose capacity provider uses public subnets. */
function t15(): Topology {
  const subnetIds = ['subnet-0a', 'subnet-0b'];
  const CapacityProviderArn = `arn:aws:lambda:${REGION}:${ACCOUNT}:capacity-provider:fleet`;
  return topology({
    Vpcs: [vpc()],
    Subnets: [
      subnet('subnet-0a', 1, '10.0.0.0/24', { MapPublicIpOnLaunch: true }),
      subnet('subnet-0b', 2, '10.0.1.0/24', { MapPublicIpOnLaunch: true }),
    ],
    RouteTables: [
      routeTable('rtb-main', { main: true }),
      routeTable('rtb-public', { subnetIds, routes: [defaultRoute()] }),
    ],
    InternetGateways: [internetGateway()],
    SecurityGroups: [defaultGroup()],
    Functions: [
      aFunction({
        VpcConfig: { VpcId: '', SubnetIds: [], SecurityGroupIds: [] },
        CapacityProviderConfig: {
          LambdaManagedInstancesCapacityProviderConfig: { CapacityProviderArn },
        },
        ...NEEDS_INTERNET,
      }),
    ],
    CapacityProviders: [
      item('CapacityProviders', {
        CapacityProviderArn,
        State: 'Active',
        VpcConfig: { SubnetIds: subnetIds, SecurityGroupIds: [] },
      }),
    ],
    RoleDetailList: [role(['sqs:SendMessage'], { interfaces: false })],
  });
}

/** Every topology by its number. */
export const TOPOLOGIES = {
  t01,
  t02,
  t03,
  t03b,
  t04,
  t05,
  t06,
  t07,
  t08,
  t09,
  t10,
  t11,
  t12,
  t13,
  t14,
  t14b,
  t15,
} as const;
