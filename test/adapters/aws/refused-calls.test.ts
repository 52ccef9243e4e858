import { describe, expect, test } from 'vitest';
import { functionTags } from '../../../shared/model/function-versions.ts';
import { Snapshot } from '../../../shared/model/snapshot.ts';
import { ARN, ATTACHED, lambdaFunction, listing } from './fake-account.ts';
import { FakeAws, ec2Error, json, jsonError, readFake } from './fake-aws.ts';

describe('a call that is refused', () => {
  const encoded = 'You are not authorized. Encoded authorization failure message: abcdefblob';

  test.each([
    ['EC2', ec2Error('UnauthorizedOperation', encoded, 403), undefined],
    ['an unknown code', ec2Error('BlockedByPolicy', 'no', 403), undefined],
    [
      'a service control policy',
      ec2Error(
        'UnauthorizedOperation',
        `User: arn:aws:iam::1:user/a is not authorized to perform: ec2:DescribeNetworkAcls with an explicit deny in a service control policy. ${encoded}`,
        403,
      ),
      'with an explicit deny in a service control policy',
    ],
  ])('by %s is a gap that names the permission', async (_, answer, detail) => {
    const { gaps, collections } = await readFake(new FakeAws({ DescribeNetworkAcls: answer }));
    expect(gaps).toEqual([
      {
        collection: 'NetworkAcls',
        reason: { kind: 'denied', call: 'ec2:DescribeNetworkAcls', ...(detail && { detail }) },
      },
    ]);
    expect(collections.NetworkAcls).toBeUndefined();
  });

  test('every call at once still gives a snapshot, with all of it unknown', async () => {
    const fake = new FakeAws(
      Object.fromEntries(
        (await operationsOfReading()).map((operation) => [
          operation,
          /^(?:List|Get)/.test(operation) && operation !== 'GetManagedPrefixListEntries'
            ? jsonError('AccessDeniedException', 'no', 403)
            : ec2Error('UnauthorizedOperation', 'no', 403),
        ]),
      ),
    );
    const { collections, gaps } = await readFake(fake);
    expect(Object.values(collections).flat()).toEqual([]);
    expect(collections.Functions).toBeUndefined();
    expect(new Set(gaps.map((gap) => gap.reason.kind))).toEqual(new Set(['denied']));
    expect(gaps.map((gap) => gap.collection)).toContain('Functions');
  });

  test('for one function leaves the others readable', async () => {
    const fake = new FakeAws({
      ...ATTACHED,
      ListFunctions: listing(lambdaFunction(), lambdaFunction({ FunctionName: 'bills' })),
      GetFunctionConfiguration: ({ name }) =>
        name === ARN
          ? jsonError('AccessDeniedException', 'no', 403)
          : json(lambdaFunction({ FunctionName: 'bills', State: 'Active' })),
    });
    const snapshot = new Snapshot(await readFake(fake));
    expect(snapshot.seen('Functions').map((item) => item.State)).toEqual([undefined, 'Active']);
    expect(snapshot.gap('Functions', ARN)?.reason).toEqual({
      kind: 'denied',
      call: 'lambda:GetFunctionConfiguration',
    });
    expect(snapshot.all('Functions').known).toBe(true);
  });

  test('tag:GetResources: the tags of attached functions come from Lambda', async () => {
    const fake = new FakeAws({
      ...ATTACHED,
      ListFunctions: listing(
        lambdaFunction(),
        lambdaFunction({ FunctionName: 'bills', VpcConfig: {} }),
      ),
      GetResources: jsonError('AccessDeniedException', 'no', 400),
      ListTags: json({ Tags: { needs: 'internet' } }),
    });
    const snapshot = new Snapshot(await readFake(fake));
    expect(functionTags(snapshot, ARN)).toEqual({ known: true, value: { needs: 'internet' } });
    expect(functionTags(snapshot, ARN.replace('orders', 'bills'))).toEqual({
      known: false,
      reason: { kind: 'denied', call: 'tag:GetResources' },
    });
    expect(fake.requestsOf('ListTags')).toHaveLength(1);
  });

  test('both tag calls: the tags are unknown, not empty', async () => {
    const denied = jsonError('AccessDeniedException', 'no', 403);
    const fake = new FakeAws({ ...ATTACHED, GetResources: denied, ListTags: denied });
    expect(functionTags(new Snapshot(await readFake(fake)), ARN)).toEqual({
      known: false,
      reason: { kind: 'denied', call: 'lambda:ListTags' },
    });
  });
});

/** Every operation that a reading of an account with one of each thing makes. */
async function operationsOfReading(): Promise<readonly string[]> {
  const fake = new FakeAws(ATTACHED);
  await readFake(fake);
  return [...new Set(fake.requests.map((request) => request.operation))].filter(
    (operation) => operation !== 'GetCallerIdentity',
  );
}
