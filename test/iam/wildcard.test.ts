import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  actionPatternCovers,
  patternCovers,
  patternsOverlap,
} from '../../shared/iam/pattern-cover.ts';
import { actionMatches, wildcardMatches } from '../../shared/iam/wildcard.ts';

// https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_elements_resource.html
describe('wildcardMatches', () => {
  it.each<[string, string, boolean]>([
    ['', '', true],
    ['', 'a', false],
    ['*', '', true],
    ['*', 'anything:/at all', true],
    ['**', '', true],
    ['?', '', false],
    ['?', 'a', true],
    ['??', 'a', false],
    ['a*b', 'ab', true],
    ['a*b', 'axxb', true],
    ['a*b', 'abx', false],
    ['*a', 'aaa', true],
    ['a*a', 'a', false],
    ['*ab*ab*', 'abab', true],
    ['*ab*ab*', 'aba', false],
    ['a?c*e', 'abcde', true],
    ['A', 'a', false],
    ['\\*', '\\x', true],
    ['\\*', 'x', false],
    ['a.c', 'abc', false],
    ['[a-z]', 'b', false],
  ])('%j on %j: %s', (pattern, text, matches) => {
    expect(wildcardMatches(pattern, text)).toBe(matches);
  });

  const letters = fc.string({ unit: fc.constantFrom('a', 'b', ':'), maxLength: 12 });
  const patterns = fc.string({ unit: fc.constantFrom('a', 'b', ':', '*', '?'), maxLength: 8 });

  it('agrees with a table of all prefixes', () => {
    fc.assert(
      fc.property(patterns, letters, (pattern, text) => {
        expect(wildcardMatches(pattern, text)).toBe(byTable(pattern, text));
      }),
      { numRuns: 5_000 },
    );
  });

  const allTexts = words(['a', 'b'], 6);
  const matched = new Map(
    words(['a', 'b', '*', '?'], 3).map((pattern) => [
      pattern,
      new Set(allTexts.filter((text) => byTable(pattern, text))),
    ]),
  );

  const pairs = [...matched].flatMap(([one, oneTexts]) =>
    [...matched].map(([other, otherTexts]) => ({ one, oneTexts, other, otherTexts })),
  );

  it('covers: a yes holds for every text, a wrong no needs both kinds of wildcards', () => {
    const wrong = pairs.filter(({ one, oneTexts, other, otherTexts }) => {
      const claimed = patternCovers(one, other);
      if (claimed === [...otherTexts].every((text) => oneTexts.has(text))) return false;
      return claimed || !((one + other).includes('*') && (one + other).includes('?'));
    });
    expect(wrong.map(({ one, other }) => `${one} covers ${other}`)).toEqual([]);
  });

  it('overlap: exactly when some text is matched by both', () => {
    const wrong = pairs.filter(
      ({ one, oneTexts, other, otherTexts }) =>
        patternsOverlap(one, other) !== [...oneTexts].some((text) => otherTexts.has(text)),
    );
    expect(wrong.map(({ one, other }) => `${one} overlaps ${other}`)).toEqual([]);
  });

  it.each<[string, string, boolean, boolean]>([
    ['s3:*', 's3:Get*', true, true],
    ['s3:Get*', 's3:*', false, true],
    ['s3:Get*', 's3:*Object', false, true],
    ['s3:Get*', 's3:Put*', false, false],
    ['S3:getobject', 's3:GetObject', false, false],
    ['a?c', 'abc', true, true],
    ['a?c', 'a*c', false, true],
    ['*', '*', true, true],
  ])('%s covers %s: %s, overlaps: %s', (outer, inner, covers, overlaps) => {
    expect(patternCovers(outer, inner)).toBe(covers);
    expect(patternsOverlap(outer, inner)).toBe(overlaps);
  });

  it('actions have no case, and only ASCII letters are folded', () => {
    expect(actionMatches('S3:GET*', 's3:GetObject')).toBe(true);
    expect(actionMatches('\u212Ams:*', 'kms:Decrypt')).toBe(false);
    expect(actionPatternCovers('S3:*', 's3:get*')).toBe(true);
  });
});

describe('work', () => {
  it.each<[string, string, string]>([
    ['stars and letters', '*a'.repeat(50_000), `${'a'.repeat(99_999)}b`],
    ['one long piece, near miss at its end', `*${'a'.repeat(50_000)}b*`, 'a'.repeat(100_000)],
    ['one long piece, near miss at its start', `*b${'a'.repeat(50_000)}*`, 'a'.repeat(100_000)],
    ['a periodic piece', `*${'ab'.repeat(25_000)}c*`, 'ab'.repeat(50_000)],
    ['stars alone', '*'.repeat(100_000), 'a'.repeat(100_000)],
    ['more question marks than text', `*${'?'.repeat(100_000)}`, 'a'.repeat(50_000)],
  ])('%s: at most a few steps per character', (_title, pattern, text) => {
    const counter = { steps: 0 };
    wildcardMatches(pattern, text, counter);
    expect(counter.steps).toBeLessThanOrEqual(3 * (pattern.length + text.length));
  });

  it('for a text as long as an ARN may be, even mixed wildcards stay linear in the pattern', () => {
    const text = 'a'.repeat(2_048);
    for (const length of [10_000, 100_000]) {
      const counter = { steps: 0 };
      wildcardMatches('*?a'.repeat(length / 3), text, counter);
      wildcardMatches(`*${'?a'.repeat(500)}b*`, text, counter);
      expect(counter.steps).toBeLessThanOrEqual(text.length * 1_002 + length);
    }
  });
});

/** All words over the letters up to a length. */
function words(alphabet: readonly string[], length: number): readonly string[] {
  const shorter = length === 0 ? [] : words(alphabet, length - 1);
  return ['', ...shorter.flatMap((word) => alphabet.map((letter) => letter + word))];
}

/** The textbook table: row by row, which prefixes of the text the pattern so far matches. */
function byTable(pattern: string, text: string): boolean {
  let row = [true, ...Array.from(text, () => false)];
  for (const token of pattern) {
    const next = [token === '*' && row[0] === true];
    for (let index = 1; index <= text.length; index += 1) {
      next.push(
        token === '*'
          ? next[index - 1] === true || row[index] === true
          : row[index - 1] === true && (token === '?' || token === text[index - 1]),
      );
    }
    row = next;
  }
  return row[text.length] === true;
}
