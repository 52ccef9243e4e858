import { describe, expect, test } from 'vitest';
import { Snapshot } from '../../../shared/model/snapshot.ts';
import { ATTACHED, lambdaFunction } from './fake-account.ts';
import {
  ACCOUNT_ID,
  FakeAws,
  ec2,
  ec2Error,
  inTurn,
  json,
  jsonError,
  readFake,
} from './fake-aws.ts';
import type { Answer } from './fake-aws.ts';

function vpcPage(id: string, token: string): Answer {
  const vpcs = `<vpcSet><item><vpcId>${id}</vpcId></item></vpcSet>`;
  return ec2('DescribeVpcs', `${vpcs}<nextToken>${token}</nextToken>`);
}

describe('an account', () => {
  test('without resources has no gaps, only empty collections', async () => {
    const content = await readFake(new FakeAws());
    expect(content.gaps).toEqual([]);
    expect(content.accountId).toBe(ACCOUNT_ID);
    expect(content.capturedAt).toBe('2026-11-20T12:00:00.000Z');
    expect(content.collections).toMatchObject({
      Vpcs: [],
      Functions: [],
      Quotas: [{ Value: 500 }],
    });
  });

  test('is read page by page, in EC2 and in Lambda', async () => {
    const fake = new FakeAws({
      DescribeVpcs: (parameters) =>
        parameters['NextToken'] === undefined ? vpcPage('vpc-1', 'second') : vpcPage('vpc-2', ''),
      ListFunctions: (parameters) =>
        parameters['MasterRegion'] !== undefined
          ? json({ Functions: [] })
          : parameters['Marker'] === undefined
            ? json({ Functions: [lambdaFunction({ VpcConfig: {} })], NextMarker: 'second' })
            : json({ Functions: [lambdaFunction({ FunctionName: 'bills', VpcConfig: {} })] }),
    });
    const { collections, gaps } = await readFake(fake);
    expect(collections.Vpcs?.map((vpc) => vpc.VpcId)).toEqual(['vpc-1', 'vpc-2']);
    expect(collections.Functions?.map((item) => item.FunctionName)).toEqual(['orders', 'bills']);
    expect(gaps).toEqual([]);
    expect(fake.requestsOf('ListFunctions').every((one) => one['FunctionVersion'] === 'ALL')).toBe(
      true,
    );
  });

  test('keeps the pages before one that failed, and says that there may be more', async () => {
    const first = `<vpcSet><item><vpcId>vpc-1</vpcId></item></vpcSet><nextToken>2</nextToken>`;
    const fake = new FakeAws({
      DescribeVpcs: inTurn(
        ec2('DescribeVpcs', first),
        ec2Error('InternalError', 'An internal error has occurred', 500),
      ),
    });
    const snapshot = new Snapshot(await readFake(fake));
    expect(snapshot.seen('Vpcs').map((vpc) => vpc.VpcId)).toEqual(['vpc-1']);
    expect(snapshot.all('Vpcs')).toEqual({
      known: false,
      reason: {
        kind: 'failed',
        call: 'ec2:DescribeVpcs',
        detail: 'HTTP 500: InternalError: An internal error has occurred',
      },
    });
  });

  test('does not follow a page token for ever', async () => {
    const fake = new FakeAws({
      DescribeVpcs: ec2('DescribeVpcs', `<vpcSet></vpcSet><nextToken>again</nextToken>`),
    });
    const { gaps } = await readFake(fake);
    expect(gaps).toMatchObject([
      { collection: 'Vpcs', reason: { detail: 'the same page token came twice' } },
    ]);
    expect(fake.requestsOf('DescribeVpcs')).toHaveLength(2);
  });
});

describe('an account that cannot be read', () => {
  test.each([
    ['an expired token', 'ExpiredToken', 'The security token included in the request is expired'],
    ['an unknown key', 'InvalidClientTokenId', 'The security token is invalid'],
    ['a wrong secret', 'SignatureDoesNotMatch', 'The signature does not match'],
  ])('%s is one clear error', async (_, code, message) => {
    const reading = readFake(new FakeAws({ GetCallerIdentity: ec2Error(code, message, 403) }));
    await expect(reading).rejects.toMatchObject({
      name: 'AccountAccessError',
      problem: 'credentials',
      message: expect.stringMatching(/^AWS credentials cannot be used: [^\n]*$/) as unknown,
    });
  });

  test('a token that expires on the way ends the reading', async () => {
    const reading = readFake(
      new FakeAws({
        ...ATTACHED,
        GetFunctionConfiguration: jsonError('ExpiredTokenException', 'expired', 403),
      }),
    );
    await expect(reading).rejects.toMatchObject({ problem: 'credentials' });
  });

  test('an unknown profile names the profile', async () => {
    await expect(readFake(new FakeAws(), { profile: 'nobody' })).rejects.toMatchObject({
      problem: 'profile',
      message: expect.stringContaining('nobody') as unknown,
    });
  });

  test('a host that does not exist is said to be out of reach', async () => {
    const error = Object.assign(new Error('getaddrinfo ENOTFOUND sts.us-east-1.example'), {
      code: 'ENOTFOUND',
      hostname: 'sts.us-east-1.example',
    });
    await expect(readFake(new FakeAws({ GetCallerIdentity: error }))).rejects.toMatchObject({
      problem: 'unreachable',
      message:
        'AWS cannot be reached for us-east-1: sts.us-east-1.example cannot be reached (ENOTFOUND)',
    });
    await expect(
      readFake(new FakeAws({ GetCallerIdentity: error }), {}, { region: 'us-est-1' }),
    ).rejects.toMatchObject({
      problem: 'region',
      message: '"us-est-1" is no AWS region: sts.us-east-1.example cannot be reached (ENOTFOUND)',
    });
  });
});
