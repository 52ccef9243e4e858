import { COLLECTIONS } from '../../shared/model/collections.ts';
import type { CollectionName, Item } from '../../shared/model/collections.ts';
import type { Gap, SnapshotContent } from '../../shared/model/snapshot.ts';
import { Snapshot } from '../../shared/model/snapshot.ts';

/**
 * Typed builders over one valid default topology: account 111122223333 in us-east-1 with a VPC, two
 * private subnets in two zones, their table, group and network ACL, and one attached function. A test
 * gives only what differs.
 */

export const ACCOUNT = '111122223333';
export const REGION = 'us-east-1';
export const VPC = 'vpc-0a';
export const SUBNETS = ['subnet-0a', 'subnet-0b'] as const;
export const GROUP = 'sg-0a';
export const CAPTURED_AT = '2026-11-20T12:00:00.000Z';

type Loose = Readonly<Record<string, unknown>>;

/** An item of a collection as AWS would answer it, parsed by the collection's own schema. */
export function item<K extends CollectionName>(collection: K, fields: Loose): Item<K> {
  return COLLECTIONS[collection].schema.parse(fields) as Item<K>;
}

export function functionArn(name: string, region = REGION, account = ACCOUNT): string {
  return `arn:aws:lambda:${region}:${account}:function:${name}`;
}

export function aVpc(fields: Loose = {}): Item<'Vpcs'> {
  return item('Vpcs', {
    VpcId: VPC,
    OwnerId: ACCOUNT,
    CidrBlock: '10.0.0.0/16',
    InstanceTenancy: 'default',
    IsDefault: false,
    ...fields,
  });
}

export function aSubnet(fields: Loose = {}): Item<'Subnets'> {
  return item('Subnets', {
    SubnetId: SUBNETS[0],
    VpcId: VPC,
    OwnerId: ACCOUNT,
    AvailabilityZone: 'us-east-1a',
    AvailabilityZoneId: 'use1-az1',
    AvailableIpAddressCount: 250,
    CidrBlock: '10.0.0.0/24',
    Ipv6Native: false,
    MapPublicIpOnLaunch: false,
    State: 'available',
    ...fields,
  });
}

export function aRouteTable(fields: Loose = {}): Item<'RouteTables'> {
  return item('RouteTables', {
    RouteTableId: 'rtb-0a',
    VpcId: VPC,
    OwnerId: ACCOUNT,
    Associations: SUBNETS.map((SubnetId) => ({
      SubnetId,
      Main: false,
      AssociationState: { State: 'associated' },
    })),
    Routes: [localRoute()],
    ...fields,
  });
}

export function localRoute(destination = '10.0.0.0/16'): Loose {
  return {
    DestinationCidrBlock: destination,
    GatewayId: 'local',
    State: 'active',
    Origin: 'CreateRouteTable',
  };
}

export function aSecurityGroup(fields: Loose = {}): Item<'SecurityGroups'> {
  return item('SecurityGroups', {
    GroupId: GROUP,
    GroupName: 'orders',
    VpcId: VPC,
    OwnerId: ACCOUNT,
    IpPermissions: [],
    IpPermissionsEgress: [],
    ...fields,
  });
}

export function aNetworkAcl(fields: Loose = {}): Item<'NetworkAcls'> {
  const everything = { CidrBlock: '0.0.0.0/0', Protocol: '-1' };
  return item('NetworkAcls', {
    NetworkAclId: 'acl-0a',
    VpcId: VPC,
    OwnerId: ACCOUNT,
    IsDefault: true,
    Associations: SUBNETS.map((SubnetId) => ({ SubnetId, NetworkAclId: 'acl-0a' })),
    Entries: [true, false].flatMap((Egress) => [
      { ...everything, Egress, RuleAction: 'allow', RuleNumber: 100 },
      { ...everything, Egress, RuleAction: 'deny', RuleNumber: 32767 },
    ]),
    ...fields,
  });
}

export function aFunction(fields: Loose = {}): Item<'Functions'> {
  const name = typeof fields['FunctionName'] === 'string' ? fields['FunctionName'] : 'orders';
  return item('Functions', {
    FunctionName: name,
    FunctionArn: functionArn(name),
    Version: '$LATEST',
    Role: `arn:aws:iam::${ACCOUNT}:role/orders`,
    Runtime: 'nodejs22.x',
    PackageType: 'Zip',
    VpcConfig: { VpcId: VPC, SubnetIds: [...SUBNETS], SecurityGroupIds: [GROUP] },
    State: 'Active',
    LastUpdateStatus: 'Successful',
    LastModified: '2026-11-01T00:00:00.000+0000',
    Tags: {},
    ...fields,
  });
}

export function aZone(fields: Loose = {}): Item<'AvailabilityZones'> {
  return item('AvailabilityZones', {
    ZoneName: 'us-east-1a',
    ZoneId: 'use1-az1',
    ZoneType: 'availability-zone',
    State: 'available',
    RegionName: REGION,
    OptInStatus: 'opt-in-not-required',
    ...fields,
  });
}

/** The ordinary zones of us-east-1, a to f, under the ids az1 to az6. */
export function zones(): readonly Item<'AvailabilityZones'>[] {
  return ['a', 'b', 'c', 'd', 'e', 'f'].map((letter, index) =>
    aZone({ ZoneName: `us-east-1${letter}`, ZoneId: `use1-az${index + 1}` }),
  );
}

export interface SnapshotChanges {
  /** Whole collections that replace the default ones; undefined makes one unread. */
  readonly collections?: { readonly [K in CollectionName]?: readonly Item<K>[] | undefined };
  readonly gaps?: readonly Gap[];
  readonly notFound?: readonly string[];
  readonly header?: Partial<Pick<SnapshotContent, 'accountId' | 'region' | 'capturedAt'>>;
}

const EMPTY = Object.fromEntries(
  Object.keys(COLLECTIONS).map((name) => [name, []]),
) as unknown as SnapshotContent['collections'];

/** The content of the default topology with the changes applied. Every other collection is empty. */
export function content(changes: SnapshotChanges = {}): SnapshotContent {
  const collections = {
    ...EMPTY,
    Vpcs: [aVpc()],
    Subnets: [
      aSubnet(),
      aSubnet({
        SubnetId: SUBNETS[1],
        AvailabilityZone: 'us-east-1b',
        AvailabilityZoneId: 'use1-az2',
        CidrBlock: '10.0.1.0/24',
      }),
    ],
    RouteTables: [aRouteTable()],
    SecurityGroups: [aSecurityGroup()],
    NetworkAcls: [aNetworkAcl()],
    AvailabilityZones: zones(),
    Functions: [aFunction()],
    ...changes.collections,
  };
  return {
    accountId: ACCOUNT,
    region: REGION,
    partition: 'aws',
    capturedAt: CAPTURED_AT,
    ...changes.header,
    collections: Object.fromEntries(
      Object.entries(collections).filter(([, items]) => items !== undefined),
    ),
    gaps: changes.gaps ?? [],
    notFound: changes.notFound ?? [],
  };
}

/** The default topology with the changes applied. */
export function snapshot(changes: SnapshotChanges = {}): Snapshot {
  return new Snapshot(content(changes));
}
