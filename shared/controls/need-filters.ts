import type { SecurityGroup } from '../model/ec2.ts';
import { mapFact } from '../model/fact.ts';
import type { Fact } from '../model/fact.ts';
import { once } from '../model/once.ts';
import type { Need } from '../needs/need.ts';
import { AddressSet } from '../network/address-set.ts';
import { egressBreadth } from '../network/egress-breadth.ts';
import { aclsLetThrough, groupsLetOut } from '../network/flow-filters.ts';
import type { FlowDestination, FlowSource } from '../network/flow.ts';
import { routeTo } from '../network/flow-route.ts';
import type { ForwardingPath } from '../network/forwarding-path.ts';
import type { FlowProtocol } from '../network/ip-protocol.ts';
import { toleranceKey } from '../network/network-acl-flow.ts';
import type { NetworkAclFlow, NetworkAclTolerance } from '../network/network-acl-flow.ts';
import type { SecurityGroupCoverage } from '../network/security-group-coverage.ts';
import { flowSettings } from './function-flows.ts';
import { placeOf } from './function-place.ts';
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
  return destinationsOf(context, need).map((found, index) => {
    const source = context.sources[index];
    return mapFact(found, (destinations) =>
      source === undefined
        ? []
        : destinations.map((destination) => ({ need, source, destination })),
    );
  });
}

/** The destinations from each subnet, as the same objects for all functions in the same place. */
function destinationsOf(
  context: NeedContext,
  need: Need,
): readonly Fact<readonly FlowDestination[]>[] {
  const { snapshot, configuration, target, sources } = context;
  const { destinations } = placeOf(snapshot, configuration, target);
  return once(destinations, needKey(need), () =>
    sources.map((source) => destinationOfNeed(context, source, need)),
  );
}

/** Everything of a need that decides where it leads. */
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

/** Whether the source's groups let the flow out. */
export function groupsLetFlowOut(
  context: NeedContext,
  flow: Pick<NeedFlow, 'source' | 'destination'>,
): Fact<SecurityGroupCoverage> {
  const { source, destination } = flow;
  const middlebox = destination.kind === 'interfaces' && hasMiddlebox(routeOfFlow(context, flow));
  return groupsLetOut(context.snapshot, source, destination, middlebox);
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

const everywhere = new Map<number, FlowDestination>();

function anywhere(port: number): FlowDestination {
  return once(everywhere, port, () => {
    const addresses = AddressSet.all(4);
    return { kind: 'internet', name: 'anywhere', port, family: 4, probes: [], addresses };
  });
}

/** The way to the flow's destination by routes and gateways; names are left aside. */
export function routeOfFlow(
  { snapshot, configuration, target }: NeedContext,
  { source, destination }: Pick<NeedFlow, 'source' | 'destination'>,
): ForwardingPath {
  const { routes } = placeOf(snapshot, configuration, target);
  return once(
    once(routes, source.subnetId, () => new Map<FlowDestination, ForwardingPath>()),
    destination,
    () => {
      const settings = { ...flowSettings(configuration, target), byName: false };
      return routeTo(snapshot, source, destination, settings);
    },
  );
}

/** Whether the network ACLs on the way let the flow and its answers through. */
export function aclsLetFlowThrough(
  context: NeedContext,
  flow: NeedFlow,
  tolerance: NetworkAclTolerance,
  protocol: FlowProtocol = 'tcp',
): Fact<NetworkAclFlow> {
  const { snapshot, configuration, target } = context;
  const { source, destination } = flow;
  const { aclFlows } = placeOf(snapshot, configuration, target);
  const key = `${source.subnetId} ${protocol} ${toleranceKey(tolerance)}`;
  return once(
    once(aclFlows, key, () => new Map<FlowDestination, Fact<NetworkAclFlow>>()),
    destination,
    () => {
      const route = routeOfFlow(context, flow);
      return aclsLetThrough(snapshot, source, destination, route, tolerance, protocol);
    },
  );
}
