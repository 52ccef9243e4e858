import type { UnknownReason } from '../model/fact.ts';

/**
 * Every way a flow can end. The set is closed: a reader that handles these has handled all.
 *
 * | disposition | the flow |
 * | --- | --- |
 * | REACHED | arrives, and its answer returns |
 * | NO_ROUTE | has no route to its destination |
 * | BLACKHOLE | is routed to a target that no longer exists or takes nothing; it does not fall back to another route |
 * | DENIED_BY_SECURITY_GROUP | is let out (or, at its destination, in) by no rule of the security groups |
 * | DENIED_BY_NETWORK_ACL | is denied by a network ACL on its way out or in, or its answer is on its way back |
 * | NO_IPV6_ADDRESS | goes over IPv6, and its sender has no IPv6 address |
 * | NO_PUBLIC_ADDRESS | meets an internet gateway without a public address to leave with |
 * | NAT_NOT_WORKING | meets a NAT gateway that cannot translate it, or that has no way out of its own subnet |
 * | GATEWAY_NOT_ATTACHED | meets a gateway that is not attached to the VPC |
 * | APPLIANCE_NOT_FORWARDING | meets a NAT instance or appliance that does not forward |
 * | PEERING_NOT_USABLE | meets a peering connection that is not active or does not lead there |
 * | BLOCKED_PUBLIC_ACCESS | is blocked by VPC Block Public Access |
 * | ENDPOINT_NOT_USABLE | meets a VPC endpoint that does not serve it |
 * | NAME_NOT_RESOLVED | has no address: the VPC resolves no names |
 * | NAME_RESOLVES_ELSEWHERE | goes elsewhere: the name answers with another address |
 * | DESTINATION_NOT_SERVING | arrives at a resource that is stopped or failed |
 * | LEAVES_VPC | leaves through something that cannot be followed from here |
 * | SETTLING | meets something that is still being created: ask again |
 * | NOT_ENOUGH_INFORMATION | cannot be followed, because something was not read |
 */
export const DISPOSITIONS = [
  'REACHED',
  'NO_ROUTE',
  'BLACKHOLE',
  'DENIED_BY_SECURITY_GROUP',
  'DENIED_BY_NETWORK_ACL',
  'NO_IPV6_ADDRESS',
  'NO_PUBLIC_ADDRESS',
  'NAT_NOT_WORKING',
  'GATEWAY_NOT_ATTACHED',
  'APPLIANCE_NOT_FORWARDING',
  'PEERING_NOT_USABLE',
  'BLOCKED_PUBLIC_ACCESS',
  'ENDPOINT_NOT_USABLE',
  'NAME_NOT_RESOLVED',
  'NAME_RESOLVES_ELSEWHERE',
  'DESTINATION_NOT_SERVING',
  'LEAVES_VPC',
  'SETTLING',
  'NOT_ENOUGH_INFORMATION',
] as const;
export type Disposition = (typeof DISPOSITIONS)[number];

/** What a disposition means for the question "does it work": yes, no, or not to be known from here. */
export type Reach = 'works' | 'broken' | 'indirect' | 'unknown';

/** The answer a disposition gives. */
export function reachOf(disposition: Disposition): Reach {
  switch (disposition) {
    case 'REACHED':
      return 'works';
    case 'LEAVES_VPC':
      return 'indirect';
    case 'SETTLING':
    case 'NAME_RESOLVES_ELSEWHERE':
    case 'NOT_ENOUGH_INFORMATION':
      return 'unknown';
    case 'NO_ROUTE':
    case 'BLACKHOLE':
    case 'DENIED_BY_SECURITY_GROUP':
    case 'DENIED_BY_NETWORK_ACL':
    case 'NO_IPV6_ADDRESS':
    case 'NO_PUBLIC_ADDRESS':
    case 'NAT_NOT_WORKING':
    case 'GATEWAY_NOT_ATTACHED':
    case 'APPLIANCE_NOT_FORWARDING':
    case 'PEERING_NOT_USABLE':
    case 'BLOCKED_PUBLIC_ACCESS':
    case 'ENDPOINT_NOT_USABLE':
    case 'NAME_NOT_RESOLVED':
    case 'DESTINATION_NOT_SERVING':
      return 'broken';
  }
}

/** The kinds of thing a flow passes, named as AWS names them. */
export type HopKind =
  | 'subnet'
  | 'route-table'
  | 'nat-gateway'
  | 'internet-gateway'
  | 'egress-only-internet-gateway'
  | 'vpc-endpoint'
  | 'vpc-peering-connection'
  | 'transit-gateway'
  | 'core-network'
  | 'vpn-gateway'
  | 'local-gateway'
  | 'carrier-gateway'
  | 'odb-network'
  | 'vpc-lattice'
  | 'route-server'
  | 'network-interface'
  | 'security-group'
  | 'network-acl'
  | 'vpc'
  | 'dns'
  | 'proxy'
  | 'internet'
  | 'destination';

/** A field of AWS's answer about a resource, and the value that was seen in it. */
export interface Observation {
  readonly resource: string;
  readonly field: string;
  readonly value: string;
}

/** One step of a path. */
export interface Hop {
  readonly kind: HopKind;
  readonly id: string;
  /** What was seen there, in words: the route taken, the state, the rule. */
  readonly detail: string;
  /** The same as AWS says it; left out where nothing was read. */
  readonly seen?: readonly Observation[];
}

/** The hop at which a path that does not arrive stops. */
export interface Stop {
  readonly kind: HopKind;
  readonly id: string;
  /**
   * Where it should have led on to: a route table lacks a route to one network and not to another, a
   * VPC's names may be wrong for one service only. Left out where all that comes to the hop stops there.
   */
  readonly destination?: string;
}

/** Where a flow goes and how it ends. */
export interface Path {
  readonly disposition: Disposition;
  readonly hops: readonly Hop[];
  /** One sentence: why it ends so. */
  readonly reason: string;
  readonly stop?: Stop;
  /** What would have to be read, where the answer is unknown, or would be though what it leaves through is trusted. */
  readonly unknown?: UnknownReason;
}

/** Where a failing path stops. Verdicts with the same fault are one problem with several consequences. */
export interface Fault extends Stop {
  readonly disposition: Disposition;
}

/** The fault of a path that is broken: what verdicts of several controls have in common. */
export function faultOf(path: Path): Fault | undefined {
  return path.stop && reachOf(path.disposition) === 'broken'
    ? faultAt(path.stop, path.disposition)
    : undefined;
}

/** What stops at the hop, as a fault. */
export function faultAt({ kind, id, destination }: Stop, disposition: Disposition): Fault {
  return destination === undefined
    ? { kind, id, disposition }
    : { kind, id, destination, disposition };
}

/** Equal for faults that one repair puts right. */
export function faultKey({ kind, id, disposition, destination = '' }: Fault): string {
  return JSON.stringify([kind, id, disposition, destination]);
}

const SEVERITY_OF_REACH: readonly Reach[] = ['broken', 'unknown', 'indirect', 'works'];

/** The path that decides for all: a broken one first, then one that cannot be told. */
export function worstPath<P extends Path>(paths: readonly [P, ...P[]]): P {
  const rank = (path: Path): number => SEVERITY_OF_REACH.indexOf(reachOf(path.disposition));
  return paths.reduce((worst, path) => (rank(path) < rank(worst) ? path : worst));
}
