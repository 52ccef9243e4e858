import ipaddr from 'ipaddr.js';
import { parseAddress, parseCidr } from '../model/cidr.ts';
import type { Cidr } from '../model/cidr.ts';
import {
  differenceOf,
  includesAll,
  intersectionOf,
  intervalSet,
  sameIntervals,
  unionOf,
} from './intervals.ts';
import type { Intervals } from './intervals.ts';

export type AddressFamily = 4 | 6;

const BITS = { 4: 32, 6: 128 } as const;

/**
 * An immutable set of addresses of one family. Sets of different families share no address: their
 * intersection is empty and neither contains the other (unless it is empty), but they have no union.
 */
export class AddressSet {
  readonly family: AddressFamily;
  readonly #intervals: Intervals<bigint>;

  private constructor(family: AddressFamily, intervals: Intervals<bigint>) {
    this.family = family;
    this.#intervals = intervals;
  }

  static empty(family: AddressFamily): AddressSet {
    return EMPTY[family];
  }

  /** `0.0.0.0/0` or `::/0`. */
  static all(family: AddressFamily): AddressSet {
    return ALL[family];
  }

  /** The addresses of those blocks that are of the family. */
  static fromCidrs(family: AddressFamily, cidrs: Iterable<Cidr>): AddressSet {
    const intervals = [...cidrs]
      .filter((cidr) => cidr.family === family)
      .map((cidr) => ({ start: cidr.first, end: cidr.last + 1n }));
    return new AddressSet(family, intervalSet(intervals));
  }

  get isEmpty(): boolean {
    return this.#intervals.length === 0;
  }

  /** Throws a RangeError for two sets of different families that both have addresses. */
  union(other: AddressSet): AddressSet {
    if (other.isEmpty) return this;
    if (other.family !== this.family) {
      if (this.isEmpty) return other;
      throw new RangeError('a set holds addresses of one family');
    }
    return new AddressSet(this.family, unionOf(this.#intervals, other.#intervals));
  }

  intersect(other: AddressSet): AddressSet {
    if (other.family !== this.family) return AddressSet.empty(this.family);
    return new AddressSet(this.family, intersectionOf(this.#intervals, other.#intervals));
  }

  subtract(other: AddressSet): AddressSet {
    if (other.family !== this.family) return this;
    return new AddressSet(this.family, differenceOf(this.#intervals, other.#intervals));
  }

  /** All other addresses of the family. */
  complement(): AddressSet {
    return AddressSet.all(this.family).subtract(this);
  }

  /** Whether every address of `other` is in this set. */
  contains(other: AddressSet): boolean {
    if (other.family !== this.family) return other.isEmpty;
    return includesAll(this.#intervals, other.#intervals);
  }

  overlaps(other: AddressSet): boolean {
    return !this.intersect(other).isEmpty;
  }

  equals(other: AddressSet): boolean {
    return this.family === other.family && sameIntervals(this.#intervals, other.#intervals);
  }

  /** The shortest list of blocks with exactly these addresses, ascending, as AWS writes them. */
  toCidrs(): readonly string[] {
    const bits = BITS[this.family];
    const blocks: string[] = [];
    for (const { start, end } of this.#intervals) {
      let at = start;
      while (at < end) {
        let hostBits = 0;
        while (fits(at, 1n << BigInt(hostBits + 1), end)) hostBits += 1;
        blocks.push(`${formatAddress(this.family, at)}/${bits - hostBits}`);
        at += 1n << BigInt(hostBits);
      }
    }
    return blocks;
  }

  /** For messages: at most `limit` blocks and how many more there are. */
  describe(limit = 4): string {
    const blocks = this.toCidrs();
    if (blocks.length === 0) return 'no address';
    const rest = blocks.length - limit;
    const shown = blocks.slice(0, limit).join(', ');
    return rest > 0 ? `${shown} and ${rest} more` : shown;
  }
}

const EMPTY = {
  4: AddressSet.fromCidrs(4, []),
  6: AddressSet.fromCidrs(6, []),
} as const;

const ALL = {
  4: AddressSet.fromCidrs(4, [{ family: 4, first: 0n, last: (1n << 32n) - 1n, prefixLength: 0 }]),
  6: AddressSet.fromCidrs(6, [{ family: 6, first: 0n, last: (1n << 128n) - 1n, prefixLength: 0 }]),
} as const;

/**
 * One set for each family that occurs among the blocks and single addresses, IPv4 first. Undefined
 * where one of them is malformed: leaving it out would make a destination smaller than it is.
 */
export function addressSetsOf(texts: Iterable<string>): readonly AddressSet[] | undefined {
  const cidrs: Cidr[] = [];
  for (const text of texts) {
    const cidr = parseCidr(text) ?? singleAddress(text);
    if (cidr === undefined) return undefined;
    cidrs.push(cidr);
  }
  return ([4, 6] as const)
    .map((family) => AddressSet.fromCidrs(family, cidrs))
    .filter((set) => !set.isEmpty);
}

/** The address as AWS writes it: dotted quad, or IPv6 in its compressed lower-case form. */
export function formatAddress(family: AddressFamily, value: bigint): string {
  const bytes: number[] = [];
  for (let shift = BITS[family] - 8; shift >= 0; shift -= 8) {
    bytes.push(Number((value >> BigInt(shift)) & 255n));
  }
  return ipaddr.fromByteArray(bytes).toString();
}

function fits(at: bigint, size: bigint, end: bigint): boolean {
  return at % size === 0n && at + size <= end;
}

function singleAddress(text: string): Cidr | undefined {
  const address = parseAddress(text);
  if (address === undefined) return undefined;
  const { family, value } = address;
  return { family, first: value, last: value, prefixLength: BITS[family] };
}
