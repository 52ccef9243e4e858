import { known, mapFact } from '../model/fact.ts';
import type { Fact } from '../model/fact.ts';
import type { IpPermission, SecurityGroup } from '../model/ec2.ts';
import type { Snapshot } from '../model/snapshot.ts';
import { addressSetsOf } from './address-set.ts';
import type { AddressSet } from './address-set.ts';
import { ruleProtocol, speaksOf } from './ip-protocol.ts';
import type { FlowDirection, FlowProtocol, RuleProtocol } from './ip-protocol.ts';
import { PortSet } from './port-set.ts';

/** What a rule lets in or out: addresses, the members of a group, or a prefix list. */
export type SecurityGroupRuleTarget =
  | { readonly kind: 'addresses'; readonly addresses: AddressSet }
  | { readonly kind: 'security-group'; readonly groupId: string; readonly stale: boolean }
  | { readonly kind: 'prefix-list'; readonly prefixListId: string };

/** One rule with one target, as the console lists them; a permission of the API holds several. */
export interface SecurityGroupRule {
  readonly groupId: string;
  readonly direction: FlowDirection;
  readonly protocol: RuleProtocol;
  readonly ports: PortSet;
  readonly target: SecurityGroupRuleTarget;
  /** For people: `egress tcp 443 to 10.0.0.0/16`. */
  readonly text: string;
}

const compiled = new WeakMap<
  SecurityGroup,
  Readonly<Record<FlowDirection, readonly SecurityGroupRule[]>>
>();

/**
 * The rules of a group in one direction, compiled once for each answer. Undefined where AWS said that
 * the group does not exist.
 */
export function securityGroupRules(
  snapshot: Snapshot,
  groupId: string,
  direction: FlowDirection,
): Fact<readonly SecurityGroupRule[] | undefined> {
  return mapFact(snapshot.get('SecurityGroups', groupId), (group) =>
    group === undefined ? undefined : securityGroupRulesOf(group)[direction],
  );
}

/** Whether the rule speaks of the protocol and the port, whatever its target. */
export function admitsPort(rule: SecurityGroupRule, protocol: FlowProtocol, port: number): boolean {
  return speaksOf(rule.protocol, protocol) && rule.ports.has(port);
}

/**
 * The rules of the groups, taken together, that admit the port from or to anything at all. Unknown
 * where a group was not read and the others have none.
 */
export function rulesAdmittingPort(
  snapshot: Snapshot,
  groupIds: readonly string[],
  direction: FlowDirection,
  protocol: FlowProtocol,
  port: number,
): Fact<readonly SecurityGroupRule[]> {
  const facts = groupIds.map((groupId) => securityGroupRules(snapshot, groupId, direction));
  const admitting = facts
    .flatMap((fact) => (fact.known ? (fact.value ?? []) : []))
    .filter((rule) => admitsPort(rule, protocol, port));
  const unread = facts.find((fact) => !fact.known);
  return admitting.length === 0 && unread !== undefined && !unread.known
    ? unread
    : known(admitting);
}

/** The rules of a group as AWS answered it, compiled once for each answer. */
export function securityGroupRulesOf(
  group: SecurityGroup,
): Readonly<Record<FlowDirection, readonly SecurityGroupRule[]>> {
  const cached = compiled.get(group);
  if (cached !== undefined) return cached;
  const rules = {
    egress: group.IpPermissionsEgress.flatMap((permission) =>
      compile(group.GroupId, 'egress', permission),
    ),
    ingress: group.IpPermissions.flatMap((permission) =>
      compile(group.GroupId, 'ingress', permission),
    ),
  };
  compiled.set(group, rules);
  return rules;
}

function compile(
  groupId: string,
  direction: FlowDirection,
  permission: IpPermission,
): readonly SecurityGroupRule[] {
  const protocol = ruleProtocol(permission.IpProtocol);
  const ports = portsOf(permission, protocol);
  const about = protocol === 'other' ? permission.IpProtocol : protocol;
  const shownPorts = ports.isEmpty || ports.equals(PortSet.all()) ? '' : ` ${ports.format()}`;
  const heading = `${direction} ${about}${shownPorts} ${direction === 'egress' ? 'to' : 'from'}`;
  return targetsOf(permission).map(({ target, name }) => ({
    groupId,
    direction,
    protocol,
    ports,
    target,
    text: `${heading} ${name}`,
  }));
}

/** A rule for all protocols is for all ports, whatever ports it names beside that. */
function portsOf(permission: IpPermission, protocol: RuleProtocol): PortSet {
  if (protocol === 'all') return PortSet.all();
  // An ICMP rule has its type and code in these fields.
  if (protocol === 'other') return PortSet.empty();
  // EC2 always answers both; without them no port is excluded.
  return PortSet.range(permission.FromPort ?? 0, permission.ToPort ?? 65_535);
}

function targetsOf(
  permission: IpPermission,
): readonly { readonly target: SecurityGroupRuleTarget; readonly name: string }[] {
  const blocks = [
    ...permission.IpRanges.map((range) => range.CidrIp),
    ...permission.Ipv6Ranges.map((range) => range.CidrIpv6),
  ];
  return [
    ...blocks.flatMap((name) =>
      (addressSetsOf([name]) ?? []).map((addresses) => ({
        target: { kind: 'addresses' as const, addresses },
        name,
      })),
    ),
    ...permission.UserIdGroupPairs.flatMap(({ GroupId, PeeringStatus }) =>
      GroupId === undefined ? [] : [groupTarget(GroupId, PeeringStatus)],
    ),
    ...permission.PrefixListIds.map(({ PrefixListId }) => ({
      target: { kind: 'prefix-list' as const, prefixListId: PrefixListId },
      name: PrefixListId,
    })),
  ];
}

/**
 * A reference into a VPC whose peering connection was deleted is stale and matches nothing
 * (https://docs.aws.amazon.com/vpc/latest/peering/vpc-peering-security-groups.html).
 */
function groupTarget(groupId: string, peeringStatus: string | undefined) {
  const stale = peeringStatus?.toLowerCase() === 'deleted';
  return {
    target: { kind: 'security-group' as const, groupId, stale },
    name: stale ? `${groupId} (stale)` : groupId,
  };
}
