import type { Cidr } from '../model/cidr.ts';
import { known, unknown } from '../model/fact.ts';
import type { Fact } from '../model/fact.ts';
import type { AttachedNetwork } from '../model/function-network.ts';
import { once } from '../model/once.ts';
import { oncePerSnapshot } from '../model/snapshot.ts';
import type { Snapshot } from '../model/snapshot.ts';
import type { Path, Reach } from '../network/disposition.ts';
import { faultAt, reachOf } from '../network/disposition.ts';
import type { FlowSource } from '../network/flow.ts';
import type { ForwardingPath } from '../network/forwarding-path.ts';
import { hostCidr, internetEgress, internetRoute } from '../network/internet-egress.ts';
import { servicePath } from '../network/service-path.ts';
import type { ServicePath } from '../network/service-path.ts';
import type { FlowSettings } from '../network/flow-route.ts';
import type { ServiceInRegion } from '../network/vpc-endpoints.ts';
import { parametersOf } from './define-control.ts';
import type { ControlConfiguration } from './define-control.ts';
import { INTERNET_EGRESS } from './egress/internet-egress-parameters.ts';
import { answerTolerance } from './egress/network-acl-parameters.ts';
import { groupedPlaceOf, placeOf } from './function-place.ts';
import type { AttachedFunctionTarget } from './target.ts';
import type { FailureDetails } from './report.ts';
import type { Evidence, Severity, Confidence } from './verdict.ts';

/** The questions that controls ask about a function's flows, one path for each of its subnets. */

const sourcesOf = new WeakMap<AttachedNetwork, Fact<readonly FlowSource[]>>();

/**
 * Where a function's flows start: one source for each of its subnets. Functions with the same network
 * share them.
 */
export function flowSources({ network }: AttachedFunctionTarget): Fact<readonly FlowSource[]> {
  return once(sourcesOf, network, () => sourcesIn(network));
}

function sourcesIn(network: AttachedNetwork): Fact<readonly FlowSource[]> {
  const { vpcId } = network;
  if (!network.subnetIds.known) return network.subnetIds;
  if (vpcId === undefined) {
    const detail = `the VPC of ${network.subnetIds.value.join(', ')} is not known`;
    return unknown({ kind: 'opaque', detail });
  }
  const sender = network.source === 'CAPACITY_PROVIDER' ? 'managed-instance' : 'function';
  const { securityGroupIds, ipv6Allowed } = network;
  const place = {
    vpcId,
    sender,
    securityGroupIds,
    ...(ipv6Allowed.known && !ipv6Allowed.value && { ipv6Allowed: false }),
  } as const;
  return known(network.subnetIds.value.map((subnetId) => ({ subnetId, ...place })));
}

/** The hosts that a proxy variable names; upper and lower case are both in use. */
const PROXY_VARIABLE = /^(?:https?|all)_proxy$/i;

/** The proxy that the function's environment tells it to use, if any. */
function proxyOf({ configuration }: AttachedFunctionTarget): string | undefined {
  return configuration.Environment?.References.find(
    (one) => PROXY_VARIABLE.test(one.Variable) && one.Host !== undefined,
  )?.Host;
}

/** What of the configuration and of a function's environment decides any of its flows. */
export function flowSettings(
  configuration: ControlConfiguration,
  target: AttachedFunctionTarget,
): Omit<FlowSettings, 'byName'> {
  const { trustedIndirectTargets } = parametersOf(INTERNET_EGRESS, configuration);
  const answers = answerTolerance(configuration);
  return { trustedIndirectTargets, answers, proxy: proxyOf(target) };
}

/** One probe of the IPv6 internet: a root name server's address. */
const IPV6_PROBES = ['2001:503:ba3e::2:30'];

const probesOf = new WeakMap<ControlConfiguration, Map<4 | 6, readonly Cidr[]>>();

/** The addresses that stand for the internet in one family, as configured; the same array each time. */
export function internetProbes(
  configuration: ControlConfiguration,
  family: 4 | 6,
): readonly Cidr[] {
  const byFamily = probesOf.get(configuration) ?? new Map<4 | 6, readonly Cidr[]>();
  probesOf.set(configuration, byFamily);
  const cached = byFamily.get(family);
  if (cached !== undefined) return cached;
  const probes = family === 4 ? parametersOf(INTERNET_EGRESS, configuration).probes : IPV6_PROBES;
  const cidrs = probes.map((probe) => hostCidr(probe)).filter((cidr) => cidr !== undefined);
  byFamily.set(family, cidrs);
  return cidrs;
}

/** The way to the internet from one subnet, with everything that decides it but groups and ACLs. */
export function egressFrom(
  snapshot: Snapshot,
  configuration: ControlConfiguration,
  target: AttachedFunctionTarget,
  source: FlowSource,
  family: 4 | 6 = 4,
): ForwardingPath {
  const { egress } = placeOf(snapshot, configuration, target);
  return once(egress[family], source.subnetId, () =>
    internetEgress(snapshot, {
      probes: internetProbes(configuration, family),
      ...flowSettings(configuration, target),
      byName: true,
      ...source,
    }),
  );
}

/** Ways by routes alone, by sender and subnet: nothing else of a function decides them. */
interface RoutesOut {
  readonly worst: Map<string, ForwardingPath>;
  readonly parts: Map<string, readonly ForwardingPath[]>;
}

const routesByProbes = oncePerSnapshot(() => new WeakMap<readonly Cidr[], RoutesOut>());

function routesOut(snapshot: Snapshot, probes: readonly Cidr[]): RoutesOut {
  return once(routesByProbes(snapshot), probes, () => ({ worst: new Map(), parts: new Map() }));
}

/** The way to the internet from one subnet by routes and gateways alone. */
export function internetRouteFrom(
  snapshot: Snapshot,
  configuration: ControlConfiguration,
  source: FlowSource,
  family: 4 | 6 = 4,
): ForwardingPath {
  const probes = internetProbes(configuration, family);
  return once(routesOut(snapshot, probes).worst, `${source.sender} ${source.subnetId}`, () =>
    internetRoute(snapshot, { probes, ...source }),
  );
}

/** The same for each part of the internet: a table may send its halves through different gateways. */
export function internetRoutesFrom(
  snapshot: Snapshot,
  configuration: ControlConfiguration,
  source: FlowSource,
  family: 4 | 6 = 4,
): readonly ForwardingPath[] {
  const probes = internetProbes(configuration, family);
  return once(routesOut(snapshot, probes).parts, `${source.sender} ${source.subnetId}`, () => {
    const paths = probes.map((probe) => internetRoute(snapshot, { probes: [probe], ...source }));
    const byHops = new Map(paths.map((path) => [JSON.stringify(path.hops), path]));
    return [...byHops.values()];
  });
}

/** A service as it is called: where the name or the port is not the usual one, they are given. */
export interface CalledService extends ServiceInRegion {
  readonly host?: string;
  readonly port?: number;
}

/** The variables that decide whose name an SDK calls. */
const NAME_VARIABLE = /^AWS_(?:ENDPOINT_URL|USE_(?:FIPS|DUALSTACK)_ENDPOINT$)/;

/**
 * The way to an AWS service from one subnet, by whoever owns the service's name there. Functions share
 * subnets, groups and services, so each way is followed once for all that ask alike.
 */
export function serviceFrom(
  snapshot: Snapshot,
  configuration: ControlConfiguration,
  target: AttachedFunctionTarget,
  source: FlowSource,
  called: CalledService,
): ServicePath {
  const { services } = groupedPlaceOf(snapshot, configuration, target);
  const { service, region, host, port } = called;
  return once(
    once(services, source.subnetId, () => new Map<string, ServicePath>()),
    `${service} ${region} ${host} ${port}`,
    () => pathToService(snapshot, configuration, target, source, called),
  );
}

function pathToService(
  snapshot: Snapshot,
  configuration: ControlConfiguration,
  target: AttachedFunctionTarget,
  source: FlowSource,
  { service, region, host, port }: CalledService,
): ServicePath {
  const { ipv6Allowed } = target.network;
  return servicePath(snapshot, {
    source,
    service: { service, region },
    references: (target.configuration.Environment?.References ?? []).filter((one) =>
      NAME_VARIABLE.test(one.Variable),
    ),
    ipv6Allowed: ipv6Allowed.known && ipv6Allowed.value,
    probes: [...internetProbes(configuration, 4), ...internetProbes(configuration, 6)],
    host,
    ...(port !== undefined && { port }),
    settings: flowSettings(configuration, target),
  });
}

/**
 * What a path means where the configuration says how to take one that leaves through something that
 * cannot be followed.
 */
export function reachAs(configuration: ControlConfiguration, path: Path): Reach {
  const reach = reachOf(path.disposition);
  if (reach !== 'indirect') return reach;
  switch (parametersOf(INTERNET_EGRESS, configuration).treatIndirectAs) {
    case 'PASSED':
      return path.unknown === undefined ? 'works' : 'unknown';
    case 'FAILED':
      return 'broken';
    case 'UNKNOWN':
      return 'indirect';
  }
}

const evidenceOfPaths = new WeakMap<Path, readonly Evidence[]>();

/** What was seen at the hops of a path. */
export function pathEvidence(path: Path): readonly Evidence[] {
  return once(evidenceOfPaths, path, () => path.hops.flatMap(({ seen = [] }) => seen));
}

/** What was seen at the hops of several paths, each once. */
export function pathsEvidence(paths: readonly Path[]): readonly Evidence[] {
  const seen = paths.flatMap(pathEvidence);
  return [...new Map(seen.map((one) => [JSON.stringify(one), one])).values()];
}

/** The details of a failure that a path proves which is broken, or is taken for it. */
export function pathFailure(
  path: Path,
  details: { readonly severity?: Severity; readonly confidence?: Confidence } = {},
): FailureDetails {
  // A path through something that cannot be followed is broken where the configuration says so.
  const fault = path.stop && faultAt(path.stop, path.disposition);
  return { evidence: pathEvidence(path), ...details, ...(fault && { fault }) };
}

/** Why a path that is neither broken nor working cannot be judged. */
export function pathDoubt(path: Path): ReturnType<typeof unknown> | undefined {
  const reach = reachOf(path.disposition);
  if (reach === 'works' || reach === 'broken') return undefined;
  return unknown(path.unknown ?? { kind: 'opaque', detail: path.reason });
}
