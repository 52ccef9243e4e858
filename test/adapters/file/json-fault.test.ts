import * as fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { findJsonFault, lineAndColumn } from '../../../shared/adapters/file/json-fault.ts';
import type { JsonFault } from '../../../shared/adapters/file/json-fault.ts';

function parses(text: string): boolean {
  try {
    JSON.parse(text);
    return true;
  } catch {
    return false;
  }
}

function faultOf(text: string): JsonFault {
  const fault = findJsonFault(text);
  if (fault === undefined) throw new Error(`is JSON: ${text}`);
  return fault;
}

describe('where a text stops being JSON', () => {
  test.each<[string, string, number, number]>([
    ['', 'ended', 1, 1],
    ['{"a": [1, 2', 'ended', 1, 12],
    ['{"a": tr', 'ended', 1, 9],
    ['{"a": "x\\u00', 'ended', 1, 13],
    ['{"a": trx}', 'unexpected', 1, 7],
    ['{a: 1}', 'unexpected', 1, 2],
    ['{"a" 1}', 'unexpected', 1, 6],
    ['{"a": 1,}', 'unexpected', 1, 9],
    ['[1,]', 'unexpected', 1, 4],
    ['[1 2]', 'unexpected', 1, 4],
    ['[1}', 'unexpected', 1, 3],
    ['{"a": 01}', 'unexpected', 1, 8],
    ["{'a': 1}", 'unexpected', 1, 2],
    ['{"a": "x\ny"}', 'unexpected', 1, 9],
    ['{"a": "\\q"}', 'unexpected', 1, 8],
    ['{\n  "a": 1\n}\n\n{}', 'second-value', 5, 1],
    ['// why\n{}', 'unexpected', 1, 1],
    [`{"a": "${'\\n'.repeat(1_000_000)}`, 'ended', 1, 2_000_008],
  ])('%.20j', (text, kind, line, column) => {
    const fault = faultOf(text);
    expect(fault.kind).toBe(kind);
    expect(lineAndColumn(text, fault.offset)).toEqual({ line, column });
  });

  test('is nowhere in JSON', () => {
    fc.assert(
      fc.property(fc.json(), (text) => {
        expect(findJsonFault(` ${text}\n`)).toBeUndefined();
      }),
    );
  });

  test('from an offset on', () => {
    expect(findJsonFault('{}[]x', 2)).toEqual({ kind: 'second-value', offset: 4 });
    expect(findJsonFault('[]\n[1', 2)).toEqual({ kind: 'ended', offset: 5 });
  });

  test('is where everything before it could still become JSON and the next character cannot', () => {
    const damaged = fc
      .tuple(fc.json(), fc.nat(), fc.constantFrom('"', '{', ']', ',', ':', 'x', '\u0001'))
      .map(([text, at, character]) => {
        const offset = at % (text.length + 1);
        return `${text.slice(0, offset)}${character}${text.slice(offset)}`;
      })
      .filter((text) => !parses(text) && !text.includes('\n'));
    fc.assert(
      fc.property(damaged, (text) => {
        const { kind, offset } = faultOf(text);
        const before = text.slice(0, offset);
        const sound = findJsonFault(before)?.kind !== 'unexpected';
        expect(kind === 'second-value' ? parses(before) : sound).toBe(true);
        expect(kind === 'ended').toBe(offset === text.length);
      }),
      { numRuns: 500 },
    );
  });
});
