import type { ContextValue, RequestContext } from './request-context.ts';
import type { PolicyVersion } from './policy-model.ts';
import { ANY_TEXT, literalTokens, wildcardTokens } from './wildcard.ts';
import type { Token } from './wildcard.ts';

/**
 * Policy variables: `${aws:username}`, `${aws:username, 'default'}` and the characters `${*}`, `${?}`
 * and `${$}`. Only Version 2012-10-17 knows them; in an older document they are plain text
 * (https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_variables.html).
 */

/** A policy value with its variables replaced. */
export interface ExpandedValue {
  readonly tokens: readonly Token[];
  /**
   * `exact`: the tokens are the value. `guessed`: a variable's value is not known and its place is
   * taken by a star, so only "no match" is certain. `unresolved`: a variable is certainly not in the
   * request, so the value matches nothing, and AWS says the whole statement may become invalid.
   */
  readonly certainty: 'exact' | 'guessed' | 'unresolved';
  /** The keys whose value is missing for an exact answer. */
  readonly missingKeys: readonly string[];
}

/** Braces without the characters that would make it something else; the default stands in quotes. */
const VARIABLE = /\$\{([^{}]*)\}/g;
const NAME_WITH_DEFAULT = /^([^,'\s]+), '([^']*)'$/;
const NAME = /^[^,'\s]+$/;

/**
 * Replaces the variables of a policy value.
 * @param wildcards whether `*` and `?` in the written text are wildcards. In a replaced value they
 *   never are: the value comes from the request, not from the policy's author.
 */
export function expandVariables(
  text: string,
  version: PolicyVersion,
  context: RequestContext,
  wildcards: boolean,
): ExpandedValue {
  const written = wildcards ? wildcardTokens : literalTokens;
  if (version === '2008-10-17' || !text.includes('${')) {
    return { tokens: written(text), certainty: 'exact', missingKeys: [] };
  }
  const tokens: Token[] = [];
  const missingKeys: string[] = [];
  let certainty: ExpandedValue['certainty'] = 'exact';
  let end = 0;
  for (const match of text.matchAll(VARIABLE)) {
    append(tokens, written(text.slice(end, match.index)));
    end = match.index + match[0].length;
    const value = variableValue(match[1] ?? '', context);
    if (value.kind === 'value') {
      append(tokens, literalTokens(value.text));
    } else {
      append(tokens, [ANY_TEXT]);
      missingKeys.push(value.key);
      if (certainty !== 'unresolved') certainty = value.kind;
    }
  }
  append(tokens, written(text.slice(end)));
  return { tokens, certainty, missingKeys };
}

function append(tokens: Token[], more: readonly Token[]): void {
  for (const token of more) tokens.push(token);
}

type VariableValue =
  | { readonly kind: 'value'; readonly text: string }
  | { readonly kind: 'guessed' | 'unresolved'; readonly key: string };

function variableValue(inside: string, context: RequestContext): VariableValue {
  if (inside === '*' || inside === '?' || inside === '$') return { kind: 'value', text: inside };
  const withDefault = NAME_WITH_DEFAULT.exec(inside);
  const key = withDefault?.[1] ?? inside;
  // What AWS makes of a name with spaces or a broken default is not documented.
  if (!NAME.test(key)) return { kind: 'guessed', key: inside.slice(0, 100) };
  const value: ContextValue = context.lookup(key);
  if (value.kind === 'unknown') return { kind: 'guessed', key };
  const [only, ...more] = value.kind === 'values' ? value.values : [];
  // Multivalued keys cannot be used as variables; what AWS does then is not documented.
  if (more.length > 0) return { kind: 'guessed', key };
  if (only !== undefined) return { kind: 'value', text: only };
  const defaultText = withDefault?.[2];
  return defaultText === undefined
    ? { kind: 'unresolved', key }
    : { kind: 'value', text: defaultText };
}
