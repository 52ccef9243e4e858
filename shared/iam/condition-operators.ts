import { arnOperators } from './condition-arn.ts';
import { binaryOperators } from './condition-binary.ts';
import { booleanOperators } from './condition-bool.ts';
import { dateOperators } from './condition-date.ts';
import { ipOperators } from './condition-ip.ts';
import { numericOperators } from './condition-numeric.ts';
import type { ConditionOperator } from './condition-operator.ts';
import { stringOperators } from './condition-string.ts';
import { asciiLowerCase } from './wildcard.ts';

/**
 * Every condition operator of
 * https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_elements_condition_operators.html.
 */
export const CONDITION_OPERATORS: readonly ConditionOperator[] = [
  ...stringOperators,
  ...numericOperators,
  ...dateOperators,
  ...booleanOperators,
  ...binaryOperators,
  ...ipOperators,
  ...arnOperators,
  { kind: 'presence', name: 'Null' },
];

const BY_NAME: ReadonlyMap<string, ConditionOperator> = new Map(
  CONDITION_OPERATORS.map((operator) => [asciiLowerCase(operator.name), operator]),
);

/** The operator of a name without qualifier and IfExists, in any case; undefined when there is none. */
export function conditionOperator(name: string): ConditionOperator | undefined {
  return BY_NAME.get(asciiLowerCase(name));
}
