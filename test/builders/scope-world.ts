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
} from './snapshot.ts';

/**
 * VPC a: `orders` on a private subnet behind a NAT gateway; `chained` behind a firewall endpoint whose
 * subnet is behind the same NAT gateway; the NAT gateway's subnet uses the main table. An interface
 * endpoint stands in a subnet of its own. VPC b, with `remote`, is peered with a. VPC c, with `island`,
 * is not. `outside` is in no VPC.
 */
export const A = 'vpc-0000000a';
export const B = 'vpc-0000000b';
export const C = 'vpc-0000000c';
export const PRIVATE = 'subnet-0000000a';
export const PUBLIC = 'subnet-000000aa';
export const FIREWALL = 'subnet-000000af';
export const CHAINED = 'subnet-000000ac';
export const ENDPOINTS = 'subnet-000000ae';
export const CACHE = 'subnet-000000ad';
export const REMOTE = 'subnet-0000000b';
export const ISLAND = 'subnet-0000000c';
export const NAT = 'nat-00000001';
export const FIREWALL_ENDPOINT = 'vpce-000000ff';
export const LAMBDA_ENDPOINT = 'vpce-00000001';
export const S3_ENDPOINT = 'vpce-00000053';
export const PEERING = 'pcx-00000001';
export const PREFIX_LIST = 'pl-00000001';
export const ORDERS_GROUP = 'sg-00000001';
export const DATABASE_GROUP = 'sg-000000db';
export const ENDPOINT_GROUP = 'sg-000000e1';
export const CACHE_GROUP = 'sg-000000ca';
export const CHAINED_GROUP = 'sg-000000c1';
export const PROVIDER = `arn:aws:lambda:${REGION}:${ACCOUNT}:capacity-provider:fleet`;
export const POLICY = `arn:aws:iam::${ACCOUNT}:policy/shared`;
export const ROLE = `arn:aws:iam::${ACCOUNT}:role/team/orders`;

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

export const WORLD: Snapshot = snapshot({
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
