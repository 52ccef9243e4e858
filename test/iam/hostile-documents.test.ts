import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { evaluatePolicy } from '../../shared/iam/evaluate.ts';
import { lintPolicyText } from '../../shared/iam/guardrail-lint.ts';
import { parsePolicyDocument } from '../../shared/iam/policy-document.ts';
import { policyErrorText } from '../../shared/iam/policy-error.ts';
import { grantedPrefixes, roleGrants } from '../../shared/iam/role-grants.ts';
import { FUNCTION } from './access-cases.ts';
import { context } from './policies.ts';

/**
 * Documents made to hurt. Time is not measured: what is shown is that each gives a clear answer, that
 * messages stay short, and (in wildcard.test.ts) that steps stay within a multiple of the size.
 */

const LONG = 'x'.repeat(100_000);
const request = { action: 'lambda:InvokeFunction', resource: FUNCTION, context: context({}) };

function errors(input: unknown): readonly string[] {
  const parse = parsePolicyDocument(input, 'identity');
  return parse.ok ? [] : parse.errors.map(policyErrorText);
}

/** `{"Statement":[ … ]}` as text, so that nothing of the test's own making can be deep. */
function document(statement: string): string {
  return `{"Version":"2012-10-17","Statement":[${statement}]}`;
}

function text(parts: Readonly<Record<string, unknown>>): string {
  return JSON.stringify({ Effect: 'Allow', Action: '*', Resource: '*', ...parts });
}

describe('nesting', () => {
  it.each([
    ['lists', '['.repeat(100_000)],
    ['closed lists', '['.repeat(100_000) + ']'.repeat(100_000)],
    ['objects', '{"a":'.repeat(100_000)],
    ['statements in statements', document('{"Effect":'.repeat(50_000))],
    ['conditions', document(text({}).replace('}', `,"Condition":${'{"a":'.repeat(50_000)}`))],
  ])('%s: refused before it is entered', (_title, input) => {
    const found = errors(input);
    expect(found).toHaveLength(1);
    expect(found[0]).toMatch(
      /^nested deeper than 20 levels; a policy document never needs more than 6 \(line 1 column \d+\)$/,
    );
  });

  it('of a decoded object', () => {
    let value: unknown = {};
    for (let level = 0; level < 10_000; level += 1) value = { Statement: value };
    expect(errors(value)[0]).toMatch(/^nested deeper than 20 levels/);
  });

  it('of fragments, for the search for statements that can still be read', () => {
    const found = lintPolicyText('{"Effect":'.repeat(50_000) + '}'.repeat(50_000), 'identity', {
      required: false,
    });
    expect(found.map(({ rule }) => rule)).toEqual(['L5']);
  });
});

describe('long strings', () => {
  it.each<[string, string, RegExp]>([
    [
      'effect',
      text({ Effect: LONG }),
      /^Statement\[0\], Effect: must be Allow or Deny, not "x{40}"/,
    ],
    ['action', text({ Action: LONG }), /Action: "x{100}" is no action/],
    ['resource', text({ Resource: LONG }), /Resource: "x{100}" is no resource/],
    [
      'operator',
      text({ Condition: { [LONG]: { 'a:b': 'c' } } }),
      /Condition: "x{100}" is no condition operator/,
    ],
    [
      'key',
      text({ Condition: { StringEquals: { [LONG]: 'c' } } }),
      /Condition: "x{100}" is no condition key/,
    ],
    ['element', text({ [LONG]: 1 }), /"x{100}" is no policy element/],
    ['Sid', text({ Sid: `${LONG} ` }), /Statement\[0\] \(Sid "x{100}"\), Sid: may hold only/],
  ])('as %s: a short message', (_title, statement, message) => {
    const found = errors(document(statement));
    expect(found).toHaveLength(1);
    expect(found[0]).toMatch(message);
    expect(found[0]?.length).toBeLessThan(500);
  });

  it('where they are allowed they are only long', () => {
    const statement = text({
      Sid: LONG,
      Resource: `${FUNCTION}${LONG}*`,
      Condition: { StringLike: { 'a:b': `*${LONG}*` } },
    });
    const parse = parsePolicyDocument(document(statement), 'identity');
    if (!parse.ok) throw new Error('does not parse');
    const verdict = evaluatePolicy({ name: 'p', document: parse.document }, request);
    expect(verdict.decision).toBe('implicitly-denied');
  });

  it('an unfinished one', () => {
    expect(errors(`{"Statement": "${LONG}`)).toEqual([
      'the string never ends: a straight quote " is missing (line 1 column 15)',
    ]);
  });

  it('of nothing but backslashes, braces or dollars', () => {
    for (const piece of ['\\', '${', '$', '${a', '{', '"', '\\"', '}{', '“', '0']) {
      const values = { StringEquals: { 'a:b': piece.repeat(30_000) } };
      const parse = parsePolicyDocument(document(text({ Condition: values })), 'identity');
      if (!parse.ok) throw new Error('does not parse');
      const known = context({ 'a:b': 'x' });
      expect(
        evaluatePolicy({ name: 'p', document: parse.document }, { ...request, context: known })
          .decision,
      ).toBe('implicitly-denied');
      expect(parsePolicyDocument(piece.repeat(30_000), 'identity').ok).toBe(false);
      for (const broken of [piece.repeat(30_000), `{"${piece.repeat(30_000)}`]) {
        const rules = lintPolicyText(broken, 'identity', { required: false });
        expect(rules.every(({ rule }) => rule === 'L5')).toBe(true);
      }
    }
  });
});

describe('many', () => {
  it('statements, each wrong in its own place', () => {
    const found = errors(
      document(Array.from({ length: 5_000 }, () => '{"Effect":"allow"}').join(',\n')),
    );
    expect(found).toHaveLength(15_000);
    expect(found.at(-3)).toBe(
      'Statement[4999], Effect: must be Allow or Deny, not "allow" (line 5000 column 11)',
    );
  });

  it('statements, all right', () => {
    const many = Array.from({ length: 20_000 }, (_none, index) =>
      text({ Sid: `S${index}`, Action: `s3:Get${index}` }),
    );
    const parse = parsePolicyDocument(document(many.join(',')), 'identity');
    if (!parse.ok) throw new Error('does not parse');
    const source = { name: 'p', document: parse.document };
    const verdict = evaluatePolicy(source, { ...request, action: 's3:Get19999' });
    expect(verdict.statement).toEqual({ policy: 'p', index: 19_999, sid: 'S19999' });
    expect(grantedPrefixes(roleGrants({ identity: [source] }))).toEqual(['s3']);
  });

  it('equal Sids, equal keys', () => {
    const same = Array.from({ length: 5_000 }, () => text({ Sid: 'A' }));
    expect(errors(document(same.join(',')))).toHaveLength(4_999);
    const keys = Array.from({ length: 5_000 }, () => '"Effect":"Deny"');
    expect(errors(document(`{${keys.join(',')},"Action":"*","Resource":"*"}`))).toHaveLength(4_999);
  });

  it('unknown keys of one statement', () => {
    const keys = Array.from({ length: 5_000 }, (_none, index) => `a:k${index}`);
    const Condition = { StringEquals: Object.fromEntries(keys.map((key) => [key, '1'])) };
    const parse = parsePolicyDocument(document(text({ Condition })), 'identity');
    if (!parse.ok) throw new Error('does not parse');
    const verdict = evaluatePolicy(
      { name: 'p', document: parse.document },
      { ...request, context: context({}, keys) },
    );
    expect(verdict.decision).toBe('unknown');
    expect(verdict.reason.length).toBeLessThan(400);
  });
});

describe('names that are special to JavaScript', () => {
  const NAMES = ['__proto__', 'constructor', 'prototype', 'toString', 'hasOwnProperty', 'valueOf'];

  it.each(NAMES)('%s as an element is an unknown element', (name) => {
    expect(
      errors(
        `{"Statement":{"Effect":"Allow","Action":"*","Resource":"*","${name}":{"Effect":"Deny"}}}`,
      ),
    ).toEqual([expect.stringContaining(`"${name}" is no policy element`)]);
  });

  it.each(NAMES)('%s as an operator or a principal is unknown', (name) => {
    expect(
      errors(document(text({}).replace('}', `,"Condition":{"${name}":{"a:b":"c"}}}`)))[0],
    ).toContain('is no condition operator');
    const principal = `{"Statement":{"Effect":"Allow","Action":"*","Resource":"*","Principal":{"${name}":"*"}}}`;
    const parse = parsePolicyDocument(principal, 'resource');
    expect(parse.ok).toBe(false);
  });

  it.each(NAMES)('aws:RequestTag/%s as a key is a key', (name) => {
    const key = `aws:RequestTag/${name}`;
    const statement = text({}).replace(
      '}',
      `,"Condition":{"StringEquals":{"${key}":"\${${key}}"}}}`,
    );
    const parse = parsePolicyDocument(document(statement), 'identity');
    if (!parse.ok) throw new Error('does not parse');
    const source = { name: 'p', document: parse.document };
    expect(evaluatePolicy(source, request).decision).toBe('implicitly-denied');
    expect(
      evaluatePolicy(source, {
        ...request,
        context: context({ [`aws:requesttag/${name.toUpperCase()}`]: 'v' }),
      }).decision,
    ).toBe('allowed');
  });

  it('does not leave a trace on the objects of others', () => {
    parsePolicyDocument(
      '{"__proto__":{"polluted":1},"Statement":{"__proto__":{"polluted":1}}}',
      'identity',
    );
    expect(Reflect.get({}, 'polluted')).toBeUndefined();
  });
});

describe('anything at all', () => {
  it('a text is read or refused with a reason, never thrown at', () => {
    const noise = fc.oneof(
      fc.string({ unit: 'binary', maxLength: 200 }),
      fc
        .array(
          fc.constantFrom(
            '{',
            '}',
            '[',
            ']',
            '"',
            ':',
            ',',
            '\\',
            '%7B',
            '"Statement"',
            '"Effect"',
            '"Allow"',
            '"Action"',
            '"*"',
            '”',
            '\n',
            '0',
          ),
          { maxLength: 60 },
        )
        .map((parts) => parts.join('')),
    );
    fc.assert(
      fc.property(noise, fc.constantFrom('identity', 'resource', 'scp'), (input, kind) => {
        const parse = parsePolicyDocument(input, kind);
        expect(parse.ok || parse.errors.length > 0).toBe(true);
        lintPolicyText(input, kind, { required: false });
      }),
      { numRuns: 1_000 },
    );
  });

  it('a valid document with one character changed is still read or refused with a place', () => {
    const valid = document(
      text({ Sid: 'A', Action: ['s3:*'], Condition: { Bool: { 'aws:SecureTransport': true } } }),
    );
    fc.assert(
      fc.property(
        fc.nat(valid.length - 1),
        fc.constantFrom('', '"', '{', '}', '[', ']', ',', ':', '\\', '”', 'x'),
        (at, change) => {
          const parse = parsePolicyDocument(
            valid.slice(0, at) + change + valid.slice(at + 1),
            'identity',
          );
          expect(parse.ok || parse.errors.every(({ line }) => line === 1)).toBe(true);
        },
      ),
      { numRuns: 2_000 },
    );
  });

  it('a decoded value of any shape', () => {
    fc.assert(
      fc.property(
        fc.anything({
          withBigInt: true,
          withDate: true,
          withMap: true,
          withNullPrototype: true,
          withObjectString: true,
        }),
        (value) => {
          const parse = parsePolicyDocument(
            { Version: '2012-10-17', Statement: value },
            'identity',
          );
          expect(parse.ok || parse.errors.length > 0).toBe(true);
          expect(typeof parsePolicyDocument(value, 'resource').ok).toBe('boolean');
        },
      ),
    );
  });
});
