import {
  DescribeAccessPointsCommand,
  DescribeMountTargetSecurityGroupsCommand,
  DescribeMountTargetsCommand,
} from '@aws-sdk/client-efs';
import type { MountTargetDescription } from '@aws-sdk/client-efs';
import { parseArn } from '../../model/arn.ts';
import { attempt } from './call.ts';
import { allPages } from './pages.ts';
import type { ReadContext, ReadStep } from './read-context.ts';

const ACCESS_POINTS = 'elasticfilesystem:DescribeAccessPoints';
const MOUNT_TARGETS = 'elasticfilesystem:DescribeMountTargets';
const GROUPS = 'elasticfilesystem:DescribeMountTargetSecurityGroups';

/**
 * The access points that functions mount, and the mount targets of the file systems behind them. Both
 * are asked one by one: few functions have a file system, and an account may hold thousands.
 */
export const readFileSystems: ReadStep = async (context) => {
  const { reading } = context;
  const arns = new Set(
    reading
      .items('Functions')
      .flatMap((item) => item.FileSystemConfigs ?? [])
      .map(({ Arn }) => Arn)
      .filter((arn) => parseArn(arn)?.service === 'elasticfilesystem'),
  );
  reading.put('AccessPoints', []);
  await Promise.all([...arns].map((arn) => readAccessPoint(context, arn)));
  await readMountTargetsOfAll(context);
};

/** Every access point of the region, whoever mounts it, and the mount targets behind them. */
export const readAllFileSystems: ReadStep = async (context) => {
  const { clients, reading, inFlight } = context;
  const pages = await inFlight(() =>
    allPages(ACCESS_POINTS, async (NextToken) => {
      const answer = await clients.efs.send(
        new DescribeAccessPointsCommand({ NextToken, MaxResults: 100 }),
      );
      return { items: answer.AccessPoints, next: answer.NextToken };
    }),
  );
  reading.list('AccessPoints', pages);
  await readMountTargetsOfAll(context);
};

async function readMountTargetsOfAll(context: ReadContext): Promise<void> {
  const { reading } = context;
  reading.put('MountTargets', []);
  const fileSystems = new Set(reading.items('AccessPoints').map((one) => one.FileSystemId));
  await Promise.all([...fileSystems].map((id) => readMountTargets(context, id)));
}

async function readAccessPoint(
  { clients, reading, inFlight, identity }: ReadContext,
  arn: string,
): Promise<void> {
  const { accountId, resource } = parseArn(arn) ?? {};
  const AccessPointId = resource?.replace(/^access-point\//, '');
  const answer = await inFlight(() =>
    attempt<readonly unknown[]>(
      ACCESS_POINTS,
      async () =>
        (await clients.efs.send(new DescribeAccessPointsCommand({ AccessPointId }))).AccessPoints ??
        [],
      () => [],
    ),
  );
  if (!answer.known) reading.gap('AccessPoints', answer, arn);
  else if (answer.value.length > 0) {
    reading.add('AccessPoints', reading.parse('AccessPoints', answer.value));
  } else if (accountId === identity.accountId) {
    // "Not found" says nothing of an access point in somebody else's account.
    reading.missing(arn);
  }
}

/**
 * Without one file system's mount targets the collection is incomplete: "it has none in this zone" may
 * not be said of any.
 */
async function readMountTargets(context: ReadContext, FileSystemId: string): Promise<void> {
  const { clients, reading, inFlight } = context;
  const { items, gap } = await inFlight(() =>
    allPages(MOUNT_TARGETS, async (Marker) => {
      const answer = await clients.efs.send(
        new DescribeMountTargetsCommand({ FileSystemId, Marker, MaxItems: 100 }),
      );
      return { items: answer.MountTargets, next: answer.NextMarker };
    }),
  );
  if (gap !== undefined) reading.gap('MountTargets', gap);
  const joined = await Promise.all(items.map((target) => withGroups(context, target)));
  reading.add('MountTargets', reading.parse('MountTargets', joined));
}

/** Where the groups are refused, those of the mount target's network interface are as good. */
async function withGroups(
  { clients, reading, inFlight }: ReadContext,
  target: MountTargetDescription,
): Promise<MountTargetDescription & { readonly SecurityGroups?: readonly string[] | undefined }> {
  const { MountTargetId } = target;
  const answer = await inFlight(() =>
    attempt(
      GROUPS,
      async () =>
        (await clients.efs.send(new DescribeMountTargetSecurityGroupsCommand({ MountTargetId })))
          .SecurityGroups,
    ),
  );
  if (answer.known) return { ...target, SecurityGroups: answer.value };
  reading.gap('MountTargets', answer, MountTargetId);
  return target;
}
