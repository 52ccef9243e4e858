import type { Subnet } from '../model/ec2.ts';
import { unknown } from '../model/fact.ts';
import type { Fact } from '../model/fact.ts';
import type { Snapshot } from '../model/snapshot.ts';
import type { Hop, Path } from './disposition.ts';
import { groupsLetIn } from './flow-filters.ts';
import type { FlowDestination, FlowSource } from './flow.ts';
import { ends, endsUnread } from './forwarding-path.ts';
import type { ForwardingPath } from './forwarding-path.ts';
import { subnetCidrs } from './forwarding.ts';
import type { NetworkAclFlow, NetworkAclGap } from './network-acl-flow.ts';
import { addressesText } from './public-destination.ts';
import type { SecurityGroupCoverage } from './security-group-coverage.ts';

/** A flow over IPv6 needs a subnet with an IPv6 block to come from. Undefined where that is so. */
export function familyPath(
  snapshot: Snapshot,
  { subnetId, ipv6Allowed }: FlowSource,
  { family, name }: FlowDestination,
): Path | undefined {
  if (family === 4) return undefined;
  if (ipv6Allowed === false) {
    const hop: Hop = { kind: 'subnet', id: subnetId, detail: 'Ipv6AllowedForDualStack is false' };
    const reason = `${name} is reached over IPv6, which the function does not use (Ipv6AllowedForDualStack is false)`;
    return ends('NO_IPV6_ADDRESS', hop, reason);
  }
  const subnet = snapshot.get('Subnets', subnetId);
  if (!subnet.known) return endsUnread(subnet, 'subnet', subnetId);
  if (subnet.value === undefined || subnetCidrs(subnet.value, 6).length > 0) return undefined;
  const hop: Hop = {
    kind: 'subnet',
    id: subnetId,
    detail: 'has no IPv6 block',
    seen: [{ resource: subnetId, field: 'Ipv6CidrBlockAssociationSet', value: 'none associated' }],
  };
  const reason = `${name} is reached over IPv6, and ${subnetId} has no associated IPv6 block`;
  return ends('NO_IPV6_ADDRESS', hop, reason);
}

/** Where the source's groups do not let it out. Undefined where they do. */
export function groupsOutPath(
  source: FlowSource,
  coverage: Fact<SecurityGroupCoverage>,
  destination: FlowDestination,
): Path | undefined {
  const groups = source.securityGroupIds.known ? source.securityGroupIds.value : [];
  return groupPath(coverage, groups, 'out to', destination);
}

/** Where the destination's groups do not let it in. Undefined where they do, or it has none. */
export function groupsInPath(
  snapshot: Snapshot,
  source: FlowSource,
  destination: FlowDestination,
  route: ForwardingPath,
): Path | undefined {
  if (destination.kind !== 'interfaces') return undefined;
  const subnet = snapshot.get('Subnets', source.subnetId);
  const subnets: readonly Subnet[] = subnet.known && subnet.value ? [subnet.value] : [];
  const coverage = groupsLetIn(snapshot, source, subnets, destination, route);
  const groups = destination.securityGroupIds.known ? destination.securityGroupIds.value : [];
  return groupPath(coverage, groups, 'in to', destination);
}

/** Undefined where the groups let the flow through. */
function groupPath(
  coverage: Fact<SecurityGroupCoverage>,
  groupIds: readonly string[],
  direction: 'out to' | 'in to',
  destination: FlowDestination,
): Path | undefined {
  const id = groupIds.toSorted().join(', ') || 'security groups';
  if (!coverage.known) return endsUnread(coverage, 'security-group', id);
  if (coverage.value.covered) return undefined;
  const missing = addressesText(coverage.value.missing);
  const { port, name } = destination;
  const reason =
    direction === 'out to'
      ? `no egress rule of ${id} lets TCP ${port} out to ${name} (${missing})`
      : `no ingress rule of ${id} lets TCP ${port} in to ${name} from ${missing}`;
  const detail = direction === 'out to' ? `lets no TCP ${port} out` : `lets no TCP ${port} in`;
  const [field, preposition] =
    direction === 'out to' ? ['IpPermissionsEgress', 'to'] : ['IpPermissions', 'from'];
  const value = `none for TCP ${port} ${preposition} ${missing}`;
  const hop: Hop = {
    kind: 'security-group',
    id,
    detail,
    seen: [{ resource: id, field, value }],
  };
  return ends('DENIED_BY_SECURITY_GROUP', hop, reason);
}

/** Undefined where the network ACLs let that part through, or are asked about nothing. */
export function aclPath(
  flow: Fact<NetworkAclFlow>,
  traffic: NetworkAclGap['traffic'],
): Path | undefined {
  if (!flow.known) {
    return traffic === 'request' ? endsUnread(flow, 'network-acl', 'network ACLs') : undefined;
  }
  if (flow.value.outcome === 'allowed') return undefined;
  if (flow.value.severity === 'minor') {
    const { unread } = flow.value;
    return unread !== undefined && traffic === 'request'
      ? endsUnread(unknown(unread), 'network-acl', 'network ACLs')
      : undefined;
  }
  const gap = flow.value.gaps.find((one) => one.traffic === traffic);
  if (gap === undefined) return undefined;
  const rules = gap.by.map((denial) => ruleText(denial.ruleNumber)).join(', ');
  const what = traffic === 'request' ? 'the request' : 'the answer';
  const where = gap.direction === 'egress' ? 'leaving' : 'entering';
  const detail = `${what} ${where} ${gap.subnetId}: port ${gap.denied.format()}, by ${rules}`;
  const id = gap.networkAclId;
  const hop: Hop = {
    kind: 'network-acl',
    id,
    detail: `denies ${detail}`,
    seen: [{ resource: id, field: 'Entries', value: `deny ${detail}` }],
  };
  return ends('DENIED_BY_NETWORK_ACL', hop, `${id} denies ${detail}`);
}

function ruleText(ruleNumber: number): string {
  return ruleNumber >= 32_767 ? 'the final deny (*)' : `rule ${ruleNumber}`;
}
