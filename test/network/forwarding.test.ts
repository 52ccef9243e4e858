import { describe, expect, it } from 'vitest';
import { forward } from '../../shared/network/forwarding.ts';
import { isAttachedTo } from '../../shared/network/internet-gateway.ts';
import { aRouteTable, aSubnet, aVpc, item, snapshot } from '../builders/snapshot.ts';
import {
  anInternetGateway,
  cidr,
  defaultRoute,
  FUNCTION_SUBNET,
  IGW,
  INTERNET,
  ipv6DefaultRoute,
  natVpc,
  OTHER_SUBNET,
  pathThrough,
  privateTable,
} from './two-subnet-vpc.ts';

const eni = (fields: Readonly<Record<string, unknown>>) =>
  item('NetworkInterfaces', { NetworkInterfaceId: 'eni-1', ...fields });
const eigw = (VpcId = 'vpc-0a', State = 'attached') =>
  item('EgressOnlyInternetGateways', {
    EgressOnlyInternetGatewayId: 'eigw-1',
    Attachments: [{ VpcId, State }],
  });

const main = (RouteTableId: string, VpcId: string, ...routes: readonly object[]) =>
  aRouteTable({ RouteTableId, VpcId, Associations: [{ Main: true }], Routes: [...routes] });

describe('forwarding by the target of a route', () => {
  it.each([
    ['TransitGatewayId', 'tgw-1', 'transit-gateway'],
    ['CoreNetworkArn', 'arn:aws:networkmanager::111122223333:core-network/c-1', 'core-network'],
    ['GatewayId', 'vgw-1', 'vpn-gateway'],
    ['LocalGatewayId', 'lgw-1', 'local-gateway'],
    ['CarrierGatewayId', 'cagw-1', 'carrier-gateway'],
    ['OdbNetworkArn', 'arn:aws:odb:us-east-1:111122223333:odb-network/o-1', 'odb-network'],
    ['IpAddress', '10.0.0.9', 'route-server'],
    ['GatewayId', 'vpce-1', 'vpc-endpoint'],
    ['GatewayId', 'VpcLattice', 'vpc-lattice'],
    ['NetworkInterfaceId', 'eni-1', 'network-interface'],
    ['InstanceId', 'i-1', 'network-interface'],
  ])('leaves through %s %s as something that cannot be followed', (field, id, kind) => {
    const path = pathThrough(defaultRoute({ [field]: id }));
    expect(path).toMatchObject({ disposition: 'LEAVES_VPC', stop: { kind, id } });
    expect(path.hops.map((hop) => hop.kind)).toEqual(['subnet', 'route-table', kind]);
    expect(path.reason).toContain(id);
  });

  it('stays inside the VPC by the local route', () => {
    expect(
      pathThrough(defaultRoute({ GatewayId: 'vgw-1' }), natVpc(), cidr('10.0.1.0/24')),
    ).toEqual(expect.objectContaining({ disposition: 'REACHED', exit: 'local', vpcId: 'vpc-0a' }));
  });

  it('has no route where none matches', () => {
    const path = pathThrough({ DestinationCidrBlock: '9.0.0.0/8', GatewayId: 'vgw-1' });
    expect(path).toMatchObject({
      disposition: 'NO_ROUTE',
      reason: 'rtb-0a has no route to 8.8.8.8',
      stop: { kind: 'route-table', id: 'rtb-0a' },
    });
  });

  it.each(['blackhole', 'filtered'])('does not fall back from a route that is %s', (State) => {
    const specific = { DestinationCidrBlock: '8.8.0.0/16', NatGatewayId: 'nat-gone', State };
    const table = privateTable(specific, defaultRoute({ NatGatewayId: 'nat-1' }));
    const { collections } = natVpc();
    const tables = [table, ...(collections?.RouteTables ?? []).slice(1)];
    const built = snapshot({ collections: { ...collections, RouteTables: tables } });
    const path = forward(built, { subnetId: FUNCTION_SUBNET, sender: 'function' }, INTERNET);
    expect(path).toMatchObject({ disposition: 'BLACKHOLE', stop: { id: 'rtb-0a' } });
    expect(path.reason).toContain('8.8.0.0/16 → nat-gone');
    expect(
      forward(built, { subnetId: FUNCTION_SUBNET, sender: 'function' }, cidr('9.9.9.9')),
    ).toMatchObject({ disposition: 'REACHED' });
  });

  it('is unknown for a target of a kind that is not known', () => {
    expect(pathThrough(defaultRoute({ GatewayId: 'xgw-1' }))).toMatchObject({
      disposition: 'NOT_ENOUGH_INFORMATION',
      reason: expect.stringContaining('xgw-1') as string,
    });
    expect(pathThrough(defaultRoute({}))).toMatchObject({ disposition: 'NOT_ENOUGH_INFORMATION' });
  });

  it('takes an empty target field for an absent one', () => {
    expect(pathThrough(defaultRoute({ GatewayId: '', TransitGatewayId: 'tgw-1' }))).toMatchObject({
      stop: { kind: 'transit-gateway', id: 'tgw-1' },
    });
  });

  it('reads the main table of its own VPC, though another main table leads to the internet', () => {
    const built = snapshot({
      collections: {
        Vpcs: [aVpc(), aVpc({ VpcId: 'vpc-0b' })],
        RouteTables: [
          main('rtb-b', 'vpc-0b', defaultRoute({ GatewayId: 'igw-2' })),
          main('rtb-a', 'vpc-0a'),
        ],
      },
    });
    const path = forward(built, { subnetId: FUNCTION_SUBNET, sender: 'function' }, INTERNET);
    expect(path).toMatchObject({ disposition: 'NO_ROUTE', stop: { id: 'rtb-a' } });
  });
});

describe('an internet gateway', () => {
  const direct = defaultRoute({ GatewayId: IGW });

  it('drops what a function sends, though it was not read', () => {
    for (const changes of [natVpc(), natVpc({ InternetGateways: undefined })]) {
      const path = pathThrough(direct, changes);
      expect(path).toMatchObject({
        disposition: 'NO_PUBLIC_ADDRESS',
        stop: { kind: 'internet-gateway', id: IGW },
      });
    }
  });

  it('is not attached to this VPC', () => {
    const elsewhere = anInternetGateway({ Attachments: [{ VpcId: 'vpc-0b', State: 'available' }] });
    expect(pathThrough(direct, natVpc({ InternetGateways: [elsewhere] }))).toMatchObject({
      disposition: 'GATEWAY_NOT_ATTACHED',
    });
    expect(
      pathThrough(direct, natVpc({ InternetGateways: [] }, { notFound: [IGW] })),
    ).toMatchObject({ disposition: 'GATEWAY_NOT_ATTACHED' });
  });

  it.each([
    [true, 'REACHED'],
    [false, 'NO_PUBLIC_ADDRESS'],
    [undefined, 'NOT_ENOUGH_INFORMATION'],
  ])(
    'lets a managed instance out where MapPublicIpOnLaunch is %s: %s',
    (MapPublicIpOnLaunch, is) => {
      const changes = natVpc({ Subnets: [aSubnet({ MapPublicIpOnLaunch })] });
      expect(pathThrough(direct, changes, INTERNET, 'managed-instance')).toMatchObject({
        disposition: is,
      });
    },
  );

  it('was not read: unknown for a managed instance', () => {
    const changes = natVpc({
      InternetGateways: undefined,
      Subnets: [aSubnet({ MapPublicIpOnLaunch: true })],
    });
    expect(pathThrough(direct, changes, INTERNET, 'managed-instance')).toMatchObject({
      disposition: 'NOT_ENOUGH_INFORMATION',
      unknown: { call: 'ec2:DescribeInternetGateways' },
    });
  });

  it('over IPv6: out for a managed instance, not documented for a function', () => {
    const six = ipv6DefaultRoute({ GatewayId: IGW });
    const to = cidr('2001:4860:4860::8888');
    expect(pathThrough(six, natVpc(), to, 'managed-instance').disposition).toBe('REACHED');
    expect(pathThrough(six, natVpc(), to)).toMatchObject({
      disposition: 'NOT_ENOUGH_INFORMATION',
      unknown: { kind: 'opaque' },
    });
  });

  it.each(['available', 'attached', undefined])(
    'is attached when its attachment says %s',
    (State) => {
      expect(isAttachedTo([{ VpcId: 'vpc-0a', State }], 'vpc-0a')).toBe(true);
    },
  );

  it('is not attached while it is being attached or detached', () => {
    expect(isAttachedTo([{ VpcId: 'vpc-0a', State: 'detaching' }], 'vpc-0a')).toBe(false);
    expect(isAttachedTo(undefined, 'vpc-0a')).toBe(false);
  });
});

describe('an egress-only internet gateway', () => {
  const out = ipv6DefaultRoute({ EgressOnlyInternetGatewayId: 'eigw-1' });
  const to = cidr('2001:4860:4860::8888');

  it.each([
    ['attached', [eigw()], 'REACHED'],
    ['attached elsewhere', [eigw('vpc-0b')], 'GATEWAY_NOT_ATTACHED'],
    ['being attached', [eigw('vpc-0a', 'attaching')], 'GATEWAY_NOT_ATTACHED'],
    ['not read', undefined, 'NOT_ENOUGH_INFORMATION'],
  ])('is %s', (_, EgressOnlyInternetGateways, disposition) => {
    expect(pathThrough(out, natVpc({ EgressOnlyInternetGateways }), to).disposition).toBe(
      disposition,
    );
  });

  it('says nothing about IPv4', () => {
    const changes = natVpc({ EgressOnlyInternetGateways: [eigw()] });
    expect(pathThrough(out, changes, INTERNET).disposition).toBe('NO_ROUTE');
  });
});

const instance = (SourceDestCheck: boolean) =>
  item('Instances', { InstanceId: 'i-1', SourceDestCheck });

describe('a NAT instance or appliance', () => {
  const via = defaultRoute({ NetworkInterfaceId: 'eni-1', InstanceId: 'i-1' });

  it.each([
    ['in use, check off', eni({ Status: 'in-use', SourceDestCheck: false }), 'LEAVES_VPC'],
    [
      'in use, check on',
      eni({ Status: 'in-use', SourceDestCheck: true }),
      'APPLIANCE_NOT_FORWARDING',
    ],
    ['detached', eni({ Status: 'available', SourceDestCheck: false }), 'APPLIANCE_NOT_FORWARDING'],
    ['without details', eni({}), 'LEAVES_VPC'],
  ])('%s', (_, one, disposition) => {
    const path = pathThrough(via, natVpc({ NetworkInterfaces: [one] }));
    expect(path).toMatchObject({ disposition, stop: { kind: 'network-interface', id: 'eni-1' } });
  });

  it('is known by its instance where the interface was not read', () => {
    const old = defaultRoute({ InstanceId: 'i-1' });
    expect(pathThrough(old, natVpc({ Instances: [instance(true)] })).disposition).toBe(
      'APPLIANCE_NOT_FORWARDING',
    );
    expect(pathThrough(old, natVpc({ Instances: [instance(false)] })).disposition).toBe(
      'LEAVES_VPC',
    );
  });

  it('does not exist any more, except in a VPC whose owner hides it', () => {
    const gone = natVpc({ NetworkInterfaces: [] }, { notFound: ['eni-1'] });
    expect(pathThrough(via, gone).disposition).toBe('APPLIANCE_NOT_FORWARDING');
    const shared = natVpc(
      { NetworkInterfaces: [], Vpcs: [aVpc({ OwnerId: '999988887777' })] },
      { notFound: ['eni-1'] },
    );
    expect(pathThrough(via, shared).disposition).toBe('LEAVES_VPC');
  });
});

const endpoint = (VpcEndpointType?: string) =>
  item('VpcEndpoints', {
    VpcEndpointId: 'vpce-1',
    VpcId: 'vpc-0a',
    ServiceName: 'com.amazonaws.us-east-1.s3',
    ...(VpcEndpointType && { VpcEndpointType }),
  });

describe('a route of a VPC endpoint', () => {
  const list = item('PrefixLists', {
    PrefixListId: 'pl-1',
    PrefixListName: 'com.amazonaws.us-east-1.s3',
    Cidrs: ['52.216.0.0/15'],
  });
  const route = { DestinationPrefixListId: 'pl-1', GatewayId: 'vpce-1', State: 'active' };
  const to = cidr('52.216.1.1');

  it.each([
    ['a gateway endpoint', 'Gateway', 'REACHED'],
    ['an old answer without a type', undefined, 'REACHED'],
    ['a Gateway Load Balancer endpoint', 'GatewayLoadBalancer', 'LEAVES_VPC'],
  ])('of %s through a prefix list', (_, type, disposition) => {
    const changes = natVpc({ PrefixLists: [list], VpcEndpoints: [endpoint(type)] });
    expect(pathThrough(route, changes, to).disposition).toBe(disposition);
  });

  it("of a user's own prefix list is no gateway endpoint's", () => {
    const own = item('PrefixLists', {
      PrefixListId: 'pl-1',
      OwnerId: '111122223333',
      Cidrs: ['52.216.0.0/15'],
    });
    const changes = natVpc({ PrefixLists: [own], VpcEndpoints: undefined });
    expect(pathThrough(route, changes, to).disposition).toBe('LEAVES_VPC');
  });

  it('is no way to the internet', () => {
    const changes = natVpc({ PrefixLists: [list], VpcEndpoints: [endpoint('Gateway')] });
    expect(pathThrough(route, changes, INTERNET).disposition).toBe('NO_ROUTE');
    const unread = natVpc({ PrefixLists: undefined, VpcEndpoints: [endpoint('Gateway')] });
    expect(pathThrough(route, unread, INTERNET).disposition).toBe('NO_ROUTE');
  });
});

describe('a destination of several addresses', () => {
  it('is as bad as its worst part', () => {
    const hole = { DestinationCidrBlock: '10.8.1.0/24', GatewayId: 'vgw-1', State: 'blackhole' };
    const table = privateTable(hole, defaultRoute({ TransitGatewayId: 'tgw-1' }));
    const built = snapshot({ collections: { ...natVpc().collections, RouteTables: [table] } });
    const origin = { subnetId: FUNCTION_SUBNET, sender: 'function' } as const;
    expect(forward(built, origin, cidr('10.8.0.0/16')).disposition).toBe('BLACKHOLE');
    expect(forward(built, origin, cidr('10.8.2.0/24')).disposition).toBe('LEAVES_VPC');
  });

  it('does not confuse an IPv4 address with the IPv6 address of the same number', () => {
    const table = privateTable(defaultRoute({ TransitGatewayId: 'tgw-1' }));
    const built = snapshot({ collections: { RouteTables: [table] } });
    const origin = { subnetId: OTHER_SUBNET, sender: 'function' } as const;
    expect(forward(built, origin, cidr('0.0.0.9')).disposition).toBe('LEAVES_VPC');
    expect(forward(built, origin, cidr('::9')).disposition).toBe('NO_ROUTE');
  });
});
