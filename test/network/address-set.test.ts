import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { Cidr } from '../../shared/model/cidr.ts';
import { parseCidr } from '../../shared/model/cidr.ts';
import { AddressSet, addressSetsOf, formatAddress } from '../../shared/network/address-set.ts';
import type { AddressFamily } from '../../shared/network/address-set.ts';

const BASE = 0x0a000000n;
const UNIVERSE = Array.from({ length: 32 }, (_, host) => BASE + BigInt(host));

/** Blocks in 10.0.0.0/27, now and then one that reaches beyond it or lies at an end of the space. */
const block: fc.Arbitrary<string> = fc.oneof(
  { weight: 8, arbitrary: fc.tuple(fc.nat(31), fc.integer({ min: 27, max: 32 })).map(inUniverse) },
  { weight: 1, arbitrary: fc.constantFrom('0.0.0.0/0', '0.0.0.0/32', '255.255.255.255/32') },
  { weight: 1, arbitrary: fc.constantFrom('10.0.0.0/8', '0.0.0.0/1', '128.0.0.0/1') },
);
const addresses = fc.array(block, { maxLength: 8 }).map((texts) => set(...texts));

function inUniverse([host, prefixLength]: [number, number]): string {
  return `10.0.0.${host}/${prefixLength}`;
}

function cidr(text: string): Cidr {
  const parsed = parseCidr(text);
  if (parsed === undefined) throw new Error(`not a CIDR: ${text}`);
  return parsed;
}

function set(...texts: string[]): AddressSet {
  return AddressSet.fromCidrs(4, texts.map(cidr));
}

function set6(...texts: string[]): AddressSet {
  return AddressSet.fromCidrs(6, texts.map(cidr));
}

function single(value: bigint): AddressSet {
  return set(`${formatAddress(4, value)}/32`);
}

/** The naive model: which addresses of the small universe are members, asked one by one. */
function members(of: AddressSet): boolean[] {
  return UNIVERSE.map((value) => of.contains(single(value)));
}

function blocks(of: AddressSet): readonly string[] {
  return of.toCidrs();
}

const pair = [addresses, addresses] as const;
const triple = [addresses, addresses, addresses] as const;

describe('the algebra of address sets', () => {
  it('has commutative, associative and idempotent union and intersection', () => {
    fc.assert(
      fc.property(...triple, (a, b, c) => {
        expect(blocks(a.union(b))).toEqual(blocks(b.union(a)));
        expect(blocks(a.intersect(b))).toEqual(blocks(b.intersect(a)));
        expect(blocks(a.union(b).union(c))).toEqual(blocks(a.union(b.union(c))));
        expect(blocks(a.intersect(b).intersect(c))).toEqual(blocks(a.intersect(b.intersect(c))));
        expect(blocks(a.union(a))).toEqual(blocks(a));
        expect(blocks(a.intersect(a))).toEqual(blocks(a));
      }),
    );
  });

  it('distributes and absorbs', () => {
    fc.assert(
      fc.property(...triple, (a, b, c) => {
        expect(blocks(a.intersect(b.union(c)))).toEqual(
          blocks(a.intersect(b).union(a.intersect(c))),
        );
        expect(blocks(a.union(b.intersect(c)))).toEqual(blocks(a.union(b).intersect(a.union(c))));
        expect(blocks(a.subtract(b.union(c)))).toEqual(blocks(a.subtract(b).subtract(c)));
        expect(blocks(a.union(a.intersect(b)))).toEqual(blocks(a));
      }),
    );
  });

  it("obeys De Morgan's laws, with a complement that is its own inverse", () => {
    fc.assert(
      fc.property(...pair, (a, b) => {
        expect(blocks(a.union(b).complement())).toEqual(
          blocks(a.complement().intersect(b.complement())),
        );
        expect(blocks(a.intersect(b).complement())).toEqual(
          blocks(a.complement().union(b.complement())),
        );
        expect(blocks(a.complement().complement())).toEqual(blocks(a));
        expect(blocks(a.subtract(b))).toEqual(blocks(a.intersect(b.complement())));
        expect(blocks(a.union(a.complement()))).toEqual(blocks(AddressSet.all(4)));
        expect(a.intersect(a.complement()).isEmpty).toBe(true);
      }),
    );
  });

  it('has the empty set and the whole family as neutral elements', () => {
    fc.assert(
      fc.property(addresses, (a) => {
        expect(blocks(a.union(AddressSet.empty(4)))).toEqual(blocks(a));
        expect(blocks(a.intersect(AddressSet.all(4)))).toEqual(blocks(a));
        expect(blocks(a.subtract(AddressSet.empty(4)))).toEqual(blocks(a));
        expect(blocks(a.subtract(a))).toEqual(blocks(AddressSet.empty(4)));
      }),
    );
  });

  it('agrees with asking address by address', () => {
    fc.assert(
      fc.property(...pair, (a, b) => {
        const [inA, inB] = [members(a), members(b)];
        expect(members(a.union(b))).toEqual(inA.map((is, at) => is || inB[at]));
        expect(members(a.intersect(b))).toEqual(inA.map((is, at) => is && inB[at]));
        expect(members(a.subtract(b))).toEqual(inA.map((is, at) => is && inB[at] === false));
        expect(members(a.complement())).toEqual(inA.map((is) => !is));
      }),
    );
  });

  it('contains another set exactly when nothing of it is left over', () => {
    fc.assert(
      fc.property(...pair, (a, b) => {
        expect(a.contains(b)).toBe(b.subtract(a).isEmpty);
        expect(a.union(b).contains(b)).toBe(true);
        expect(a.overlaps(b)).toBe(!a.intersect(b).isEmpty);
        expect(a.contains(b) && b.contains(a)).toBe(a.equals(b));
      }),
    );
  });

  it('lists the fewest blocks that give the same set', () => {
    fc.assert(
      fc.property(addresses, (a) => {
        expect(blocks(set(...a.toCidrs()))).toEqual(blocks(a));
        const inside = a.intersect(set('10.0.0.0/27'));
        expect(inside.toCidrs()).toHaveLength(fewestBlocks(members(inside)));
      }),
    );
  });
});

/** A full half needs one block, an empty one none, another the blocks of its own halves. */
function fewestBlocks(hosts: readonly boolean[]): number {
  if (hosts.every((is) => is)) return 1;
  if (!hosts.some((is) => is)) return 0;
  const middle = hosts.length / 2;
  return fewestBlocks(hosts.slice(0, middle)) + fewestBlocks(hosts.slice(middle));
}

describe('AddressSet', () => {
  it.each<[AddressFamily, string]>([
    [4, '0.0.0.0/0'],
    [6, '::/0'],
  ])('writes all of family %i as %s', (family, text) => {
    expect(AddressSet.all(family).toCidrs()).toEqual([text]);
    expect(AddressSet.all(family).complement().toCidrs()).toEqual([]);
  });

  it('joins two halves to the block that AWS would write', () => {
    expect(set('10.0.0.128/25', '10.0.0.0/25').toCidrs()).toEqual(['10.0.0.0/24']);
  });

  it('names what a rule for one zone leaves over', () => {
    const left = set('10.0.0.0/24', '10.0.1.0/24').subtract(set('10.0.0.0/24'));
    expect(left.toCidrs()).toEqual(['10.0.1.0/24']);
  });

  it('takes a single address out of a block', () => {
    expect(set('10.0.0.0/30').subtract(set('10.0.0.1/32')).toCidrs()).toEqual([
      '10.0.0.0/32',
      '10.0.0.2/31',
    ]);
  });

  it('writes IPv6 compressed', () => {
    const left = set6('2001:db8::/32').subtract(set6('2001:db8:8000::/33'));
    expect(left.toCidrs()).toEqual(['2001:db8::/33']);
    expect(formatAddress(6, 1n)).toBe('::1');
  });

  it('keeps the families apart', () => {
    const [four, six] = [set('10.0.0.0/24'), set6('::/0')];
    expect(six.contains(four)).toBe(false);
    expect(six.overlaps(four)).toBe(false);
    expect(four.subtract(six)).toBe(four);
    expect(AddressSet.empty(4).equals(AddressSet.empty(6))).toBe(false);
    expect(AddressSet.fromCidrs(6, [cidr('10.0.0.0/24')]).isEmpty).toBe(true);
    expect(() => four.union(six)).toThrow(RangeError);
    expect(AddressSet.empty(4).union(six)).toBe(six);
  });

  it('shortens long lists for messages', () => {
    const odd = set(...[1, 3, 5, 7, 9].map((host) => `10.0.0.${host}/32`));
    expect(odd.describe(2)).toBe('10.0.0.1/32, 10.0.0.3/32 and 3 more');
    expect(odd.describe(5)).toMatch(/10\.0\.0\.9\/32$/);
    expect(AddressSet.empty(4).describe()).toBe('no address');
  });
});

describe('addressSetsOf', () => {
  it('makes one set for each family, IPv4 first, of blocks and single addresses', () => {
    const sets = addressSetsOf(['2001:db8::1', '10.0.0.0/25', '10.0.0.128/25']);
    expect(sets?.map((one) => one.toCidrs())).toEqual([['10.0.0.0/24'], ['2001:db8::1/128']]);
  });

  it('is empty without addresses', () => {
    expect(addressSetsOf([])).toEqual([]);
  });

  it('refuses the whole list where one text is malformed', () => {
    expect(addressSetsOf(['10.0.0.0/24', '010.0.0.1'])).toBeUndefined();
  });
});
