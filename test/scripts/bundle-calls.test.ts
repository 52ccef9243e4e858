import path from 'node:path';
import { expect, test } from 'vitest';
import { callsOf } from '../../scripts/bundle-calls.ts';
import { READER_ACTIONS } from '../../shared/adapters/aws/read-permissions.ts';

const ADAPTER = path.resolve(import.meta.dirname, '../../shared/adapters/aws');

const READERS = ['account-reader.ts', 'account-part-reader.ts', 'account-listing.ts'];

test('the readers of an account call what they may call, and ask who they are', async () => {
  const calls = await Promise.all(READERS.map((reader) => callsOf(path.join(ADAPTER, reader))));
  expect([...new Set(calls.flat())].toSorted()).toEqual(
    [...READER_ACTIONS, 'sts:GetCallerIdentity'].toSorted(),
  );
});

test('what a bundle does not use is not in it', async () => {
  expect(await callsOf(path.join(ADAPTER, 'hosted-zones.ts'))).toEqual([
    'route53:ListHostedZonesByVPC',
    'route53:ListResourceRecordSets',
  ]);
});

test('whoever reads parts of the account needs four services, and no listing of all', async () => {
  expect(await callsOf(path.join(ADAPTER, 'account-part-reader.ts'))).toEqual([
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
