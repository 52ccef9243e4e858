import { ANY_CHARACTER, ANY_TEXT, asciiLowerCase, wildcardTokens } from './wildcard.ts';
import type { Token } from './wildcard.ts';

/**
 * Questions about two patterns at once, asked of what a policy grants rather than of one request.
 * Both are answered over sets of positions, so their cost is bounded by the product of the lengths.
 */

/**
 * Whether everything that `inner` matches is matched by `outer`. A yes is certain; the no of a pair
 * such as `?*` and `*?`, which say the same in two ways, may be wrong.
 */
export function patternCovers(outer: string, inner: string): boolean {
  const text = wildcardTokens(inner);
  return reaches(wildcardTokens(outer), text, (pattern, token) => {
    if (pattern === ANY_TEXT) return true;
    if (token === ANY_TEXT) return false;
    return pattern === ANY_CHARACTER || pattern === token;
  });
}

/** `patternCovers` for action patterns, which have no case. */
export function actionPatternCovers(outer: string, inner: string): boolean {
  return patternCovers(asciiLowerCase(outer), asciiLowerCase(inner));
}

/** Whether some text is matched by both patterns. */
export function patternsOverlap(a: string, b: string): boolean {
  const left = wildcardTokens(a);
  const right = wildcardTokens(b);
  let row = new Set([0]);
  spread(row, right);
  for (const token of left) {
    const next = new Set<number>();
    for (const at of row) {
      const other = right[at];
      if (token === ANY_TEXT) {
        for (let later = at; later <= right.length; later += 1) next.add(later);
        break;
      }
      if (other === undefined) continue;
      if (other === ANY_TEXT) next.add(at);
      else if (token === ANY_CHARACTER || other === ANY_CHARACTER || token === other)
        next.add(at + 1);
    }
    spread(next, right);
    row = new Set([...next].sort((x, y) => x - y));
  }
  return row.has(right.length);
}

/** `patternsOverlap` for action patterns, which have no case. */
export function actionPatternsOverlap(a: string, b: string): boolean {
  return patternsOverlap(asciiLowerCase(a), asciiLowerCase(b));
}

/** A star at a reached place may stand for nothing. */
function spread(row: Set<number>, pattern: readonly Token[]): void {
  for (const at of row) if (pattern[at] === ANY_TEXT) row.add(at + 1);
}

function reaches(
  pattern: readonly Token[],
  text: readonly Token[],
  accepts: (pattern: Token, token: Token) => boolean,
): boolean {
  let row = new Set([0]);
  spread(row, pattern);
  for (const token of text) {
    const next = new Set<number>();
    for (const at of row) {
      const own = pattern[at];
      if (own === undefined || !accepts(own, token)) continue;
      next.add(own === ANY_TEXT ? at : at + 1);
    }
    spread(next, pattern);
    row = next;
  }
  return row.has(pattern.length);
}
