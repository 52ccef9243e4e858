import type { ComparisonOperator, PolicyValue } from './condition-operator.ts';
import { literalTokens, tokensMatch } from './wildcard.ts';
import { truthOf } from './truth.ts';
import type { Truth } from './truth.ts';

// https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_elements_condition_operators.html#Conditions_String

function same({ expanded }: PolicyValue, request: string): Truth {
  return truthOf(tokensMatch(expanded.tokens, request));
}

/** Both sides in lower case, code unit by code unit so that they stay comparable. */
function sameIgnoringCase({ expanded }: PolicyValue, request: string): Truth {
  const folded = expanded.tokens.flatMap((token) =>
    token < 0 ? [token] : literalTokens(String.fromCharCode(token).toLowerCase()),
  );
  const value = request.replace(/[^]/g, (unit) => unit.toLowerCase());
  return truthOf(tokensMatch(folded, value));
}

function operator(
  name: string,
  negated: boolean,
  value: ComparisonOperator['value'],
  agrees: ComparisonOperator['agrees'],
): ComparisonOperator {
  return { kind: 'comparison', name, negated, value, agrees };
}

/** StringEquals and its kin: exact, ignoring case, or with wildcards. */
export const stringOperators: readonly ComparisonOperator[] = [
  operator('StringEquals', false, 'text-with-variables', same),
  operator('StringNotEquals', true, 'text-with-variables', same),
  operator('StringEqualsIgnoreCase', false, 'text-with-variables', sameIgnoringCase),
  operator('StringNotEqualsIgnoreCase', true, 'text-with-variables', sameIgnoringCase),
  operator('StringLike', false, 'pattern', same),
  operator('StringNotLike', true, 'pattern', same),
];
