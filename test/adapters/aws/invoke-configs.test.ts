import { describe, expect, test } from 'vitest';
import { Snapshot } from '../../../shared/model/snapshot.ts';
import { ARN, accountWith, lambdaFunction } from './fake-account.ts';
import { ACCOUNT_ID, FakeAws, json, jsonError, query, queryError, readFake } from './fake-aws.ts';

const QUEUE = `arn:aws:sqs:us-east-1:${ACCOUNT_ID}:failed`;
const ROLE = `arn:aws:iam::${ACCOUNT_ID}:role/orders`;

function accountAllowing(Action: string, Resource: string) {
  const Statement = [{ Effect: 'Allow', Action, Resource }];
  const document = encodeURIComponent(JSON.stringify({ Version: '2012-10-17', Statement }));
  return {
    ...accountWith(lambdaFunction({ Role: ROLE })),
    GetRole: query('GetRole', `<Role><Arn>${ROLE}</Arn></Role>`),
    ListRolePolicies: query('ListRolePolicies', '<PolicyNames><member>own</member></PolicyNames>'),
    GetRolePolicy: query('GetRolePolicy', `<PolicyDocument>${document}</PolicyDocument>`),
  };
}

describe('asynchronous destinations', () => {
  test.each([
    ['sqs:SendMessage', QUEUE, true],
    ['sns:Publish', `arn:aws:sns:us-east-1:${ACCOUNT_ID}:failed`, true],
    ['s3:PutObject', 'arn:aws:s3:::failed/*', true],
    ['sqs:SendMessage', '*', false],
    ['sqs:ReceiveMessage', QUEUE, false],
    ['*', QUEUE, false],
  ])('with %s on %s are asked for: %s', async (action, resource, isAsked) => {
    const fake = new FakeAws(accountAllowing(action, resource));
    await readFake(fake);
    expect(fake.requestsOf('ListFunctionEventInvokeConfigs').map((one) => one['name'])).toEqual(
      isAsked ? [ARN] : [],
    );
  });

  test('are read with where they lead', async () => {
    const FunctionEventInvokeConfigs = [
      { FunctionArn: `${ARN}:$LATEST`, DestinationConfig: { OnFailure: { Destination: QUEUE } } },
    ];
    const fake = new FakeAws({
      ...accountAllowing('sqs:SendMessage', QUEUE),
      ListFunctionEventInvokeConfigs: json({ FunctionEventInvokeConfigs }),
    });
    const { collections, gaps } = await readFake(fake);
    expect(collections.FunctionEventInvokeConfigs).toEqual(FunctionEventInvokeConfigs);
    expect(gaps).toEqual([]);
  });

  test('that are refused are a gap of the function', async () => {
    const fake = new FakeAws({
      ...accountAllowing('sqs:SendMessage', QUEUE),
      ListFunctionEventInvokeConfigs: jsonError('AccessDeniedException', 'no', 403),
    });
    const snapshot = new Snapshot(await readFake(fake));
    expect(snapshot.gap('FunctionEventInvokeConfigs', ARN)?.reason).toEqual({
      kind: 'denied',
      call: 'lambda:ListFunctionEventInvokeConfigs',
    });
  });

  test('are not asked for where the role itself is refused', async () => {
    const fake = new FakeAws({
      ...accountAllowing('sqs:SendMessage', QUEUE),
      GetRole: queryError('AccessDenied', 'no', 403),
    });
    const { gaps } = await readFake(fake);
    expect(fake.requestsOf('ListFunctionEventInvokeConfigs')).toEqual([]);
    expect(gaps.map((gap) => gap.collection)).toEqual(['RoleDetailList']);
  });
});
