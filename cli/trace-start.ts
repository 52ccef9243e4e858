import { functionNameOf, splitFunctionArn } from '../shared/model/arn.ts';
import type { CollectionName } from '../shared/model/collections.ts';
import { reasonText } from '../shared/model/fact.ts';
import { functionVersions } from '../shared/model/function-versions.ts';
import type { Snapshot } from '../shared/model/snapshot.ts';
import { typedStart } from '../shared/tracing/typed-start.ts';
import type { TraceStart } from '../shared/tracing/typed-start.ts';
import { didYouMean } from '../shared/model/near-names.ts';
import { UsageError } from './usage-error.ts';

/** What `--from` and `--security-group` say. */
export interface StartQuestion {
  readonly from: string;
  readonly securityGroupIds: readonly string[];
}

/** A start, and the snapshot that holds it. */
export interface FoundStart {
  readonly snapshot: Snapshot;
  readonly start: TraceStart;
}

/**
 * Finds where a trace starts among everything that was read.
 *
 * @throws UsageError for a function, subnet or group that was not read, or is in several places
 */
export function startOfTrace(snapshots: readonly Snapshot[], question: StartQuestion): FoundStart {
  const { from, securityGroupIds } = question;
  const isSubnet = from.startsWith('subnet-');
  const snapshot = isSubnet ? holderOfSubnet(snapshots, from) : holderOfFunction(snapshots, from);
  if (isSubnet) checkGroups(snapshots, snapshot, question);
  const start = typedStart(snapshot, from, securityGroupIds);
  if ('problem' in start) throw new UsageError(`${start.problem}.`);
  return { snapshot, start };
}

function holderOfSubnet(snapshots: readonly Snapshot[], subnetId: string): Snapshot {
  const holder = snapshots.find((one) => idsOf(one, 'Subnets').includes(subnetId));
  if (holder !== undefined) return holder;
  const known = snapshots.flatMap((one) => idsOf(one, 'Subnets'));
  throw missing('subnet', subnetId, unreadReason(snapshots, 'Subnets'), known);
}

/** Whether the flow starts at the function; at none where `from` is a subnet. */
export function startsAt(from: string): (functionArn: string) => boolean {
  const { functionArn: wanted } = from.startsWith('arn:')
    ? splitFunctionArn(from)
    : { functionArn: from.split(':')[0] ?? from };
  return (arn) => arn === wanted || functionNameOf(arn) === wanted;
}

function holderOfFunction(snapshots: readonly Snapshot[], from: string): Snapshot {
  const isNamed = startsAt(from);
  const [holder, ...others] = snapshots.filter((one) => functionArns(one).some(isNamed));
  if (holder === undefined) {
    const arns = snapshots.flatMap(functionArns);
    const known = from.startsWith('arn:') ? arns : arns.map(functionNameOf);
    throw missing('function', from, unreadReason(snapshots, 'Functions'), known);
  }
  if (others.length > 0) {
    const places = [holder, ...others].map((one) => placeOf(one, snapshots)).join(' and ');
    throw new UsageError(`"${from}" is in ${places}: give its ARN.`);
  }
  return holder;
}

function functionArns(snapshot: Snapshot): readonly string[] {
  return [...functionVersions(snapshot).keys()];
}

function placeOf({ region, accountId }: Snapshot, snapshots: readonly Snapshot[]): string {
  const several = new Set(snapshots.map((one) => one.accountId)).size > 1;
  return several ? `${region} of account ${accountId}` : region;
}

/** A subnet says nothing of what sends from it: its groups have to be named, and be of its VPC. */
function checkGroups(
  snapshots: readonly Snapshot[],
  snapshot: Snapshot,
  { from, securityGroupIds }: StartQuestion,
): void {
  if (securityGroupIds.length === 0) {
    throw new UsageError(
      `A subnet needs --security-group <id>: the groups of what sends from ${from}.`,
    );
  }
  const subnet = snapshot.get('Subnets', from);
  const vpcId = subnet.known ? subnet.value?.VpcId : undefined;
  for (const groupId of securityGroupIds) checkGroup(snapshots, snapshot, groupId, { from, vpcId });
}

function checkGroup(
  snapshots: readonly Snapshot[],
  snapshot: Snapshot,
  groupId: string,
  { from, vpcId }: { readonly from: string; readonly vpcId: string | undefined },
): void {
  const groups = snapshot.all('SecurityGroups');
  // What may not be read makes the trace unknown, and the trace says so.
  if (!groups.known) return;
  const group = snapshot.get('SecurityGroups', groupId);
  if (!group.known || group.value === undefined) {
    const known = groups.value.filter((one) => one.VpcId === vpcId).map((one) => one.GroupId);
    throw missing('security group', groupId, unreadReason(snapshots, 'SecurityGroups'), known);
  }
  const { VpcId: home } = group.value;
  if (home === undefined || home === vpcId || mayBeAssociated(snapshot, groupId, vpcId)) return;
  throw new UsageError(`${groupId} is a group of ${home}, and ${from} is in ${vpcId}.`);
}

/** A group can be associated with further VPCs; where that was not read, it may be. */
function mayBeAssociated(snapshot: Snapshot, groupId: string, vpcId: string | undefined): boolean {
  const associations = snapshot.all('SecurityGroupVpcAssociations');
  return (
    !associations.known ||
    associations.value.some((one) => one.GroupId === groupId && one.VpcId === vpcId)
  );
}

function idsOf(snapshot: Snapshot, collection: 'Subnets'): readonly string[] {
  return snapshot.seen(collection).map((one) => one.SubnetId);
}

function missing(noun: string, name: string, unread: string, known: readonly string[]): UsageError {
  return new UsageError(`There is no ${noun} "${name}"${unread}.${didYouMean(name, known)}`);
}

/** What was never listed may still exist. */
function unreadReason(snapshots: readonly Snapshot[], collection: CollectionName): string {
  const listings = snapshots.map((one) => one.all(collection));
  const unread = listings.find((one) => !one.known);
  if (unread !== undefined && !unread.known) {
    return ` in what was read (${reasonText(unread.reason)})`;
  }
  return ` in ${[...new Set(snapshots.map(({ region }) => region))].join(', ')}`;
}
