import { cidrContains, parseCidr } from '../model/cidr.ts';
import type { Cidr } from '../model/cidr.ts';
import type { VpcEndpoint, VpcPeeringConnection } from '../model/ec2.ts';
import { known, mapFact } from '../model/fact.ts';
import type { Fact, Unknown } from '../model/fact.ts';
import { once } from '../model/once.ts';
import { oncePerSnapshot } from '../model/snapshot.ts';
import type { Snapshot } from '../model/snapshot.ts';
import type { HostNeed, ServiceNeed } from '../needs/need.ts';
import type { FlowSource, InterfaceDestination } from '../network/flow.ts';
import { hostCidr } from '../network/internet-egress.ts';
import { toleranceKey } from '../network/network-acl-flow.ts';
import { farSide } from '../network/peering.ts';
import { resourceNamed } from '../network/private-resources.ts';
import { answersPublicly } from '../network/public-name.ts';
import { endpointDestination } from '../network/service-path.ts';
import { traceFlow } from '../network/trace.ts';
import type { Trace } from '../network/trace.ts';
import type { ControlConfiguration } from './define-control.ts';
import { answerTolerance } from './egress/network-acl-parameters.ts';
import { farEndpoint, farSideUnread, isVpcRead, unreadFarEndpoint } from './far-endpoint.ts';
import { needsOf } from './function-needs.ts';
import { hostDestination } from './need-destinations.ts';
import type { NeedContext } from './need-destinations.ts';
import type { AttachedFunctionTarget } from './target.ts';

/** Something in another VPC that a function depends on. */
export interface FarDependency {
  readonly need: ServiceNeed | HostNeed;
  /** Where its packets go. */
  readonly destination: InterfaceDestination;
  /** The interface endpoint, where the dependency is one and not a database, cache or address. */
  readonly endpoint?: VpcEndpoint;
}

export interface FarDependencies {
  readonly found: readonly FarDependency[];
  /** Why there may be more. */
  readonly doubts: readonly Unknown[];
}

const answers = oncePerSnapshot(
  () => new WeakMap<ControlConfiguration, Map<AttachedFunctionTarget, FarDependencies>>(),
);

/** What a function depends on in other VPCs: endpoints of services it needs, and hosts that it names. */
export function farDependencies(context: NeedContext): FarDependencies {
  const { snapshot, configuration, target } = context;
  const byConfiguration = answers(snapshot);
  let byTarget = byConfiguration.get(configuration);
  if (byTarget === undefined)
    byConfiguration.set(
      configuration,
      (byTarget = new Map<AttachedFunctionTarget, FarDependencies>()),
    );
  let answer = byTarget.get(target);
  if (answer === undefined) byTarget.set(target, (answer = dependenciesOf(context)));
  return answer;
}

function dependenciesOf(context: NeedContext): FarDependencies {
  const { snapshot, configuration, target, sources } = context;
  const vpcId = sources[0]?.vpcId;
  const found: FarDependency[] = [];
  const doubts: Unknown[] = [];
  if (vpcId === undefined) return { found, doubts };
  for (const need of needsOf(snapshot, configuration, target).needs) {
    if (need.kind === 'host') {
      const destination = farHost(snapshot, vpcId, need);
      if (destination !== undefined) found.push({ need, destination });
    }
    if (need.kind !== 'service') continue;
    const dependency = farService(context, need);
    if (!dependency.known) doubts.push(dependency);
    else if (dependency.value !== undefined) found.push(dependency.value);
  }
  return { found, doubts };
}

/**
 * The endpoint in another VPC on which the function depends for a service, if it does. Unknown where
 * there may be one in a VPC that was not read.
 */
export function farService(
  { snapshot, configuration, target, sources }: NeedContext,
  need: ServiceNeed,
): Fact<FarDependency | undefined> {
  const far = farEndpoint(snapshot, configuration, target, sources, need);
  const endpoint = far.known ? far.value : undefined;
  if (endpoint === undefined) {
    return unreadFarEndpoint(snapshot, configuration, target, sources, need) ?? known(undefined);
  }
  const destination = endpointDestination(snapshot, endpoint, endpoint.VpcId ?? '');
  return known({ need, destination, endpoint });
}

/** The host as a destination, if it stands in another VPC and is reached at a private address there. */
function farHost(
  snapshot: Snapshot,
  vpcId: string,
  need: HostNeed,
): InterfaceDestination | undefined {
  const address = hostCidr(need.host);
  if (address === undefined && isPublicFrom(snapshot, vpcId, need.host)) return undefined;
  const found = hostDestination(snapshot, vpcId, need);
  if (found.known) {
    const { value } = found;
    return value.kind === 'interfaces' && value.vpcId !== vpcId ? value : undefined;
  }
  return address && addressBehindPeering(snapshot, vpcId, need, address, found);
}

function isPublicFrom(snapshot: Snapshot, vpcId: string, host: string): boolean {
  const resource = resourceNamed(snapshot, host);
  if (!resource.known || resource.value === undefined) return false;
  const answer = answersPublicly(snapshot, resource.value, vpcId);
  return answer.known && answer.value;
}

/**
 * A private address that lies in a peered VPC, whatever it belongs to there: the routes to it can be
 * judged although its groups are not known.
 */
function addressBehindPeering(
  snapshot: Snapshot,
  vpcId: string,
  { host, port = 443 }: HostNeed,
  address: Cidr,
  unread: Unknown,
): InterfaceDestination | undefined {
  const connections = snapshot.inVpc('VpcPeeringConnections', vpcId);
  const connection = connections.known
    ? connections.value.find((one) =>
        farCidrs(one, vpcId).some((cidr) => cidrContains(cidr, address)),
      )
    : undefined;
  const far = connection && farSide(connection, vpcId)?.VpcId;
  if (connection === undefined || far === undefined) return undefined;
  const isRead = isVpcRead(snapshot, far);
  return {
    kind: 'interfaces',
    name: host,
    port,
    family: address.family,
    hop: { kind: 'destination', id: host },
    vpcId: far,
    subnetIds: isRead
      ? subnetsHolding(snapshot, far, address)
      : farSideUnread(snapshot, connection, vpcId),
    addresses: [address],
    securityGroupIds: isRead ? unread : farSideUnread(snapshot, connection, vpcId),
  };
}

function farCidrs(connection: VpcPeeringConnection, vpcId: string): readonly Cidr[] {
  const side = farSide(connection, vpcId);
  const texts = [side?.CidrBlock, ...(side?.CidrBlockSet ?? []).map((one) => one.CidrBlock)];
  return texts
    .map((text) => (text === undefined ? undefined : parseCidr(text)))
    .filter((cidr) => cidr !== undefined);
}

function subnetsHolding(snapshot: Snapshot, vpcId: string, address: Cidr): Fact<readonly string[]> {
  return mapFact(snapshot.inVpc('Subnets', vpcId), (subnets) =>
    subnets
      .filter(({ CidrBlock }) => {
        const cidr = CidrBlock === undefined ? undefined : parseCidr(CidrBlock);
        return cidr !== undefined && cidrContains(cidr, address);
      })
      .map(({ SubnetId }) => SubnetId),
  );
}

const traces = oncePerSnapshot(() => new Map<string, Trace>());

/** The way to a dependency from each subnet of the function: routes, groups and ACLs of both sides. */
export function farTraces(
  { snapshot, configuration, sources }: Pick<NeedContext, 'snapshot' | 'configuration' | 'sources'>,
  { destination }: FarDependency,
): readonly Trace[] {
  const answers = answerTolerance(configuration);
  return sources.map((source) =>
    once(traces(snapshot), `${traceKey(source, destination)} ${toleranceKey(answers)}`, () =>
      // Peering, groups and ACLs ask neither for a proxy nor for what is trusted to lead to the internet.
      traceFlow(snapshot, source, destination, {
        trustedIndirectTargets: [],
        answers,
        byName: false,
      }),
    ),
  );
}

function traceKey(source: FlowSource, destination: InterfaceDestination): string {
  const { subnetId, sender, securityGroupIds, ipv6Allowed } = source;
  const { hop, vpcId, port, addresses = [] } = destination;
  const groups = securityGroupIds.known ? securityGroupIds.value.join() : '';
  const where = addresses.map(({ first }) => first).join();
  return [subnetId, sender, groups, ipv6Allowed, vpcId, hop.id, port, where].join(' ');
}
