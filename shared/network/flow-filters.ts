import type { Cidr } from '../model/cidr.ts';
import { known, mapFact, unknown } from '../model/fact.ts';
import type { Fact, UnknownReason } from '../model/fact.ts';
import type { Subnet } from '../model/ec2.ts';
import { once } from '../model/once.ts';
import { oncePerSnapshot } from '../model/snapshot.ts';
import type { Snapshot } from '../model/snapshot.ts';
import { AddressSet } from './address-set.ts';
import {
  addressesIn,
  destinationSubnets,
  gatewayAddresses,
  subnetAddresses,
  subnetsOf,
} from './flow.ts';
import type {
  FlowDestination,
  FlowSource,
  GatewayDestination,
  InterfaceDestination,
} from './flow.ts';
import type { ForwardingPath } from './forwarding-path.ts';
import type { FlowProtocol } from './ip-protocol.ts';
import { flowThroughAcls, LAMBDA_TOLERANCE, gapSeverity } from './network-acl-flow.ts';
import type { NetworkAclFlow, NetworkAclLeg, NetworkAclTolerance } from './network-acl-flow.ts';
import { hostCidr } from './internet-egress.ts';
import { farSide, isActivePeering } from './peering.ts';
import { PUBLIC_ADDRESSES } from './public-destination.ts';
import { securityGroupCoverage } from './security-group-coverage.ts';
import type {
  PeerRelation,
  SecurityGroupCoverage,
  SecurityGroupPeer,
} from './security-group-coverage.ts';

/** What security groups and network ACLs say of a flow, each asked by itself. */

/**
 * Whether the source's groups let the flow out.
 *
 * @param middlebox whether an appliance stands in the way, so that rules that name a group do not match
 */
export function groupsLetOut(
  snapshot: Snapshot,
  source: FlowSource,
  destination: FlowDestination,
  middlebox = false,
): Fact<SecurityGroupCoverage> {
  if (!source.securityGroupIds.known) return source.securityGroupIds;
  const groupIds = source.securityGroupIds.value;
  const ofDestination = once(
    letOut(snapshot),
    destination,
    () => new Map<string, Fact<SecurityGroupCoverage>>(),
  );
  return once(ofDestination, `${source.vpcId} ${groupIds.join()} ${middlebox}`, () =>
    securityGroupCoverage(snapshot, {
      groupIds,
      direction: 'egress',
      protocol: 'tcp',
      port: destination.port,
      peer: { middlebox, ...peerFrom(snapshot, source.vpcId, destination) },
    }),
  );
}

/** Answers kept for all functions with the same groups, as destinations are shared by them. */
const letOut = oncePerSnapshot(
  () => new WeakMap<FlowDestination, Map<string, Fact<SecurityGroupCoverage>>>(),
);
const peers = oncePerSnapshot(() => new WeakMap<FlowDestination, Map<string, SecurityGroupPeer>>());

/** The destination as the groups of any function of the VPC see it. */
function peerFrom(
  snapshot: Snapshot,
  vpcId: string,
  destination: FlowDestination,
): SecurityGroupPeer {
  const ofDestination = once(
    peers(snapshot),
    destination,
    () => new Map<string, SecurityGroupPeer>(),
  );
  return once(ofDestination, vpcId, () => destinationPeer(snapshot, vpcId, destination));
}

/**
 * Whether the destination's groups let the flow in from the addresses of the given subnets. Behind a
 * NAT gateway the packets come from the gateway's address, and no group of the function is on them.
 */
export function groupsLetIn(
  snapshot: Snapshot,
  source: Omit<FlowSource, 'subnetId'>,
  subnets: readonly Subnet[],
  destination: InterfaceDestination,
  nat: Translation = {},
): Fact<SecurityGroupCoverage> {
  if (!destination.securityGroupIds.known) return destination.securityGroupIds;
  const { family } = destination;
  const { natSubnetId } = nat;
  const addresses =
    natSubnetId === undefined
      ? known(subnetAddresses(subnets, family))
      : translatedAddresses(snapshot, { ...nat, natSubnetId }, family);
  return securityGroupCoverage(snapshot, {
    groupIds: destination.securityGroupIds.value,
    direction: 'ingress',
    protocol: 'tcp',
    port: destination.port,
    peer: {
      securityGroupIds: natSubnetId === undefined ? source.securityGroupIds : NO_GROUPS,
      relation: relationOf(snapshot, source.vpcId, destination.vpcId),
      ...setOrAll(family, addresses),
    },
  });
}

/** The zonal NAT gateway that packets pass, if they do. */
export type Translation = Pick<ForwardingPath, 'natSubnetId' | 'natGatewayId'>;

/** What packets come from behind a NAT gateway: its own addresses, else any of its subnet. */
function translatedAddresses(
  snapshot: Snapshot,
  { natGatewayId = '', natSubnetId }: Translation & { readonly natSubnetId: string },
  family: 4 | 6,
): Fact<AddressSet> {
  const found = snapshot.get('NatGateways', natGatewayId);
  const texts = (found.known ? found.value?.NatGatewayAddresses : undefined)?.map(
    ({ PrivateIp = '' }) => hostCidr(PrivateIp),
  );
  const own = (texts ?? []).filter((cidr) => cidr?.family === family);
  if (texts !== undefined && own.length > 0 && own.length === texts.length) {
    const cidrs = own.filter((cidr) => cidr !== undefined);
    return known(AddressSet.fromCidrs(family, cidrs));
  }
  return mapFact(subnetsOf(snapshot, [natSubnetId]), (list) => subnetAddresses(list, family));
}

/** Whether the network ACLs on the way let the flow and its answers through; the worst leg decides. */
export function aclsLetThrough(
  snapshot: Snapshot,
  source: FlowSource,
  destination: FlowDestination,
  path: Pick<ForwardingPath, 'natSubnetId'>,
  tolerance: NetworkAclTolerance = LAMBDA_TOLERANCE,
  protocol: FlowProtocol = 'tcp',
): Fact<NetworkAclFlow> {
  const legs = legsOf(snapshot, source, destination, path, protocol);
  if (!legs.known) return legs;
  const flows = legs.value.map((leg) => legThroughAcls(snapshot, leg, tolerance));
  const gaps = flows.flatMap((flow) =>
    flow.known && flow.value.outcome === 'denied' ? flow.value.gaps : [],
  );
  const unread = flows
    .map((flow) => {
      if (!flow.known) return flow.reason;
      return flow.value.outcome === 'denied' ? flow.value.unread : undefined;
    })
    .find((reason) => reason !== undefined);
  if (gaps.length === 0) {
    return unread === undefined ? known({ outcome: 'allowed' }) : unknown(unread);
  }
  const severity = gapSeverity(gaps, tolerance);
  return known({ outcome: 'denied', severity, gaps, ...(unread && { unread }) });
}

/** A leg to addresses that are not known: what is allowed to all that they may be is allowed. */
interface Leg extends NetworkAclLeg {
  readonly addressesUnread?: UnknownReason | undefined;
}

function legThroughAcls(
  snapshot: Snapshot,
  leg: Leg,
  tolerance: NetworkAclTolerance,
): Fact<NetworkAclFlow> {
  const flow = flowThroughAcls(snapshot, leg, tolerance);
  const { addressesUnread } = leg;
  if (addressesUnread === undefined || !flow.known || flow.value.outcome === 'allowed') return flow;
  return unknown(addressesUnread);
}

function destinationPeer(
  snapshot: Snapshot,
  vpcId: string,
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
    case 'gateway-endpoint':
      return {
        securityGroupIds: NO_GROUPS,
        relation: 'outside',
        prefixListId: destination.prefixListId.known ? destination.prefixListId.value : undefined,
        ...serviceAddresses(snapshot, destination),
      };
    case 'interfaces': {
      const cidrs = mapFact(destinationSubnets(snapshot, destination), (list) =>
        list.flatMap((subnet) => addressesIn(destination, subnet)),
      );
      return {
        securityGroupIds: destination.securityGroupIds,
        relation: relationOf(snapshot, vpcId, destination.vpcId),
        ...addressesOrAll(family, cidrs),
      };
    }
  }
}

interface PeerAddresses {
  readonly addresses: readonly AddressSet[];
  readonly addressesUnread?: UnknownReason;
}

/** Addresses that were not read are among all there are: a rule for all of them covers these too. */
function setOrAll(family: 4 | 6, addresses: Fact<AddressSet>): PeerAddresses {
  return addresses.known
    ? { addresses: [addresses.value] }
    : { addresses: [AddressSet.all(family)], addressesUnread: addresses.reason };
}

function addressesOrAll(family: 4 | 6, cidrs: Fact<readonly Cidr[]>): PeerAddresses {
  return setOrAll(
    family,
    mapFact(cidrs, (list) => AddressSet.fromCidrs(family, list)),
  );
}

/** The public addresses of a service: its prefix list's, else some public ones. */
function serviceAddresses(snapshot: Snapshot, destination: GatewayDestination): PeerAddresses {
  const cidrs = gatewayAddresses(snapshot, destination);
  return cidrs.known
    ? addressesOrAll(destination.family, cidrs)
    : { addresses: [PUBLIC_ADDRESSES[destination.family]], addressesUnread: cidrs.reason };
}

const NO_GROUPS = known([]);

/** How two VPCs are joined, as far as it matters for rules that name a group. */
export function relationOf(snapshot: Snapshot, from: string, to: string): PeerRelation {
  if (from === to) return 'same-vpc';
  const connections = snapshot.inVpc('VpcPeeringConnections', from);
  const connection = connections.known
    ? connections.value.find((one) => isActivePeering(one) && farSide(one, from)?.VpcId === to)
    : undefined;
  if (connection === undefined) {
    return hasTransitGateway(snapshot, from) ? 'transit-gateway' : 'outside';
  }
  const { RequesterVpcInfo: requester, AccepterVpcInfo: accepter } = connection;
  return (requester.Region ?? snapshot.region) === (accepter.Region ?? snapshot.region)
    ? 'peered-same-region'
    : 'peered-other-region';
}

/** Whether the VPC leads anything to a transit gateway: another VPC that is not peered lies behind it. */
function hasTransitGateway(snapshot: Snapshot, vpcId: string): boolean {
  const tables = snapshot.inVpc('RouteTables', vpcId);
  return (
    tables.known &&
    tables.value.some(({ Routes }) => Routes.some((one) => one.TransitGatewayId !== undefined))
  );
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
  protocol: FlowProtocol,
): Fact<readonly Leg[]> {
  const { family } = destination;
  const from = placeOf(snapshot, source.subnetId, family);
  if (!from.known) return from;
  const ends = endsOf(snapshot, destination);
  if (!ends.known) return ends;
  const nat = natSubnetId === undefined ? undefined : placeOf(snapshot, natSubnetId, family);
  if (nat !== undefined && !nat.known) return nat;
  return known(
    ends.value.flatMap(({ end, addressesUnread }) => {
      const leg = { protocol, port: destination.port, addressesUnread };
      return nat === undefined
        ? [{ source: from.value, destination: end, ...leg }]
        : [
            {
              source: from.value,
              destination: { addresses: end.addresses, subnetId: nat.value.subnetId },
              ...leg,
            },
            { source: nat.value, destination: end, ...leg },
          ];
    }),
  );
}

function placeOf(
  snapshot: Snapshot,
  subnetId: string,
  family: 4 | 6,
): Fact<{ subnetId: string; addresses: AddressSet }> {
  return mapFact(snapshot.get('Subnets', subnetId), (subnet) => ({
    subnetId,
    addresses: subnetAddresses(subnet === undefined ? [] : [subnet], family),
  }));
}

interface End {
  readonly end: NetworkAclLeg['destination'];
  readonly addressesUnread?: UnknownReason | undefined;
}

function endsOf(snapshot: Snapshot, destination: FlowDestination): Fact<readonly End[]> {
  const { family } = destination;
  switch (destination.kind) {
    case 'internet':
      return known([{ end: { addresses: AddressSet.fromCidrs(family, destination.probes) } }]);
    case 'gateway-endpoint':
      return known(
        serviceAddresses(snapshot, destination).addresses.map((addresses) => ({
          end: { addresses },
          addressesUnread: serviceAddresses(snapshot, destination).addressesUnread,
        })),
      );
    case 'interfaces':
      return mapFact(destinationSubnets(snapshot, destination), (subnets) =>
        subnets.map((subnet) => ({
          end: {
            subnetId: subnet.SubnetId,
            addresses: AddressSet.fromCidrs(family, addressesIn(destination, subnet)),
          },
        })),
      );
  }
}
