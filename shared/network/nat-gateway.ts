import type { Cidr } from '../model/cidr.ts';
import { known } from '../model/fact.ts';
import type { Fact } from '../model/fact.ts';
import type { NatGateway, RouteTable } from '../model/ec2.ts';
import type { Snapshot } from '../model/snapshot.ts';
import type { Hop } from './disposition.ts';
import { reachOf } from './disposition.ts';
import { after, ends, endsUnread } from './forwarding-path.ts';
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

/** The path from a NAT gateway on. */
export function natGatewayPath(
  snapshot: Snapshot,
  id: string,
  origin: Origin,
  destination: Cidr,
  onward: Onward,
): ForwardingPath {
  const found = snapshot.get('NatGateways', id);
  if (!found.known) return endsUnread(found, 'nat-gateway', id);
  const gateway = found.value;
  if (gateway === undefined) return notWorking(id, 'does not exist any more');
  if (origin.passed?.includes(id))
    return notWorking(id, 'is reached again from its own subnet: a loop');
  const usable = gateway.NatGatewayAddresses.some(isUsable);
  const settling = gateway.NatGatewayAddresses.some((one) =>
    ADDRESS_SETTLING.has(one.Status ?? ''),
  );
  const isPrivate = gateway.ConnectivityType === 'private';
  if (gateway.State === 'pending' || (!isPrivate && !usable && settling)) {
    return ends('SETTLING', natHop(gateway), `${id} is still being created`, { natGatewayId: id });
  }
  if (gateway.State !== 'available') {
    const cause = gateway.FailureCode ? ` (${gateway.FailureCode})` : '';
    return notWorking(id, `is ${gateway.State ?? 'in an unknown state'}${cause}`);
  }
  if (!isPrivate && !usable) return notWorking(id, 'has no public address that works');
  const exit = wayOut(snapshot, gateway, origin, destination, onward);
  const path =
    reachOf(exit.disposition) === 'broken'
      ? noWayOut(gateway, exit)
      : after([natHop(gateway)], exit);
  return {
    ...path,
    natGatewayId: id,
    ...(gateway.AvailabilityMode !== 'regional' &&
      gateway.SubnetId !== undefined && { natSubnetId: gateway.SubnetId }),
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
    const subnetId = gateway.SubnetId ?? '';
    return onward.forward(snapshot, { subnetId, sender, passed }, destination);
  }
  const table = regionalTable(snapshot, gateway);
  if (!table.known) return endsUnread(table, 'route-table', gateway.RouteTableId ?? '');
  return table.value === undefined
    ? {
        disposition: 'REACHED',
        hops: [{ kind: 'internet', id: 'internet', detail: 'the internet' }],
        reason: `leaves through ${gateway.NatGatewayId}`,
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
  return id?.startsWith('rtb-') ? snapshot.get('RouteTables', id) : known(undefined);
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

function notWorking(id: string, what: string): ForwardingPath {
  const hop: Hop = { kind: 'nat-gateway', id, detail: what };
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
  return { kind: 'nat-gateway', id: gateway.NatGatewayId, detail };
}
