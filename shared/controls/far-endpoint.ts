import type { VpcEndpoint, VpcPeeringConnection } from '../model/ec2.ts';
import { known, thenFact, unknown } from '../model/fact.ts';
import type { Fact, Unknown } from '../model/fact.ts';
import { once } from '../model/once.ts';
import { oncePerSnapshot } from '../model/snapshot.ts';
import type { Snapshot } from '../model/snapshot.ts';
import { reachOf } from '../network/disposition.ts';
import type { Fault } from '../network/disposition.ts';
import type { FlowSource } from '../network/flow.ts';
import { nameOwner, serviceEndpoints } from '../network/name-owner.ts';
import type { NameOwner } from '../network/name-owner.ts';
import { farSide, isActivePeering } from '../network/peering.ts';
import { interfaceEndpoints, isAvailable } from '../network/vpc-endpoints.ts';
import type { ControlConfiguration } from './define-control.ts';
import { egressFrom } from './function-flows.ts';
import type { CalledService } from './function-flows.ts';
import { placeOf } from './function-place.ts';
import type { AttachedFunctionTarget } from './target.ts';

/** The variables by which an SDK chooses the name it calls. */
const NAME_VARIABLE = /^AWS_(?:ENDPOINT_URL(?:_\w+)?|USE_FIPS_ENDPOINT)$/;

const owners = oncePerSnapshot(() => new Map<string, Fact<NameOwner>>());

/** Where the service's name leads for a function in the VPC, worked out once for equal settings. */
export function ownerOfName(
  snapshot: Snapshot,
  target: AttachedFunctionTarget,
  vpcId: string,
  { service, region, host }: CalledService,
): Fact<NameOwner> {
  // A need that names an endpoint's own host is one URL variable more.
  const own = host?.includes('.vpce.') ? [{ Variable: 'AWS_ENDPOINT_URL', Host: host }] : [];
  const variables = (target.configuration.Environment?.References ?? []).filter(({ Variable }) =>
    NAME_VARIABLE.test(Variable),
  );
  const references = own.length > 0 ? own : variables;
  const named = references.length === 0 ? '' : JSON.stringify(references);
  return once(owners(snapshot), `${vpcId} ${service} ${region} ${named}`, () =>
    nameOwner(snapshot, { vpcId, service: { service, region }, references }),
  );
}

/**
 * The interface endpoint in another VPC on which a function depends for a service: the one its name
 * leads to; or, where the function has neither an endpoint of its own nor a way to the internet, or its
 * name servers forward the name, one in a VPC that is peered to it. A peer that merely has an endpoint
 * is no dependency.
 */
export function farEndpoint(
  snapshot: Snapshot,
  configuration: ControlConfiguration,
  target: AttachedFunctionTarget,
  sources: readonly FlowSource[],
  service: CalledService,
): Fact<VpcEndpoint | undefined> {
  const { farEndpoints } = placeOf(snapshot, configuration, target);
  return once(farEndpoints, calledKey(service), () =>
    findFarEndpoint(snapshot, configuration, target, sources, service),
  );
}

function calledKey({ service, region, host }: CalledService): string {
  return `${service} ${region} ${host ?? ''}`;
}

function findFarEndpoint(
  snapshot: Snapshot,
  configuration: ControlConfiguration,
  target: AttachedFunctionTarget,
  sources: readonly FlowSource[],
  service: CalledService,
): Fact<VpcEndpoint | undefined> {
  const vpcId = sources[0]?.vpcId;
  if (vpcId === undefined) return known(undefined);
  const owner = ownerOfName(snapshot, target, vpcId, service);
  if (owner.known && owner.value.kind === 'endpoint') {
    const { endpoint } = owner.value;
    return known(endpoint.VpcId === vpcId ? undefined : endpoint);
  }
  const peers = activePeers(snapshot, vpcId);
  const peered = serviceEndpoints(snapshot, service).find(
    (endpoint) => isAvailable(endpoint) && peers.has(endpoint.VpcId ?? ''),
  );
  if (peered === undefined) return known(undefined);
  return thenFact(interfaceEndpoints(snapshot, vpcId, service), (local) => {
    if (local.some(isAvailable)) return known(undefined);
    const depends = isForwarded(owner) || hasNoWayOut(snapshot, configuration, target, sources);
    return known(depends ? peered : undefined);
  });
}

/**
 * Why there may be such an endpoint where none was seen: the VPC is peered with one of an account or
 * Region that was not read, and the function has nothing else that serves it. Names that account.
 */
export function unreadFarEndpoint(
  snapshot: Snapshot,
  configuration: ControlConfiguration,
  target: AttachedFunctionTarget,
  sources: readonly FlowSource[],
  service: CalledService,
): Unknown | undefined {
  const { unreadFarEndpoints } = placeOf(snapshot, configuration, target);
  return once(unreadFarEndpoints, calledKey(service), () => ({
    doubt: findUnread(snapshot, configuration, target, sources, service),
  })).doubt;
}

function findUnread(
  snapshot: Snapshot,
  configuration: ControlConfiguration,
  target: AttachedFunctionTarget,
  sources: readonly FlowSource[],
  service: CalledService,
): Unknown | undefined {
  const vpcId = sources[0]?.vpcId;
  if (vpcId === undefined) return undefined;
  const unread = [...activePeers(snapshot, vpcId).values()].find(
    (connection) => !isVpcRead(snapshot, farSide(connection, vpcId)?.VpcId ?? ''),
  );
  if (unread === undefined) return undefined;
  const owner = ownerOfName(snapshot, target, vpcId, service);
  if (owner.known && owner.value.kind === 'endpoint') return undefined;
  const local = interfaceEndpoints(snapshot, vpcId, service);
  if (!local.known || local.value.some(isAvailable)) return undefined;
  const leadsElsewhere = owner.known && owner.value.kind === 'elsewhere';
  return leadsElsewhere || hasNoWayOut(snapshot, configuration, target, sources)
    ? farSideUnread(snapshot, unread, vpcId)
    : undefined;
}

/** That the far side of a peering connection was not read, naming its account and Region. */
export function farSideUnread(
  snapshot: Snapshot,
  connection: VpcPeeringConnection,
  vpcId: string,
): Unknown {
  const side = farSide(connection, vpcId);
  const account = side?.OwnerId ?? snapshot.accountId;
  const region = side?.Region ?? snapshot.region;
  return unknown({
    kind: 'not-read',
    call: 'ec2:DescribeVpcs',
    detail: `${side?.VpcId} of account ${account} in ${region}, behind ${connection.VpcPeeringConnectionId}`,
  });
}

/** What is wrong where the service's name does not lead to the endpoint that would serve. */
export function nameFault(vpcId: string, destination: string): Fault {
  return { kind: 'dns', id: vpcId, disposition: 'NAME_RESOLVES_ELSEWHERE', destination };
}

/** Whether the VPC was read, here or in a neighbour. */
export function isVpcRead(snapshot: Snapshot, vpcId: string): boolean {
  const vpc = snapshot.get('Vpcs', vpcId);
  return vpc.known && vpc.value !== undefined;
}

function isForwarded(owner: Fact<NameOwner>): boolean {
  return owner.known && owner.value.kind === 'elsewhere' && owner.value.cause === 'forward rule';
}

function hasNoWayOut(
  snapshot: Snapshot,
  configuration: ControlConfiguration,
  target: AttachedFunctionTarget,
  sources: readonly FlowSource[],
): boolean {
  return sources.some(
    (source) =>
      reachOf(egressFrom(snapshot, configuration, target, source).disposition) === 'broken',
  );
}

const peersOf = oncePerSnapshot(() => new Map<string, ReadonlyMap<string, VpcPeeringConnection>>());

/** The VPCs that active peering connections join to a VPC. */
function activePeers(snapshot: Snapshot, vpcId: string): ReadonlyMap<string, VpcPeeringConnection> {
  return once(peersOf(snapshot), vpcId, () => findActivePeers(snapshot, vpcId));
}

function findActivePeers(
  snapshot: Snapshot,
  vpcId: string,
): ReadonlyMap<string, VpcPeeringConnection> {
  const connections = snapshot.inVpc('VpcPeeringConnections', vpcId);
  const peers = new Map<string, VpcPeeringConnection>();
  for (const connection of connections.known ? connections.value : []) {
    const far = farSide(connection, vpcId)?.VpcId;
    if (isActivePeering(connection) && far !== undefined) peers.set(far, connection);
  }
  return peers;
}
