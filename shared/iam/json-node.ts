/** A policy document before its meaning is looked at: what JSON says, with nothing merged or dropped. */

/** The deepest nesting read. A policy needs 6: document, Statement, statement, Condition, operator, values. */
export const MAX_JSON_DEPTH = 20;

/** One `"key": value` of an object. `at` is the offset in the text, -1 where there was no text. */
export interface JsonMember {
  readonly key: string;
  readonly at: number;
  readonly value: JsonNode;
}

/** An object with all its members in order; `repeated` holds those whose key had come before. */
export interface JsonObject {
  readonly kind: 'object';
  readonly at: number;
  readonly members: readonly JsonMember[];
  readonly repeated: readonly JsonMember[];
}

/** A value as JSON writes it; numbers keep their text. */
export type JsonNode =
  | JsonObject
  | { readonly kind: 'list'; readonly at: number; readonly items: readonly JsonNode[] }
  | { readonly kind: 'text' | 'number' | 'boolean'; readonly at: number; readonly text: string }
  | { readonly kind: 'null'; readonly at: number };

/** What is wrong with a text, and where (1-based) when it was a text. */
export interface TextProblem {
  readonly message: string;
  readonly line?: number;
  readonly column?: number;
}

export type JsonReading =
  | { readonly ok: true; readonly node: JsonNode }
  | { readonly ok: false; readonly problems: readonly TextProblem[] };

const KIND_TEXTS: Readonly<Record<JsonNode['kind'], string>> = {
  object: 'an object',
  list: 'a list',
  text: 'a string',
  number: 'a number',
  boolean: 'true or false',
  null: 'null',
};

/** What a node is, in words for a message. */
export function nodeKindText(node: JsonNode): string {
  return KIND_TEXTS[node.kind];
}
