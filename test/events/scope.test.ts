import { describe, expect, it } from 'vitest';
import { changeOf } from '../../shared/events/change.ts';
import { readCloudTrailEvent } from '../../shared/events/cloudtrail-event.ts';
import { namedScope } from '../../shared/events/named-scope.ts';
import type { Scope } from '../../shared/events/named-scope.ts';
import { resolveScope } from '../../shared/events/scope.ts';
import type { Snapshot } from '../../shared/model/snapshot.ts';
import {
  ACCOUNT,
  aFunction,
  aRouteTable,
  aSecurityGroup,
  aSubnet,
  aVpc,
  functionArn,
  item,
  localRoute,
  REGION,
  snapshot,
} from '../builders/snapshot.ts';

/**
 * VPC a: `orders` on a private subnet behind a NAT gateway; `chained` behind a firewall endpoint whose
 * subnet is behind the same NAT gateway; the NAT gateway's subnet uses the main table. An interface
 * endpoint stands in a subnet of its own. VPC b, with `remote`, is peered with a. VPC c, with `island`,
 * is not. `outside` is in no VPC.
 */
const A = 'vpc-0000000a';
const B = 'vpc-0000000b';
const C = 'vpc-0000000c';
const PRIVATE = 'subnet-0000000a';
const PUBLIC = 'subnet-000000aa';
const FIREWALL = 'subnet-000000af';
const CHAINED = 'subnet-000000ac';
const ENDPOINTS = 'subnet-000000ae';
const CACHE = 'subnet-000000ad';
const REMOTE = 'subnet-0000000b';
const ISLAND = 'subnet-0000000c';
const NAT = 'nat-00000001';
const FIREWALL_ENDPOINT = 'vpce-000000ff';
const LAMBDA_ENDPOINT = 'vpce-00000001';
const S3_ENDPOINT = 'vpce-00000053';
const PEERING = 'pcx-00000001';
const PREFIX_LIST = 'pl-00000001';
const ORDERS_GROUP = 'sg-00000001';
const DATABASE_GROUP = 'sg-000000db';
const ENDPOINT_GROUP = 'sg-000000e1';
const CACHE_GROUP = 'sg-000000ca';
const CHAINED_GROUP = 'sg-000000c1';
const PROVIDER = `arn:aws:lambda:${REGION}:${ACCOUNT}:capacity-provider:fleet`;
const POLICY = `arn:aws:iam::${ACCOUNT}:policy/shared`;
const ROLE = `arn:aws:iam::${ACCOUNT}:role/team/orders`;

const subnetIn = (VpcId: string, SubnetId: string, CidrBlock: string) =>
  aSubnet({ VpcId, SubnetId, CidrBlock });

const groupIn = (VpcId: string, GroupId: string, fields = {}) =>
  aSecurityGroup({ VpcId, GroupId, GroupName: GroupId, ...fields });

const on = (FunctionName: string, subnetId: string, groupId: string, fields = {}) =>
  aFunction({
    FunctionName,
    VpcConfig: { SubnetIds: [subnetId], SecurityGroupIds: [groupId] },
    Role: `arn:aws:iam::${ACCOUNT}:role/${FunctionName}`,
    ...fields,
  });

const tableOf = (RouteTableId: string, subnetId: string, routes: readonly object[], VpcId = A) =>
  aRouteTable({
    RouteTableId,
    VpcId,
    Associations: [
      {
        RouteTableAssociationId: RouteTableId.replace('rtb-', 'rtbassoc-'),
        SubnetId: subnetId,
        Main: false,
        AssociationState: { State: 'associated' },
      },
    ],
    Routes: [localRoute(), ...routes],
  });

const toInternet = (target: object) => ({ DestinationCidrBlock: '0.0.0.0/0', ...target });

const WORLD: Snapshot = snapshot({
  collections: {
    Vpcs: [A, B, C].map((VpcId) => aVpc({ VpcId })),
    Subnets: [
      subnetIn(A, PRIVATE, '10.0.0.0/24'),
      subnetIn(A, PUBLIC, '10.0.1.0/24'),
      subnetIn(A, FIREWALL, '10.0.2.0/24'),
      subnetIn(A, CHAINED, '10.0.3.0/24'),
      subnetIn(A, ENDPOINTS, '10.0.4.0/24'),
      subnetIn(A, CACHE, '10.0.9.0/24'),
      subnetIn(B, REMOTE, '10.1.0.0/24'),
      subnetIn(C, ISLAND, '10.2.0.0/24'),
    ],
    RouteTables: [
      aRouteTable({
        RouteTableId: 'rtb-00000000',
        VpcId: A,
        Associations: [{ Main: true, AssociationState: { State: 'associated' } }],
        Routes: [localRoute(), toInternet({ GatewayId: 'igw-00000001' })],
      }),
      tableOf('rtb-0000000a', PRIVATE, [toInternet({ NatGatewayId: NAT })]),
      tableOf('rtb-000000af', FIREWALL, [toInternet({ NatGatewayId: NAT })]),
      tableOf('rtb-000000ac', CHAINED, [
        toInternet({ GatewayId: FIREWALL_ENDPOINT }),
        { DestinationPrefixListId: PREFIX_LIST, NatGatewayId: NAT },
      ]),
      tableOf('rtb-000000ae', ENDPOINTS, []),
      tableOf('rtb-0000000b', REMOTE, [], B),
      tableOf('rtb-0000000c', ISLAND, [toInternet({ NetworkInterfaceId: 'eni-0000000c' })], C),
    ],
    NatGateways: [
      item('NatGateways', {
        NatGatewayId: NAT,
        VpcId: A,
        SubnetId: PUBLIC,
        NatGatewayAddresses: [{ AllocationId: 'eipalloc-00000001', PublicIp: '192.0.2.1' }],
      }),
    ],
    InternetGateways: [
      item('InternetGateways', { InternetGatewayId: 'igw-00000001', Attachments: [{ VpcId: A }] }),
    ],
    SecurityGroups: [
      groupIn(A, ORDERS_GROUP, {
        IpPermissionsEgress: [
          { IpProtocol: 'tcp', UserIdGroupPairs: [{ GroupId: DATABASE_GROUP }] },
        ],
      }),
      groupIn(A, DATABASE_GROUP),
      groupIn(A, ENDPOINT_GROUP),
      groupIn(A, CACHE_GROUP),
      groupIn(A, CHAINED_GROUP, {
        IpPermissionsEgress: [{ IpProtocol: '-1', PrefixListIds: [{ PrefixListId: PREFIX_LIST }] }],
      }),
      groupIn(B, 'sg-0000000b'),
      groupIn(C, 'sg-0000000c'),
    ],
    NetworkAcls: [
      item('NetworkAcls', {
        NetworkAclId: 'acl-0000000a',
        VpcId: A,
        Associations: [{ NetworkAclAssociationId: 'aclassoc-0000000a', SubnetId: PUBLIC }],
      }),
      item('NetworkAcls', {
        NetworkAclId: 'acl-000000ad',
        VpcId: A,
        Associations: [{ NetworkAclAssociationId: 'aclassoc-000000ad', SubnetId: CACHE }],
      }),
      item('NetworkAcls', {
        NetworkAclId: 'acl-000000ae',
        VpcId: A,
        Associations: [{ NetworkAclAssociationId: 'aclassoc-000000ae', SubnetId: ENDPOINTS }],
      }),
      item('NetworkAcls', {
        NetworkAclId: 'acl-0000000c',
        VpcId: C,
        Associations: [{ NetworkAclAssociationId: 'aclassoc-0000000c', SubnetId: ISLAND }],
      }),
    ],
    NetworkInterfaces: [
      item('NetworkInterfaces', {
        NetworkInterfaceId: 'eni-000000ca',
        VpcId: A,
        SubnetId: CACHE,
        PrivateIpAddress: '10.0.9.9',
        Groups: [{ GroupId: CACHE_GROUP }],
      }),
      item('NetworkInterfaces', {
        NetworkInterfaceId: 'eni-0000000c',
        VpcId: C,
        SubnetId: ISLAND,
        Groups: [],
        Attachment: { InstanceId: 'i-0000000c' },
      }),
    ],
    VpcEndpoints: [
      item('VpcEndpoints', {
        VpcEndpointId: LAMBDA_ENDPOINT,
        VpcId: A,
        ServiceName: 'com.amazonaws.us-east-1.lambda',
        VpcEndpointType: 'Interface',
        SubnetIds: [ENDPOINTS],
        Groups: [{ GroupId: ENDPOINT_GROUP }],
      }),
      item('VpcEndpoints', {
        VpcEndpointId: FIREWALL_ENDPOINT,
        VpcId: A,
        ServiceName: 'com.amazonaws.vpce.us-east-1.vpce-svc-00000001',
        VpcEndpointType: 'GatewayLoadBalancer',
        SubnetIds: [FIREWALL],
      }),
      item('VpcEndpoints', {
        VpcEndpointId: S3_ENDPOINT,
        VpcId: A,
        ServiceName: 'com.amazonaws.us-east-1.s3',
        VpcEndpointType: 'Gateway',
        RouteTableIds: ['rtb-0000000a'],
      }),
    ],
    VpcPeeringConnections: [
      item('VpcPeeringConnections', {
        VpcPeeringConnectionId: PEERING,
        Status: { Code: 'active' },
        RequesterVpcInfo: { VpcId: B },
        AccepterVpcInfo: { VpcId: A },
      }),
    ],
    Functions: [
      on('orders', PRIVATE, ORDERS_GROUP, {
        Role: ROLE,
        Environment: {
          Variables: {
            CACHE: '10.0.9.9:6379',
            DB: 'orders-db.abc123.us-east-1.rds.amazonaws.com',
          },
        },
      }),
      on('chained', CHAINED, CHAINED_GROUP),
      on('remote', REMOTE, 'sg-0000000b'),
      on('island', ISLAND, 'sg-0000000c'),
      aFunction({ FunctionName: 'outside', VpcConfig: undefined, Role: undefined }),
      aFunction({
        FunctionName: 'managed',
        Role: undefined,
        VpcConfig: undefined,
        CapacityProviderConfig: {
          LambdaManagedInstancesCapacityProviderConfig: { CapacityProviderArn: PROVIDER },
        },
      }),
    ],
    CapacityProviders: [
      item('CapacityProviders', {
        CapacityProviderArn: PROVIDER,
        VpcConfig: { SubnetIds: [ISLAND], SecurityGroupIds: ['sg-0000000c'] },
      }),
    ],
    EventSourceMappings: [
      item('EventSourceMappings', {
        UUID: '11111111-2222-3333-4444-555555555555',
        FunctionArn: `${functionArn('orders')}:prod`,
      }),
    ],
    RoleDetailList: [
      item('RoleDetailList', {
        Arn: ROLE,
        RoleName: 'orders',
        AttachedManagedPolicies: [{ PolicyArn: POLICY }],
      }),
    ],
  },
});

function scopeOf(source: string, eventName: string, requestParameters: object): Scope {
  const read = readCloudTrailEvent({
    eventID: 'e-1',
    eventName,
    eventSource: `${source}.amazonaws.com`,
    eventTime: '2026-11-20T11:59:00Z',
    awsRegion: REGION,
    recipientAccountId: ACCOUNT,
    requestParameters,
  });
  if (!read.ok) throw new Error(read.error.problem);
  const change = changeOf(read.event);
  if (!change.matched) throw new Error(change.ignoredBecause.detail);
  return resolveScope(change, namedScope(change, read.event.record), WORLD);
}

interface Row {
  readonly event: string;
  readonly source?: string;
  readonly parameters: object;
  readonly functions: readonly string[];
  /** Left out where the functions tell it. */
  readonly vpcs?: readonly string[];
  readonly endpoints?: readonly string[];
  readonly groups?: readonly string[];
}

const ALL_IN_VPCS = ['chained', 'island', 'managed', 'orders', 'remote'];

const ROWS: readonly (readonly [title: string, row: Row])[] = [
  [
    'a function: itself, its VPC and its groups',
    {
      source: 'lambda',
      event: 'UpdateFunctionConfiguration20150331v2',
      parameters: { functionName: 'orders' },
      functions: ['orders'],
      vpcs: [A],
      groups: [ORDERS_GROUP],
    },
  ],
  [
    'an event source mapping that is named alone: its function',
    {
      source: 'lambda',
      event: 'DeleteEventSourceMapping20150331',
      parameters: { uUID: '11111111-2222-3333-4444-555555555555' },
      functions: ['orders'],
      vpcs: [A],
      groups: [ORDERS_GROUP],
    },
  ],
  [
    'a capacity provider: the functions on it',
    {
      source: 'lambda',
      event: 'DeleteCapacityProvider',
      parameters: { capacityProviderName: 'fleet' },
      functions: ['managed'],
      vpcs: [C],
    },
  ],
  [
    'a subnet: the functions and endpoints on it',
    {
      event: 'ModifySubnetAttribute',
      parameters: { subnetId: ENDPOINTS },
      functions: [],
      vpcs: [A],
      endpoints: [LAMBDA_ENDPOINT],
    },
  ],
  [
    'a deleted subnet that functions still name',
    {
      event: 'DeleteSubnet',
      parameters: { subnetId: PRIVATE },
      functions: ['orders'],
      vpcs: [A],
    },
  ],
  [
    'a route of an explicit table: its functions and gateway endpoints',
    {
      event: 'ReplaceRoute',
      parameters: { routeTableId: 'rtb-0000000a' },
      functions: ['orders'],
      vpcs: [A],
      endpoints: [S3_ENDPOINT],
    },
  ],
  [
    "a route of the NAT gateway's subnet, by the main table: everything behind it, through a firewall too",
    {
      event: 'DeleteRoute',
      parameters: { routeTableId: 'rtb-00000000', destinationCidrBlock: '0.0.0.0/0' },
      functions: ['chained', 'orders'],
      vpcs: [A],
    },
  ],
  [
    "a route of the firewall's subnet: only what the firewall filters",
    {
      event: 'CreateRoute',
      parameters: { routeTableId: 'rtb-000000af' },
      functions: ['chained'],
      vpcs: [A],
      endpoints: [FIREWALL_ENDPOINT],
    },
  ],
  [
    "a route of an interface endpoint's subnet: the peers that call it",
    {
      event: 'DeleteRoute',
      parameters: { routeTableId: 'rtb-000000ae' },
      functions: ['remote'],
      vpcs: [A, B],
      endpoints: [LAMBDA_ENDPOINT],
    },
  ],
  [
    'an association that is named alone: its subnet',
    {
      event: 'DisassociateRouteTable',
      parameters: { associationId: 'rtbassoc-000000ac' },
      functions: ['chained'],
      vpcs: [A],
    },
  ],
  [
    'an association that nobody knows: the whole region',
    {
      event: 'DisassociateRouteTable',
      parameters: { associationId: 'rtbassoc-99999999' },
      functions: [...ALL_IN_VPCS, 'outside'],
      vpcs: [A, B, C],
      endpoints: [LAMBDA_ENDPOINT, S3_ENDPOINT, FIREWALL_ENDPOINT],
      groups: [ORDERS_GROUP, 'sg-0000000b', 'sg-0000000c', CHAINED_GROUP],
    },
  ],
  [
    'a NAT gateway: whoever is routed to it, directly or not',
    {
      event: 'DeleteNatGateway',
      parameters: { DeleteNatGatewayRequest: { NatGatewayId: NAT } },
      functions: ['chained', 'orders'],
      vpcs: [A],
    },
  ],
  [
    'an address of a NAT gateway',
    {
      event: 'ReleaseAddress',
      parameters: { allocationId: 'eipalloc-00000001' },
      functions: ['chained', 'orders'],
      vpcs: [A],
    },
  ],
  [
    'an address of something else',
    {
      event: 'ReleaseAddress',
      parameters: { allocationId: 'eipalloc-99999999' },
      functions: [],
      vpcs: [],
    },
  ],
  [
    'an internet gateway that names no VPC: the VPC it is attached to',
    {
      event: 'DetachInternetGateway',
      parameters: { internetGatewayId: 'igw-00000001' },
      functions: ['chained', 'orders'],
      vpcs: [A],
      endpoints: [LAMBDA_ENDPOINT, S3_ENDPOINT, FIREWALL_ENDPOINT],
      groups: [ORDERS_GROUP, CHAINED_GROUP],
    },
  ],
  [
    'a security group: the functions with it, and those whose group it names',
    {
      event: 'RevokeSecurityGroupEgress',
      parameters: { groupId: ORDERS_GROUP },
      functions: ['orders'],
      vpcs: [A],
      groups: [ORDERS_GROUP],
    },
  ],
  [
    "a database's group: the functions whose group names it",
    {
      event: 'AuthorizeSecurityGroupIngress',
      parameters: { groupId: DATABASE_GROUP },
      functions: ['orders'],
      vpcs: [A],
      groups: [DATABASE_GROUP],
    },
  ],
  [
    "a cache's group: the functions that name its address",
    {
      event: 'RevokeSecurityGroupIngress',
      parameters: { groupId: CACHE_GROUP },
      functions: ['orders'],
      vpcs: [A],
      groups: [CACHE_GROUP],
    },
  ],
  [
    "an endpoint's group: its callers, the peer's too",
    {
      event: 'RevokeSecurityGroupIngress',
      parameters: { groupId: ENDPOINT_GROUP },
      functions: ['chained', 'orders', 'remote'],
      vpcs: [A, B],
      endpoints: [LAMBDA_ENDPOINT],
      groups: [ENDPOINT_GROUP],
    },
  ],
  [
    "a network ACL of the NAT gateway's subnet",
    {
      event: 'CreateNetworkAclEntry',
      parameters: { networkAclId: 'acl-0000000a' },
      functions: ['chained', 'orders'],
      vpcs: [A],
    },
  ],
  [
    "a network ACL of a destination's subnet",
    {
      event: 'CreateNetworkAclEntry',
      parameters: { networkAclId: 'acl-000000ad' },
      functions: ['orders'],
      vpcs: [A],
    },
  ],
  [
    "a network ACL of an endpoint's subnet: its callers",
    {
      event: 'DeleteNetworkAclEntry',
      parameters: { networkAclId: 'acl-000000ae' },
      functions: ['chained', 'orders', 'remote'],
      vpcs: [A, B],
      endpoints: [LAMBDA_ENDPOINT],
    },
  ],
  [
    'a network ACL association: only its own subnet',
    {
      event: 'ReplaceNetworkAclAssociation',
      parameters: { associationId: 'aclassoc-0000000c', networkAclId: 'acl-0000000a' },
      functions: ['island', 'managed'],
      vpcs: [A, C],
    },
  ],
  [
    'a prefix list: tables and groups that name it',
    {
      event: 'ModifyManagedPrefixList',
      parameters: { ModifyManagedPrefixListRequest: { PrefixListId: PREFIX_LIST } },
      functions: ['chained'],
      vpcs: [A],
      groups: [CHAINED_GROUP],
    },
  ],
  [
    'an endpoint: its VPC and the peers',
    {
      event: 'ModifyVpcEndpoint',
      parameters: { ModifyVpcEndpointRequest: { VpcEndpointId: LAMBDA_ENDPOINT } },
      functions: ['chained', 'orders', 'remote'],
      vpcs: [A, B],
      endpoints: [LAMBDA_ENDPOINT, S3_ENDPOINT, FIREWALL_ENDPOINT],
      groups: [ORDERS_GROUP, 'sg-0000000b', CHAINED_GROUP],
    },
  ],
  [
    'a VPC attribute: the VPC and its peers',
    {
      event: 'ModifyVpcAttribute',
      parameters: { vpcId: B },
      functions: ['chained', 'orders', 'remote'],
      vpcs: [A, B],
      endpoints: [LAMBDA_ENDPOINT, S3_ENDPOINT, FIREWALL_ENDPOINT],
      groups: [ORDERS_GROUP, 'sg-0000000b', CHAINED_GROUP],
    },
  ],
  [
    'a VPC: everything in it',
    {
      event: 'ModifyVpcTenancy',
      parameters: { vpcId: C },
      functions: ['island', 'managed'],
      vpcs: [C],
      groups: ['sg-0000000c'],
    },
  ],
  [
    'a peering: both sides',
    {
      event: 'DeleteVpcPeeringConnection',
      parameters: { vpcPeeringConnectionId: PEERING },
      functions: ['chained', 'orders', 'remote'],
      vpcs: [A, B],
      endpoints: [LAMBDA_ENDPOINT, S3_ENDPOINT, FIREWALL_ENDPOINT],
      groups: [ORDERS_GROUP, 'sg-0000000b', CHAINED_GROUP],
    },
  ],
  [
    'a NAT instance: the tables that target its interface',
    {
      event: 'StopInstances',
      parameters: { instancesSet: { items: [{ instanceId: 'i-0000000c' }] } },
      functions: ['island', 'managed'],
      vpcs: [C],
    },
  ],
  [
    'Block Public Access: the region',
    {
      event: 'ModifyVpcBlockPublicAccessOptions',
      parameters: {},
      functions: [...ALL_IN_VPCS, 'outside'],
      vpcs: [A, B, C],
      endpoints: [LAMBDA_ENDPOINT, S3_ENDPOINT, FIREWALL_ENDPOINT],
      groups: [ORDERS_GROUP, 'sg-0000000b', 'sg-0000000c', CHAINED_GROUP],
    },
  ],
  [
    'a role, by its name alone, though it has a path',
    {
      source: 'iam',
      event: 'PutRolePolicy',
      parameters: { roleName: 'orders' },
      functions: ['orders'],
      vpcs: [A],
    },
  ],
  [
    'a managed policy: the functions of the roles it is attached to',
    {
      source: 'iam',
      event: 'SetDefaultPolicyVersion',
      parameters: { policyArn: POLICY },
      functions: ['orders'],
      vpcs: [A],
    },
  ],
  [
    'a database: the functions that name its host',
    {
      source: 'rds',
      event: 'ModifyDBInstance',
      parameters: { dBInstanceIdentifier: 'orders-db' },
      functions: ['orders'],
      vpcs: [A],
    },
  ],
  [
    'a shared subnet: nobody uses one of another owner here',
    {
      source: 'ram',
      event: 'AssociateResourceShare',
      parameters: {
        resourceShareArn: `arn:aws:ram:${REGION}:${ACCOUNT}:resource-share/11111111-2222-3333-4444-555555555555`,
      },
      functions: [],
      vpcs: [],
    },
  ],
];

describe('the scope of a change', () => {
  it.each(ROWS)('%s', (_title, row) => {
    const scope = scopeOf(row.source ?? 'ec2', row.event, row.parameters);
    const names = scope.functions.map((arn) => arn.split(':').at(-1));
    expect({ ...scope, functions: names, roles: [] }).toEqual({
      functions: [...row.functions].sort(),
      vpcs: row.vpcs ?? [],
      endpoints: [...(row.endpoints ?? [])].sort(),
      securityGroups: [...(row.groups ?? [])].sort(),
      roles: [],
    });
  });

  it('gives a role the ARN that is known, with its path', () => {
    expect(scopeOf('iam', 'DeleteRolePolicy', { roleName: 'orders' }).roles).toEqual([ROLE]);
  });

  it('is the whole region where CloudTrail left the parameters out', () => {
    const scope = scopeOf('ec2', 'CreateRoute', { omitted: true, reason: 'too large' });
    expect(scope.vpcs).toEqual([A, B, C]);
    expect(scope.functions).toHaveLength(6);
  });

  it('leaves another region alone', () => {
    const read = readCloudTrailEvent({
      eventID: 'e-2',
      eventName: 'ModifyVpcBlockPublicAccessOptions',
      eventSource: 'ec2.amazonaws.com',
      eventTime: '2026-11-20T11:59:00Z',
      awsRegion: 'eu-west-1',
      requestParameters: {},
    });
    if (!read.ok) throw new Error(read.error.problem);
    const change = changeOf(read.event);
    if (!change.matched) throw new Error(change.ignoredBecause.detail);
    const scope = resolveScope(change, namedScope(change, read.event.record), WORLD);
    expect(scope.functions).toEqual([]);
  });
});
