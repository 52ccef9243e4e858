import type { Cidr } from '../model/cidr.ts';
import { allFacts, known, mapFact } from '../model/fact.ts';
import type { Fact } from '../model/fact.ts';
import type { Subnet } from '../model/ec2.ts';
import type { Snapshot } from '../model/snapshot.ts';
import { AddressSet } from './address-set.ts';
import { addressesIn, destinationSubnets, gatewayAddresses } from './flow.ts';
import type { FlowDestination, FlowSource, InterfaceDestination } from './flow.ts';
import type { ForwardingPath } from './forwarding-path.ts';
import { subnetCidrs } from './forwarding.ts';
import { flowThroughAcls } from './network-acl-flow.ts';
import type { NetworkAclFlow, NetworkAclLeg, NetworkAclTolerance } from './network-acl-flow.ts';
import { farSide } from './peering.ts';
import { securityGroupCoverage } from './security-group-coverage.ts';
import type {
  PeerRelation,
  SecurityGroupCoverage,
  SecurityGroupPeer,
} from './security-group-coverage.ts';

/** What security groups and network ACLs say of a flow, each asked by itself. */

/** Whether the source's groups let the flow out. */
export function groupsLetOut(
  snapshot: Snapshot,
  source: FlowSource,
  destination: FlowDestination,
): Fact<SecurityGroupCoverage> {
  if (!source.securityGroupIds.known) return source.securityGroupIds;
  return securityGroupCoverage(snapshot, {
    groupIds: source.securityGroupIds.value,
    direction: 'egress',
    protocol: 'tcp',
    port: destination.port,
    peer: destinationPeer(snapshot, source, destination),
  });
}

/** Whether the destination's groups let the flow in from the addresses of the given subnets. */
export function groupsLetIn(
  snapshot: Snapshot,
  source: Omit<FlowSource, 'subnetId'>,
  subnets: readonly Subnet[],
  destination: InterfaceDestination,
): Fact<SecurityGroupCoverage> {
  if (!destination.securityGroupIds.known) return destination.securityGroupIds;
  const cidrs = subnets.flatMap((subnet) => subnetCidrs(subnet, destination.family));
  return securityGroupCoverage(snapshot, {
    groupIds: destination.securityGroupIds.value,
    direction: 'ingress',
    protocol: 'tcp',
    port: destination.port,
    peer: {
      addresses: [AddressSet.fromCidrs(destination.family, cidrs)],
      securityGroupIds: source.securityGroupIds,
      relation: relationOf(snapshot, source.vpcId, destination.vpcId),
    },
  });
}

/** Whether the network ACLs on the way let the flow and its answers through; the worst leg decides. */
export function aclsLetThrough(
  snapshot: Snapshot,
  source: FlowSource,
  destination: FlowDestination,
  path: Pick<ForwardingPath, 'natSubnetId'>,
  tolerance?: NetworkAclTolerance,
): Fact<NetworkAclFlow> {
  const legs = legsOf(snapshot, source, destination, path);
  if (!legs.known) return legs;
  const flows = legs.value.map((leg) => flowThroughAcls(snapshot, leg, tolerance));
  const denied = flows
    .filter((flow) => flow.known)
    .map((flow) => flow.value)
    .filter((flow) => flow.outcome === 'denied');
  const worst = denied.find((flow) => flow.severity === 'major') ?? denied[0];
  if (worst !== undefined) {
    return known({ ...worst, gaps: denied.flatMap((flow) => flow.gaps) });
  }
  return mapFact(allFacts(flows), () => ({ outcome: 'allowed' }));
}

function destinationPeer(
  snapshot: Snapshot,
  source: FlowSource,
  destination: FlowDestination,
): SecurityGroupPeer {
  const { family } = destination;
  switch (destination.kind) {
    case 'internet':
      return {
        addresses: [destination.addresses],
        addressesUnread: destination.addressesUnread,
        securityGroupIds: NO_GROUPS,
        relation: 'outside',
      };
    case 'gateway-endpoint': {
      const cidrs = gatewayAddresses(snapshot, destination);
      return {
        addresses: cidrs.known ? [AddressSet.fromCidrs(family, cidrs.value)] : [],
        addressesUnread: cidrs.known ? undefined : cidrs.reason,
        securityGroupIds: NO_GROUPS,
        relation: 'outside',
        prefixListId: destination.prefixListId.known ? destination.prefixListId.value : undefined,
      };
    }
    case 'interfaces': {
      const subnets = destinationSubnets(snapshot, destination);
      const cidrs = mapFact(subnets, (list) =>
        list.flatMap((subnet) => addressesIn(destination, subnet)),
      );
      return {
        addresses: cidrs.known ? [AddressSet.fromCidrs(family, cidrs.value)] : [],
        addressesUnread: cidrs.known ? undefined : cidrs.reason,
        securityGroupIds: destination.securityGroupIds,
        relation: relationOf(snapshot, source.vpcId, destination.vpcId),
      };
    }
  }
}

const NO_GROUPS = known([]);

/** How two VPCs are joined, as far as it matters for rules that name a group. */
export function relationOf(snapshot: Snapshot, from: string, to: string): PeerRelation {
  if (from === to) return 'same-vpc';
  const connections = snapshot.inVpc('VpcPeeringConnections', from);
  const connection = connections.known
    ? connections.value.find(
        (one) => one.Status?.Code === 'active' && farSide(one, from)?.VpcId === to,
      )
    : undefined;
  if (connection === undefined) return 'outside';
  const { RequesterVpcInfo: requester, AccepterVpcInfo: accepter } = connection;
  return (requester.Region ?? snapshot.region) === (accepter.Region ?? snapshot.region)
    ? 'peered-same-region'
    : 'peered-other-region';
}

/**
 * The legs of a flow that network ACLs see. A zonal NAT gateway makes two of one
 * (https://docs.aws.amazon.com/vpc/latest/userguide/nat-gateway-basics.html).
 */
function legsOf(
  snapshot: Snapshot,
  source: FlowSource,
  destination: FlowDestination,
  { natSubnetId }: Pick<ForwardingPath, 'natSubnetId'>,
): Fact<readonly NetworkAclLeg[]> {
  const from = placeOf(snapshot, source.subnetId, destination.family);
  if (!from.known) return from;
  const leg = { protocol: 'tcp', port: destination.port } as const;
  const ends = endsOf(snapshot, destination);
  if (!ends.known) return ends;
  if (natSubnetId === undefined) {
    return known(ends.value.map((end) => ({ ...leg, source: from.value, destination: end })));
  }
  const nat = placeOf(snapshot, natSubnetId, destination.family);
  if (!nat.known) return nat;
  return known(
    ends.value.flatMap((end) => [
      { ...leg, source: from.value, destination: { ...end, subnetId: natSubnetId } },
      { ...leg, source: nat.value, destination: end },
    ]),
  );
}

function placeOf(
  snapshot: Snapshot,
  subnetId: string,
  family: 4 | 6,
): Fact<{ subnetId: string; addresses: AddressSet }> {
  return mapFact(snapshot.get('Subnets', subnetId), (subnet) => ({
    subnetId,
    addresses: AddressSet.fromCidrs(
      family,
      subnet === undefined ? [] : subnetCidrs(subnet, family),
    ),
  }));
}

function endsOf(
  snapshot: Snapshot,
  destination: FlowDestination,
): Fact<readonly NetworkAclLeg['destination'][]> {
  const { family } = destination;
  const outside = (cidrs: readonly Cidr[]) => ({ addresses: AddressSet.fromCidrs(family, cidrs) });
  switch (destination.kind) {
    case 'internet':
      return known([outside(destination.probes)]);
    case 'gateway-endpoint':
      return mapFact(gatewayAddresses(snapshot, destination), (cidrs) => [outside(cidrs)]);
    case 'interfaces':
      return mapFact(destinationSubnets(snapshot, destination), (subnets) =>
        subnets.map((subnet) => ({
          subnetId: subnet.SubnetId,
          ...outside(addressesIn(destination, subnet)),
        })),
      );
  }
}
