import type { Cidr } from '../model/cidr.ts';
import { known, mapFact, unknown } from '../model/fact.ts';
import type { Fact } from '../model/fact.ts';
import type { Subnet } from '../model/ec2.ts';
import { once } from '../model/once.ts';
import { oncePerSnapshot } from '../model/snapshot.ts';
import type { Snapshot } from '../model/snapshot.ts';
import { reachOf, worstPath } from './disposition.ts';
import type { Hop, Path } from './disposition.ts';
import { formatCidr } from './address-text.ts';
import { aclsLetThrough, groupsLetIn, groupsLetOut } from './flow-filters.ts';
import { addressesIn, destinationSubnets, subnetsOf } from './flow.ts';
import type { FlowDestination, FlowSource, InterfaceDestination } from './flow.ts';
import { ends, endsUnread } from './forwarding-path.ts';
import type { Exit, ForwardingPath } from './forwarding-path.ts';
import { forward, subnetCidrs, subnetHop } from './forwarding.ts';
import { internetEgress, withNames } from './internet-egress.ts';
import type { NetworkAclFlow, NetworkAclGap } from './network-acl-flow.ts';
import { addressesText } from './public-destination.ts';
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
  settings: TraceSettings,
): SharedStages {
  const { vpcId, subnetId, sender } = source;
  const { trustedIndirectTargets, proxy = '', byName } = settings;
  const key = `${vpcId} ${subnetId} ${sender} ${trustedIndirectTargets.join()} ${proxy} ${byName}`;
  const ofDestination = once(
    sharedStages(snapshot),
    destination,
    () => new Map<string, SharedStages>(),
  );
  return once(ofDestination, key, () => {
    const route = routeTo(snapshot, source, destination, settings);
    const acl = aclsLetThrough(snapshot, source, destination, route);
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

/** A flow over IPv6 needs a subnet with an IPv6 block to come from. Undefined where that is so. */
function familyPath(
  snapshot: Snapshot,
  { subnetId, ipv6Allowed }: FlowSource,
  { family, name }: FlowDestination,
): Path | undefined {
  if (family === 4) return undefined;
  if (ipv6Allowed === false) {
    const hop: Hop = { kind: 'subnet', id: subnetId, detail: 'Ipv6AllowedForDualStack is false' };
    const reason = `${name} is reached over IPv6, which the function does not use (Ipv6AllowedForDualStack is false)`;
    return ends('NO_IPV6_ADDRESS', hop, reason);
  }
  const subnet = snapshot.get('Subnets', subnetId);
  if (!subnet.known) return endsUnread(subnet, 'subnet', subnetId);
  if (subnet.value === undefined || subnetCidrs(subnet.value, 6).length > 0) return undefined;
  const hop: Hop = {
    kind: 'subnet',
    id: subnetId,
    detail: 'has no IPv6 block',
    seen: [{ resource: subnetId, field: 'Ipv6CidrBlockAssociationSet', value: 'none associated' }],
  };
  const reason = `${name} is reached over IPv6, and ${subnetId} has no associated IPv6 block`;
  return ends('NO_IPV6_ADDRESS', hop, reason);
}

/** The few answer ports that a network ACL denies fail now and then: worth a word, not a failure. */
function withMinorGaps(path: Path, flow: Fact<NetworkAclFlow>): Path {
  if (!flow.known || flow.value.outcome === 'allowed' || flow.value.severity !== 'minor') {
    return path;
  }
  const holes = flow.value.gaps.map((gap) => `${gap.networkAclId} denies ${gap.denied.format()}`);
  return { ...path, reason: `${path.reason}, but not to every port: ${holes.join(', ')}` };
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
  route: ForwardingPath,
): Path | undefined {
  if (destination.kind !== 'interfaces') return undefined;
  const subnet = snapshot.get('Subnets', source.subnetId);
  const subnets: readonly Subnet[] = subnet.known && subnet.value ? [subnet.value] : [];
  const coverage = groupsLetIn(snapshot, source, subnets, destination, route);
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
  const id = groupIds.toSorted().join(', ') || 'security groups';
  if (!coverage.known) return endsUnread(coverage, 'security-group', id);
  if (coverage.value.covered) return undefined;
  const missing = addressesText(coverage.value.missing);
  const { port, name } = destination;
  const reason =
    direction === 'out to'
      ? `no egress rule of ${id} lets TCP ${port} out to ${name} (${missing})`
      : `no ingress rule of ${id} lets TCP ${port} in to ${name} from ${missing}`;
  const detail = direction === 'out to' ? `lets no TCP ${port} out` : `lets no TCP ${port} in`;
  const [field, preposition] =
    direction === 'out to' ? ['IpPermissionsEgress', 'to'] : ['IpPermissions', 'from'];
  const value = `none for TCP ${port} ${preposition} ${missing}`;
  const hop: Hop = {
    kind: 'security-group',
    id,
    detail,
    seen: [{ resource: id, field, value }],
  };
  return ends('DENIED_BY_SECURITY_GROUP', hop, reason);
}

/** Undefined where the network ACLs let that part through, or are asked about nothing. */
function aclPath(flow: Fact<NetworkAclFlow>, traffic: NetworkAclGap['traffic']): Path | undefined {
  if (!flow.known) {
    return traffic === 'request' ? endsUnread(flow, 'network-acl', 'network ACLs') : undefined;
  }
  if (flow.value.outcome === 'allowed') return undefined;
  if (flow.value.severity === 'minor') {
    const { unread } = flow.value;
    return unread !== undefined && traffic === 'request'
      ? endsUnread(unknown(unread), 'network-acl', 'network ACLs')
      : undefined;
  }
  const gap = flow.value.gaps.find((one) => one.traffic === traffic);
  if (gap === undefined) return undefined;
  const rules = gap.by.map((denial) => ruleText(denial.ruleNumber)).join(', ');
  const what = traffic === 'request' ? 'the request' : 'the answer';
  const where = gap.direction === 'egress' ? 'leaving' : 'entering';
  const detail = `${what} ${where} ${gap.subnetId}: port ${gap.denied.format()}, by ${rules}`;
  const id = gap.networkAclId;
  const hop: Hop = {
    kind: 'network-acl',
    id,
    detail: `denies ${detail}`,
    seen: [{ resource: id, field: 'Entries', value: `deny ${detail}` }],
  };
  return ends('DENIED_BY_NETWORK_ACL', hop, `${id} denies ${detail}`);
}

function ruleText(ruleNumber: number): string {
  return ruleNumber >= 32_767 ? 'the final deny (*)' : `rule ${ruleNumber}`;
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
      return internetEgress(snapshot, { probes: destination.probes, ...source, ...settings });
    case 'gateway-endpoint':
      return {
        disposition: 'REACHED',
        hops: [
          subnetHop(snapshot, source.subnetId),
          {
            kind: 'vpc-endpoint',
            id: destination.endpointId,
            detail: 'gateway endpoint',
            seen: [
              { resource: destination.endpointId, field: 'VpcEndpointType', value: 'Gateway' },
            ],
          },
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
  const targets = targetsOf(snapshot, destination);
  if (!targets.known) return endsUnread(targets, hop.kind, hop.id);
  const paths = targets.value.map(({ cidr, name }) =>
    arrivingIn(destination.vpcId, forward(snapshot, source, cidr), { cidr, name }),
  );
  const [first, ...rest] = paths;
  if (first === undefined) {
    const detail = `${hop.id} has no IPv${destination.family} address`;
    return ends('ENDPOINT_NOT_USABLE', { ...hop, detail }, detail);
  }
  const path = worstPath([first, ...rest]);
  return path.disposition === 'REACHED'
    ? { ...path, hops: [...path.hops, { kind: hop.kind, id: hop.id, detail: destination.name }] }
    : path;
}

/** Private addresses, and what a person calls the place where they are. */
interface PrivatePlace {
  readonly cidr: Cidr;
  readonly name: string;
}

/** Where the packets go: the addresses, whatever is known of their subnets, or all of the subnets. */
function targetsOf(
  snapshot: Snapshot,
  destination: InterfaceDestination,
): Fact<readonly PrivatePlace[]> {
  const { addresses, name } = destination;
  if (addresses !== undefined) return known(addresses.map((cidr) => ({ cidr, name })));
  return mapFact(destinationSubnets(snapshot, destination), (subnets) =>
    subnets.flatMap((subnet) =>
      addressesIn(destination, subnet).map((one) => ({ cidr: one, name: subnet.SubnetId })),
    ),
  );
}

/**
 * A private address that the table sends to the internet does not arrive, nor does one that it sends
 * into another VPC with the same addresses.
 */
function arrivingIn(
  vpcId: string,
  path: ForwardingPath,
  { cidr, name }: PrivatePlace,
): ForwardingPath {
  const { disposition, stop } = path;
  const arrives = path.vpcId === undefined || path.vpcId === vpcId;
  if (disposition === 'REACHED' && arrives && INSIDE.has(path.exit)) return path;
  if (disposition === 'NO_ROUTE' && stop?.kind === 'route-table') {
    const reason = `${stop.id} has no route to ${formatCidr(cidr)}`;
    return { ...path, reason, stop: { ...stop, destination: vpcId } };
  }
  if (disposition !== 'REACHED' && disposition !== 'NO_PUBLIC_ADDRESS') return path;
  const table = path.hops.find((hop) => hop.kind === 'route-table');
  const id = table?.id ?? name;
  const instead = arrives ? `: ${path.reason}` : `: ${table?.detail ?? ''} is ${path.vpcId}`;
  return {
    disposition: 'NO_ROUTE',
    hops: path.hops,
    reason: `${id} has no route to ${name} of ${vpcId}${instead}`,
    stop: { kind: 'route-table', id, destination: vpcId },
  };
}

const INSIDE: ReadonlySet<Exit | undefined> = new Set(['local', 'peering']);

/**
 * The answer's way. From the internet and through a gateway endpoint it follows the state of the
 * request; from an interface it needs a route of its own back to every address that the request may come
 * from: those of the source's subnet, or of the NAT gateway's where it passed one.
 */
function answerPath(
  snapshot: Snapshot,
  source: FlowSource,
  destination: FlowDestination,
  route: ForwardingPath,
): Path {
  const follows: Path = {
    disposition: 'REACHED',
    hops: route.hops.toReversed(),
    reason: 'the answer follows the request',
  };
  if (destination.kind !== 'interfaces') return follows;
  const homeId = route.natSubnetId ?? source.subnetId;
  const subnets = destinationSubnets(snapshot, destination);
  if (!subnets.known) return endsUnread(subnets, destination.hop.kind, destination.hop.id);
  const home = subnetsOf(snapshot, [homeId]);
  if (!home.known) return endsUnread(home, 'subnet', homeId);
  const blocks = home.value.flatMap((one) => subnetCidrs(one, destination.family));
  const paths = subnets.value.flatMap((subnet) =>
    blocks.map((block) =>
      arrivingIn(
        source.vpcId,
        forward(snapshot, { subnetId: subnet.SubnetId, sender: 'interface' }, block),
        { cidr: block, name: homeId },
      ),
    ),
  );
  const [first, ...rest] = paths;
  if (first === undefined) return follows;
  const path = worstPath([first, ...rest]);
  return reachOf(path.disposition) === 'works'
    ? { ...path, reason: `the answer returns to ${homeId}` }
    : { ...path, reason: `the answer does not return: ${path.reason}` };
}
