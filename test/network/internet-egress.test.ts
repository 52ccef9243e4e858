import { describe, expect, it } from 'vitest';
import { internetEgress } from '../../shared/network/internet-egress.ts';
import type { EgressQuestion } from '../../shared/network/internet-egress.ts';
import { otherServers } from '../../shared/network/vpc-dns.ts';
import { aVpc, item, snapshot } from '../builders/snapshot.ts';
import type { SnapshotChanges } from '../builders/snapshot.ts';
import {
  aNatGateway,
  cidr,
  defaultRoute,
  dnsOn,
  FUNCTION_SUBNET,
  IGW,
  INTERNET,
  NAT,
  natVpc,
  privateTable,
  PUBLIC_SUBNET,
  publicTable,
} from './two-subnet-vpc.ts';

type Collections = NonNullable<SnapshotChanges['collections']>;
const egress = (collections: Collections, question: Partial<EgressQuestion> = {}) =>
  internetEgress(snapshot(natVpc(collections)), {
    vpcId: 'vpc-0a',
    subnetId: FUNCTION_SUBNET,
    sender: 'function',
    probes: [INTERNET],
    trustedIndirectTargets: [],
    byName: true,
    ...question,
  });
const servers = (...values: readonly string[]) => [
  item('DhcpOptions', {
    DhcpOptionsId: 'dopt-1',
    DhcpConfigurations: [
      { Key: 'domain-name-servers', Values: values.map((Value) => ({ Value })) },
    ],
  }),
];
const noDns = (...values: readonly string[]): Collections => ({
  Vpcs: [aVpc({ DhcpOptionsId: 'dopt-1' })],
  VpcAttributes: [dnsOn('vpc-0a', false)],
  DhcpOptions: servers(...values),
});

describe('the way to the internet by name', () => {
  it.each([
    ['Amazon by name', ['AmazonProvidedDNS'], 'NAME_NOT_RESOLVED'],
    ['Amazon by its link-local address', ['169.254.169.253'], 'NAME_NOT_RESOLVED'],
    ["Amazon by the VPC's second address", ['10.0.0.2'], 'NAME_NOT_RESOLVED'],
    ['another server', ['10.0.0.53'], 'NOT_ENOUGH_INFORMATION'],
    ['nobody', [], 'NAME_NOT_RESOLVED'],
  ])('without DNS support where DHCP options name %s', (_, values, disposition) => {
    expect(egress(noDns(...values))).toMatchObject({ disposition, stop: { kind: 'dns' } });
    expect(egress(noDns(...values), { byName: false }).disposition).toBe('REACHED');
  });

  it('keeps what is known of the path where names are resolved elsewhere', () => {
    const path = egress(noDns('10.0.0.53'));
    expect(path).toMatchObject({ natSubnetId: PUBLIC_SUBNET, natGatewayId: NAT });
    expect(path.hops).toHaveLength(7);
    expect(path.reason).toContain('10.0.0.53');
  });

  it('is unknown where the DNS attributes were not read, but broken where the route is', () => {
    expect(egress({ VpcAttributes: undefined })).toMatchObject({
      disposition: 'NOT_ENOUGH_INFORMATION',
      unknown: { call: 'ec2:DescribeVpcAttribute' },
    });
    expect(
      egress({ VpcAttributes: undefined, NatGateways: [], RouteTables: [privateTable()] })
        .disposition,
    ).toBe('NO_ROUTE');
  });

  it('is broken without names though it leaves through a transit gateway', () => {
    const RouteTables = [privateTable(defaultRoute({ TransitGatewayId: 'tgw-1' })), publicTable()];
    expect(egress({ ...noDns(), RouteTables }).disposition).toBe('NAME_NOT_RESOLVED');
  });
});

describe('probes and proxies', () => {
  const halves = [
    { ...defaultRoute({ NatGatewayId: NAT }), DestinationCidrBlock: '0.0.0.0/1' },
    { ...defaultRoute({ NatGatewayId: NAT }), DestinationCidrBlock: '128.0.0.0/1' },
  ];
  const two = { probes: [cidr('1.1.1.1'), cidr('198.41.0.4')] };
  const out = publicTable(defaultRoute({ GatewayId: 'igw-1' }));

  it('sees a default route that is split in two halves, and the missing half', () => {
    expect(egress({ RouteTables: [privateTable(...halves), out] }, two).disposition).toBe(
      'REACHED',
    );
    const half = { RouteTables: [privateTable(...halves.slice(0, 1)), out] };
    expect(egress(half, two).disposition).toBe('NO_ROUTE');
  });

  it('takes a missing route for the way through the proxy, and nothing else', () => {
    const proxy = 'proxy.example.internal';
    expect(egress({ RouteTables: [privateTable()] }, { proxy })).toMatchObject({
      disposition: 'LEAVES_VPC',
      stop: { kind: 'proxy', id: proxy },
    });
    const hole = defaultRoute({ NatGatewayId: NAT, State: 'blackhole' });
    expect(egress({ RouteTables: [privateTable(hole)] }, { proxy }).disposition).toBe('BLACKHOLE');
  });
});

it('a VPC with the default DHCP options names no other server', () => {
  const built = snapshot({ collections: { Vpcs: [aVpc({ DhcpOptionsId: 'default' })] } });
  expect(otherServers(built, 'vpc-0a')).toEqual({ known: true, value: [] });
});

/** Tables that send the two halves of the address space to different targets. */
function split(lower: Record<string, string>, upper: Record<string, string>) {
  return [
    privateTable(
      { DestinationCidrBlock: '0.0.0.0/1', State: 'active', ...lower },
      { DestinationCidrBlock: '128.0.0.0/1', State: 'active', ...upper },
    ),
    publicTable(defaultRoute({ GatewayId: IGW })),
  ];
}

describe('an internet that is split between routes', () => {
  const HALVES = [cidr('1.1.1.1'), cidr('198.41.0.4')];
  it('is indirect where only one of two transit gateways is trusted', () => {
    const RouteTables = split({ TransitGatewayId: 'tgw-1' }, { TransitGatewayId: 'tgw-2' });
    const question = { probes: HALVES, trustedIndirectTargets: ['tgw-1'] };
    expect(egress({ RouteTables }, question)).toMatchObject({
      disposition: 'LEAVES_VPC',
      stop: { id: 'tgw-2' },
    });
    const both = { probes: HALVES, trustedIndirectTargets: ['tgw-1', 'tgw-2'] };
    expect(egress({ RouteTables }, both).disposition).toBe('REACHED');
  });

  it('is broken by a black hole for one half though a proxy stands in for the other', () => {
    const [table] = split({ NatGatewayId: 'nat-gone', State: 'blackhole' }, {});
    const RouteTables = table === undefined ? [] : [{ ...table, Routes: table.Routes.slice(0, 2) }];
    const question = { probes: HALVES.toReversed(), proxy: 'proxy.example.internal' };
    expect(egress({ RouteTables }, question).disposition).toBe('BLACKHOLE');
  });

  it('is unknown where the exclusions cover the NAT gateway of one half only', () => {
    const second = 'subnet-0pub2';
    const [table, out] = split({ NatGatewayId: NAT }, { NatGatewayId: 'nat-2' });
    const associated = { SubnetId: second, AssociationState: { State: 'associated' } };
    const collections: Collections = {
      RouteTables: [table, out].flatMap((one) =>
        one === undefined
          ? []
          : { ...one, Associations: [...one.Associations, ...(one === out ? [associated] : [])] },
      ),
      NatGateways: [aNatGateway(), aNatGateway({ NatGatewayId: 'nat-2', SubnetId: second })],
      VpcBlockPublicAccessOptions: [
        item('VpcBlockPublicAccessOptions', { InternetGatewayBlockMode: 'block-bidirectional' }),
      ],
      VpcBlockPublicAccessExclusions: [FUNCTION_SUBNET, PUBLIC_SUBNET].map((id) =>
        item('VpcBlockPublicAccessExclusions', {
          ExclusionId: `vpcbpa-exclude-${id}`,
          ResourceArn: `arn:aws:ec2:us-east-1:111122223333:subnet/${id}`,
          InternetGatewayExclusionMode: 'allow-egress',
          State: 'create-complete',
        }),
      ),
    };
    expect(egress(collections, { probes: [cidr('1.1.1.1')] }).disposition).toBe('REACHED');
    const path = egress(collections, { probes: HALVES });
    expect(path).toMatchObject({ disposition: 'NOT_ENOUGH_INFORMATION' });
    expect(path.reason).toContain(second);
  });
});
