import { describe, expect, it } from 'vitest';
import { forward } from '../../shared/network/forwarding.ts';
import { aRouteTable, aVpc, item, snapshot } from '../builders/snapshot.ts';
import {
  aNatGateway,
  cidr,
  defaultRoute,
  FUNCTION_SUBNET,
  IGW,
  INTERNET,
  ipv6DefaultRoute,
  NAT,
  natVpc,
  pathThrough,
  privateTable,
  PUBLIC_SUBNET,
  publicTable,
} from './two-subnet-vpc.ts';

const toNat = defaultRoute({ NatGatewayId: NAT });
const withNat = (fields: Readonly<Record<string, unknown>>) =>
  pathThrough(toNat, natVpc({ NatGateways: [aNatGateway(fields)] }));
const natTable = (route: Readonly<Record<string, unknown>>, fields = {}) =>
  pathThrough(
    toNat,
    natVpc({
      NatGateways: [aNatGateway(fields)],
      RouteTables: [privateTable(), publicTable(route)],
    }),
  );
const stop = { kind: 'nat-gateway', id: NAT };

const second = (route: Readonly<Record<string, unknown>>) =>
  natVpc({
    NatGateways: [aNatGateway(), aNatGateway({ NatGatewayId: 'nat-2', SubnetId: FUNCTION_SUBNET })],
    RouteTables: [privateTable(), publicTable(route)],
  });

describe('a public zonal NAT gateway', () => {
  it('leads to the internet, hop by hop', () => {
    const path = withNat({});
    expect(path).toMatchObject({
      disposition: 'REACHED',
      exit: 'internet',
      natGatewayId: NAT,
      natSubnetId: PUBLIC_SUBNET,
    });
    expect(path.hops.map((hop) => hop.id)).toEqual([
      FUNCTION_SUBNET,
      'rtb-0a',
      NAT,
      PUBLIC_SUBNET,
      'rtb-pub',
      IGW,
      'internet',
    ]);
  });

  it.each([
    [
      'without a type, a mode and a status',
      {
        ConnectivityType: undefined,
        AvailabilityMode: undefined,
        NatGatewayAddresses: [{ PublicIp: '198.51.100.7' }],
      },
      'REACHED',
    ],
    ['pending', { State: 'pending' }, 'SETTLING'],
    ['deleting', { State: 'deleting' }, 'NAT_NOT_WORKING'],
    ['deleted', { State: 'deleted' }, 'NAT_NOT_WORKING'],
    ['without a state', { State: undefined }, 'NOT_ENOUGH_INFORMATION'],
    ['without addresses', { NatGatewayAddresses: [] }, 'NAT_NOT_WORKING'],
    [
      'with a private address only',
      { NatGatewayAddresses: [{ PrivateIp: '10.0.9.7', Status: 'succeeded' }] },
      'NAT_NOT_WORKING',
    ],
    [
      'with a failed address',
      { NatGatewayAddresses: [{ PublicIp: '198.51.100.7', Status: 'failed' }] },
      'NAT_NOT_WORKING',
    ],
    [
      'while its address is assigned',
      { NatGatewayAddresses: [{ Status: 'assigning' }] },
      'SETTLING',
    ],
    [
      'while its address is associated',
      { NatGatewayAddresses: [{ PublicIp: '198.51.100.7', Status: 'associating' }] },
      'SETTLING',
    ],
    [
      'with one working address of two',
      {
        NatGatewayAddresses: [
          { Status: 'failed' },
          { PublicIp: '198.51.100.7', Status: 'succeeded' },
        ],
      },
      'REACHED',
    ],
    ['whose subnet is not shown', { SubnetId: undefined }, 'NOT_ENOUGH_INFORMATION'],
    [
      'with an appliance attached',
      {
        AttachedAppliances: [
          { ApplianceArn: 'arn:aws:network-firewall:us-east-1:111122223333:firewall/f' },
        ],
      },
      'REACHED',
    ],
  ])('%s', (_, fields, disposition) => {
    const path = withNat(fields);
    expect(path).toMatchObject({ disposition, ...(disposition !== 'REACHED' && { stop }) });
  });

  it('says why it failed', () => {
    const path = withNat({
      State: 'failed',
      FailureCode: 'Gateway.NotAttached',
      FailureMessage: 'Network vpc-0a has no Internet gateway attached',
    });
    expect(path).toMatchObject({ disposition: 'NAT_NOT_WORKING', stop });
    expect(path.reason).toBe(
      'nat-1 is failed (Gateway.NotAttached: Network vpc-0a has no Internet gateway attached)',
    );
  });

  it.each([
    ['no route', {}, 'no route to the internet'],
    ['a blackhole', defaultRoute({ GatewayId: IGW, State: 'blackhole' }), 'blackhole'],
    ['a peering connection', defaultRoute({ VpcPeeringConnectionId: 'pcx-1' }), 'pcx-1'],
    ['itself', toNat, 'loop'],
  ])('has no way out of its own subnet: %s', (_, route, why) => {
    const pcx = item('VpcPeeringConnections', {
      VpcPeeringConnectionId: 'pcx-1',
      Status: { Code: 'active' },
      RequesterVpcInfo: { VpcId: 'vpc-0a' },
      AccepterVpcInfo: { VpcId: 'vpc-0b', CidrBlock: '10.9.0.0/16' },
    });
    const tables = [privateTable(), publicTable(route)];
    const changes = natVpc({ RouteTables: tables, VpcPeeringConnections: [pcx] });
    const path = pathThrough(toNat, changes);
    expect(path).toMatchObject({
      disposition: 'NAT_NOT_WORKING',
      stop,
      natSubnetId: PUBLIC_SUBNET,
    });
    expect(path.reason).toContain(`${NAT} has no way out from ${PUBLIC_SUBNET}: `);
    expect(path.reason).toContain(why);
  });

  it.each([
    ['TransitGatewayId', 'tgw-1'],
    ['GatewayId', 'vgw-1'],
    ['GatewayId', 'vpce-1'],
    ['NetworkInterfaceId', 'eni-1'],
  ])('leaves through what its own subnet leads to: %s %s', (field, id) => {
    for (const ConnectivityType of ['public', 'private']) {
      expect(natTable(defaultRoute({ [field]: id }), { ConnectivityType })).toMatchObject({
        disposition: 'LEAVES_VPC',
        stop: { id },
      });
    }
  });

  it('behind another one is not taken for granted, and a loop of two is one', () => {
    const chain = pathThrough(
      defaultRoute({ NatGatewayId: 'nat-2' }),
      second(defaultRoute({ GatewayId: IGW })),
    );
    expect(chain.disposition).toBe('NAT_NOT_WORKING');
    const loop = pathThrough(toNat, second(defaultRoute({ NatGatewayId: 'nat-2' })));
    expect(loop).toMatchObject({ disposition: 'NAT_NOT_WORKING', stop });
  });

  it('was not read: unknown; and is unknown where the owner of a shared VPC hides it', () => {
    expect(pathThrough(toNat, natVpc({ NatGateways: undefined }))).toMatchObject({
      disposition: 'NOT_ENOUGH_INFORMATION',
      unknown: { call: 'ec2:DescribeNatGateways' },
    });
    const gone = { notFound: [NAT] };
    expect(pathThrough(toNat, natVpc({ NatGateways: [] }, gone)).disposition).toBe(
      'NAT_NOT_WORKING',
    );
    const shared = natVpc({ NatGateways: [], Vpcs: [aVpc({ OwnerId: '999988887777' })] }, gone);
    expect(pathThrough(toNat, shared)).toMatchObject({
      disposition: 'NOT_ENOUGH_INFORMATION',
      reason: 'nat-1 belongs to the owner of vpc-0a, who shares it',
    });
  });

  it('translates IPv6 for the addresses of DNS64 only', () => {
    const changes = natVpc();
    const all = ipv6DefaultRoute({ NatGatewayId: NAT });
    const nat64 = { DestinationIpv6CidrBlock: '64:ff9b::/96', NatGatewayId: NAT };
    expect(pathThrough(nat64, changes, cidr('64:ff9b::808:808'))).toMatchObject({
      disposition: 'REACHED',
      exit: 'internet',
    });
    expect(pathThrough(all, changes, cidr('2001:4860:4860::8888')).disposition).toBe(
      'NAT_NOT_WORKING',
    );
  });
});

const out = (built: ReturnType<typeof snapshot>) =>
  forward(built, { subnetId: FUNCTION_SUBNET, sender: 'function' }, INTERNET);

describe('a private NAT gateway', () => {
  const fields = { ConnectivityType: 'private', NatGatewayAddresses: [{ PrivateIp: '10.0.9.7' }] };

  it('does not get through the internet gateway', () => {
    const path = withNat(fields);
    expect(path).toMatchObject({ disposition: 'NAT_NOT_WORKING', stop });
    expect(path.reason).toContain(IGW);
  });

  it('leads to a peer', () => {
    const pcx = item('VpcPeeringConnections', {
      VpcPeeringConnectionId: 'pcx-1',
      Status: { Code: 'active' },
      RequesterVpcInfo: { VpcId: 'vpc-0a' },
      AccepterVpcInfo: { VpcId: 'vpc-0b', CidrBlock: '10.9.0.0/16' },
    });
    const toPeer = { DestinationCidrBlock: '10.9.0.0/16', VpcPeeringConnectionId: 'pcx-1' };
    const changes = natVpc({
      NatGateways: [aNatGateway(fields)],
      RouteTables: [privateTable(), publicTable(toPeer)],
      VpcPeeringConnections: [pcx],
    });
    expect(pathThrough(toNat, changes, cidr('10.9.1.0/24'))).toMatchObject({
      disposition: 'REACHED',
      exit: 'peering',
      vpcId: 'vpc-0b',
    });
  });
});

const own = (...Routes: readonly object[]) =>
  aRouteTable({ RouteTableId: 'rtb-nat', Associations: [], Routes });

describe('a regional NAT gateway', () => {
  const fields = { AvailabilityMode: 'regional', SubnetId: undefined };
  const through = (RouteTableId: string | undefined, ...tables: ReturnType<typeof own>[]) =>
    snapshot(
      natVpc({
        NatGateways: [aNatGateway({ ...fields, RouteTableId })],
        RouteTables: [privateTable(toNat), ...tables],
      }),
    );

  it.each([
    ['leads out by its own table', own(defaultRoute({ GatewayId: IGW })), 'REACHED'],
    ['leads to a transit gateway', own(defaultRoute({ TransitGatewayId: 'tgw-1' })), 'LEAVES_VPC'],
    ['has lost its route', own(), 'NAT_NOT_WORKING'],
  ])('%s', (_, table, disposition) => {
    const path = out(through('rtb-nat', table));
    expect(path.disposition).toBe(disposition);
    expect(path.natSubnetId).toBeUndefined();
  });

  it('has the route that AWS gave it where its table is not shown', () => {
    expect(out(through(undefined))).toMatchObject({ disposition: 'REACHED', exit: 'internet' });
    expect(out(through('nat-1'))).toMatchObject({ disposition: 'REACHED' });
  });

  it('is unknown where its table was not read', () => {
    expect(out(through('rtb-unread')).disposition).toBe('NOT_ENOUGH_INFORMATION');
  });
});
