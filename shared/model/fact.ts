/**
 * A fact is a piece of a snapshot: known, or unknown with the reason. Readers cannot reach the value
 * without saying what follows when there is none, so "absent" is never mistaken for "empty".
 */

/** Why a fact is not known. `call` is the IAM action that would read it. */
export type UnknownReason =
  /** The credentials may not make the call. */
  | { readonly kind: 'denied'; readonly call: string; readonly detail?: string }
  /** The call failed for another reason, after its retries, or its answer could not be understood. */
  | { readonly kind: 'failed'; readonly call: string; readonly detail?: string }
  /** Nobody made the call: the folder of answers or the narrowed read does not hold it. */
  | { readonly kind: 'not-read'; readonly call: string; readonly detail?: string }
  /** The control plane does not say, whatever the permissions. */
  | { readonly kind: 'opaque'; readonly detail: string };

export interface Known<T> {
  readonly known: true;
  readonly value: T;
}

export interface Unknown {
  readonly known: false;
  readonly reason: UnknownReason;
}

export type Fact<T> = Known<T> | Unknown;

/** A known fact. */
export function known<T>(value: T): Known<T> {
  return { known: true, value };
}

/** An unknown fact. */
export function unknown(reason: UnknownReason): Unknown {
  return { known: false, reason };
}

/** Applies `change` to the value of a known fact; an unknown one stays as it is. */
export function mapFact<T, U>(fact: Fact<T>, change: (value: T) => U): Fact<U> {
  return fact.known ? known(change(fact.value)) : fact;
}

/** The fact that follows from a known fact; an unknown one stays as it is. */
export function thenFact<T, U>(fact: Fact<T>, next: (value: T) => Fact<U>): Fact<U> {
  return fact.known ? next(fact.value) : fact;
}

/** All values when every fact is known, else the first unknown one. */
export function allFacts<T>(facts: Iterable<Fact<T>>): Fact<readonly T[]> {
  const values: T[] = [];
  for (const fact of facts) {
    if (!fact.known) return fact;
    values.push(fact.value);
  }
  return known(values);
}

/** One line a reader can act on: "ec2:DescribeSubnets is denied". */
export function reasonText(reason: UnknownReason): string {
  const detail = reason.detail === undefined ? '' : ` (${reason.detail})`;
  switch (reason.kind) {
    case 'denied':
      return `${reason.call} is denied${detail}`;
    case 'failed':
      return `${reason.call} failed${detail}`;
    case 'not-read':
      return `${reason.call} was not read${detail}`;
    case 'opaque':
      return reason.detail;
  }
}
