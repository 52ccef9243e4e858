import { known, unknown } from '../model/fact.ts';
import type { Fact, Unknown, UnknownReason } from '../model/fact.ts';
import type { Cidr } from '../model/cidr.ts';
import type { Snapshot } from '../model/snapshot.ts';
import { AddressSet } from './address-set.ts';
import type { FlowDirection, FlowProtocol } from './ip-protocol.ts';
import { prefixListCidrs } from './prefix-list.ts';
import { admitsPort, securityGroupRules } from './security-group-rules.ts';
import type { SecurityGroupRule, SecurityGroupRuleTarget } from './security-group-rules.ts';

/** How the peer is reached from the interface whose groups are asked. */
export type PeerRelation =
  | 'same-vpc'
  | 'peered-same-region'
  | 'peered-other-region'
  | 'transit-gateway'
  /** The internet, a gateway endpoint, or anything without a security group that rules could name. */
  | 'outside';

/** The other end of a flow, as a security group sees it. */
export interface SecurityGroupPeer {
  /** Its addresses, at most one set for each family: a rule must be found for every one of them. */
  readonly addresses: readonly AddressSet[];
  /** Given where the addresses are not known: they are among `addresses`, and why not more is known. */
  readonly addressesUnread?: UnknownReason | undefined;
  /** The groups on its network interface; none for what has no interface. */
  readonly securityGroupIds: Fact<readonly string[]>;
  readonly relation: PeerRelation;
  /** The transit gateway's SecurityGroupReferencingSupport, off by default; not given is unknown. */
  readonly transitGatewayReferences?: Fact<boolean> | undefined;
  /** Whether a firewall or other appliance stands between the two. */
  readonly middlebox?: boolean | undefined;
  /** The prefix list that stands for the peer, as for the service behind a gateway endpoint. */
  readonly prefixListId?: string | undefined;
}

/** One question to the groups of an interface. */
export interface SecurityGroupQuestion {
  readonly groupIds: readonly string[];
  readonly direction: FlowDirection;
  readonly protocol: FlowProtocol;
  /** The destination port of the flow, whichever side is asked. */
  readonly port: number;
  readonly peer: SecurityGroupPeer;
}

export type SecurityGroupCoverage =
  | {
      readonly covered: true;
      /** The rules that together cover the peer: one, unless none covers it alone. */
      readonly by: readonly SecurityGroupRule[];
    }
  | {
      readonly covered: false;
      /** The peer's addresses that no rule covers, by family. */
      readonly missing: readonly AddressSet[];
      readonly groupIds: readonly string[];
    };

/**
 * Whether the rules of the groups, taken together, let the flow out or in. Groups are stateful: the
 * answer of an allowed request needs no rule. What was not read makes the result unknown unless the
 * rest covers the peer already. A group that does not exist covers nothing.
 *
 * https://docs.aws.amazon.com/vpc/latest/userguide/security-group-rules.html
 */
export function securityGroupCoverage(
  snapshot: Snapshot,
  question: SecurityGroupQuestion,
): Fact<SecurityGroupCoverage> {
  const { groupIds, peer } = question;
  const wanted = peer.addresses.filter((set) => !set.isEmpty);
  const doubts: UnknownReason[] = [];
  const partial: SecurityGroupRule[] = [];
  let missing: readonly AddressSet[] = wanted;
  for (const rule of admittingRules(snapshot, question, doubts)) {
    const reach = reachOf(snapshot, rule, question, doubts);
    if (reach === 'peer' || (wanted.length > 0 && wanted.every((set) => holds(reach, set)))) {
      return known({ covered: true, by: [rule] });
    }
    const left = without(missing, reach);
    if (left !== missing) partial.push(rule);
    missing = left;
  }
  if (wanted.length > 0 && missing.length === 0) return known({ covered: true, by: partial });
  const [doubt] = doubts;
  if (doubt !== undefined) return unknown(doubt);
  if (groupIds.length === 0) return opaque('no security group of the interface is known');
  if (wanted.length === 0) {
    return unknown(peer.addressesUnread ?? { kind: 'opaque', detail: NO_ADDRESS });
  }
  if (peer.addressesUnread !== undefined && partial.length > 0) {
    return unknown(peer.addressesUnread);
  }
  return known({ covered: false, missing, groupIds });
}

const NO_ADDRESS = 'no address of the destination is known';

function opaque(detail: string): Unknown {
  return unknown({ kind: 'opaque', detail });
}

function admittingRules(
  snapshot: Snapshot,
  { groupIds, direction, protocol, port }: SecurityGroupQuestion,
  doubts: UnknownReason[],
): readonly SecurityGroupRule[] {
  const admitting: SecurityGroupRule[] = [];
  for (const groupId of groupIds) {
    const rules = securityGroupRules(snapshot, groupId, direction);
    if (!rules.known) doubts.push(rules.reason);
    else {
      for (const rule of rules.value ?? []) {
        if (admitsPort(rule, protocol, port)) admitting.push(rule);
      }
    }
  }
  return admitting;
}

/** What the rule's target stands for: the peer itself, or sets of addresses. */
type Reach = 'peer' | readonly AddressSet[];

const NOTHING: Reach = [];

function reachOf(
  snapshot: Snapshot,
  rule: SecurityGroupRule,
  question: SecurityGroupQuestion,
  doubts: UnknownReason[],
): Reach {
  const { target } = rule;
  if (target.kind === 'addresses') return [target.addresses];
  if (target.kind === 'prefix-list') {
    return prefixListReach(snapshot, target.prefixListId, question.peer, doubts);
  }
  return groupReach(target, question, doubts);
}

function prefixListReach(
  snapshot: Snapshot,
  prefixListId: string,
  peer: SecurityGroupPeer,
  doubts: UnknownReason[],
): Reach {
  if (prefixListId === peer.prefixListId) return 'peer';
  const cidrs = prefixListCidrs(snapshot, prefixListId);
  if (cidrs.known) return addressesOf(cidrs.value);
  doubts.push(cidrs.reason);
  return NOTHING;
}

function groupReach(
  target: Extract<SecurityGroupRuleTarget, { kind: 'security-group' }>,
  { direction, peer }: SecurityGroupQuestion,
  doubts: UnknownReason[],
): Reach {
  const conditions = [
    known(!target.stale),
    isOnPeer(target.groupId, peer),
    referencesMatch(direction, peer),
  ];
  if (conditions.some((fact) => fact.known && !fact.value)) return NOTHING;
  const doubt = conditions.find((fact) => !fact.known);
  if (doubt === undefined || doubt.known) return 'peer';
  doubts.push(doubt.reason);
  return NOTHING;
}

function isOnPeer(groupId: string, peer: SecurityGroupPeer): Fact<boolean> {
  const { securityGroupIds } = peer;
  return securityGroupIds.known
    ? known(securityGroupIds.value.includes(groupId))
    : securityGroupIds;
}

/**
 * Whether a rule that names a group of the peer matches its traffic. Not across Regions, not with an
 * appliance in the path, and across a transit gateway only for what comes in and only where its
 * security group referencing is on
 * (https://docs.aws.amazon.com/vpc/latest/userguide/security-group-rules.html#security-group-referencing,
 * https://docs.aws.amazon.com/vpc/latest/tgw/tgw-vpc-attachments.html#vpc-attachment-security).
 */
function referencesMatch(direction: FlowDirection, peer: SecurityGroupPeer): Fact<boolean> {
  if (peer.middlebox === true) return known(false);
  const { relation } = peer;
  if (relation === 'same-vpc' || relation === 'peered-same-region') return known(true);
  if (relation === 'transit-gateway' && direction === 'ingress') {
    return peer.transitGatewayReferences ?? TRANSIT_GATEWAY_UNREAD;
  }
  return known(false);
}

const TRANSIT_GATEWAY_UNREAD = opaque(
  "the transit gateway's SecurityGroupReferencingSupport was not read",
);

const listAddresses = new WeakMap<readonly Cidr[], readonly AddressSet[]>();

function addressesOf(cidrs: readonly Cidr[]): readonly AddressSet[] {
  const cached = listAddresses.get(cidrs);
  if (cached !== undefined) return cached;
  const sets = ([4, 6] as const)
    .map((family) => AddressSet.fromCidrs(family, cidrs))
    .filter((set) => !set.isEmpty);
  listAddresses.set(cidrs, sets);
  return sets;
}

function holds(reach: readonly AddressSet[], set: AddressSet): boolean {
  return reach.some((one) => one.contains(set));
}

/** The sets without what the rule reaches: the same array where that takes nothing away. */
function without(sets: readonly AddressSet[], reach: readonly AddressSet[]): readonly AddressSet[] {
  if (!sets.some((set) => reach.some((one) => one.overlaps(set)))) return sets;
  return sets
    .map((set) => reach.reduce((rest, one) => rest.subtract(one), set))
    .filter((set) => !set.isEmpty);
}
