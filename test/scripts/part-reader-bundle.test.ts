import path from 'node:path';
import { describe, expect, test } from 'vitest';
import { callsOf } from '../../scripts/bundle-calls.ts';

const READER = path.resolve(
  import.meta.dirname,
  '../../shared/adapters/aws/account-part-reader.ts',
);

describe('whoever reads parts of the account alone', () => {
  test('bundles four clients, and may call no more than that takes', async () => {
    expect(await callsOf(READER)).toEqual([
      'ec2:DescribeEgressOnlyInternetGateways',
      'ec2:DescribeInternetGateways',
      'ec2:DescribeNatGateways',
      'ec2:DescribeNetworkAcls',
      'ec2:DescribeNetworkInterfaces',
      'ec2:DescribeRouteTables',
      'ec2:DescribeSecurityGroups',
      'ec2:DescribeSubnets',
      'ec2:DescribeVpcAttribute',
      'ec2:DescribeVpcEndpoints',
      'ec2:DescribeVpcPeeringConnections',
      'ec2:DescribeVpcs',
      'iam:GetPolicy',
      'iam:GetPolicyVersion',
      'iam:GetRole',
      'iam:GetRolePolicy',
      'iam:ListAttachedRolePolicies',
      'iam:ListRolePolicies',
      'lambda:GetCapacityProvider',
      'lambda:GetFunctionConfiguration',
      'lambda:ListAliases',
      'lambda:ListEventSourceMappings',
      'lambda:ListFunctionEventInvokeConfigs',
      'lambda:ListFunctions',
      'lambda:ListProvisionedConcurrencyConfigs',
      'lambda:ListTags',
      'lambda:ListVersionsByFunction',
      'route53:ListHostedZonesByVPC',
      'route53:ListResourceRecordSets',
    ]);
  });
});
