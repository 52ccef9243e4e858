import { known, unknown } from '../model/fact.ts';
import type { Fact, UnknownReason } from '../model/fact.ts';
import { once } from '../model/once.ts';
import type { Snapshot } from '../model/snapshot.ts';
import type { AddressSet } from './address-set.ts';
import type { FlowDirection, FlowProtocol } from './ip-protocol.ts';
import { askNetworkAcl } from './network-acl-rules.ts';
import type { NetworkAclDenial } from './network-acl-rules.ts';
import { PortSet } from './port-set.ts';

/**
 * One leg of a flow: packets between two addresses that leave one subnet and, where the other end is
 * in a known one, enter another. A path through a zonal NAT gateway has two legs: from the function's
 * subnet to the gateway's, still with the destination's addresses, and from there to the destination.
 */
export interface NetworkAclLeg {
  readonly protocol: FlowProtocol;
  /** The destination port of the request. */
  readonly port: number;
  readonly source: { readonly subnetId: string; readonly addresses: AddressSet };
  readonly destination: {
    /** The subnet the packets enter; undefined where they leave the known VPCs. */
    readonly subnetId?: string | undefined;
    readonly addresses: AddressSet;
  };
  /** Whether this is DNS to the VPC's own resolver, which network ACLs do not filter. */
  readonly toVpcResolver?: boolean | undefined;
}

/** How the answers are judged; the defaults are those of the control function-nacl. */
export interface NetworkAclTolerance {
  /** The ports that answers come to: Lambda's is not Linux's usual 32768-60999. */
  readonly ephemeral: PortSet;
  /** So many denied ports together, and no more, are a minor gap. */
  readonly ignoredPorts: number;
}

/** 1024-65535 (https://docs.aws.amazon.com/lambda/latest/dg/troubleshooting-networking.html). */
export const LAMBDA_TOLERANCE: NetworkAclTolerance = {
  ephemeral: PortSet.range(1024, 65_535),
  ignoredPorts: 16,
};

const toleranceKeys = new WeakMap<NetworkAclTolerance, string>();

/** Equal for tolerances that judge alike. */
export function toleranceKey(tolerance: NetworkAclTolerance): string {
  const { ephemeral, ignoredPorts } = tolerance;
  return once(toleranceKeys, tolerance, () => `${ephemeral.format()} ${ignoredPorts}`);
}

/** A network ACL that denies something of a leg. */
export interface NetworkAclGap {
  readonly subnetId: string;
  readonly networkAclId: string;
  readonly direction: FlowDirection;
  /** Whether the request itself is denied, or ports that its answers come to. */
  readonly traffic: 'request' | 'answer';
  readonly denied: PortSet;
  readonly by: readonly NetworkAclDenial[];
}

export type NetworkAclFlow =
  | { readonly outcome: 'allowed' }
  | {
      readonly outcome: 'denied';
      /**
       * `minor`: few answer ports are denied, which fails now and then. `major`: the request is
       * denied, or more of the range.
       */
      readonly severity: 'minor' | 'major';
      /** In the order the packets meet them. Never empty. */
      readonly gaps: readonly NetworkAclGap[];
      /** A network ACL of the leg that was not read: the gaps may be more. */
      readonly unread?: UnknownReason;
    };

interface Check {
  readonly subnetId: string;
  readonly direction: FlowDirection;
  readonly traffic: NetworkAclGap['traffic'];
  readonly peer: AddressSet;
}

/**
 * Whether the network ACLs let a leg and its answers through. They are stateless, so the answers are
 * asked like the request, and they do not act between two interfaces of one subnet
 * (https://docs.aws.amazon.com/vpc/latest/userguide/vpc-network-acls.html). A gap that is certain is
 * told even where another network ACL was not read.
 */
export function flowThroughAcls(
  snapshot: Snapshot,
  leg: NetworkAclLeg,
  tolerance: NetworkAclTolerance = LAMBDA_TOLERANCE,
): Fact<NetworkAclFlow> {
  const gaps: NetworkAclGap[] = [];
  let unread: UnknownReason | undefined;
  for (const { subnetId, direction, traffic, peer } of checksOf(leg)) {
    const ports = traffic === 'request' ? PortSet.range(leg.port) : tolerance.ephemeral;
    const { protocol } = leg;
    const answer = askNetworkAcl(snapshot, subnetId, { direction, protocol, peer, ports });
    if (!answer.known) unread ??= answer.reason;
    else if (!answer.value.denied.isEmpty) {
      gaps.push({ subnetId, direction, traffic, ...answer.value });
    }
  }
  if (gaps.length === 0) {
    return unread === undefined ? known({ outcome: 'allowed' }) : unknown(unread);
  }
  const severity = gapSeverity(gaps, tolerance);
  return known({ outcome: 'denied', severity, gaps, ...(unread && { unread }) });
}

function checksOf(leg: NetworkAclLeg): readonly Check[] {
  const { source, destination } = leg;
  if (leg.toVpcResolver === true || source.subnetId === destination.subnetId) return [];
  const near = source.subnetId;
  const out = check(near, 'egress', 'request', destination.addresses);
  const back = check(near, 'ingress', 'answer', destination.addresses);
  const far = destination.subnetId;
  if (far === undefined) return [out, back];
  return [
    out,
    check(far, 'ingress', 'request', source.addresses),
    check(far, 'egress', 'answer', source.addresses),
    back,
  ];
}

function check(
  subnetId: string,
  direction: FlowDirection,
  traffic: NetworkAclGap['traffic'],
  peer: AddressSet,
): Check {
  return { subnetId, direction, traffic, peer };
}

/** How bad gaps are together, of one leg or of all legs of a path: see `NetworkAclFlow`. */
export function gapSeverity(
  gaps: readonly NetworkAclGap[],
  { ignoredPorts }: Pick<NetworkAclTolerance, 'ignoredPorts'> = LAMBDA_TOLERANCE,
): 'minor' | 'major' {
  if (gaps.some((gap) => gap.traffic === 'request')) return 'major';
  const holes = gaps.reduce((sum, gap) => sum.union(gap.denied), PortSet.empty());
  return holes.size <= ignoredPorts ? 'minor' : 'major';
}
