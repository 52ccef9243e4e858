import type { IpPermission, SecurityGroup } from '../model/ec2.ts';
import { typeOf } from '../network/vpc-endpoints.ts';
import { idsOf } from './named-scope.ts';
import type { NamedScope } from './named-scope.ts';
import type { ScopeDraft } from './scope-draft.ts';
import { subnetsOfTable, subnetsRoutedTo, withUpstream } from './upstream-subnets.ts';

/**
 * The fan-outs of changes to a VPC's network. Each answers whether the scope is complete: false where
 * neither the event nor the snapshot tells which subnets were hit.
 */

/** Functions and endpoints on the subnets. */
export function widenBySubnet(named: NamedScope, draft: ScopeDraft): boolean {
  const subnetIds = new Set(idsOf(named.resources, 'subnet'));
  draft.addFunctionsOn(subnetIds);
  addEndpointsIn(subnetIds, draft);
  return true;
}

/**
 * What sends through the subnets of a route table, the gateway endpoints in it, and who calls an
 * endpoint whose answers it routes. An association hits only its own subnet.
 */
export function widenByRouteTable(named: NamedScope, draft: ScopeDraft): boolean {
  const tables = idsOf(named.resources, 'route-table');
  const associations = new Set(idsOf(named.resources, 'route-table-association'));
  const associated = draft
    .world()
    .flatMap((one) =>
      one
        .seen('RouteTables')
        .flatMap(({ RouteTableId, Associations }) =>
          Associations.filter(
            ({ RouteTableAssociationId: id }) => id && associations.has(id),
          ).flatMap(({ SubnetId }) =>
            SubnetId === undefined ? [...subnetsOfTable(draft.snapshot, RouteTableId)] : [SubnetId],
          ),
        ),
    );
  const hitSubnets = [...idsOf(named.resources, 'subnet'), ...associated];
  if (associations.size > 0 && hitSubnets.length === 0) return false;
  if (tables.length === 0 && hitSubnets.length === 0) {
    // A VPN gateway is attached to a VPC, not to a table.
    draft.addVpcs(draft.vpcs);
    return draft.vpcs.size > 0;
  }
  const subnetIds = new Set(
    hitSubnets.length > 0
      ? hitSubnets
      : tables.flatMap((table) => [...subnetsOfTable(draft.snapshot, table)]),
  );
  addRoutedSubnets(subnetIds, draft);
  addGatewayEndpoints(new Set(tables), draft);
  return true;
}

function addRoutedSubnets(subnetIds: ReadonlySet<string>, draft: ScopeDraft): void {
  draft.addFunctionsOn(withUpstream(draft.snapshot, subnetIds));
  const peersOfEndpoints = addEndpointsIn(subnetIds, draft).flatMap((vpcId) =>
    draft.peersOf(vpcId),
  );
  const peers = new Set(peersOfEndpoints);
  draft.addFunctions(({ vpcId }) => vpcId !== undefined && peers.has(vpcId));
}

function addGatewayEndpoints(tables: ReadonlySet<string>, draft: ScopeDraft): void {
  for (const one of draft.world()) {
    for (const { VpcEndpointId, RouteTableIds } of one.seen('VpcEndpoints')) {
      if (RouteTableIds.some((id) => tables.has(id))) draft.endpoints.add(VpcEndpointId);
    }
  }
}

/** Adds the endpoints with an interface in the subnets; answers the VPCs of those that are called by address. */
function addEndpointsIn(subnetIds: ReadonlySet<string>, draft: ScopeDraft): readonly string[] {
  const vpcIds = new Set<string>();
  for (const one of draft.world()) {
    for (const endpoint of one.seen('VpcEndpoints')) {
      const { VpcEndpointId, VpcId, SubnetIds } = endpoint;
      if (!SubnetIds.some((subnetId) => subnetIds.has(subnetId))) continue;
      draft.endpoints.add(VpcEndpointId);
      // Traffic reaches a Gateway Load Balancer's endpoint by routes, which are followed on their own.
      if (VpcId !== undefined && typeOf(endpoint).toLowerCase() === 'interface') vpcIds.add(VpcId);
    }
  }
  return [...vpcIds];
}

/** Functions that are routed to the gateway, which an address event names only by the address. */
export function widenByNatGateway(named: NamedScope, draft: ScopeDraft): boolean {
  const gateways = new Set(idsOf(named.resources, 'nat-gateway'));
  const addresses = new Set([
    ...idsOf(named.resources, 'elastic-ip-allocation'),
    ...idsOf(named.resources, 'network-interface'),
    ...idsOf(named.resources, 'public-ip'),
  ]);
  for (const one of draft.world()) {
    for (const { NatGatewayId, VpcId, NatGatewayAddresses } of one.seen('NatGateways')) {
      const isNamed = NatGatewayAddresses.some(({ AllocationId, NetworkInterfaceId, PublicIp }) =>
        [AllocationId, NetworkInterfaceId, PublicIp].some((id) => id && addresses.has(id)),
      );
      if (!isNamed) continue;
      gateways.add(NatGatewayId);
      if (VpcId !== undefined) draft.vpcs.add(VpcId);
    }
  }
  draft.addFunctionsOn(subnetsRoutedTo(draft.snapshot, gateways));
  return true;
}

/**
 * Functions with the group, functions whose database, cache or file system has it, those whose groups
 * name it or are named by it; endpoints with it, and who calls them.
 */
export function widenBySecurityGroup(named: NamedScope, draft: ScopeDraft): boolean {
  const interfaces = idsOf(named.resources, 'network-interface');
  const groups = new Set(idsOf(named.resources, 'security-group'));
  for (const id of interfaces) {
    const found = draft.snapshot.get('NetworkInterfaces', id);
    for (const { GroupId } of (found.known ? found.value?.Groups : undefined) ?? []) {
      groups.add(GroupId);
    }
  }
  addGroupUsers(groups, draft);
  // ModifyNetworkInterfaceAttribute also switches the source/destination check of a NAT instance.
  draft.addFunctionsOn(subnetsRoutedTo(draft.snapshot, interfaces));
  return groups.size + interfaces.length > 0;
}

function addGroupUsers(groups: ReadonlySet<string>, draft: ScopeDraft): void {
  const related = new Set([...groups, ...relatedGroups(groups, draft)]);
  draft.addFunctions(
    (use) =>
      use.unlocated ||
      use.securityGroupIds.some((id) => related.has(id)) ||
      use.destinations.some((one) => one.securityGroupIds.some((id) => groups.has(id))),
  );
  for (const one of draft.world()) {
    for (const { VpcEndpointId, VpcId, Groups } of one.seen('VpcEndpoints')) {
      if (!Groups.some(({ GroupId }) => groups.has(GroupId))) continue;
      draft.endpoints.add(VpcEndpointId);
      if (VpcId === undefined) continue;
      draft.vpcs.add(VpcId);
      draft.addEndpointUsers([VpcId]);
    }
  }
}

/** Groups in whose rules one of the groups stands, and those that stand in theirs. */
function relatedGroups(groups: ReadonlySet<string>, draft: ScopeDraft): readonly string[] {
  return draft.world().flatMap((one) =>
    one.seen('SecurityGroups').flatMap((group) => {
      const named = groupsNamedBy(group);
      if (groups.has(group.GroupId)) return named;
      return named.some((id) => groups.has(id)) ? [group.GroupId] : [];
    }),
  );
}

function groupsNamedBy({ IpPermissions, IpPermissionsEgress }: SecurityGroup): readonly string[] {
  return [...IpPermissions, ...IpPermissionsEgress].flatMap(({ UserIdGroupPairs }) =>
    UserIdGroupPairs.map(({ GroupId }) => GroupId).filter((id) => id !== undefined),
  );
}

/**
 * Functions on the ACL's subnets, those that send through them, and those with an endpoint, database,
 * cache or file system in them. An association hits only its own subnet.
 */
export function widenByAcl(named: NamedScope, draft: ScopeDraft): boolean {
  const acls = new Set(idsOf(named.resources, 'network-acl'));
  const associations = new Set(idsOf(named.resources, 'network-acl-association'));
  const all = draft
    .world()
    .flatMap((one) =>
      one
        .seen('NetworkAcls')
        .flatMap(({ NetworkAclId, Associations }) =>
          Associations.map((association) => ({ ...association, NetworkAclId })),
        ),
    );
  const hit = all.filter(({ NetworkAclAssociationId: id }) => id && associations.has(id));
  const chosen = hit.length > 0 ? hit : all.filter(({ NetworkAclId }) => acls.has(NetworkAclId));
  const subnetIds = new Set(
    chosen.map(({ SubnetId }) => SubnetId).filter((id) => id !== undefined),
  );
  draft.addFunctionsOn(withUpstream(draft.snapshot, subnetIds));
  draft.addFunctions(({ destinations }) =>
    destinations.some((one) => one.subnetIds.some((id) => subnetIds.has(id))),
  );
  draft.addEndpointUsers(addEndpointsIn(subnetIds, draft));
  return acls.size > 0;
}

/** Tables that route to the list and groups that let it through. */
export function widenByPrefixList(named: NamedScope, draft: ScopeDraft): boolean {
  const lists = new Set(idsOf(named.resources, 'prefix-list'));
  const names = (id: string | undefined) => id !== undefined && lists.has(id);
  const subnetIds = new Set<string>();
  const groups = new Set<string>();
  for (const one of draft.world()) {
    for (const { RouteTableId, Routes } of one.seen('RouteTables')) {
      if (!Routes.some((route) => names(route.DestinationPrefixListId))) continue;
      for (const id of subnetsOfTable(draft.snapshot, RouteTableId)) subnetIds.add(id);
    }
    for (const { GroupId, IpPermissions, IpPermissionsEgress } of one.seen('SecurityGroups')) {
      const namesList = ({ PrefixListIds }: IpPermission) =>
        PrefixListIds.some(({ PrefixListId }) => names(PrefixListId));
      if ([...IpPermissions, ...IpPermissionsEgress].some(namesList)) groups.add(GroupId);
    }
  }
  for (const groupId of groups) draft.securityGroups.add(groupId);
  addRoutedSubnets(subnetIds, draft);
  addGroupUsers(groups, draft);
  return true;
}

/** Functions behind route tables that target the instance or one of its network interfaces. */
export function widenByInterface(named: NamedScope, draft: ScopeDraft): boolean {
  const hops = new Set([
    ...idsOf(named.resources, 'instance'),
    ...idsOf(named.resources, 'network-interface'),
  ]);
  for (const one of draft.world()) {
    for (const { NetworkInterfaceId, Attachment } of one.seen('NetworkInterfaces')) {
      if (Attachment?.InstanceId !== undefined && hops.has(Attachment.InstanceId)) {
        hops.add(NetworkInterfaceId);
      }
    }
  }
  draft.addFunctionsOn(subnetsRoutedTo(draft.snapshot, hops));
  return true;
}
