import {
  JsonProblem,
  positionOf,
  typographicQuoteProblems,
  describeCharacter,
} from './json-problem.ts';
import type { JsonMember, JsonNode, JsonReading } from './json-node.ts';
import { MAX_JSON_DEPTH } from './json-node.ts';

/**
 * Reads JSON into nodes that keep what JSON.parse hides: repeated keys, the place of each value and
 * the text of a number. `__proto__` is a key like any other, because members are a list. Every
 * character is visited a bounded number of times, and nesting is bounded before it is entered.
 */

const WHITESPACE = /[ \t\r\n]*/y;
const NUMBER = /-?(?:0|[1-9]\d*)(?:\.\d+)?(?:[eE][+-]?\d+)?/y;
const WORD = /[A-Za-z]+/y;
const FIRST_PRINTABLE = 0x20;
const QUOTE = 0x22;
const BACKSLASH = 0x5c;
const FOUR_HEX = /[0-9a-fA-F]{4}/y;

const ESCAPES: ReadonlyMap<string, string> = new Map([
  ['"', '"'],
  ['\\', '\\'],
  ['/', '/'],
  ['b', '\b'],
  ['f', '\f'],
  ['n', '\n'],
  ['r', '\r'],
  ['t', '\t'],
]);

interface Bracket {
  readonly opener: '{' | '[';
  readonly offset: number;
}

/** The nodes of the text, or everything a person needs to find what breaks it. */
export function readJson(text: string): JsonReading {
  try {
    return { ok: true, node: new JsonReader(text).document() };
  } catch (error) {
    if (!(error instanceof JsonProblem)) throw error;
    const plain = { message: error.message, ...positionOf(text, error.offset) };
    return { ok: false, problems: [...typographicQuoteProblems(text), plain] };
  }
}

class JsonReader {
  readonly #text: string;
  readonly #open: Bracket[] = [];
  #offset = 0;

  constructor(text: string) {
    this.#text = text;
  }

  document(): JsonNode {
    this.#blanks();
    if (this.#ended()) throw new JsonProblem('the document is empty', 0);
    const node = this.#value();
    this.#blanks();
    if (this.#ended()) return node;
    const next = this.#next();
    if (next === '}' || next === ']') {
      throw this.#problem(`one ${next} too many: everything opened before it is already closed`);
    }
    throw this.#problem(
      next === '{'
        ? 'a second object begins after the first one has ended: a policy is one object, its statements belong into the Statement list'
        : `text follows after the document has ended: ${describeCharacter(this.#text, this.#offset)}`,
    );
  }

  #value(): JsonNode {
    const at = this.#offset;
    const next = this.#next();
    if (next === '{') return this.#object();
    if (next === '[') return this.#list();
    if (next === '"') return { kind: 'text', at, text: this.#string() };
    const number = this.#take(NUMBER);
    if (number !== '') return { kind: 'number', at, text: number };
    const word = this.#take(WORD);
    if (word === 'true' || word === 'false') return { kind: 'boolean', at, text: word };
    if (word === 'null') return { kind: 'null', at };
    this.#offset = at;
    throw this.#unexpected('a value');
  }

  #object(): JsonNode {
    const at = this.#enter('{');
    const members: JsonMember[] = [];
    const repeated: JsonMember[] = [];
    const keys = new Set<string>();
    this.#blanks();
    while (this.#next() !== '}') {
      if (members.length > 0) this.#comma('}');
      const keyAt = this.#offset;
      if (this.#next() !== '"') throw this.#unexpected('a key in double quotes');
      const key = this.#string();
      this.#blanks();
      if (this.#next() !== ':')
        throw this.#unexpected(`a colon after the key "${key.slice(0, 60)}"`);
      this.#offset += 1;
      this.#blanks();
      const member = { key, at: keyAt, value: this.#value() };
      members.push(member);
      if (keys.has(key)) repeated.push(member);
      keys.add(key);
      this.#blanks();
    }
    this.#leave();
    return { kind: 'object', at, members, repeated };
  }

  #list(): JsonNode {
    const at = this.#enter('[');
    const items: JsonNode[] = [];
    this.#blanks();
    while (this.#next() !== ']') {
      if (items.length > 0) this.#comma(']');
      items.push(this.#value());
      this.#blanks();
    }
    this.#leave();
    return { kind: 'list', at, items };
  }

  #comma(closer: '}' | ']'): void {
    const next = this.#next();
    if (next !== ',') {
      const begins = next === '"' || next === '{' || next === '[';
      throw begins
        ? this.#problem(`a comma is missing before ${describeCharacter(this.#text, this.#offset)}`)
        : this.#unexpected(`a comma or ${closer}`);
    }
    this.#offset += 1;
    this.#blanks();
    if (this.#next() === closer) {
      throw this.#problem(`a comma stands before ${closer}; remove the comma`);
    }
  }

  #string(): string {
    const start = this.#offset;
    const parts: string[] = [];
    this.#offset += 1;
    for (;;) {
      parts.push(this.#plainCharacters());
      const next = this.#next();
      if (next === '"') break;
      if (next === '\\') parts.push(this.#escape());
      else throw this.#brokenString(start);
    }
    this.#offset += 1;
    return parts.join('');
  }

  #plainCharacters(): string {
    const start = this.#offset;
    for (;;) {
      const code = this.#text.charCodeAt(this.#offset);
      // The end of the text (NaN) fails the first comparison.
      if (!(code >= FIRST_PRINTABLE) || code === QUOTE || code === BACKSLASH) break;
      this.#offset += 1;
    }
    return this.#text.slice(start, this.#offset);
  }

  #escape(): string {
    const letter = this.#text.charAt(this.#offset + 1);
    const plain = ESCAPES.get(letter);
    if (plain !== undefined) {
      this.#offset += 2;
      return plain;
    }
    if (letter === 'u') {
      FOUR_HEX.lastIndex = this.#offset + 2;
      const digits = FOUR_HEX.exec(this.#text)?.[0];
      if (digits !== undefined) {
        this.#offset += 6;
        return String.fromCharCode(Number.parseInt(digits, 16));
      }
    }
    const hint = letter === '*' ? '; write * without the backslash' : '';
    throw this.#problem(`\\${letter} is not an escape that JSON knows${hint}`);
  }

  #brokenString(start: number): JsonProblem {
    if (this.#ended()) {
      return new JsonProblem('the string never ends: a straight quote " is missing', start);
    }
    const { line, column } = positionOf(this.#text, start);
    const begun = `the string that begins at line ${line} column ${column}`;
    const next = this.#next();
    return this.#problem(
      next === '\n' || next === '\r'
        ? `${begun} runs into the end of its line: its closing straight quote " is missing`
        : `${begun} holds the control character ${describeCharacter(this.#text, this.#offset)}`,
    );
  }

  #enter(opener: '{' | '['): number {
    if (this.#open.length >= MAX_JSON_DEPTH) {
      throw this.#problem(
        `nested deeper than ${MAX_JSON_DEPTH} levels; a policy document never needs more than 6`,
      );
    }
    const at = this.#offset;
    this.#open.push({ opener, offset: at });
    this.#offset += 1;
    return at;
  }

  #leave(): void {
    this.#open.pop();
    this.#offset += 1;
  }

  #unexpected(wanted: string): JsonProblem {
    const innermost = this.#open.at(-1);
    const next = this.#next();
    if (this.#ended()) return this.#neverClosed();
    const wrongCloser = innermost?.opener === '{' ? ']' : '}';
    if (innermost !== undefined && next === wrongCloser) {
      const { line, column } = positionOf(this.#text, innermost.offset);
      const closer = innermost.opener === '{' ? '}' : ']';
      return this.#problem(
        `the ${innermost.opener} opened at line ${line} column ${column} meets ${next} before it is closed: a ${closer} is missing`,
      );
    }
    const hint =
      next === "'"
        ? '; JSON strings stand in straight double quotes'
        : next === '/' || next === '#'
          ? '; JSON has no comments'
          : '';
    return this.#problem(
      `expected ${wanted}, found ${describeCharacter(this.#text, this.#offset)}${hint}`,
    );
  }

  #neverClosed(): JsonProblem {
    const closers = this.#open.map(({ opener }) => (opener === '{' ? '}' : ']')).toReversed();
    const places = this.#open.map(({ opener, offset }) => {
      const { line, column } = positionOf(this.#text, offset);
      return `${opener} at line ${line} column ${column}`;
    });
    return this.#problem(
      `the document ends too early: nothing closes ${places.join(' and ')}; ${closers.join(' ')} is missing at the end`,
    );
  }

  #problem(message: string): JsonProblem {
    return new JsonProblem(message, this.#offset);
  }

  #blanks(): void {
    this.#take(WHITESPACE);
  }

  #take(pattern: RegExp): string {
    pattern.lastIndex = this.#offset;
    const found = pattern.exec(this.#text)?.[0] ?? '';
    this.#offset += found.length;
    return found;
  }

  #next(): string {
    return this.#text.charAt(this.#offset);
  }

  #ended(): boolean {
    return this.#offset >= this.#text.length;
  }
}
