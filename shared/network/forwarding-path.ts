import type { CollectionName, Item } from '../model/collections.ts';
import { reasonText, unknown } from '../model/fact.ts';
import type { Fact, Unknown } from '../model/fact.ts';
import type { Snapshot } from '../model/snapshot.ts';
import type { Disposition, Hop, HopKind, Path } from './disposition.ts';
import { isSharedVpc } from './vpc-endpoints.ts';

/** What sends from the subnet decides what an internet gateway does with the packet. */
export type Sender =
  /** A Lambda network interface: it never has a public address. */
  | 'function'
  /** A managed instance: it has one where the subnet maps it on launch. */
  | 'managed-instance'
  | 'public-nat-gateway'
  | 'private-nat-gateway'
  /** An interface that answers inside the network: an endpoint, a database. */
  | 'interface';

export interface Origin {
  readonly subnetId: string;
  readonly sender: Sender;
  /** NAT gateways that the packet has passed: meeting one again is a loop. */
  readonly passed?: readonly string[];
}

/**
 * How a packet left the VPC's own addresses, where it did. `trusted`: through something that cannot be
 * followed and that the configuration trusts.
 */
export type Exit = 'local' | 'internet' | 'peering' | 'gateway-endpoint' | 'trusted';

export interface ForwardingPath extends Path {
  readonly exit?: Exit;
  /** The VPC that the packet is in, where it stays inside one or crosses to one. */
  readonly vpcId?: string;
  /** The zonal NAT gateway's subnet: its network ACL sees the packet too. */
  readonly natSubnetId?: string;
  readonly natGatewayId?: string;
  /** The instance of the network interface that the path leaves through, where its route names one. */
  readonly instanceId?: string;
  /** The peering connection that was crossed. */
  readonly peeringConnectionId?: string;
}

/**
 * The item with the id as it is seen from a VPC. Those who share somebody else's VPC cannot describe
 * the owner's NAT gateways, egress-only gateways and network interfaces: that AWS says one does not
 * exist means nothing there
 * (https://docs.aws.amazon.com/vpc/latest/userguide/vpc-share-prerequisites.html).
 */
export function seenFrom<K extends CollectionName>(
  snapshot: Snapshot,
  vpcId: string | undefined,
  collection: K,
  id: string,
): Fact<Item<K> | undefined> {
  const found = snapshot.get(collection, id);
  if (!found.known || found.value !== undefined) return found;
  return vpcId !== undefined && isSharedVpc(snapshot, vpcId)
    ? unknown({ kind: 'opaque', detail: `${id} belongs to the owner of ${vpcId}, who shares it` })
    : found;
}

/** A path with what came before it. */
export function after(hops: readonly Hop[], path: ForwardingPath): ForwardingPath {
  return { ...path, hops: [...hops, ...path.hops] };
}

/**
 * A path that ends at its last hop.
 *
 * @param details `stop` where more than the hop is to be said of where it stops
 */
export function ends(
  disposition: Disposition,
  hop: Hop,
  reason: string,
  details: Partial<ForwardingPath> = {},
): ForwardingPath {
  return {
    disposition,
    hops: [hop],
    reason,
    ...(disposition !== 'REACHED' && { stop: { kind: hop.kind, id: hop.id } }),
    ...details,
  };
}

/** A path that cannot be followed because something was not read. */
export function endsUnread(fact: Unknown, kind: HopKind, id: string): ForwardingPath {
  const text = reasonText(fact.reason);
  return ends('NOT_ENOUGH_INFORMATION', { kind, id, detail: text }, text, { unknown: fact.reason });
}
