import { cidrContains } from '../model/cidr.ts';
import type { Cidr } from '../model/cidr.ts';
import { known, unknown } from '../model/fact.ts';
import type { Fact, UnknownReason } from '../model/fact.ts';
import type { Subnet } from '../model/ec2.ts';
import { once } from '../model/once.ts';
import type { Snapshot } from '../model/snapshot.ts';
import { AddressSet } from './address-set.ts';
import type { HopKind } from './disposition.ts';
import type { Sender } from './forwarding-path.ts';
import { subnetCidrs } from './forwarding.ts';
import { prefixListCidrs } from './prefix-list.ts';
import { PUBLIC_ADDRESSES } from './public-destination.ts';

/**
 * A flow: from an interface in a subnet to a destination and a port. The questions about it (routes,
 * security groups, network ACLs, the way back) are asked one by one, so that a control can ask one
 * without the others.
 */

export interface FlowSource {
  readonly vpcId: string;
  readonly subnetId: string;
  readonly sender: Sender;
  readonly securityGroupIds: Fact<readonly string[]>;
  /** Given where the function's own setting decides: false means that it sends no IPv6 at all. */
  readonly ipv6Allowed?: boolean;
}

/** Where a flow goes. TCP throughout: every service and resource here speaks it. */
export type FlowDestination = InternetDestination | GatewayDestination | InterfaceDestination;

interface DestinationBase {
  /** What a person calls it: `sqs.us-east-1`, `db-orders`, `8.8.8.8`. */
  readonly name: string;
  readonly port: number;
  readonly family: 4 | 6;
}

/** Public addresses: the internet as such, one address, or a service's public endpoints. */
export interface InternetDestination extends DestinationBase {
  readonly kind: 'internet';
  /** Addresses that stand for it where routes and network ACLs are asked. */
  readonly probes: readonly Cidr[];
  /** All addresses a security group must let out to. */
  readonly addresses: AddressSet;
  /** Given where the destination is only some of `addresses`, and it is not known which. */
  readonly addressesUnread?: UnknownReason;
}

/** An AWS service behind a gateway endpoint: reached at its public addresses, by prefix list. */
export interface GatewayDestination extends DestinationBase {
  readonly kind: 'gateway-endpoint';
  readonly endpointId: string;
  readonly prefixListId: Fact<string>;
}

/** Network interfaces in subnets: an interface endpoint, a database, a mount target, an address. */
export interface InterfaceDestination extends DestinationBase {
  readonly kind: 'interfaces';
  readonly hop: { readonly kind: HopKind; readonly id: string };
  readonly vpcId: string;
  readonly subnetIds: Fact<readonly string[]>;
  /** The addresses it has, where they are known; otherwise any address of its subnets. */
  readonly addresses?: readonly Cidr[];
  readonly securityGroupIds: Fact<readonly string[]>;
}

/** The public internet at a port. */
export function internetDestination(
  port: number,
  family: 4 | 6,
  probes: readonly Cidr[],
): InternetDestination {
  return {
    kind: 'internet',
    name: 'the internet',
    port,
    family,
    probes,
    addresses: PUBLIC_ADDRESSES[family],
  };
}

/** The public endpoints of a service, whose addresses are some public ones. */
export function publicServiceDestination(
  name: string,
  probes: readonly Cidr[],
  { port = 443, family = 4 }: { readonly port?: number; readonly family?: 4 | 6 } = {},
): InternetDestination {
  return {
    ...internetDestination(port, family, probes),
    name,
    addressesUnread: { kind: 'opaque', detail: `the public addresses of ${name} are not known` },
  };
}

/** One public address. */
export function addressDestination(name: string, address: Cidr, port: number): InternetDestination {
  return {
    kind: 'internet',
    name,
    port,
    family: address.family,
    probes: [address],
    addresses: AddressSet.fromCidrs(address.family, [address]),
  };
}

/** A public host name, whose addresses are some public ones. */
export function publicHostDestination(
  host: string,
  port: number,
  probes: readonly Cidr[],
): InternetDestination {
  return {
    ...internetDestination(port, 4, probes),
    name: host,
    addressesUnread: { kind: 'opaque', detail: `the addresses of ${host} are not known` },
  };
}

/** The subnets that a destination's interfaces stand in. */
export function destinationSubnets(
  snapshot: Snapshot,
  destination: InterfaceDestination,
): Fact<readonly Subnet[]> {
  const { subnetIds } = destination;
  return subnetIds.known ? subnetsOf(snapshot, subnetIds.value) : subnetIds;
}

/** The subnets with these ids. Unknown where one of them was not read or does not exist any more. */
export function subnetsOf(snapshot: Snapshot, ids: readonly string[]): Fact<readonly Subnet[]> {
  const subnets: Subnet[] = [];
  for (const id of ids) {
    const subnet = snapshot.get('Subnets', id);
    if (!subnet.known) return subnet;
    if (subnet.value === undefined) {
      return unknown({ kind: 'opaque', detail: `${id} does not exist any more` });
    }
    subnets.push(subnet.value);
  }
  return known(subnets);
}

const addressesOfSubnets = {
  4: new WeakMap<Subnet, AddressSet>(),
  6: new WeakMap<Subnet, AddressSet>(),
};

/** All addresses of the subnets in one family. */
export function subnetAddresses(subnets: readonly Subnet[], family: 4 | 6): AddressSet {
  const sets = subnets.map((subnet) =>
    once(addressesOfSubnets[family], subnet, () =>
      AddressSet.fromCidrs(family, subnetCidrs(subnet, family)),
    ),
  );
  return sets.reduce((all, one) => (all.isEmpty ? one : all.union(one)), AddressSet.empty(family));
}

/** The addresses the destination may have inside one of its subnets. */
export function addressesIn(destination: InterfaceDestination, subnet: Subnet): readonly Cidr[] {
  const { addresses, family } = destination;
  const blocks = subnetCidrs(subnet, family);
  if (addresses === undefined) return blocks;
  // One address is where the destination is, whatever was read of the subnet's blocks.
  return addresses.length === 1
    ? addresses
    : addresses.filter((one) => blocks.some((block) => cidrContains(block, one)));
}

/** The addresses of a service behind a gateway endpoint. */
export function gatewayAddresses(
  snapshot: Snapshot,
  destination: GatewayDestination,
): Fact<readonly Cidr[]> {
  const { prefixListId } = destination;
  return prefixListId.known ? prefixListCidrs(snapshot, prefixListId.value) : prefixListId;
}
