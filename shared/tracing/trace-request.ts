import { parseCidr } from '../model/cidr.ts';
import type { Cidr } from '../model/cidr.ts';
import { known, unknown } from '../model/fact.ts';
import type { Fact } from '../model/fact.ts';
import type { Snapshot } from '../model/snapshot.ts';
import type { TypedDestination } from './typed-destination.ts';
import { formatCidr } from '../network/address-text.ts';
import { worstPath } from '../network/disposition.ts';
import type { Disposition } from '../network/disposition.ts';
import { addressDestination } from '../network/flow.ts';
import type { FlowDestination, FlowSource, InterfaceDestination } from '../network/flow.ts';
import { ends, endsUnread } from '../network/forwarding-path.ts';
import { forward, subnetHolding } from '../network/forwarding.ts';
import { hostCidr } from '../network/internet-egress.ts';
import { LAMBDA_TOLERANCE } from '../network/network-acl-flow.ts';
import type { NetworkAclTolerance } from '../network/network-acl-flow.ts';
import { farSide } from '../network/peering.ts';
import type { PrivateResource } from '../network/private-resource.ts';
import { resourceAt } from '../network/private-resources.ts';
import { servicePath } from '../network/service-path.ts';
import { byResolvedName, traceFlow } from '../network/trace.ts';
import type { Trace } from '../network/trace.ts';
import type { TraceStart } from './typed-start.ts';

export interface TraceOptions {
  /** Addresses that stand for the internet, of both families. */
  readonly probes: readonly Cidr[];
  /** Ids of gateways and appliances that the user says lead to the internet. */
  readonly trustedIndirectTargets: readonly string[];
  /** How network ACLs are judged. */
  readonly answers: NetworkAclTolerance;
}

/** One address for each half of IPv4, so that a split default route is seen, and one of IPv6. */
export const TRACE_OPTIONS: TraceOptions = {
  probes: ['1.1.1.1/32', '198.41.0.4/32', '2001:503:ba3e::2:30/128']
    .map((text) => parseCidr(text))
    .filter((cidr) => cidr !== undefined),
  trustedIndirectTargets: [],
  answers: LAMBDA_TOLERANCE,
};

/** The flows from every subnet of a start, and how they end taken together. */
export interface TraceAnswer {
  /** REACHED only where every subnet's flow arrives; else that of the worst subnet. */
  readonly disposition: Disposition;
  /** In the order of the start's subnets; never empty. */
  readonly traces: readonly [Trace, ...Trace[]];
}

/**
 * Follows a flow from every subnet of a function, or from one subnet: Lambda places its network
 * interfaces in any of them, so what one subnet lacks fails now and then.
 */
export function traceRequest(
  snapshot: Snapshot,
  start: TraceStart,
  destination: TypedDestination,
  options: TraceOptions = TRACE_OPTIONS,
): TraceAnswer {
  const [first, ...rest] = start.sources.map((source) =>
    traceFrom(snapshot, start, source, destination, options),
  );
  if (first === undefined) throw new RangeError('a trace starts from at least one subnet');
  const traces: readonly [Trace, ...Trace[]] = [first, ...rest];
  return { disposition: worstPath(traces).disposition, traces };
}

function traceFrom(
  snapshot: Snapshot,
  start: TraceStart,
  source: FlowSource,
  destination: TypedDestination,
  { probes, trustedIndirectTargets, answers }: TraceOptions,
): Trace {
  const settings = { trustedIndirectTargets, answers, proxy: start.proxy };
  switch (destination.kind) {
    case 'internet': {
      const { byName } = destination;
      return traceFlow(snapshot, source, destination.destination, { ...settings, byName });
    }
    case 'service':
      return servicePath(snapshot, {
        source,
        service: destination.service,
        port: destination.port,
        references: [...destination.references, ...start.references],
        ipv6Allowed: source.ipv6Allowed ?? true,
        probes,
        settings,
      });
    case 'address': {
      const { name, addresses, port } = destination;
      const [first, ...rest] = addresses.map((address) => {
        const end = addressEnd(snapshot, source, { name, address, port });
        // What is trusted to lead to the internet is not thereby trusted to lead to a private address.
        return traceFlow(snapshot, source, end, {
          trustedIndirectTargets: [],
          answers,
          byName: false,
        });
      });
      if (first === undefined) throw new RangeError('a destination has at least one address');
      const trace = worstPath([first, ...rest]);
      return hostCidr(name) === undefined ? byResolvedName(snapshot, source.vpcId, trace) : trace;
    }
    case 'resource':
      return traceResource(snapshot, source, destination, { ...settings, byName: true });
  }
}

/**
 * The interface that a private address belongs to in the VPC that the subnet's route leads to; the address
 * alone where the route leaves for a network that cannot be followed.
 */
function addressEnd(
  snapshot: Snapshot,
  source: FlowSource,
  { name, address, port }: { readonly name: string; readonly address: Cidr; readonly port: number },
): FlowDestination {
  const route = forward(snapshot, source, address);
  const vpcId = route.vpcId ?? source.vpcId;
  const found = resourceAt(snapshot, formatCidr(address), vpcId);
  const resource = found.known ? found.value : undefined;
  const { family } = address;
  const base = {
    kind: 'interfaces',
    name,
    port,
    family,
    addresses: [address] as readonly Cidr[],
    vpcId,
  } as const;
  if (resource !== undefined) {
    const hop = { kind: 'network-interface', id: resource.id } as const;
    const { subnetIds, securityGroupIds } = resource;
    return { ...base, hop, subnetIds, securityGroupIds };
  }
  const subnet = subnetHolding(snapshot, vpcId, address);
  if (subnet === undefined && route.disposition === 'LEAVES_VPC') {
    return addressDestination(name, address, port);
  }
  const nobody = unknown({
    kind: 'opaque',
    detail: `no network interface with ${formatCidr(address)} was read in ${placeOf(snapshot, source.vpcId, vpcId)}`,
  });
  const subnetIds: Fact<readonly string[]> = subnet ? known([subnet.SubnetId]) : nobody;
  return {
    ...base,
    hop: { kind: 'destination', id: formatCidr(address) },
    subnetIds,
    securityGroupIds: found.known ? nobody : found,
  };
}

/** A VPC, with the account whose reading would say more where it is another one's. */
function placeOf(snapshot: Snapshot, from: string, vpcId: string): string {
  const connections = snapshot.inVpc('VpcPeeringConnections', from);
  const side = connections.known
    ? connections.value
        .map((one) => farSide(one, from))
        .find((one) => one !== undefined && one.VpcId === vpcId)
    : undefined;
  const owner = side?.OwnerId;
  return owner === undefined || owner === snapshot.accountId
    ? vpcId
    : `${vpcId} of account ${owner}`;
}

function traceResource(
  snapshot: Snapshot,
  source: FlowSource,
  { name, resource, port }: Extract<TypedDestination, { readonly kind: 'resource' }>,
  settings: Parameters<typeof traceFlow>[3],
): Trace {
  const { subnetId } = source;
  const { id } = resource;
  const { vpcId } = resource;
  if (!vpcId.known) return { ...endsUnread(vpcId, 'destination', id), subnetId };
  const destination: InterfaceDestination = {
    kind: 'interfaces',
    name,
    port,
    family: 4,
    hop: { kind: 'destination', id },
    vpcId: vpcId.value,
    subnetIds: resource.subnetIds,
    securityGroupIds: resource.securityGroupIds,
  };
  const trace = traceFlow(snapshot, source, destination, settings);
  return byResolvedName(snapshot, source.vpcId, asItServes(trace, resource));
}

/** A flow that arrives at something that is stopped, or still starting, is of no use. */
function asItServes(
  trace: Trace,
  { id, serving, status = 'in an unknown state' }: PrivateResource,
): Trace {
  if (trace.disposition !== 'REACHED' || !serving.known || serving.value === 'serving')
    return trace;
  const hop = { kind: 'destination', id, detail: status } as const;
  const disposition = serving.value === 'not-serving' ? 'DESTINATION_NOT_SERVING' : 'SETTLING';
  const path = ends(disposition, hop, `${id} is ${status}`);
  return { ...trace, ...path, hops: trace.hops };
}
