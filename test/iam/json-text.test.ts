import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { readJson } from '../../shared/iam/json-text.ts';
import { readDecodedJson } from '../../shared/iam/json-value.ts';
import type { JsonNode } from '../../shared/iam/json-node.ts';

function plain(node: JsonNode): unknown {
  if (node.kind === 'object') {
    return { object: node.members.map(({ key, value }) => [key, plain(value)]) };
  }
  if (node.kind === 'list') return node.items.map(plain);
  if (node.kind === 'null') return null;
  return node.kind === 'text' ? node.text : { scalar: node.text };
}

function messages(text: string): readonly string[] {
  const reading = readJson(text);
  return reading.ok ? [] : reading.problems.map(({ message }) => message);
}

describe('what JSON.parse hides', () => {
  it('keeps every member, its order and its key', () => {
    const reading = readJson('{"a":1,"__proto__":{"b":2},"constructor":3,"a":4}');
    if (!reading.ok || reading.node.kind !== 'object') throw new Error('not read');
    expect(reading.node.members.map(({ key }) => key)).toEqual([
      'a',
      '__proto__',
      'constructor',
      'a',
    ]);
    expect(reading.node.repeated.map(({ key, at }) => [key, at])).toEqual([['a', 43]]);
    expect(Object.getPrototypeOf(reading.node)).toBe(Object.prototype);
  });

  it('keeps the text of a number', () => {
    const reading = readJson('[10.0, 1e400, 12345678901234567890]');
    expect(reading.ok && plain(reading.node)).toEqual([
      { scalar: '10.0' },
      { scalar: '1e400' },
      { scalar: '12345678901234567890' },
    ]);
  });
});

describe('what is wrong, in words', () => {
  it.each<[string, string]>([
    ['', 'the document is empty'],
    ['  \n', 'the document is empty'],
    ['{"a":1,}', 'a comma stands before }; remove the comma'],
    ['[1,]', 'a comma stands before ]; remove the comma'],
    [
      "{'a':1}",
      "expected a key in double quotes, found '; JSON strings stand in straight double quotes",
    ],
    ['{a:1}', 'expected a key in double quotes, found a'],
    ['{"a" 1}', 'expected a colon after the key "a", found 1'],
    ['{"a":1 "b":2}', 'a comma is missing before "'],
    ['[{} {}]', 'a comma is missing before {'],
    ['[1 2]', 'expected a comma or ], found 2'],
    ['{"a":"x\\*"}', '\\* is not an escape that JSON knows; write * without the backslash'],
    ['"\\u12g4"', '\\u is not an escape that JSON knows'],
    ['{"a":1}}', 'one } too many: everything opened before it is already closed'],
    ['[1]]', 'one ] too many: everything opened before it is already closed'],
    [
      '{"a":1} {"b":2}',
      'a second object begins after the first one has ended: a policy is one object, its statements belong into the Statement list',
    ],
    ['{} x', 'text follows after the document has ended: x'],
    ['{"a":[1}', 'the [ opened at line 1 column 6 meets } before it is closed: a ] is missing'],
    ['[{"a":1]', 'the { opened at line 1 column 2 meets ] before it is closed: a } is missing'],
    [
      '{\n "a": [ {',
      'the document ends too early: nothing closes { at line 1 column 1 and [ at line 2 column 7 and { at line 2 column 9; } ] } is missing at the end',
    ],
    ['"abc', 'the string never ends: a straight quote " is missing'],
    [
      '["abc\n"]',
      'the string that begins at line 1 column 2 runs into the end of its line: its closing straight quote " is missing',
    ],
    ['"a\tb"', 'the string that begins at line 1 column 1 holds the control character (U+0009)'],
    ['{} // done', 'text follows after the document has ended: /'],
    ['{"a": /* x */ 1}', 'expected a value, found /; JSON has no comments'],
    ['nope', 'expected a value, found n'],
    ['01', 'text follows after the document has ended: 1'],
    ['\u00a0{}', 'expected a value, found (U+00A0)'],
  ])('%j: %s', (text, message) => {
    expect(messages(text)).toEqual([message]);
  });

  it('names each typographic quote before the error it leads to', () => {
    expect(messages('{\n  "a": “x”\n}')).toEqual([
      'a typographic quote “ (U+201C); use a straight quote "',
      'a typographic quote ” (U+201D); use a straight quote "',
      'expected a value, found “ (U+201C)',
    ]);
  });

  it('says nothing of typographic quotes in a document that is JSON', () => {
    expect(messages('{"Sid": "the “best” one"}')).toEqual([]);
  });
});

const jsonValue = fc.jsonValue({ maxDepth: 6 });

describe('against JSON.parse', () => {
  it('reads every JSON text to the same value as the decoded object', () => {
    fc.assert(
      fc.property(jsonValue, fc.constantFrom(0, 2), (value, indent) => {
        const text = JSON.stringify(value, undefined, indent);
        const fromText = readJson(text);
        const fromValue = readDecodedJson(JSON.parse(text));
        if (!fromText.ok || !fromValue.ok) throw new Error('not read');
        expect(plain(fromText.node)).toEqual(plain(fromValue.node));
      }),
    );
  });

  it('takes a text for JSON exactly when JSON.parse does', () => {
    const pieces = fc.constantFrom(
      '{',
      '}',
      '[',
      ']',
      ',',
      ':',
      '"a"',
      '"',
      '1',
      '-',
      '.5',
      'e3',
      'true',
      'null',
      ' ',
      '\n',
      '\\',
      'x',
      '“',
    );
    fc.assert(
      fc.property(
        fc.array(pieces, { maxLength: 12 }).map((parts) => parts.join('')),
        (text) => {
          expect(readJson(text).ok).toBe(isJson(text));
        },
      ),
      { numRuns: 5_000 },
    );
  });
});

function isJson(text: string): boolean {
  try {
    JSON.parse(text);
    return true;
  } catch (error) {
    if (error instanceof SyntaxError) return false;
    throw error;
  }
}

describe('decoded documents', () => {
  it('counts own members only and survives __proto__ as a key', () => {
    const value: unknown = JSON.parse('{"__proto__": {"Effect": "Allow"}, "a": 1}');
    const reading = readDecodedJson(value);
    expect(reading.ok && plain(reading.node)).toEqual({
      object: [
        ['__proto__', { object: [['Effect', 'Allow']] }],
        ['a', { scalar: '1' }],
      ],
    });
    expect(readDecodedJson(Object.create({ Effect: 'Allow' }))).toMatchObject({
      node: { members: [] },
    });
  });

  it('refuses what no JSON holds, and circles', () => {
    const circle: unknown[] = [];
    circle.push(circle);
    expect(readDecodedJson(circle).ok).toBe(false);
    expect(readDecodedJson({ a: () => 1 })).toMatchObject({
      problems: [{ message: 'a value of type function cannot stand in a policy document' }],
    });
    expect(readDecodedJson(undefined).ok).toBe(false);
  });

  it('reads an object that stands in many places once', () => {
    let value: unknown = 'x';
    for (let level = 0; level < 18; level += 1) value = Array.from({ length: 10 }, () => value);
    expect(readDecodedJson(value).ok).toBe(true);
  });
});
