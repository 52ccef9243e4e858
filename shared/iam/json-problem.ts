import type { TextProblem } from './json-node.ts';

/** A syntax error at an offset of the text; never leaves the reader. */
export class JsonProblem extends Error {
  override readonly name = 'JsonProblem';
  readonly offset: number;

  constructor(message: string, offset: number) {
    super(message);
    this.offset = offset;
  }
}

/** The 1-based line and column of an offset. */
export function positionOf(text: string, offset: number): { line: number; column: number } {
  let line = 1;
  let lineStart = 0;
  for (;;) {
    const end = text.indexOf('\n', lineStart);
    if (end < 0 || end >= offset) return { line, column: offset - lineStart + 1 };
    line += 1;
    lineStart = end + 1;
  }
}

/** Answers `positionOf` for one text many times: the line starts are found once. */
export function positionIndex(text: string): (offset: number) => { line: number; column: number } {
  const lineStarts = [0];
  for (let end = text.indexOf('\n'); end >= 0; end = text.indexOf('\n', end + 1)) {
    lineStarts.push(end + 1);
  }
  return (offset) => {
    let low = 0;
    let high = lineStarts.length;
    while (high - low > 1) {
      const middle = (low + high) >> 1;
      if ((lineStarts[middle] ?? 0) <= offset) low = middle;
      else high = middle;
    }
    return { line: low + 1, column: offset - (lineStarts[low] ?? 0) + 1 };
  };
}

/** Quotes that word processors and web pages put in place of the straight one. */
const TYPOGRAPHIC_QUOTE = /[\u201c\u201d\u201e\u201f\u00ab\u00bb\u2033\uff02]/g;

/** As many as a person wants to read; the rest is of the same kind. */
const QUOTES_NAMED = 5;

/** One problem for each of the first typographic quotes in a text that is no JSON. */
export function typographicQuoteProblems(text: string): readonly TextProblem[] {
  const problems: TextProblem[] = [];
  for (const match of text.matchAll(TYPOGRAPHIC_QUOTE)) {
    if (problems.length === QUOTES_NAMED) break;
    problems.push({
      message: `a typographic quote ${match[0]} (${codePointText(match[0])}); use a straight quote "`,
      ...positionOf(text, match.index),
    });
  }
  return problems;
}

/** The first typographic quote in a value, in words, or undefined. */
export function typographicQuoteIn(value: string): string | undefined {
  const found = /[\u2018\u2019\u201c\u201d\u201e\u201f\u00ab\u00bb\u2033\uff02]/.exec(value)?.[0];
  return found === undefined
    ? undefined
    : `a typographic quote ${found} (${codePointText(found)}); use a straight quote " at the end of the string and none inside`;
}

/** The character at an offset for a message: itself when it prints, its code point when not. */
export function describeCharacter(text: string, offset: number): string {
  const codePoint = text.codePointAt(offset);
  if (codePoint === undefined) return 'the end of the document';
  const character = String.fromCodePoint(codePoint);
  return /[\u0021-\u007e]/.test(character)
    ? character
    : `${character.trim()} (${codePointText(character)})`.trim();
}

function codePointText(character: string): string {
  return `U+${(character.codePointAt(0) ?? 0).toString(16).toUpperCase().padStart(4, '0')}`;
}
