import type { ExpandedValue } from './policy-variables.ts';
import type { Truth } from './truth.ts';

/**
 * A condition operator without its modifiers. `Null` alone asks whether a key is there; the others
 * compare one value of the policy with one value of the request, and the negated ones are written as
 * the comparison they negate: StringNotEquals compares as StringEquals and is `negated`.
 */
export type ConditionOperator =
  ComparisonOperator | { readonly kind: 'presence'; readonly name: 'Null' };

export interface ComparisonOperator {
  readonly kind: 'comparison';
  /** In AWS's spelling. */
  readonly name: string;
  readonly negated: boolean;
  /** How the policy's value is read: variables replaced, `*` and `?` as wildcards or not; or as written. */
  readonly value: 'pattern' | 'text-with-variables' | 'plain';
  /**
   * Whether the values agree; `unknown` where a value is malformed for the operator, because AWS does
   * not document what it does then.
   */
  readonly agrees: (policy: PolicyValue, request: string) => Truth;
}

/** A value of the policy: as written, and with its variables replaced (the same for `plain`). */
export interface PolicyValue {
  readonly text: string;
  readonly expanded: ExpandedValue;
}
