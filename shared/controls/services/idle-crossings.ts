import { unknown } from '../../model/fact.ts';
import type { Unknown } from '../../model/fact.ts';
import { once } from '../../model/once.ts';
import { oncePerSnapshot } from '../../model/snapshot.ts';
import type { Snapshot } from '../../model/snapshot.ts';
import { incompleteFor } from '../../needs/need.ts';
import type { FlowSource } from '../../network/flow.ts';
import { serviceEndpoints } from '../../network/name-owner.ts';
import { farSide, isActivePeering } from '../../network/peering.ts';
import {
  interfaceEndpoints,
  isAvailable,
  isSharedVpc,
  typeOf,
} from '../../network/vpc-endpoints.ts';
import type { ServiceInRegion } from '../../network/vpc-endpoints.ts';
import { byNeeds } from '../alike.ts';
import { internetRoutesFrom } from '../function-flows.ts';
import { needsOf } from '../function-needs.ts';
import type { NeedContext } from '../need-destinations.ts';

/** What drops idle connections of a function. */
export interface Crossings {
  /** NAT gateways and interface endpoints that its connections cross. */
  readonly ids: readonly string[];
  /** Why there may be some where none is known. */
  readonly doubts: readonly Unknown[];
}

/**
 * The NAT gateways that the default routes name, and the available interface endpoints, in the VPC or in
 * one peered to it, of services that the function needs. Both drop a connection that is idle for 350
 * seconds (https://docs.aws.amazon.com/vpc/latest/userguide/nat-gateway-troubleshooting.html).
 */
export function idleCrossings(context: NeedContext): Crossings {
  const alike = byNeeds(context.target, context);
  return alike === undefined
    ? findCrossings(context)
    : once(crossings, alike, () => findCrossings(context));
}

const crossings = new WeakMap<object, Crossings>();

function findCrossings(context: NeedContext): Crossings {
  const { snapshot, configuration, target, sources } = context;
  const ids = new Set<string>();
  const doubts: Unknown[] = [];
  for (const source of sources) {
    for (const { hops, unknown: reason } of internetRoutesFrom(snapshot, configuration, source)) {
      const nat = hops.find((hop) => hop.kind === 'nat-gateway');
      if (nat !== undefined) ids.add(nat.id);
      else if (reason !== undefined) doubts.push(unknown(reason));
    }
  }
  const all = needsOf(snapshot, configuration, target);
  for (const need of all.needs) {
    if (need.kind !== 'service') continue;
    const { id, doubt } = endpointFor(context, need);
    if (doubt !== undefined) doubts.push(doubt);
    if (id !== undefined) ids.add(id);
  }
  const incomplete = incompleteFor(all, 'service');
  if (incomplete.length > 0 && hasEndpoints(snapshot, sources)) doubts.push(...incomplete);
  return { ids: [...ids], doubts };
}

interface EndpointFor {
  readonly id?: string;
  readonly doubt?: Unknown;
}

const endpoints = oncePerSnapshot(() => new Map<string, EndpointFor>());

/** The available endpoint of a service in the VPC or a peer, found once for all functions of the VPC. */
function endpointFor(context: NeedContext, service: ServiceInRegion): EndpointFor {
  const { snapshot, sources } = context;
  const vpcId = sources[0]?.vpcId ?? '';
  const key = `${vpcId} ${service.service} ${service.region}`;
  const cache = endpoints(snapshot);
  const cached = cache.get(key);
  if (cached !== undefined) return cached;
  const local = interfaceEndpoints(snapshot, vpcId, service);
  const available = [
    ...(local.known ? local.value : []),
    ...peeredEndpoints(context, service),
  ].find(isAvailable);
  const found = {
    ...(available && { id: available.VpcEndpointId }),
    ...(!local.known && { doubt: local }),
  };
  cache.set(key, found);
  return found;
}

function peeredEndpoints({ snapshot, sources }: NeedContext, service: ServiceInRegion) {
  const peers = peersOf(snapshot, sources);
  if (peers.size === 0) return [];
  return serviceEndpoints(snapshot, service).filter((one) => peers.has(one.VpcId ?? ''));
}

const peersByVpc = oncePerSnapshot(() => new Map<string, ReadonlySet<string>>());

function peersOf(snapshot: Snapshot, sources: readonly FlowSource[]): ReadonlySet<string> {
  const vpcId = sources[0]?.vpcId ?? '';
  return once(peersByVpc(snapshot), vpcId, () => findPeers(snapshot, vpcId));
}

function findPeers(snapshot: Snapshot, vpcId: string): ReadonlySet<string> {
  const connections = snapshot.inVpc('VpcPeeringConnections', vpcId);
  const active = connections.known ? connections.value.filter(isActivePeering) : [];
  return new Set(active.map((one) => farSide(one, vpcId)?.VpcId ?? ''));
}

/** Whether the VPC or a peer has, or may have, an interface endpoint that nobody knows a need for. */
function hasEndpoints(snapshot: Snapshot, sources: readonly FlowSource[]): boolean {
  const vpcId = sources[0]?.vpcId ?? '';
  if (isSharedVpc(snapshot, vpcId)) return true;
  return [vpcId, ...peersOf(snapshot, sources)].some((one) => {
    const endpoints = snapshot.inVpc('VpcEndpoints', one);
    return (
      !endpoints.known ||
      endpoints.value.some((endpoint) => typeOf(endpoint) === 'Interface' && isAvailable(endpoint))
    );
  });
}
