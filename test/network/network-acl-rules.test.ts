import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { Fact } from '../../shared/model/fact.ts';
import type { NetworkAcl } from '../../shared/model/ec2.ts';
import { Snapshot } from '../../shared/model/snapshot.ts';
import { addressSetsOf } from '../../shared/network/address-set.ts';
import type { AddressSet } from '../../shared/network/address-set.ts';
import {
  askNetworkAcl,
  deniedBy,
  effectiveNetworkAcl,
} from '../../shared/network/network-acl-rules.ts';
import type { NetworkAclQuestion } from '../../shared/network/network-acl-rules.ts';
import { PortSet } from '../../shared/network/port-set.ts';
import { aNetworkAcl, aSubnet, content, snapshot, SUBNETS } from '../builders/snapshot.ts';

type Fields = Readonly<Record<string, unknown>>;

const DENIED = { kind: 'denied', call: 'ec2:DescribeNetworkAcls' } as const;
const EPHEMERAL = PortSet.range(1024, 65_535);
const FINAL = { RuleNumber: 32_767, RuleAction: 'deny', Protocol: '-1', CidrBlock: '0.0.0.0/0' };
const FINAL_IPV6 = {
  RuleNumber: 32_768,
  RuleAction: 'deny',
  Protocol: '-1',
  Ipv6CidrBlock: '::/0',
};

function entry(RuleNumber: number, RuleAction: string, fields: Fields = {}): Fields {
  return { RuleNumber, RuleAction, Protocol: '6', CidrBlock: '0.0.0.0/0', ...fields };
}

function ports(From: number, To = From): Fields {
  return { PortRange: { From, To } };
}

/** An ACL with these entries inbound, and nothing but the final denies outbound. */
function inbound(...entries: Fields[]): NetworkAcl {
  return aNetworkAcl({
    Entries: [
      ...[...entries, FINAL, FINAL_IPV6].map((fields) => ({ Egress: false, ...fields })),
      ...[FINAL, FINAL_IPV6].map((fields) => ({ Egress: true, ...fields })),
    ],
  });
}

function addresses(...texts: string[]): AddressSet {
  const [set] = addressSetsOf(texts) ?? [];
  if (set === undefined) throw new Error(`no address among ${texts.join(', ')}`);
  return set;
}

/** Asks whether TCP answers from one address may come in. */
function ask(acl: NetworkAcl, changes: Partial<NetworkAclQuestion> = {}): string {
  const answer = deniedBy(acl, {
    direction: 'ingress',
    protocol: 'tcp',
    peer: addresses('203.0.113.10'),
    ports: EPHEMERAL,
    ...changes,
  });
  return answer.by.map((one) => `${one.ruleNumber} denies ${one.ports.format()}`).join('; ');
}

const OPEN = entry(100, 'allow', ports(1024, 65_535));
const ALL_DENIED = '32767 denies 1024-65535';

describe('the first matching rule of a network ACL', () => {
  it.each<[string, NetworkAcl, Partial<NetworkAclQuestion>, string]>([
    ['denies all without rules', inbound(), {}, ALL_DENIED],
    ['allows the range', inbound(OPEN), {}, ''],
    ['is the one with the lowest number, in any order', inbound(entry(200, 'deny'), OPEN), {}, ''],
    [
      'may deny 3389 in front of the range',
      inbound(OPEN, entry(90, 'deny', ports(3389))),
      {},
      '90 denies 3389',
    ],
    [
      'is not a later deny of what is already allowed',
      inbound(OPEN, entry(110, 'deny', ports(3389))),
      {},
      '',
    ],
    [
      "covers only a part with Linux's usual range",
      inbound(entry(100, 'allow', ports(32_768, 60_999))),
      {},
      '32767 denies 1024-32767, 61000-65535',
    ],
    [
      'may be one of several that allow the range together',
      inbound(entry(100, 'allow', ports(1024, 20_000)), entry(110, 'allow', ports(20_001, 65_535))),
      {},
      '',
    ],
    [
      'for all protocols is for all ports, whatever range it carries',
      inbound(entry(100, 'allow', { Protocol: '-1', ...ports(0, 0) })),
      {},
      '',
    ],
    ['without a range is for all ports', inbound(entry(100, 'allow')), {}, ''],
    ['may name its protocol', inbound(entry(100, 'allow', { Protocol: 'tcp' })), {}, ''],
    [
      'for UDP says nothing of TCP',
      inbound(entry(100, 'allow', { Protocol: '17', ...ports(1024, 65_535) })),
      {},
      ALL_DENIED,
    ],
    [
      'for UDP speaks of UDP',
      inbound(entry(100, 'allow', { Protocol: '17', ...ports(1024, 65_535) })),
      { protocol: 'udp' },
      '',
    ],
    [
      'for ICMP says nothing of TCP',
      inbound(entry(90, 'deny', { Protocol: '1', IcmpTypeCode: { Code: -1, Type: -1 } }), OPEN),
      {},
      '',
    ],
    ['of the other direction does not count', inbound(OPEN), { direction: 'egress' }, ALL_DENIED],
    [
      'for IPv4 does not count for IPv6',
      inbound(OPEN),
      { peer: addresses('2001:db8::/64') },
      '32768 denies 1024-65535',
    ],
    [
      'for IPv6 counts for IPv6',
      inbound(entry(100, 'allow', { CidrBlock: undefined, Ipv6CidrBlock: '::/0' })),
      { peer: addresses('2001:db8::/64') },
      '',
    ],
    [
      'for IPv6 does not count for IPv4',
      inbound(entry(90, 'deny', { CidrBlock: undefined, Ipv6CidrBlock: '::/0' }), OPEN),
      {},
      '',
    ],
    [
      'may allow only some of the addresses',
      inbound(entry(100, 'allow', { CidrBlock: '10.0.8.0/24' })),
      { peer: addresses('10.0.8.0/24', '10.0.9.0/24') },
      ALL_DENIED,
    ],
    [
      'may be another one for each address',
      inbound(
        entry(100, 'allow', { CidrBlock: '10.0.8.0/25' }),
        entry(110, 'allow', { CidrBlock: '10.0.8.128/25' }),
      ),
      { peer: addresses('10.0.8.0/24') },
      '',
    ],
    [
      'may deny one address some ports',
      inbound(entry(90, 'deny', { CidrBlock: '10.0.8.7/32', ...ports(5000, 5009) }), OPEN),
      { peer: addresses('10.0.8.0/24') },
      '90 denies 5000-5009',
    ],
    [
      'may allow one address what others are denied',
      inbound(
        entry(80, 'allow', { CidrBlock: '10.0.8.7/32' }),
        entry(90, 'deny', { CidrBlock: '10.0.8.0/24', ...ports(3389) }),
        OPEN,
      ),
      { peer: addresses('10.0.8.7') },
      '',
    ],
    [
      'is not looked for without an address',
      inbound(),
      { peer: addresses('::1').intersect(addresses('::2')) },
      '',
    ],
    ['is not looked for without a port', inbound(), { ports: PortSet.empty() }, ''],
  ])('%s', (_, acl, changes, expected) => {
    expect(ask(acl, changes)).toBe(expected);
  });

  it('adds up the denied ports of all its rules', () => {
    const acl = inbound(entry(80, 'deny', ports(22)), entry(90, 'deny', ports(3389)), OPEN);
    const question = {
      direction: 'ingress',
      protocol: 'tcp',
      peer: addresses('10.0.0.1'),
    } as const;
    const answer = deniedBy(acl, { ...question, ports: PortSet.range(1, 65_535) });
    expect(answer.networkAclId).toBe('acl-0a');
    expect(answer.denied.format()).toBe('1-1023, 3389');
    expect(answer.by.map((one) => one.ruleNumber)).toEqual([80, 90, 32_767]);
  });
});

function matches(one: { host: number; prefixLength: number }, host: number): boolean {
  return one.host >> (32 - one.prefixLength) === host >> (32 - one.prefixLength);
}

describe('properties', () => {
  const span = fc.tuple(fc.nat(7), fc.nat(7)).map(([a, b]) => [Math.min(a, b), Math.max(a, b)]);
  const rule = fc.record({
    number: fc.integer({ min: 1, max: 32_766 }),
    allows: fc.boolean(),
    protocol: fc.constantFrom('6', '-1', '17'),
    host: fc.nat(7),
    prefixLength: fc.integer({ min: 29, max: 32 }),
    span,
  });
  const rules = fc.uniqueArray(rule, { maxLength: 8, selector: (one) => one.number });
  const hosts = fc.uniqueArray(fc.nat(7), { minLength: 1, maxLength: 8 });

  it('equal the first match, packet by packet', () => {
    fc.assert(
      fc.property(rules, hosts, span, (list, some, [first = 0, last = 0]) => {
        const acl = inbound(
          ...list.map((one) =>
            entry(one.number, one.allows ? 'allow' : 'deny', {
              Protocol: one.protocol,
              CidrBlock: `10.0.0.${one.host}/${one.prefixLength}`,
              ...ports(one.span[0] ?? 0, one.span[1]),
            }),
          ),
        );
        const answer = deniedBy(acl, {
          direction: 'ingress',
          protocol: 'tcp',
          peer: addresses(...some.map((host) => `10.0.0.${host}`)),
          ports: PortSet.range(first, last),
        });
        const ordered = list.toSorted((a, b) => a.number - b.number);
        const decide = (host: number, port: number): string => {
          const decisive = ordered.find(
            (one) =>
              one.protocol !== '17' &&
              matches(one, host) &&
              (one.protocol === '-1' || PortSet.range(one.span[0] ?? 0, one.span[1]).has(port)),
          );
          return decisive?.allows === true ? '' : `${decisive?.number ?? 32_767} ${port}`;
        };
        const expected = new Set<string>();
        for (const host of some) {
          for (let port = first; port <= last; port += 1) expected.add(decide(host, port));
        }
        expected.delete('');
        const actual = answer.by.flatMap((one) =>
          [...Array(8).keys()]
            .filter((port) => one.ports.has(port))
            .map((port) => `${one.ruleNumber} ${port}`),
        );
        expect(actual.toSorted()).toEqual([...expected].toSorted());
        const deniedPorts = new Set(actual.map((text) => text.split(' ')[1]));
        expect(answer.denied.size).toBe(deniedPorts.size);
      }),
      { numRuns: 400 },
    );
  });
});

function told(acl: Fact<NetworkAcl>): string {
  if (acl.known) return acl.value.NetworkAclId;
  return acl.reason.kind === 'opaque' ? acl.reason.detail : acl.reason.call;
}

describe('the network ACL of a subnet', () => {
  const own = aNetworkAcl({
    NetworkAclId: 'acl-own',
    IsDefault: false,
    Associations: [{ SubnetId: SUBNETS[0] }],
  });
  const standard = aNetworkAcl({ NetworkAclId: 'acl-default', Associations: [] });
  const elsewhere = aNetworkAcl({
    NetworkAclId: 'acl-elsewhere',
    VpcId: 'vpc-other',
    Associations: [],
  });

  it.each<[string, Snapshot, string, string]>([
    [
      'is the associated one',
      snapshot({ collections: { NetworkAcls: [standard, own] } }),
      SUBNETS[0],
      'acl-own',
    ],
    [
      'is the default one of its own VPC without an association',
      snapshot({ collections: { NetworkAcls: [elsewhere, own, standard] } }),
      SUBNETS[1],
      'acl-default',
    ],
    [
      'is not the default one of another VPC',
      snapshot({ collections: { NetworkAcls: [elsewhere, own] } }),
      SUBNETS[1],
      'ec2:DescribeNetworkAcls',
    ],
    [
      'is unknown where none were read',
      snapshot({ collections: { NetworkAcls: undefined } }),
      SUBNETS[0],
      'ec2:DescribeNetworkAcls',
    ],
    [
      'is certain where a read that was cut short holds its association',
      snapshot({
        collections: { NetworkAcls: [own, standard] },
        gaps: [{ collection: 'NetworkAcls', reason: DENIED }],
      }),
      SUBNETS[0],
      'acl-own',
    ],
    [
      'may still come in a read that was cut short, so the default one is a guess',
      snapshot({
        collections: { NetworkAcls: [own, standard] },
        gaps: [{ collection: 'NetworkAcls', reason: DENIED }],
      }),
      SUBNETS[1],
      'ec2:DescribeNetworkAcls',
    ],
    ['is unknown for an unread subnet', snapshot(), 'subnet-x', 'ec2:DescribeSubnets'],
    [
      'is none for a subnet that does not exist',
      snapshot({ notFound: ['subnet-gone'] }),
      'subnet-gone',
      'subnet-gone does not exist',
    ],
  ])('%s', (_, given, subnetId, expected) => {
    expect(told(effectiveNetworkAcl(given, subnetId))).toBe(expected);
  });

  it('is found in the snapshot of another account that was read together', () => {
    const far = content({
      header: { accountId: '999988887777' },
      collections: {
        Vpcs: [],
        Subnets: [aSubnet({ SubnetId: 'subnet-far' })],
        NetworkAcls: [{ ...own, Associations: [{ SubnetId: 'subnet-far' }] }],
      },
    });
    const [first] = Snapshot.linked([content(), far]);
    expect(first && told(effectiveNetworkAcl(first, 'subnet-far'))).toBe('acl-own');
  });

  it('answers for the subnet', () => {
    const question = { protocol: 'tcp', peer: addresses('10.0.0.1'), ports: EPHEMERAL } as const;
    const given = snapshot({ collections: { NetworkAcls: [inbound(OPEN)] } });
    expect(askNetworkAcl(given, SUBNETS[1], { ...question, direction: 'ingress' })).toMatchObject({
      value: { networkAclId: 'acl-0a', by: [] },
    });
    expect(askNetworkAcl(given, SUBNETS[1], { ...question, direction: 'egress' })).toMatchObject({
      value: { by: [{ ruleNumber: 32_767 }] },
    });
    const unread = snapshot({ collections: { NetworkAcls: undefined } });
    expect(askNetworkAcl(unread, SUBNETS[1], { ...question, direction: 'egress' })).toMatchObject({
      known: false,
    });
  });
});
