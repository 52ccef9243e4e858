import type { ComparisonOperator } from './condition-operator.ts';
import { truthOf } from './truth.ts';

// https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_elements_condition_operators.html#Conditions_BinaryEquals

const BASE64 = /^[A-Za-z0-9+/]*={0,2}$/;

/** The six-bit groups without padding, or undefined where the text is no base64. */
function base64Digits(text: string): string | undefined {
  return text.length % 4 === 0 && BASE64.test(text) ? text.replace(/={1,2}$/, '') : undefined;
}

/** BinaryEquals compares bytes; both sides are given in base64. */
export const binaryOperators: readonly ComparisonOperator[] = [
  {
    kind: 'comparison',
    name: 'BinaryEquals',
    negated: false,
    value: 'plain',
    agrees: ({ text }, request) => {
      const policy = base64Digits(text);
      const actual = base64Digits(request);
      return policy === undefined || actual === undefined ? 'unknown' : truthOf(policy === actual);
    },
  },
];
