import { symlinkSync } from 'node:fs';
import path from 'node:path';
import { gzipSync } from 'node:zlib';
import { describe, expect, test } from 'vitest';
import { loadSnapshots } from '../../../shared/adapters/file/snapshot-source.ts';
import type { LoadedSnapshots } from '../../../shared/adapters/file/snapshot-source.ts';
import type { RawAnswer } from '../../../shared/adapters/file/raw-answer.ts';
import { joinAnswers } from '../../../shared/adapters/file/raw-join.ts';
import type { OriginOptions } from '../../../shared/adapters/file/raw-groups.ts';
import type { CollectionName } from '../../../shared/model/collections.ts';
import type { Snapshot } from '../../../shared/model/snapshot.ts';
import { printedRouteTable, printedSubnet, printedVpc } from './aws-answers.ts';
import { folderWith } from './temporary-folder.ts';
import type { FileContent } from './temporary-folder.ts';

/** Answers as programs other than the AWS CLI record them. */

async function load(
  files: Readonly<Record<string, FileContent>>,
  options: OriginOptions = {},
): Promise<LoadedSnapshots> {
  const folder = folderWith(files);
  const { snapshots, notices } = await loadSnapshots(folder, options);
  return { snapshots, notices: notices.map((line) => line.replaceAll(`${folder}/`, '')) };
}

async function loadOne(files: Readonly<Record<string, FileContent>>): Promise<Snapshot> {
  const { snapshots } = await load(files);
  const [snapshot, ...others] = snapshots;
  if (snapshot === undefined || others.length > 0) throw new Error('not one snapshot');
  return snapshot;
}

const subnets = { Subnets: [printedSubnet()] };
const endpoint = (fields: object = {}) => ({
  VpcEndpointId: 'vpce-1',
  VpcId: 'vpc-1',
  ServiceName: 'com.amazonaws.us-east-1.s3',
  ...fields,
});

describe('values that AWS does not send', () => {
  test('null for what is absent, as Go writes it', async () => {
    const snapshot = await loadOne({
      'a.json': { Subnets: [printedSubnet({ OutpostArn: null, Tags: null })], NextToken: null },
      'b.json': {
        RouteTables: [
          {
            RouteTableId: 'rtb-1',
            Associations: null,
            Routes: [
              {
                DestinationCidrBlock: '0.0.0.0/0',
                DestinationIpv6CidrBlock: null,
                NatGatewayId: null,
                GatewayId: 'igw-1',
              },
            ],
          },
        ],
      },
    });
    expect(snapshot.seen('Subnets')).toEqual([printedSubnet()]);
    expect(snapshot.seen('RouteTables')).toEqual([
      {
        RouteTableId: 'rtb-1',
        Associations: [],
        Routes: [{ DestinationCidrBlock: '0.0.0.0/0', GatewayId: 'igw-1' }],
      },
    ]);
  });

  test('null for a whole list says nothing of it', async () => {
    const { snapshots, notices } = await load({ 'a.json': { ...subnets, Vpcs: null } });
    expect(snapshots[0]?.all('Vpcs').known).toBe(false);
    expect(notices).toEqual(['a.json: Vpcs is null; ignored']);
  });

  test.each<[string, unknown, string | undefined]>([
    ['seconds', 1_573_598_952.5, '2019-11-12T22:49:12.500Z'],
    ['milliseconds', 1_573_598_952_500, '2019-11-12T22:49:12.500Z'],
    [
      'an object of placebo',
      { __class__: 'datetime', year: 2019, month: 11, day: 12, hour: 22, minute: 49, second: 12 },
      '2019-11-12T22:49:12.000Z',
    ],
    ['text of Python', '2019-11-12 22:49:12+00:00', '2019-11-12 22:49:12+00:00'],
    ['no time', 1e300, '1e+300'],
  ])('a time as %s', async (_name, CreationTimestamp, expected) => {
    const snapshot = await loadOne({
      'a.json': { ...subnets, VpcEndpoints: [endpoint({ CreationTimestamp })] },
    });
    expect(snapshot.seen('VpcEndpoints')[0]?.CreationTimestamp).toBe(expected);
  });

  test('an endpoint policy that was decoded', async () => {
    const PolicyDocument = { Statement: [{ Effect: 'Allow', Principal: '*' }] };
    const snapshot = await loadOne({
      'a.json': { ...subnets, VpcEndpoints: [endpoint({ PolicyDocument })] },
    });
    expect(snapshot.seen('VpcEndpoints')[0]?.PolicyDocument).toBe(JSON.stringify(PolicyDocument));
  });
});

describe('answers that are packed into something', () => {
  const first = { ...subnets, NextToken: 'more' };
  const last = { Subnets: [printedSubnet({ SubnetId: 'subnet-2' })] };

  test.each<[string, FileContent]>([
    ['pages one after the other', `${JSON.stringify(first)}\r\n${JSON.stringify(last, null, 2)}\n`],
    ['a line for each page', `${JSON.stringify(first)}\n${JSON.stringify(last)}`],
    ['a list of pages', [first, last]],
    ['a file packed with gzip', gzipSync(JSON.stringify([first, last]))],
    ['below the name of the region', { 'us-east-1': [first, last] }],
    ['recordings of placebo', [first, last].map((data) => ({ status_code: 200, data }))],
  ])('%s', async (_name, content) => {
    const { snapshots, notices } = await load({ 'a.json': content });
    expect(snapshots.map((one) => [one.accountId, one.region])).toEqual([
      ['111122223333', 'us-east-1'],
    ]);
    expect(snapshots[0]?.all('Subnets').known).toBe(true);
    expect(snapshots[0]?.seen('Subnets').map((one) => one.SubnetId)).toEqual([
      'subnet-1',
      'subnet-2',
    ]);
    expect(notices).toEqual([]);
  });

  test('a page that is not the last, one after the other', async () => {
    const text = `${JSON.stringify(first)}${JSON.stringify({ ...last, NextToken: 'more' })}`;
    const { snapshots } = await load({ 'a.json': text });
    expect(snapshots[0]?.all('Subnets').known).toBe(false);
  });

  test('accounts and regions by name in one file', async () => {
    const { snapshots } = await load({
      'all.json': {
        recorded: 'by a script',
        '111122223333': {
          'us-east-1': { Vpcs: [printedVpc()] },
          'us-west-2': { Vpcs: [printedVpc({ VpcId: 'vpc-2' })] },
        },
        '222233334444': { 'us-east-1': { Vpcs: [printedVpc({ VpcId: 'vpc-3', OwnerId: null })] } },
      },
    });
    const seen = snapshots.map((one) => [one.accountId, one.region, one.seen('Vpcs')[0]?.VpcId]);
    expect(seen).toEqual([
      ['111122223333', 'us-east-1', 'vpc-1'],
      ['111122223333', 'us-west-2', 'vpc-2'],
      ['222233334444', 'us-east-1', 'vpc-3'],
    ]);
  });
});

describe('what looks like an answer and is none is said, and what it would say is unknown', () => {
  test.each<[string, FileContent, string]>([
    [
      'a list without its key',
      [printedSubnet({ SubnetId: 'subnet-2' }), printedSubnet({ SubnetId: 'subnet-3' })],
      'holds a list without the key that an answer has above it, such as "Subnets"; ignored',
    ],
    ['an empty list', [], 'holds a list, not an answer of AWS; ignored'],
    ['an empty object', {}, 'holds an object without keys; ignored'],
    [
      'keys in lower case',
      { securityGroups: [{ groupId: 'sg-1' }] },
      'securityGroups is ignored: only SecurityGroups, as the AWS CLI writes it, is read',
    ],
    [
      'keys with underscores',
      { security_groups: [] },
      'security_groups is ignored: only SecurityGroups, as the AWS CLI writes it, is read',
    ],
    [
      'keys of EC2 in XML',
      { networkInterfaceSet: [] },
      'networkInterfaceSet is ignored: only NetworkInterfaces, as the AWS CLI writes it, is read',
    ],
    [
      'the groups of an instance',
      [{ InstanceId: 'i-1', SecurityGroups: [{ GroupId: 'sg-1', GroupName: 'web' }] }],
      'SecurityGroups are those of an item with its own InstanceId; ignored',
    ],
    [
      'the instances of EMR',
      { Instances: [{ Id: 'ci-1', Ec2InstanceId: 'i-1' }] },
      'Instances are not those of describe-instances, which stand in Reservations; ignored',
    ],
    [
      'the instances of describe-classic-link-instances',
      { Instances: [] },
      'Instances are not those of describe-instances, which stand in Reservations; ignored',
    ],
  ])('%s', async (_name, content, notice) => {
    const { snapshots, notices } = await load({ 'a.json': subnets, 'b.json': content });
    expect(notices).toContain(`b.json: ${notice}`);
    expect(Object.keys(snapshots[0]?.content.collections ?? {})).toEqual(['Subnets']);
    expect(snapshots[0]?.seen('Subnets')).toHaveLength(1);
  });
});

describe('an item without what AWS always answers is not read, and its collection is not whole', () => {
  test.each<[CollectionName, object, string]>([
    ['RouteTables', { RouteTableId: 'rtb-1', VpcId: 'vpc-1', Associations: [] }, 'Routes'],
    ['RouteTables', { RouteTableId: 'rtb-1', VpcId: 'vpc-1', Routes: [] }, 'Associations'],
    ['SecurityGroups', { GroupId: 'sg-1', IpPermissions: [] }, 'IpPermissionsEgress'],
    ['SecurityGroups', { GroupId: 'sg-1', IpPermissionsEgress: [] }, 'IpPermissions'],
    ['NetworkAcls', { NetworkAclId: 'acl-1', Associations: [] }, 'Entries'],
    ['InternetGateways', { InternetGatewayId: 'igw-1' }, 'Attachments'],
  ])('%s %j', async (collection, item, field) => {
    const { snapshots, notices } = await load({ 'a.json': { ...subnets, [collection]: [item] } });
    expect(snapshots[0]?.all(collection).known).toBe(false);
    expect(snapshots[0]?.seen(collection)).toEqual([]);
    expect(notices).toEqual([
      `a.json: ${collection}[0] has no ${field}, which AWS always answers; ignored`,
    ]);
  });

  test('null stands for an empty list, as Go writes it', async () => {
    const { snapshots } = await load({
      'a.json': {
        ...subnets,
        SecurityGroups: [{ GroupId: 'sg-1', IpPermissions: null, IpPermissionsEgress: null }],
      },
    });
    expect(snapshots[0]?.all('SecurityGroups').known).toBe(true);
  });

  test('many of them are counted', async () => {
    const items = ['a', 'b', 'c'].map((id) => ({ InternetGatewayId: `igw-${id}` }));
    const { notices } = await load({ 'a.json': { ...subnets, InternetGateways: items } });
    expect(notices).toEqual([
      'a.json: InternetGateways[0] and 2 more have no Attachments, which AWS always answers; ignored',
    ]);
  });
});

describe('an empty file, as a refused call leaves it', () => {
  test.each([
    'RouteTables.json',
    'describe-route-tables.json',
    'ec2-describe-route-tables-page-2.json',
  ])('says by its name what is not wholly there: %s', async (name) => {
    const RouteTables = [printedRouteTable()];
    const { snapshots, notices } = await load({
      'a.json': { ...subnets, RouteTables },
      [name]: '\r\n',
    });
    expect(notices).toEqual([`${name}: is empty, as a refused call leaves it; ignored`]);
    const tables = snapshots[0]?.all('RouteTables');
    expect(tables?.known).toBe(false);
    expect(JSON.stringify(tables)).toContain(`${name} is empty`);
    expect(snapshots[0]?.all('Subnets').known).toBe(true);
  });

  test.each(['\nAn error occurred', 'aws: [ERROR]: An error occurred'])(
    'or the message of the AWS CLI in its place says by the operation: %j',
    async (words) => {
      const text = `${words} (UnauthorizedOperation) when calling the DescribeRouteTables operation: You are not authorized to perform this operation.\n`;
      const { snapshots, notices } = await load({
        'a.json': { ...subnets, RouteTables: [printedRouteTable()] },
        'b.json': text,
      });
      const said = 'b.json: holds the error UnauthorizedOperation of DescribeRouteTables';
      expect(notices).toEqual([`${said}; ignored`]);
      expect(snapshots[0]?.all('RouteTables').known).toBe(false);
    },
  );

  test('of a longer name, not of a part of it', async () => {
    const { snapshots } = await load({
      'a.json': { ...subnets, VpcEndpoints: [], ServiceDetails: [] },
      'describe-vpc-endpoint-services.json': '',
    });
    expect(snapshots[0]?.all('VpcEndpoints').known).toBe(true);
    expect(snapshots[0]?.all('ServiceDetails').known).toBe(false);
  });

  test('beside folders of several regions it takes from all of them', async () => {
    const { snapshots } = await load({
      'a/a.json': { ...subnets, Vpcs: [printedVpc()] },
      'b/b.json': { Subnets: [printedSubnet({ AvailabilityZone: 'us-west-2a' })], Vpcs: [] },
      'vpcs.json': '',
    });
    expect(snapshots.map((one) => one.all('Vpcs').known)).toEqual([false, false]);
    expect(snapshots.map((one) => one.all('Subnets').known)).toEqual([true, true]);
  });
});

test('a repository around the answers does not drown what is said of them', async () => {
  const names = Array.from({ length: 30 }, (_, index) => `k${10 + index}`);
  const others = names.map((name) => [`${name}.json`, { [name]: 1 }]);
  const { notices } = await load({ 'a.json': subnets, ...(Object.fromEntries(others) as object) });
  expect(notices).toHaveLength(21);
  expect(notices[20]).toBe(
    'k30.json, k31.json, k32.json and 7 more: ignored what no control reads, under other keys',
  );
});

test('answers by the hundred thousand are joined', () => {
  const page: RawAnswer = {
    file: 'a.json',
    folder: '.',
    modified: new Date('2026-01-02T03:04:05Z'),
    parts: [],
    callerAccount: undefined,
    unknownKeys: [],
    notices: [],
  };
  const origin = { accountId: '111122223333', region: 'us-east-1' };
  const { content } = joinAnswers(
    Array.from({ length: 200_000 }, () => page),
    origin,
  );
  expect(content.capturedAt).toBe('2026-01-02T03:04:05.000Z');
});

describe('files that are not JSON', () => {
  test('are named where they can hold an answer', async () => {
    const { notices } = await load({
      'a.json': subnets,
      'README.md': '#',
      'setup.tf': '',
      'vpcs.yaml': 'Vpcs: []',
      'x/vpcs.txt': '',
    });
    expect(notices).toEqual(['vpcs.yaml, x/vpcs.txt: ignored, only .json files are read']);
  });

  test('are left out where they are links that lead nowhere, around in a circle or to files read before', async () => {
    const folder = folderWith({ 'a.json': subnets, 'b/c.json': { Vpcs: [printedVpc()] } });
    symlinkSync('gone', path.join(folder, 'dangling'));
    symlinkSync('around', path.join(folder, 'around'));
    symlinkSync('..', path.join(folder, 'b', 'up'));
    symlinkSync(path.join(folder, 'b'), path.join(folder, 'd'));
    const { snapshots, notices } = await loadSnapshots(folder);
    expect(snapshots[0]?.seen('Vpcs')).toHaveLength(1);
    expect(notices).toEqual([]);
  });

  test('unless gzip says that they are', async () => {
    const { snapshots, notices } = await load({ 'a.json.gz': gzipSync(JSON.stringify(subnets)) });
    expect(snapshots[0]?.seen('Subnets')).toHaveLength(1);
    expect(notices).toEqual([]);
  });
});
