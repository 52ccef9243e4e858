import type { ComparisonOperator } from './condition-operator.ts';
import { asciiLowerCase } from './wildcard.ts';
import { truthOf } from './truth.ts';

// https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_elements_condition_operators.html#Conditions_Boolean

function parseBoolean(text: string): boolean | undefined {
  const word = asciiLowerCase(text);
  return word === 'true' ? true : word === 'false' ? false : undefined;
}

/**
 * Bool compares with true or false. Whether a policy variable may stand there, two AWS pages disagree
 * on (the operators page says yes, the variables page no), so one is a malformed value here.
 */
export const booleanOperators: readonly ComparisonOperator[] = [
  {
    kind: 'comparison',
    name: 'Bool',
    negated: false,
    value: 'plain',
    agrees: ({ text }, request) => {
      const policy = parseBoolean(text);
      const actual = parseBoolean(request);
      return policy === undefined || actual === undefined ? 'unknown' : truthOf(policy === actual);
    },
  },
];
