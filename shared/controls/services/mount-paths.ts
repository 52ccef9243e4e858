import type { MountTarget } from '../../model/efs.ts';
import { known, mapFact, thenFact, unknown } from '../../model/fact.ts';
import type { Fact } from '../../model/fact.ts';
import type { Snapshot } from '../../model/snapshot.ts';
import type { FileSystemNeed } from '../../needs/need.ts';
import type { FlowSource } from '../../network/flow.ts';
import type { Trace } from '../../network/trace.ts';
import { sharedDestination, traceOfFlow } from '../flow-traces.ts';
import { mountTargetDestination, mountTargetsOf } from '../need-destinations.ts';
import type { NeedContext } from '../need-destinations.ts';
import { zoneIdOf } from '../placement/zones.ts';

/** How one subnet of a function reaches a file system. */
export type MountPath =
  /** No mount target that serves is in the subnet's zone. */
  | { readonly kind: 'no mount target'; readonly zone: string; readonly found: string }
  | { readonly kind: 'path'; readonly mountTargetId: string; readonly trace: Trace };

/**
 * The way from a subnet to the mount target of its own zone: Lambda mounts a file system from every zone
 * in which a function has a subnet, and across VPCs the zone id has to be the same
 * (https://docs.aws.amazon.com/lambda/latest/dg/configuration-filesystem.html).
 */
export function mountPath(
  context: NeedContext,
  source: FlowSource,
  need: FileSystemNeed,
): Fact<MountPath> {
  const { snapshot } = context;
  return thenFact(zoneOfSubnet(snapshot, source.subnetId), (zone) =>
    thenFact(mountTargetsOf(snapshot, need.arn), (all): Fact<MountPath> => {
      const inZone: MountTarget[] = [];
      for (const target of all) {
        const own = zoneOfMountTarget(snapshot, target);
        if (!own.known) return own;
        if (own.value === zone) inZone.push(target);
      }
      const target = inZone.find((one) => stateOf(one) === 'available');
      if (target !== undefined) return pathTo(context, source, target);
      const settling = inZone.find((one) => ['creating', 'updating'].includes(stateOf(one)));
      if (settling !== undefined) {
        const detail = `${settling.MountTargetId} is ${stateOf(settling)}: ask again`;
        return unknown({ kind: 'opaque', detail });
      }
      const found = inZone.map((one) => `${one.MountTargetId} is ${stateOf(one)}`).join(', ');
      return known({ kind: 'no mount target', zone, found });
    }),
  );
}

function pathTo(context: NeedContext, source: FlowSource, target: MountTarget): Fact<MountPath> {
  return mapFact(vpcOf(context.snapshot, target), (vpcId): MountPath => {
    const { snapshot } = context;
    const destination = sharedDestination(snapshot, target.MountTargetId, () =>
      mountTargetDestination(snapshot, target, vpcId),
    );
    const trace = traceOfFlow(context, source, destination);
    return { kind: 'path', mountTargetId: target.MountTargetId, trace };
  });
}

function vpcOf(snapshot: Snapshot, { VpcId, SubnetId }: MountTarget): Fact<string> {
  if (VpcId !== undefined) return known(VpcId);
  return thenFact(snapshot.get('Subnets', SubnetId), (subnet) =>
    subnet === undefined ? gone(SubnetId) : known(subnet.VpcId),
  );
}

/** EFS writes its states in lower case; an answer without one shows a target that serves. */
function stateOf({ LifeCycleState }: MountTarget): string {
  return LifeCycleState?.toLowerCase() ?? 'available';
}

function zoneOfMountTarget(snapshot: Snapshot, target: MountTarget): Fact<string> {
  return target.AvailabilityZoneId === undefined
    ? zoneOfSubnet(snapshot, target.SubnetId)
    : known(target.AvailabilityZoneId);
}

function zoneOfSubnet(snapshot: Snapshot, subnetId: string): Fact<string> {
  return thenFact(snapshot.get('Subnets', subnetId), (subnet) =>
    subnet === undefined ? gone(subnetId) : zoneIdOf(snapshot, subnet),
  );
}

function gone(subnetId: string) {
  return unknown({ kind: 'opaque', detail: `${subnetId} does not exist any more` });
}
