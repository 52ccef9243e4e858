import { differenceOf, includesAll, intersectionOf, sameIntervals, unionOf } from './intervals.ts';
import type { Intervals } from './intervals.ts';

const END_OF_PORTS = 65_536;
const PORT_RANGE = /^(\d{1,5})(?:\s*-\s*(\d{1,5}))?$/;

/** An immutable set of TCP or UDP ports, 0 to 65535. */
export class PortSet {
  readonly #intervals: Intervals<number>;

  private constructor(intervals: Intervals<number>) {
    this.#intervals = intervals;
  }

  static empty(): PortSet {
    return EMPTY;
  }

  static all(): PortSet {
    return ALL;
  }

  /** The ports from `first` to `last`, both included; what lies outside 0 to 65535 is left out. */
  static range(first: number, last = first): PortSet {
    const start = Math.max(first, 0);
    const end = Math.min(last + 1, END_OF_PORTS);
    return new PortSet(start < end ? [{ start, end }] : []);
  }

  /** Reads what `format` writes: `1024-3388, 3390`. Undefined where the text is no list of ports. */
  static parse(text: string): PortSet | undefined {
    let ports = EMPTY;
    for (const part of text.split(',')) {
      const [, first, last = first] = PORT_RANGE.exec(part.trim()) ?? [];
      const [from, to] = [Number(first), Number(last)];
      if (!(from <= to && to < END_OF_PORTS)) return undefined;
      ports = ports.union(PortSet.range(from, to));
    }
    return ports;
  }

  get isEmpty(): boolean {
    return this.#intervals.length === 0;
  }

  /** How many ports there are. */
  get size(): number {
    return this.#intervals.reduce((sum, { start, end }) => sum + end - start, 0);
  }

  union(other: PortSet): PortSet {
    return new PortSet(unionOf(this.#intervals, other.#intervals));
  }

  intersect(other: PortSet): PortSet {
    return new PortSet(intersectionOf(this.#intervals, other.#intervals));
  }

  subtract(other: PortSet): PortSet {
    return new PortSet(differenceOf(this.#intervals, other.#intervals));
  }

  /** Whether every port of `other` is in this set. */
  contains(other: PortSet): boolean {
    return includesAll(this.#intervals, other.#intervals);
  }

  has(port: number): boolean {
    return this.#intervals.some(({ start, end }) => start <= port && port < end);
  }

  equals(other: PortSet): boolean {
    return sameIntervals(this.#intervals, other.#intervals);
  }

  /** `1024-3388, 3390-65535`; the empty set is the empty text. */
  format(): string {
    return this.#intervals
      .map(({ start, end }) => (end - start === 1 ? `${start}` : `${start}-${end - 1}`))
      .join(', ');
  }
}

const EMPTY = PortSet.range(1, 0);
const ALL = PortSet.range(0, END_OF_PORTS - 1);
