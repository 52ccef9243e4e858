import { describe, expect, test } from 'vitest';
import { functionVersions } from '../../../shared/model/function-versions.ts';
import { Snapshot } from '../../../shared/model/snapshot.ts';
import { ARN, ATTACHED, lambdaFunction, listing, PROVIDER, version } from './fake-account.ts';
import { ACCOUNT_ID, FakeAws, json, jsonError, readFake } from './fake-aws.ts';

function role(name: string): string {
  return `arn:aws:iam::${ACCOUNT_ID}:role/${name}`;
}

describe('functions', () => {
  test('with published versions are asked for aliases; versions in use for their settings', async () => {
    const fake = new FakeAws({
      ...ATTACHED,
      ListFunctions: listing(
        lambdaFunction(),
        version('1'),
        version('2'),
        version('3', { VpcConfig: {} }),
        lambdaFunction({ FunctionName: 'bills' }),
      ),
      ListAliases: json({
        Aliases: [
          { AliasArn: `${ARN}:live`, Name: 'live', FunctionVersion: '2' },
          { AliasArn: `${ARN}:old`, Name: 'old', FunctionVersion: '3' },
        ],
      }),
      GetFunctionConfiguration: ({ name, Qualifier }) =>
        json(
          name === ARN
            ? { ...lambdaFunction({ State: 'Active' }), ...(Qualifier && version(Qualifier)) }
            : lambdaFunction({ FunctionName: 'bills' }),
        ),
    });
    const snapshot = new Snapshot(await readFake(fake));
    expect(fake.requestsOf('ListAliases').map((one) => one['name'])).toEqual([ARN]);
    expect(fake.requestsOf('ListProvisionedConcurrencyConfigs')).toHaveLength(1);
    expect(
      fake
        .requestsOf('GetFunctionConfiguration')
        .map((one) => `${one['name']} ${one['Qualifier'] ?? ''}`.trim())
        .toSorted(),
    ).toEqual([ARN.replace('orders', 'bills'), ARN, `${ARN} 2`].toSorted());
    expect(functionVersions(snapshot).get(ARN)?.complete).toEqual({ known: true, value: true });
  });

  test('that nobody asked for are listed, and the rest of them is left unread', async () => {
    const bills = { FunctionName: 'bills', Role: role('bills') };
    const billsArn = ARN.replace('orders', 'bills');
    const fake = new FakeAws({
      ...ATTACHED,
      ListFunctions: listing(
        lambdaFunction({ Role: role('orders') }),
        lambdaFunction(bills),
        { ...lambdaFunction(bills), FunctionArn: `${billsArn}:1`, Version: '1' },
        lambdaFunction({ FunctionName: 'mails', Role: role('orders') }),
      ),
      GetFunctionConfiguration: json(lambdaFunction({ Role: role('orders'), State: 'Active' })),
    });
    const content = await readFake(fake, {}, { isWanted: (arn) => arn === ARN });
    const snapshot = new Snapshot(content);
    for (const [operation, asked] of [
      ['GetFunctionConfiguration', [ARN]],
      ['ListAliases', []],
      ['ListProvisionedConcurrencyConfigs', []],
    ] as const) {
      expect(fake.requestsOf(operation).map((one) => one['name'])).toEqual(asked);
    }
    expect(fake.requestsOf('GetRole').map((one) => one['RoleName'])).toEqual(['orders']);
    expect(functionVersions(snapshot).size).toBe(3);
    expect(functionVersions(snapshot).get(billsArn)?.complete).toMatchObject({
      reason: { kind: 'not-read', detail: `${billsArn} was not asked for` },
    });
    expect(snapshot.get('RoleDetailList', role('bills')).known).toBe(false);
    expect(snapshot.gap('RoleDetailList', role('orders'))?.reason.kind).not.toBe('not-read');
    expect(snapshot.gap('Functions', ARN)).toBeUndefined();
  });

  test('that are gone when asked again are gone, with their versions', async () => {
    const fake = new FakeAws({
      ...ATTACHED,
      ListFunctions: listing(lambdaFunction(), version('1')),
      GetFunctionConfiguration: jsonError('ResourceNotFoundException', 'gone', 404),
    });
    const { collections, notFound, gaps } = await readFake(fake);
    expect(collections.Functions).toEqual([]);
    expect(notFound).toEqual([ARN]);
    expect(gaps).toEqual([]);
  });

  test('of Lambda@Edge are marked where AWS left out their master', async () => {
    const edge = { VpcConfig: {}, FunctionName: 'headers' };
    const arn = ARN.replace('orders', 'headers');
    const fake = new FakeAws({
      ListFunctions: ({ MasterRegion }) =>
        json({
          Functions:
            MasterRegion === undefined
              ? [lambdaFunction(edge), lambdaFunction({ VpcConfig: {} })]
              : [{ ...lambdaFunction(edge), FunctionArn: `${arn}:4`, Version: '4' }],
        }),
    });
    const { collections } = await readFake(fake);
    expect(collections.Functions?.map((item) => item.MasterArn)).toEqual([`${arn}:4`, undefined]);
    const asked = fake.requestsOf('ListFunctions').map((one) => one['MasterRegion']);
    expect(asked.filter((region) => region === 'us-east-1')).toHaveLength(1);
  });

  test('of a capacity provider get its network, asked once for all of them', async () => {
    const CapacityProviderConfig = {
      LambdaManagedInstancesCapacityProviderConfig: { CapacityProviderArn: PROVIDER },
    };
    const managed = { VpcConfig: {}, CapacityProviderConfig };
    const fake = new FakeAws({
      ...ATTACHED,
      ListFunctions: listing(
        lambdaFunction(managed),
        lambdaFunction({ ...managed, FunctionName: 'bills' }),
      ),
      GetFunctionConfiguration: ({ name }) =>
        json(lambdaFunction({ ...managed, FunctionName: name?.split(':').at(-1) })),
      GetCapacityProvider: json({
        CapacityProvider: {
          CapacityProviderArn: PROVIDER,
          VpcConfig: { SubnetIds: ['subnet-1'], SecurityGroupIds: [] },
        },
      }),
    });
    const { collections } = await readFake(fake);
    expect(fake.requestsOf('GetCapacityProvider').map((one) => one['name'])).toEqual(['main']);
    expect(collections.CapacityProviders).toMatchObject([
      { CapacityProviderArn: PROVIDER, VpcConfig: { SubnetIds: ['subnet-1'] } },
    ]);
    expect(collections.VpcAttributes?.map((item) => item.VpcId)).toEqual(['vpc-1']);
  });
});
