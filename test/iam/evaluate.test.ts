import { describe, expect, it } from 'vitest';
import {
  allAllowed,
  evaluatePolicy,
  evaluatePrincipal,
  isAllowed,
  someAllowed,
} from '../../shared/iam/evaluate.ts';
import type { NamedPolicy, PrincipalPolicies } from '../../shared/iam/evaluate.ts';
import type { AccessRequest } from '../../shared/iam/statement.ts';
import { ACCESS_CASES, FUNCTION } from './access-cases.ts';
import { CONDITION_CASES } from './condition-cases.ts';
import { context, named, policy } from './policies.ts';

describe.each(ACCESS_CASES)('$page', ({ cases }) => {
  it.each(cases)('$title', (one) => {
    const document = policy(one.statements, 'identity', one.version);
    const request = {
      action: one.action ?? 'lambda:InvokeFunction',
      resource: one.resource ?? FUNCTION,
      context: context(one.known ?? {}, one.unknown),
    };
    const verdict = evaluatePolicy({ name: 'p', document }, request);
    expect(verdict.decision).toBe(one.decision);
    expect(evaluatePrincipal({ identity: [{ name: 'p', document }] }, request).decision).toBe(
      one.decision,
    );
  });
});

it('the two tables together hold at least 150 cases, each under its page', () => {
  const groups = [...ACCESS_CASES, ...CONDITION_CASES];
  expect(groups.every(({ page }) => page.startsWith('https://docs.aws.amazon.com/'))).toBe(true);
  expect(groups.flatMap(({ cases }) => [...cases]).length).toBeGreaterThanOrEqual(150);
});

const everything = { Sid: 'Everything', Effect: 'Allow', Action: '*', Resource: '*' };
const invoke = { Sid: 'Invoke', Effect: 'Allow', Action: 'lambda:InvokeFunction', Resource: '*' };
const denyInvoke = { ...invoke, Sid: 'NoInvoke', Effect: 'Deny' };
const maybe = { Bool: { 'test:Flag': 'true' } };
const request: AccessRequest = {
  action: 'lambda:InvokeFunction',
  resource: FUNCTION,
  context: context({}, ['test:Flag']),
};

const inline = named('inline', [invoke]);
const unreadable: NamedPolicy = { name: 'attached', unreadable: 'iam:GetPolicyVersion is denied' };

describe('policies of a principal, in the order of reference_policies_evaluation-logic.html', () => {
  it.each<[string, PrincipalPolicies, string]>([
    [
      'one allow among several policies',
      { identity: [named('s3', [{ ...everything, Action: 's3:*' }]), inline] },
      'allowed',
    ],
    ['no policies at all', { identity: [] }, 'implicitly-denied'],
    [
      'a boundary that does not allow',
      { identity: [inline], permissionsBoundary: named('b', [{ ...everything, Action: 's3:*' }]) },
      'implicitly-denied',
    ],
    [
      'a boundary that allows',
      { identity: [inline], permissionsBoundary: named('b', [everything]) },
      'allowed',
    ],
    [
      'a boundary alone grants nothing',
      { identity: [], permissionsBoundary: named('b', [everything]) },
      'implicitly-denied',
    ],
    [
      'a deny in the boundary',
      { identity: [inline], permissionsBoundary: named('b', [everything, denyInvoke]) },
      'explicitly-denied',
    ],
    [
      'an SCP level without an allow',
      {
        identity: [inline],
        serviceControlPolicies: [
          [named('full', [everything], 'scp')],
          [named('ou', [{ ...everything, Action: 's3:*' }], 'scp')],
        ],
      },
      'implicitly-denied',
    ],
    [
      'every SCP level allows',
      {
        identity: [inline],
        serviceControlPolicies: [
          [named('full', [everything], 'scp')],
          [named('ou', [{ ...everything, Action: 'lambda:*' }], 'scp')],
        ],
      },
      'allowed',
    ],
    [
      'one SCP of a level is enough',
      {
        identity: [inline],
        serviceControlPolicies: [
          [
            named('s3', [{ ...everything, Action: 's3:*' }], 'scp'),
            named('full', [everything], 'scp'),
          ],
        ],
      },
      'allowed',
    ],
    [
      'a level without any policy',
      { identity: [inline], serviceControlPolicies: [[]] },
      'implicitly-denied',
    ],
    [
      'a deny in an SCP',
      {
        identity: [inline],
        serviceControlPolicies: [[named('full', [everything, denyInvoke], 'scp')]],
      },
      'explicitly-denied',
    ],
    ['an unreadable identity policy may deny', { identity: [inline, unreadable] }, 'unknown'],
    [
      'an unreadable policy cannot hide a certain deny',
      { identity: [unreadable, named('d', [denyInvoke])] },
      'explicitly-denied',
    ],
    ['an unreadable identity policy may allow', { identity: [unreadable] }, 'unknown'],
    [
      'a boundary without an allow decides although the identity is unreadable',
      {
        identity: [unreadable],
        permissionsBoundary: named('b', [{ ...everything, Action: 's3:*' }]),
      },
      'implicitly-denied',
    ],
    ['an unreadable boundary', { identity: [inline], permissionsBoundary: unreadable }, 'unknown'],
    [
      'an unknown allow in the boundary',
      {
        identity: [inline],
        permissionsBoundary: named('b', [{ ...everything, Condition: maybe }]),
      },
      'unknown',
    ],
    [
      'an unknown deny in an SCP',
      {
        identity: [inline],
        serviceControlPolicies: [
          [named('full', [everything, { ...denyInvoke, Condition: maybe }], 'scp')],
        ],
      },
      'unknown',
    ],
  ])('%s', (_title, policies, decision) => {
    expect(evaluatePrincipal(policies, request).decision).toBe(decision);
  });
});

describe('why', () => {
  it('names the statement that allows by policy, place and Sid', () => {
    const verdict = evaluatePrincipal(
      {
        identity: [named('first', [{ ...everything, Action: 's3:*' }]), inline],
        permissionsBoundary: named('b', [everything]),
      },
      request,
    );
    expect(verdict.statement).toEqual({ policy: 'inline', index: 0, sid: 'Invoke' });
    expect(verdict.reason).toBe('Statement[0] (Sid "Invoke") of policy inline allows it');
  });

  it('names the statement that denies', () => {
    const verdict = evaluatePrincipal({ identity: [named('p', [invoke, denyInvoke])] }, request);
    expect(verdict.statement).toEqual({ policy: 'p', index: 1, sid: 'NoInvoke' });
    expect(verdict.reason).toContain('denies it');
  });

  it('names the key that is not known', () => {
    const verdict = evaluatePrincipal(
      { identity: [named('p', [{ ...invoke, Condition: maybe }])] },
      request,
    );
    expect(verdict.reason).toBe(
      'Statement[0] (Sid "Invoke") of policy p depends on what is not known: the value of test:Flag is not known (it may allow)',
    );
  });

  it('names the group that lacks an allow', () => {
    const verdict = evaluatePrincipal(
      { identity: [inline], permissionsBoundary: named('b', [{ ...everything, Action: 's3:*' }]) },
      request,
    );
    expect(verdict.reason).toBe('no statement of the permissions boundary allows it');
    expect(verdict.statement).toBeUndefined();
  });

  it('names the policy that could not be read', () => {
    expect(evaluatePrincipal({ identity: [unreadable] }, request).reason).toContain(
      'policy attached could not be read: iam:GetPolicyVersion is denied',
    );
  });

  it('keeps a reason short when hundreds of keys are unknown', () => {
    const keys = Array.from({ length: 300 }, (_none, index) => `test:Key${index}`);
    const Condition = { StringEquals: Object.fromEntries(keys.map((key) => [key, 'x'])) };
    const verdict = evaluatePolicy(named('p', [{ ...invoke, Condition }]), {
      ...request,
      context: context({}, keys),
    });
    expect(verdict.reason).toContain('and 297 more');
  });
});

it('joins verdicts over several requests', () => {
  const yes = evaluatePolicy(inline, request);
  const no = evaluatePolicy(inline, { ...request, action: 's3:GetObject' });
  const open = evaluatePolicy(unreadable, request);
  expect([yes, no, open].map(isAllowed)).toEqual(['yes', 'no', 'unknown']);
  expect(allAllowed([yes, open])).toBe('unknown');
  expect(allAllowed([no, open])).toBe('no');
  expect(someAllowed([no, open])).toBe('unknown');
  expect(someAllowed([yes, open])).toBe('yes');
});
