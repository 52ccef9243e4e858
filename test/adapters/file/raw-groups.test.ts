import { describe, expect, test } from 'vitest';
import { loadSnapshots } from '../../../shared/adapters/file/snapshot-source.ts';
import type { OriginOptions } from '../../../shared/adapters/file/raw-groups.ts';
import {
  printedArn,
  printedFunction,
  printedRole,
  printedRouteTable,
  printedSubnet,
  printedVpc,
} from './aws-answers.ts';
import { folderWith } from './temporary-folder.ts';
import type { FileContent } from './temporary-folder.ts';

const OTHER = '222233334444';
const vpcs = (OwnerId: string, VpcId = 'vpc-1') => ({ Vpcs: [printedVpc({ OwnerId, VpcId })] });
const subnets = (AvailabilityZone: string, OwnerId = '111122223333') => ({
  Subnets: [printedSubnet({ AvailabilityZone, OwnerId })],
});
const functions = (...arns: readonly string[]) => ({
  Functions: arns.map((FunctionArn) => printedFunction('orders', { FunctionArn })),
});

async function origins(
  files: Readonly<Record<string, FileContent>>,
  options: OriginOptions = {},
): Promise<readonly string[]> {
  const { snapshots } = await loadSnapshots(folderWith(files), options);
  return snapshots.map(({ partition, accountId, region }) => `${partition} ${accountId} ${region}`);
}

describe('account and region of a folder', () => {
  test.each<[string, Readonly<Record<string, FileContent>>, OriginOptions, readonly string[]]>([
    [
      'a zone and an owner',
      { 'a.json': subnets('eu-west-1b') },
      {},
      ['aws 111122223333 eu-west-1'],
    ],
    ['a local zone', { 'a.json': subnets('us-west-2-lax-1a') }, {}, ['aws 111122223333 us-west-2']],
    [
      'another partition',
      { 'a.json': subnets('cn-north-1a') },
      {},
      ['aws-cn 111122223333 cn-north-1'],
    ],
    [
      'a shared VPC: the account of the functions counts',
      {
        'a.json': subnets('us-east-1a', OTHER),
        'b.json': vpcs(OTHER),
        'c.json': functions(printedArn('orders')),
      },
      {},
      ['aws 111122223333 us-east-1'],
    ],
    [
      'owners that are AWS',
      {
        'a.json': subnets('us-east-1a', OTHER),
        'b.json': { PrefixLists: [{ PrefixListId: 'pl-1', OwnerId: 'AWS' }] },
        'c.json': { NetworkInterfaces: [{ NetworkInterfaceId: 'eni-1', OwnerId: 'amazon' }] },
      },
      {},
      [`aws ${OTHER} us-east-1`],
    ],
    [
      'the region is given',
      { 'a.json': vpcs(OTHER) },
      { region: 'us-east-1' },
      [`aws ${OTHER} us-east-1`],
    ],
    [
      'the folder is named after it',
      { 'eu-west-1/a.json': vpcs(OTHER) },
      {},
      [`aws ${OTHER} eu-west-1`],
    ],
    [
      'the name of a service',
      {
        'a.json': {
          VpcEndpoints: [
            {
              VpcEndpointId: 'vpce-1',
              VpcId: 'vpc-1',
              OwnerId: OTHER,
              ServiceName: 'com.amazonaws.eu-west-1.sqs',
            },
          ],
        },
      },
      {},
      [`aws ${OTHER} eu-west-1`],
    ],
    ['no account', { 'us-east-1/a.json': { Vpcs: [] } }, {}, ['aws 000000000000 us-east-1']],
    [
      'the account is given',
      { 'us-east-1/a.json': { Vpcs: [] } },
      { accountId: OTHER },
      [`aws ${OTHER} us-east-1`],
    ],
  ])('%s', async (_name, files, options, expected) => {
    expect(await origins(files, options)).toEqual(expected);
  });

  test('functions of several accounts in one folder are read as one, and it is said', async () => {
    const folder = folderWith({
      'a.json': functions(printedArn('a'), printedArn('b'), printedArn('c', 'us-east-1', OTHER)),
    });
    const { snapshots, notices } = await loadSnapshots(folder);
    expect(snapshots.map((one) => one.accountId)).toEqual(['111122223333']);
    expect(notices).toEqual([
      `${folder}: holds functions of accounts 111122223333, ${OTHER}, read as one`,
    ]);
  });

  test('of several regions in one folder, the chosen one is read', async () => {
    const files = {
      'a.json': functions(printedArn('a'), printedArn('b', 'eu-west-1')),
      'b.json': vpcs('111122223333'),
    };
    const { snapshots, notices } = await loadSnapshots(folderWith(files), { region: 'eu-west-1' });
    expect(snapshots[0]?.seen('Functions').map((one) => one.FunctionName)).toEqual(['b']);
    expect(snapshots[0]?.seen('Vpcs')).toHaveLength(1);
    expect(notices).toEqual([expect.stringContaining('what is not of eu-west-1 is left out')]);
  });
});

describe('folders below the folder', () => {
  const accounts = {
    'accounts/111122223333/us-east-1/Vpcs.json': vpcs('111122223333', 'vpc-1'),
    'accounts/111122223333/eu-west-1/Vpcs.json': vpcs('111122223333', 'vpc-2'),
    'accounts/222233334444/us-east-1/Vpcs.json': vpcs(OTHER, 'vpc-3'),
  };

  test('of several accounts and regions are several snapshots that know each other', async () => {
    const { snapshots } = await loadSnapshots(folderWith(accounts));
    expect(snapshots.map((one) => `${one.accountId} ${one.region}`)).toEqual([
      '111122223333 eu-west-1',
      '111122223333 us-east-1',
      '222233334444 us-east-1',
    ]);
    for (const snapshot of snapshots) {
      for (const id of ['vpc-1', 'vpc-2', 'vpc-3'])
        expect(snapshot.get('Vpcs', id).known).toBe(true);
    }
  });

  test('a region narrows what is judged and not what is known', async () => {
    const folder = folderWith(accounts);
    const { snapshots } = await loadSnapshots(folder, { region: 'eu-west-1' });
    expect(snapshots).toHaveLength(1);
    expect(snapshots[0]?.get('Vpcs', 'vpc-3').known).toBe(true);
    await expect(loadSnapshots(folder, { region: 'us-west-2' })).rejects.toThrow(
      'and nothing for --region us-west-2',
    );
  });

  test('of one account and region are one snapshot', async () => {
    const files = {
      'ec2/a.json': vpcs('111122223333'),
      'ec2/more/b.json': subnets('us-east-1a'),
      'lambda/c.json': functions(printedArn('orders')),
      'iam/d.json': { RoleDetailList: [printedRole()] },
    };
    const { snapshots } = await loadSnapshots(folderWith(files));
    expect(snapshots).toHaveLength(1);
    expect(Object.keys(snapshots[0]?.content.collections ?? {})).toEqual(
      expect.arrayContaining(['Vpcs', 'Subnets', 'Functions', 'RoleDetailList']),
    );
  });

  test("IAM's answers belong to every region of their account", async () => {
    const { snapshots } = await loadSnapshots(
      folderWith({ ...accounts, 'iam.json': { RoleDetailList: [printedRole()] } }),
    );
    expect(snapshots.map((one) => one.seen('RoleDetailList').length)).toEqual([1, 1, 0]);
  });

  test('of two VPCs that were read apart: an empty list in one says nothing of the other', async () => {
    const { snapshots } = await loadSnapshots(
      folderWith({
        'us-east-1/one/a.json': { ...vpcs('111122223333', 'vpc-1'), VpcEndpoints: [] },
        'us-east-1/two/a.json': vpcs('111122223333', 'vpc-2'),
      }),
    );
    expect(snapshots).toHaveLength(1);
    expect(snapshots[0]?.inVpc('VpcEndpoints', 'vpc-2').known).toBe(false);
    expect(snapshots[0]?.inVpc('Vpcs', 'vpc-2').known).toBe(true);
  });
});

describe('regions by file in one folder', () => {
  const east = { ...vpcs('111122223333', 'vpc-1'), ...subnets('us-east-1a') };
  const west = {
    ...vpcs('111122223333', 'vpc-2'),
    Subnets: [
      printedSubnet({ SubnetId: 'subnet-2', VpcId: 'vpc-2', AvailabilityZone: 'us-west-2a' }),
    ],
  };

  test('each file of one region: as many snapshots', async () => {
    const { snapshots } = await loadSnapshots(folderWith({ 'a.json': east, 'b.json': west }));
    expect(snapshots.map((one) => [one.region, one.seen('Vpcs').map((vpc) => vpc.VpcId)])).toEqual([
      ['us-east-1', ['vpc-1']],
      ['us-west-2', ['vpc-2']],
    ]);
  });

  test('a region in the name of a file counts where its answers name none', async () => {
    const { snapshots } = await loadSnapshots(
      folderWith({
        'prod-us-west-2-vpcs.json': vpcs('111122223333', 'vpc-2'),
        'subnets.json': subnets('us-east-1a'),
        'vpcs_us-east-1.json': vpcs('111122223333', 'vpc-1'),
      }),
    );
    expect(snapshots.map((one) => [one.region, one.seen('Vpcs').map((vpc) => vpc.VpcId)])).toEqual([
      ['us-west-2', ['vpc-2']],
      ['us-east-1', ['vpc-1']],
    ]);
  });

  test('a file that says no region cannot be placed, and goes with the one that is chosen', async () => {
    const folder = folderWith({
      'a.json': east,
      'b.json': west,
      'c.json': { RouteTables: [printedRouteTable()] },
    });
    await expect(loadSnapshots(folder)).rejects.toThrow(
      'holds answers of several regions (us-east-1, us-west-2)',
    );
    const { snapshots } = await loadSnapshots(folder, { region: 'us-east-1' });
    expect(snapshots[0]?.seen('Vpcs').map((vpc) => vpc.VpcId)).toEqual(['vpc-1']);
    expect(snapshots[0]?.seen('RouteTables')).toHaveLength(1);
  });

  test('a region within the name of a folder', async () => {
    expect(await origins({ 'prod_us-west-2/a.json': vpcs('111122223333') })).toEqual([
      'aws 111122223333 us-west-2',
    ]);
    await expect(origins({ 'us-west-2a/a.json': vpcs('111122223333') })).rejects.toThrow(
      'the region is not known',
    );
  });
});

describe('the account of what names none', () => {
  const unowned = { Vpcs: [{ VpcId: 'vpc-9' }] };

  test('is that of the folders beside it', async () => {
    expect(
      await origins({
        'demo/us-east-1/a.json': subnets('us-east-1a'),
        'demo/us-west-2/a.json': unowned,
        'prod/us-east-1/a.json': subnets('us-east-1a', OTHER),
        'prod/us-west-2/a.json': unowned,
      }),
    ).toEqual([
      'aws 111122223333 us-east-1',
      'aws 111122223333 us-west-2',
      'aws 222233334444 us-east-1',
      'aws 222233334444 us-west-2',
    ]);
  });

  test('is not guessed where the folders beside it are of several', async () => {
    const { snapshots, notices } = await loadSnapshots(
      folderWith({
        'us-east-1/a.json': subnets('us-east-1a'),
        'us-west-1/a.json': subnets('us-west-1a', OTHER),
        'us-west-2/a.json': unowned,
      }),
    );
    expect(snapshots.map((one) => one.accountId)).toEqual(['111122223333', OTHER, '000000000000']);
    expect(notices.join()).toContain('no answer names its account; 000000000000 stands for it');
  });

  test('is told by get-caller-identity', async () => {
    const identity = { UserId: 'x', Account: OTHER, Arn: `arn:aws:iam::${OTHER}:user/x` };
    const files = { 'us-east-1/a.json': unowned, 'us-east-1/caller.json': identity };
    expect(await origins(files)).toEqual([`aws ${OTHER} us-east-1`]);
    expect(await origins({ 'us-east-1/a.json': unowned, 'caller.json': identity })).toEqual([
      `aws ${OTHER} us-east-1`,
    ]);
    const shared = { ...files, 'us-east-1/a.json': vpcs('111122223333') };
    expect(await origins(shared)).toEqual([`aws ${OTHER} us-east-1`]);
  });
});

describe("IAM's answers in the folder of one region", () => {
  const east = {
    'us-east-1/a.json': subnets('us-east-1a'),
    'us-east-1/iam.json': { RoleDetailList: [printedRole('orders')], Policies: [] },
  };

  test('belong to the other regions of the account as well', async () => {
    const { snapshots } = await loadSnapshots(
      folderWith({ ...east, 'us-west-2/a.json': subnets('us-west-2a') }),
    );
    expect(snapshots.map((one) => one.all('RoleDetailList').known)).toEqual([true, true]);
    expect(snapshots[1]?.all('Subnets')).toMatchObject({ value: [{ SubnetId: 'subnet-1' }] });
  });

  test('but not to a region with such an answer of its own, nor to another account', async () => {
    const { snapshots } = await loadSnapshots(
      folderWith({
        ...east,
        'us-west-1/a.json': { ...subnets('us-west-1a'), RoleDetailList: [] },
        'us-west-2/a.json': subnets('us-west-2a', OTHER),
      }),
    );
    expect(snapshots.map((one) => one.seen('RoleDetailList').length)).toEqual([1, 0, 0]);
    expect(snapshots[2]?.all('RoleDetailList').known).toBe(false);
  });
});

const table = (RouteTableId: string) => printedRouteTable({ RouteTableId });
const recorded = (fields: object) => ({
  ...vpcs('111122223333', 'vpc-1'),
  ...subnets('us-east-1a'),
  ...fields,
});

describe('a VPC that was recorded in two folders', () => {
  test('is read where both say the same, and one may say more', async () => {
    const { snapshots, notices } = await loadSnapshots(
      folderWith({
        'one/a.json': recorded({ RouteTables: [table('rtb-1')], VpcEndpoints: [] }),
        'two/a.json': recorded({ RouteTables: [table('rtb-1')] }),
      }),
    );
    expect(snapshots).toHaveLength(1);
    expect(snapshots[0]?.inVpc('RouteTables', 'vpc-1').known).toBe(true);
    expect(snapshots[0]?.inVpc('VpcEndpoints', 'vpc-1').known).toBe(true);
    expect(notices).toEqual([]);
  });

  test('is unknown where one has what the other has not: it was recorded at two times', async () => {
    const { snapshots, notices } = await loadSnapshots(
      folderWith({
        'one/a.json': recorded({ RouteTables: [table('rtb-1'), table('rtb-2')] }),
        'two/a.json': recorded({ RouteTables: [table('rtb-1')], VpcEndpoints: [] }),
      }),
    );
    const tables = snapshots[0]?.inVpc('RouteTables', 'vpc-1');
    expect(tables?.known).toBe(false);
    expect(JSON.stringify(tables)).toMatch(/one and .*two differ on vpc-1/);
    expect(notices.join()).toMatch(/RouteTables: .*one and .*two differ on vpc-1/);
    expect(snapshots[0]?.inVpc('Subnets', 'vpc-1').known).toBe(true);
  });

  test('is unknown where the last page is missing in one of them', async () => {
    const { snapshots } = await loadSnapshots(
      folderWith({
        'one/a.json': recorded({}),
        'one/b.json': { RouteTables: [table('rtb-1')], NextToken: 'more' },
        'two/a.json': recorded({ RouteTables: [table('rtb-1')] }),
      }),
    );
    expect(snapshots[0]?.inVpc('RouteTables', 'vpc-1').known).toBe(false);
  });

  test('an empty list against one with items differs as well', async () => {
    const endpoint = { VpcEndpointId: 'vpce-1', VpcId: 'vpc-1', ServiceName: 'x' };
    const { snapshots } = await loadSnapshots(
      folderWith({
        'one/a.json': recorded({ VpcEndpoints: [endpoint] }),
        'two/a.json': recorded({ VpcEndpoints: [] }),
      }),
    );
    expect(snapshots[0]?.inVpc('VpcEndpoints', 'vpc-1').known).toBe(false);
  });

  test('but not where one only names the VPC and describes another', async () => {
    const both = { Vpcs: [printedVpc(), printedVpc({ VpcId: 'vpc-2' })] };
    const second = printedSubnet({ SubnetId: 'subnet-2', VpcId: 'vpc-2' });
    const tables = [printedRouteTable({ RouteTableId: 'rtb-2', VpcId: 'vpc-2' })];
    const { snapshots } = await loadSnapshots(
      folderWith({
        'one/a.json': { ...recorded({ RouteTables: [table('rtb-1')] }), ...both },
        'two/a.json': { ...both, Subnets: [second], RouteTables: tables },
      }),
    );
    expect(snapshots[0]?.inVpc('RouteTables', 'vpc-1').known).toBe(true);
    expect(snapshots[0]?.seen('RouteTables')).toHaveLength(2);
  });
});
