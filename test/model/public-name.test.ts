import * as fc from 'fast-check';
import { parse } from 'tldts';
import { expect, it } from 'vitest';
import { hasPublicSuffix } from '../../shared/model/public-name.ts';
import { TOP_LEVEL_DOMAINS } from '../../shared/model/top-level-domains.ts';

const domains = [...TOP_LEVEL_DOMAINS];
const label = fc.stringMatching(/^[a-z0-9_][a-z0-9-]{0,8}$/);
const last = fc.oneof(fc.constantFrom(...domains), fc.stringMatching(/^[a-z][a-z0-9-]{1,8}$/));

function isIcann(host: string): boolean {
  return parse(host, { validateHostname: false }).isIcann === true;
}

it('knows the public names that the whole list knows', () => {
  fc.assert(
    fc.property(fc.array(label, { minLength: 1, maxLength: 4 }), last, (labels, domain) => {
      const host = [...labels, domain].join('.');
      expect(hasPublicSuffix(host)).toBe(isIcann(host));
    }),
    { numRuns: 3_000 },
  );
});

it('knows every domain at the top of the list', () => {
  expect(domains.length).toBeGreaterThan(1_000);
  expect(domains.filter((domain) => !isIcann(`a.${domain}`))).toEqual([]);
});

it.each([
  ['api.example.com', true],
  ['www.ck', true],
  ['a.xn--p1ai', true],
  ['db.local', false],
  ['db.internal', false],
  ['10.0.0.1', false],
  ['localhost', false],
])('%s: %s', (host, expected) => {
  expect(hasPublicSuffix(host)).toBe(expected);
  expect(isIcann(host)).toBe(expected);
});
