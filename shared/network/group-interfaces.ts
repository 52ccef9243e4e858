import type { NetworkInterface } from '../model/ec2.ts';
import { groupBy } from '../model/group-by.ts';
import { oncePerSnapshot } from '../model/snapshot.ts';

/** The network interfaces that were seen with each security group on them, by the group's id. */
export const interfacesByGroup = oncePerSnapshot(
  (snapshot): ReadonlyMap<string, readonly NetworkInterface[]> =>
    groupBy(snapshot.seen('NetworkInterfaces'), ({ Groups }) => Groups.map((one) => one.GroupId)),
);
