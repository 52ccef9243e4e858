import {
  CreateAccessPointCommand,
  CreateFileSystemCommand,
  CreateMountTargetCommand,
  EFSClient,
} from '@aws-sdk/client-efs';
import { CreateCacheClusterCommand, ElastiCacheClient } from '@aws-sdk/client-elasticache';
import { CreateUserCommand, PutRolePolicyCommand, PutUserPolicyCommand } from '@aws-sdk/client-iam';
import { PutFunctionEventInvokeConfigCommand } from '@aws-sdk/client-lambda';
import {
  AttachPolicyCommand,
  CreateOrganizationCommand,
  CreatePolicyCommand,
  EnablePolicyTypeCommand,
  ListRootsCommand,
  OrganizationsClient,
} from '@aws-sdk/client-organizations';
import {
  CreateDBInstanceCommand,
  CreateDBSubnetGroupCommand,
  RDSClient,
} from '@aws-sdk/client-rds';
import { CreateClusterCommand, RedshiftClient } from '@aws-sdk/client-redshift';
import {
  ChangeResourceRecordSetsCommand,
  CreateHostedZoneCommand,
  Route53Client,
} from '@aws-sdk/client-route-53';
import { beforeAll, describe, expect, test } from 'vitest';
import { awsAccountReader } from '../../shared/adapters/aws/account-reader.ts';
import { CallCounts } from '../../shared/adapters/aws/call-counts.ts';
import { createClients } from '../../shared/adapters/aws/clients.ts';
import { readFileSystems } from '../../shared/adapters/aws/file-systems.ts';
import { Progress } from '../../shared/adapters/aws/progress.ts';
import { Reading } from '../../shared/adapters/aws/reading.ts';
import { grantsOfRole } from '../../shared/iam/role-policies.ts';
import { Snapshot } from '../../shared/model/snapshot.ts';
import { emptyAccount, hasEmulator } from './emulated-account.ts';
import { defined } from './topologies/defined.ts';
import { createFunction } from './topologies/function.ts';
import { createPrivateSample } from './topologies/sample-private.ts';
import type { SampleFunction } from './topologies/sample-private.ts';

const REGION = 'us-east-1';
const QUEUE = `arn:aws:sqs:${REGION}:123456789012:failed`;

/** No pacing here: there is no quota to share with anybody. */
function reader() {
  return awsAccountReader({
    now: () => new Date('2026-11-20T12:00:00Z'),
    progress: () => undefined,
    lambdaCallsPerSecond: 1_000,
    route53CallsPerSecond: 1_000,
  });
}

function allowing(Action: string, Resource: string): string {
  const Statement = [{ Effect: 'Allow', Action, Resource }];
  return JSON.stringify({ Version: '2012-10-17', Statement });
}

async function createDatabases({ privateSubnetIds, securityGroupId }: SampleFunction) {
  const rds = new RDSClient({ region: REGION });
  await rds.send(
    new CreateDBSubnetGroupCommand({
      DBSubnetGroupName: 'private',
      DBSubnetGroupDescription: 'private',
      SubnetIds: [...privateSubnetIds],
    }),
  );
  await rds.send(
    new CreateDBInstanceCommand({
      DBInstanceIdentifier: 'orders',
      Engine: 'postgres',
      DBInstanceClass: 'db.t4g.micro',
      AllocatedStorage: 20,
      MasterUsername: 'root',
      MasterUserPassword: 'password',
      DBSubnetGroupName: 'private',
      VpcSecurityGroupIds: [securityGroupId],
    }),
  );
  await new ElastiCacheClient({ region: REGION }).send(
    new CreateCacheClusterCommand({
      CacheClusterId: 'sessions',
      Engine: 'redis',
      CacheNodeType: 'cache.t4g.micro',
      NumCacheNodes: 1,
    }),
  );
  await new RedshiftClient({ region: REGION }).send(
    new CreateClusterCommand({
      ClusterIdentifier: 'reports',
      NodeType: 'ra3.large',
      MasterUsername: 'root',
      MasterUserPassword: 'Password1',
    }),
  );
}

async function createFileSystem(sample: SampleFunction) {
  const efs = new EFSClient({ region: REGION });
  const { FileSystemId } = await efs.send(new CreateFileSystemCommand({ CreationToken: 'shared' }));
  for (const SubnetId of sample.privateSubnetIds) {
    const SecurityGroups = [sample.securityGroupId];
    await efs.send(new CreateMountTargetCommand({ FileSystemId, SubnetId, SecurityGroups }));
  }
  const { AccessPointArn } = await efs.send(
    new CreateAccessPointCommand({ ClientToken: 'shared', FileSystemId }),
  );
  const accessPointArn = defined(AccessPointArn, 'access point');
  return { accessPointArn, fileSystemId: defined(FileSystemId, 'file system') };
}

/** Reads the file system of a function: the emulator forgets which one a function mounts. */
async function readMounted(functionArn: string, accessPointArn: string): Promise<Snapshot> {
  const reading = new Reading();
  const FileSystemConfigs = [{ Arn: accessPointArn, LocalMountPath: '/mnt/shared' }];
  const mounting = { FunctionName: 'orders', FunctionArn: functionArn, FileSystemConfigs };
  reading.put('Functions', reading.parse('Functions', [mounting]));
  const identity = { accountId: '123456789012', partition: 'aws' };
  const clients = createClients(REGION, {}, new CallCounts());
  await readFileSystems({
    region: REGION,
    scope: { region: REGION },
    identity,
    clients,
    reading,
    progress: new Progress(() => undefined),
    inFlight: (call) => call(),
    lambdaInFlight: (call) => call(),
  });
  return new Snapshot(reading.content({ ...identity, region: REGION, capturedAt: '' }));
}

/** Zones for the name of Lambda and for one of the account's own. */
async function createZones(vpcId: string) {
  const route53 = new Route53Client({ region: REGION });
  for (const Name of [`lambda.${REGION}.amazonaws.com`, 'example.internal']) {
    const { HostedZone } = await route53.send(
      new CreateHostedZoneCommand({
        Name,
        CallerReference: Name,
        VPC: { VPCRegion: REGION, VPCId: vpcId },
        HostedZoneConfig: { PrivateZone: true },
      }),
    );
    const ResourceRecordSet = {
      Name,
      Type: 'A' as const,
      TTL: 60,
      ResourceRecords: [{ Value: '172.31.3.10' }],
    };
    await route53.send(
      new ChangeResourceRecordSetsCommand({
        HostedZoneId: HostedZone?.Id,
        ChangeBatch: { Changes: [{ Action: 'CREATE', ResourceRecordSet }] },
      }),
    );
  }
}

describe.skipIf(!hasEmulator)('what functions need and what it is reached through', () => {
  let sample: SampleFunction;
  let fileSystem: Awaited<ReturnType<typeof createFileSystem>>;
  let snapshot: Snapshot;

  beforeAll(async () => {
    const account = await emptyAccount(REGION);
    sample = await createPrivateSample(account, 'orders');
    await createDatabases(sample);
    fileSystem = await createFileSystem(sample);
    await createZones(sample.vpcId);
    snapshot = new Snapshot(await reader().read({ region: REGION }));
  });

  test('the role with its managed policy', () => {
    const [configuration] = snapshot.seen('Functions');
    const role = defined(configuration?.Role, 'role');
    const grants = grantsOfRole(snapshot, role);
    expect(grants.known && grants.value.unreadable).toEqual([]);
    expect(grants.known && grants.value.grants.actions.map((one) => one.pattern)).toContain(
      'ec2:CreateNetworkInterface',
    );
  });

  test('databases, caches and warehouses with their network', () => {
    expect(snapshot.all('DBInstances')).toMatchObject({
      value: [
        {
          DBInstanceIdentifier: 'orders',
          VpcSecurityGroups: [{ VpcSecurityGroupId: sample.securityGroupId }],
          DBSubnetGroup: { VpcId: sample.vpcId },
        },
      ],
    });
    expect(snapshot.all('DBSubnetGroups')).toMatchObject({ value: [{ VpcId: sample.vpcId }] });
    expect(snapshot.all('CacheClusters')).toMatchObject({
      value: [{ CacheClusterId: 'sessions' }],
    });
    expect(snapshot.all('Clusters')).toMatchObject({ value: [{ ClusterIdentifier: 'reports' }] });
    for (const collection of ['DBClusters', 'DBProxies', 'ReplicationGroups'] as const) {
      expect(snapshot.all(collection)).toEqual({ known: true, value: [] });
    }
  });

  test('the file system with the groups of its mount targets', async () => {
    const mounted = await readMounted(sample.functionArn, fileSystem.accessPointArn);
    expect(mounted.get('AccessPoints', fileSystem.accessPointArn)).toMatchObject({
      value: { FileSystemId: fileSystem.fileSystemId },
    });
    const targets = mounted.seen('MountTargets');
    expect(targets.map((target) => target.SubnetId).toSorted()).toEqual(
      sample.privateSubnetIds.toSorted(),
    );
    expect(targets.map((target) => target.SecurityGroups)).toEqual([
      [sample.securityGroupId],
      [sample.securityGroupId],
    ]);
  });

  test('the zones of the VPC, and the records of the one that answers for AWS', () => {
    const zones = snapshot.inVpc('HostedZoneSummaries', sample.vpcId);
    expect(zones.known && zones.value.map((zone) => zone.Name).toSorted()).toEqual([
      'example.internal.',
      `lambda.${REGION}.amazonaws.com.`,
    ]);
    const names = snapshot.seen('ResourceRecordSets').map((record) => record.Name);
    expect(new Set(names)).toEqual(new Set([`lambda.${REGION}.amazonaws.com.`]));
  });

  test('leaves what the emulator does not know unknown', () => {
    const all = snapshot.all('ServerlessCaches');
    expect(all.known ? undefined : all.reason).toMatchObject({
      kind: 'failed',
      call: 'elasticache:DescribeServerlessCaches',
    });
  });
});

describe.skipIf(!hasEmulator)('policies', () => {
  test('where Lambda delivers to is asked for a role that may send to one queue', async () => {
    const account = await emptyAccount(REGION);
    const { functionArn } = await createPrivateSample(account, 'consumer');
    await account.lambda.send(
      new PutFunctionEventInvokeConfigCommand({
        FunctionName: 'consumer',
        DestinationConfig: { OnFailure: { Destination: QUEUE } },
      }),
    );
    const live = reader();
    const without = await live.read({ region: REGION });
    expect(without.collections.FunctionEventInvokeConfigs).toEqual([]);
    await account.iam.send(
      new PutRolePolicyCommand({
        RoleName: 'consumer-role',
        PolicyName: 'send',
        PolicyDocument: allowing('sqs:SendMessage', QUEUE),
      }),
    );
    const { gaps } = await live.read({ region: REGION });
    expect(live.calls.byOperation.get('lambda:ListFunctionEventInvokeConfigs')).toBe(1);
    // The emulator answers the time of the change as text, which the SDK takes for broken.
    expect(gaps).toContainEqual({
      collection: 'FunctionEventInvokeConfigs',
      of: functionArn,
      reason: {
        kind: 'failed',
        call: 'lambda:ListFunctionEventInvokeConfigs',
        detail: 'HTTP 200: the answer could not be understood',
      },
    });
  });

  test('30 roles, by one listing of all roles', async () => {
    const account = await emptyAccount(REGION);
    const sample = await createPrivateSample(account);
    for (let index = 0; index < 30; index += 1) {
      await createFunction(account, {
        name: `function-${index}`,
        runtime: 'nodejs22.x',
        subnetIds: sample.privateSubnetIds,
        securityGroupIds: [sample.securityGroupId],
        actions: ['sqs:SendMessage'],
      });
    }
    const live = reader();
    const snapshot = new Snapshot(await live.read({ region: REGION }));
    expect(live.calls.byOperation.get('iam:GetAccountAuthorizationDetails')).toBeGreaterThan(0);
    expect(live.calls.byOperation.get('iam:GetRole')).toBeUndefined();
    expect(snapshot.seen('RoleDetailList')).toHaveLength(31);
    const role = 'arn:aws:iam::123456789012:role/function-7-role';
    const grants = grantsOfRole(snapshot, role);
    expect(grants.known && grants.value.unreadable).toEqual([]);
    expect(grants.known && grants.value.grants.actions.map((one) => one.pattern)).toContain(
      'sqs:SendMessage',
    );
  });

  test('a user that the scope names', async () => {
    const account = await emptyAccount(REGION);
    const { User } = await account.iam.send(new CreateUserCommand({ UserName: 'alice' }));
    await account.iam.send(
      new PutUserPolicyCommand({
        UserName: 'alice',
        PolicyName: 'own',
        PolicyDocument: allowing('ec2:DescribeVpcs', '*'),
      }),
    );
    const principalArns = [defined(User?.Arn, 'user')];
    const { collections } = await reader().read({ region: REGION, principalArns });
    expect(collections.UserDetailList).toMatchObject([
      { UserName: 'alice', UserPolicyList: [{ PolicyName: 'own' }] },
    ]);
  });

  test('service control policies of the organization', async () => {
    await emptyAccount(REGION);
    const scope = { region: REGION, serviceControlPolicies: true };
    const organizations = new OrganizationsClient({ region: REGION });
    await organizations.send(new CreateOrganizationCommand({ FeatureSet: 'ALL' }));
    const { Roots } = await organizations.send(new ListRootsCommand({}));
    const RootId = Roots?.[0]?.Id;
    await organizations.send(
      new EnablePolicyTypeCommand({ RootId, PolicyType: 'SERVICE_CONTROL_POLICY' }),
    );
    const { Policy } = await organizations.send(
      new CreatePolicyCommand({
        Name: 'lists',
        Description: 'lists',
        Type: 'SERVICE_CONTROL_POLICY',
        Content: allowing('*', '*'),
      }),
    );
    const PolicyId = Policy?.PolicySummary?.Id;
    await organizations.send(new AttachPolicyCommand({ PolicyId, TargetId: RootId }));
    const snapshot = new Snapshot(await reader().read(scope));
    expect(snapshot.get('ServiceControlPolicies', defined(PolicyId, 'policy'))).toMatchObject({
      value: { PolicySummary: { Name: 'lists' }, TargetIds: [RootId] },
    });
  });
});
