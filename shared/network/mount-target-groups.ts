import type { MountTarget } from '../model/efs.ts';
import { known, unknown } from '../model/fact.ts';
import type { Fact } from '../model/fact.ts';
import type { Snapshot } from '../model/snapshot.ts';

/**
 * The security groups of a mount target: as joined, else those of its network interface, which are
 * the same groups. Unknown where neither was read; a gap of `MountTargets` under the mount target's id
 * says why.
 */
export function mountTargetGroups(
  snapshot: Snapshot,
  target: MountTarget,
): Fact<readonly string[]> {
  if (target.SecurityGroups !== undefined) return known(target.SecurityGroups);
  const networkInterface =
    target.NetworkInterfaceId === undefined
      ? undefined
      : snapshot.get('NetworkInterfaces', target.NetworkInterfaceId);
  if (networkInterface?.known === true && networkInterface.value !== undefined) {
    return known(networkInterface.value.Groups.map((group) => group.GroupId));
  }
  return (
    snapshot.gap('MountTargets', target.MountTargetId) ??
    unknown({
      kind: 'not-read',
      call: 'elasticfilesystem:DescribeMountTargetSecurityGroups',
      detail: target.MountTargetId,
    })
  );
}
