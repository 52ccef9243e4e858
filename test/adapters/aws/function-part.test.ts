import { describe, expect, test } from 'vitest';
import { splitFunctionArn } from '../../../shared/model/arn.ts';
import { tagsOf, versionsOf } from '../../../shared/model/function-versions.ts';
import { ARN, lambdaFunction, PROVIDER, SUBNETS, version } from './fake-account.ts';
import { CAPTURED_AT, FakeAws, ec2, json, jsonError, partReaderOf } from './fake-aws.ts';
import type { Answer, Parameters } from './fake-aws.ts';

const REGION = 'us-east-1';
const ROLE = 'arn:aws:iam::111122223333:role/orders';
const GONE = jsonError('ResourceNotFoundException', 'Function not found', 404);

function functionWith(...versions: readonly object[]) {
  return {
    ListVersionsByFunction: json({ Versions: versions }),
    GetFunctionConfiguration: ({ name }: Parameters): Answer =>
      json({ ...lambdaFunction({ Role: ROLE, FunctionArn: name }), State: 'Active' }),
    DescribeSubnets: SUBNETS,
  };
}

async function read(fake: FakeAws, vpcOfSubnet?: ReadonlyMap<string, string>) {
  const reader = partReaderOf(fake);
  const found = await reader.lambdaFunction(REGION, ARN, vpcOfSubnet);
  return { found, calls: reader.calls };
}

describe('a function by itself', () => {
  test('costs six calls, and none of a listing', async () => {
    const { found, calls } = await read(
      new FakeAws({
        ...functionWith(lambdaFunction({ Role: ROLE })),
        ListTags: json({ Tags: { team: 'shop' } }),
      }),
    );
    expect([...calls.byOperation.keys()]).toEqual([
      'ec2:DescribeSubnets',
      'lambda:GetFunctionConfiguration',
      'lambda:ListEventSourceMappings',
      'lambda:ListFunctionEventInvokeConfigs',
      'lambda:ListTags',
      'lambda:ListVersionsByFunction',
    ]);
    expect(calls.total).toBe(6);
    expect(found).toMatchObject({
      known: true,
      value: {
        functionArn: ARN,
        region: REGION,
        vpcIds: ['vpc-1'],
        roleArns: [ROLE],
        capacityProviderArns: [],
        capturedAt: CAPTURED_AT,
        part: {
          collections: {
            Functions: [{ State: 'Active', Tags: { team: 'shop' } }],
            Aliases: [],
            EventSourceMappings: [],
          },
          gaps: [],
        },
      },
    });
  });

  test('does not ask for a VPC that is known', async () => {
    const fake = new FakeAws(functionWith(lambdaFunction()));
    const { found } = await read(fake, new Map([['subnet-1', 'vpc-7']]));
    expect(found).toMatchObject({ value: { vpcIds: ['vpc-7'] } });
    expect(fake.requestsOf('DescribeSubnets')).toEqual([]);
  });

  test('takes the VPC that Lambda names only where no subnet is found', async () => {
    const answers = functionWith(lambdaFunction());
    const { found } = await read(
      new FakeAws({ ...answers, DescribeSubnets: ec2('DescribeSubnets', '') }),
    );
    expect(found).toMatchObject({ value: { vpcIds: ['vpc-1'] } });
    const moved = await read(
      new FakeAws(
        functionWith(
          lambdaFunction({ VpcConfig: { VpcId: 'vpc-made-up', SubnetIds: ['subnet-1'] } }),
        ),
      ),
    );
    expect(moved.found).toMatchObject({ value: { vpcIds: ['vpc-1'] } });
  });

  test('without a VPC costs three', async () => {
    const { found, calls } = await read(
      new FakeAws(functionWith(lambdaFunction({ VpcConfig: undefined }))),
    );
    expect(found).toMatchObject({ value: { vpcIds: [] } });
    expect(calls.total).toBe(3);
  });

  test('with versions is read with its aliases, their event sources and the versions in use', async () => {
    const alias = { AliasArn: `${ARN}:live`, Name: 'live', FunctionVersion: '2' };
    const fake = new FakeAws({
      ...functionWith(lambdaFunction(), version('1'), version('2')),
      ListAliases: json({ Aliases: [alias] }),
      ListEventSourceMappings: ({ FunctionName = '' }) =>
        json({
          EventSourceMappings: [
            {
              UUID: splitFunctionArn(FunctionName).qualifier ?? 'own',
              FunctionArn: FunctionName,
            },
          ],
        }),
    });
    const { found, calls } = await read(fake);
    expect(found).toMatchObject({
      value: {
        part: {
          collections: {
            Functions: { length: 3 },
            Aliases: [{ Name: 'live' }],
            EventSourceMappings: [{ UUID: 'own' }, { UUID: 'live' }],
          },
        },
      },
    });
    expect(fake.requestsOf('GetFunctionConfiguration').map((one) => one['Qualifier'])).toEqual([
      undefined,
      '2',
    ]);
    expect(calls.total).toBeLessThanOrEqual(10);
  });

  test('on managed instances is where its capacity provider is', async () => {
    const managed = lambdaFunction({
      VpcConfig: undefined,
      CapacityProviderConfig: {
        LambdaManagedInstancesCapacityProviderConfig: { CapacityProviderArn: PROVIDER },
      },
    });
    const { found } = await read(
      new FakeAws({
        ...functionWith(managed),
        GetFunctionConfiguration: json(managed),
        GetCapacityProvider: json({
          CapacityProvider: {
            CapacityProviderArn: PROVIDER,
            State: 'Active',
            VpcConfig: { SubnetIds: ['subnet-1'], SecurityGroupIds: [] },
          },
        }),
      }),
    );
    expect(found).toMatchObject({
      value: {
        vpcIds: ['vpc-1'],
        capacityProviderArns: [PROVIDER],
        part: { collections: { CapacityProviders: { length: 1 } } },
      },
    });
  });

  test.each([
    ['before it is read', { ListVersionsByFunction: GONE }],
    ['while it is read', { GetFunctionConfiguration: GONE }],
  ])('that is deleted %s does not exist', async (_, answers) => {
    const { found } = await read(new FakeAws({ ...functionWith(lambdaFunction()), ...answers }));
    expect(found).toEqual({ known: true, value: undefined });
  });

  test('that Lambda does not tell of is unknown, and nothing follows', async () => {
    const refused = jsonError('AccessDeniedException', 'no', 403);
    const { found } = await read(new FakeAws({ ListVersionsByFunction: refused }));
    expect(found).toEqual({
      known: false,
      reason: { kind: 'denied', call: 'lambda:ListVersionsByFunction' },
    });
  });

  test('keeps what was refused of it as its own gaps, none of them of all functions', async () => {
    const refused = jsonError('AccessDeniedException', 'no', 403);
    const pages = (parameters: Parameters): Answer =>
      parameters['Marker'] === undefined
        ? json({ Versions: [lambdaFunction(), version('1')], NextMarker: 'm' })
        : refused;
    const { found } = await read(
      new FakeAws({
        ...functionWith(),
        ListVersionsByFunction: pages,
        ListTags: refused,
        ListEventSourceMappings: refused,
      }),
    );
    expect(found).toMatchObject({
      value: {
        part: {
          gaps: [
            { collection: 'EventSourceMappings', of: ARN },
            { collection: 'Functions', of: tagsOf(ARN) },
            { collection: 'Functions', of: versionsOf(ARN) },
          ],
        },
      },
    });
  });

  test('of Lambda@Edge is told from others where it can be one', async () => {
    const fake = new FakeAws({
      ...functionWith(
        lambdaFunction({ VpcConfig: undefined }),
        version('1', { VpcConfig: undefined }),
      ),
      ListFunctions: json({ Functions: [version('1', { VpcConfig: undefined })] }),
    });
    const { found } = await read(fake);
    expect(found).toMatchObject({
      value: {
        part: { collections: { Functions: [{ MasterArn: expect.any(String) as string }, {}] } },
      },
    });
    expect(fake.requestsOf('ListFunctions')).toMatchObject([{ MasterRegion: 'us-east-1' }]);
  });
});
