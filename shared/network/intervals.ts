/**
 * The algebra behind sets of addresses and sets of ports. Intervals are half-open, so that no
 * operation has to know what comes next after a value and numbers and bigints share the code.
 */

export interface Interval<T extends bigint | number> {
  /** The lowest member. */
  readonly start: T;
  /** The first value above the interval. */
  readonly end: T;
}

/** A set in its only form: ascending, neither empty nor overlapping nor touching intervals. */
export type Intervals<T extends bigint | number> = readonly Interval<T>[];

/** Any intervals as a set. */
export function intervalSet<T extends bigint | number>(
  intervals: Iterable<Interval<T>>,
): Intervals<T> {
  const ascending = [...intervals]
    .filter((one) => one.start < one.end)
    .sort((a, b) => (a.start < b.start ? -1 : a.start > b.start ? 1 : 0));
  const merged: { start: T; end: T }[] = [];
  for (const { start, end } of ascending) {
    const last = merged.at(-1);
    if (last === undefined || last.end < start) merged.push({ start, end });
    else if (last.end < end) last.end = end;
  }
  return merged;
}

/** What is in either set. */
export function unionOf<T extends bigint | number>(a: Intervals<T>, b: Intervals<T>): Intervals<T> {
  if (a.length === 0) return b;
  if (b.length === 0) return a;
  return intervalSet([...a, ...b]);
}

/** What is in both sets. */
export function intersectionOf<T extends bigint | number>(
  a: Intervals<T>,
  b: Intervals<T>,
): Intervals<T> {
  const shared: Interval<T>[] = [];
  let inA = 0;
  let inB = 0;
  for (;;) {
    const left = a[inA];
    const right = b[inB];
    if (left === undefined || right === undefined) return shared;
    const start = left.start < right.start ? right.start : left.start;
    const end = left.end < right.end ? left.end : right.end;
    if (start < end) shared.push({ start, end });
    if (left.end < right.end) inA += 1;
    else inB += 1;
  }
}

/** What is in `a` and not in `b`. */
export function differenceOf<T extends bigint | number>(
  a: Intervals<T>,
  b: Intervals<T>,
): Intervals<T> {
  const rest: Interval<T>[] = [];
  let from = 0;
  for (const one of a) {
    let start = one.start;
    for (let at = from; start < one.end; at += 1) {
      const cut = b[at];
      if (cut === undefined || cut.start >= one.end) break;
      if (start < cut.start) rest.push({ start, end: cut.start });
      if (start < cut.end) start = cut.end;
      // A cut that reaches beyond this interval may take from the next one too.
      if (cut.end <= one.end) from = at + 1;
    }
    if (start < one.end) rest.push({ start, end: one.end });
  }
  return rest;
}

/** Whether every member of `inner` is in `outer`. The empty set is in every set. */
export function includesAll<T extends bigint | number>(
  outer: Intervals<T>,
  inner: Intervals<T>,
): boolean {
  let at = 0;
  for (const one of inner) {
    let holder = outer[at];
    while (holder !== undefined && holder.end < one.end) {
      at += 1;
      holder = outer[at];
    }
    if (holder === undefined || one.start < holder.start) return false;
  }
  return true;
}

/** Whether both sets have the same members. */
export function sameIntervals<T extends bigint | number>(
  a: Intervals<T>,
  b: Intervals<T>,
): boolean {
  return (
    a.length === b.length &&
    a.every((one, at) => one.start === b[at]?.start && one.end === b[at].end)
  );
}
