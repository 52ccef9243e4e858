import type { ComparisonOperator } from './condition-operator.ts';
import { compareDecimals, parseDecimal } from './decimal.ts';
import { truthOf } from './truth.ts';

// https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_elements_condition_operators.html#Conditions_Numeric

function operator(
  name: string,
  holds: (comparison: number) => boolean,
  negated = false,
): ComparisonOperator {
  return {
    kind: 'comparison',
    name,
    negated,
    value: 'plain',
    agrees: ({ text }, request) => {
      const policy = parseDecimal(text);
      const actual = parseDecimal(request);
      if (policy === undefined || actual === undefined) return 'unknown';
      return truthOf(holds(compareDecimals(actual, policy)));
    },
  };
}

/** Integer or decimal comparison of the request's value with the policy's. */
export const numericOperators: readonly ComparisonOperator[] = [
  operator('NumericEquals', (comparison) => comparison === 0),
  operator('NumericNotEquals', (comparison) => comparison === 0, true),
  operator('NumericLessThan', (comparison) => comparison < 0),
  operator('NumericLessThanEquals', (comparison) => comparison <= 0),
  operator('NumericGreaterThan', (comparison) => comparison > 0),
  operator('NumericGreaterThanEquals', (comparison) => comparison >= 0),
];
