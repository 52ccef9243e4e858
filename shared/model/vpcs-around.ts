import type { SecurityGroup, SecurityGroupVpcAssociation, VpcPeeringConnection } from './ec2.ts';

/** Connections of these states join nothing any more, and AWS shows them for a while. */
const GONE = new Set(['deleted', 'deleting', 'expired', 'failed', 'rejected']);

/** VPCs of the given account and region that a peering connection joins to one of the VPCs: sorted. */
export function directPeers(
  connections: readonly VpcPeeringConnection[],
  vpcIds: readonly string[],
  { accountId, region }: { readonly accountId: string; readonly region: string },
): readonly string[] {
  const units = new Set(vpcIds);
  const peers = connections
    .filter(({ Status }) => !GONE.has(Status?.Code?.toLowerCase() ?? ''))
    .flatMap(({ RequesterVpcInfo: requester, AccepterVpcInfo: accepter }) => [
      ...(units.has(requester.VpcId) ? [accepter] : []),
      ...(units.has(accepter.VpcId) ? [requester] : []),
    ])
    .filter((side) => (side.OwnerId ?? accountId) === accountId)
    .filter((side) => (side.Region ?? region) === region)
    .map((side) => side.VpcId);
  return [...new Set(peers)].filter((id) => !units.has(id)).toSorted();
}

/** VPCs that a group of one of the VPCs is associated with: what uses it is there too. Sorted. */
export function vpcsSharingGroups(
  groups: readonly SecurityGroup[],
  associations: readonly SecurityGroupVpcAssociation[],
  vpcIds: readonly string[],
): readonly string[] {
  const units = new Set(vpcIds);
  const own = new Set(
    groups.filter(({ VpcId }) => units.has(VpcId ?? '')).map(({ GroupId }) => GroupId),
  );
  const sharing = associations
    .filter(({ GroupId }) => own.has(GroupId))
    .map(({ VpcId }) => VpcId)
    .filter((id) => !units.has(id));
  return [...new Set(sharing)].toSorted();
}
