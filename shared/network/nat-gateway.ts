import { cidrContains, parseCidr } from '../model/cidr.ts';
import type { Cidr } from '../model/cidr.ts';
import { known, unknown } from '../model/fact.ts';
import type { Fact } from '../model/fact.ts';
import type { NatGateway, RouteTable } from '../model/ec2.ts';
import type { Snapshot } from '../model/snapshot.ts';
import type { Hop, Observation } from './disposition.ts';
import { reachOf } from './disposition.ts';
import { after, ends, endsUnread, seenFrom } from './forwarding-path.ts';
import type { ForwardingPath, Origin } from './forwarding-path.ts';

/**
 * What a NAT gateway does with a packet. `available` is not enough: it needs a public address, and a
 * way out of its own subnet (https://docs.aws.amazon.com/vpc/latest/userguide/nat-gateway-basics.html).
 */

type NatGatewayAddress = NatGateway['NatGatewayAddresses'][number];

/** How to go on from the gateway; handed in, since forwarding leads here in the first place. */
interface Onward {
  readonly forward: (snapshot: Snapshot, origin: Origin, destination: Cidr) => ForwardingPath;
  readonly forwardThrough: (
    snapshot: Snapshot,
    table: RouteTable,
    origin: Origin,
    destination: Cidr,
  ) => ForwardingPath;
}

const ADDRESS_SETTLING = new Set(['assigning', 'associating']);

/** The path from a NAT gateway on, as a table of the VPC leads to it. */
export function natGatewayPath(
  snapshot: Snapshot,
  id: string,
  vpcId: string | undefined,
  origin: Origin,
  destination: Cidr,
  onward: Onward,
): ForwardingPath {
  if (origin.passed?.includes(id)) {
    return notWorking(id, 'is reached again on the way out of its own subnet: a loop', []);
  }
  const found = seenFrom(snapshot, vpcId, 'NatGateways', id);
  if (!found.known) return endsUnread(found, 'nat-gateway', id);
  const gateway = found.value;
  if (gateway === undefined) {
    const gone = { resource: id, field: 'NatGatewayId', value: 'NatGatewayNotFound' };
    return notWorking(id, 'does not exist any more', [gone]);
  }
  const stopped = whatStops(gateway);
  if (stopped !== undefined) return stopped;
  const translated = translatedDestination(destination);
  if (translated === undefined) {
    const what = 'translates IPv6 only to 64:ff9b::/96, the addresses of NAT64';
    return notWorking(id, what, seenOf(gateway));
  }
  const place = {
    natGatewayId: id,
    ...(!isRegional(gateway) &&
      gateway.SubnetId !== undefined && { natSubnetId: gateway.SubnetId }),
  };
  const exit = wayOut(snapshot, gateway, origin, translated, onward);
  if (reachOf(exit.disposition) === 'broken') return { ...noWayOut(gateway, exit), ...place };
  const path = after([natHop(gateway)], exit);
  return isBehindAnother(origin) && reachOf(path.disposition) === 'works'
    ? { ...notFollowed(path, id), ...place }
    : { ...path, ...place };
}

/** How the state of the gateway itself ends the path; undefined where it works. */
function whatStops(gateway: NatGateway): ForwardingPath | undefined {
  const { NatGatewayId: id, NatGatewayAddresses: addresses } = gateway;
  const isPrivate = gateway.ConnectivityType === 'private';
  const hasAddress = isPrivate || addresses.some(isUsable);
  const isSettling = addresses.some((one) => ADDRESS_SETTLING.has(one.Status ?? ''));
  const state = gateway.State?.toLowerCase();
  if (state === undefined) {
    const call = 'ec2:DescribeNatGateways';
    const fact = unknown({ kind: 'not-read', call, detail: `the State of ${id}` });
    return endsUnread(fact, 'nat-gateway', id);
  }
  if (state === 'pending') {
    return ends('SETTLING', natHop(gateway), `${id} is still being created`, { natGatewayId: id });
  }
  if (state !== 'available') {
    const cause = [gateway.FailureCode, gateway.FailureMessage].filter(Boolean).join(': ');
    return notWorking(id, `is ${state}${cause && ` (${cause})`}`, seenOf(gateway));
  }
  if (hasAddress) return undefined;
  return isSettling
    ? ends('SETTLING', natHop(gateway), `${id} is still being given its public address`, {
        natGatewayId: id,
      })
    : notWorking(id, 'has no public address that works', seenOf(gateway));
}

const NAT64_PREFIX = parseCidr('64:ff9b::/96');

/**
 * What a NAT gateway sends on: IPv4 as it is, and IPv4 again for IPv6 packets to the addresses that
 * DNS64 makes up (https://docs.aws.amazon.com/vpc/latest/userguide/nat-gateway-nat64-dns64.html).
 */
function translatedDestination(destination: Cidr): Cidr | undefined {
  if (destination.family === 4) return destination;
  if (NAT64_PREFIX === undefined || !cidrContains(NAT64_PREFIX, destination)) return undefined;
  return {
    family: 4,
    first: destination.first - NAT64_PREFIX.first,
    last: destination.last - NAT64_PREFIX.first,
    prefixLength: destination.prefixLength - 96,
  };
}

function isBehindAnother({ passed }: Origin): boolean {
  return passed !== undefined && passed.length > 0;
}

/** AWS documents no NAT gateway behind another one, so that it works is not taken for granted. */
function notFollowed(path: ForwardingPath, id: string): ForwardingPath {
  const detail = `${id} is behind another NAT gateway, and AWS does not document whether that works`;
  return {
    ...path,
    ...endsUnread(unknown({ kind: 'opaque', detail }), 'nat-gateway', id),
    hops: path.hops,
  };
}

/** Whether the gateway is of the kind that has no subnet of its own. */
export function isRegional(gateway: NatGateway): boolean {
  return gateway.AvailabilityMode === 'regional';
}

/** A missing status is that of an answer from before the field existed: the address works. */
function isUsable(address: NatGatewayAddress): boolean {
  return address.PublicIp !== undefined && (address.Status ?? 'succeeded') === 'succeeded';
}

function wayOut(
  snapshot: Snapshot,
  gateway: NatGateway,
  origin: Origin,
  destination: Cidr,
  onward: Onward,
): ForwardingPath {
  const sender =
    gateway.ConnectivityType === 'private' ? 'private-nat-gateway' : 'public-nat-gateway';
  const passed = [...(origin.passed ?? []), gateway.NatGatewayId];
  if (!isRegional(gateway)) {
    const { NatGatewayId: id, SubnetId: subnetId } = gateway;
    if (subnetId === undefined) {
      const fact = unknown({ kind: 'opaque', detail: `${id} does not show its subnet` });
      return endsUnread(fact, 'nat-gateway', id);
    }
    return onward.forward(snapshot, { subnetId, sender, passed }, destination);
  }
  const table = regionalTable(snapshot, gateway);
  if (!table.known) return endsUnread(table, 'route-table', gateway.RouteTableId ?? '');
  return table.value === undefined
    ? {
        disposition: 'REACHED',
        hops: [{ kind: 'internet', id: 'internet', detail: 'the internet' }],
        reason: `reaches the internet through ${gateway.NatGatewayId}`,
        exit: 'internet',
      }
    : onward.forwardThrough(snapshot, table.value, { subnetId: '', sender, passed }, destination);
}

/**
 * AWS gives a regional NAT gateway a table with a route to the internet gateway
 * (https://docs.aws.amazon.com/vpc/latest/userguide/nat-gateways-regional.html). An answer without the
 * table's id shows nothing that could have been changed.
 */
function regionalTable(snapshot: Snapshot, gateway: NatGateway): Fact<RouteTable | undefined> {
  const id = gateway.RouteTableId;
  if (id?.startsWith('rtb-') !== true) return known(undefined);
  const table = snapshot.get('RouteTables', id);
  return table.known && table.value === undefined
    ? unknown({ kind: 'opaque', detail: `${id}, the table of ${gateway.NatGatewayId}, is gone` })
    : table;
}

function noWayOut(gateway: NatGateway, exit: ForwardingPath): ForwardingPath {
  const { NatGatewayId: id, SubnetId } = gateway;
  const where = SubnetId === undefined ? '' : ` from ${SubnetId}`;
  return {
    disposition: 'NAT_NOT_WORKING',
    hops: [natHop(gateway), ...exit.hops],
    reason: `${id} has no way out${where}: ${exit.reason}`,
    stop: { kind: 'nat-gateway', id },
  };
}

function notWorking(id: string, what: string, seen: readonly Observation[]): ForwardingPath {
  const hop: Hop = { kind: 'nat-gateway', id, detail: what, seen };
  return ends('NAT_NOT_WORKING', hop, `${id} ${what}`, { natGatewayId: id });
}

function natHop(gateway: NatGateway): Hop {
  const kind = gateway.ConnectivityType === 'private' ? 'private' : 'public';
  const address = gateway.NatGatewayAddresses.find(isUsable)?.PublicIp;
  const inspected = gateway.AttachedAppliances?.length ? 'inspected' : undefined;
  const place = isRegional(gateway) ? 'regional' : gateway.SubnetId;
  const detail = [`${kind} NAT gateway`, address, place, inspected]
    .filter((part) => part !== undefined)
    .join(', ');
  return { kind: 'nat-gateway', id: gateway.NatGatewayId, detail, seen: seenOf(gateway) };
}

/** What of the gateway decides whether it works. */
function seenOf(gateway: NatGateway): readonly Observation[] {
  const { NatGatewayId, State, FailureCode, ConnectivityType, SubnetId } = gateway;
  const addresses = gateway.NatGatewayAddresses.map(({ PublicIp, PrivateIp, Status }) =>
    [PublicIp ?? PrivateIp, Status].filter((word) => word !== undefined).join(' '),
  );
  const fields = {
    State,
    FailureCode,
    ConnectivityType,
    SubnetId,
    NatGatewayAddresses: addresses.join(', ') || 'none',
  };
  return Object.entries(fields).flatMap(([field, value]) =>
    value === undefined ? [] : { resource: NatGatewayId, field, value },
  );
}
