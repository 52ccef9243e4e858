import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { known, unknown } from '../../shared/model/fact.ts';
import type { Fact } from '../../shared/model/fact.ts';
import type { SnapshotContent } from '../../shared/model/snapshot.ts';
import { Snapshot } from '../../shared/model/snapshot.ts';
import { AddressSet, addressSetsOf } from '../../shared/network/address-set.ts';
import { securityGroupCoverage } from '../../shared/network/security-group-coverage.ts';
import type {
  SecurityGroupCoverage,
  SecurityGroupPeer,
  SecurityGroupQuestion,
} from '../../shared/network/security-group-coverage.ts';
import { aSecurityGroup, content, GROUP, item, snapshot } from '../builders/snapshot.ts';
import type { SnapshotChanges } from '../builders/snapshot.ts';

type Fields = Readonly<Record<string, unknown>>;

const PEER_GROUP = 'sg-peer';
const DENIED = { kind: 'denied', call: 'ec2:DescribeSecurityGroups' } as const;
const NO_INTERFACES = { kind: 'denied', call: 'ec2:DescribeNetworkInterfaces' } as const;
const ENTRIES = 'ec2:GetManagedPrefixListEntries';

function tcp(port: number, target: Fields): Fields {
  return permission('tcp', port, target);
}

function permission(IpProtocol: string, port: number, target: Fields): Fields {
  return { IpProtocol, FromPort: port, ToPort: port, ...target };
}

function cidrs(...texts: string[]): Fields {
  const [six, four] = [texts.filter(isIpv6), texts.filter((text) => !isIpv6(text))];
  return {
    IpRanges: four.map((CidrIp) => ({ CidrIp })),
    Ipv6Ranges: six.map((CidrIpv6) => ({ CidrIpv6 })),
  };
}

function isIpv6(text: string): boolean {
  return text.includes(':');
}

function group(GroupId: string, fields: Fields = {}): Fields {
  return { UserIdGroupPairs: [{ GroupId, UserId: '111122223333', ...fields }] };
}

function list(...ids: string[]): Fields {
  return { PrefixListIds: ids.map((PrefixListId) => ({ PrefixListId })) };
}

function peer(...texts: string[]): SecurityGroupPeer {
  return {
    addresses: addressSetsOf(texts) ?? [],
    securityGroupIds: known([PEER_GROUP]),
    relation: 'same-vpc',
  };
}

const DATABASE = peer('10.0.8.0/24', '10.0.9.0/24');

interface Case {
  readonly rules?: readonly Fields[];
  readonly peer?: Partial<SecurityGroupPeer>;
  readonly asked?: Partial<Omit<SecurityGroupQuestion, 'peer'>>;
  readonly given?: SnapshotChanges;
}

/** Asks TCP 5432 to the database, with the rules in the direction that is asked. */
function ask({ rules = [], peer: changes, asked = {}, given = {} }: Case) {
  const { direction = 'egress' } = asked;
  const permissions = direction === 'egress' ? 'IpPermissionsEgress' : 'IpPermissions';
  const changed = snapshot({
    ...given,
    collections: {
      SecurityGroups: [aSecurityGroup({ [permissions]: rules })],
      ...given.collections,
    },
  });
  return securityGroupCoverage(changed, {
    groupIds: [GROUP],
    direction,
    protocol: 'tcp',
    port: 5432,
    ...asked,
    peer: { ...DATABASE, ...changes },
  });
}

/** In short: `covered by …`, `missing …` or `unknown: …`. */
function told(answer: Fact<SecurityGroupCoverage>): string {
  if (!answer.known) {
    const { reason } = answer;
    return `unknown: ${reason.kind === 'opaque' ? reason.detail : reason.call}`;
  }
  const { value } = answer;
  return value.covered
    ? `covered by ${value.by.map((rule) => rule.text.replace('egress tcp 5432 to ', '')).join(' + ')}`
    : `missing ${value.missing.map((set) => set.describe()).join(' | ')}`;
}

const BOTH = '10.0.8.0/23';
const ALL_MISSING = `missing ${BOTH}`;

describe('the union of security group rules', () => {
  it.each<[string, Case, string]>([
    ['nothing without rules', {}, ALL_MISSING],
    [
      'a rule for a block around it covers',
      { rules: [tcp(5432, cidrs('10.0.0.0/16'))] },
      'covered by 10.0.0.0/16',
    ],
    [
      'several rules cover together; one that adds nothing is not told',
      {
        rules: [
          tcp(5432, cidrs('10.0.7.0/24', '10.0.8.0/25', '10.0.8.128/25')),
          tcp(5432, cidrs('10.0.9.0/24')),
        ],
      },
      'covered by 10.0.8.0/25 + 10.0.8.128/25 + 10.0.9.0/24',
    ],
    [
      'the rules of two groups cover together',
      {
        asked: { groupIds: ['sg-1', 'sg-2'] },
        given: {
          collections: {
            SecurityGroups: ['10.0.8.0/24', '10.0.9.0/24'].map((block, at) =>
              aSecurityGroup({
                GroupId: `sg-${at + 1}`,
                IpPermissionsEgress: [tcp(5432, cidrs(block))],
              }),
            ),
          },
        },
      },
      'covered by 10.0.8.0/24 + 10.0.9.0/24',
    ],
    [
      'a rule for the subnet of one zone only leaves the other out',
      { rules: [tcp(5432, cidrs('10.0.8.0/24'))] },
      'missing 10.0.9.0/24',
    ],
    [
      'a single rule that covers all is told alone',
      { rules: [tcp(5432, cidrs('10.0.8.0/24')), tcp(5432, cidrs('0.0.0.0/0'))] },
      'covered by 0.0.0.0/0',
    ],
    ['another port does not count', { rules: [tcp(3306, cidrs('0.0.0.0/0'))] }, ALL_MISSING],
    [
      'another protocol does not count',
      { rules: [permission('udp', 5432, cidrs('0.0.0.0/0'))] },
      ALL_MISSING,
    ],
    [
      'a range of ports counts up to its ends',
      { rules: [{ IpProtocol: '6', FromPort: 5000, ToPort: 5432, ...cidrs(BOTH) }] },
      `covered by egress tcp 5000-5432 to ${BOTH}`,
    ],
    [
      'all protocols count, without ports',
      { rules: [{ IpProtocol: '-1', ...cidrs(BOTH) }] },
      `covered by egress all to ${BOTH}`,
    ],
    [
      'ICMP does not, whatever its type',
      { rules: [{ IpProtocol: 'icmp', FromPort: -1, ToPort: -1, ...cidrs('0.0.0.0/0') }] },
      ALL_MISSING,
    ],
    [
      'IPv4 rules do not let out IPv6',
      {
        rules: [tcp(5432, cidrs('0.0.0.0/0'))],
        peer: { addresses: addressSetsOf(['10.0.8.0/24', '2001:db8::/64']) ?? [] },
      },
      'missing 2001:db8::/64',
    ],
    [
      'both families need rules',
      {
        rules: [tcp(5432, cidrs('0.0.0.0/0', '::/0'))],
        peer: { addresses: addressSetsOf(['10.0.8.0/24', '2001:db8::/64']) ?? [] },
      },
      'covered by 0.0.0.0/0 + ::/0',
    ],
    [
      'the other direction does not count',
      { rules: [tcp(5432, cidrs('0.0.0.0/0'))], asked: { direction: 'ingress', port: 3306 } },
      ALL_MISSING,
    ],
    [
      'a group that does not exist covers nothing',
      { asked: { groupIds: ['sg-gone'] }, given: { notFound: ['sg-gone'] } },
      ALL_MISSING,
    ],
    [
      'an interface without known groups cannot be judged',
      { asked: { groupIds: [] } },
      'unknown: no security group of the interface is known',
    ],
  ])('%s', (_, given, expected) => {
    expect(told(ask(given))).toBe(expected);
  });
});

describe('a reference to a group of the peer', () => {
  const reference = [tcp(5432, group(PEER_GROUP))];
  const byReference = `covered by ${PEER_GROUP}`;
  const inbound = { direction: 'ingress' } as const;
  const inboundCovered = `covered by ingress tcp 5432 from ${PEER_GROUP}`;

  it.each<[string, Case, string]>([
    ['covers in the same VPC', { rules: reference }, byReference],
    [
      'covers whatever the addresses are',
      { rules: reference, peer: { addresses: [] } },
      byReference,
    ],
    [
      'does not cover when it names another group',
      { rules: [tcp(5432, group('sg-x'))] },
      ALL_MISSING,
    ],
    [
      'covers over peering in the same Region, across accounts by id',
      {
        rules: [tcp(5432, group(PEER_GROUP, { UserId: '999988887777', PeeringStatus: 'active' }))],
        peer: { relation: 'peered-same-region' },
      },
      byReference,
    ],
    [
      'is stale once the peering connection is deleted',
      {
        rules: [tcp(5432, group(PEER_GROUP, { PeeringStatus: 'deleted' }))],
        peer: { relation: 'peered-same-region' },
      },
      ALL_MISSING,
    ],
    [
      'does not work over peering to another Region',
      { rules: reference, peer: { relation: 'peered-other-region' } },
      ALL_MISSING,
    ],
    [
      'does not match what has left the network',
      { rules: reference, peer: { relation: 'outside' } },
      ALL_MISSING,
    ],
    [
      'does not match with an appliance in the path',
      { rules: reference, peer: { middlebox: true } },
      ALL_MISSING,
    ],
    [
      'lets nothing out across a transit gateway',
      {
        rules: reference,
        peer: { relation: 'transit-gateway', transitGatewayReferences: known(true) },
      },
      ALL_MISSING,
    ],
    [
      'lets in across a transit gateway with referencing on',
      {
        rules: reference,
        asked: inbound,
        peer: { relation: 'transit-gateway', transitGatewayReferences: known(true) },
      },
      inboundCovered,
    ],
    [
      'lets nothing in across a transit gateway with referencing off',
      {
        rules: reference,
        asked: inbound,
        peer: { relation: 'transit-gateway', transitGatewayReferences: known(false) },
      },
      ALL_MISSING,
    ],
    [
      'cannot be judged across a transit gateway of which that is not known',
      { rules: reference, asked: inbound, peer: { relation: 'transit-gateway' } },
      "unknown: the transit gateway's SecurityGroupReferencingSupport was not read",
    ],
    [
      'cannot be judged where the groups of the peer were not read',
      { rules: reference, peer: { securityGroupIds: unknown(NO_INTERFACES) } },
      'unknown: ec2:DescribeNetworkInterfaces',
    ],
    [
      'is certain to be of no use across Regions, even then',
      {
        rules: reference,
        peer: { securityGroupIds: unknown(NO_INTERFACES), relation: 'peered-other-region' },
      },
      ALL_MISSING,
    ],
    [
      'is not needed where an address rule covers',
      {
        rules: [...reference, tcp(5432, cidrs(BOTH))],
        peer: { securityGroupIds: unknown(NO_INTERFACES) },
      },
      `covered by ${BOTH}`,
    ],
  ])('%s', (_, given, expected) => {
    expect(told(ask(given))).toBe(expected);
  });
});

function lists(fields: Fields): SnapshotChanges {
  return {
    collections: { PrefixLists: [item('PrefixLists', { PrefixListId: 'pl-1', ...fields })] },
  };
}

describe('a prefix list', () => {
  const rules = [tcp(5432, list('pl-1'))];
  const s3: Partial<SecurityGroupPeer> = {
    addresses: addressSetsOf(['52.216.0.0/15']) ?? [],
    securityGroupIds: known([]),
    relation: 'outside',
    prefixListId: 'pl-1',
  };
  const unreadS3 = {
    ...s3,
    addresses: [AddressSet.all(4)],
    addressesUnread: { kind: 'not-read', call: ENTRIES },
  } as const;

  it.each<[string, Case, string]>([
    [
      'covers with the blocks of a gateway service',
      { rules, given: lists({ Cidrs: ['10.0.8.0/24', '10.0.9.0/24'] }) },
      'covered by pl-1',
    ],
    [
      'covers with the entries of a managed list',
      { rules, given: lists({ Entries: [{ Cidr: BOTH }] }) },
      'covered by pl-1',
    ],
    [
      'covers together with other rules',
      {
        rules: [...rules, tcp(5432, cidrs('10.0.9.0/24'))],
        given: lists({ Cidrs: ['10.0.8.0/24'] }),
      },
      'covered by pl-1 + 10.0.9.0/24',
    ],
    [
      'leaves out what it does not hold',
      { rules, given: lists({ Cidrs: ['10.0.8.0/24'] }) },
      'missing 10.0.9.0/24',
    ],
    [
      'of which the entries were not read: unknown',
      { rules, given: lists({}) },
      `unknown: ${ENTRIES}`,
    ],
    [
      'of which the entries were not read is not needed where another rule covers',
      { rules: [...rules, tcp(5432, cidrs(BOTH))], given: lists({}) },
      `covered by ${BOTH}`,
    ],
    ['covers its own service by its id, entries unread', { rules, peer: s3 }, 'covered by pl-1'],
    [
      'of the service is not covered by the CIDR of the VPC',
      { rules: [tcp(5432, cidrs('10.0.0.0/16'))], peer: s3 },
      'missing 52.216.0.0/15',
    ],
    [
      'of the service, entries unread, is covered by a rule for everything',
      { rules: [tcp(5432, cidrs('0.0.0.0/0'))], peer: unreadS3 },
      'covered by 0.0.0.0/0',
    ],
    [
      'of the service, entries unread, may be covered by a rule for some addresses',
      { rules: [tcp(5432, cidrs('52.0.0.0/8'))], peer: unreadS3 },
      `unknown: ${ENTRIES}`,
    ],
    [
      'of the service, entries unread, is certainly not covered by no rule',
      { rules: [], peer: unreadS3 },
      'missing 0.0.0.0/0',
    ],
  ])('%s', (_, given, expected) => {
    expect(told(ask(given))).toBe(expected);
  });
});

describe('a group that was not read', () => {
  const given: SnapshotChanges = {
    gaps: [{ collection: 'SecurityGroups', of: 'sg-denied', reason: DENIED }],
  };
  const asked = { groupIds: ['sg-denied', GROUP] };

  it.each<[string, Case, string]>([
    ['leaves it unknown', { given, asked }, 'unknown: ec2:DescribeSecurityGroups'],
    [
      'is not needed where another group covers',
      { given, asked, rules: [tcp(5432, cidrs(BOTH))] },
      `covered by ${BOTH}`,
    ],
    [
      'leaves it unknown where another group covers only a part',
      { given, asked, rules: [tcp(5432, cidrs('10.0.8.0/24'))] },
      'unknown: ec2:DescribeSecurityGroups',
    ],
  ])('%s', (_, one, expected) => {
    expect(told(ask(one))).toBe(expected);
  });

  it('is looked for in the snapshots of other accounts that were read together', () => {
    const far = content({
      header: { accountId: '999988887777' },
      collections: {
        SecurityGroups: [
          aSecurityGroup({ GroupId: 'sg-far', IpPermissionsEgress: [tcp(5432, cidrs(BOTH))] }),
        ],
      },
    });
    const [own] = Snapshot.linked([content(), far] satisfies SnapshotContent[]);
    const question = {
      groupIds: ['sg-far'],
      direction: 'egress',
      protocol: 'tcp',
      port: 5432,
    } as const;
    expect(own && told(securityGroupCoverage(own, { ...question, peer: DATABASE }))).toBe(
      `covered by ${BOTH}`,
    );
  });
});

it('a peer without known addresses is never covered for want of something to check', () => {
  const rules = [tcp(5432, cidrs('10.0.0.0/8'))];
  expect(told(ask({ rules, peer: { addresses: [] } }))).toBe(
    'unknown: no address of the destination is known',
  );
  expect(told(ask({ rules, peer: { addresses: [AddressSet.empty(4)] } }))).toMatch('unknown');
});

describe('properties', () => {
  const target = fc.oneof(
    fc
      .tuple(fc.nat(31), fc.integer({ min: 26, max: 32 }))
      .map(([host, length]) => cidrs(`10.0.0.${host}/${length}`)),
    fc.constantFrom(group(PEER_GROUP), group('sg-x'), list('pl-1'), list('pl-unread')),
    fc.constant(cidrs('::/0')),
  );
  const rule = fc
    .tuple(fc.constantFrom('tcp', 'udp', '-1'), fc.constantFrom(443, 5432), target)
    .map(([protocol, port, at]) => permission(protocol, port, at));
  const rules = fc.array(rule, { maxLength: 6 });
  const hosts = fc.uniqueArray(fc.nat(31), { minLength: 1, maxLength: 5 });
  const relation = fc.constantFrom<SecurityGroupPeer['relation']>(
    'same-vpc',
    'peered-other-region',
    'transit-gateway',
  );
  const given = lists({ Cidrs: ['10.0.0.0/28'] });

  it('adding an allowing rule never takes coverage away', () => {
    fc.assert(
      fc.property(rules, rule, fc.nat(6), hosts, relation, (before, more, at, some, how) => {
        const asked: Partial<SecurityGroupPeer> = {
          addresses: addressSetsOf(some.map((host) => `10.0.0.${host}`)) ?? [],
          relation: how,
        };
        const after = before.toSpliced(at, 0, more);
        const first = ask({ rules: before, peer: asked, given });
        fc.pre(first.known && first.value.covered);
        const second = ask({ rules: after, peer: asked, given });
        expect(second).toMatchObject({ known: true, value: { covered: true } });
      }),
    );
  });

  it('agrees with asking address by address', () => {
    const blockRule = fc
      .tuple(fc.constantFrom(443, 5432), fc.nat(31), fc.integer({ min: 26, max: 32 }))
      .map(([port, host, length]) => ({ port, host, length }));
    fc.assert(
      fc.property(fc.array(blockRule, { maxLength: 6 }), hosts, (blocks, some) => {
        const answer = ask({
          rules: blocks.map(({ port, host, length }) =>
            tcp(port, cidrs(`10.0.0.${host}/${length}`)),
          ),
          peer: { addresses: addressSetsOf(some.map((host) => `10.0.0.${host}`)) ?? [] },
        });
        const uncovered = some.filter(
          (host) =>
            !blocks.some(
              (one) =>
                one.port === 5432 && host >> (32 - one.length) === one.host >> (32 - one.length),
            ),
        );
        const [missing] = addressSetsOf(uncovered.map((host) => `10.0.0.${host}`)) ?? [];
        const actual = told(answer).replace(/^covered by .*/, 'covered');
        expect(actual).toBe(missing === undefined ? 'covered' : `missing ${missing.describe()}`);
      }),
    );
  });
});
