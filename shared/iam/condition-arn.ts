import type { ComparisonOperator, PolicyValue } from './condition-operator.ts';
import { tokensMatch } from './wildcard.ts';
import type { Token } from './wildcard.ts';
import { truthOf } from './truth.ts';
import type { Truth } from './truth.ts';

// https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_elements_condition_operators.html#Conditions_ARN

const COLON = 58;
const COMPONENTS = 6;

/**
 * "Each of the six colon-delimited components of the ARN is checked separately and each can include"
 * wildcards; ArnEquals and ArnLike behave the same. What a pattern or a value of fewer components
 * matches is not documented.
 */
function arnAgrees({ expanded }: PolicyValue, request: string): Truth {
  const values = components(Array.from(request), ':').map((part) => part.join(''));
  const patterns = components(expanded.tokens, COLON);
  if (values.length < COMPONENTS || patterns.length < COMPONENTS) return 'unknown';
  return truthOf(patterns.every((pattern, index) => partMatches(pattern, values[index])));
}

function partMatches(pattern: readonly Token[], value: string | undefined): boolean {
  return value !== undefined && tokensMatch(pattern, value);
}

/** Splits at the first five separators; the last component keeps its own. */
function components<T>(items: readonly T[], separator: T): readonly (readonly T[])[] {
  const parts: T[][] = [[]];
  for (const item of items) {
    if (item === separator && parts.length < COMPONENTS) parts.push([]);
    else parts.at(-1)?.push(item);
  }
  return parts;
}

function operator(name: string, negated: boolean): ComparisonOperator {
  return { kind: 'comparison', name, negated, value: 'pattern', agrees: arnAgrees };
}

/** ArnEquals, ArnLike and their negations. */
export const arnOperators: readonly ComparisonOperator[] = [
  operator('ArnEquals', false),
  operator('ArnLike', false),
  operator('ArnNotEquals', true),
  operator('ArnNotLike', true),
];
