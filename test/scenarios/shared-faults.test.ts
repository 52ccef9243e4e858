import { describe, expect, it } from 'vitest';
import { CONTROLS } from '../../shared/controls/registry.ts';
import type { Verdict } from '../../shared/engine/evaluate.ts';
import { changed, itemsOf, withFields } from '../builders/changed.ts';
import { withFunction } from '../builders/function-of.ts';
import { t05 } from '../builders/reference-design.ts';
import { GROUP, item, localRoute, VPC } from '../builders/snapshot.ts';
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
} from '../builders/topology.ts';
import type { Topology } from '../builders/topology.ts';
import { judge } from './judge.ts';
import { verdictLetter } from './verdict-letter.ts';

/**
 * One change to an account, and exactly the verdicts of these families that it flips. What is not listed
 * must stay as it was.
 */
interface Change {
  readonly name: string;
  readonly start: Topology;
  readonly after: SnapshotChanges;
  /** `control letter` of every verdict that is another one afterwards. */
  readonly flips: readonly string[];
  /** What the services' verdict says then. */
  readonly services?: readonly string[];
}

const NAMES = CONTROLS.filter(
  ({ meta }) =>
    meta.family === 'services' ||
    meta.name === 'gateway-endpoint-association' ||
    meta.name === 'gateway-endpoint-nat-cost',
).map(({ meta }) => meta.name);

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

const noDns = {
  VpcAttributes: [
    item('VpcAttributes', { ...dnsAttributes(VPC, true), EnableDnsSupport: { Value: false } }),
  ],
};

const CHANGES: readonly Change[] = [
  {
    name: 'DeleteRoute of 0.0.0.0/0 in the table of the public subnet',
    start: t05(),
    after: withFields(t05(), 'RouteTables', 'rtb-public-a', { Routes: [localRoute()] }),
    flips: [],
  },
  {
    name: 'DeleteNatGateway in zone b: services with endpoints stay in reach',
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
    flips: [],
  },
  {
    name: 'DisassociateRouteTable on private subnet a, with an empty main table',
    start: t05(),
    after: withFields(t05(), 'RouteTables', 'rtb-private-a', {
      Associations: [],
    }),
    flips: ['gateway-endpoint-association F', 'function-service-reachability F'],
    services: ['dynamodb', 's3'],
  },
  {
    name: 'RevokeSecurityGroupIngress of 443 on the group of the endpoints: NAT is no fallback',
    start: t05(),
    after: withFields(t05(), 'SecurityGroups', 'sg-endpoints', { IpPermissions: [] }),
    flips: ['function-service-reachability F'],
    services: ['lambda', 'secretsmanager'],
  },
  {
    name: 'ModifyVpcEndpoint that removes one subnet',
    start: t05(),
    after: withFields(t05(), 'VpcEndpoints', 'vpce-lambda', { SubnetIds: ['subnet-private-a'] }),
    flips: [],
  },
  {
    name: 'ModifyVpcEndpoint that resets the policy',
    start: t05(),
    after: withFields(t05(), 'VpcEndpoints', 'vpce-lambda', {
      PolicyDocument: JSON.stringify({
        Statement: [{ Action: '*', Effect: 'Allow', Principal: '*', Resource: '*' }],
      }),
    }),
    flips: [],
  },
  {
    name: 'ModifyVpcAttribute enableDnsSupport false',
    start: t05(),
    after: changed(t05(), noDns),
    flips: ['function-service-reachability F', 'function-private-resource-chain F'],
    services: ['dynamodb', 'lambda', 's3', 'secretsmanager'],
  },
  {
    name: 'the same where the DHCP options name another resolver',
    start: t05(),
    after: changed(t05(), {
      ...noDns,
      DhcpOptions: [
        item('DhcpOptions', {
          DhcpOptionsId: 'dopt-0a',
          DhcpConfigurations: [{ Key: 'domain-name-servers', Values: [{ Value: '10.0.0.53' }] }],
        }),
      ],
    }),
    flips: ['function-service-reachability U', 'function-private-resource-chain U'],
  },
  {
    name: 'ModifyVpcBlockPublicAccessOptions block-bidirectional: endpoints are not public',
    start: t05(),
    after: changed(t05(), {
      VpcBlockPublicAccessOptions: [
        item('VpcBlockPublicAccessOptions', { InternetGatewayBlockMode: 'block-bidirectional' }),
      ],
    }),
    flips: [],
  },
  {
    name: 'DetachRolePolicy of the interface permissions',
    start: t05(),
    after: withFields(t05(), 'RoleDetailList', 'orders', { AttachedManagedPolicies: [] }),
    flips: [],
  },
  {
    name: 'AuthorizeSecurityGroupEgress of everything to 0.0.0.0/0',
    start: t05(),
    after: withFields(t05(), 'SecurityGroups', GROUP, { IpPermissionsEgress: ALLOW_ALL }),
    flips: [],
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
    flips: ['function-service-reachability P'],
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
    flips: ['function-service-reachability P'],
  },
  {
    name: 'T04 with a NAT gateway and private subnets in two zones',
    start: TOPOLOGIES.t04(),
    after: changed(TOPOLOGIES.t04(), {
      Subnets: [
        subnet('subnet-1', 1, '10.0.1.0/24'),
        subnet('subnet-2', 2, '10.0.2.0/24'),
        subnet('subnet-nat', 1, '10.0.100.0/24'),
      ],
      RouteTables: [
        routeTable('rtb-main', { main: true }),
        routeTable('rtb-public', { subnetIds: ['subnet-nat'], routes: [defaultRoute()] }),
        routeTable('rtb-private', {
          subnetIds: ['subnet-1', 'subnet-2'],
          routes: [defaultRoute({ NatGatewayId: 'nat-0a' })],
        }),
      ],
      NatGateways: [natGateway('nat-0a', 'subnet-nat', '198.51.100.10')],
      NetworkAcls: itemsOf(TOPOLOGIES.t04(), 'NetworkAcls').map((acl) =>
        item('NetworkAcls', {
          ...acl,
          Associations: ['subnet-1', 'subnet-2', 'subnet-nat'].map((SubnetId) => ({ SubnetId })),
        }),
      ),
      Functions: [
        attachedFunction(['subnet-1', 'subnet-2'], [GROUP], {
          Runtime: 'python3.13',
          ...NEEDS_INTERNET,
        }),
      ],
    }),
    flips: [
      'gateway-endpoint-association N',
      'gateway-endpoint-nat-cost F',
      'function-service-reachability P',
      'function-connection-keepalive U',
    ],
  },
];

describe('a change flips what it must among services and gateway endpoints', () => {
  it.each(CHANGES.map((change) => [change.name, change] as const))('%s', (_, change) => {
    const before = new Set(cells(judge(change.start)));
    const after = judge({ ...change.start, given: change.after });
    const flipped = cells(after).filter((cell) => !before.has(cell));
    expect(flipped.toSorted()).toEqual(change.flips.toSorted());
    expect(unreachable(after)).toEqual(change.services ?? []);
  });
});

describe('one fault of several controls', () => {
  it('is the same one: the empty main table', () => {
    const after = judge({
      ...t05(),
      given: withFields(t05(), 'RouteTables', 'rtb-private-a', { Associations: [] }),
    });
    const faults = after
      .filter(({ status }) => status === 'FAILED')
      .map(({ control, outcome }) => [control.meta.name, outcome.fault]);
    const fault = {
      kind: 'route-table',
      id: 'rtb-main',
      disposition: 'NO_ROUTE',
      destination: 'the internet',
    };
    expect(faults).toEqual([
      ['function-internet-egress', fault],
      ['gateway-endpoint-association', fault],
      ['function-service-reachability', fault],
    ]);
  });

  it('names the group that lets nobody in, whichever service is behind it', () => {
    const after = judge({
      ...t05(),
      given: withFields(t05(), 'SecurityGroups', 'sg-endpoints', { IpPermissions: [] }),
    });
    const faults = after
      .filter(({ control }) => NAMES.includes(control.meta.name))
      .filter(({ status }) => status === 'FAILED')
      .map(({ outcome }) => outcome.fault);
    expect(faults).toEqual([
      { kind: 'security-group', id: 'sg-endpoints', disposition: 'DENIED_BY_SECURITY_GROUP' },
    ]);
  });

  it('is another one for each network that the table does not lead to', () => {
    const { t10 } = TOPOLOGIES;
    const hub = withFields(t10(), 'RouteTables', 'rtb-hub', { Routes: [] });
    const after = judge({
      ...t10(),
      given: withFields({ given: hub }, 'Functions', 'orders', {
        Tags: { needs: 'internet' },
        VpcConfig: { SubnetIds: ['subnet-hub-a'], SecurityGroupIds: ['sg-endpoints'] },
      }),
    });
    const there = after.find(({ control }) => control.meta.name === 'function-internet-egress');
    expect(there?.outcome.fault).toMatchObject({ id: 'rtb-hub', destination: 'the internet' });
    const path = judge({ ...t10(), given: hub }).find(
      ({ control }) => control.meta.name === 'peered-endpoint-path',
    );
    expect(path?.outcome.fault).toMatchObject({ id: 'rtb-hub', destination: VPC });
  });

  it('is the missing name, where an endpoint behind the peering would serve', () => {
    const faults = judge(TOPOLOGIES.t10())
      .filter(({ control }) =>
        ['peered-endpoint-dns', 'function-service-reachability'].includes(control.meta.name),
      )
      .map(({ outcome }) => outcome.fault);
    const fault = {
      kind: 'dns',
      id: VPC,
      disposition: 'NAME_RESOLVES_ELSEWHERE',
      destination: 'lambda',
    };
    expect(faults).toEqual([fault, fault]);
  });
});
