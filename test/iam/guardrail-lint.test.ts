import { existsSync, readFileSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { lintGuardrail, lintPolicyText } from '../../shared/iam/guardrail-lint.ts';
import type { LintFinding } from '../../shared/iam/guardrail-lint.ts';
import type { PolicyKind } from '../../shared/iam/policy-model.ts';
import { policy } from './policies.ts';

const ACTIONS = ['lambda:CreateFunction', 'lambda:UpdateFunctionConfiguration'];

function statement(Effect: 'Allow' | 'Deny', Condition: unknown, Sid?: string) {
  return {
    ...(Sid === undefined ? {} : { Sid }),
    Effect,
    Action: ACTIONS,
    Resource: '*',
    Condition,
  };
}

function rules(statements: unknown, required = false): readonly string[] {
  return lintGuardrail(policy(statements), { required }).map(({ rule }) => rule);
}

describe('rules, each with the policy that breaks it and the one that mends it', () => {
  it.each<[string, unknown, readonly string[]]>([
    [
      'L1',
      statement('Allow', { 'ForAllValues:StringEquals': { 'lambda:SubnetIds': ['subnet-1'] } }),
      ['L1'],
    ],
    [
      'L1, any case of the key',
      statement('Allow', { 'ForAllValues:StringLike': { 'Lambda:securitygroupids': 'sg-1' } }),
      ['L1'],
    ],
    [
      'L1 mended',
      statement('Allow', {
        'ForAllValues:StringEquals': { 'lambda:SubnetIds': ['subnet-1'] },
        Null: { 'lambda:SubnetIds': 'false' },
      }),
      [],
    ],
    [
      'L1, a Null check of another key',
      statement('Allow', {
        'ForAllValues:StringEquals': { 'lambda:SubnetIds': ['subnet-1'] },
        Null: { 'lambda:VpcIds': 'false' },
      }),
      ['L1'],
    ],
    [
      'L1, the wrong Null check',
      statement('Allow', {
        'ForAllValues:StringEquals': { 'lambda:SubnetIds': ['subnet-1'] },
        Null: { 'lambda:SubnetIds': 'true' },
      }),
      ['L1'],
    ],
    [
      'L1 is about Allow',
      statement('Deny', { 'ForAllValues:StringEquals': { 'lambda:SubnetIds': ['subnet-1'] } }),
      [],
    ],
    [
      'L1 is about these keys',
      statement('Allow', { 'ForAllValues:StringEquals': { 'aws:TagKeys': ['a'] } }),
      [],
    ],
    ['L2', statement('Deny', { 'ForAnyValue:StringEquals': { 'lambda:VpcIds': 'vpc-1' } }), ['L2']],
    [
      'L2 and L1',
      statement('Allow', { 'ForAllValues:StringEquals': { 'lambda:VpcIds': 'vpc-1' } }),
      ['L1', 'L2'],
    ],
    ['L2 mended', statement('Deny', { StringEquals: { 'lambda:VpcIds': 'vpc-1' } }), []],
    ['L3', statement('Deny', { StringEquals: { 'lambda:SubnetIds': 'subnet-1' } }), ['L3']],
    [
      'L3',
      statement('Allow', { StringLikeIfExists: { 'lambda:SecurityGroupIds': 'sg-*' } }),
      ['L3'],
    ],
    [
      'L3 mended',
      statement('Deny', { 'ForAnyValue:StringEquals': { 'lambda:SubnetIds': 'subnet-1' } }),
      [],
    ],
    ['L3 is not about Null', statement('Deny', { Null: { 'lambda:SubnetIds': 'true' } }), []],
    [
      'L4',
      [
        statement('Allow', { StringEquals: { 'lambda:VpcIds': 'vpc-1' } }),
        statement('Allow', {
          'ForAllValues:StringEquals': { 'lambda:SubnetIds': 'subnet-1' },
          Null: { 'lambda:SubnetIds': 'false' },
        }),
      ],
      ['L4'],
    ],
    [
      'L4 mended',
      statement('Allow', {
        StringEquals: { 'lambda:VpcIds': 'vpc-1' },
        'ForAllValues:StringEquals': { 'lambda:SubnetIds': 'subnet-1' },
        Null: { 'lambda:SubnetIds': 'false' },
      }),
      [],
    ],
    [
      'L4 is not about two VPCs',
      [
        statement('Allow', { StringEquals: { 'lambda:VpcIds': 'vpc-1' } }),
        statement('Allow', { StringEquals: { 'lambda:VpcIds': 'vpc-2' } }),
      ],
      [],
    ],
    [
      'L4 is not about Deny',
      [
        statement('Deny', { StringEquals: { 'lambda:VpcIds': 'vpc-1' } }),
        statement('Deny', { 'ForAnyValue:StringEquals': { 'lambda:SubnetIds': 'subnet-1' } }),
      ],
      [],
    ],
    ['L6', statement('Deny', { StringNotEquals: { 'lambda:VpcIds': 'vpc-1' } }), ['L6']],
    [
      'L6 in an Allow',
      statement('Allow', { StringNotEquals: { 'lambda:VpcIds': 'vpc-9' } }),
      ['L6'],
    ],
    [
      'L6 mended',
      statement('Deny', {
        StringNotEquals: { 'lambda:VpcIds': 'vpc-1' },
        Null: { 'lambda:VpcIds': false },
      }),
      [],
    ],
  ])('%s', (_title, statements, expected) => {
    expect(rules(statements)).toEqual(expected);
  });

  it('L6 is meant when every function must be in a VPC, and else only worth knowing', () => {
    const statements = statement('Deny', { StringNotEquals: { 'lambda:VpcIds': 'vpc-1' } });
    expect(rules(statements, true)).toEqual([]);
    expect(lintGuardrail(policy(statements), { required: false })[0]?.severity).toBe('info');
  });

  it('says what the statement does and what to write instead', () => {
    const [finding] = lintGuardrail(
      policy(
        statement(
          'Allow',
          { 'ForAllValues:StringEquals': { 'lambda:SubnetIds': ['subnet-1'] } },
          'Stay',
        ),
      ),
      { required: false },
    );
    expect(finding).toEqual({
      rule: 'L1',
      severity: 'error',
      statement: { index: 0, sid: 'Stay' },
      message:
        'Statement[0] (Sid "Stay"): ForAllValues:StringEquals is also true when lambda:SubnetIds is not in the request, so this Allow covers functions outside any VPC; add "Null": {"lambda:SubnetIds": "false"} to the same Condition',
    });
  });
});

/** The samples of AWS's older pages, in their shape: fragments of one document with prose between. */
const ALLOW_SAMPLES = `To allow users to access specific VPCs: { "Version": "2012-10-17", "Statement": [
  { "Sid": "StayInVpc", "Action": ["lambda:CreateFunction"], "Effect": "Allow", "Resource": "*", "Condition": { "StringEquals": { "lambda:VpcIds": ["vpc-1"] } } }
 To allow subnets: { "Sid": "StayInSubnets", "Action": ["lambda:CreateFunction"], "Effect": "Allow", "Resource": "*", "Condition": { "ForAllValues:StringEquals": { "lambda:SubnetIds": ["subnet-1"] } } }
 To allow groups: { "Sid": "StayInGroups", "Action": ["lambda:CreateFunction"], "Effect": "Allow", "Resource": "*", "Condition": { "ForAllValues:StringEquals": { "lambda:SecurityGroupIds": ["sg-1"] } } } ] }`;

const FRAGMENTS = ALLOW_SAMPLES.split(/To allow [a-zA-Z ]+: /).filter((part) => part !== '');

describe('texts that are no policy', () => {
  it.each<[string, string, readonly string[]]>([
    ['a document whose brackets are not closed', FRAGMENTS[0] ?? '', ['L5']],
    ['a statement by itself', FRAGMENTS[1] ?? '', ['L5', 'L1']],
    ['a statement with the end of its list', FRAGMENTS[2] ?? '', ['L5', 'L1']],
    ['the whole page', ALLOW_SAMPLES, ['L5', 'L1', 'L1', 'L4']],
  ])('%s', (_title, text, expected) => {
    expect(lintPolicyText(text, 'identity', { required: false }).map(({ rule }) => rule)).toEqual(
      expected,
    );
  });

  it('says which bracket is missing or too many', () => {
    const said = FRAGMENTS.map(
      (text) => lintPolicyText(text, 'identity', { required: false })[0]?.message,
    );
    expect(said[0]).toMatch(
      /^not JSON: the document ends too early: nothing closes \{ at line 1 column 1 and \[ at line 1 column \d+; \] \} is missing at the end/,
    );
    expect(said[1]).toMatch(/^not a valid policy: this is a single statement, not a policy/);
    expect(said[2]).toMatch(
      /^not JSON: one \] too many: everything opened before it is already closed/,
    );
  });

  it('typographic quotes are named, not repaired', () => {
    const text =
      '{\n "Statement": [{ "Principal": "*", "Effect": "Allow", "Action": "lambda:*",\n  "Resource": [\n   "arn:aws:lambda:us-east-2:1:function:f”,\n   "arn:aws:lambda:us-east-2:1:function:f:*”\n  ] }]\n}';
    const messages = lintPolicyText(text, 'resource', { required: false }).map(
      ({ message }) => message,
    );
    expect(messages.slice(0, 2)).toEqual([
      'not JSON: a typographic quote ” (U+201D); use a straight quote "',
      'not JSON: a typographic quote ” (U+201D); use a straight quote "',
    ]);
  });

  it('a valid policy on other things has no findings', () => {
    const text =
      '{"Version":"2012-10-17","Statement":{"Effect":"Allow","Action":"s3:*","Resource":"*"}}';
    expect(lintPolicyText(text, 'identity', { required: true })).toEqual([]);
  });
});

function lint(text: string, kind: PolicyKind): readonly LintFinding[] {
  return lintPolicyText(text, kind, { required: false });
}

const seeds = join(process.env['RECORDED_DATA'] ?? '../shared', 'seeds');

describe.skipIf(!existsSync(seeds))('the samples of the pages that the controls come from', () => {
  const texts = existsSync(seeds)
    ? readdirSync(seeds)
        .toSorted()
        .map((name) => readFileSync(join(seeds, name), 'utf8'))
    : [];

  it('the endpoint policy with typographic quotes', () => {
    const page = texts.find((text) => text.includes('function:my-function”')) ?? '';
    const findings = lint(
      page.slice(page.indexOf('{\n   "Statement"'), page.lastIndexOf('}') + 1),
      'resource',
    );
    expect(
      findings.filter(({ message }) => message.includes('typographic quote ” (U+201D)')),
    ).toHaveLength(2);
    expect(findings.every(({ rule }) => rule === 'L5')).toBe(true);
  });

  it('the later copies of it are valid', () => {
    const samples = texts.flatMap((text) => text.match(/\{ "Statement":\[.*\] \}/g) ?? []);
    expect(samples).toHaveLength(2);
    for (const sample of samples) expect(lint(sample, 'resource')).toEqual([]);
  });

  it('the condition key samples: one policy, six fragments, and what they would allow', () => {
    const page = texts.find((text) => text.includes('EXAMPLE POLICIES WITH CONDITION KEYS')) ?? '';
    const samples = [
      ...page.matchAll(/\{ "(?:Version|Sid)".*?(?= (?:To (?:deny|allow)|DENY|ALLOW|INTERNET) )/gs),
    ].map(([text]) => text);
    const found = samples.map((text) =>
      lint(text, 'identity')
        .map(({ rule }) => rule)
        .join(' '),
    );
    expect(found).toEqual(['', 'L5', 'L5', 'L5', 'L5', 'L5 L1', 'L5 L1']);
    const allow = page.slice(
      page.indexOf('ALLOW USERS TO CREATE AND UPDATE'),
      page.indexOf('INTERNET AND SERVICE ACCESS FOR VPC-CONNECTED FUNCTIONS By'),
    );
    expect(lint(allow, 'identity').map(({ rule }) => rule)).toEqual(['L5', 'L1', 'L1', 'L4']);
  });
});
