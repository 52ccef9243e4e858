import { describe, expect, it } from 'vitest';
import { CONTROLS } from '../../shared/controls/registry.ts';
import type { Severity } from '../../shared/controls/verdict.ts';
import type { Verdict } from '../../shared/engine/evaluate.ts';
import { changed, itemsOf, withFields } from '../builders/changed.ts';
import { withFunction } from '../builders/function-of.ts';
import { t05 } from '../builders/reference-design.ts';
import {
  ACCOUNT,
  aNetworkAcl,
  aRouteTable,
  functionArn,
  GROUP,
  item,
  localRoute,
  VPC,
} from '../builders/snapshot.ts';
import type { SnapshotChanges } from '../builders/snapshot.ts';
import { TOPOLOGIES } from '../builders/topologies.ts';
import {
  ALLOW_ALL,
  attachedFunction,
  defaultRoute,
  dnsAttributes,
  endpointRoute,
  group,
  natGateway,
  NEEDS_INTERNET,
  permission,
  routeTable,
  subnet,
  toGroup,
  vpc,
} from '../builders/topology.ts';
import type { Topology } from '../builders/topology.ts';
import { EXPECTED_VERDICTS } from './expected-verdicts.ts';
import { judge } from './judge.ts';
import { verdictLetter } from './verdict-letter.ts';

/**
 * A row of the catalogue's table of single changes, and exactly the verdicts that it flips, of all
 * controls. What is not listed must stay as it was.
 */
interface Change {
  readonly name: string;
  readonly start: Topology;
  readonly after: SnapshotChanges;
  /** `control letter` of every verdict that is another one afterwards. */
  readonly flips: readonly string[];
  /** The services that the function cannot call then. */
  readonly services?: readonly string[];
  /** Of the failure that the change makes, where the catalogue names it. */
  readonly severity?: Severity;
}

const NAMES = CONTROLS.map(({ meta }) => meta.name);

function cells(verdicts: readonly Verdict[]): readonly string[] {
  return NAMES.map((name) => `${name} ${verdictLetter(verdicts, name)}`);
}

/** The services that the verdicts say are out of reach. */
function unreachable(verdicts: readonly Verdict[]): readonly string[] {
  const services = verdicts
    .filter(({ control }) => control.meta.name === 'function-service-reachability')
    .flatMap(({ outcome }) => outcome.messages)
    .filter(({ key }) => key === 'unreachable')
    .flatMap(({ values }) => String(values['service']).split(', '));
  return [...new Set(services)].toSorted();
}

const OLD = 'vpc-old';

/** The reference design with one Allow as the policy of its endpoint for Lambda. */
function withLambdaPolicy(statement: Readonly<Record<string, unknown>>): SnapshotChanges {
  const PolicyDocument = JSON.stringify({
    Version: '2012-10-17',
    Statement: [{ Effect: 'Allow', ...statement }],
  });
  return withFields(t05(), 'VpcEndpoints', 'vpce-lambda', { PolicyDocument });
}

const NO_WAY_OUT = ['function-internet-egress F', 'function-nat-zone-independence N'];

const CHANGES: readonly Change[] = [
  {
    name: 'DeleteRoute of 0.0.0.0/0 in the table of the public subnet, which no function references',
    start: t05(),
    after: withFields(t05(), 'RouteTables', 'rtb-public-a', { Routes: [localRoute()] }),
    flips: NO_WAY_OUT,
  },
  {
    name: 'DeleteNatGateway in zone b',
    start: t05(),
    after: changed(
      {
        given: withFields(t05(), 'RouteTables', 'rtb-private-b', {
          Routes: [
            localRoute(),
            { ...defaultRoute({ NatGatewayId: 'nat-0b' }), State: 'blackhole' },
            endpointRoute('vpce-s3', 'pl-s3'),
            endpointRoute('vpce-dynamodb', 'pl-dynamodb'),
          ],
        }),
      },
      { NatGateways: itemsOf(t05(), 'NatGateways').slice(0, 1) },
    ),
    flips: [...NO_WAY_OUT, 'function-route-blackhole F'],
  },
  {
    name: 'DisassociateRouteTable on private subnet a, with an empty main table',
    start: t05(),
    after: withFields(t05(), 'RouteTables', 'rtb-private-a', { Associations: [] }),
    flips: [...NO_WAY_OUT, 'gateway-endpoint-association F', 'function-service-reachability F'],
    services: ['dynamodb', 's3'],
  },
  {
    name: 'RevokeSecurityGroupIngress of 443 on the group of the endpoints',
    start: t05(),
    after: withFields(t05(), 'SecurityGroups', 'sg-endpoints', { IpPermissions: [] }),
    flips: ['lambda-endpoint-security-group F', 'function-service-reachability F'],
    services: ['lambda', 'secretsmanager'],
  },
  {
    name: 'ModifyVpcEndpoint that removes one subnet',
    start: t05(),
    after: withFields(t05(), 'VpcEndpoints', 'vpce-lambda', { SubnetIds: ['subnet-private-a'] }),
    flips: ['lambda-endpoint-multi-az F'],
  },
  {
    name: 'ModifyVpcAttribute enableDnsSupport false',
    start: t05(),
    after: changed(t05(), {
      VpcAttributes: [
        item('VpcAttributes', { ...dnsAttributes(VPC, true), EnableDnsSupport: { Value: false } }),
      ],
    }),
    flips: [
      ...NO_WAY_OUT,
      'vpc-dns-attributes F',
      'lambda-endpoint-private-dns F',
      'function-service-reachability F',
      'function-private-resource-chain F',
    ],
    services: ['dynamodb', 'lambda', 's3', 'secretsmanager'],
  },
  {
    name: 'the same where the DHCP options name another resolver',
    start: t05(),
    after: changed(t05(), {
      VpcAttributes: [
        item('VpcAttributes', { ...dnsAttributes(VPC, true), EnableDnsSupport: { Value: false } }),
      ],
      DhcpOptions: [
        item('DhcpOptions', {
          DhcpOptionsId: 'dopt-0a',
          DhcpConfigurations: [{ Key: 'domain-name-servers', Values: [{ Value: '10.0.0.53' }] }],
        }),
      ],
    }),
    flips: [
      // Nothing of the function's group lets a question out to that resolver.
      'function-sg-egress-needed F',
      'vpc-dns-attributes F',
      'lambda-endpoint-private-dns F',
      'function-internet-egress U',
      'function-nat-zone-independence U',
      'function-service-reachability U',
      'function-private-resource-chain U',
    ],
  },
  {
    name: 'ModifyVpcBlockPublicAccessOptions block-bidirectional',
    start: t05(),
    after: changed(t05(), {
      VpcBlockPublicAccessOptions: [
        item('VpcBlockPublicAccessOptions', { InternetGatewayBlockMode: 'block-bidirectional' }),
      ],
    }),
    flips: [...NO_WAY_OUT, 'vpc-block-public-access F'],
  },
  {
    name: 'AuthorizeSecurityGroupEgress of everything to 0.0.0.0/0',
    start: t05(),
    after: withFields(t05(), 'SecurityGroups', GROUP, {
      IpPermissionsEgress: [
        ...(itemsOf(t05(), 'SecurityGroups').find(({ GroupId }) => GroupId === GROUP)
          ?.IpPermissionsEgress ?? []),
        ...ALLOW_ALL,
      ],
    }),
    flips: ['function-sg-egress-broad F'],
    severity: 'LOW',
  },
  {
    name: 'AuthorizeSecurityGroupEgress of everything to 0.0.0.0/0, in place of the other rules',
    start: t05(),
    after: withFields(t05(), 'SecurityGroups', GROUP, { IpPermissionsEgress: ALLOW_ALL }),
    flips: ['function-sg-egress-broad F'],
    severity: 'LOW',
  },
  {
    name: 'DetachRolePolicy of the interface permissions',
    start: t05(),
    after: withFields(t05(), 'RoleDetailList', 'orders', { AttachedManagedPolicies: [] }),
    flips: ['role-eni-permissions F', 'role-eni-denied-to-code N'],
    severity: 'LOW',
  },
  {
    name: 'ModifyVpcEndpoint that drops the qualified ARN from the policy',
    start: t05(),
    after: withLambdaPolicy({
      Principal: { AWS: `arn:aws:iam::${ACCOUNT}:root` },
      Action: 'lambda:InvokeFunction',
      Resource: functionArn('billing'),
    }),
    flips: ['lambda-endpoint-policy-qualified-arns F'],
  },
  {
    name: 'ModifyVpcEndpoint that resets the policy to the default',
    start: t05(),
    after: withLambdaPolicy({ Principal: '*', Action: '*', Resource: '*' }),
    flips: ['lambda-endpoint-policy-qualified-arns N', 'lambda-endpoint-policy-scoped F'],
  },
  {
    name: 'UpdateAlias to a version that is attached to an old VPC, which leads nowhere',
    start: t05(),
    after: changed(t05(), {
      Vpcs: [...itemsOf(t05(), 'Vpcs'), vpc({ VpcId: OLD, CidrBlock: '10.9.0.0/16' })],
      VpcAttributes: [...itemsOf(t05(), 'VpcAttributes'), dnsAttributes(OLD, true)],
      Subnets: [
        ...itemsOf(t05(), 'Subnets'),
        subnet('subnet-old-a', 1, '10.9.0.0/24', { VpcId: OLD }),
        subnet('subnet-old-b', 2, '10.9.1.0/24', { VpcId: OLD }),
      ],
      RouteTables: [
        ...itemsOf(t05(), 'RouteTables'),
        routeTable('rtb-old', { main: true, vpcId: OLD, cidr: '10.9.0.0/16' }),
      ],
      SecurityGroups: [
        ...itemsOf(t05(), 'SecurityGroups'),
        group('sg-old', ALLOW_ALL, [], { VpcId: OLD }),
      ],
      NetworkAcls: [
        ...itemsOf(t05(), 'NetworkAcls'),
        aNetworkAcl({ NetworkAclId: 'acl-old', VpcId: OLD }),
      ],
      Functions: [
        ...itemsOf(t05(), 'Functions'),
        ...itemsOf(t05(), 'Functions')
          .slice(0, 1)
          .map((latest) =>
            item('Functions', {
              ...latest,
              FunctionArn: `${latest.FunctionArn}:2`,
              Version: '2',
              VpcConfig: {
                VpcId: OLD,
                SubnetIds: ['subnet-old-a', 'subnet-old-b'],
                SecurityGroupIds: ['sg-old'],
              },
            }),
          ),
      ],
      Aliases: itemsOf(t05(), 'Aliases').map((one) =>
        item('Aliases', { ...one, FunctionVersion: '2' }),
      ),
    }),
    flips: [
      'function-vpc-allowed F',
      'function-subnet-allowed F',
      'function-security-group-allowed F',
      'function-version-vpc-drift F',
      'function-internet-egress F',
      'function-sg-egress-broad F',
      'lambda-endpoint-present F',
      'peered-endpoint-path F',
      'gateway-endpoint-association F',
      'function-service-reachability F',
      'function-private-resource-chain F',
    ],
    services: ['dynamodb', 'lambda', 's3', 'secretsmanager'],
  },
  {
    name: 'ModifyVpcEncryptionControl to the mode enforce without an exclusion for Lambda',
    start: t05(),
    after: withFields(t05(), 'Vpcs', VPC, {
      EncryptionControl: {
        VpcEncryptionControlId: 'vpcec-0a',
        Mode: 'enforce',
        State: 'available',
        ResourceExclusions: {
          Lambda: { State: 'disabled' },
          InternetGateway: { State: 'enabled' },
          NatGateway: { State: 'enabled' },
        },
      },
    }),
    flips: ['vpc-encryption-control-lambda-exclusion F'],
  },
  {
    name: 'RevokeSecurityGroupIngress of 5432 on the group of the database',
    start: t05(),
    after: withFields(t05(), 'SecurityGroups', 'sg-database', { IpPermissions: [] }),
    flips: ['function-private-resource-chain F'],
  },
  {
    name: 'StopDBInstance',
    start: t05(),
    after: withFields(t05(), 'DBInstances', 'orders', { DBInstanceStatus: 'stopping' }),
    flips: ['function-private-resource-chain F'],
  },
  {
    name: 'UpdateFunctionConfiguration to a runtime whose connections cannot be judged',
    start: t05(),
    after: withFunction(t05(), { Runtime: 'python3.13' }).given,
    flips: ['function-connection-keepalive U'],
  },
  {
    name: 'T06 put in order: names and private DNS on, a second subnet, a group of its own',
    start: TOPOLOGIES.t06(),
    after: changed(
      {
        given: withFields(TOPOLOGIES.t06(), 'VpcEndpoints', 'vpce-lambda', {
          PrivateDnsEnabled: true,
          SubnetIds: ['subnet-0a', 'subnet-0b'],
          Groups: [{ GroupId: 'sg-endpoints' }],
        }),
      },
      {
        VpcAttributes: [dnsAttributes(VPC, true)],
        SecurityGroups: [
          ...itemsOf(TOPOLOGIES.t06(), 'SecurityGroups'),
          group('sg-endpoints', [], [permission(443, toGroup(GROUP))]),
        ],
      },
    ),
    flips: [
      'lambda-endpoint-multi-az P',
      'lambda-endpoint-private-dns P',
      'vpc-dns-attributes P',
      'lambda-endpoint-security-group P',
      'function-service-reachability P',
    ],
  },
  {
    name: 'AssociateVPCWithHostedZone for the name of the Lambda endpoint in the hub',
    start: TOPOLOGIES.t10(),
    after: changed(TOPOLOGIES.t10(), {
      HostedZoneSummaries: [
        item('HostedZoneSummaries', {
          HostedZoneId: 'Z0A',
          Name: 'lambda.us-east-1.amazonaws.com.',
          VPCId: VPC,
        }),
      ],
      ResourceRecordSets: [
        item('ResourceRecordSets', {
          HostedZoneId: 'Z0A',
          Name: 'lambda.us-east-1.amazonaws.com.',
          Type: 'A',
          AliasTarget: {
            DNSName: 'vpce-lambda.lambda.us-east-1.vpce.amazonaws.com.',
            HostedZoneId: 'Z7',
          },
        }),
      ],
    }),
    flips: ['peered-endpoint-dns P', 'function-service-reachability P'],
  },
  {
    name: 'T04 with a NAT gateway and private subnets in two zones',
    start: TOPOLOGIES.t04(),
    after: changed(TOPOLOGIES.t04(), {
      Subnets: [
        ...itemsOf(TOPOLOGIES.t04(), 'Subnets'),
        subnet('subnet-1', 1, '10.0.1.0/24'),
        subnet('subnet-2', 2, '10.0.2.0/24'),
        subnet('subnet-nat', 1, '10.0.100.0/24'),
      ],
      RouteTables: [
        aRouteTable({ RouteTableId: 'rtb-main', Associations: [{ Main: true }] }),
        routeTable('rtb-public', {
          subnetIds: ['subnet-0a', 'subnet-nat'],
          routes: [defaultRoute()],
        }),
        routeTable('rtb-private', {
          subnetIds: ['subnet-1', 'subnet-2'],
          routes: [defaultRoute({ NatGatewayId: 'nat-0a' })],
        }),
      ],
      NatGateways: [natGateway('nat-0a', 'subnet-nat', '198.51.100.10')],
      NetworkAcls: itemsOf(TOPOLOGIES.t04(), 'NetworkAcls').map((acl) =>
        item('NetworkAcls', { ...acl, Associations: [] }),
      ),
      Functions: [
        attachedFunction(['subnet-1', 'subnet-2'], [GROUP], {
          Runtime: 'python3.13',
          ...NEEDS_INTERNET,
        }),
      ],
    }),
    flips: [
      'function-public-subnet P',
      'function-multi-az P',
      'function-limited-capacity-zone P',
      'function-internet-egress P',
      'function-service-reachability P',
      'vpc-block-public-access P',
      'function-nat-zone-independence F',
      'gateway-endpoint-association N',
      'gateway-endpoint-nat-cost F',
      'function-connection-keepalive U',
    ],
  },
];

describe('a change flips what it must, and nothing else', () => {
  it.each(CHANGES.map((change) => [change.name, change] as const))('%s', (_, change) => {
    const before = new Set(cells(judge(change.start)));
    const after = judge({ ...change.start, given: change.after });
    const flipped = cells(after).filter((cell) => !before.has(cell));
    expect(flipped.toSorted()).toEqual(change.flips.toSorted());
    expect(unreachable(after)).toEqual(change.services ?? []);
    if (change.severity === undefined) return;
    const failed = after.filter(
      ({ control, status }) => status === 'FAILED' && flipped.includes(`${control.meta.name} F`),
    );
    expect(failed.map(({ severity }) => severity)).toEqual([change.severity]);
  });
});

describe('UpdateFunctionConfiguration that attaches a function', () => {
  it('has every control judge it, and its state unknown while the update is in progress', () => {
    const [latest] = itemsOf(t05(), 'Functions');
    const attaching = item('Functions', {
      ...latest,
      LastModified: '2026-11-20T11:59:00.000+0000',
      LastUpdateStatus: 'InProgress',
    });
    const after = judge({
      ...t05(),
      given: changed(t05(), { Functions: [attaching], Aliases: [] }),
    });
    const differences = new Map([
      ['function-network-state', 'U'],
      // The one version is all there is to compare.
      ['function-version-vpc-drift', 'N'],
    ]);
    expect(cells(after)).toEqual(
      NAMES.map(
        (name) =>
          `${name} ${differences.get(name) ?? EXPECTED_VERDICTS.get(name)?.get('t05') ?? '?'}`,
      ),
    );
  });
});
