import { describe, expect, it } from 'vitest';
import { internetEgress } from '../../shared/network/internet-egress.ts';
import { blockPublicAccess, isPublicAccessOpen } from '../../shared/network/block-public-access.ts';
import { aSubnet, aVpc, content, item, snapshot } from '../builders/snapshot.ts';
import {
  aNatGateway,
  cidr,
  defaultRoute,
  FUNCTION_SUBNET,
  IGW,
  INTERNET,
  ipv6DefaultRoute,
  natVpc,
  OTHER_SUBNET,
  privateTable,
  PUBLIC_SUBNET,
  publicTable,
} from './two-subnet-vpc.ts';
import type { ForwardingPath, Sender } from '../../shared/network/forwarding-path.ts';
import { forward } from '../../shared/network/forwarding.ts';
import type { Cidr } from '../../shared/model/cidr.ts';
import type { SnapshotChanges } from '../builders/snapshot.ts';
import { Snapshot } from '../../shared/model/snapshot.ts';
import type { SnapshotContent } from '../../shared/model/snapshot.ts';

const mode = (InternetGatewayBlockMode: string) => [
  item('VpcBlockPublicAccessOptions', { InternetGatewayBlockMode }),
];
const exclude = (
  id: string,
  InternetGatewayExclusionMode = 'allow-egress',
  State = 'create-complete',
) =>
  item('VpcBlockPublicAccessExclusions', {
    ExclusionId: `vpcbpa-exclude-${id}`,
    ResourceArn: `arn:aws:ec2:us-east-1:111122223333:${id.startsWith('vpc') ? 'vpc' : 'subnet'}/${id}`,
    InternetGatewayExclusionMode,
    State,
  });
type Collections = NonNullable<SnapshotChanges['collections']>;
const ask = (
  collections: Collections,
  sender: Sender = 'function',
  to: Cidr = INTERNET,
  others: readonly SnapshotContent[] = [],
) => {
  const [built = snapshot()] = Snapshot.linked([content(natVpc(collections)), ...others]);
  const path: ForwardingPath = forward(built, { subnetId: FUNCTION_SUBNET, sender }, to);
  expect(path.disposition).toBe('REACHED');
  const access = blockPublicAccess(built, { vpcId: 'vpc-0a', subnetId: FUNCTION_SUBNET, path });
  if (!access.known) return access.reason.kind;
  return access.value.blocked ? 'blocked' : 'open';
};

const byNat: Collections = {};
const byEgressOnly: Collections = {
  RouteTables: [privateTable(ipv6DefaultRoute({ EgressOnlyInternetGatewayId: 'eigw-1' }))],
  EgressOnlyInternetGateways: [
    item('EgressOnlyInternetGateways', {
      EgressOnlyInternetGatewayId: 'eigw-1',
      Attachments: [{ VpcId: 'vpc-0a', State: 'attached' }],
    }),
  ],
};
const direct: Collections = {
  Subnets: [aSubnet({ MapPublicIpOnLaunch: true })],
  RouteTables: [privateTable(defaultRoute({ GatewayId: IGW }))],
};
const regional: Collections = {
  NatGateways: [aNatGateway({ AvailabilityMode: 'regional', SubnetId: undefined })],
};
const IPV6 = cidr('2606:4700::1');

const shown = (InternetGatewayBlockMode: string, SubnetId: string, OwnerId = '111122223333') =>
  aSubnet({ SubnetId, OwnerId, BlockPublicAccessStates: { InternetGatewayBlockMode } });

describe('VPC Block Public Access', () => {
  it.each([
    ['NAT', 'off', [], 'open'],
    ['NAT', 'block-ingress', [], 'open'],
    ['NAT', 'block-bidirectional', [], 'blocked'],
    ['NAT', 'block-bidirectional', [exclude('vpc-0a')], 'open'],
    [
      'NAT',
      'block-bidirectional',
      [exclude('vpc-0a', 'allow-bidirectional', 'update-complete')],
      'open',
    ],
    [
      'NAT',
      'block-bidirectional',
      [exclude('vpc-0a', 'allow-egress', 'create-in-progress')],
      'blocked',
    ],
    [
      'NAT',
      'block-bidirectional',
      [exclude('vpc-0a', 'allow-egress', 'delete-complete')],
      'blocked',
    ],
    ['NAT', 'block-bidirectional', [exclude('vpc-0b')], 'blocked'],
    ['NAT', 'block-bidirectional', [exclude(FUNCTION_SUBNET), exclude(PUBLIC_SUBNET)], 'open'],
    ['NAT', 'block-bidirectional', [exclude(FUNCTION_SUBNET)], 'opaque'],
    ['NAT', 'block-bidirectional', [exclude(PUBLIC_SUBNET)], 'opaque'],
    ['NAT', 'block-bidirectional', [exclude(OTHER_SUBNET)], 'blocked'],
    ['NAT', 'block-everything', [], 'opaque'],
  ])('by %s in the mode %s with %o: %s', (_, blockMode, exclusions, expected) => {
    const options = mode(blockMode);
    expect(
      ask({
        ...byNat,
        VpcBlockPublicAccessOptions: options,
        VpcBlockPublicAccessExclusions: [...exclusions],
      }),
    ).toBe(expected);
  });

  it.each([
    ['egress-only', byEgressOnly, 'block-ingress', [], 'open'],
    ['egress-only', byEgressOnly, 'block-bidirectional', [], 'blocked'],
    ['egress-only', byEgressOnly, 'block-bidirectional', [exclude(FUNCTION_SUBNET)], 'open'],
    ['direct', direct, 'block-ingress', [], 'blocked'],
    ['direct', direct, 'block-ingress', [exclude(FUNCTION_SUBNET, 'allow-egress')], 'blocked'],
    ['direct', direct, 'block-ingress', [exclude(FUNCTION_SUBNET, 'allow-bidirectional')], 'open'],
    ['direct', direct, 'block-bidirectional', [exclude(FUNCTION_SUBNET)], 'open'],
    ['regional NAT', regional, 'block-bidirectional', [exclude('vpc-0a')], 'open'],
    ['regional NAT', regional, 'block-bidirectional', [exclude(FUNCTION_SUBNET)], 'opaque'],
    ['regional NAT', regional, 'block-bidirectional', [], 'blocked'],
  ] as const)(
    '%s %o in the mode %s with %o: %s',
    (kind, collections, blockMode, exclusions, expected) => {
      const access = ask(
        {
          ...collections,
          VpcBlockPublicAccessOptions: mode(blockMode),
          VpcBlockPublicAccessExclusions: [...exclusions],
        },
        kind === 'direct' ? 'managed-instance' : 'function',
        kind === 'egress-only' ? IPV6 : INTERNET,
      );
      expect(access).toBe(expected);
    },
  );

  const unread = { VpcBlockPublicAccessOptions: undefined };

  it('is told by the subnets where the options were not read', () => {
    const by = (own: string, nat: string) =>
      ask({ ...unread, Subnets: [shown(own, FUNCTION_SUBNET), shown(nat, PUBLIC_SUBNET)] });
    expect(by('off', 'off')).toBe('open');
    expect(by('off', 'block-bidirectional')).toBe('blocked');
    expect(by('block-bidirectional', 'off')).toBe('blocked');
    expect(ask(unread)).toBe('not-read');
    expect(
      ask({
        VpcBlockPublicAccessOptions: mode('block-bidirectional'),
        VpcBlockPublicAccessExclusions: undefined,
      }),
    ).toBe('not-read');
  });

  it("is the owner's in a shared VPC, whose exclusions are hidden", () => {
    const owner = '999988887777';
    const by = (blockMode: string) =>
      ask({
        Vpcs: [aVpc({ OwnerId: owner })],
        Subnets: [shown(blockMode, FUNCTION_SUBNET, owner), shown(blockMode, PUBLIC_SUBNET, owner)],
        VpcBlockPublicAccessOptions: mode('block-bidirectional'),
      });
    expect(by('off')).toBe('open');
    expect(by('block-ingress')).toBe('open');
    expect(by('block-bidirectional')).toBe('opaque');
  });

  it("is read from the owner's account, for the same region", () => {
    const owner = '999988887777';
    const ofOwner = (region: string, blockMode: string, accountId = owner) =>
      content({
        header: { accountId, region },
        collections: { VpcBlockPublicAccessOptions: mode(blockMode) },
      });
    const by = (...others: readonly SnapshotContent[]) =>
      ask(
        {
          Subnets: [
            aSubnet({ OwnerId: owner }),
            aSubnet({ SubnetId: PUBLIC_SUBNET, OwnerId: owner }),
          ],
        },
        'function',
        INTERNET,
        others,
      );
    const here = ofOwner('us-east-1', 'block-bidirectional');
    expect(by(here)).toBe('blocked');
    expect(by(ofOwner('eu-west-1', 'off'), here)).toBe('blocked');
    expect(by(ofOwner('us-east-1', 'off', '444455556666'), here)).toBe('blocked');
    expect(by(ofOwner('eu-west-1', 'off'))).not.toBe('open');
  });
});

describe('VPC Block Public Access', () => {
  it.each([
    ['off', mode('off'), true],
    ['off where there are no options', [], true],
    ['blocking', mode('block-bidirectional'), false],
    ['blocking one way', mode('block-ingress'), false],
    ['unread', undefined, false],
  ] as const)('which is %s is open wherever packets go', (_, options, expected) => {
    const built = snapshot(natVpc({ VpcBlockPublicAccessOptions: options && [...options] }));
    expect(isPublicAccessOpen(built, FUNCTION_SUBNET)).toBe(expected);
  });
});

const egress = (collections: Collections, trustedIndirectTargets: readonly string[] = []) =>
  internetEgress(snapshot(natVpc(collections)), {
    vpcId: 'vpc-0a',
    subnetId: FUNCTION_SUBNET,
    sender: 'function',
    probes: [INTERNET],
    trustedIndirectTargets,
    byName: true,
  });
const blocking = { VpcBlockPublicAccessOptions: mode('block-bidirectional') };

const through = (target: Readonly<Record<string, unknown>>) => ({
  ...blocking,
  RouteTables: [privateTable(defaultRoute(target)), publicTable()],
});

describe('the way to the internet under Block Public Access', () => {
  it('is blocked, unknown where the text does not settle it, and judged without it where unread', () => {
    expect(egress(blocking)).toMatchObject({
      disposition: 'BLOCKED_PUBLIC_ACCESS',
      stop: { kind: 'vpc', id: 'vpc-0a' },
    });
    expect(egress(blocking).hops.at(-1)?.kind).toBe('internet-gateway');
    const half = { ...blocking, VpcBlockPublicAccessExclusions: [exclude(FUNCTION_SUBNET)] };
    expect(egress(half).disposition).toBe('NOT_ENOUGH_INFORMATION');
    expect(egress({ VpcBlockPublicAccessOptions: undefined }).disposition).toBe('REACHED');
  });

  it('does not meet it through a transit gateway, but behind a firewall endpoint', () => {
    expect(egress(through({ TransitGatewayId: 'tgw-1' }), ['tgw-1'])).toMatchObject({
      disposition: 'REACHED',
      exit: 'trusted',
    });
    expect(egress(through({ GatewayId: 'vpce-1' }), ['vpce-1']).disposition).toBe(
      'BLOCKED_PUBLIC_ACCESS',
    );
    expect(egress(through({ TransitGatewayId: 'tgw-1' })).disposition).toBe('LEAVES_VPC');
  });
});
