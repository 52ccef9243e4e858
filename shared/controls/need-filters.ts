import type { SecurityGroup } from '../model/ec2.ts';
import { mapFact, reasonText } from '../model/fact.ts';
import type { Fact } from '../model/fact.ts';
import { oncePerSnapshot } from '../model/snapshot.ts';
import type { Need } from '../needs/need.ts';
import { AddressSet } from '../network/address-set.ts';
import { egressBreadth } from '../network/egress-breadth.ts';
import { aclsLetThrough, groupsLetOut } from '../network/flow-filters.ts';
import type { FlowDestination, FlowSource } from '../network/flow.ts';
import type { ForwardingPath } from '../network/forwarding-path.ts';
import type { FlowProtocol } from '../network/ip-protocol.ts';
import type { NetworkAclFlow, NetworkAclTolerance } from '../network/network-acl-flow.ts';
import type { SecurityGroupCoverage } from '../network/security-group-coverage.ts';
import { routeTo, traceFlow } from '../network/trace.ts';
import type { Trace } from '../network/trace.ts';
import { parametersOf } from './define-control.ts';
import { INTERNET_EGRESS } from './egress/internet-egress-parameters.ts';
import { proxyOf } from './function-flows.ts';
import { destinationOfNeed } from './need-destinations.ts';
import type { NeedContext } from './need-destinations.ts';

/**
 * What security groups and network ACLs say of the flows that a need makes. Functions share subnets,
 * groups and destinations, so each answer is worked out once for each of them and not for each function.
 */

/** A flow that has to pass for a need to be met. */
export interface NeedFlow {
  readonly need: Need;
  readonly source: FlowSource;
  readonly destination: FlowDestination;
}

/** The flows of a need, one or more from each subnet; unknown where its destination is not known. */
export function flowsOf(context: NeedContext, need: Need): readonly Fact<readonly NeedFlow[]>[] {
  return context.sources.map((source) =>
    mapFact(destinationsFrom(context, source, need), (destinations) =>
      destinations.map((destination) => ({ need, source, destination })),
    ),
  );
}

const destinations = oncePerSnapshot(() => new Map<string, Fact<readonly FlowDestination[]>>());

/** The same destinations, as the same objects, for functions with equal networks and names. */
function destinationsFrom(
  context: NeedContext,
  source: FlowSource,
  need: Need,
): Fact<readonly FlowDestination[]> {
  const key = `${placeKey(context)} ${source.subnetId} ${needKey(need)}`;
  return once(destinations(context.snapshot), key, () => destinationOfNeed(context, source, need));
}

const placeKeys = new WeakMap<NeedContext['target'], string>();

/** Everything of a function that decides where its names and routes lead. */
function placeKey({ configuration, target, sources }: NeedContext): string {
  const cached = placeKeys.get(target);
  if (cached !== undefined) return cached;
  const variables = (target.configuration.Environment?.References ?? [])
    .filter(({ Variable }) => DECIDING_VARIABLE.test(Variable))
    .map(({ Variable, Host, Enabled }) => [Variable, Host, Enabled]);
  const { trustedIndirectTargets, probes } = parametersOf(INTERNET_EGRESS, configuration);
  const subnets = sources.map((one) => [one.subnetId, one.sender, one.ipv6Allowed]);
  const key = JSON.stringify([subnets, variables, trustedIndirectTargets, probes]);
  placeKeys.set(target, key);
  return key;
}

/** SDK endpoint settings and proxies. */
const DECIDING_VARIABLE = /^AWS_|_proxy$/i;

function needKey(need: Need): string {
  switch (need.kind) {
    case 'internet':
      return `internet ${need.family} ${need.port}`;
    case 'service':
      return `service ${need.service} ${need.region} ${need.port} ${need.host}`;
    case 'host':
      return `host ${need.host} ${need.port} ${need.form}`;
    case 'file-system':
      return `file-system ${need.arn}`;
  }
}

/** Answers by what is asked, then by the destination. */
type Answers<T> = Map<string, WeakMap<FlowDestination, T>>;

function answer<T>(
  answers: Answers<T>,
  key: string,
  destination: FlowDestination,
  compute: () => T,
): T {
  const byDestination = once(answers, key, () => new WeakMap<FlowDestination, T>());
  const cached = byDestination.get(destination);
  if (cached !== undefined) return cached;
  const value = compute();
  byDestination.set(destination, value);
  return value;
}

const letOut = oncePerSnapshot((): Answers<Fact<SecurityGroupCoverage>> => new Map());

/** Whether the source's groups let the flow out. */
export function groupsLetFlowOut(
  context: NeedContext,
  flow: Pick<NeedFlow, 'source' | 'destination'>,
): Fact<SecurityGroupCoverage> {
  const { snapshot } = context;
  const { source, destination } = flow;
  const { securityGroupIds, vpcId } = source;
  if (!securityGroupIds.known) return securityGroupIds;
  const middlebox = destination.kind === 'interfaces' && hasMiddlebox(routeOfFlow(context, flow));
  const key = `${vpcId} ${securityGroupIds.value.join()} ${middlebox}`;
  return answer(letOut(snapshot), key, destination, () =>
    groupsLetOut(snapshot, source, destination, middlebox),
  );
}

/**
 * Whether the way leads through an appliance or a firewall endpoint, behind which rules that name a
 * group match nothing (https://docs.aws.amazon.com/vpc/latest/userguide/security-group-rules.html).
 */
function hasMiddlebox({ disposition, stop }: ForwardingPath): boolean {
  return (
    disposition === 'LEAVES_VPC' &&
    (stop?.kind === 'network-interface' || stop?.kind === 'vpc-endpoint')
  );
}

/**
 * Whether the source's groups let the port out to every IPv4 address; without a port, every TCP port.
 * Where they do, a flow whose destination is not known passes all the same.
 */
export function letsOutAnywhere(
  context: NeedContext,
  source: FlowSource,
  port: number | undefined,
): boolean {
  const { securityGroupIds } = source;
  if (!securityGroupIds.known) return false;
  if (port === undefined) {
    return securityGroupIds.value.some((id) => {
      const group = context.snapshot.get('SecurityGroups', id);
      return group.known && group.value !== undefined && isWideOpen(group.value);
    });
  }
  const coverage = groupsLetFlowOut(context, { source, destination: anywhere(port) });
  return coverage.known && coverage.value.covered;
}

function isWideOpen(group: SecurityGroup): boolean {
  return egressBreadth(group).everything.some(
    ({ target }) => target.kind === 'addresses' && target.addresses.family === 4,
  );
}

function anywhere(port: number): FlowDestination {
  const addresses = AddressSet.all(4);
  return { kind: 'internet', name: 'anywhere', port, family: 4, probes: [], addresses };
}

const routes = oncePerSnapshot((): Answers<ForwardingPath> => new Map());

/** The way to the flow's destination by routes and gateways; names are left aside. */
export function routeOfFlow(
  context: NeedContext,
  { source, destination }: Pick<NeedFlow, 'source' | 'destination'>,
): ForwardingPath {
  const { snapshot, configuration, target } = context;
  const key = `${placeKey(context)} ${source.subnetId}`;
  return answer(routes(snapshot), key, destination, () => {
    const { trustedIndirectTargets } = parametersOf(INTERNET_EGRESS, configuration);
    const proxy = proxyOf(target);
    return routeTo(snapshot, source, destination, { trustedIndirectTargets, proxy, byName: false });
  });
}

const passed = oncePerSnapshot((): Answers<Fact<NetworkAclFlow>> => new Map());

/** Whether the network ACLs on the way let the flow and its answers through. */
export function aclsLetFlowThrough(
  context: NeedContext,
  flow: NeedFlow,
  tolerance: NetworkAclTolerance,
  protocol: FlowProtocol = 'tcp',
): Fact<NetworkAclFlow> {
  const { source, destination } = flow;
  const { ephemeral, ignoredPorts } = tolerance;
  const key = `${placeKey(context)} ${source.subnetId} ${ephemeral.format()} ${ignoredPorts} ${protocol}`;
  return answer(passed(context.snapshot), key, destination, () => {
    const route = routeOfFlow(context, flow);
    return aclsLetThrough(context.snapshot, source, destination, route, tolerance, protocol);
  });
}

const traces = oncePerSnapshot(() => new Map<string, Trace>());

/** The whole way of a flow and of its answer; names are left aside. */
export function traceOfFlow(
  { snapshot, configuration, target }: NeedContext,
  { source, destination }: Pick<NeedFlow, 'source' | 'destination'>,
): Trace {
  const { trustedIndirectTargets } = parametersOf(INTERNET_EGRESS, configuration);
  const proxy = proxyOf(target);
  const { securityGroupIds: groups } = source;
  const key = [
    source.subnetId,
    source.sender,
    groups.known ? groups.value.join() : reasonText(groups.reason),
    source.ipv6Allowed,
    proxy,
    ...trustedIndirectTargets,
    destinationKey(destination),
  ].join(' ');
  return once(traces(snapshot), key, () =>
    traceFlow(snapshot, source, destination, { trustedIndirectTargets, proxy, byName: false }),
  );
}

function once<T>(cache: Map<string, T>, key: string, compute: () => T): T {
  const cached = cache.get(key);
  if (cached !== undefined) return cached;
  const value = compute();
  cache.set(key, value);
  return value;
}

/** Equal for two destinations with the same addresses, port and groups. */
function destinationKey(destination: FlowDestination): string {
  const { kind, name, port, family } = destination;
  const place = `${kind} ${name} ${port} ${family}`;
  switch (destination.kind) {
    case 'internet':
      return `${place} ${destination.probes.map((probe) => `${probe.first}-${probe.last}`).join()}`;
    case 'gateway-endpoint': {
      const { endpointId, prefixListId } = destination;
      return `${place} ${endpointId} ${prefixListId.known ? prefixListId.value : ''}`;
    }
    case 'interfaces': {
      const { hop, vpcId, subnetIds, address } = destination;
      const subnets = subnetIds.known ? subnetIds.value.join() : '';
      return `${place} ${hop.id} ${vpcId} ${subnets} ${address?.first ?? ''}`;
    }
  }
}
