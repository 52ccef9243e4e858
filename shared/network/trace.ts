import type { Fact } from '../model/fact.ts';
import { once } from '../model/once.ts';
import { oncePerSnapshot } from '../model/snapshot.ts';
import type { Snapshot } from '../model/snapshot.ts';
import { reachOf, worstPath } from './disposition.ts';
import type { Hop, Path } from './disposition.ts';
import { aclsLetThrough, groupsLetOut } from './flow-filters.ts';
import type { FlowDestination, FlowSource } from './flow.ts';
import { answerPath, routeTo } from './flow-route.ts';
import type { FlowSettings } from './flow-route.ts';
import { aclPath, familyPath, groupsInPath, groupsOutPath } from './flow-stages.ts';
import type { ForwardingPath } from './forwarding-path.ts';
import { subnetHop } from './forwarding.ts';
import { withNames } from './internet-egress.ts';
import { LAMBDA_TOLERANCE, toleranceKey } from './network-acl-flow.ts';
import type { NetworkAclFlow } from './network-acl-flow.ts';

/** The whole way of a flow from one subnet, and of its answer. */
export interface Trace extends Path {
  readonly subnetId: string;
  /** The way of the answer, where the flow arrives. */
  readonly wayBack?: Path;
}

/**
 * Follows a flow and its answer: the source's groups, the routes, the network ACLs, the destination's
 * groups, the way back. The first thing that certainly stops it decides; else the first that is not
 * known; else what it leaves through; else it is reached.
 */
export function traceFlow(
  snapshot: Snapshot,
  source: FlowSource,
  destination: FlowDestination,
  settings: FlowSettings,
): Trace {
  const family = familyPath(snapshot, source, destination);
  const out = groupsOutPath(source, groupsLetOut(snapshot, source, destination), destination);
  const stages = stagesBesideGroups(snapshot, source, destination, settings);
  const into = groupsInPath(snapshot, source, destination, stages.route);
  const before = [family, out].filter((path) => path !== undefined);
  return before.length === 0 && into === undefined
    ? stages.letThrough
    : assembled(snapshot, source.subnetId, stages, before, into);
}

/** The stages that do not depend on security groups. */
interface Stages {
  readonly route: ForwardingPath;
  readonly acl: Fact<NetworkAclFlow>;
  readonly back: Path;
}

/** The trace that the stages make, with what stands before the route and at the destination's groups. */
function assembled(
  snapshot: Snapshot,
  subnetId: string,
  { route, acl, back }: Stages,
  before: readonly Path[] = [],
  into?: Path,
): Trace {
  const request = aclPath(acl, 'request');
  const answer = aclPath(acl, 'answer');
  const behind = [request, into].filter((path) => path !== undefined);
  const returning = [back, ...(answer ? [answer] : [])] as const;
  const [first, ...rest] = [...before, route, ...behind, ...returning];
  const decisive = worstPath([first ?? route, ...rest]);
  const arrives = [...before, route, ...behind].every(
    ({ disposition }) => reachOf(disposition) === 'works',
  );
  return {
    subnetId,
    ...decisive,
    hops: hopsUntil(subnetHop(snapshot, subnetId), route, decisive, before),
    ...(arrives && { wayBack: withMinorGaps(worstPath(returning), acl) }),
  };
}

/** A flow that is asked for by name arrives nowhere where the VPC finds no address for it. */
export function byResolvedName<T extends Trace>(
  snapshot: Snapshot,
  vpcId: string,
  trace: T,
): Omit<T, 'wayBack'> & Pick<Trace, 'wayBack'> {
  if (reachOf(trace.disposition) !== 'works') return trace;
  const named = withNames(snapshot, vpcId, trace);
  if (reachOf(named.disposition) === 'works') return named;
  const { wayBack: _, ...stopped } = named;
  return stopped;
}

interface SharedStages extends Stages {
  /** The whole trace where the groups of both sides let it through, as they do in most. */
  readonly letThrough: Trace;
}

const sharedStages = oncePerSnapshot(
  () => new WeakMap<FlowDestination, Map<string, SharedStages>>(),
);

/** What of a trace does not depend on security groups: one subnet has functions with many of them. */
function stagesBesideGroups(
  snapshot: Snapshot,
  source: FlowSource,
  destination: FlowDestination,
  settings: FlowSettings,
): SharedStages {
  const { vpcId, subnetId, sender } = source;
  const { trustedIndirectTargets, proxy = '', byName, answers = LAMBDA_TOLERANCE } = settings;
  const key = `${vpcId} ${subnetId} ${sender} ${trustedIndirectTargets.join()} ${proxy} ${byName} ${toleranceKey(answers)}`;
  const ofDestination = once(
    sharedStages(snapshot),
    destination,
    () => new Map<string, SharedStages>(),
  );
  return once(ofDestination, key, () => {
    const route = routeTo(snapshot, source, destination, settings);
    const acl = aclsLetThrough(snapshot, source, destination, route, answers);
    const stages = { route, acl, back: answerPath(snapshot, source, destination, route) };
    return { letThrough: assembled(snapshot, subnetId, stages), ...stages };
  });
}

/** What the flow passed before the stage that decides: the route where it arrived, then that stage. */
function hopsUntil(
  start: Hop,
  route: ForwardingPath,
  decisive: Path,
  before: readonly Path[],
): readonly Hop[] {
  if (decisive === route || reachOf(decisive.disposition) === 'works') return route.hops;
  return before.includes(decisive) ? [start, ...decisive.hops] : [...route.hops, ...decisive.hops];
}

/** The few answer ports that a network ACL denies fail now and then: worth a word, not a failure. */
function withMinorGaps(path: Path, flow: Fact<NetworkAclFlow>): Path {
  if (!flow.known || flow.value.outcome === 'allowed' || flow.value.severity !== 'minor') {
    return path;
  }
  const holes = flow.value.gaps.map((gap) => `${gap.networkAclId} denies ${gap.denied.format()}`);
  return { ...path, reason: `${path.reason}, but not to every port: ${holes.join(', ')}` };
}
