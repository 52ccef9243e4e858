import { describe, expect, it } from 'vitest';
import { changeOf } from '../../shared/events/change.ts';
import type { ChangeKind, FanOut } from '../../shared/events/change-kind.ts';
import { readCloudTrailEvent } from '../../shared/events/cloudtrail-event.ts';
import { idsOf, namedScope } from '../../shared/events/named-scope.ts';
import * as events from '../fixtures/events/inferred-events.ts';

const { ACCOUNT, REGION, envelopeOf, recordOf } = events;

const ORDERS = `arn:aws:lambda:${REGION}:${ACCOUNT}:function:orders`;
const VPC = 'vpc-0123456789abcdef0';
const SUBNET = 'subnet-0123456789abcdef0';
const SUBNET_B = 'subnet-0123456789abcdef1';
const GROUP = 'sg-0123456789abcdef0';
const GROUP_B = 'sg-0123456789abcdef1';
const TABLE = 'rtb-0123456789abcdef0';
const ENDPOINT = 'vpce-0123456789abcdef0';
const ZONE = 'Z0123456789ABCDEFGHIJ';
const MAPPING = '9b3a7281-7771-463c-9b17-32268cd91c17';

function replay(document: unknown) {
  const result = readCloudTrailEvent(document);
  if (!result.ok) throw new Error(`${result.error.field}: ${result.error.problem}`);
  const change = changeOf(result.event);
  return { change, scope: namedScope(change, result.event.record) };
}

type Case = readonly [record: unknown, kind: ChangeKind, fanOut: FanOut, ids: readonly string[]];

const MATCHED: Readonly<Record<string, Case>> = {
  'ModifyVpcEndpoint, not what its policy mentions': [
    events.modifyVpcEndpoint,
    'vpc-endpoint',
    'vpc-and-peers',
    [ENDPOINT, SUBNET, GROUP, GROUP_B],
  ],
  'CreateVpcEndpoint of a gateway, not what its tag mentions': [
    events.createGatewayEndpoint,
    'vpc-endpoint',
    'vpc-and-peers',
    [VPC, TABLE, ENDPOINT],
  ],
  ReplaceRoute: [
    events.replaceRoute,
    'route',
    'functions-of-route-table',
    [TABLE, 'nat-0123456789abcdef0'],
  ],
  'ReplaceRouteTableAssociation, with the old and the new association': [
    events.replaceRouteTableAssociation,
    'route',
    'functions-of-route-table',
    [TABLE, 'rtbassoc-0123456789abcdef0', 'rtbassoc-0123456789abcdef1'],
  ],
  'DisassociateRouteTable, by the association alone': [
    events.disassociateRouteTable,
    'route',
    'functions-of-route-table',
    ['rtbassoc-0123456789abcdef0'],
  ],
  'DisassociateAddress, by the address alone': [
    events.disassociateAddress,
    'nat-gateway',
    'functions-of-nat-gateway',
    ['198.51.100.7'],
  ],
  ModifyVpcAttribute: [events.modifyVpcAttribute, 'vpc-attribute', 'vpc-and-peers', [VPC]],
  ModifySubnetAttribute: [events.modifySubnetAttribute, 'subnet', 'functions-of-subnet', [SUBNET]],
  'ModifySecurityGroupRules, not what a description mentions': [
    events.modifySecurityGroupRules,
    'security-group',
    'users-of-security-group',
    [GROUP, 'sgr-0123456789abcdef0', 'pl-0123456789abcdef0'],
  ],
  'ModifyVpcBlockPublicAccessOptions, which names nothing': [
    events.blockPublicAccess,
    'block-public-access',
    'region',
    [],
  ],
  'UpdateFunctionConfiguration into a VPC': [
    events.attachToVpc,
    'function',
    'function',
    [ORDERS, `arn:aws:iam::${ACCOUNT}:role/service-role/orders`, VPC, SUBNET, SUBNET_B, GROUP],
  ],
  'CreateFunction with empty lists, not what its tag mentions': [
    events.createOutsideVpc,
    'function',
    'function',
    [ORDERS],
  ],
  'TagResource of a function': [events.tagFunction, 'function', 'function', [ORDERS]],
  'TagResource of an event source mapping': [
    events.tagEventSourceMapping,
    'function',
    'function',
    [MAPPING],
  ],
  'CreateCapacityProvider, by its ARN': [
    events.createCapacityProvider,
    'capacity-provider',
    'functions-of-capacity-provider',
    [`arn:aws:lambda:${REGION}:${ACCOUNT}:capacity-provider:batch`, SUBNET, GROUP],
  ],
  'CreatePolicyVersion, not what its document mentions': [
    events.newPolicyVersion,
    'role',
    'functions-of-managed-policy',
    [`arn:aws:iam::${ACCOUNT}:policy/network`],
  ],
  AssociateVPCWithHostedZone: [events.associateZone, 'hosted-zone', 'associated-vpcs', [VPC, ZONE]],
  "ChangeResourceRecordSets, not the alias target's zone": [
    events.changeRecords,
    'hosted-zone',
    'associated-vpcs',
    [ZONE],
  ],
  'AssociateResourceToProfile, by the ARN of an endpoint': [
    events.endpointIntoProfile,
    'route53-profile',
    'associated-vpcs',
    ['rp-0123456789abcdef', ENDPOINT],
  ],
  AssociateResolverRule: [
    events.associateResolverRule,
    'resolver-rule',
    'associated-vpcs',
    ['rslvr-rr-0123456789abcdef0', VPC],
  ],
  ModifyDBInstance: [
    events.modifyDatabase,
    'database',
    'functions-naming-resource',
    ['orders', VPC, SUBNET, GROUP],
  ],
  ModifyReplicationGroup: [
    events.modifyCache,
    'database',
    'functions-naming-resource',
    ['sessions', GROUP],
  ],
  'DeleteCluster of Redshift': [
    events.deleteWarehouse,
    'database',
    'functions-naming-resource',
    ['warehouse'],
  ],
  CreateMountTarget: [
    events.createMountTarget,
    'file-system',
    'functions-naming-resource',
    ['fs-0123456789abcdef0', 'fsmt-0123456789abcdef0', SUBNET, 'eni-0123456789abcdef0'],
  ],
  'AssociateResourceShare of a subnet': [
    events.shareSubnet,
    'resource-share',
    'shared-subnets',
    [`arn:aws:ram:${REGION}:${ACCOUNT}:resource-share/${MAPPING}`, SUBNET],
  ],
  'AttachPolicy of the organisation': [
    events.attachServiceControlPolicy,
    'organization-policy',
    'organization',
    ['ou-exam-ple12345', 'p-examplepolicyid'],
  ],
};

describe('events in inferred shapes', () => {
  it.each(Object.entries(MATCHED))('%s', (_name, [record, kind, fanOut, ids]) => {
    for (const document of [record, { Records: [record] }]) {
      const { change, scope } = replay(document);
      expect(change).toMatchObject({ matched: true, kind, row: { fanOut }, failed: undefined });
      expect(idsOf(scope.resources)).toEqual([...ids].sort());
      expect(scope.incomplete).toBeUndefined();
    }
  });

  it('reach the rules in the envelope that EventBridge makes', () => {
    const { change } = replay(envelopeOf(events.replaceRoute));
    expect(change).toMatchObject({ matched: true, kind: 'route', accountId: ACCOUNT });
  });
});

describe('scope from the event alone', () => {
  it('sorts ids by what they are', () => {
    const { scope } = replay(events.attachToVpc);
    expect(scope).toMatchObject({
      vpcs: [VPC],
      functions: [ORDERS],
      endpoints: [],
      securityGroups: [GROUP],
      roles: [`arn:aws:iam::${ACCOUNT}:role/service-role/orders`],
    });
  });

  it('lists an id once that two resources share', () => {
    const record = recordOf('elasticache', 'CreateReplicationGroup', {
      requestParameters: { replicationGroupId: 'sessions' },
      responseElements: { nodeGroups: [{ cacheClusterId: 'sessions' }] },
    });
    const { resources } = replay(record).scope;
    expect(resources.map(({ type }) => type).sort()).toEqual([
      'cache-cluster',
      'replication-group',
    ]);
    expect(idsOf(resources)).toEqual(['sessions']);
    expect(idsOf(resources, 'cache-cluster')).toEqual(['sessions']);
    expect(idsOf(resources, 'vpc')).toEqual([]);
  });

  it('takes the account from the envelope where the record hides it', () => {
    const record = recordOf('lambda', 'DeleteFunction20150331', {
      recipientAccountId: '-',
      requestParameters: { functionName: 'orders' },
    });
    expect(replay(envelopeOf(record)).scope.functions).toEqual([ORDERS]);
  });

  it('names the function where no account is known', () => {
    const record = recordOf('lambda', 'DeleteFunction20150331', {
      recipientAccountId: undefined,
      userIdentity: { arn: '--' },
      requestParameters: { functionName: 'orders' },
    });
    const { change, scope } = replay(record);
    expect(change.accountId).toBeUndefined();
    expect(scope.functions).toEqual(['orders']);
  });

  it.each([events.hugePolicy, events.hugePolicyAsText])(
    'says that CloudTrail left the parameters out',
    (record) => {
      const { change, scope } = replay(record);
      expect(change).toMatchObject({ matched: true, kind: 'role', truncated: true });
      expect(scope).toMatchObject({ resources: [], incomplete: 'omitted' });
    },
  );

  it('keeps what the other half names when one half is left out', () => {
    const { change, scope } = replay({
      ...events.modifyVpcAttribute,
      responseElements: { omitted: true, reason: 'responseElements too large' },
    });
    expect(change.truncated).toBe(true);
    expect(scope).toMatchObject({ vpcs: [VPC], incomplete: 'omitted' });
  });

  it('says that an event names nothing, and takes no name for an id', () => {
    const { change, scope } = replay(events.deleteSecurityGroupByName);
    expect(change.matched).toBe(true);
    expect(scope).toMatchObject({ resources: [], incomplete: 'nothing-named' });
  });
});

describe('events that the deployed rules do not deliver', () => {
  it.each([
    ['a dry run', events.dryRunOfAuthorize, 'dry-run', 'Client.DryRunOperation'],
    [
      'a failed call',
      { ...events.replaceRoute, errorCode: 'Client.UnauthorizedOperation' },
      'failed',
      'Client.UnauthorizedOperation',
    ],
    ['a read-only call', { ...events.tagFunction, readOnly: true }, 'read-only', 'readOnly'],
    ['readOnly as text', { ...events.tagFunction, readOnly: 'true' }, 'read-only', 'readOnly'],
    ['an event of the service', events.serviceEvent, 'not-an-api-call', 'AwsServiceEvent'],
    [
      'another detail type',
      envelopeOf(events.tagFunction, { 'detail-type': 'AWS Service Event via CloudTrail' }),
      'not-an-api-call',
      'AWS Service Event via CloudTrail',
    ],
    [
      'an envelope of another service',
      envelopeOf(events.tagFunction, { source: 'aws.s3' }),
      'source-mismatch',
      'aws.s3',
    ],
    ['a call no control looks at', recordOf('ec2', 'CreateTags'), 'not-followed', 'CreateTags'],
  ])('%s', (_name, document, reason, named) => {
    const { change } = replay(document);
    if (change.matched) throw new Error('matched');
    expect(change.ignoredBecause.reason).toBe(reason);
    expect(change.ignoredBecause.detail).toContain(named);
  });

  it('keep their kind where only the outcome speaks against them', () => {
    expect(replay(events.dryRunOfAuthorize).change).toMatchObject({
      kind: 'security-group',
      dryRun: true,
      failed: 'Client.DryRunOperation',
    });
  });

  it('do not include a dry run that Lambda logs without an error, which rules do deliver', () => {
    const { change, scope } = replay(events.codeDryRun);
    expect(change).toMatchObject({ matched: true, dryRun: true, failed: undefined });
    expect(scope.functions).toEqual([ORDERS]);
  });

  it('take an empty error code for none, as tools that fill every column write it', () => {
    for (const errorCode of [null, '']) {
      expect(replay({ ...events.replaceRoute, errorCode }).change.matched).toBe(true);
    }
  });
});
