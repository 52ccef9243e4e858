import { utimesSync } from 'node:fs';
import path from 'node:path';
import { describe, expect, test } from 'vitest';
import { functionTags, functionVersions } from '../../../shared/model/function-versions.ts';
import { loadSnapshots } from '../../../shared/adapters/file/snapshot-source.ts';
import type { OriginOptions } from '../../../shared/adapters/file/raw-groups.ts';
import type { Snapshot } from '../../../shared/model/snapshot.ts';
import {
  printedArn,
  printedFunction,
  printedRole,
  printedSubnet,
  printedVpc,
} from './aws-answers.ts';
import { folderWith } from './temporary-folder.ts';
import type { FileContent } from './temporary-folder.ts';

async function load(files: Readonly<Record<string, FileContent>>, options: OriginOptions = {}) {
  const folder = folderWith(files);
  const { snapshots, notices } = await loadSnapshots(folder, options);
  return { snapshots, notices: notices.map((one) => one.replaceAll(`${folder}/`, '')) };
}

async function loadOne(files: Readonly<Record<string, FileContent>>, options: OriginOptions = {}) {
  const { snapshots, notices } = await load({ 'zone.json': zones, ...files }, options);
  const [snapshot, ...others] = snapshots;
  if (snapshot === undefined || others.length > 0) throw new Error('expected one snapshot');
  return { snapshot, notices };
}

const zones = { AvailabilityZones: [{ ZoneName: 'us-east-1a', RegionName: 'us-east-1' }] };
const arn = printedArn('orders');

function unknownText(snapshot: Snapshot, collection: 'Subnets' | 'Functions' | 'VpcEndpoints') {
  const fact = snapshot.all(collection);
  return fact.known ? 'known' : `${fact.reason.kind}: ${fact.reason.detail ?? ''}`;
}

function printedPolicy(Id: string, Type: string): object {
  const Arn = `arn:aws:organizations::999988887777:policy/o-1/x/${Id}`;
  return { Policy: { PolicySummary: { Id, Arn, Type }, Content: '{}' } };
}

const accessPoint = (id: string) => ({
  AccessPointArn: `arn:aws:elasticfilesystem:us-east-1:111122223333:access-point/fsap-${id}`,
  FileSystemId: `fs-${id}`,
  LifeCycleState: 'available',
});

describe('answers are recognised by their keys', () => {
  test('whatever the file is called, several in one file, however deep', async () => {
    const { snapshot } = await loadOne({
      'x.JSON': { Vpcs: [printedVpc()], Subnets: [printedSubnet()] },
      'a/b/c.json': { RoleDetailList: [printedRole()], UserDetailList: [], Policies: [] },
      '.hidden.json': 'not JSON',
      '.git/x.json': 'not JSON',
      'notes.txt': 'not JSON',
    });
    expect(Object.keys(snapshot.content.collections).toSorted()).toEqual([
      'AvailabilityZones',
      'Policies',
      'RoleDetailList',
      'Subnets',
      'UserDetailList',
      'Vpcs',
    ]);
    expect(unknownText(snapshot, 'VpcEndpoints')).toBe('not-read: ');
  });

  test('instances come out of their reservations', async () => {
    const { snapshot } = await loadOne({
      'r.json': { Reservations: [{ OwnerId: '222233334444', Instances: [{ InstanceId: 'i-1' }] }] },
    });
    expect(snapshot.seen('Instances').map((one) => one.InstanceId)).toEqual(['i-1']);
    expect(snapshot.accountId).toBe('222233334444');
  });

  test('a Policy is taken from Organizations, and only a service control policy', async () => {
    const { snapshot } = await loadOne({
      'scp.json': printedPolicy('p-1', 'SERVICE_CONTROL_POLICY'),
      'tags.json': printedPolicy('p-2', 'TAG_POLICY'),
      'get-policy.json': { Policy: { Arn: 'arn:aws:iam::aws:policy/x', PolicyName: 'x' } },
      'lambda.json': { Policy: '{}', RevisionId: 'r' },
      'vpcs.json': { Vpcs: [printedVpc()] },
    });
    expect(snapshot.seen('ServiceControlPolicies').map((one) => one.PolicySummary.Id)).toEqual([
      'p-1',
    ]);
    expect(snapshot.accountId).toBe('111122223333');
  });

  test('single items: quota, capacity provider, Block Public Access', async () => {
    const provider = `arn:aws:lambda:us-east-1:111122223333:capacity-provider:p`;
    const { snapshot } = await loadOne({
      'q.json': { Quota: { ServiceCode: 'lambda', QuotaCode: 'L-1', Value: 500 } },
      'p.json': { CapacityProvider: { CapacityProviderArn: provider } },
      'b.json': { VpcBlockPublicAccessOptions: { InternetGatewayBlockMode: 'off' } },
    });
    expect(snapshot.seen('Quotas')[0]?.Value).toBe(500);
    expect(snapshot.seen('CapacityProviders')[0]?.CapacityProviderArn).toBe(provider);
    expect(snapshot.seen('VpcBlockPublicAccessOptions')).toHaveLength(1);
  });

  test('mount targets are asked for one file system at a time: those of another say nothing', async () => {
    const target = { MountTargetId: 'fsmt-1', FileSystemId: 'fs-1', SubnetId: 'subnet-1' };
    const { snapshot } = await loadOne({
      'a.json': { AccessPoints: [accessPoint('1'), accessPoint('2')] },
      'm.json': { MountTargets: [target] },
    });
    expect(snapshot.gap('MountTargets', 'fs-1')).toBeUndefined();
    expect(snapshot.gap('MountTargets', 'fs-2')).toMatchObject({
      reason: { kind: 'not-read', call: 'elasticfilesystem:DescribeMountTargets' },
    });
  });

  test('both DNS attributes of a VPC become one item', async () => {
    const { snapshot } = await loadOne({
      '1.json': { VpcId: 'vpc-1', EnableDnsSupport: { Value: true } },
      '2.json': { VpcId: 'vpc-1', EnableDnsHostnames: { Value: false } },
    });
    expect(snapshot.seen('VpcAttributes')).toEqual([
      { VpcId: 'vpc-1', EnableDnsSupport: { Value: true }, EnableDnsHostnames: { Value: false } },
    ]);
  });

  test('both prefix-list answers become one item, and a bare Entries is named', async () => {
    const { snapshot, notices } = await loadOne({
      '1.json': { PrefixLists: [{ PrefixListId: 'pl-1', Cidrs: ['3.5.0.0/16'] }] },
      '2.json': { PrefixLists: [{ PrefixListId: 'pl-1', OwnerId: 'AWS', AddressFamily: 'IPv4' }] },
      '3.json': { Entries: [{ Cidr: '10.0.0.0/8' }] },
    });
    expect(snapshot.seen('PrefixLists')).toEqual([
      { PrefixListId: 'pl-1', Cidrs: ['3.5.0.0/16'], OwnerId: 'AWS', AddressFamily: 'IPv4' },
    ]);
    expect(notices).toEqual([
      '3.json: Entries do not say which prefix list they belong to; ignored',
      expect.stringContaining('no answer names its account'),
    ]);
  });

  test('paging and metadata are silent, unknown keys are named, other services are told apart', async () => {
    const { snapshot, notices } = await loadOne({
      '1.json': { Vpcs: [], NextToken: null, ResponseMetadata: {}, $metadata: {} },
      '2.json': { Addresses: [], VpnGateways: [] },
      '3.json': { Addresses: [], VpnGateways: [] },
      '4.json': { Aliases: [{ AliasArn: 'arn:aws:kms:us-east-1:111122223333:alias/a' }] },
      '5.json': { Versions: [{ VersionId: 'v1', IsDefaultVersion: true }] },
      '6.json': { Policies: [{ PolicyName: 'p', Arn: 'arn:aws:iam::aws:policy/p' }] },
      '7.json': ['vpc-1'],
      '8.json': { Clusters: [{ Id: 'j-1', Name: 'an EMR cluster' }] },
    });
    expect(notices).toEqual([
      '7.json: holds a list, not an answer of AWS; ignored',
      '4.json: Aliases are those of KMS keys; ignored',
      '5.json: Versions are not those of list-versions-by-function; ignored',
      '6.json: Policies come without their documents: get-account-authorization-details has them; ignored',
      '8.json: Clusters are not those of redshift:DescribeClusters; ignored',
      '2.json, 3.json: ignored what no control reads: Addresses, VpnGateways',
      expect.stringContaining(`000000000000 stands for it`),
    ]);
    expect(Object.keys(snapshot.content.collections)).toEqual(['Vpcs', 'AvailabilityZones']);
  });

  test('a key with control characters stays on its line', async () => {
    const { notices } = await load({ 'us-east-1/1.json': { Subnets: [], 'a\n\u001B[31m': [] } });
    expect(notices[0]).toBe('us-east-1/1.json: ignored what no control reads: "a\\n\\u001b[31m"');
  });

  test('byte order marks of UTF-8 and UTF-16', async () => {
    const text = JSON.stringify({ Vpcs: [printedVpc()] });
    const big = Buffer.from(`\uFEFF${text}`, 'utf16le').swap16();
    for (const bytes of [`\uFEFF${text}`, Buffer.from(`\uFEFF${text}`, 'utf16le'), big]) {
      const { snapshot } = await loadOne({ 'v.json': bytes });
      expect(snapshot.seen('Vpcs')).toHaveLength(1);
    }
  });

  test('a single answer is a snapshot as well', async () => {
    const folder = folderWith({ 'subnets.json': { Subnets: [printedSubnet()] } });
    const { snapshots } = await loadSnapshots(path.join(folder, 'subnets.json'));
    expect(snapshots[0]?.seen('Subnets')).toHaveLength(1);
  });
});

describe('answers are joined', () => {
  test('pages of one list, of which the last is there', async () => {
    const { snapshot } = await loadOne({
      '1.json': { Subnets: [printedSubnet()], NextToken: 'more' },
      '2.json': { Subnets: [printedSubnet({ SubnetId: 'subnet-2' })] },
    });
    expect(unknownText(snapshot, 'Subnets')).toBe('known');
    expect(snapshot.seen('Subnets')).toHaveLength(2);
  });

  test.each([
    { NextToken: 'more' },
    { NextMarker: 'more' },
    { Marker: 'm' },
    { IsTruncated: true },
  ])('a list whose last page is missing: %o', async (token) => {
    const { snapshot, notices } = await loadOne({
      '1.json': { Subnets: [printedSubnet()], ...token },
      '2.json': { Subnets: [printedSubnet({ SubnetId: 'subnet-2' })], ...token },
    });
    expect(unknownText(snapshot, 'Subnets')).toBe(
      'not-read: the last page of its answer is missing',
    );
    expect(snapshot.seen('Subnets')).toHaveLength(2);
    expect(notices).toEqual(['Subnets: the last page of the answer is missing, more may follow']);
  });

  test('the same item twice: the later file counts and it is said', async () => {
    const { snapshot, notices } = await loadOne({
      '1.json': { Vpcs: [printedVpc(), printedVpc({ VpcId: 'vpc-2' })] },
      '2.json': { Vpcs: [printedVpc({ IsDefault: true }), printedVpc({ VpcId: 'vpc-2' })] },
    });
    expect(snapshot.seen('Vpcs').map((one) => one.IsDefault)).toEqual([true, undefined]);
    expect(notices).toEqual(['Vpcs: 2.json replaces what 1.json says of vpc-1']);
  });

  test('the same item twice in one file', async () => {
    const { snapshot, notices } = await loadOne({
      '1.json': { Vpcs: [printedVpc(), printedVpc({ IsDefault: true })] },
    });
    expect(snapshot.seen('Vpcs').map((one) => one.IsDefault)).toEqual([true]);
    expect(notices).toEqual(['Vpcs: 1.json says two things, of which the last counts, of vpc-1']);
  });

  test('get-function and get-function-configuration fill in list-functions, in any order', async () => {
    const { snapshot } = await loadOne({
      '1.json': { ...printedFunction('orders', { State: 'Failed' }), ResponseMetadata: {} },
      '2.json': {
        Configuration: printedFunction('orders', { LastUpdateStatus: 'Successful' }),
        Code: { Location: 'https://signed.example.com/?X-Amz-Signature=abc' },
        Tags: { needs: 'internet' },
      },
      '3.json': { Functions: [printedFunction('orders', { Runtime: 'python3.13' })] },
    });
    const [orders, ...others] = snapshot.seen('Functions');
    expect(others).toEqual([]);
    expect(orders).toMatchObject({
      State: 'Failed',
      LastUpdateStatus: 'Successful',
      Runtime: 'python3.13',
    });
    expect(functionTags(snapshot, arn)).toEqual({ known: true, value: { needs: 'internet' } });
    expect(JSON.stringify(snapshot.content)).not.toContain('signed.example.com');
    expect(unknownText(snapshot, 'Functions')).toBe('known');
  });

  test('single functions are not the list of all functions', async () => {
    const { snapshot } = await loadOne({ '1.json': printedFunction() });
    expect(unknownText(snapshot, 'Functions')).toBe('not-read: only single functions were read');
    expect(snapshot.get('Functions', arn).known).toBe(true);
  });

  test('environment values do not get past the reading', async () => {
    const Environment = {
      Variables: { PASSWORD: 'hunter2', URL: 'https://api.example.com/s3cret' },
    };
    const { snapshot } = await loadOne({ '1.json': printedFunction('orders', { Environment }) });
    const text = JSON.stringify(snapshot.content);
    expect(text).toContain('api.example.com');
    expect(text).not.toMatch(/hunter2|s3cret/);
  });

  test('the newest file gives the capture time', async () => {
    const folder = folderWith({ 'a.json': zones, 'b.json': { Vpcs: [] } });
    utimesSync(path.join(folder, 'a.json'), 0, new Date('2026-01-02T03:04:05Z'));
    utimesSync(path.join(folder, 'b.json'), 0, new Date('2025-01-01T00:00:00Z'));
    const { snapshots } = await loadSnapshots(folder);
    expect(snapshots[0]?.capturedAt).toBe('2026-01-02T03:04:05.000Z');
  });
});

const published = (version: string) =>
  printedFunction('orders', {
    FunctionArn: `${arn}:${version}`,
    Version: version,
  });
const alias = (version: string) => ({
  AliasArn: `${arn}:live`,
  Name: 'live',
  FunctionVersion: version,
});

describe('published versions that nobody listed are unknown', () => {
  test.each<[string, Readonly<Record<string, object>>, boolean]>([
    ['list-functions alone', { f: { Functions: [printedFunction()] } }, false],
    ['list-functions for all versions', { f: { Functions: [published('$LATEST')] } }, true],
    [
      'list-versions-by-function',
      { f: { Functions: [printedFunction()] }, v: { Versions: [published('$LATEST')] } },
      true,
    ],
    [
      'versions of another function',
      { f: { Functions: [printedFunction()] }, v: { Versions: [printedFunction('other')] } },
      false,
    ],
    [
      'a first page of versions',
      { f: { Functions: [printedFunction()] }, v: { Versions: [published('1')], NextMarker: 'm' } },
      false,
    ],
    ['no alias', { f: { Functions: [printedFunction()] }, a: { Aliases: [] } }, true],
    [
      'an alias of a version that is not there',
      { f: { Functions: [printedFunction()] }, a: { Aliases: [alias('1')] } },
      false,
    ],
  ])('%s', async (_name, answers, complete) => {
    const named = Object.entries(answers).map(([name, answer]) => [`${name}.json`, answer]);
    const { snapshot } = await loadOne(Object.fromEntries(named) as Record<string, object>);
    const versions = functionVersions(snapshot).get(arn);
    const fact = snapshot.gap('Functions', `${arn}:*`);
    expect(fact === undefined).toBe(complete);
    expect(versions).toBeDefined();
  });
});
