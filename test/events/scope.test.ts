import { describe, expect, it } from 'vitest';
import { changeOf } from '../../shared/events/change.ts';
import { readCloudTrailEvent } from '../../shared/events/cloudtrail-event.ts';
import { namedScope } from '../../shared/events/named-scope.ts';
import type { Scope } from '../../shared/events/named-scope.ts';
import { resolveScope } from '../../shared/events/scope.ts';
import {
  A,
  B,
  C,
  CACHE_GROUP,
  CHAINED_GROUP,
  DATABASE_GROUP,
  ENDPOINT_GROUP,
  ENDPOINTS,
  FIREWALL_ENDPOINT,
  LAMBDA_ENDPOINT,
  NAT,
  ORDERS_GROUP,
  PEERING,
  POLICY,
  PREFIX_LIST,
  PRIVATE,
  ROLE,
  S3_ENDPOINT,
  WORLD,
} from '../builders/scope-world.ts';
import { ACCOUNT, REGION } from '../builders/snapshot.ts';

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
