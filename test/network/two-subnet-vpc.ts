import { parseCidr } from '../../shared/model/cidr.ts';
import type { Cidr } from '../../shared/model/cidr.ts';
import type { CollectionName, Item } from '../../shared/model/collections.ts';
import { known } from '../../shared/model/fact.ts';
import { Snapshot } from '../../shared/model/snapshot.ts';
import type { Sender } from '../../shared/network/forwarding-path.ts';
import { forward } from '../../shared/network/forwarding.ts';
import type { FlowSource } from '../../shared/network/flow.ts';
import {
  aRouteTable,
  aSecurityGroup,
  aSubnet,
  content,
  item,
  localRoute,
  snapshot,
  SUBNETS,
  VPC,
} from '../builders/snapshot.ts';
import type { SnapshotChanges } from '../builders/snapshot.ts';

/** The default topology with a public subnet, an internet gateway and a NAT gateway beside it. */

type Loose = Readonly<Record<string, unknown>>;

export const [FUNCTION_SUBNET, OTHER_SUBNET] = SUBNETS;
export const PUBLIC_SUBNET = 'subnet-0pub';
export const NAT = 'nat-1';
export const IGW = 'igw-1';

export function cidr(text: string): Cidr {
  const parsed = parseCidr(text.includes('/') ? text : `${text}/${text.includes(':') ? 128 : 32}`);
  if (parsed === undefined) throw new RangeError(text);
  return parsed;
}

export const INTERNET = cidr('8.8.8.8');

export function defaultRoute(target: Loose): Loose {
  return { DestinationCidrBlock: '0.0.0.0/0', State: 'active', Origin: 'CreateRoute', ...target };
}

export function ipv6DefaultRoute(target: Loose): Loose {
  return { DestinationIpv6CidrBlock: '::/0', State: 'active', Origin: 'CreateRoute', ...target };
}

/** The private subnets' table. */
export function privateTable(...routes: readonly Loose[]): Item<'RouteTables'> {
  return aRouteTable({ Routes: [localRoute(), ...routes] });
}

/** The public subnet's table. */
export function publicTable(...routes: readonly Loose[]): Item<'RouteTables'> {
  return aRouteTable({
    RouteTableId: 'rtb-pub',
    Associations: [{ SubnetId: PUBLIC_SUBNET, AssociationState: { State: 'associated' } }],
    Routes: [localRoute(), ...routes],
  });
}

export function aNatGateway(fields: Loose = {}): Item<'NatGateways'> {
  return item('NatGateways', {
    NatGatewayId: NAT,
    VpcId: VPC,
    SubnetId: PUBLIC_SUBNET,
    State: 'available',
    ConnectivityType: 'public',
    AvailabilityMode: 'zonal',
    NatGatewayAddresses: [{ PublicIp: '198.51.100.7', PrivateIp: '10.0.9.7', Status: 'succeeded' }],
    ...fields,
  });
}

export function anInternetGateway(fields: Loose = {}): Item<'InternetGateways'> {
  return item('InternetGateways', {
    InternetGatewayId: IGW,
    Attachments: [{ VpcId: VPC, State: 'available' }],
    ...fields,
  });
}

export const privateSubnets = (fields: Loose = {}): readonly Item<'Subnets'>[] => [
  aSubnet(fields),
  aSubnet({ SubnetId: OTHER_SUBNET, AvailabilityZoneId: 'use1-az2', CidrBlock: '10.0.1.0/24' }),
];

export function natVpc(
  collections: { readonly [K in CollectionName]?: readonly Item<K>[] | undefined } = {},
  changes: Omit<SnapshotChanges, 'collections'> = {},
): SnapshotChanges {
  return {
    ...changes,
    collections: {
      Subnets: [
        ...privateSubnets(),
        aSubnet({ SubnetId: PUBLIC_SUBNET, CidrBlock: '10.0.9.0/24' }),
      ],
      RouteTables: [
        privateTable(defaultRoute({ NatGatewayId: NAT })),
        publicTable(defaultRoute({ GatewayId: IGW })),
      ],
      NatGateways: [aNatGateway()],
      InternetGateways: [anInternetGateway()],
      SecurityGroups: [openGroup()],
      VpcAttributes: [dnsOn(VPC)],
      VpcBlockPublicAccessOptions: [
        item('VpcBlockPublicAccessOptions', { InternetGatewayBlockMode: 'off' }),
      ],
      ...collections,
    },
  };
}

export function dnsOn(VpcId: string, support = true, hostnames = true): Item<'VpcAttributes'> {
  return item('VpcAttributes', {
    VpcId,
    EnableDnsSupport: { Value: support },
    EnableDnsHostnames: { Value: hostnames },
  });
}

export function openGroup(fields: Loose = {}): Item<'SecurityGroups'> {
  return aSecurityGroup({ IpPermissionsEgress: [allTo('0.0.0.0/0', '::/0')], ...fields });
}

/** A permission for everything to or from these blocks. */
export function allTo(...blocks: readonly string[]): Loose {
  return {
    IpProtocol: '-1',
    IpRanges: blocks.filter((one) => !one.includes(':')).map((CidrIp) => ({ CidrIp })),
    Ipv6Ranges: blocks.filter((one) => one.includes(':')).map((CidrIpv6) => ({ CidrIpv6 })),
  };
}

/** A permission for one TCP port. */
export function tcp(port: number, ...blocks: readonly string[]): Loose {
  return { ...allTo(...blocks), IpProtocol: 'tcp', FromPort: port, ToPort: port };
}

export function source(fields: Partial<FlowSource> = {}): FlowSource {
  return {
    vpcId: VPC,
    subnetId: FUNCTION_SUBNET,
    sender: 'function',
    securityGroupIds: known(['sg-0a']),
    ...fields,
  };
}

/** The path from the function's subnet through one route. */
export function pathThrough(
  route: Loose,
  changes: SnapshotChanges = natVpc(),
  to: Cidr = INTERNET,
  sender: Sender = 'function',
) {
  const { collections = {}, ...rest } = changes;
  const tables = [
    privateTable(route),
    ...(collections.RouteTables ?? []).filter((one) => one.RouteTableId !== 'rtb-0a'),
  ];
  const built = snapshot({ ...rest, collections: { ...collections, RouteTables: tables } });
  return forward(built, { subnetId: FUNCTION_SUBNET, sender }, to);
}

/** Snapshots of several accounts, the first one's own. */
export function linked(first: SnapshotChanges, ...others: readonly SnapshotChanges[]): Snapshot {
  const [own] = Snapshot.linked([content(first), ...others.map((one) => content(one))]);
  if (own === undefined) throw new RangeError('no snapshot');
  return own;
}
