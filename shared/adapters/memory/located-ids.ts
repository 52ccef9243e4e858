import type { SnapshotContent } from '../../model/snapshot.ts';

/** The VPCs of everything in a snapshot that EC2 could be asked for, by id. */
export function locatedIds({
  collections,
}: SnapshotContent): ReadonlyMap<string, readonly string[]> {
  const located = new Map<string, readonly string[]>();
  const add = (vpcIds: readonly (string | undefined)[], ids: readonly (string | undefined)[]) => {
    const known = vpcIds.filter((id) => id !== undefined);
    if (known.length === 0) return;
    for (const id of ids) if (id !== undefined) located.set(id, known);
  };
  for (const one of collections.Vpcs ?? []) add([one.VpcId], [one.VpcId]);
  for (const one of collections.Subnets ?? []) add([one.VpcId], [one.SubnetId]);
  for (const one of collections.SecurityGroups ?? []) add([one.VpcId], [one.GroupId]);
  for (const one of collections.VpcEndpoints ?? []) add([one.VpcId], [one.VpcEndpointId]);
  for (const one of collections.Instances ?? []) add([one.VpcId], [one.InstanceId]);
  for (const one of collections.NetworkInterfaces ?? []) add([one.VpcId], [one.NetworkInterfaceId]);
  for (const one of collections.RouteTables ?? []) {
    const associations = one.Associations.map((each) => each.RouteTableAssociationId);
    add([one.VpcId], [one.RouteTableId, ...associations]);
  }
  for (const one of collections.NetworkAcls ?? []) {
    const associations = one.Associations.map((each) => each.NetworkAclAssociationId);
    add([one.VpcId], [one.NetworkAclId, ...associations]);
  }
  for (const one of collections.NatGateways ?? []) {
    const addresses = (one.NatGatewayAddresses ?? []).map((each) => each.AllocationId);
    add([one.VpcId], [one.NatGatewayId, ...addresses]);
  }
  for (const one of collections.InternetGateways ?? []) {
    add(
      one.Attachments.map((each) => each.VpcId),
      [one.InternetGatewayId],
    );
  }
  for (const one of collections.EgressOnlyInternetGateways ?? []) {
    add(
      one.Attachments.map((each) => each.VpcId),
      [one.EgressOnlyInternetGatewayId],
    );
  }
  for (const one of collections.VpcPeeringConnections ?? []) {
    add([one.RequesterVpcInfo.VpcId, one.AccepterVpcInfo.VpcId], [one.VpcPeeringConnectionId]);
  }
  return located;
}
