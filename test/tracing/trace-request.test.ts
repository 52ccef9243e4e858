import { describe, expect, it } from 'vitest';
import { typedDestination } from '../../shared/tracing/typed-destination.ts';
import { TRACE_OPTIONS, traceRequest } from '../../shared/tracing/trace-request.ts';
import { typedStart } from '../../shared/tracing/typed-start.ts';
import { aFunction, aSecurityGroup, functionArn, item, snapshot } from '../builders/snapshot.ts';
import type { SnapshotChanges } from '../builders/snapshot.ts';
import { database, farTable, peeredVpcs, toFar } from '../network/peered-vpcs.ts';
import {
  aNatGateway,
  dnsOn,
  defaultRoute,
  IGW,
  INTERNET,
  natVpc,
  openGroup,
  OTHER_SUBNET,
  privateTable,
  publicTable,
  tcp,
} from '../network/two-subnet-vpc.ts';
import type { Snapshot } from '../../shared/model/snapshot.ts';

const ask = (
  built: Snapshot,
  from: string,
  to: string,
  port?: number,
  groups?: readonly string[],
) => {
  const start = typedStart(built, from, groups);
  if ('problem' in start) return start.problem;
  const vpcId = start.sources[0]?.vpcId;
  const destination = typedDestination(built, {
    text: to,
    port,
    vpcId,
    probes: TRACE_OPTIONS.probes,
  });
  return 'problem' in destination ? destination.problem : traceRequest(built, start, destination);
};
const vpc = (collections: SnapshotChanges['collections'] = {}) => snapshot(natVpc(collections));
const otherTable = (...routes: readonly Readonly<Record<string, unknown>>[]) => ({
  ...privateTable(...routes),
  RouteTableId: 'rtb-other',
  Associations: [{ SubnetId: OTHER_SUBNET }],
});

describe('where a trace starts', () => {
  const alias = item('Aliases', {
    AliasArn: `${functionArn('orders')}:prod`,
    Name: 'prod',
    FunctionVersion: '3',
  });
  const Functions = [
    aFunction(),
    aFunction({
      FunctionArn: `${functionArn('orders')}:3`,
      Version: '3',
      VpcConfig: { SubnetIds: [OTHER_SUBNET], SecurityGroupIds: ['sg-0a'] },
    }),
    aFunction({ FunctionName: 'loose', VpcConfig: undefined }),
  ];
  const built = vpc({ Functions, Aliases: [alias] });

  it.each([
    ['orders', 'orders', 2],
    [functionArn('orders'), 'orders', 2],
    ['orders:prod', 'orders:3', 1],
    [`${functionArn('orders')}:3`, 'orders:3', 1],
  ])('%s is %s from %i subnets', (text, name, count) => {
    const start = typedStart(built, text);
    expect(start).toMatchObject({ name });
    expect('sources' in start && start.sources).toHaveLength(count);
  });

  it.each([
    ['loose', [], 'loose is not attached to a VPC'],
    ['nobody', [], 'nobody is no function that was read (there is none in us-east-1)'],
    ['orders:9', [], 'no version or alias 9'],
    ['orders', ['sg-0a'], '--security-group goes with a subnet'],
    ['subnet-9', [], 'subnet-9 is not known: ec2:DescribeSubnets'],
  ])('%s with groups %o is no start: %s', (text, groups, why) => {
    expect(typedStart(built, text, groups)).toEqual({
      problem: expect.stringContaining(why) as string,
    });
  });

  it('is a subnet with groups, without which nothing is certain', () => {
    expect(ask(built, 'subnet-0a', '8.8.8.8', 80, ['sg-0a'])).toMatchObject({
      disposition: 'REACHED',
    });
    expect(ask(built, 'subnet-0a', '8.8.8.8', 80)).toMatchObject({
      disposition: 'NOT_ENOUGH_INFORMATION',
      traces: [{ reason: 'no security group was given: add --security-group' }],
    });
  });

  it('is all subnets of a capacity provider, whose instances have public addresses', () => {
    const arn = 'arn:aws:lambda:us-east-1:111122223333:capacity-provider:cp';
    const managed = aFunction({
      VpcConfig: undefined,
      CapacityProviderConfig: {
        LambdaManagedInstancesCapacityProviderConfig: { CapacityProviderArn: arn },
      },
    });
    const provider = item('CapacityProviders', {
      CapacityProviderArn: arn,
      VpcConfig: { SubnetIds: ['subnet-0a'], SecurityGroupIds: ['sg-0a'] },
    });
    const { collections = {} } = natVpc();
    const Subnets = (collections.Subnets ?? []).map((one) => ({
      ...one,
      MapPublicIpOnLaunch: true,
    }));
    const RouteTables = [privateTable(defaultRoute({ GatewayId: IGW }))];
    const onInstances = vpc({
      Functions: [managed],
      CapacityProviders: [provider],
      Subnets,
      RouteTables,
    });
    expect(ask(onInstances, 'orders', '8.8.8.8', 443)).toMatchObject({
      disposition: 'REACHED',
      traces: [{ subnetId: 'subnet-0a' }],
    });
  });
});

describe('a trace from a function', () => {
  it('is reached only where every subnet is', () => {
    const out = publicTable(defaultRoute({ GatewayId: IGW }));
    const toNat = defaultRoute({ NatGatewayId: 'nat-1' });
    const both = vpc({ RouteTables: [privateTable(toNat), otherTable(toNat), out] });
    const first = { ...privateTable(toNat), Associations: [{ SubnetId: 'subnet-0a' }] };
    const one = vpc({ RouteTables: [first, otherTable(), out] });
    expect(ask(both, 'orders', 'example.com')).toMatchObject({ disposition: 'REACHED' });
    expect(ask(one, 'orders', 'example.com')).toMatchObject({
      disposition: 'NO_ROUTE',
      traces: [
        { subnetId: 'subnet-0a', disposition: 'REACHED' },
        { subnetId: 'subnet-0b', disposition: 'NO_ROUTE' },
      ],
    });
  });

  it('goes to a service by its name, and takes a proxy for a way out', () => {
    expect(ask(vpc(), 'orders', 'sqs')).toMatchObject({
      disposition: 'REACHED',
      traces: [{ via: 'internet' }, {}],
    });
    const Functions = [
      aFunction({
        Environment: { Variables: { HTTPS_PROXY: 'http://proxy.example.internal:3128' } },
      }),
    ];
    expect(ask(vpc({ Functions, RouteTables: [privateTable()] }), 'orders', 'sqs')).toMatchObject({
      disposition: 'LEAVES_VPC',
      traces: [{ stop: { kind: 'proxy' } }, {}],
    });
  });

  it('uses no IPv6 unless it is allowed', () => {
    expect(ask(vpc(), 'orders', 'internet6')).toMatchObject({
      disposition: 'NO_IPV6_ADDRESS',
      traces: [
        { reason: expect.stringContaining('Ipv6AllowedForDualStack is false') as string },
        {},
      ],
    });
  });
});

describe('a trace to a private address', () => {
  const group = aSecurityGroup({ GroupId: 'sg-db', IpPermissions: [tcp(5432, '10.0.0.0/16')] });
  const eni = item('NetworkInterfaces', {
    NetworkInterfaceId: 'eni-db',
    VpcId: 'vpc-0a',
    SubnetId: 'subnet-0b',
    PrivateIpAddress: '10.0.1.9',
    Groups: [{ GroupId: 'sg-db' }],
  });
  const built = vpc({ NetworkInterfaces: [eni], SecurityGroups: [openGroup(), group] });

  it('finds the interface, its groups and subnet', () => {
    expect(ask(built, 'orders', '10.0.1.9', 5432)).toMatchObject({ disposition: 'REACHED' });
    expect(ask(built, 'orders', '10.0.1.9', 3306)).toMatchObject({
      disposition: 'DENIED_BY_SECURITY_GROUP',
      traces: [{ stop: { id: 'sg-db' } }, {}],
    });
  });

  it('is unknown without an interface, and broken without a route', () => {
    expect(ask(built, 'orders', '10.0.1.10', 5432)).toMatchObject({
      disposition: 'NOT_ENOUGH_INFORMATION',
      traces: [{ reason: 'no network interface with 10.0.1.10 was read in vpc-0a' }, {}],
    });
    const noWay = vpc({ RouteTables: [privateTable()] });
    expect(ask(noWay, 'orders', '172.31.0.9', 5432)).toMatchObject({ disposition: 'NO_ROUTE' });
  });

  it.each<[string, Readonly<Record<string, unknown>>, string]>([
    ['a transit gateway', { TransitGatewayId: 'tgw-1' }, 'tgw-1'],
    ['a virtual private gateway', { GatewayId: 'vgw-1' }, 'vgw-1'],
  ])('leaves through %s for a network that was not read', (_name, target, id) => {
    const route = { DestinationCidrBlock: '172.31.0.0/16', State: 'active', ...target };
    const groups = [openGroup(), group];
    const left = vpc({ SecurityGroups: groups, RouteTables: [privateTable(route)] });
    expect(ask(left, 'orders', '172.31.0.9', 5432)).toMatchObject({
      disposition: 'LEAVES_VPC',
      traces: [{ reason: `leaves through ${id}, beyond which nothing is known`, stop: { id } }, {}],
    });
    const closed = aSecurityGroup({ IpPermissionsEgress: [tcp(443, '0.0.0.0/0')] });
    const denied = vpc({ SecurityGroups: [closed], RouteTables: [privateTable(route)] });
    expect(ask(denied, 'orders', '172.31.0.9', 5432)).toMatchObject({
      disposition: 'DENIED_BY_SECURITY_GROUP',
    });
  });

  it('names the account on the far side of a peering that was not read', () => {
    const near = snapshot(
      natVpc({
        RouteTables: [privateTable(toFar)],
        VpcPeeringConnections: [
          item('VpcPeeringConnections', {
            VpcPeeringConnectionId: 'pcx-1',
            Status: { Code: 'active' },
            RequesterVpcInfo: { VpcId: 'vpc-0a', CidrBlock: '10.0.0.0/16' },
            AccepterVpcInfo: { VpcId: 'vpc-0b', OwnerId: '999988887777', CidrBlock: '10.9.0.0/16' },
          }),
        ],
      }),
    );
    expect(ask(near, 'orders', '10.9.1.5', 5432)).toMatchObject({
      disposition: 'NOT_ENOUGH_INFORMATION',
      traces: [{ reason: expect.stringContaining('vpc-0b of account 999988887777') as string }, {}],
    });
  });

  it('goes to the VPC that the route leads to, of two with the same range', () => {
    const far = item('NetworkInterfaces', {
      NetworkInterfaceId: 'eni-far',
      VpcId: 'vpc-0b',
      SubnetId: 'subnet-far',
      PrivateIpAddress: '10.9.1.5',
      Groups: [{ GroupId: 'sg-far' }],
    });
    const peered = peeredVpcs({
      NetworkInterfaces: [{ ...far, NetworkInterfaceId: 'eni-c', VpcId: 'vpc-0c' }, far],
    });
    expect(database().vpcId).toBe('vpc-0b');
    expect(ask(peered, 'orders', '10.9.1.5', 5432)).toMatchObject({ disposition: 'REACHED' });
    const oneWay = peeredVpcs({
      NetworkInterfaces: [far],
      RouteTables: [privateTable(toFar), farTable()],
    });
    expect(ask(oneWay, 'orders', '10.9.1.5', 5432)).toMatchObject({ disposition: 'NO_ROUTE' });
  });
});

const zone = (Type: string, Value: string) => ({
  HostedZoneSummaries: [
    item('HostedZoneSummaries', { HostedZoneId: 'Z1', Name: 'shop.internal', VPCId: 'vpc-0a' }),
  ],
  ResourceRecordSets: [
    item('ResourceRecordSets', {
      HostedZoneId: 'Z1',
      Name: 'db.shop.internal.',
      Type,
      ResourceRecords: [{ Value }],
    }),
  ],
});

describe('a trace to a database', () => {
  const host = 'orders.c1abc.us-east-1.rds.amazonaws.com';
  const inState = (DBInstanceStatus: string, others: SnapshotChanges['collections'] = {}) =>
    vpc({
      NatGateways: [aNatGateway()],
      SecurityGroups: [
        openGroup(),
        aSecurityGroup({ GroupId: 'sg-db', IpPermissions: [tcp(5432, '10.0.0.0/16')] }),
      ],
      DBInstances: [
        item('DBInstances', {
          DBInstanceIdentifier: 'orders',
          DBInstanceArn: 'arn:aws:rds:us-east-1:111122223333:db:orders',
          DBInstanceStatus,
          Endpoint: { Address: host, Port: 5432 },
          VpcSecurityGroups: [{ VpcSecurityGroupId: 'sg-db', Status: 'active' }],
          DBSubnetGroup: { VpcId: 'vpc-0a', Subnets: [{ SubnetIdentifier: 'subnet-0b' }] },
        }),
      ],
      ...others,
    });

  it.each([
    ['available', 'REACHED'],
    ['backing-up', 'REACHED'],
    ['stopped', 'DESTINATION_NOT_SERVING'],
    ['creating', 'SETTLING'],
  ])('that is %s: %s', (status, disposition) => {
    expect(ask(inState(status), 'orders', host)).toMatchObject({ disposition });
  });

  it('asks for its name, which a VPC without DNS support does not resolve', () => {
    const silent = inState('available', { VpcAttributes: [dnsOn('vpc-0a', false, true)] });
    const answer = ask(silent, 'orders', host);
    expect(answer).toMatchObject({
      disposition: 'NAME_NOT_RESOLVED',
      traces: [{ stop: { kind: 'dns', id: 'vpc-0a' } }, {}],
    });
    expect(answer).not.toHaveProperty('traces.0.wayBack');
  });

  it('takes the name that a private zone of the VPC gives it, or its address', () => {
    const named = inState('stopped', zone('CNAME', host));
    expect(ask(named, 'orders', 'db.shop.internal')).toMatchObject({
      disposition: 'DESTINATION_NOT_SERVING',
    });
    const addressed = inState('available', {
      ...zone('A', '10.0.1.20'),
      NetworkInterfaces: [
        item('NetworkInterfaces', {
          NetworkInterfaceId: 'eni-db',
          VpcId: 'vpc-0a',
          SubnetId: 'subnet-0b',
          PrivateIpAddress: '10.0.1.20',
          Groups: [{ GroupId: 'sg-db' }],
        }),
      ],
    });
    expect(ask(addressed, 'orders', 'db.shop.internal', 5432)).toMatchObject({
      disposition: 'REACHED',
    });
    expect(ask(addressed, 'orders', 'db.shop.internal', 3306)).toMatchObject({
      disposition: 'DENIED_BY_SECURITY_GROUP',
    });
  });
});

it('probes both families of the internet', () => {
  expect(TRACE_OPTIONS.probes.map((probe) => probe.family)).toEqual([4, 4, 6]);
  expect(TRACE_OPTIONS.probes).not.toContainEqual(INTERNET);
});
