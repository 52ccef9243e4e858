import { describe, expect, test } from 'vitest';
import { splitFunctionArn } from '../../../shared/model/arn.ts';
import { tagsOf, versionsOf } from '../../../shared/model/function-versions.ts';
import type { FunctionConfiguration } from '../../../shared/model/lambda.ts';
import type { KeptFunction } from '../../../shared/ports/account-part-reader.ts';
import type { InventoriedFunction } from '../../../shared/ports/function-inventory.ts';
import type { InventoriedRole } from '../../../shared/ports/role-inventory.ts';
import { allow } from '../../builders/roles.ts';
import { item } from '../../builders/snapshot.ts';
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

async function read(fake: FakeAws, kept?: KeptFunction) {
  const reader = partReaderOf(fake);
  const found = await reader.lambdaFunction(REGION, ARN, kept);
  return { found, calls: reader.calls };
}

/** What the inventory holds of the function, as it was read before from Lambda's answers. */
function keptAs(
  functions: readonly object[],
  fields: Partial<InventoriedFunction> = {},
  roles: readonly InventoriedRole[] = [],
): KeptFunction {
  const item: InventoriedFunction = {
    functionArn: ARN,
    region: REGION,
    vpcIds: ['vpc-1'],
    roleArns: roles.map(({ roleArn }) => roleArn),
    capacityProviderArns: [],
    capturedAt: CAPTURED_AT,
    part: {
      collections: { Functions: functions as readonly FunctionConfiguration[] },
      gaps: [],
      notFound: [],
    },
    ...fields,
  };
  return { item, roles };
}

function roleAllowing(Action: string, Resource: string): InventoriedRole {
  const role = {
    Arn: ROLE,
    RoleName: 'orders',
    RolePolicyList: [{ PolicyName: 'own', PolicyDocument: allow([Action], Resource) }],
    AttachedManagedPolicies: [],
  };
  return {
    roleArn: ROLE,
    policyArns: [],
    capturedAt: CAPTURED_AT,
    part: {
      collections: { RoleDetailList: [item('RoleDetailList', role)], Policies: [] },
      gaps: [],
      notFound: [],
    },
  };
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
    const { found } = await read(fake, keptAs([lambdaFunction()], { vpcIds: ['vpc-7'] }));
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

  const PUBLISHED = '2026-11-01T10:00:00.000+0000';
  test.each([
    ['is not read again', {}, PUBLISHED, false],
    ['is read again if it had not been deployed', { State: 'Pending' }, PUBLISHED, true],
    ['is read again if its update had failed', { LastUpdateStatus: 'Failed' }, PUBLISHED, true],
    ['is read again if another bears its number', {}, '2026-11-02T10:00:00.000+0000', true],
    ['is read again if Lambda does not date it', {}, undefined, true],
  ])('a version in use that the inventory holds %s', async (_, before, LastModified, isRead) => {
    const listed = version('2', { Role: ROLE, LastModified });
    const kept = version('2', {
      Role: ROLE,
      LastModified: PUBLISHED,
      State: 'Active',
      LastUpdateStatus: 'Successful',
      ...before,
    });
    const fake = new FakeAws({
      ...functionWith(lambdaFunction({ Role: ROLE }), listed),
      ListAliases: json({
        Aliases: [{ AliasArn: `${ARN}:live`, Name: 'live', FunctionVersion: '2' }],
      }),
    });
    const { found } = await read(fake, keptAs([kept]));
    const asked = fake.requestsOf('GetFunctionConfiguration').map((one) => one['Qualifier']);
    expect(asked).toEqual(isRead ? [undefined, '2'] : [undefined]);
    expect(found).toMatchObject({
      value: { part: { collections: { Functions: [{}, { State: 'Active' }] } } },
    });
  });

  const QUEUE = 'arn:aws:sqs:us-east-1:111122223333:failed';
  test.each([
    ['a role that may deliver to one resource', [roleAllowing('sqs:SendMessage', QUEUE)], true],
    ['a role that may not', [roleAllowing('s3:GetObject', 'arn:aws:s3:::orders/*')], false],
    ['a role that the inventory does not hold', [], true],
  ])('with %s is asked for destinations: %s', async (_, roles, isAsked) => {
    const fake = new FakeAws(functionWith(lambdaFunction({ Role: ROLE })));
    await read(fake, keptAs([lambdaFunction({ Role: ROLE })], {}, roles));
    expect(fake.requestsOf('ListFunctionEventInvokeConfigs')).toHaveLength(isAsked ? 1 : 0);
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
