import { databaseInstance } from './databases.ts';
import { gatewayPrefixLists, publicAccessNotBlocked } from './region-facts.ts';
import { role } from './roles.ts';
import { ACCOUNT, aNetworkAcl, functionArn, GROUP, item, VPC } from './snapshot.ts';
import {
  attachedFunction,
  DATABASE_HOST,
  defaultGroup,
  defaultRoute,
  dnsAttributes,
  endpoint,
  group,
  internetGateway,
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

/** The reference topologies about ways out, endpoints elsewhere and databases. */

const SUBNETS = ['subnet-0a', 'subnet-0b'] as const;
const HTTPS_ANYWHERE = [permission(443, toCidr('0.0.0.0/0'))];

/** A regional NAT gateway, reached from subnets on the main table. */
export function t07(): Topology {
  return topology({
    Vpcs: [vpc()],
    Subnets: privateSubnets(),
    RouteTables: [
      routeTable('rtb-main', { main: true, routes: [defaultRoute({ NatGatewayId: 'nat-0r' })] }),
      routeTable('rtb-nat', { routes: [defaultRoute()] }),
    ],
    InternetGateways: [internetGateway()],
    NatGateways: [
      item('NatGateways', {
        NatGatewayId: 'nat-0r',
        VpcId: VPC,
        State: 'available',
        ConnectivityType: 'public',
        AvailabilityMode: 'regional',
        AutoProvisionZones: 'enabled',
        RouteTableId: 'rtb-nat',
        NatGatewayAddresses: [1, 2].map((zone) => ({
          PublicIp: `198.51.100.${zone}`,
          Status: 'succeeded',
          AvailabilityZoneId: `use1-az${zone}`,
        })),
      }),
    ],
    SecurityGroups: [defaultGroup(), group(GROUP, HTTPS_ANYWHERE)],
    Functions: [attachedFunction(SUBNETS, [GROUP], { Runtime: 'nodejs24.x', ...NEEDS_INTERNET })],
    RoleDetailList: [role(['sqs:SendMessage'])],
  });
}

/** us-west-2: one zone goes to a private NAT gateway, the other to a deleted one. */
export function t08(): Topology {
  const region = 'us-west-2';
  const zoned = (SubnetId: string, letter: string, number: number, cidr: string) =>
    subnet(SubnetId, number, cidr, {
      AvailabilityZone: `${region}${letter}`,
      AvailabilityZoneId: `usw2-az${number}`,
    });
  const described = topology({
    Vpcs: [vpc()],
    Subnets: [
      zoned('subnet-0a', 'a', 1, '10.0.0.0/24'),
      zoned('subnet-0b', 'b', 2, '10.0.1.0/24'),
      zoned('subnet-nat', 'a', 1, '10.0.100.0/24'),
    ],
    AvailabilityZones: ['a', 'b'].map((letter, index) =>
      item('AvailabilityZones', {
        ZoneName: `${region}${letter}`,
        ZoneId: `usw2-az${index + 1}`,
        ZoneType: 'availability-zone',
        State: 'available',
        RegionName: region,
      }),
    ),
    PrefixLists: gatewayPrefixLists(region),
    VpcBlockPublicAccessOptions: [publicAccessNotBlocked(region)],
    RouteTables: [
      routeTable('rtb-main', { main: true }),
      routeTable('rtb-0a', {
        subnetIds: ['subnet-0a'],
        routes: [defaultRoute({ NatGatewayId: 'nat-0p' })],
      }),
      routeTable('rtb-0b', {
        subnetIds: ['subnet-0b'],
        routes: [defaultRoute({ NatGatewayId: 'nat-gone', State: 'blackhole' })],
      }),
    ],
    NatGateways: [
      item('NatGateways', {
        NatGatewayId: 'nat-0p',
        VpcId: VPC,
        SubnetId: 'subnet-nat',
        State: 'available',
        ConnectivityType: 'private',
        NatGatewayAddresses: [{ PrivateIp: '10.0.100.9', Status: 'succeeded' }],
      }),
    ],
    SecurityGroups: [defaultGroup(), group(GROUP, HTTPS_ANYWHERE)],
    Functions: [
      attachedFunction(SUBNETS, [GROUP], {
        FunctionArn: functionArn('orders', region),
        ...NEEDS_INTERNET,
      }),
    ],
    RoleDetailList: [role(['ssm:GetParameter'])],
  });
  return { ...described, given: { ...described.given, header: { region } } };
}

/** A shared VPC whose default route leads to a transit gateway; roles and network ACLs may not be read. */
export function t09(): Topology {
  const OwnerId = '999988887777';
  const described = topology({
    Vpcs: [vpc({ OwnerId })],
    Subnets: privateSubnets({ OwnerId }),
    RouteTables: [
      routeTable('rtb-main', { main: true }),
      routeTable('rtb-0a', {
        subnetIds: SUBNETS,
        routes: [defaultRoute({ TransitGatewayId: 'tgw-0a' })],
      }),
    ],
    SecurityGroups: [group(GROUP, HTTPS_ANYWHERE)],
    Functions: [attachedFunction(SUBNETS, [GROUP], NEEDS_INTERNET)],
  });
  const refused = { RoleDetailList: undefined, Policies: undefined, NetworkAcls: undefined };
  return {
    ...described,
    given: {
      ...described.given,
      collections: { ...described.given.collections, ...refused },
      gaps: [
        { collection: 'RoleDetailList', reason: { kind: 'denied', call: 'iam:GetRole' } },
        { collection: 'Policies', reason: { kind: 'denied', call: 'iam:GetPolicyVersion' } },
        { collection: 'NetworkAcls', reason: { kind: 'denied', call: 'ec2:DescribeNetworkAcls' } },
      ],
    },
  };
}

/** A function in a spoke, the Lambda endpoint in the peered hub, and no zone that leads there. */
export function t10(): Topology {
  const hub = 'vpc-hub';
  const hubCidr = '10.1.0.0/16';
  const hubSubnets = ['subnet-hub-a', 'subnet-hub-b'];
  const toSpoke = { DestinationCidrBlock: '10.0.0.0/16', VpcPeeringConnectionId: 'pcx-0a' };
  const toHub = { DestinationCidrBlock: hubCidr, VpcPeeringConnectionId: 'pcx-0a' };
  const active = { State: 'active', Origin: 'CreateRoute' };
  return topology({
    Vpcs: [vpc(), vpc({ VpcId: hub, CidrBlock: hubCidr })],
    VpcAttributes: [dnsAttributes(VPC, true), dnsAttributes(hub, true)],
    Subnets: [
      ...privateSubnets(),
      subnet('subnet-hub-a', 1, '10.1.0.0/24', { VpcId: hub }),
      subnet('subnet-hub-b', 2, '10.1.1.0/24', { VpcId: hub }),
    ],
    RouteTables: [
      routeTable('rtb-main', { main: true }),
      routeTable('rtb-0a', { subnetIds: SUBNETS, routes: [{ ...toHub, ...active }] }),
      routeTable('rtb-hub', {
        main: true,
        subnetIds: hubSubnets,
        routes: [{ ...toSpoke, ...active }],
        cidr: hubCidr,
        vpcId: hub,
      }),
    ],
    VpcPeeringConnections: [peering(hub, hubCidr)],
    VpcEndpoints: [
      endpoint('vpce-lambda', 'lambda', {
        VpcId: hub,
        VpcEndpointType: 'Interface',
        SubnetIds: hubSubnets,
        Groups: [{ GroupId: 'sg-endpoints' }],
        PrivateDnsEnabled: true,
        IpAddressType: 'ipv4',
        DnsOptions: { DnsRecordIpType: 'ipv4' },
        DnsEntries: [
          { DnsName: 'vpce-lambda.lambda.us-east-1.vpce.amazonaws.com', HostedZoneId: 'Z7' },
        ],
        PolicyDocument: JSON.stringify({
          Statement: [
            {
              Effect: 'Allow',
              Principal: { AWS: `arn:aws:iam::${ACCOUNT}:root` },
              Action: 'lambda:InvokeFunction',
              Resource: [functionArn('billing'), `${functionArn('billing')}:*`],
            },
          ],
        }),
      }),
    ],
    SecurityGroups: [
      defaultGroup(),
      group(GROUP, [permission(443, toCidr(hubCidr))]),
      group('sg-endpoints', [], [permission(443, toCidr('10.0.0.0/16'))], { VpcId: hub }),
    ],
    Functions: [attachedFunction(SUBNETS)],
    RoleDetailList: [role(['lambda:InvokeFunction'])],
  });
}

function dualStack(block: string) {
  return {
    Ipv6CidrBlockAssociationSet: [
      { Ipv6CidrBlock: block, Ipv6CidrBlockState: { State: 'associated' } },
    ],
  };
}

function openRule(family: 4 | 6, Egress: boolean) {
  return {
    ...(family === 4 ? { CidrBlock: '0.0.0.0/0' } : { Ipv6CidrBlock: '::/0' }),
    RuleNumber: family === 4 ? 100 : 101,
    RuleAction: 'allow',
    Protocol: '-1',
    Egress,
  };
}

/** Dual-stack subnets with an egress-only gateway and no way out over IPv4. */
export function t11(): Topology {
  return topology({
    Vpcs: [vpc()],
    Subnets: [
      subnet('subnet-0a', 1, '10.0.0.0/24', dualStack('2001:db8:0:1::/64')),
      subnet('subnet-0b', 2, '10.0.1.0/24', dualStack('2001:db8:0:2::/64')),
    ],
    NetworkAcls: [
      aNetworkAcl({
        Entries: [true, false].flatMap((egress) => [openRule(4, egress), openRule(6, egress)]),
      }),
    ],
    RouteTables: [
      routeTable('rtb-main', { main: true }),
      routeTable('rtb-0a', {
        subnetIds: SUBNETS,
        routes: [
          {
            DestinationIpv6CidrBlock: '::/0',
            EgressOnlyInternetGatewayId: 'eigw-0a',
            State: 'active',
            Origin: 'CreateRoute',
          },
        ],
      }),
    ],
    EgressOnlyInternetGateways: [
      item('EgressOnlyInternetGateways', {
        EgressOnlyInternetGatewayId: 'eigw-0a',
        Attachments: [{ VpcId: VPC, State: 'attached' }],
      }),
    ],
    SecurityGroups: [
      defaultGroup(),
      group(GROUP, [
        permission(443, { ...toCidr('0.0.0.0/0'), Ipv6Ranges: [{ CidrIpv6: '::/0' }] }),
      ]),
    ],
    Functions: [
      attachedFunction(SUBNETS, [GROUP], {
        VpcConfig: {
          VpcId: VPC,
          SubnetIds: [...SUBNETS],
          SecurityGroupIds: [GROUP],
          Ipv6AllowedForDualStack: true,
        },
        Tags: { needs: 'internet6' },
      }),
    ],
    RoleDetailList: [role(['sqs:SendMessage'])],
  });
}

/** A MySQL database that the groups and a network ACL keep out of reach. */
export function t12(): Topology {
  const databaseSubnets = ['subnet-data-a', 'subnet-data-b'];
  const any = { CidrBlock: '0.0.0.0/0' };
  return topology({
    Vpcs: [vpc()],
    Subnets: [
      ...privateSubnets(),
      subnet('subnet-data-a', 1, '10.0.200.0/24'),
      subnet('subnet-data-b', 2, '10.0.201.0/24'),
    ],
    RouteTables: [routeTable('rtb-main', { main: true })],
    NetworkAcls: [
      aNetworkAcl(),
      aNetworkAcl({
        NetworkAclId: 'acl-data',
        IsDefault: false,
        Associations: databaseSubnets.map((SubnetId) => ({ SubnetId })),
        Entries: [
          { ...any, Egress: false, RuleNumber: 100, RuleAction: 'allow', Protocol: '-1' },
          {
            ...any,
            Egress: true,
            RuleNumber: 100,
            RuleAction: 'allow',
            Protocol: '6',
            PortRange: { From: 32_768, To: 60_999 },
          },
        ],
      }),
    ],
    SecurityGroups: [
      defaultGroup(),
      group(GROUP, [permission(5432, toGroup('sg-database'))]),
      group('sg-database', [], [permission(3306, toCidr('10.0.99.0/24'))]),
    ],
    DBInstances: [
      databaseInstance({ port: 3306, engine: 'mysql', vpcId: VPC, subnetIds: databaseSubnets }),
    ],
    Functions: [functionWithDatabase()],
    RoleDetailList: [role([])],
  });
}

/** A function in a default-tenancy VPC, peered to a dedicated one that holds its database. */
export function t14(): Topology {
  const dedicated = 'vpc-dedicated';
  const cidr = '10.2.0.0/16';
  const databaseSubnets = ['subnet-data-a', 'subnet-data-b'];
  const active = { VpcPeeringConnectionId: 'pcx-0a', State: 'active', Origin: 'CreateRoute' };
  return topology({
    Vpcs: [vpc(), vpc({ VpcId: dedicated, CidrBlock: cidr, InstanceTenancy: 'dedicated' })],
    VpcAttributes: [dnsAttributes(VPC, true), dnsAttributes(dedicated, true)],
    Subnets: [
      ...privateSubnets(),
      subnet('subnet-data-a', 1, '10.2.0.0/24', { VpcId: dedicated }),
      subnet('subnet-data-b', 2, '10.2.1.0/24', { VpcId: dedicated }),
    ],
    RouteTables: [
      routeTable('rtb-main', { main: true }),
      routeTable('rtb-0a', {
        subnetIds: SUBNETS,
        routes: [{ DestinationCidrBlock: cidr, ...active }],
      }),
      routeTable('rtb-data', {
        main: true,
        subnetIds: databaseSubnets,
        routes: [{ DestinationCidrBlock: '10.0.0.0/16', ...active }],
        cidr,
        vpcId: dedicated,
      }),
    ],
    VpcPeeringConnections: [peering(dedicated, cidr)],
    SecurityGroups: [
      defaultGroup(),
      group(GROUP, [permission(5432, toGroup('sg-database'))]),
      group('sg-database', [], [permission(5432, toGroup(GROUP))], { VpcId: dedicated }),
    ],
    DBInstances: [
      databaseInstance({
        port: 5432,
        engine: 'postgres',
        vpcId: dedicated,
        subnetIds: databaseSubnets,
      }),
    ],
    Functions: [functionWithDatabase()],
    RoleDetailList: [role([])],
  });
}

function privateSubnets(fields: Readonly<Record<string, unknown>> = {}) {
  return [
    subnet('subnet-0a', 1, '10.0.0.0/24', fields),
    subnet('subnet-0b', 2, '10.0.1.0/24', fields),
  ];
}

function functionWithDatabase() {
  return attachedFunction(SUBNETS, [GROUP], {
    Environment: { Variables: { DB_HOST: DATABASE_HOST } },
  });
}

function peeredSide(VpcId: string, block: string) {
  return {
    VpcId,
    OwnerId: ACCOUNT,
    Region: 'us-east-1',
    CidrBlock: block,
    CidrBlockSet: [{ CidrBlock: block }],
  };
}

function peering(peer: string, CidrBlock: string) {
  return item('VpcPeeringConnections', {
    VpcPeeringConnectionId: 'pcx-0a',
    Status: { Code: 'active' },
    RequesterVpcInfo: peeredSide(VPC, '10.0.0.0/16'),
    AccepterVpcInfo: peeredSide(peer, CidrBlock),
  });
}
