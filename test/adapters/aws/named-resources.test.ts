import { describe, expect, test } from 'vitest';
import { Snapshot } from '../../../shared/model/snapshot.ts';
import { ATTACHED, lambdaFunction, listing, SUBNETS } from './fake-account.ts';
import { FakeAws, ec2, ec2Error, json, readFake } from './fake-aws.ts';
import type { Answer } from './fake-aws.ts';

/** EC2 with subnet-1 in its listing and subnet-4 only by its id. */
const subnets =
  (message: (missing: readonly string[]) => string) =>
  (parameters: Readonly<Record<string, string>>): Answer => {
    const asked = Object.keys(parameters)
      .filter((key) => key.startsWith('SubnetId.'))
      .map((key) => parameters[key] ?? '');
    if (asked.length === 0) return SUBNETS;
    const missing = asked.filter((id) => id === 'subnet-2' || id === 'subnet-3');
    if (missing.length > 0) return ec2Error('InvalidSubnetID.NotFound', message(missing));
    const items = asked.map((id) => `<item><subnetId>${id}</subnetId><vpcId>vpc-1</vpcId></item>`);
    return ec2('DescribeSubnets', `<subnetSet>${items.join('')}</subnetSet>`);
  };

describe('ids that the listing lacks', () => {
  const named = lambdaFunction({
    VpcConfig: {
      SubnetIds: ['subnet-1', 'subnet-2', 'subnet-3', 'subnet-4'],
      SecurityGroupIds: ['sg-1'],
    },
  });
  const account = {
    ...ATTACHED,
    ListFunctions: listing(named),
    GetFunctionConfiguration: json(named),
  };
  test.each([
    ['all', (missing: readonly string[]) => `The subnet IDs '${missing.join(', ')}' do not exist`],
    ['the first', (missing: readonly string[]) => `The subnet ID '${missing[0]}' does not exist`],
    ['none', () => 'A subnet does not exist'],
  ])('are asked for by id; the message names %s of the missing', async (_, message) => {
    const content = await readFake(new FakeAws({ ...account, DescribeSubnets: subnets(message) }));
    expect(content.notFound).toEqual(['subnet-2', 'subnet-3']);
    expect(content.collections.Subnets?.map((one) => one.SubnetId)).toEqual([
      'subnet-1',
      'subnet-4',
    ]);
    expect(content.gaps).toEqual([]);
  });

  test('stay unknown where the question is refused', async () => {
    const fake = new FakeAws({
      ...account,
      DescribeSubnets: (parameters) =>
        parameters['SubnetId.1'] === undefined
          ? SUBNETS
          : ec2Error('UnauthorizedOperation', 'no', 403),
    });
    const snapshot = new Snapshot(await readFake(fake));
    expect(snapshot.content.notFound).toEqual([]);
    expect(snapshot.get('Subnets', 'subnet-2')).toEqual({
      known: false,
      reason: { kind: 'denied', call: 'ec2:DescribeSubnets' },
    });
    expect(snapshot.all('Subnets').known).toBe(true);
  });

  test('are not asked for where the listing itself failed', async () => {
    const fake = new FakeAws({
      ...account,
      DescribeSubnets: ec2Error('UnauthorizedOperation', 'no', 403),
    });
    const { notFound } = await readFake(fake);
    expect(notFound).toEqual([]);
    expect(fake.requestsOf('DescribeSubnets')).toHaveLength(1);
  });
});
