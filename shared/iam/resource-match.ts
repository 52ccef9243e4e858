import { ANY_CHARACTER, ANY_TEXT, tokensMatch } from './wildcard.ts';
import type { Token } from './wildcard.ts';
import type { PolicyVersion } from './policy-model.ts';
import { expandVariables } from './policy-variables.ts';
import type { ExpandedValue } from './policy-variables.ts';
import type { RequestContext } from './request-context.ts';
import { truthOf } from './truth.ts';
import type { Truth } from './truth.ts';

/**
 * Matching the Resource element against the ARN of a request: case-sensitive, wildcards within the
 * parts between colons, and "if the * wildcard is the last character of a resource ARN segment, it
 * can expand to match beyond the colon boundaries"
 * (https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_elements_resource.html).
 * In the part after the fifth colon, which names the resource, colons are characters like others.
 */

/**
 * The resource of a request: its ARN, `*` for actions that know no resources, or the beginning of an
 * ARN, with all its five colons, whose rest (at least one character) is open: a network interface
 * that AWS has yet to make.
 */
export type RequestResource = string | { readonly startsWith: string };

/**
 * A Resource or NotResource value with its variables replaced. A variable may stand only after the
 * fifth colon; what AWS makes of one before it is not documented, so such a value is a guess.
 */
export function resourcePattern(
  text: string,
  version: PolicyVersion,
  context: RequestContext,
): ExpandedValue {
  const value = expandVariables(text, version, context, true);
  const variable = version === '2012-10-17' ? text.indexOf('${') : -1;
  if (variable < 0 || text.slice(0, variable).split(':').length > HEAD_SEGMENTS) return value;
  return { ...value, certainty: 'guessed' };
}

const COLON = 58;
const HEAD_SEGMENTS = 5;

/** Whether a Resource pattern covers the resource; `unknown` for an open ARN that it covers in part. */
export function resourceMatches(pattern: ExpandedValue, resource: RequestResource): Truth {
  if (pattern.certainty === 'unresolved') return 'no';
  const matched =
    typeof resource === 'string'
      ? truthOf(arnPatternMatches(pattern.tokens, resource, tokensMatch))
      : openResourceMatches(pattern.tokens, resource.startsWith);
  return matched === 'yes' && pattern.certainty === 'guessed' ? 'unknown' : matched;
}

function openResourceMatches(tokens: readonly Token[], start: string): Truth {
  if (arnPatternMatches(tokens, start, coversEveryEnd)) return 'yes';
  return arnPatternMatches(tokens, start, allowsSomeEnd) ? 'unknown' : 'no';
}

type TailMatcher = (pattern: readonly Token[], text: string) => boolean;

/** Whether the pattern covers `text` followed by anything: it ends in a star and is done before it. */
function coversEveryEnd(pattern: readonly Token[], text: string): boolean {
  return pattern.at(-1) === ANY_TEXT && tokensMatch(pattern, text);
}

/** Whether the pattern covers `text` followed by some character or more. */
function allowsSomeEnd(pattern: readonly Token[], text: string): boolean {
  for (let index = 0; index < text.length; index += 1) {
    const token = pattern[index];
    if (token === ANY_TEXT) return true;
    if (token !== ANY_CHARACTER && token !== text.charCodeAt(index)) return false;
  }
  return pattern.length > text.length;
}

/**
 * Follows the pattern's segments through the text's, keeping every text segment that can come next:
 * one, or after a star that ends its segment all later ones.
 */
function arnPatternMatches(
  pattern: readonly Token[],
  text: string,
  matchTail: TailMatcher,
): boolean {
  const { heads, tail } = splitPattern(pattern);
  const starts = segmentStarts(text);
  let next = new Set([0]);
  for (const head of heads) {
    const after = new Set<number>();
    for (const segment of next) {
      const start = starts[segment];
      const following = starts[segment + 1];
      if (start === undefined || following === undefined) continue;
      if (!tokensMatch(head, text.slice(start, following - 1))) continue;
      if (head.at(-1) === ANY_TEXT) {
        for (let later = segment + 1; later < starts.length; later += 1) after.add(later);
      } else {
        after.add(segment + 1);
      }
    }
    next = after;
  }
  for (const segment of next) {
    const start = starts[segment];
    if (start === undefined) continue;
    const rest = text.slice(start);
    if (heads.length === HEAD_SEGMENTS ? matchTail(tail, rest) : shortTail(tail, rest, matchTail)) {
      return true;
    }
  }
  return false;
}

/** The end of a pattern with fewer than five colons: still a segment, so only a last star goes on. */
function shortTail(tail: readonly Token[], rest: string, matchTail: TailMatcher): boolean {
  const colon = rest.indexOf(':');
  if (colon < 0) return matchTail(tail, rest);
  return tail.at(-1) === ANY_TEXT && tokensMatch(tail, rest.slice(0, colon));
}

function splitPattern(pattern: readonly Token[]): {
  heads: readonly (readonly Token[])[];
  tail: readonly Token[];
} {
  const heads: (readonly Token[])[] = [];
  let start = 0;
  while (heads.length < HEAD_SEGMENTS) {
    const colon = pattern.indexOf(COLON, start);
    if (colon < 0) break;
    heads.push(pattern.slice(start, colon));
    start = colon + 1;
  }
  return { heads, tail: pattern.slice(start) };
}

/** Where each colon-separated segment of the text begins. */
function segmentStarts(text: string): readonly number[] {
  const starts = [0];
  for (let colon = text.indexOf(':'); colon >= 0; colon = text.indexOf(':', colon + 1)) {
    starts.push(colon + 1);
  }
  return starts;
}
