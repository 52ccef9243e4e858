import { cidrContains, parseCidr } from '../model/cidr.ts';
import type { Cidr } from '../model/cidr.ts';
import { unknown } from '../model/fact.ts';
import type { Route, RouteTable, Subnet } from '../model/ec2.ts';
import { once } from '../model/once.ts';
import { oncePerSnapshot } from '../model/snapshot.ts';
import type { Snapshot } from '../model/snapshot.ts';
import { formatCidr } from './address-text.ts';
import { appliancePath } from './appliance.ts';
import { reachOf, worstPath } from './disposition.ts';
import type { Hop, HopKind } from './disposition.ts';
import { after, ends, endsUnread } from './forwarding-path.ts';
import type { ForwardingPath, Origin } from './forwarding-path.ts';
import { egressOnlyPath, internetGatewayPath } from './internet-gateway.ts';
import { natGatewayPath } from './nat-gateway.ts';
import { peeringPath } from './peering.ts';
import { isPublicDestination } from './public-destination.ts';
import {
  chooseRoutes,
  isActive,
  isGatewayEndpointRoute,
  isLatticeRoute,
  routeDestination,
  routeTarget,
} from './route-choice.ts';
import type { RouteChoice } from './route-choice.ts';
import { effectiveRouteTable } from './route-table.ts';

/**
 * Forwarding: where the route tables send a packet from a subnet, hop by hop. Security groups, network
 * ACLs and names are asked elsewhere; a path that is REACHED here has routes all the way.
 */

const cache = oncePerSnapshot(() => new Map<string, ForwardingPath>());

/**
 * The path of packets from a subnet to every address of a destination. Where the table treats parts of
 * the destination differently, the worst part decides.
 */
export function forward(snapshot: Snapshot, origin: Origin, destination: Cidr): ForwardingPath {
  const key = [
    origin.subnetId,
    origin.sender,
    destination.family,
    destination.first,
    destination.last,
    ...(origin.passed ?? []),
  ].join(' ');
  const paths = cache(snapshot);
  const cached = paths.get(key);
  if (cached !== undefined) return cached;
  const path = forwardFrom(snapshot, origin, destination);
  paths.set(key, path);
  return path;
}

function forwardFrom(snapshot: Snapshot, origin: Origin, destination: Cidr): ForwardingPath {
  const { subnetId } = origin;
  const start = subnetHop(snapshot, subnetId);
  const table = effectiveRouteTable(snapshot, subnetId);
  if (!table.known) return after([start], endsUnread(table, 'route-table', subnetId));
  return after([start], forwardThrough(snapshot, table.value, origin, destination));
}

/** The path through one route table, for what sits in a subnet or, as a regional NAT gateway, in none. */
export function forwardThrough(
  snapshot: Snapshot,
  table: RouteTable,
  origin: Origin,
  destination: Cidr,
): ForwardingPath {
  const paths = chooseRoutes(snapshot, table, destination).map((choice) =>
    followChoice(snapshot, table, origin, destination, choice),
  );
  const [first, ...rest] = paths;
  return first === undefined ? noRoute(snapshot, table, destination) : worstPath([first, ...rest]);
}

function followChoice(
  snapshot: Snapshot,
  table: RouteTable,
  origin: Origin,
  destination: Cidr,
  choice: RouteChoice,
): ForwardingPath {
  switch (choice.kind) {
    case 'none':
      return noRoute(snapshot, table, destination);
    case 'unknown':
      return endsUnread(choice.fact, 'route-table', table.RouteTableId);
    case 'route':
      return followRoute(snapshot, table, origin, destination, choice.route);
    case 'ambiguous': {
      const paths = choice.routes.map((route) =>
        followRoute(snapshot, table, origin, destination, route),
      );
      return (
        alike(paths) ??
        endsUnread(
          unknown({
            kind: 'opaque',
            detail: `${table.RouteTableId} has equal routes to different targets (${choice.routes
              .map((route) => routeTarget(route).id)
              .toSorted()
              .join(', ')}), and which one AWS takes is not known`,
          }),
          'route-table',
          table.RouteTableId,
        )
      );
    }
  }
}

/** One of the paths where all of them end the same way, whichever is taken. */
function alike(paths: readonly ForwardingPath[]): ForwardingPath | undefined {
  const [first, ...rest] = paths.toSorted((a, b) => (a.reason < b.reason ? -1 : 1));
  if (first === undefined) return undefined;
  const same = rest.every(
    (path) =>
      reachOf(path.disposition) === reachOf(first.disposition) &&
      path.exit === first.exit &&
      path.natSubnetId === first.natSubnetId,
  );
  return same ? first : undefined;
}

function noRoute(snapshot: Snapshot, table: RouteTable, destination: Cidr): ForwardingPath {
  const id = table.RouteTableId;
  const where = missingDestination(snapshot, table, destination);
  const hop: Hop = {
    kind: 'route-table',
    id,
    detail: `no route to ${where}`,
    seen: [{ resource: id, field: 'Routes', value: `none to ${where}` }],
  };
  return ends('NO_ROUTE', hop, `${id} has no route to ${where}`, {
    stop: { kind: 'route-table', id, destination: where },
  });
}

/** One public address stands for all of them, unless the table leads to some. */
function missingDestination(snapshot: Snapshot, table: RouteTable, destination: Cidr): string {
  const { family } = destination;
  const isInternet =
    isPublicDestination(destination) &&
    !table.Routes.some((route) => leadsToPublicAddresses(snapshot, route, family));
  if (!isInternet) return formatCidr(destination);
  return family === 4 ? 'the internet' : 'the IPv6 internet';
}

/** Whether a route is for public addresses that are not those of a service behind a gateway endpoint. */
function leadsToPublicAddresses(snapshot: Snapshot, route: Route, family: 4 | 6): boolean {
  if (route.DestinationPrefixListId !== undefined) {
    return !isGatewayEndpointRoute(snapshot, route) && !isLatticeRoute(route);
  }
  const cidr = parseCidr(route.DestinationCidrBlock ?? route.DestinationIpv6CidrBlock ?? '');
  return cidr?.family === family && isPublicDestination(cidr) && route.GatewayId !== 'local';
}

function followRoute(
  snapshot: Snapshot,
  table: RouteTable,
  origin: Origin,
  destination: Cidr,
  route: Route,
): ForwardingPath {
  const target = routeTarget(route);
  const id = table.RouteTableId;
  const destinationOfRoute = routeDestination(route);
  const { State: state = '' } = route;
  const step: Hop = {
    kind: 'route-table',
    id,
    detail: `${destinationOfRoute} → ${target.id}`,
    seen: [
      {
        resource: id,
        field: 'Routes',
        value: [destinationOfRoute, target.id, state].filter((word) => word !== '').join(' '),
      },
    ],
  };
  if (!isActive(route)) {
    const why = state === 'blackhole' ? 'a blackhole: its target is gone or takes nothing' : state;
    return ends(
      'BLACKHOLE',
      { ...step, detail: `${step.detail} (${state})` },
      `the route ${step.detail} of ${id} is ${why}`,
      { stop: { kind: 'route-table', id, destination: destinationOfRoute } },
    );
  }
  return after([step], followTarget(snapshot, table, origin, destination, route));
}

function followTarget(
  snapshot: Snapshot,
  table: RouteTable,
  origin: Origin,
  destination: Cidr,
  route: Route,
): ForwardingPath {
  const { field, id } = routeTarget(route);
  const vpcId = vpcOf(snapshot, table, origin);
  switch (field) {
    case 'NatGatewayId':
      return natGatewayPath(snapshot, id, vpcId, origin, destination, { forward, forwardThrough });
    case 'VpcPeeringConnectionId':
      return peeringPath(snapshot, id, vpcId, destination);
    case 'EgressOnlyInternetGatewayId':
      return egressOnlyPath(snapshot, id, vpcId);
    case 'TransitGatewayId':
      return leaves('transit-gateway', id);
    case 'CoreNetworkArn':
      return leaves('core-network', id);
    case 'LocalGatewayId':
      return leaves('local-gateway', id);
    case 'CarrierGatewayId':
      return leaves('carrier-gateway', id);
    case 'OdbNetworkArn':
      return leaves('odb-network', id);
    case 'IpAddress':
      return leaves('route-server', id);
    case 'NetworkInterfaceId':
    case 'InstanceId':
      return appliancePath(snapshot, vpcId, route);
    case 'GatewayId':
      return gatewayPath(snapshot, table, vpcId, origin, destination, route);
  }
}

/** The table's VPC; an answer that leaves it out still shows the subnet's. */
function vpcOf(snapshot: Snapshot, table: RouteTable, { subnetId }: Origin): string | undefined {
  if (table.VpcId !== undefined) return table.VpcId;
  const subnet = snapshot.get('Subnets', subnetId);
  return subnet.known ? subnet.value?.VpcId : undefined;
}

function gatewayPath(
  snapshot: Snapshot,
  table: RouteTable,
  vpcId: string | undefined,
  origin: Origin,
  destination: Cidr,
  route: Route,
): ForwardingPath {
  const { id } = routeTarget(route);
  if (id === 'local') return localPath(table, vpcId, destination);
  if (id.startsWith('igw-')) return internetGatewayPath(snapshot, vpcId, origin, destination, id);
  if (id.startsWith('vgw-')) return leaves('vpn-gateway', id);
  if (isLatticeRoute(route)) return leaves('vpc-lattice', id);
  if (isGatewayEndpointRoute(snapshot, route)) {
    const hop: Hop = { kind: 'vpc-endpoint', id, detail: 'gateway endpoint' };
    return ends('REACHED', hop, `${id} takes it to its service`, { exit: 'gateway-endpoint' });
  }
  if (id.startsWith('vpce-')) return leaves('vpc-endpoint', id);
  const target = id === '' ? 'a target that the answer does not show' : id;
  return endsUnread(
    unknown({
      kind: 'opaque',
      detail: `${routeDestination(route)} of ${table.RouteTableId} leads to ${target}, which is of a kind this version does not know`,
    }),
    'route-table',
    table.RouteTableId,
  );
}

function localPath(
  table: RouteTable,
  vpcId: string | undefined,
  destination: Cidr,
): ForwardingPath {
  const id = vpcId ?? table.RouteTableId;
  const detail = destination.family === 4 ? 'inside the VPC' : 'inside the VPC (IPv6)';
  return ends('REACHED', { kind: 'vpc', id, detail }, `stays inside ${id}`, {
    exit: 'local',
    ...(vpcId !== undefined && { vpcId }),
  });
}

/** The flow goes on through something whose own rules are not part of the snapshot. */
function leaves(kind: HopKind, id: string): ForwardingPath {
  return ends(
    'LEAVES_VPC',
    { kind, id, detail: 'cannot be followed further' },
    `leaves through ${id}, beyond which nothing is known`,
  );
}

/** A subnet as a hop: its zone and block. */
export function subnetHop(snapshot: Snapshot, subnetId: string): Hop {
  const subnet = snapshot.get('Subnets', subnetId);
  const { AvailabilityZoneId, CidrBlock } = (subnet.known ? subnet.value : undefined) ?? {};
  const seen = Object.entries({ AvailabilityZoneId, CidrBlock }).flatMap(([field, value]) =>
    value === undefined ? [] : { resource: subnetId, field, value },
  );
  const detail = seen.map(({ value }) => value).join(' ') || 'subnet';
  return { kind: 'subnet', id: subnetId, detail, seen };
}

const blocksOfSubnets = {
  4: new WeakMap<Subnet, readonly Cidr[]>(),
  6: new WeakMap<Subnet, readonly Cidr[]>(),
};

/** The IPv4 or the associated IPv6 blocks of a subnet, parsed once for each answer. */
export function subnetCidrs(subnet: Subnet, family: 4 | 6): readonly Cidr[] {
  return once(blocksOfSubnets[family], subnet, () => parseBlocks(subnet, family));
}

function parseBlocks(subnet: Subnet, family: 4 | 6): readonly Cidr[] {
  const texts =
    family === 4
      ? [subnet.CidrBlock]
      : (subnet.Ipv6CidrBlockAssociationSet ?? [])
          .filter((one) => one.Ipv6CidrBlockState?.State === 'associated')
          .map((one) => one.Ipv6CidrBlock);
  return texts
    .map((text) => (text === undefined ? undefined : parseCidr(text)))
    .filter((cidr) => cidr !== undefined);
}

/** The subnet of a VPC in which the whole block lies, if it is known. */
export function subnetHolding(snapshot: Snapshot, vpcId: string, block: Cidr): Subnet | undefined {
  const subnets = snapshot.inVpc('Subnets', vpcId);
  return subnets.known
    ? subnets.value.find((subnet) =>
        subnetCidrs(subnet, block.family).some((cidr) => cidrContains(cidr, block)),
      )
    : undefined;
}
