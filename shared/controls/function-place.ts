import type { VpcEndpoint } from '../model/ec2.ts';
import type { Fact, Unknown } from '../model/fact.ts';
import type { AttachedNetwork } from '../model/function-network.ts';
import { once } from '../model/once.ts';
import { oncePerSnapshot } from '../model/snapshot.ts';
import type { Snapshot } from '../model/snapshot.ts';
import type { FlowDestination } from '../network/flow.ts';
import type { ForwardingPath } from '../network/forwarding-path.ts';
import type { NetworkAclFlow } from '../network/network-acl-flow.ts';
import type { ServicePath } from '../network/service-path.ts';
import type { Trace } from '../network/trace.ts';
import type { ControlConfiguration } from './define-control.ts';
import type { AttachedFunctionTarget } from './target.ts';

/**
 * Answers that are worked out once for all functions that ask alike. Thousands of functions share a few
 * subnets, groups and settings, and no answer here depends on anything else of a function.
 */

/**
 * Where functions stand: equal for two of them with the same subnets in the same order, the same kind of
 * sender and IPv6 setting, and the same SDK settings and proxies, judged by the same configuration in the
 * same snapshot. Groups are left aside.
 */
export interface FunctionPlace {
  /** What serves a need, by the need, then in the order of the subnets. */
  readonly destinations: Map<string, readonly Fact<readonly FlowDestination[]>[]>;
  /** The way to the internet with all that decides it, by address family, then subnet. */
  readonly egress: Readonly<Record<4 | 6, Map<string, ForwardingPath>>>;
  /** The way by routes alone, by subnet. */
  readonly routes: Map<string, Map<FlowDestination, ForwardingPath>>;
  /** What network ACLs say, by subnet and tolerance. */
  readonly aclFlows: Map<string, Map<FlowDestination, Fact<NetworkAclFlow>>>;
  /** The endpoint in another VPC that serves, or why there may be one, by service. */
  readonly farEndpoints: Map<string, Fact<VpcEndpoint | undefined>>;
  readonly unreadFarEndpoints: Map<string, { readonly doubt: Unknown | undefined }>;
  /** The place with the groups of some of its functions. */
  readonly withGroups: Map<string, GroupedPlace>;
}

/** A place and the security groups on the interfaces of the functions there. */
export interface GroupedPlace {
  /** Whole ways, by subnet. */
  readonly traces: Map<string, Map<FlowDestination, Trace>>;
  /** The way to a service by whoever owns its name, by subnet, then service. */
  readonly services: Map<string, Map<string, ServicePath>>;
}

interface FoundPlace {
  readonly target: AttachedFunctionTarget;
  readonly place: FunctionPlace;
  readonly grouped: GroupedPlace;
}

interface Places {
  readonly byTarget: Map<AttachedFunctionTarget, FoundPlace>;
  readonly byKey: Map<string, FunctionPlace>;
  /** A control asks many times for one function before it goes on to the next. */
  latest?: FoundPlace;
}

const placesOf = oncePerSnapshot(() => new WeakMap<ControlConfiguration, Places>());

function find(
  snapshot: Snapshot,
  configuration: ControlConfiguration,
  target: AttachedFunctionTarget,
): FoundPlace {
  const places: Places = once(placesOf(snapshot), configuration, () => ({
    byTarget: new Map(),
    byKey: new Map(),
  }));
  if (places.latest?.target === target) return places.latest;
  places.latest = once(places.byTarget, target, () => {
    const { network } = target;
    const texts = once(networkTexts, network, () => textsOf(network));
    const place = once(places.byKey, `${texts.place}${settingsText(target)}`, emptyPlace);
    return { target, place, grouped: once(place.withGroups, texts.groups, emptyGroupedPlace) };
  });
  return places.latest;
}

/** The place that a function shares with others. */
export function placeOf(
  snapshot: Snapshot,
  configuration: ControlConfiguration,
  target: AttachedFunctionTarget,
): FunctionPlace {
  return find(snapshot, configuration, target).place;
}

/** The place and groups that a function shares with others. */
export function groupedPlaceOf(
  snapshot: Snapshot,
  configuration: ControlConfiguration,
  target: AttachedFunctionTarget,
): GroupedPlace {
  return find(snapshot, configuration, target).grouped;
}

function emptyPlace(): FunctionPlace {
  return {
    destinations: new Map(),
    egress: { 4: new Map(), 6: new Map() },
    routes: new Map(),
    aclFlows: new Map(),
    farEndpoints: new Map(),
    unreadFarEndpoints: new Map(),
    withGroups: new Map(),
  };
}

function emptyGroupedPlace(): GroupedPlace {
  return { traces: new Map(), services: new Map() };
}

/** SDK endpoint settings and proxies. */
const DECIDING_VARIABLE = /^AWS_|_proxy$/i;

function settingsText({ configuration }: AttachedFunctionTarget): string {
  const variables = (configuration.Environment?.References ?? []).filter(({ Variable }) =>
    DECIDING_VARIABLE.test(Variable),
  );
  return variables.length === 0 ? '' : JSON.stringify(variables);
}

interface NetworkTexts {
  readonly place: string;
  readonly groups: string;
}

/** Functions with the same network share one object of it. */
const networkTexts = new WeakMap<AttachedNetwork, NetworkTexts>();

function textsOf(network: AttachedNetwork): NetworkTexts {
  const { source, vpcId = '', subnetIds, securityGroupIds, ipv6Allowed } = network;
  return {
    place: `${source} ${vpcId} ${factKey(subnetIds)} ${factKey(ipv6Allowed)} `,
    groups: factKey(securityGroupIds),
  };
}

function factKey(fact: Fact<boolean | readonly string[]>): string {
  return fact.known ? String(fact.value) : JSON.stringify(fact.reason);
}
