import { known, unknown } from '../model/fact.ts';
import type { Fact } from '../model/fact.ts';
import type { NetworkAcl } from '../model/ec2.ts';
import { oncePerSnapshot } from '../model/snapshot.ts';
import type { Snapshot } from '../model/snapshot.ts';
import { addressSetsOf } from './address-set.ts';
import type { AddressFamily, AddressSet } from './address-set.ts';
import { ruleProtocol, speaksOf } from './ip-protocol.ts';
import type { FlowDirection, FlowProtocol, RuleProtocol } from './ip-protocol.ts';
import { PortSet } from './port-set.ts';

/** One entry of a network ACL. */
export interface NetworkAclRule {
  readonly ruleNumber: number;
  readonly allows: boolean;
  readonly protocol: RuleProtocol;
  readonly addresses: AddressSet;
  readonly ports: PortSet;
}

/** Ports that a rule denies for at least one address of the peer. */
export interface NetworkAclDenial {
  readonly networkAclId: string;
  readonly ruleNumber: number;
  readonly ports: PortSet;
}

/** What a network ACL says of a set of flows. */
export interface NetworkAclAnswer {
  readonly networkAclId: string;
  /** The ports at which at least one address of the peer is denied. */
  readonly denied: PortSet;
  readonly by: readonly NetworkAclDenial[];
}

/** A set of flows that enter or leave a subnet. */
export interface NetworkAclQuestion {
  readonly direction: FlowDirection;
  readonly protocol: FlowProtocol;
  /** Where the packets go (egress) or come from (ingress). */
  readonly peer: AddressSet;
  /** The packets' destination ports. */
  readonly ports: PortSet;
}

/**
 * What the console shows as `*`: every network ACL ends with these, and neither can be removed
 * (https://docs.aws.amazon.com/vpc/latest/userguide/nacl-basics.html).
 */
const FINAL_DENY = { 4: 32_767, 6: 32_768 } as const;

/**
 * The network ACL of a subnet: the one it is associated with, else its VPC's default one. Every subnet
 * has exactly one.
 */
export function effectiveNetworkAcl(snapshot: Snapshot, subnetId: string): Fact<NetworkAcl> {
  for (const one of [snapshot, ...snapshot.neighbours]) {
    const associated = associations(one).get(subnetId);
    if (associated !== undefined) return known(associated);
  }
  const subnet = snapshot.get('Subnets', subnetId);
  if (!subnet.known) return subnet;
  if (subnet.value === undefined) {
    return unknown({ kind: 'opaque', detail: `${subnetId} does not exist` });
  }
  const acls = snapshot.inVpc('NetworkAcls', subnet.value.VpcId);
  if (!acls.known) return acls;
  const standard = acls.value.find((acl) => acl.IsDefault === true);
  if (standard !== undefined) return known(standard);
  const detail = `the network ACL of ${subnetId} is not in the answer`;
  return unknown({ kind: 'not-read', call: 'ec2:DescribeNetworkAcls', detail });
}

/** What the network ACL of a subnet denies of a set of flows. */
export function askNetworkAcl(
  snapshot: Snapshot,
  subnetId: string,
  question: NetworkAclQuestion,
): Fact<NetworkAclAnswer> {
  const acl = effectiveNetworkAcl(snapshot, subnetId);
  return acl.known ? known(deniedBy(acl.value, question)) : acl;
}

const associations = oncePerSnapshot((snapshot): ReadonlyMap<string, NetworkAcl> => {
  const bySubnet = new Map<string, NetworkAcl>();
  for (const acl of snapshot.seen('NetworkAcls')) {
    for (const { SubnetId } of acl.Associations) {
      if (SubnetId !== undefined) bySubnet.set(SubnetId, acl);
    }
  }
  return bySubnet;
});

/** A part of the flows that no rule has decided yet: these addresses at these ports. */
interface Region {
  readonly addresses: AddressSet;
  readonly ports: PortSet;
}

/**
 * The first rule that matches a packet decides, in ascending order of their numbers; what no rule
 * matches is denied. Every rule takes its rectangle of addresses and ports out of what is undecided,
 * so the answer is exact for any number of addresses.
 */
export function deniedBy(acl: NetworkAcl, question: NetworkAclQuestion): NetworkAclAnswer {
  const { direction, protocol, peer, ports } = question;
  const { NetworkAclId: networkAclId } = acl;
  const by: NetworkAclDenial[] = [];
  let undecided: readonly Region[] =
    peer.isEmpty || ports.isEmpty ? [] : [{ addresses: peer, ports }];
  for (const rule of rulesOf(acl)[direction][peer.family]) {
    if (undecided.length === 0) break;
    if (!speaksOf(rule.protocol, protocol)) continue;
    if (!rule.allows) {
      const matched = undecided.reduce((sum, one) => sum.union(matchedPorts(one, rule)), NONE);
      if (!matched.isEmpty) by.push({ networkAclId, ruleNumber: rule.ruleNumber, ports: matched });
    }
    undecided = undecided.flatMap((region) => remainder(region, rule));
  }
  const unmatched = undecided.reduce((sum, region) => sum.union(region.ports), NONE);
  if (!unmatched.isEmpty) {
    by.push({ networkAclId, ruleNumber: FINAL_DENY[peer.family], ports: unmatched });
  }
  const denied = by.reduce((sum, denial) => sum.union(denial.ports), NONE);
  return { networkAclId, denied, by };
}

const NONE = PortSet.empty();

function matchedPorts(region: Region, rule: NetworkAclRule): PortSet {
  return rule.addresses.overlaps(region.addresses) ? region.ports.intersect(rule.ports) : NONE;
}

function remainder(region: Region, rule: NetworkAclRule): readonly Region[] {
  // The usual case, and the only one in a VPC with open network ACLs: nothing is left.
  if (rule.addresses.contains(region.addresses) && rule.ports.contains(region.ports)) return [];
  const outside = region.addresses.subtract(rule.addresses);
  const inside = region.addresses.intersect(rule.addresses);
  return [
    { addresses: outside, ports: region.ports },
    { addresses: inside, ports: region.ports.subtract(rule.ports) },
  ].filter(({ addresses, ports }) => !addresses.isEmpty && !ports.isEmpty);
}

type CompiledAcl = Readonly<
  Record<FlowDirection, Readonly<Record<AddressFamily, readonly NetworkAclRule[]>>>
>;

const compiled = new WeakMap<NetworkAcl, CompiledAcl>();

function rulesOf(acl: NetworkAcl): CompiledAcl {
  const cached = compiled.get(acl);
  if (cached !== undefined) return cached;
  const rules = {
    egress: { 4: compile(acl, true, 4), 6: compile(acl, true, 6) },
    ingress: { 4: compile(acl, false, 4), 6: compile(acl, false, 6) },
  };
  compiled.set(acl, rules);
  return rules;
}

/** The two families are separate lists: an IPv6 packet meets no rule that has an IPv4 block. */
function compile(
  acl: NetworkAcl,
  egress: boolean,
  family: AddressFamily,
): readonly NetworkAclRule[] {
  const rules: NetworkAclRule[] = [];
  for (const entry of acl.Entries) {
    const block = family === 4 ? entry.CidrBlock : entry.Ipv6CidrBlock;
    const [addresses] = block === undefined ? [] : (addressSetsOf([block]) ?? []);
    if (entry.Egress !== egress || addresses === undefined) continue;
    const protocol = ruleProtocol(entry.Protocol);
    rules.push({
      ruleNumber: entry.RuleNumber,
      allows: entry.RuleAction.toLowerCase() === 'allow',
      protocol,
      addresses,
      // An entry for all protocols is for all ports, whatever range it carries beside that.
      ports:
        protocol === 'all' || entry.PortRange === undefined
          ? PortSet.all()
          : PortSet.range(entry.PortRange.From, entry.PortRange.To),
    });
  }
  return rules.sort((a, b) => a.ruleNumber - b.ruleNumber);
}
