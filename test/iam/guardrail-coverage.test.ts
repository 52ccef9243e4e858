import { describe, expect, it } from 'vitest';
import { guardrailCoverage } from '../../shared/iam/guardrail-coverage.ts';
import type { NamedPolicy } from '../../shared/iam/evaluate.ts';
import type { PlacementLists } from '../../shared/iam/policy-json.ts';
import { denyPolicies } from '../../shared/iam/preventive-policy.ts';
import { named } from './policies.ts';

const NO_LISTS: PlacementLists = {
  required: false,
  exemptNamePatterns: [],
  allowedVpcIds: [],
  deniedVpcIds: [],
  allowedSubnetIds: [],
  deniedSubnetIds: [],
  allowedSecurityGroupIds: [],
  deniedSecurityGroupIds: [],
};

const LISTS: PlacementLists = {
  required: true,
  exemptNamePatterns: [],
  allowedVpcIds: ['vpc-1', 'vpc-2'],
  deniedVpcIds: ['vpc-9'],
  allowedSubnetIds: ['subnet-1'],
  deniedSubnetIds: ['subnet-8', 'subnet-9'],
  allowedSecurityGroupIds: ['sg-1'],
  deniedSecurityGroupIds: ['sg-9'],
};

function covered(policies: readonly NamedPolicy[], lists: Partial<PlacementLists>) {
  const answers = guardrailCoverage(
    policies,
    { ...NO_LISTS, ...lists },
    'arn:aws:lambda:us-east-1:111122223333:',
  );
  return answers.map(({ list, denied, actions, probe }) => [
    list,
    denied,
    actions.join(' '),
    probe,
  ]);
}

const both = ['lambda:CreateFunction', 'lambda:UpdateFunctionConfiguration'];
const withProviders = [...both, 'lambda:CreateCapacityProvider'];
const deny = { Effect: 'Deny', Action: withProviders, Resource: '*' };
const denySubnet = {
  ...deny,
  Condition: { 'ForAnyValue:StringEquals': { 'lambda:SubnetIds': ['subnet-9'] } },
};

describe('guardrailCoverage', () => {
  it('the generated policies deny what every list forbids, also when split', () => {
    for (const limit of [10_240, 400]) {
      const policies = denyPolicies(LISTS, limit).documents.map(({ Statement }, index) =>
        named(`part-${index}`, Statement, 'scp'),
      );
      expect(covered(policies, LISTS)).toEqual([
        ['required', 'yes', '', 'no VPC'],
        ['allowedVpcIds', 'yes', '', 'lambda:VpcIds vpc-0other'],
        ['deniedVpcIds', 'yes', '', 'lambda:VpcIds vpc-9'],
        ['allowedSubnetIds', 'yes', '', 'lambda:SubnetIds subnet-0other'],
        ['deniedSubnetIds', 'yes', '', 'lambda:SubnetIds subnet-8'],
        ['allowedSecurityGroupIds', 'yes', '', 'lambda:SecurityGroupIds sg-0other'],
        ['deniedSecurityGroupIds', 'yes', '', 'lambda:SecurityGroupIds sg-9'],
      ]);
    }
  });

  it.each<[string, unknown, Partial<PlacementLists>, readonly (readonly string[])[]]>([
    ['nothing configured', denySubnet, {}, []],
    [
      'a list that is covered',
      denySubnet,
      { deniedSubnetIds: ['subnet-9'] },
      [['deniedSubnetIds', 'yes', '', 'lambda:SubnetIds subnet-9']],
    ],
    [
      'one id of the list forgotten',
      denySubnet,
      { deniedSubnetIds: ['subnet-9', 'subnet-8'] },
      [['deniedSubnetIds', 'no', withProviders.join(' '), 'lambda:SubnetIds subnet-8']],
    ],
    [
      'update forgotten',
      { ...denySubnet, Action: 'lambda:Create*' },
      { deniedSubnetIds: ['subnet-9'] },
      [
        [
          'deniedSubnetIds',
          'no',
          'lambda:UpdateFunctionConfiguration',
          'lambda:SubnetIds subnet-9',
        ],
      ],
    ],
    [
      'capacity providers forgotten',
      { ...denySubnet, Action: both },
      { deniedSubnetIds: ['subnet-9'] },
      [['deniedSubnetIds', 'no', 'lambda:CreateCapacityProvider', 'lambda:SubnetIds subnet-9']],
    ],
    [
      'a Deny for some principals only',
      {
        ...denySubnet,
        Condition: {
          ...denySubnet.Condition,
          StringNotLike: { 'aws:PrincipalArn': 'arn:aws:iam::*:role/admin' },
        },
      },
      { deniedSubnetIds: ['subnet-9'] },
      [['deniedSubnetIds', 'unknown', withProviders.join(' '), 'lambda:SubnetIds subnet-9']],
    ],
    [
      'a Deny on some functions only',
      { ...denySubnet, Resource: 'arn:aws:lambda:*:*:function:prod-*' },
      { deniedSubnetIds: ['subnet-9'] },
      [['deniedSubnetIds', 'no', withProviders.join(' '), 'lambda:SubnetIds subnet-9']],
    ],
    [
      'the Null deny',
      { ...deny, Condition: { Null: { 'lambda:VpcIds': 'true' } } },
      { required: true },
      [['required', 'yes', '', 'no VPC']],
    ],
    [
      'exempt names',
      { ...deny, Condition: { Null: { 'lambda:VpcIds': 'true' } } },
      { required: true, exemptNamePatterns: ['edge-*'] },
      [['required', 'yes', '', 'no VPC']],
    ],
  ])('%s', (_title, statement, lists, expected) => {
    expect(covered([named('guard', statement, 'scp')], lists)).toEqual(expected);
  });

  it('does not ask for a VPC when every name is exempt', () => {
    expect(covered([], { required: true, exemptNamePatterns: ['*'] })).toEqual([]);
  });

  it('without any policy nothing is denied, and an unreadable one leaves it open', () => {
    expect(covered([], { deniedVpcIds: ['vpc-9'] })[0]?.[1]).toBe('no');
    expect(
      covered([{ name: 'p', unreadable: 'organizations:DescribePolicy is denied' }], {
        deniedVpcIds: ['vpc-9'],
      })[0]?.[1],
    ).toBe('unknown');
  });
});
