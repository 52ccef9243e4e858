import { cidrContains, parseCidr } from '../model/cidr.ts';
import type { Cidr } from '../model/cidr.ts';
import { unknown } from '../model/fact.ts';
import type { Route, RouteTable, Subnet } from '../model/ec2.ts';
import { oncePerSnapshot } from '../model/snapshot.ts';
import type { Snapshot } from '../model/snapshot.ts';
import { worstPath } from './disposition.ts';
import type { Hop, HopKind } from './disposition.ts';
import { after, ends, endsUnread } from './forwarding-path.ts';
import type { ForwardingPath, Origin } from './forwarding-path.ts';
import { natGatewayPath } from './nat-gateway.ts';
import { peeringPath } from './peering.ts';
import { chooseRoutes, routeDestination, routeTarget } from './route-choice.ts';
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
  const start: Hop = { kind: 'subnet', id: subnetId, detail: subnetDetail(snapshot, subnetId) };
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
  return first === undefined ? noRoute(table) : worstPath([first, ...rest]);
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
      return noRoute(table);
    case 'unknown':
      return endsUnread(choice.fact, 'route-table', table.RouteTableId);
    case 'route':
      return followRoute(snapshot, table, origin, destination, choice.route);
    case 'ambiguous': {
      const paths = choice.routes.map((route) =>
        followRoute(snapshot, table, origin, destination, route),
      );
      const [first] = paths;
      const alike = first && paths.every((path) => path.disposition === first.disposition);
      return alike
        ? first
        : endsUnread(
            unknown({
              kind: 'opaque',
              detail: `${table.RouteTableId} has equal prefix-list routes to different targets; AWS takes one at random`,
            }),
            'route-table',
            table.RouteTableId,
          );
    }
  }
}

function noRoute(table: RouteTable): ForwardingPath {
  const reason = `${table.RouteTableId} has no route to the destination`;
  return ends(
    'NO_ROUTE',
    { kind: 'route-table', id: table.RouteTableId, detail: 'no route' },
    reason,
  );
}

function followRoute(
  snapshot: Snapshot,
  table: RouteTable,
  origin: Origin,
  destination: Cidr,
  route: Route,
): ForwardingPath {
  const target = routeTarget(route);
  const step: Hop = {
    kind: 'route-table',
    id: table.RouteTableId,
    detail: `${routeDestination(route)} → ${target.id}`,
  };
  const state = route.State ?? 'active';
  if (state !== 'active') {
    return ends(
      'BLACKHOLE',
      { ...step, detail: `${step.detail} (${state})` },
      `the route ${step.detail} of ${table.RouteTableId} is ${state}`,
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
  switch (field) {
    case 'NatGatewayId':
      return natGatewayPath(snapshot, id, origin, destination, { forward, forwardThrough });
    case 'VpcPeeringConnectionId':
      return peeringPath(snapshot, id, table.VpcId, destination);
    case 'EgressOnlyInternetGatewayId':
      return egressOnlyPath(snapshot, id, table.VpcId);
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
      return appliancePath(snapshot, route);
    case 'GatewayId':
      return gatewayPath(snapshot, table, origin, destination, route, id);
  }
}

function gatewayPath(
  snapshot: Snapshot,
  table: RouteTable,
  origin: Origin,
  destination: Cidr,
  route: Route,
  id: string,
): ForwardingPath {
  if (id === 'local') return localPath(table, destination);
  if (id.startsWith('igw-')) return internetGatewayPath(snapshot, table, origin, destination, id);
  if (id.startsWith('vgw-')) return leaves('vpn-gateway', id);
  if (id.startsWith('vpce-')) {
    return route.DestinationPrefixListId === undefined
      ? leaves('vpc-endpoint', id)
      : ends(
          'REACHED',
          { kind: 'vpc-endpoint', id, detail: 'gateway endpoint' },
          `${id} takes it`,
          {
            exit: 'gateway-endpoint',
          },
        );
  }
  return endsUnread(
    unknown({ kind: 'opaque', detail: `${id || 'the route'} is no target this version knows` }),
    'route-table',
    table.RouteTableId,
  );
}

function localPath(table: RouteTable, destination: Cidr): ForwardingPath {
  const id = table.VpcId ?? table.RouteTableId;
  const detail = destination.family === 4 ? 'inside the VPC' : 'inside the VPC (IPv6)';
  return ends('REACHED', { kind: 'vpc', id, detail }, 'stays inside the VPC', { exit: 'local' });
}

function internetGatewayPath(
  snapshot: Snapshot,
  table: RouteTable,
  origin: Origin,
  destination: Cidr,
  id: string,
): ForwardingPath {
  const hop: Hop = { kind: 'internet-gateway', id, detail: 'internet gateway' };
  const gateway = snapshot.get('InternetGateways', id);
  if (!gateway.known) return endsUnread(gateway, 'internet-gateway', id);
  if (!isAttachedTo(gateway.value?.Attachments, table.VpcId)) return notAttached(hop, table.VpcId);
  switch (origin.sender) {
    case 'public-nat-gateway':
      return internet(hop);
    case 'private-nat-gateway':
      return ends('NAT_NOT_WORKING', hop, `${id} drops the packets of a private NAT gateway`);
    case 'managed-instance':
      if (destination.family === 6 || mapsPublicAddress(snapshot, origin.subnetId)) {
        return internet(hop);
      }
      return ends(
        'NO_PUBLIC_ADDRESS',
        hop,
        `${origin.subnetId} gives its instances no public address`,
      );
    case 'function':
    case 'interface':
      return destination.family === 6
        ? endsUnread(
            unknown({
              kind: 'opaque',
              detail: `AWS does not document whether a function's interface can use ${id} over IPv6`,
            }),
            'internet-gateway',
            id,
          )
        : ends(
            'NO_PUBLIC_ADDRESS',
            hop,
            `${origin.subnetId} is public: Lambda's interfaces have no public address, so ${id} drops what they send`,
          );
  }
}

function egressOnlyPath(snapshot: Snapshot, id: string, vpcId: string | undefined): ForwardingPath {
  const hop: Hop = { kind: 'egress-only-internet-gateway', id, detail: 'egress-only gateway' };
  const gateway = snapshot.get('EgressOnlyInternetGateways', id);
  if (!gateway.known) return endsUnread(gateway, hop.kind, id);
  return isAttachedTo(gateway.value?.Attachments, vpcId) ? internet(hop) : notAttached(hop, vpcId);
}

function appliancePath(snapshot: Snapshot, route: Route): ForwardingPath {
  const id = route.NetworkInterfaceId ?? route.InstanceId ?? '';
  const hop: Hop = { kind: 'network-interface', id, detail: 'network appliance or NAT instance' };
  const found =
    route.NetworkInterfaceId === undefined
      ? undefined
      : snapshot.get('NetworkInterfaces', route.NetworkInterfaceId);
  const networkInterface = found?.known ? found.value : undefined;
  if (networkInterface?.Status !== undefined && networkInterface.Status !== 'in-use') {
    const reason = `${id} is ${networkInterface.Status}, so nothing forwards`;
    return ends('APPLIANCE_NOT_FORWARDING', hop, reason);
  }
  if (networkInterface?.SourceDestCheck === true) {
    const reason = `${id} has its source/destination check on and drops what is not for itself`;
    return ends('APPLIANCE_NOT_FORWARDING', hop, reason);
  }
  return leaves('network-interface', id);
}

/** The flow goes on through something whose own rules are not part of the snapshot. */
function leaves(kind: HopKind, id: string): ForwardingPath {
  return ends(
    'LEAVES_VPC',
    { kind, id, detail: 'cannot be followed further' },
    `leaves through ${id}`,
  );
}

function internet(hop: Hop): ForwardingPath {
  return {
    disposition: 'REACHED',
    hops: [hop, { kind: 'internet', id: 'internet', detail: 'the internet' }],
    reason: `leaves through ${hop.id}`,
    exit: 'internet',
  };
}

function notAttached(hop: Hop, vpcId: string | undefined): ForwardingPath {
  const reason = `${hop.id} is not attached to ${vpcId ?? 'the VPC'}`;
  return ends('GATEWAY_NOT_ATTACHED', hop, reason);
}

/** An attachment answers `available` while EC2's own enumeration says `attached`: both are taken. */
export function isAttachedTo(
  attachments:
    readonly { readonly VpcId: string; readonly State?: string | undefined }[] | undefined,
  vpcId: string | undefined,
): boolean {
  return (
    attachments?.some(
      (one) => one.VpcId === vpcId && ['available', 'attached', undefined].includes(one.State),
    ) ?? false
  );
}

function mapsPublicAddress(snapshot: Snapshot, subnetId: string): boolean {
  const subnet = snapshot.get('Subnets', subnetId);
  return subnet.known && subnet.value?.MapPublicIpOnLaunch === true;
}

function subnetDetail(snapshot: Snapshot, subnetId: string): string {
  const subnet = snapshot.get('Subnets', subnetId);
  if (!subnet.known || subnet.value === undefined) return 'subnet';
  const { AvailabilityZoneId, CidrBlock } = subnet.value;
  return [AvailabilityZoneId, CidrBlock].filter((part) => part !== undefined).join(' ');
}

/** The IPv4 or the associated IPv6 blocks of a subnet. */
export function subnetCidrs(subnet: Subnet, family: 4 | 6): readonly Cidr[] {
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
