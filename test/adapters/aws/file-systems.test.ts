import { describe, expect, test } from 'vitest';
import { Snapshot } from '../../../shared/model/snapshot.ts';
import { mountTargetGroups } from '../../../shared/network/mount-target-groups.ts';
import { accountWith, lambdaFunction } from './fake-account.ts';
import { ACCOUNT_ID, FakeAws, json, jsonError, readFake } from './fake-aws.ts';

const ARN = `arn:aws:elasticfilesystem:us-east-1:${ACCOUNT_ID}:access-point/fsap-1`;
const DENIED = jsonError('AccessDeniedException', 'no', 403);
const TARGET = { MountTargetId: 'fsmt-1', FileSystemId: 'fs-1', SubnetId: 'subnet-1' };

function mounting(arn: string, FunctionName = 'orders') {
  return lambdaFunction({
    FunctionName,
    FileSystemConfigs: [{ Arn: arn, LocalMountPath: '/mnt' }],
  });
}

const ACCOUNT = {
  ...accountWith(mounting(ARN)),
  DescribeAccessPoints: json({ AccessPoints: [{ AccessPointArn: ARN, FileSystemId: 'fs-1' }] }),
  DescribeMountTargets: json({ MountTargets: [TARGET] }),
  DescribeMountTargetSecurityGroups: json({ SecurityGroups: ['sg-2'] }),
};

describe('file systems', () => {
  test('that functions mount are read with the groups of their mount targets, each once', async () => {
    const fake = new FakeAws({
      ...ACCOUNT,
      ...accountWith(mounting(ARN), mounting(ARN, 'bills')),
    });
    const snapshot = new Snapshot(await readFake(fake));
    expect(snapshot.all('MountTargets')).toEqual({
      known: true,
      value: [{ ...TARGET, SecurityGroups: ['sg-2'] }],
    });
    expect(fake.requestsOf('DescribeAccessPoints')).toMatchObject([{ AccessPointId: 'fsap-1' }]);
    expect(fake.requestsOf('DescribeMountTargets')).toMatchObject([{ FileSystemId: 'fs-1' }]);
    expect(snapshot.content.gaps).toEqual([]);
  });

  test('are not asked for where no function mounts one, and never for S3 Files', async () => {
    const s3files = `arn:aws:s3files:us-east-1:${ACCOUNT_ID}:file-system/fs-1/access-point/fsap-1`;
    const fake = new FakeAws({ ...ACCOUNT, ...accountWith(mounting(s3files)) });
    await readFake(fake);
    expect(fake.requestsOf('DescribeAccessPoints')).toEqual([]);
  });

  test('an access point that is gone is known to be gone', async () => {
    const fake = new FakeAws({
      ...ACCOUNT,
      DescribeAccessPoints: jsonError('AccessPointNotFound', 'no', 404),
    });
    const snapshot = new Snapshot(await readFake(fake));
    expect(snapshot.get('AccessPoints', ARN)).toEqual({ known: true, value: undefined });
  });

  test('"not found" says nothing of an access point in another account', async () => {
    const foreign = ARN.replace(ACCOUNT_ID, '999988887777');
    const fake = new FakeAws({
      ...accountWith(mounting(foreign)),
      DescribeAccessPoints: jsonError('AccessPointNotFound', 'no', 404),
    });
    expect(new Snapshot(await readFake(fake)).get('AccessPoints', foreign).known).toBe(false);
  });

  test('a refused access point is unknown', async () => {
    const snapshot = new Snapshot(
      await readFake(new FakeAws({ ...ACCOUNT, DescribeAccessPoints: DENIED })),
    );
    expect(snapshot.get('AccessPoints', ARN)).toEqual({
      known: false,
      reason: { kind: 'denied', call: 'elasticfilesystem:DescribeAccessPoints' },
    });
  });

  test('refused mount targets are not "none"', async () => {
    const snapshot = new Snapshot(
      await readFake(new FakeAws({ ...ACCOUNT, DescribeMountTargets: DENIED })),
    );
    expect(snapshot.all('MountTargets')).toEqual({
      known: false,
      reason: { kind: 'denied', call: 'elasticfilesystem:DescribeMountTargets' },
    });
  });

  test('refused groups leave the mount target and a gap under its id', async () => {
    const snapshot = new Snapshot(
      await readFake(new FakeAws({ ...ACCOUNT, DescribeMountTargetSecurityGroups: DENIED })),
    );
    const [target] = snapshot.seen('MountTargets');
    expect(target && mountTargetGroups(snapshot, target)).toEqual({
      known: false,
      reason: { kind: 'denied', call: 'elasticfilesystem:DescribeMountTargetSecurityGroups' },
    });
  });
});
