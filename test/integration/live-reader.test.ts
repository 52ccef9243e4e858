import { CreateManagedPrefixListCommand, DeleteSubnetCommand } from '@aws-sdk/client-ec2';
import {
  CreateAliasCommand,
  CreateEventSourceMappingCommand,
  PublishVersionCommand,
  UpdateFunctionCodeCommand,
} from '@aws-sdk/client-lambda';
import { beforeAll, describe, expect, test } from 'vitest';
import { awsAccountReader } from '../../shared/adapters/aws/account-reader.ts';
import { functionNetwork } from '../../shared/model/function-network.ts';
import { functionTags, functionVersions } from '../../shared/model/function-versions.ts';
import { Snapshot } from '../../shared/model/snapshot.ts';
import { AccountAccessError } from '../../shared/ports/account-reader.ts';
import { emptyAccount, hasEmulator } from './emulated-account.ts';
import type { AccountClients } from './emulated-account.ts';
import { defined } from './topologies/defined.ts';
import { createFunction, emptyZip } from './topologies/function.ts';
import { createPublicLimitedZone } from './topologies/public-limited-zone.ts';
import type { PublicLimitedZone } from './topologies/public-limited-zone.ts';
import { createPrivatePublicSample } from './topologies/sample-private-public.ts';
import type { PrivatePublicSample } from './topologies/sample-private-public.ts';
import { createPrivateSample } from './topologies/sample-private.ts';
import type { SampleFunction } from './topologies/sample-private.ts';
import { createUnattached } from './topologies/unattached.ts';

const REGION = 'us-east-1';
const NOW = new Date('2026-11-20T12:00:00Z');

/** No pacing here: there is no quota to share with anybody. */
function reader() {
  return awsAccountReader({
    now: () => NOW,
    progress: () => undefined,
    lambdaCallsPerSecond: 1_000,
  });
}

function networkOf(snapshot: Snapshot, functionArn: string) {
  const latest = functionVersions(snapshot).get(functionArn)?.latest;
  const network = latest && functionNetwork(snapshot, latest);
  if (network?.source !== 'FUNCTION') throw new Error(`${functionArn} is not attached`);
  return network;
}

describe.skipIf(!hasEmulator)('the four placement topologies in one account', () => {
  let account: AccountClients;
  let snapshot: Snapshot;
  let privateSample: SampleFunction;
  let privatePublic: PrivatePublicSample;
  let publicZone: PublicLimitedZone;
  let unattached: string;

  beforeAll(async () => {
    account = await emptyAccount(REGION);
    privateSample = await createPrivateSample(account);
    privatePublic = await createPrivatePublicSample(account);
    publicZone = await createPublicLimitedZone(account);
    unattached = await createUnattached(account);
    snapshot = new Snapshot(await reader().read({ region: REGION }));
  });

  test('is stamped with account, region, partition and the time of the injected clock', () => {
    const { accountId, region, partition, capturedAt } = snapshot;
    expect({ accountId, region, partition, capturedAt }).toEqual({
      accountId: '123456789012',
      region: REGION,
      partition: 'aws',
      capturedAt: NOW.toISOString(),
    });
  });

  test('takes the VPC of a function from its subnets, not from what Lambda answers', () => {
    for (const sample of [privateSample, privatePublic]) {
      const network = networkOf(snapshot, sample.functionArn);
      expect(network.vpcId).toBe(sample.vpcId);
      expect(network.subnetIds).toEqual({ known: true, value: sample.privateSubnetIds });
      expect(network.securityGroupIds).toEqual({ known: true, value: [sample.securityGroupId] });
    }
    expect(networkOf(snapshot, publicZone.functionArn).vpcId).toBe(publicZone.vpcId);
  });

  test('shows an unattached function as such', () => {
    const latest = functionVersions(snapshot).get(unattached)?.latest;
    expect(latest && functionNetwork(snapshot, latest)).toEqual({ source: 'NONE' });
  });

  test('does not take every function for Lambda@Edge where the filter by region is ignored', () => {
    expect(snapshot.seen('Functions').map((item) => item.MasterArn)).toEqual(
      Array.from({ length: 4 }, () => undefined),
    );
  });

  test('joins the zone ids, the states and the tags', () => {
    const subnet = snapshot.get('Subnets', publicZone.subnetId);
    expect(subnet).toMatchObject({
      known: true,
      value: { AvailabilityZoneId: 'use1-az3', MapPublicIpOnLaunch: true },
    });
    expect(functionVersions(snapshot).get(publicZone.functionArn)?.latest?.State).toBe('Active');
    const needs = { known: true, value: { needs: 'internet' } };
    expect(functionTags(snapshot, privatePublic.functionArn)).toEqual(needs);
    expect(functionTags(snapshot, unattached)).toEqual({ known: true, value: {} });
  });

  test('reads the route to the NAT gateway and the gateway itself', () => {
    expect(snapshot.get('RouteTables', privatePublic.privateRouteTableId)).toMatchObject({
      value: {
        Routes: expect.arrayContaining([
          expect.objectContaining({
            DestinationCidrBlock: '0.0.0.0/0',
            NatGatewayId: privatePublic.natGatewayId,
          }),
        ]) as unknown,
      },
    });
    expect(snapshot.get('NatGateways', privatePublic.natGatewayId)).toMatchObject({
      value: { SubnetId: privatePublic.publicSubnetId, VpcId: privatePublic.vpcId },
    });
  });

  test('reads the DNS attributes of the VPCs that hold functions, and of no other', () => {
    expect(snapshot.get('VpcAttributes', privateSample.vpcId)).toMatchObject({
      value: { EnableDnsSupport: { Value: true }, EnableDnsHostnames: { Value: false } },
    });
    expect(
      snapshot
        .seen('VpcAttributes')
        .map((item) => item.VpcId)
        .toSorted(),
    ).toEqual([privateSample.vpcId, privatePublic.vpcId, publicZone.vpcId].toSorted());
  });

  test('leaves what the emulator does not know unknown, naming the call', () => {
    expect(snapshot.content.gaps).toEqual(
      [
        ['ProfileAssociations', 'route53profiles:ListProfileAssociations'],
        ['Quotas', 'servicequotas:GetAWSDefaultServiceQuota'],
        ['SecurityGroupVpcAssociations', 'ec2:DescribeSecurityGroupVpcAssociations'],
        ['ServerlessCaches', 'elasticache:DescribeServerlessCaches'],
        ['VpcBlockPublicAccessExclusions', 'ec2:DescribeVpcBlockPublicAccessExclusions'],
        ['VpcBlockPublicAccessOptions', 'ec2:DescribeVpcBlockPublicAccessOptions'],
      ].map(([collection, call]) => ({
        collection,
        reason: { kind: 'failed', call, detail: 'HTTP 500: the answer could not be understood' },
      })),
    );
    expect(snapshot.all('VpcBlockPublicAccessOptions').known).toBe(false);
  });
});

describe.skipIf(!hasEmulator)('versions', () => {
  test('reads published versions, what uses them, and the settings of those in use', async () => {
    const account = await emptyAccount(REGION);
    const { functionArn } = await createPrivateSample(account, 'versioned');
    for (const code of ['first', 'second', 'third']) {
      await account.lambda.send(
        new UpdateFunctionCodeCommand({ FunctionName: 'versioned', ZipFile: emptyZip(code) }),
      );
      await account.lambda.send(new PublishVersionCommand({ FunctionName: 'versioned' }));
    }
    await account.lambda.send(
      new CreateAliasCommand({
        FunctionName: 'versioned',
        Name: 'live',
        FunctionVersion: '2',
        RoutingConfig: { AdditionalVersionWeights: { '3': 0.1 } },
      }),
    );

    const live = reader();
    const snapshot = new Snapshot(await live.read({ region: REGION }));

    const versions = functionVersions(snapshot).get(functionArn);
    expect(versions?.published.map((item) => item.Version)).toEqual(['1', '2', '3']);
    expect(versions?.uses).toEqual([
      { version: '2', by: 'alias live' },
      { version: '3', by: 'alias live' },
    ]);
    expect(versions?.complete).toEqual({
      known: false,
      reason: {
        kind: 'failed',
        call: 'lambda:ListProvisionedConcurrencyConfigs',
        detail: 'HTTP 404: the answer could not be understood',
      },
    });
    expect(live.calls.byOperation.get('lambda:GetFunctionConfiguration')).toBe(3);
  });

  test('reads event source mappings', async () => {
    const account = await emptyAccount(REGION);
    await createUnattached(account, 'consumer');
    const queue = `arn:aws:sqs:${REGION}:123456789012:orders`;
    await fetch(`${defined(process.env['AWS_ENDPOINT_URL'], 'endpoint')}/`, {
      method: 'POST',
      headers: {
        'content-type': 'application/x-www-form-urlencoded',
        authorization: `AWS4-HMAC-SHA256 Credential=x/20261120/${REGION}/sqs/aws4_request`,
      },
      body: 'Action=CreateQueue&QueueName=orders&Version=2012-11-05',
    });
    await account.lambda.send(
      new CreateEventSourceMappingCommand({ FunctionName: 'consumer', EventSourceArn: queue }),
    );
    const content = await reader().read({ region: REGION });
    expect(content.collections.EventSourceMappings).toMatchObject([{ EventSourceArn: queue }]);
  });
});

describe.skipIf(!hasEmulator)('pages', () => {
  test('reads the tags of 120 functions and the entries of a prefix list', async () => {
    const account = await emptyAccount(REGION);
    const names = Array.from({ length: 120 }, (_, index) => `function-${index}`);
    for (const name of names) {
      await createFunction(account, { name, runtime: 'nodejs22.x', tags: { name } });
    }
    const { PrefixList } = await account.ec2.send(
      new CreateManagedPrefixListCommand({
        PrefixListName: 'offices',
        MaxEntries: 5,
        AddressFamily: 'IPv4',
        Entries: [{ Cidr: '198.51.100.0/24' }, { Cidr: '203.0.113.0/24' }],
      }),
    );
    const live = reader();
    const { collections } = await live.read({ region: REGION });
    expect(live.calls.byOperation.get('tag:GetResources')).toBe(2);
    expect(collections.Functions?.map((item) => item.Tags?.['name']).toSorted()).toEqual(
      names.toSorted(),
    );
    const list = collections.PrefixLists?.find(
      (one) => one.PrefixListId === PrefixList?.PrefixListId,
    );
    expect(list?.Entries).toEqual([{ Cidr: '198.51.100.0/24' }, { Cidr: '203.0.113.0/24' }]);
  });
});

describe.skipIf(!hasEmulator)('ids that are not there', () => {
  test('knows that a deleted subnet of a function does not exist', async () => {
    const account = await emptyAccount(REGION);
    const { functionArn, privateSubnetIds } = await createPrivateSample(account);
    const [deleted, kept] = privateSubnetIds;
    await account.ec2.send(new DeleteSubnetCommand({ SubnetId: deleted }));
    const snapshot = new Snapshot(await reader().read({ region: REGION }));
    expect(snapshot.content.notFound).toEqual([deleted]);
    expect(snapshot.get('Subnets', deleted)).toEqual({ known: true, value: undefined });
    expect(snapshot.get('Subnets', kept)).toMatchObject({ value: { SubnetId: kept } });
    expect(networkOf(snapshot, functionArn).vpcId).toBeDefined();
  });

  test('an unreachable endpoint is one clear error', async () => {
    await emptyAccount(REGION);
    process.env['AWS_ENDPOINT_URL'] = 'http://127.0.0.1:1';
    const reading = reader().read({ region: REGION });
    await expect(reading).rejects.toThrow(AccountAccessError);
    await expect(reading).rejects.toThrow(/^AWS cannot be reached for us-east-1: 127\.0\.0\.1/);
  });
});
