import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { egressBreadth } from '../../shared/network/egress-breadth.ts';
import { group, permission, toCidr, toGroup, toPrefixList } from '../builders/topology.ts';

const texts = (...egress: Record<string, unknown>[]) => {
  const { everything, somePorts } = egressBreadth(group('sg-0a', egress));
  return {
    everything: everything.map(({ text }) => text),
    somePorts: somePorts.map(({ text }) => text),
  };
};

const half = (port: number, block: string) => permission(port, toCidr(block));

describe('how far a security group lets out', () => {
  it('tells all ports from some', () => {
    expect(
      texts(permission(undefined, toCidr('0.0.0.0/0')), permission(443, toCidr('0.0.0.0/0'))),
    ).toEqual({
      everything: ['egress all to 0.0.0.0/0'],
      somePorts: ['egress tcp 443 to 0.0.0.0/0'],
    });
  });

  it('adds up parts for the same port, and not parts for different ports', () => {
    expect(texts(half(443, '0.0.0.0/1'), half(443, '128.0.0.0/1')).somePorts).toHaveLength(2);
    expect(texts(half(443, '0.0.0.0/1'), half(80, '128.0.0.0/1')).somePorts).toEqual([]);
  });

  it('takes one family for itself', () => {
    expect(texts(permission(443, { Ipv6Ranges: [{ CidrIpv6: '::/0' }] })).somePorts).toEqual([
      'egress tcp 443 to ::/0',
    ]);
    expect(
      texts(permission(443, { ...toCidr('0.0.0.0/1'), Ipv6Ranges: [{ CidrIpv6: '8000::/1' }] }))
        .somePorts,
    ).toEqual([]);
  });

  it('does not count groups, prefix lists, UDP and ICMP', () => {
    expect(
      texts(
        permission(undefined, toGroup('sg-0b')),
        permission(undefined, toPrefixList('pl-0a')),
        { ...permission(53, toCidr('0.0.0.0/0')), IpProtocol: 'udp' },
        { IpProtocol: 'icmp', FromPort: -1, ToPort: -1, ...toCidr('0.0.0.0/0') },
      ),
    ).toEqual({ everything: [], somePorts: [] });
  });

  it('never shrinks by another rule', () => {
    const rule = fc
      .record({
        port: fc.constantFrom(undefined, 80, 443),
        block: fc.constantFrom('0.0.0.0/0', '0.0.0.0/1', '128.0.0.0/1', '10.0.0.0/8'),
      })
      .map(({ port, block }) => permission(port, toCidr(block)));
    fc.assert(
      fc.property(fc.array(rule, { maxLength: 5 }), rule, (rules, another) => {
        const before = texts(...rules);
        const after = texts(...rules, another);
        expect(after.everything).toEqual(expect.arrayContaining(before.everything));
        expect(after.somePorts).toEqual(expect.arrayContaining(before.somePorts));
      }),
    );
  });
});
