/**
 * IAM's wildcards: `*` for any characters, also none, and `?` for exactly one. There is no escape: a
 * backslash is a backslash, so `\*` is a backslash and then anything
 * (https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_elements_resource.html).
 *
 * A pattern is a list of tokens, because a policy variable can put a literal `*` into it. Between two
 * stars the leftmost place is always as good as any other, so matching never goes back over a star:
 * at most text length × longest piece steps, linear in the pattern.
 */

/** A UTF-16 code unit, or one of the wildcards below. */
export type Token = number;

export const ANY_CHARACTER = -1;
export const ANY_TEXT = -2;

const STAR = 42;
const QUESTION_MARK = 63;

/** Counts comparisons, for those who want to show a bound. */
export interface StepCounter {
  steps: number;
}

/** The tokens of a text in which `*` and `?` are wildcards. */
export function wildcardTokens(text: string): Token[] {
  const tokens: Token[] = [];
  for (let index = 0; index < text.length; index += 1) {
    const code = text.charCodeAt(index);
    if (code === QUESTION_MARK) tokens.push(ANY_CHARACTER);
    else if (code !== STAR) tokens.push(code);
    else if (tokens.at(-1) !== ANY_TEXT) tokens.push(ANY_TEXT);
  }
  return tokens;
}

/** The tokens of a text in which nothing is a wildcard. */
export function literalTokens(text: string): Token[] {
  const tokens: Token[] = [];
  for (let index = 0; index < text.length; index += 1) tokens.push(text.charCodeAt(index));
  return tokens;
}

/** Whether the pattern covers the whole text. */
export function tokensMatch(
  pattern: readonly Token[],
  text: string,
  counter?: StepCounter,
): boolean {
  const pieces = piecesOf(pattern);
  const first = pieces[0] ?? [];
  const last = pieces.at(-1) ?? [];
  if (pieces.length === 1) {
    return first.length === text.length && pieceAt(first, text, 0, counter);
  }
  const required = pieces.reduce((sum, piece) => sum + piece.length, 0);
  if (required > text.length || !pieceAt(first, text, 0, counter)) return false;
  const end = text.length - last.length;
  let from = first.length;
  for (const piece of pieces.slice(1, -1)) {
    const place = findPiece(piece, text, from, end, counter);
    if (place < 0) return false;
    from = place + piece.length;
  }
  return from <= end && pieceAt(last, text, end, counter);
}

/** Whether the pattern, with `*` and `?` as wildcards, covers the whole text; upper and lower case differ. */
export function wildcardMatches(pattern: string, text: string, counter?: StepCounter): boolean {
  return tokensMatch(wildcardTokens(pattern), text, counter);
}

/**
 * Whether an action pattern covers an action. Service prefixes and action names have no case
 * (https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_elements_action.html).
 */
export function actionMatches(pattern: string, action: string): boolean {
  const wildcard = pattern.search(WILDCARD);
  if (wildcard < 0) {
    // Most patterns name one action; their tokens would be made for nothing.
    return pattern.length === action.length && asciiLowerCase(pattern) === asciiLowerCase(action);
  }
  const folded = asciiLowerCase(pattern);
  const name = asciiLowerCase(action);
  return name.startsWith(folded.slice(0, wildcard)) && wildcardMatches(folded, name);
}

const WILDCARD = /[*?]/;

const BEYOND_ASCII = /[\u0080-\uffff]/;

/** Lower case for A to Z only: `K` (U+212A) must not become `k`. */
export function asciiLowerCase(text: string): string {
  return BEYOND_ASCII.test(text)
    ? text.replace(/[A-Z]+/g, (letters) => letters.toLowerCase())
    : text.toLowerCase();
}

/** The runs between stars; a pattern without a star is one run. */
function piecesOf(pattern: readonly Token[]): readonly Token[][] {
  const pieces: Token[][] = [];
  let piece: Token[] = [];
  for (const token of pattern) {
    if (token === ANY_TEXT) {
      pieces.push(piece);
      piece = [];
    } else {
      piece.push(token);
    }
  }
  pieces.push(piece);
  return pieces;
}

function pieceAt(
  piece: readonly Token[],
  text: string,
  at: number,
  counter?: StepCounter,
): boolean {
  if (at + piece.length > text.length) return false;
  for (let index = 0; index < piece.length; index += 1) {
    if (counter !== undefined) counter.steps += 1;
    const token = piece[index];
    if (token !== ANY_CHARACTER && token !== text.charCodeAt(at + index)) return false;
  }
  return true;
}

/** The leftmost place of the piece in text[from, end), or -1. */
function findPiece(
  piece: readonly Token[],
  text: string,
  from: number,
  end: number,
  counter?: StepCounter,
): number {
  if (!piece.includes(ANY_CHARACTER)) return findLiteral(piece, text, from, end, counter);
  for (let at = from; at + piece.length <= end; at += 1) {
    if (pieceAt(piece, text, at, counter)) return at;
  }
  return -1;
}

/** Knuth, Morris and Pratt: no character of the text is looked at again after a near miss. */
function findLiteral(
  piece: readonly Token[],
  text: string,
  from: number,
  end: number,
  counter?: StepCounter,
): number {
  const fallback = borders(piece);
  let matched = 0;
  if (piece.length === 0) return from;
  for (let at = from; at < end; at += 1) {
    const code = text.charCodeAt(at);
    while (matched > 0 && piece[matched] !== code) {
      if (counter !== undefined) counter.steps += 1;
      matched = fallback[matched - 1] ?? 0;
    }
    if (counter !== undefined) counter.steps += 1;
    if (piece[matched] === code) matched += 1;
    if (matched === piece.length) return at - piece.length + 1;
  }
  return -1;
}

/** For each prefix of the piece the length of its longest proper border. */
function borders(piece: readonly Token[]): readonly number[] {
  const lengths = [0];
  let length = 0;
  for (let index = 1; index < piece.length; index += 1) {
    while (length > 0 && piece[index] !== piece[length]) length = lengths[length - 1] ?? 0;
    if (piece[index] === piece[length]) length += 1;
    lengths.push(length);
  }
  return lengths;
}
