import { describe, expect, it } from 'vitest';
import type { Actor } from '../../shared/events/change.ts';
import { actorSentence, actorText } from '../../shared/findings/actor-text.ts';

const ACCOUNT = '111122223333';

function said(actor: Partial<Actor>): string | undefined {
  const text = actorText(
    {
      principalArn: undefined,
      principalId: undefined,
      type: undefined,
      accountId: ACCOUNT,
      sessionIssuerArn: undefined,
      invokedBy: undefined,
      sourceIpAddress: undefined,
      userAgent: undefined,
      ...actor,
    },
    ACCOUNT,
  );
  return text && actorSentence(text);
}

const session = (role: string, name: string) =>
  `arn:aws:sts::${ACCOUNT}:assumed-role/${role}/${name}`;

describe('who made a change', () => {
  it.each<[string, Partial<Actor>, string | undefined]>([
    [
      'a session of a role',
      {
        principalArn: session('network-admin', 'alice'),
        sourceIpAddress: '203.0.113.24',
        userAgent: 'aws-cli/2.31.0 md/awscrt#0.28.1',
      },
      'alice (role network-admin) via the AWS CLI from 203.0.113.24',
    ],
    [
      'a person of Identity Center',
      {
        principalArn: session('AWSReservedSSO_NetworkAdmin_1b74cd717d47002b', 'alice@example.com'),
        userAgent: 'Mozilla/5.0 (X11; Linux x86_64)',
      },
      'alice@example.com (role NetworkAdmin) via the console',
    ],
    [
      'a session that a program named',
      {
        principalArn: session('deploy', 'aws-go-sdk-1700000000000000000'),
        userAgent: 'APN/1.0 HashiCorp/1.0 Terraform/1.13.4 (+https://www.terraform.io)',
      },
      'deploy via Terraform',
    ],
    [
      'an instance',
      { principalArn: session('build', 'i-05c3bdc7f6a978bf4'), userAgent: 'Boto3/1.40' },
      'build via boto3',
    ],
    [
      'a user',
      { principalArn: `arn:aws:iam::${ACCOUNT}:user/ops/alice`, type: 'IAMUser' },
      'alice',
    ],
    [
      'the root user',
      { principalArn: `arn:aws:iam::${ACCOUNT}:root`, type: 'Root' },
      'the root user',
    ],
    [
      'a stack, for somebody',
      {
        principalArn: session('admin', 'alice'),
        invokedBy: 'cloudformation.amazonaws.com',
        sourceIpAddress: 'cloudformation.amazonaws.com',
        userAgent: 'cloudformation.amazonaws.com',
      },
      'alice (role admin) via CloudFormation',
    ],
    [
      'a service by itself',
      { type: 'AWSService', accountId: undefined, invokedBy: 'autoscaling.amazonaws.com' },
      'Auto Scaling',
    ],
    [
      'a service that nobody knows by another name',
      { type: 'AWSService', accountId: undefined, invokedBy: 'new.amazonaws.com' },
      'new.amazonaws.com',
    ],
    [
      'another account',
      { type: 'AWSAccount', accountId: '999900001111', principalId: 'AROAX:bob' },
      'bob (account 999900001111)',
    ],
    ['only an account', { accountId: '999900001111' }, 'account 999900001111'],
    [
      'an address of IPv6',
      { principalId: 'AIDAX:eve', sourceIpAddress: '2001:db8::1' },
      'eve from 2001:db8::1',
    ],
    ['nobody', { accountId: undefined }, undefined],
  ])('%s', (_, actor, text) => {
    expect(said(actor)).toBe(text);
  });

  it('is not taken from a text that breaks lines', () => {
    const text = said({ principalArn: session('a\u0000b', 'al\nice\u2028') });
    expect(text).toBe('al ice (role a b)');
  });

  it('is nobody where no event led to the audit', () => {
    expect(actorText(undefined, ACCOUNT)).toBeUndefined();
  });
});
