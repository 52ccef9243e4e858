import type { Cidr } from '../model/cidr.ts';
import { known, mapFact } from '../model/fact.ts';
import type { Fact } from '../model/fact.ts';
import type { Snapshot } from '../model/snapshot.ts';
import { formatCidr } from './address-text.ts';
import { reachOf, worstPath } from './disposition.ts';
import type { Path } from './disposition.ts';
import { addressesIn, destinationSubnets, subnetsOf } from './flow.ts';
import type { FlowDestination, FlowSource, InterfaceDestination } from './flow.ts';
import { ends, endsUnread } from './forwarding-path.ts';
import type { Exit, ForwardingPath } from './forwarding-path.ts';
import { forward, subnetCidrs, subnetHop } from './forwarding.ts';
import { internetEgress } from './internet-egress.ts';
import type { NetworkAclTolerance } from './network-acl-flow.ts';
import { isPublicDestination } from './public-destination.ts';

/** What is known of the function or of the user's wishes beside the flow itself. */
export interface FlowSettings {
  readonly trustedIndirectTargets: readonly string[];
  readonly proxy?: string | undefined;
  /** How network ACLs are judged; LAMBDA_TOLERANCE where it is left out. */
  readonly answers?: NetworkAclTolerance | undefined;
  /** Whether the destination is asked for by name. */
  readonly byName: boolean;
}

/** The forwarding path to a destination, from every address it may have. */
export function routeTo(
  snapshot: Snapshot,
  source: FlowSource,
  destination: FlowDestination,
  settings: FlowSettings,
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

/**
 * The forwarding path to a private address of which nobody knows what has it. On the internet no private
 * address arrives.
 */
export function routeToAddress(
  snapshot: Snapshot,
  source: Pick<FlowSource, 'subnetId' | 'sender'>,
  address: Cidr,
  name: string,
): ForwardingPath {
  const path = forward(snapshot, source, address);
  const at = path.hops.findIndex((hop) => hop.kind === 'route-table');
  const table = path.hops[at];
  if (path.exit !== 'internet' || isPublicDestination(address) || table === undefined) return path;
  return {
    disposition: 'NO_ROUTE',
    hops: path.hops.slice(0, at + 1),
    reason: `${table.id} has no route to ${name}: ${path.reason}`,
    stop: { kind: 'route-table', id: table.id, destination: name },
  };
}

const INSIDE: ReadonlySet<Exit | undefined> = new Set(['local', 'peering']);

/**
 * The answer's way. From the internet and through a gateway endpoint it follows the state of the
 * request; from an interface it needs a route of its own back to every address that the request may come
 * from: those of the source's subnet, or of the NAT gateway's where it passed one.
 */
export function answerPath(
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
