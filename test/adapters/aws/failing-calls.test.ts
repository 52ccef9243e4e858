import { describe, expect, test } from 'vitest';
import { functionVersions } from '../../../shared/model/function-versions.ts';
import { Snapshot } from '../../../shared/model/snapshot.ts';
import { ARN, ATTACHED, lambdaFunction, listing } from './fake-account.ts';
import { FakeAws, ec2, ec2Error, inTurn, json, jsonError, readFake } from './fake-aws.ts';

describe('a call that fails', () => {
  test('is repeated when throttled', async () => {
    const fake = new FakeAws({
      DescribeVpcs: inTurn(
        ec2Error('RequestLimitExceeded', 'Request limit exceeded.', 503),
        ec2('DescribeVpcs', `<vpcSet><item><vpcId>vpc-1</vpcId></item></vpcSet>`),
      ),
      ListFunctions: inTurn(
        jsonError('TooManyRequestsException', 'Rate exceeded', 429),
        json({ Functions: [] }),
      ),
    });
    const { collections, gaps } = await readFake(fake, { maxAttempts: 3 });
    expect(gaps).toEqual([]);
    expect(collections.Vpcs).toHaveLength(1);
    expect(fake.requestsOf('DescribeVpcs')).toHaveLength(2);
    expect(fake.requestsOf('ListFunctions')).toHaveLength(3);
  });

  test.each([
    ['cut off', { body: '<DescribeVpcsResponse><vpcSet><item><vpcId>vpc-1</vp' }],
    ['a web page', { status: 500, body: '<!doctype html><title>x</title><p>y' }],
    ['a reset connection', Object.assign(new Error('reset'), { code: 'ECONNRESET' })],
    ['not even text', { status: 502, body: '\u0000\u0001' }],
  ])('%s: a gap, not a crash', async (_, answer) => {
    const { gaps, collections } = await readFake(new FakeAws({ DescribeVpcs: answer }));
    expect(gaps).toMatchObject([
      { collection: 'Vpcs', reason: { kind: 'failed', call: 'ec2:DescribeVpcs' } },
    ]);
    expect(collections.Vpcs).toBeUndefined();
  });

  test('an item that is not as documented is named and left out', async () => {
    const items = [`<item><vpcId>vpc-1</vpcId></item>`, `<item><vpcId>oops</vpcId></item>`];
    const snapshot = new Snapshot(
      await readFake(
        new FakeAws({ DescribeVpcs: ec2('DescribeVpcs', `<vpcSet>${items.join('')}</vpcSet>`) }),
      ),
    );
    expect(snapshot.seen('Vpcs').map((vpc) => vpc.VpcId)).toEqual(['vpc-1']);
    expect(snapshot.all('Vpcs')).toMatchObject({
      known: false,
      reason: { kind: 'failed', detail: expect.stringContaining('Vpcs.VpcId: ') as unknown },
    });
  });

  test('a function that is not as documented: its own versions are incomplete, and no others', async () => {
    const bills = lambdaFunction({ FunctionName: 'bills', VpcConfig: {} });
    const odd = lambdaFunction({ Version: '3', FunctionArn: `${ARN}:3`, Layers: 'none' });
    const fake = new FakeAws({
      ListFunctions: listing(lambdaFunction({ VpcConfig: {} }), bills, odd),
    });
    const snapshot = new Snapshot(await readFake(fake));
    const versions = functionVersions(snapshot);
    expect(snapshot.all('Functions')).toMatchObject({ known: false });
    expect(snapshot.gap('Functions', `${ARN}:3`)).toBeDefined();
    expect(versions.get(ARN)?.complete).toMatchObject({
      known: false,
      reason: { kind: 'failed', call: 'lambda:ListFunctions' },
    });
    expect(versions.get(bills.FunctionArn)?.complete).toEqual({ known: true, value: true });
  });

  test('a function without a readable ARN: the versions of all may be incomplete', async () => {
    const odd = lambdaFunction({ FunctionArn: 'not an ARN' });
    const fake = new FakeAws({ ListFunctions: listing(lambdaFunction({ VpcConfig: {} }), odd) });
    const snapshot = new Snapshot(await readFake(fake));
    expect(functionVersions(snapshot).get(ARN)?.complete.known).toBe(false);
  });

  test('settings that are not as documented leave the listed ones and a gap', async () => {
    const fake = new FakeAws({
      ...ATTACHED,
      GetFunctionConfiguration: json(lambdaFunction({ Layers: 'none' })),
    });
    const snapshot = new Snapshot(await readFake(fake));
    expect(snapshot.seen('Functions')).toHaveLength(1);
    expect(snapshot.gap('Functions', ARN)).toBeDefined();
    expect(snapshot.all('Functions').known).toBe(true);
  });

  test('part of the functions: none of those seen counts as complete', async () => {
    const fake = new FakeAws({
      ListFunctions: ({ MasterRegion, Marker }) =>
        MasterRegion !== undefined
          ? json({ Functions: [] })
          : Marker === undefined
            ? json({ Functions: [lambdaFunction({ VpcConfig: {} })], NextMarker: '2' })
            : jsonError('ServiceException', 'broken', 500),
    });
    const snapshot = new Snapshot(await readFake(fake));
    expect(functionVersions(snapshot).get(ARN)?.complete).toMatchObject({
      known: false,
      reason: { call: 'lambda:ListFunctions' },
    });
  });
});
