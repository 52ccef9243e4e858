import type { Fact } from '../model/fact.ts';
import type { Subnet } from '../model/ec2.ts';
import type { Snapshot } from '../model/snapshot.ts';
import { reachOf, worstPath } from './disposition.ts';
import type { Hop, Path } from './disposition.ts';
import { aclsLetThrough, groupsLetIn, groupsLetOut } from './flow-filters.ts';
import { addressesIn, destinationSubnets } from './flow.ts';
import type { FlowDestination, FlowSource, InterfaceDestination } from './flow.ts';
import { ends, endsUnread } from './forwarding-path.ts';
import type { ForwardingPath } from './forwarding-path.ts';
import { forward, subnetCidrs } from './forwarding.ts';
import { internetEgress } from './internet-egress.ts';
import type { NetworkAclFlow, NetworkAclGap } from './network-acl-flow.ts';
import type { SecurityGroupCoverage } from './security-group-coverage.ts';

/** The whole way of a flow from one subnet, and of its answer. */
export interface Trace extends Path {
  readonly subnetId: string;
  /** The way of the answer, where the flow arrives. */
  readonly wayBack?: Path;
}

/** What is known of the function or of the user's wishes beside the flow itself. */
export interface TraceSettings {
  readonly trustedIndirectTargets: readonly string[];
  readonly proxy?: string | undefined;
  /** Whether the destination is asked for by name. */
  readonly byName: boolean;
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
  settings: TraceSettings,
): Trace {
  const start: Hop = { kind: 'subnet', id: source.subnetId, detail: 'the function runs here' };
  const out = groupsOutPath(source, groupsLetOut(snapshot, source, destination), destination);
  const route = routeTo(snapshot, source, destination, settings);
  const acl = aclsLetThrough(snapshot, source, destination, route);
  const request = aclPath(acl, 'request');
  const into = groupsInPath(snapshot, source, destination);
  const back = answerPath(snapshot, source, destination, route);
  const answer = aclPath(acl, 'answer');
  const arrival = [out, route, request, into].filter((path) => path !== undefined);
  const stages = [...arrival, back, answer].filter((path) => path !== undefined);
  const decisive = worstPath([route, ...stages]);
  const arrives = arrival.every((path) => reachOf(path.disposition) === 'works');
  return {
    ...decisive,
    subnetId: source.subnetId,
    hops: hopsUntil(start, route, decisive, stages),
    ...(arrives && { wayBack: worstPath([back, ...(answer ? [answer] : [])]) }),
  };
}

/** What the flow passed before the stage that decides: the route where it arrived, then that stage. */
function hopsUntil(
  start: Hop,
  route: ForwardingPath,
  decisive: Path,
  stages: readonly Path[],
): readonly Hop[] {
  if (decisive === route || reachOf(decisive.disposition) === 'works') return route.hops;
  const isBeforeRoute = stages.indexOf(decisive) < stages.indexOf(route);
  return isBeforeRoute ? [start, ...decisive.hops] : [...route.hops, ...decisive.hops];
}

function groupsOutPath(
  source: FlowSource,
  coverage: Fact<SecurityGroupCoverage>,
  destination: FlowDestination,
): Path | undefined {
  const groups = source.securityGroupIds.known ? source.securityGroupIds.value : [];
  return groupPath(coverage, groups, 'out to', destination);
}

function groupsInPath(
  snapshot: Snapshot,
  source: FlowSource,
  destination: FlowDestination,
): Path | undefined {
  if (destination.kind !== 'interfaces') return undefined;
  const subnet = snapshot.get('Subnets', source.subnetId);
  const subnets: readonly Subnet[] = subnet.known && subnet.value ? [subnet.value] : [];
  const coverage = groupsLetIn(snapshot, source, subnets, destination);
  const groups = destination.securityGroupIds.known ? destination.securityGroupIds.value : [];
  return groupPath(coverage, groups, 'in to', destination);
}

/** Undefined where the groups let the flow through. */
function groupPath(
  coverage: Fact<SecurityGroupCoverage>,
  groupIds: readonly string[],
  direction: 'out to' | 'in to',
  destination: FlowDestination,
): Path | undefined {
  const id = groupIds.join(', ') || 'security groups';
  if (!coverage.known) return endsUnread(coverage, 'security-group', id);
  if (coverage.value.covered) return undefined;
  const missing = coverage.value.missing.map((set) => set.describe()).join(', ');
  const { port, name } = destination;
  const reason =
    direction === 'out to'
      ? `no egress rule of ${id} covers port ${port} to ${name} (${missing})`
      : `no ingress rule of ${id} covers port ${port} from ${missing}`;
  const detail = `lets nothing ${direction} port ${port}`;
  return ends('DENIED_BY_SECURITY_GROUP', { kind: 'security-group', id, detail }, reason);
}

/** Undefined where the network ACLs let that part through, or are asked about nothing. */
function aclPath(flow: Fact<NetworkAclFlow>, traffic: NetworkAclGap['traffic']): Path | undefined {
  if (!flow.known) {
    return traffic === 'request' ? endsUnread(flow, 'network-acl', 'network ACLs') : undefined;
  }
  if (flow.value.outcome === 'allowed' || flow.value.severity === 'minor') return undefined;
  const gap = flow.value.gaps.find((one) => one.traffic === traffic);
  if (gap === undefined) return undefined;
  const rules = gap.by.map((denial) => denial.ruleNumber).join(', ');
  const what = traffic === 'request' ? 'the request' : 'the answer';
  const detail = `${gap.direction} of ${gap.subnetId}: ports ${gap.denied.format()} denied by rule ${rules}`;
  const hop: Hop = { kind: 'network-acl', id: gap.networkAclId, detail };
  return ends('DENIED_BY_NETWORK_ACL', hop, `${gap.networkAclId} denies ${what}: ${detail}`);
}

/** The forwarding path to a destination, from every address it may have. */
export function routeTo(
  snapshot: Snapshot,
  source: FlowSource,
  destination: FlowDestination,
  settings: TraceSettings,
): ForwardingPath {
  switch (destination.kind) {
    case 'internet':
      return internetEgress(snapshot, { ...source, ...settings, probes: destination.probes });
    case 'gateway-endpoint':
      return {
        disposition: 'REACHED',
        hops: [
          { kind: 'subnet', id: source.subnetId, detail: 'the function runs here' },
          { kind: 'vpc-endpoint', id: destination.endpointId, detail: 'gateway endpoint' },
        ],
        reason: `${destination.endpointId} is associated with the subnet's route table`,
        exit: 'gateway-endpoint',
      };
    case 'interfaces':
      return routeToInterfaces(snapshot, source, destination);
  }
}

function routeToInterfaces(
  snapshot: Snapshot,
  source: FlowSource,
  destination: InterfaceDestination,
): ForwardingPath {
  const { hop } = destination;
  const subnets = destinationSubnets(snapshot, destination);
  if (!subnets.known) return endsUnread(subnets, hop.kind, hop.id);
  const paths = subnets.value.flatMap((subnet) =>
    addressesIn(destination, subnet).map((cidr) =>
      insideOnly(forward(snapshot, source, cidr), subnet.SubnetId),
    ),
  );
  const [first, ...rest] = paths;
  if (first === undefined) {
    const detail = `${hop.id} has no IPv${destination.family} address`;
    return ends('ENDPOINT_NOT_USABLE', { ...hop, detail }, detail);
  }
  const path = worstPath([first, ...rest]);
  return path.disposition === 'REACHED'
    ? { ...path, hops: [...path.hops, { ...hop, detail: destination.name }] }
    : path;
}

/** A private address that the table sends to the internet does not arrive. */
function insideOnly(path: ForwardingPath, subnetId: string): ForwardingPath {
  if (path.exit !== 'internet' && path.exit !== 'gateway-endpoint') return path;
  const table = path.hops.find((hop) => hop.kind === 'route-table');
  return {
    disposition: 'NO_ROUTE',
    hops: path.hops,
    reason: `${table?.id ?? 'the route table'} has no route to ${subnetId}: ${path.reason}`,
    stop: { kind: 'route-table', id: table?.id ?? subnetId },
  };
}

/**
 * The answer's way. From the internet and through a gateway endpoint it follows the state of the
 * request; from an interface it needs a route of its own back to every address of the source's subnet.
 */
function answerPath(
  snapshot: Snapshot,
  source: FlowSource,
  destination: FlowDestination,
  route: ForwardingPath,
): Path {
  if (destination.kind !== 'interfaces') {
    return {
      disposition: 'REACHED',
      hops: route.hops.toReversed(),
      reason: 'the answer follows the request',
    };
  }
  const subnets = destinationSubnets(snapshot, destination);
  const home = snapshot.get('Subnets', source.subnetId);
  if (!subnets.known) return endsUnread(subnets, destination.hop.kind, destination.hop.id);
  if (!home.known) return endsUnread(home, 'subnet', source.subnetId);
  const blocks = home.value === undefined ? [] : subnetCidrs(home.value, destination.family);
  const paths = subnets.value.flatMap((subnet) =>
    blocks.map((block) =>
      insideOnly(
        forward(snapshot, { subnetId: subnet.SubnetId, sender: 'interface' }, block),
        source.subnetId,
      ),
    ),
  );
  const [first, ...rest] = paths;
  return first === undefined
    ? { disposition: 'REACHED', hops: [], reason: 'the answer follows the request' }
    : worstPath([first, ...rest]);
}
