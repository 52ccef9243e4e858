import type { CollectionName, Item } from '../../shared/model/collections.ts';
import { Snapshot } from '../../shared/model/snapshot.ts';
import {
  ACCOUNT,
  aFunction,
  aRouteTable,
  aSecurityGroup,
  aSubnet,
  aVpc,
  content,
  GROUP,
  item,
  localRoute,
  REGION,
  VPC,
  zones,
} from './snapshot.ts';
import type { SnapshotChanges } from './snapshot.ts';
import {
  amazonDns,
  eniQuota,
  gatewayPrefixLists,
  openAcl,
  publicAccessNotBlocked,
} from './region-facts.ts';
import { ROLE, vpcAccessPolicy } from './roles.ts';

/** The parts that topologies are put together from, in the shapes of AWS's answers. */

/** A described account: what AWS answers, and the configuration it is judged with. */
export interface Topology {
  readonly given: SnapshotChanges;
  readonly configuration?: Readonly<Record<string, unknown>>;
}

/** What makes a function one that is known to need the internet. */
export const NEEDS_INTERNET = { Tags: { needs: 'internet' } };

/** A database's endpoint, as RDS names it. */
export const DATABASE_HOST = 'orders.c0ffee.us-east-1.rds.amazonaws.com';

type Loose = Readonly<Record<string, unknown>>;
type Collections = { readonly [K in CollectionName]?: readonly Item<K>[] };

/** Every collection of a topology; what is left out is empty, and only the region's own facts are there. */
export function topology(
  collections: Collections,
  configuration?: Readonly<Record<string, unknown>>,
): Topology {
  const vpcIds = (collections.Vpcs ?? []).map((vpc) => vpc.VpcId);
  const subnets = collections.Subnets ?? [];
  return {
    given: {
      collections: {
        VpcAttributes: vpcIds.map((VpcId) => dnsAttributes(VpcId, false)),
        NetworkAcls: vpcIds.map((VpcId) => openAcl(VpcId, subnets)),
        DhcpOptions: [amazonDns()],
        AvailabilityZones: zones(),
        PrefixLists: gatewayPrefixLists(),
        Policies: [vpcAccessPolicy()],
        Quotas: [eniQuota(500)],
        VpcBlockPublicAccessOptions: [publicAccessNotBlocked()],
        Vpcs: [],
        Subnets: [],
        RouteTables: [],
        SecurityGroups: [],
        Functions: [],
        ...collections,
      },
    },
    ...(configuration && { configuration }),
  };
}

/** The snapshot of a topology. */
export function snapshotOf({ given }: Topology): Snapshot {
  return new Snapshot(content(given));
}

export function vpc(fields: Loose = {}): Item<'Vpcs'> {
  return aVpc({
    DhcpOptionsId: 'dopt-0a',
    CidrBlockAssociationSet: [
      { CidrBlock: fields['CidrBlock'] ?? '10.0.0.0/16', CidrBlockState: { State: 'associated' } },
    ],
    ...fields,
  });
}

export function dnsAttributes(VpcId: string, hostnames: boolean): Item<'VpcAttributes'> {
  return item('VpcAttributes', {
    VpcId,
    EnableDnsSupport: { Value: true },
    EnableDnsHostnames: { Value: hostnames },
  });
}

/** A subnet in the zone with the given number: 1 is us-east-1a, use1-az1. */
export function subnet(
  SubnetId: string,
  zone: number,
  CidrBlock: string,
  fields: Loose = {},
): Item<'Subnets'> {
  return aSubnet({
    SubnetId,
    CidrBlock,
    AvailabilityZone: `us-east-1${'abcdef'.charAt(zone - 1)}`,
    AvailabilityZoneId: `use1-az${zone}`,
    ...fields,
  });
}

/** A table of explicit associations; `main` makes it its VPC's main table too. */
export function routeTable(
  RouteTableId: string,
  {
    subnetIds = [],
    main = false,
    routes = [],
    cidr = '10.0.0.0/16',
    vpcId = VPC,
  }: {
    readonly subnetIds?: readonly string[];
    readonly main?: boolean;
    readonly routes?: readonly Loose[];
    readonly cidr?: string;
    readonly vpcId?: string;
  },
): Item<'RouteTables'> {
  const AssociationState = { State: 'associated' };
  return aRouteTable({
    RouteTableId,
    VpcId: vpcId,
    Associations: [
      ...(main ? [{ Main: true, AssociationState }] : []),
      ...subnetIds.map((SubnetId) => ({ Main: false, SubnetId, AssociationState })),
    ],
    Routes: [localRoute(cidr), ...routes],
  });
}

/** A default route to an internet gateway, or to what `target` names. */
export function defaultRoute(target: Loose = { GatewayId: 'igw-0a' }): Loose {
  return {
    DestinationCidrBlock: '0.0.0.0/0',
    State: 'active',
    Origin: 'CreateRoute',
    ...target,
  };
}

/** The route that a gateway endpoint puts into its tables. */
export function endpointRoute(endpointId: string, prefixListId: string): Loose {
  return {
    DestinationPrefixListId: prefixListId,
    GatewayId: endpointId,
    State: 'active',
    Origin: 'CreateRoute',
  };
}

export function internetGateway(vpcId = VPC): Item<'InternetGateways'> {
  return item('InternetGateways', {
    InternetGatewayId: 'igw-0a',
    OwnerId: ACCOUNT,
    Attachments: [{ VpcId: vpcId, State: 'available' }],
  });
}

export function natGateway(
  NatGatewayId: string,
  SubnetId: string,
  PublicIp: string,
): Item<'NatGateways'> {
  return item('NatGateways', {
    NatGatewayId,
    SubnetId,
    VpcId: VPC,
    State: 'available',
    ConnectivityType: 'public',
    AvailabilityMode: 'zonal',
    NatGatewayAddresses: [
      {
        AllocationId: `eipalloc-${NatGatewayId.slice(4)}`,
        NetworkInterfaceId: `eni-${NatGatewayId}`,
        PrivateIp: '10.0.100.10',
        PublicIp,
        Status: 'succeeded',
      },
    ],
  });
}

export function endpoint(
  VpcEndpointId: string,
  service: string,
  fields: Loose,
): Item<'VpcEndpoints'> {
  return item('VpcEndpoints', {
    VpcEndpointId,
    VpcId: VPC,
    OwnerId: ACCOUNT,
    ServiceName: `com.amazonaws.${REGION}.${service}`,
    State: 'available',
    ...fields,
  });
}

/** A rule for one port, or for everything where no port is given. */
export function permission(port: number | undefined, to: Loose): Loose {
  return port === undefined
    ? { IpProtocol: '-1', ...to }
    : { IpProtocol: 'tcp', FromPort: port, ToPort: port, ...to };
}

export const toCidr = (CidrIp: string): Loose => ({ IpRanges: [{ CidrIp }] });
export const toGroup = (GroupId: string): Loose => ({
  UserIdGroupPairs: [{ GroupId, UserId: ACCOUNT }],
});
export const toPrefixList = (PrefixListId: string): Loose => ({
  PrefixListIds: [{ PrefixListId }],
});
export const ALLOW_ALL = [permission(undefined, toCidr('0.0.0.0/0'))];

export function group(
  GroupId: string,
  egress: readonly Loose[],
  ingress: readonly Loose[] = [],
  fields: Loose = {},
): Item<'SecurityGroups'> {
  return aSecurityGroup({
    GroupId,
    GroupName: GroupId,
    IpPermissions: ingress,
    IpPermissionsEgress: egress,
    ...fields,
  });
}

/** A VPC's default group as EC2 makes it: in from itself, out to anywhere. */
export function defaultGroup(): Item<'SecurityGroups'> {
  const fromItself = [permission(undefined, toGroup('sg-default'))];
  return group('sg-default', ALLOW_ALL, fromItself, { GroupName: 'default' });
}

export function attachedFunction(
  subnetIds: readonly string[],
  groupIds: readonly string[] = [GROUP],
  fields: Loose = {},
): Item<'Functions'> {
  const VpcConfig = { VpcId: VPC, SubnetIds: [...subnetIds], SecurityGroupIds: [...groupIds] };
  return aFunction({ Role: ROLE, VpcConfig, ...fields });
}

/** Lambda's network interfaces in a subnet. */
export function lambdaInterfaces(
  count: number,
  SubnetId: string,
): readonly Item<'NetworkInterfaces'>[] {
  return Array.from({ length: count }, (_, index) =>
    item('NetworkInterfaces', {
      NetworkInterfaceId: `eni-${SubnetId}-${index}`,
      VpcId: VPC,
      SubnetId,
      OwnerId: ACCOUNT,
      InterfaceType: 'lambda',
      Description: `AWS Lambda VPC ENI-orders-${index}`,
      Status: 'in-use',
    }),
  );
}
