import { describe, expect, it } from 'vitest';
import { affectedUnits } from '../../shared/events/affected-units.ts';
import type { PlacedFunction } from '../../shared/events/affected-units.ts';
import { unitKey } from '../../shared/events/audit-unit.ts';
import { CHANGE_CATALOGUE } from '../../shared/events/change-catalogue.ts';
import { changeOf } from '../../shared/events/change.ts';
import type { MatchedChange } from '../../shared/events/change.ts';
import { readCloudTrailEvent } from '../../shared/events/cloudtrail-event.ts';
import { namedScope } from '../../shared/events/named-scope.ts';
import type { NamedScope } from '../../shared/events/named-scope.ts';
import { vpcIndexOf } from '../../shared/events/vpc-index-of.ts';
import type { VpcIndex } from '../../shared/events/vpc-index.ts';
import {
  A,
  B,
  C,
  CACHE_GROUP,
  DATABASE_GROUP,
  ENDPOINT_GROUP,
  LAMBDA_ENDPOINT,
  NAT,
  ORDERS_GROUP,
  PEERING,
  POLICY,
  PREFIX_LIST,
  PRIVATE,
  PROVIDER,
  PUBLIC,
  WORLD,
} from '../builders/scope-world.ts';
import { ACCOUNT, functionArn, REGION } from '../builders/snapshot.ts';
import { recordOf } from '../fixtures/events/inferred-events.ts';

/**
 * VPC a has `orders` and `chained` behind a NAT gateway, and an interface endpoint; VPC b, with `remote`,
 * is peered with a. VPC c has `island` and `managed`. A database VPC is in nobody's use and peered with c.
 */
const DATABASES = 'vpc-0000000d';
const ELSEWHERE = 'vpc-0000000e';

const INDEXES: readonly VpcIndex[] = [
  ...[A, B].map((vpcId) => vpcIndexOf(WORLD, vpcId)),
  withIds(C, [
    'tgw-0000000c',
    'tgw-attach-0000000c',
    'Z0123456789ABCDEFGHIJ',
    'rp-1',
    'rslvr-rr-1',
  ]),
  {
    region: REGION,
    vpcId: DATABASES,
    capturedAt: WORLD.capturedAt,
    ids: ['acl-0000000d', 'subnet-0000000d'],
    peerVpcIds: [C],
    inUse: false,
  },
];

function withIds(vpcId: string, more: readonly string[]): VpcIndex {
  const index = vpcIndexOf(WORLD, vpcId);
  return { ...index, ids: [...index.ids, ...more].toSorted() };
}

const placed = (name: string, ...vpcIds: readonly string[]): PlacedFunction => ({
  functionArn: functionArn(name),
  region: REGION,
  vpcIds,
});

interface Row {
  /** `ec2` where it is left out. */
  readonly source?: string;
  readonly event: string;
  readonly parameters?: object;
  readonly answer?: object;
  /** What the inventory answers. */
  readonly functions?: readonly PlacedFunction[];
  /** VPC ids; functions and the account by their unit's key. */
  readonly units: readonly string[];
}

const ROWS: readonly (readonly [title: string, row: Row])[] = [
  [
    'a function: its VPC, and the peer whose endpoints it may use',
    {
      source: 'lambda',
      event: 'UpdateFunctionConfiguration20150331v2',
      parameters: { functionName: 'orders' },
      functions: [placed('orders', A)],
      units: [A, B],
    },
  ],
  [
    'a function that moved: the VPC it was in and the one it is in',
    {
      source: 'lambda',
      event: 'UpdateFunctionConfiguration20150331v2',
      parameters: { functionName: 'orders' },
      functions: [placed('orders', C), placed('orders', ELSEWHERE)],
      units: [C, ELSEWHERE],
    },
  ],
  [
    'a function that was detached: the VPC it was in, and itself',
    {
      source: 'lambda',
      event: 'UpdateFunctionConfiguration20150331v2',
      parameters: { functionName: 'island' },
      functions: [placed('island', C), placed('island')],
      units: [C, `function/${functionArn('island')}`],
    },
  ],
  [
    'a version that is used, though the event names subnets of others',
    {
      source: 'lambda',
      event: 'PublishVersion20150331',
      parameters: { functionName: 'island' },
      answer: { vpcConfig: { subnetIds: [PRIVATE] } },
      functions: [placed('island', C)],
      units: [C],
    },
  ],
  [
    'code of a function outside any VPC: itself',
    {
      source: 'lambda',
      event: 'UpdateFunctionCode20150331v2',
      parameters: { functionName: 'outside' },
      functions: [placed('outside')],
      units: [`function/${functionArn('outside')}`],
    },
  ],
  [
    'an event source mapping that is named alone: the VPC of its function',
    {
      source: 'lambda',
      event: 'DeleteEventSourceMapping20150331',
      parameters: { uUID: '11111111-2222-3333-4444-555555555555' },
      units: [A],
    },
  ],
  [
    'a capacity provider: the VPCs of its functions',
    {
      source: 'lambda',
      event: 'DeleteCapacityProvider',
      parameters: { capacityProviderName: PROVIDER },
      functions: [placed('managed', C)],
      units: [C],
    },
  ],
  [
    'a new subnet: the VPC it is made in, whatever id it gets',
    {
      event: 'CreateSubnet',
      parameters: { vpcId: C },
      answer: { subnet: { subnetId: 'subnet-99999999', vpcId: C } },
      units: [C],
    },
  ],
  [
    "a route of the NAT gateway's subnet, by the main table: its VPC and the peer's",
    { event: 'DeleteRoute', parameters: { routeTableId: 'rtb-00000000' }, units: [A, B] },
  ],
  [
    'an association that is named alone',
    {
      event: 'DisassociateRouteTable',
      parameters: { associationId: 'rtbassoc-0000000c' },
      units: [C],
    },
  ],
  [
    'an association that moved to another table',
    {
      event: 'ReplaceRouteTableAssociation',
      parameters: { associationId: 'rtbassoc-0000000c', routeTableId: 'rtb-99999999' },
      answer: { newAssociationId: 'rtbassoc-99999999' },
      units: [C],
    },
  ],
  ['a VPN gateway: its VPC', { event: 'AttachVpnGateway', parameters: { vpcId: C }, units: [C] }],
  [
    "a NAT gateway that another subnet's table leads to: its VPC and the peer's",
    {
      event: 'DeleteNatGateway',
      parameters: { DeleteNatGatewayRequest: { NatGatewayId: NAT } },
      units: [A, B],
    },
  ],
  [
    'a new NAT gateway: the VPC of the subnet it is made in',
    {
      event: 'CreateNatGateway',
      parameters: { CreateNatGatewayRequest: { SubnetId: PUBLIC } },
      units: [A, B],
    },
  ],
  [
    'an address of a NAT gateway',
    { event: 'DisassociateAddress', parameters: { publicIp: '192.0.2.1' }, units: [A, B] },
  ],
  [
    'an address of something else',
    { event: 'ReleaseAddress', parameters: { allocationId: 'eipalloc-99999999' }, units: [] },
  ],
  [
    'an internet gateway that names no VPC: the VPC it is attached to',
    {
      event: 'DetachInternetGateway',
      parameters: { internetGatewayId: 'igw-00000001' },
      units: [A, B],
    },
  ],
  [
    'Block Public Access: every VPC in use',
    { event: 'ModifyVpcBlockPublicAccessOptions', parameters: {}, units: [A, B, C] },
  ],
  [
    'an encryption control: its VPC',
    { event: 'CreateVpcEncryptionControl', parameters: { vpcId: C }, units: [C] },
  ],
  [
    'encryption controls of the account: every VPC in use',
    { event: 'ModifyAccountVpcEncryptionControl', parameters: {}, units: [A, B, C] },
  ],
  [
    'a security group of functions',
    { event: 'RevokeSecurityGroupEgress', parameters: { groupId: ORDERS_GROUP }, units: [A, B] },
  ],
  [
    "a database's group that the functions' group names",
    {
      event: 'AuthorizeSecurityGroupIngress',
      parameters: { groupId: DATABASE_GROUP },
      units: [A, B],
    },
  ],
  [
    "a cache's group, named by the interface it is set on",
    {
      event: 'ModifyNetworkInterfaceAttribute',
      parameters: { networkInterfaceId: 'eni-000000ca' },
      units: [A, B],
    },
  ],
  [
    'the group of a cache that functions name by its address',
    { event: 'RevokeSecurityGroupIngress', parameters: { groupId: CACHE_GROUP }, units: [A, B] },
  ],
  [
    "an endpoint's group: the peers' functions call it too",
    { event: 'RevokeSecurityGroupIngress', parameters: { groupId: ENDPOINT_GROUP }, units: [A, B] },
  ],
  [
    'a network ACL association: both ACLs are of one VPC',
    {
      event: 'ReplaceNetworkAclAssociation',
      parameters: { associationId: 'aclassoc-0000000c', networkAclId: 'acl-99999999' },
      units: [C],
    },
  ],
  [
    'a network ACL of a VPC that nothing audited is in: the peers that call into it',
    { event: 'CreateNetworkAclEntry', parameters: { networkAclId: 'acl-0000000d' }, units: [C] },
  ],
  [
    'a prefix list: the VPCs whose tables and groups name it',
    {
      event: 'ModifyManagedPrefixList',
      parameters: { ModifyManagedPrefixListRequest: { PrefixListId: PREFIX_LIST } },
      units: [A, B],
    },
  ],
  [
    'an endpoint: its VPC and the peers',
    {
      event: 'ModifyVpcEndpoint',
      parameters: { ModifyVpcEndpointRequest: { VpcEndpointId: LAMBDA_ENDPOINT } },
      units: [A, B],
    },
  ],
  [
    'a new endpoint in a VPC that nothing was in',
    {
      event: 'CreateVpcEndpoint',
      parameters: { CreateVpcEndpointRequest: { VpcId: DATABASES } },
      units: [DATABASES, C],
    },
  ],
  [
    'a VPC attribute: the VPC and its peers',
    { event: 'ModifyVpcAttribute', parameters: { vpcId: B }, units: [A, B] },
  ],
  [
    'DHCP options that many VPCs share: the VPC they are given to',
    {
      event: 'AssociateDhcpOptions',
      parameters: { dhcpOptionsId: 'dopt-00000001', vpcId: C },
      units: [C],
    },
  ],
  ['a VPC', { event: 'AssociateVpcCidrBlock', parameters: { vpcId: C }, units: [C] }],
  [
    'a VPC that is gone, though nothing was in it: the peers lost it',
    { event: 'DeleteVpc', parameters: { vpcId: DATABASES }, units: [DATABASES, C] },
  ],
  [
    'a peering: both sides',
    {
      event: 'DeleteVpcPeeringConnection',
      parameters: { vpcPeeringConnectionId: PEERING },
      units: [A, B],
    },
  ],
  [
    'an attachment of a transit gateway: its VPC, not all that route to the gateway',
    {
      event: 'CreateTransitGatewayVpcAttachment',
      parameters: {
        CreateTransitGatewayVpcAttachmentRequest: {
          TransitGatewayId: 'tgw-0000000c',
          VpcId: ELSEWHERE,
        },
      },
      units: [ELSEWHERE],
    },
  ],
  [
    'a route of a transit gateway: every VPC that sends through one',
    {
      event: 'CreateTransitGatewayRoute',
      parameters: {
        CreateTransitGatewayRouteRequest: { TransitGatewayRouteTableId: 'tgw-rtb-00000001' },
      },
      units: [C],
    },
  ],
  [
    'a NAT instance: the VPC whose tables target its interface',
    {
      event: 'StopInstances',
      parameters: { instancesSet: { items: [{ instanceId: 'i-0000000c' }] } },
      units: [C],
    },
  ],
  [
    'an instance that no route leads to',
    {
      event: 'TerminateInstances',
      parameters: { instancesSet: { items: [{ instanceId: 'i-99999999' }] } },
      units: [],
    },
  ],
  [
    'a role: the VPCs of its functions, in all regions',
    {
      source: 'iam',
      event: 'PutRolePolicy',
      parameters: { roleName: 'orders' },
      functions: [placed('orders', A), { ...placed('far', 'vpc-0000000f'), region: 'eu-west-1' }],
      units: [A, B, 'vpc/eu-west-1/vpc-0000000f'],
    },
  ],
  [
    'a managed policy: the VPCs of the functions of every role it is attached to',
    {
      source: 'iam',
      event: 'SetDefaultPolicyVersion',
      parameters: { policyArn: POLICY },
      functions: [placed('orders', A), placed('island', C)],
      units: [A, B, C],
    },
  ],
  [
    'a policy of the organisation: the account and every VPC in use',
    {
      source: 'organizations',
      event: 'AttachPolicy',
      parameters: { policyId: 'p-1', targetId: ACCOUNT },
      units: ['account', A, B, C],
    },
  ],
  [
    'a hosted zone: the VPCs that resolve it',
    {
      source: 'route53',
      event: 'ChangeResourceRecordSets',
      parameters: { hostedZoneId: 'Z0123456789ABCDEFGHIJ' },
      units: [C],
    },
  ],
  [
    'a hosted zone for a VPC',
    {
      source: 'route53',
      event: 'AssociateVPCWithHostedZone',
      parameters: { hostedZoneId: 'Z99999999999', vPC: { vPCId: B, vPCRegion: REGION } },
      units: [A, B],
    },
  ],
  [
    'a hosted zone that no VPC here resolves',
    {
      source: 'route53',
      event: 'ChangeResourceRecordSets',
      parameters: { hostedZoneId: 'Z99999999999' },
      units: [],
    },
  ],
  [
    'a profile: the VPCs it is associated with',
    {
      source: 'route53profiles',
      event: 'AssociateResourceToProfile',
      parameters: { profileId: 'rp-1' },
      units: [C],
    },
  ],
  [
    'a resolver rule for a VPC',
    {
      source: 'route53resolver',
      event: 'AssociateResolverRule',
      parameters: { resolverRuleId: 'rslvr-rr-1', vPCId: C },
      units: [C],
    },
  ],
  [
    'a database: the VPCs of the functions that name its host',
    {
      source: 'rds',
      event: 'ModifyDBInstance',
      parameters: { dBInstanceIdentifier: 'Orders-DB' },
      units: [A, B],
    },
  ],
  [
    'a cache that nobody names',
    {
      source: 'elasticache',
      event: 'ModifyReplicationGroup',
      parameters: { replicationGroupId: 'sessions' },
      units: [],
    },
  ],
  [
    'a data warehouse that nobody names',
    {
      source: 'redshift',
      event: 'DeleteCluster',
      parameters: { clusterIdentifier: 'reports' },
      units: [],
    },
  ],
  [
    'a mount target: the VPC of its subnet',
    {
      source: 'elasticfilesystem',
      event: 'CreateMountTarget',
      parameters: { fileSystemId: 'fs-99999999', subnetId: PRIVATE },
      units: [A, B],
    },
  ],
  [
    'shared subnets, which a share does not name: every VPC in use',
    {
      source: 'ram',
      event: 'DisassociateResourceShare',
      parameters: {
        resourceShareArn: `arn:aws:ram:${REGION}:${ACCOUNT}:resource-share/11111111-2222-3333-4444-555555555555`,
      },
      units: [A, B, C],
    },
  ],
  [
    'a group that is named by its name only: every VPC of the region, used or not',
    {
      event: 'DeleteSecurityGroup',
      parameters: { groupName: 'orders' },
      units: [A, B, C, DATABASES],
    },
  ],
  [
    'parameters that CloudTrail left out for their size',
    {
      event: 'CreateVpcEndpoint',
      parameters: { omitted: true, reason: 'requestParameters too large' },
      units: [A, B, C, DATABASES],
    },
  ],
];

function readRow({ source = 'ec2', event, parameters, answer }: Row): {
  readonly change: MatchedChange;
  readonly named: NamedScope;
} {
  const read = readCloudTrailEvent(
    recordOf(source, event, {
      awsRegion: REGION,
      requestParameters: parameters ?? null,
      responseElements: answer ?? null,
    }),
  );
  if (!read.ok) throw new Error(read.error.problem);
  const change = changeOf(read.event);
  if (!change.matched) throw new Error(change.ignoredBecause.detail);
  return { change, named: namedScope(change, read.event.record) };
}

function affectedBy(row: Row, located?: ReadonlyMap<string, readonly string[]>) {
  const { change, named } = readRow(row);
  return affectedUnits(change, named, {
    homeRegion: REGION,
    indexes: INDEXES,
    functions: row.functions ?? [],
    ...(located && { located }),
  });
}

/** The unit of a VPC of the region is written as the VPC's id. */
const keysOf = (affected: ReturnType<typeof affectedBy>) =>
  affected.units.map((unit) => unitKey(unit).replace(`vpc/${REGION}/`, ''));

describe('the units that a change affects', () => {
  it.each(ROWS)('%s', (_title, row) => {
    const affected = affectedBy(row, new Map());
    expect(keysOf(affected).toSorted()).toEqual([...row.units].toSorted());
    expect(affected.needsSweep).toBe(false);
  });

  it('are tested for every row of the catalogue', () => {
    const tested = new Set(ROWS.map(([, row]) => readRow(row).change.row));
    const missing = CHANGE_CATALOGUE.filter((row) => !tested.has(row));
    expect(missing).toEqual([]);
  });
});

describe('an id that no index knows', () => {
  const row: Row = {
    event: 'AuthorizeSecurityGroupIngress',
    parameters: { groupId: 'sg-99999999' },
    units: [],
  };

  it('is to be located', () => {
    expect(affectedBy(row)).toEqual({ units: [], toLocate: ['sg-99999999'], needsSweep: false });
  });

  it('hits the VPC that it is found in, with the peers of that', () => {
    const affected = affectedBy(row, new Map([['sg-99999999', [DATABASES]]]));
    expect(keysOf(affected)).toEqual([C]);
    expect(affected.toLocate).toEqual([]);
  });

  it('hits a VPC that has no index yet', () => {
    expect(keysOf(affectedBy(row, new Map([['sg-99999999', [ELSEWHERE]]])))).toEqual([ELSEWHERE]);
  });

  it('is not asked for where the event names its VPC, or something that is known', () => {
    const parameters = { vpcId: C, routeTableId: 'rtb-99999999' };
    expect(affectedBy({ event: 'CreateRouteTable', parameters, units: [] }).toLocate).toEqual([]);
  });

  it.each([
    ['an instance', 'StopInstances', { instanceId: 'i-99999999' }],
    ['a network interface', 'DeleteNetworkInterface', { networkInterfaceId: 'eni-99999999' }],
    ['an address', 'AssociateAddress', { allocationId: 'eipalloc-99999999' }],
  ])(
    'is not asked for where it is %s: the index knows those that matter',
    (_, event, parameters) => {
      expect(affectedBy({ event, parameters, units: [] })).toMatchObject({
        units: [],
        toLocate: [],
      });
    },
  );
});

describe('an event that does not say which functions or roles it is about', () => {
  it.each([
    ['lambda', 'UpdateFunctionConfiguration20150331v2'],
    ['iam', 'PutRolePolicy'],
    ['iam', 'CreatePolicyVersion'],
  ])('of %s: %s asks for a sweep', (source, event) => {
    const parameters = { omitted: true, reason: 'requestParameters too large' };
    expect(affectedBy({ source, event, parameters, units: [] })).toMatchObject({
      units: [],
      needsSweep: true,
    });
  });

  it('does not where the answer says it', () => {
    const affected = affectedBy({
      source: 'lambda',
      event: 'UpdateFunctionConfiguration20150331v2',
      parameters: { omitted: true },
      answer: { functionArn: functionArn('island') },
      functions: [placed('island', C)],
      units: [],
    });
    expect(affected).toMatchObject({ needsSweep: false, units: [{ vpcId: C }] });
  });
});

describe('the index of a VPC', () => {
  it('is in use by functions or endpoints, or where endpoints were not read', () => {
    expect(INDEXES.map(({ vpcId, inUse }) => [vpcId, inUse])).toEqual([
      [A, true],
      [B, true],
      [C, true],
      [DATABASES, false],
    ]);
  });

  it('names what is in it and what that refers to, each once and sorted', () => {
    const { ids, peerVpcIds } = vpcIndexOf(WORLD, A);
    expect(ids).toEqual([...new Set(ids)].toSorted());
    expect(ids).toEqual(
      expect.arrayContaining([
        PRIVATE,
        NAT,
        'eipalloc-00000001',
        '192.0.2.1',
        'rtbassoc-000000ac',
        'aclassoc-000000ad',
        PEERING,
        PREFIX_LIST,
        'eni-000000ca',
        'orders-db',
      ]),
    );
    expect(ids).not.toContain(ACCOUNT);
    expect(ids.filter((id) => id.startsWith('vpc-'))).toEqual([]);
    expect(peerVpcIds).toEqual([B]);
  });
});
