import { describe, expect, it } from 'vitest';
import { evaluatePolicy } from '../../shared/iam/evaluate.ts';
import { principalMatches } from '../../shared/iam/principal.ts';
import type { RequestPrincipal } from '../../shared/iam/principal.ts';
import { FUNCTION } from './access-cases.ts';
import { context, named, policy } from './policies.ts';

// https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_elements_principal.html

const ACCOUNT = '111122223333';
const ROOT = `arn:aws:iam::${ACCOUNT}:root`;
const USER = `arn:aws:iam::${ACCOUNT}:user/MyUser`;
const ROLE = `arn:aws:iam::${ACCOUNT}:role/service/worker`;
const SESSION = `arn:aws:sts::${ACCOUNT}:assumed-role/worker/job`;

const user: RequestPrincipal = { kind: 'aws', arn: USER };
const role: RequestPrincipal = { kind: 'aws', arn: ROLE };
const session: RequestPrincipal = { kind: 'aws', arn: SESSION, roleArn: ROLE };
const sessionOfUnknownPath: RequestPrincipal = { kind: 'aws', arn: SESSION };
const lambda: RequestPrincipal = { kind: 'service', names: ['lambda.amazonaws.com'] };
const anonymous: RequestPrincipal = { kind: 'anonymous' };

function judge(parts: Readonly<Record<string, unknown>>, principal: RequestPrincipal) {
  const [statement] = policy(
    { Effect: 'Allow', Action: '*', Resource: '*', ...parts },
    'resource',
  ).statements;
  if (statement?.principals === undefined) throw new Error('no principals');
  return principalMatches(statement.principals, principal);
}

describe('Principal', () => {
  it.each<[unknown, RequestPrincipal, string]>([
    ['*', user, 'yes'],
    ['*', anonymous, 'yes'],
    ['*', lambda, 'yes'],
    [{ AWS: '*' }, user, 'yes'],
    [{ AWS: '*' }, anonymous, 'yes'],
    [{ AWS: '*' }, lambda, 'unknown'],
    [{ AWS: ACCOUNT }, user, 'yes'],
    [{ AWS: ROOT }, session, 'yes'],
    [{ AWS: '999999999999' }, user, 'no'],
    [{ AWS: `arn:aws-cn:iam::${ACCOUNT}:root` }, user, 'no'],
    [{ AWS: ['999999999999', USER] }, user, 'yes'],
    [{ AWS: USER.toLowerCase() }, user, 'no'],
    [{ AWS: ROLE }, role, 'yes'],
    [{ AWS: ROLE }, session, 'yes'],
    [{ AWS: ROLE }, sessionOfUnknownPath, 'unknown'],
    [{ AWS: `arn:aws:iam::${ACCOUNT}:role/worker` }, sessionOfUnknownPath, 'yes'],
    [{ AWS: `arn:aws:iam::${ACCOUNT}:role/worker` }, session, 'no'],
    [{ AWS: SESSION }, session, 'yes'],
    [{ AWS: SESSION }, role, 'unknown'],
    [{ AWS: `${SESSION}2` }, session, 'no'],
    [{ AWS: 'AROAEXAMPLEEXAMPLE12' }, role, 'unknown'],
    [
      { AWS: `arn:aws:sts::${ACCOUNT}:federated-user/bob` },
      { kind: 'aws', arn: `arn:aws:sts::${ACCOUNT}:federated-user/bob` },
      'yes',
    ],
    [{ Service: 'lambda.amazonaws.com' }, lambda, 'yes'],
    [{ Service: ['sns.amazonaws.com'] }, lambda, 'no'],
    [{ Service: 'lambda.amazonaws.com' }, user, 'no'],
    [
      { Federated: 'accounts.google.com' },
      { kind: 'federated', provider: 'accounts.google.com' },
      'yes',
    ],
    [{ Federated: 'accounts.google.com' }, { kind: 'federated', provider: 'www.amazon.com' }, 'no'],
    [{ CanonicalUser: 'abc' }, { kind: 'canonical-user', id: 'abc' }, 'yes'],
    [{ CanonicalUser: 'abc' }, { kind: 'canonical-user', id: 'abd' }, 'no'],
    [{}, user, 'no'],
  ])('%j for %j: %s', (Principal, principal, expected) => {
    expect(judge({ Principal }, principal)).toBe(expected);
  });
});

// https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_elements_notprincipal.html
describe('NotPrincipal', () => {
  it.each<[unknown, RequestPrincipal, string]>([
    ['*', user, 'no'],
    [{ AWS: '*' }, user, 'no'],
    [{ AWS: [USER, ROOT] }, user, 'no'],
    [{ AWS: [USER, ACCOUNT] }, user, 'no'],
    [{ AWS: USER }, user, 'unknown'],
    [{ AWS: ROOT }, user, 'unknown'],
    [{ AWS: '999999999999' }, user, 'yes'],
    [{ AWS: [SESSION, ROLE, ROOT] }, session, 'no'],
    [{ AWS: [SESSION, ROOT] }, session, 'unknown'],
    [{ AWS: [ROLE, ROOT] }, role, 'unknown'],
    [{ Service: 'sns.amazonaws.com' }, lambda, 'yes'],
    [{ Service: 'lambda.amazonaws.com' }, lambda, 'no'],
    [{ Service: 'lambda.amazonaws.com' }, user, 'yes'],
  ])('%j for %j: %s', (NotPrincipal, principal, expected) => {
    expect(judge({ NotPrincipal, Effect: 'Deny' }, principal)).toBe(expected);
  });
});

// https://docs.aws.amazon.com/vpc/latest/privatelink/vpc-endpoints-access.html
describe('an endpoint policy by itself', () => {
  const request = { action: 'lambda:InvokeFunction', resource: FUNCTION, context: context({}) };
  const statements = [
    {
      Principal: { AWS: USER },
      Effect: 'Allow',
      Action: ['lambda:InvokeFunction'],
      Resource: [FUNCTION, `${FUNCTION}:*`],
    },
    { Principal: '*', Effect: 'Deny', Action: 'lambda:DeleteFunction', Resource: '*' },
  ];
  const endpoint = named('vpce-1', statements, 'resource');

  it('allows the user it names, and nobody else', () => {
    expect(evaluatePolicy(endpoint, { ...request, principal: user }).decision).toBe('allowed');
    expect(evaluatePolicy(endpoint, { ...request, principal: role }).decision).toBe(
      'implicitly-denied',
    );
  });

  it('does not know without a principal, unless the statement names everyone', () => {
    expect(evaluatePolicy(endpoint, request).decision).toBe('unknown');
    expect(evaluatePolicy(endpoint, { ...request, action: 'lambda:DeleteFunction' }).decision).toBe(
      'explicitly-denied',
    );
  });

  it('a Deny for everyone is no open policy', () => {
    const closed = named(
      'vpce-2',
      { Principal: '*', Effect: 'Deny', Action: '*', Resource: '*' },
      'resource',
    );
    expect(evaluatePolicy(closed, { ...request, principal: user }).decision).toBe(
      'explicitly-denied',
    );
  });
});
