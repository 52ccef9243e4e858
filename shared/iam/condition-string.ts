import type { ComparisonOperator, PolicyValue } from './condition-operator.ts';
import { tokensMatch } from './wildcard.ts';
import { truthOf } from './truth.ts';
import type { Truth } from './truth.ts';

// https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_elements_condition_operators.html#Conditions_String

function same({ expanded }: PolicyValue, request: string): Truth {
  return truthOf(tokensMatch(expanded.tokens, request));
}

/** Letters without case are compared in lower case on both sides; a variable's value too. */
function sameIgnoringCase({ expanded }: PolicyValue, request: string): Truth {
  const folded = expanded.tokens.flatMap((token) =>
    token < 0 ? [token] : foldedCodes(String.fromCharCode(token)),
  );
  return truthOf(tokensMatch(folded, request.toLowerCase()));
}

function foldedCodes(character: string): readonly number[] {
  return Array.from(character.toLowerCase(), (letter) => letter.charCodeAt(0));
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
