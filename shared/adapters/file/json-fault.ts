/**
 * Finds where a text stops being JSON. `JSON.parse` gives a position only sometimes, and its messages
 * quote the text around it, which can hold a secret: they are never shown.
 */

export interface JsonFault {
  /** `ended`: the text stops too early; `second-value`: another value follows the complete one. */
  readonly kind: 'ended' | 'unexpected' | 'second-value';
  /** From the beginning of the text. */
  readonly offset: number;
}

const BLANK = /[ \t\n\r]*/y;
/** Inside a string: every character from the blank on, but quote and backslash. */
const PLAIN = /[ !#-[\]-\u{10ffff}]+/uy;
const ESCAPE = /\\(?:["\\/bfnrt]|u[0-9a-fA-F]{4})/y;
const PARTIAL_ESCAPE = /^\\(?:u[0-9a-fA-F]{0,3})?$/;
const NUMBER_OR_WORD = /-?(?:0|[1-9]\d*)(?:\.\d+)?(?:[eE][+-]?\d+)?|true|false|null/y;
const WORDS = ['true', 'false', 'null'];

type Expected = 'value' | 'value-or-end' | 'key' | 'key-or-end' | 'colon' | 'next' | 'nothing';

/** The first fault of a text from an offset on; undefined where one value stands there and nothing else. */
export function findJsonFault(text: string, from = 0): JsonFault | undefined {
  const open: ('{' | '[')[] = [];
  let expected: Expected = 'value';
  let offset = from;
  for (;;) {
    offset = endOf(BLANK, text, offset) ?? offset;
    const character = text[offset];
    if (expected === 'nothing') {
      return character === undefined ? undefined : { kind: 'second-value', offset };
    }
    if (character === undefined) return { kind: 'ended', offset };
    const closes = character === (open.at(-1) === '{' ? '}' : ']');
    if (closes && open.length > 0 && /end|next/.test(expected)) {
      open.pop();
      offset += 1;
      expected = open.length === 0 ? 'nothing' : 'next';
    } else if (expected === 'colon' && character === ':') {
      offset += 1;
      expected = 'value';
    } else if (expected === 'next' && character === ',') {
      offset += 1;
      expected = open.at(-1) === '{' ? 'key' : 'value';
    } else if (expected.startsWith('value') && (character === '{' || character === '[')) {
      open.push(character);
      offset += 1;
      expected = character === '{' ? 'key-or-end' : 'value-or-end';
    } else if (expected.startsWith('key') || expected.startsWith('value')) {
      const scalar = scalarEnd(text, offset, expected.startsWith('value'));
      if (typeof scalar !== 'number') return scalar;
      offset = scalar;
      expected = expected.startsWith('key') ? 'colon' : open.length === 0 ? 'nothing' : 'next';
    } else {
      return { kind: 'unexpected', offset };
    }
  }
}

/** Where a reader finds an offset: both count from 1. */
export function lineAndColumn(text: string, offset: number): { line: number; column: number } {
  const before = text.slice(0, offset);
  return { line: before.split('\n').length, column: offset - before.lastIndexOf('\n') };
}

/** Where the string, number or word at the offset ends, or its fault. */
function scalarEnd(text: string, offset: number, anyScalar: boolean): number | JsonFault {
  if (text[offset] === '"') {
    const end = stringBodyEnd(text, offset + 1);
    if (text[end] === '"') return end + 1;
    const rest = text.slice(end, end + 7);
    return rest === '' || PARTIAL_ESCAPE.test(rest)
      ? { kind: 'ended', offset: text.length }
      : { kind: 'unexpected', offset: end };
  }
  const end = anyScalar ? endOf(NUMBER_OR_WORD, text, offset) : undefined;
  if (end !== undefined) return end;
  const rest = text.slice(offset, offset + 6);
  const cutWord = anyScalar && WORDS.some((word) => word.startsWith(rest));
  return cutWord ? { kind: 'ended', offset: text.length } : { kind: 'unexpected', offset };
}

/** In steps: one expression for all of a string exhausts the stack where it has very many escapes. */
function stringBodyEnd(text: string, offset: number): number {
  let end = offset;
  for (;;) {
    const next = endOf(PLAIN, text, end) ?? endOf(ESCAPE, text, end);
    if (next === undefined) return end;
    end = next;
  }
}

function endOf(pattern: RegExp, text: string, offset: number): number | undefined {
  pattern.lastIndex = offset;
  return pattern.test(text) ? pattern.lastIndex : undefined;
}
