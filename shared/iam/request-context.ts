import { asciiLowerCase } from './wildcard.ts';

/**
 * The request context, as far as it is known. "Absent" and "unknown" differ: AWS's rules for a key
 * that is not in the request are exact, while a key we did not see leaves a condition open
 * (https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_elements_condition.html).
 */

export type ContextValue =
  /** In the request, with one value or, for multivalued keys, several. */
  | { readonly kind: 'values'; readonly values: readonly string[] }
  /** Certainly not in the request. */
  | { readonly kind: 'absent' }
  /** Nobody can say without seeing the request. */
  | { readonly kind: 'unknown' };

export const ABSENT: ContextValue = { kind: 'absent' };
export const UNKNOWN_VALUE: ContextValue = { kind: 'unknown' };

/** One or several values of a key; none is the same as absent. */
export function contextValues(...values: readonly string[]): ContextValue {
  return values.length === 0 ? ABSENT : { kind: 'values', values };
}

export interface RequestContext {
  /** The value of a key; names have no case: `aws:CurrentTime` is `AWS:currenttime`. */
  lookup(key: string): ContextValue;
}

/**
 * A context from its known keys.
 * @param entries key names with values; a later entry of one key wins.
 * @param others what every other key is: unknown, or absent where the whole request is known.
 */
export function requestContext(
  entries: Iterable<readonly [key: string, value: ContextValue]>,
  others: ContextValue = UNKNOWN_VALUE,
): RequestContext {
  const byName = new Map<string, ContextValue>();
  for (const [key, value] of entries) byName.set(asciiLowerCase(key), value);
  return { lookup: (key) => byName.get(asciiLowerCase(key)) ?? others };
}
