import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { Item } from '../../shared/model/collections.ts';
import { chooseRoutes, routeTarget } from '../../shared/network/route-choice.ts';
import { formatAddress } from '../../shared/network/address-set.ts';
import { aRouteTable, item, snapshot } from '../builders/snapshot.ts';
import { cidr } from './two-subnet-vpc.ts';

type Loose = Readonly<Record<string, unknown>>;

const list = (PrefixListId: string, Cidrs: readonly string[]) =>
  item('PrefixLists', { PrefixListId, Cidrs });
const choices = (
  routes: readonly Loose[],
  to: string,
  PrefixLists: readonly Item<'PrefixLists'>[] | undefined = [],
) =>
  chooseRoutes(
    snapshot({ collections: { PrefixLists } }),
    aRouteTable({ Routes: [...routes] }),
    cidr(to),
  ).map((choice) => {
    if (choice.kind === 'route') return routeTarget(choice.route).id;
    if (choice.kind === 'ambiguous') {
      return choice.routes
        .map((route) => routeTarget(route).id)
        .toSorted()
        .join('|');
    }
    return choice.kind;
  });
const to = (DestinationCidrBlock: string, GatewayId: string, Origin = 'CreateRoute') => ({
  DestinationCidrBlock,
  GatewayId,
  Origin,
});
const via = (DestinationPrefixListId: string, TransitGatewayId: string) => ({
  DestinationPrefixListId,
  TransitGatewayId,
  Origin: 'CreateRoute',
});

describe('the route that is taken', () => {
  it.each([
    ['the longest prefix', [to('0.0.0.0/0', 'a'), to('10.0.0.0/8', 'b')], 'b'],
    [
      'static before propagated',
      [to('10.0.0.0/8', 'p', 'EnableVgwRoutePropagation'), to('10.0.0.0/8', 's')],
      's',
    ],
    [
      'static before advertised',
      [to('10.0.0.0/8', 'p', 'Advertisement'), to('10.0.0.0/8', 's')],
      's',
    ],
    [
      'the local route before a longer propagated one',
      [to('10.1.0.0/16', 'p', 'EnableVgwRoutePropagation'), to('10.0.0.0/8', 'local')],
      'local',
    ],
    [
      'a longer static one before the local route',
      [to('10.1.0.0/16', 's'), to('10.0.0.0/8', 'local')],
      's',
    ],
    [
      'a longer propagated before a shorter static one',
      [to('10.1.0.0/16', 'p', 'EnableVgwRoutePropagation'), to('10.0.0.0/8', 's')],
      'p',
    ],
    ['static before a prefix list', [via('pl-1', 'l'), to('10.1.0.0/16', 's')], 's'],
    [
      'a prefix list before propagated',
      [to('10.1.0.0/16', 'p', 'EnableVgwRoutePropagation'), via('pl-1', 'l')],
      'l',
    ],
    ['a longer entry of a prefix list', [via('pl-1', 'l'), to('10.0.0.0/8', 's')], 'l'],
    ['two prefix lists alike', [via('pl-1', 'l'), via('pl-2', 'm')], 'l|m'],
    ['two prefix lists to one target', [via('pl-1', 'l'), via('pl-2', 'l')], 'l'],
    [
      'two advertised ones alike',
      [to('10.1.0.0/16', 'p', 'Advertisement'), to('10.1.0.0/16', 'q', 'Advertisement')],
      'p|q',
    ],
    ['none', [to('11.0.0.0/8', 'a')], 'none'],
  ])('%s', (_, routes, expected) => {
    const lists = [list('pl-1', ['10.1.0.0/16']), list('pl-2', ['10.1.0.0/16', '10.2.0.0/16'])];
    expect(choices(routes, '10.1.2.3', lists)).toEqual([expected]);
    expect(choices(routes.toReversed(), '10.1.2.3', lists)).toEqual([expected]);
  });

  it('is told for each part of a destination', () => {
    const lists = [list('pl-1', ['10.1.0.0/16', '10.2.0.0/16']), list('pl-2', ['10.1.0.0/16'])];
    const routes = [via('pl-1', 'l'), via('pl-2', 'm')];
    expect(new Set(choices(routes, '10.0.0.0/8', lists))).toEqual(new Set(['none', 'l|m', 'l']));
  });

  it('reads the entries of a managed prefix list', () => {
    const managed = item('PrefixLists', {
      PrefixListId: 'pl-1',
      Entries: [{ Cidr: '10.1.0.0/16' }],
    });
    expect(choices([via('pl-1', 'l')], '10.1.2.3', [managed])).toEqual(['l']);
  });
});

const family = (AddressFamily: string) => [
  item('PrefixLists', { PrefixListId: 'pl-1', AddressFamily }),
];

describe('a prefix list that was not read', () => {
  it('makes the choice unknown', () => {
    expect(choices([via('pl-1', 'l'), to('0.0.0.0/0', 'a')], '8.8.8.8', undefined)).toEqual([
      'unknown',
    ]);
    expect(choices([via('pl-1', 'l')], '8.8.8.8', undefined)).toEqual(['unknown']);
  });

  it.each([
    ['leads to the same target', [via('pl-1', 'a'), to('0.0.0.0/0', 'a')], 'a'],
    ['cannot beat a static route to one address', [via('pl-1', 'l'), to('8.8.8.8/32', 'a')], 'a'],
    [
      'belongs to a gateway endpoint',
      [{ DestinationPrefixListId: 'pl-1', GatewayId: 'vpce-1' }, to('0.0.0.0/0', 'a')],
      'a',
    ],
    [
      'belongs to VPC Lattice',
      [{ DestinationPrefixListId: 'pl-1', GatewayId: 'VpcLattice' }, to('0.0.0.0/0', 'a')],
      'a',
    ],
  ])('does not matter where it %s', (_, routes, expected) => {
    expect(choices(routes, '8.8.8.8', undefined)).toEqual([expected]);
  });

  it('may beat a propagated route to one address', () => {
    const routes = [via('pl-1', 'l'), to('8.8.8.8/32', 'a', 'EnableVgwRoutePropagation')];
    expect(choices(routes, '8.8.8.8', undefined)).toEqual(['unknown']);
  });

  it('matters to its own address family only', () => {
    const routes = [via('pl-1', 'l'), to('0.0.0.0/0', 'a')];
    expect(choices(routes, '8.8.8.8', family('IPv6'))).toEqual(['a']);
    expect(choices(routes, '8.8.8.8', family('IPv4'))).toEqual(['unknown']);
  });
});

/** Few bits, so that random blocks nest and meet. */
const block = (family: 4 | 6) =>
  fc
    .tuple(fc.integer({ min: 0, max: 8 }), fc.integer({ min: 0, max: 255 }))
    .map(([length, bits]) => {
      const total = family === 4 ? 32 : 128;
      const kept = (BigInt(bits) >> BigInt(8 - length)) << BigInt(8 - length);
      return {
        length,
        bits: kept,
        text: `${formatAddress(family, kept << BigInt(total - 8))}/${length}`,
      };
    });

describe.each([4, 6] as const)('of random IPv%d tables', (family) => {
  const field = family === 4 ? 'DestinationCidrBlock' : 'DestinationIpv6CidrBlock';
  const address = fc.integer({ min: 0, max: 255 });
  const tables = fc.uniqueArray(block(family), { maxLength: 12, selector: ({ text }) => text });
  const text = (bits: number) =>
    formatAddress(family, BigInt(bits) << BigInt(family === 4 ? 24 : 120));

  it('the choice is that of a naive longest-prefix search, in any order', () => {
    fc.assert(
      fc.property(tables, address, fc.boolean(), (blocks, bits, reversed) => {
        let expected: (typeof blocks)[number] | undefined;
        for (const one of blocks) {
          const matches =
            BigInt(bits) >> BigInt(8 - one.length) === one.bits >> BigInt(8 - one.length);
          if (matches && one.length >= (expected?.length ?? 0)) expected = one;
        }
        const routes = blocks.map((one) => ({ [field]: one.text, GatewayId: `vgw-${one.text}` }));
        const order = reversed ? routes.toReversed() : routes;
        expect(choices(order, text(bits))).toEqual([expected ? `vgw-${expected.text}` : 'none']);
      }),
    );
  });

  it('the choices for a block are those for its addresses', () => {
    fc.assert(
      fc.property(tables, block(family), (blocks, whole) => {
        const routes = blocks.map((one) => ({ [field]: one.text, GatewayId: `vgw-${one.text}` }));
        const parts = Array.from({ length: 1 << (8 - whole.length) }, (_, index) =>
          choices(routes, text(Number(whole.bits) + index)),
        ).flat();
        const found = new Set(choices(routes, whole.text));
        for (const part of parts) expect(found).toContain(part);
      }),
      { numRuns: 20 },
    );
  });
});
