import { describe, expect, it } from 'vitest';
import { CONTROLS } from '../../shared/controls/registry.ts';
import type { Verdict } from '../../shared/engine/evaluate.ts';
import { changed, itemsOf, withFields } from '../builders/changed.ts';
import { t05 } from '../builders/reference-design.ts';
import { aRouteTable, GROUP, item, localRoute, VPC } from '../builders/snapshot.ts';
import type { SnapshotChanges } from '../builders/snapshot.ts';
import { TOPOLOGIES } from '../builders/topologies.ts';
import {
  ALLOW_ALL,
  attachedFunction,
  defaultRoute,
  dnsAttributes,
  endpointRoute,
  natGateway,
  NEEDS_INTERNET,
  routeTable,
  subnet,
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
}

const NAMES = CONTROLS.filter(({ meta }) =>
  ['egress', 'security-groups'].includes(meta.family),
).map(({ meta }) => meta.name);

function verdictsOf(topology: Topology): readonly Verdict[] {
  return judge(topology).filter(({ control }) => NAMES.includes(control.meta.name));
}

function cells(topology: Topology): readonly string[] {
  const verdicts = judge(topology);
  return NAMES.map((name) => `${name} ${verdictLetter(verdicts, name)}`);
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
    flips: NO_WAY_OUT,
  },
  {
    name: 'RevokeSecurityGroupIngress of 443 on the group of the endpoints',
    start: t05(),
    after: withFields(t05(), 'SecurityGroups', 'sg-endpoints', { IpPermissions: [] }),
    flips: [],
  },
  {
    name: 'ModifyVpcEndpoint that removes one subnet',
    start: t05(),
    after: withFields(t05(), 'VpcEndpoints', 'vpce-lambda', { SubnetIds: ['subnet-private-a'] }),
    flips: [],
  },
  {
    name: 'ModifyVpcAttribute enableDnsSupport false',
    start: t05(),
    after: changed(t05(), {
      VpcAttributes: [
        item('VpcAttributes', { ...dnsAttributes(VPC, true), EnableDnsSupport: { Value: false } }),
      ],
    }),
    flips: NO_WAY_OUT,
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
      'function-internet-egress U',
      'function-nat-zone-independence U',
      'function-sg-egress-needed F',
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
  },
  {
    name: 'DetachRolePolicy of the interface permissions',
    start: t05(),
    after: withFields(t05(), 'RoleDetailList', 'orders', { AttachedManagedPolicies: [] }),
    flips: [],
  },
  {
    name: 'T06 put in order: names and private DNS on, a second subnet, a group of its own',
    start: TOPOLOGIES.t06(),
    after: changed(
      {
        given: withFields(TOPOLOGIES.t06(), 'VpcEndpoints', 'vpce-lambda', {
          PrivateDnsEnabled: true,
          SubnetIds: ['subnet-0a', 'subnet-0b'],
        }),
      },
      { VpcAttributes: [dnsAttributes(VPC, true)] },
    ),
    flips: [],
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
    flips: [],
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
      'function-internet-egress P',
      'function-nat-zone-independence F',
      'vpc-block-public-access P',
    ],
  },
];

describe('a change flips what it must, and nothing else', () => {
  it.each(CHANGES.map((change) => [change.name, change] as const))('%s', (_, change) => {
    const before = new Set(cells(change.start));
    const flipped = cells({ ...change.start, given: change.after }).filter(
      (cell) => !before.has(cell),
    );
    expect(flipped.toSorted()).toEqual(change.flips.toSorted());
  });
});

describe('attaching a function', () => {
  it('makes every control of functions speak', () => {
    const start = TOPOLOGIES.t03();
    const given = {
      ...t05().given,
      collections: {
        ...t05().given.collections,
        Aliases: [],
        Functions: itemsOf(t05(), 'Functions').slice(0, 1),
      },
    };
    const unattached = verdictsOf(start).map(({ status }) => status);
    const spoken = verdictsOf({ given }).filter(({ status }) => status === 'PASSED');
    expect(new Set(unattached)).toEqual(new Set(['NOT_APPLICABLE']));
    expect(spoken.map(({ control }) => control.meta.name)).toEqual(
      NAMES.filter((name) => name !== 'function-ipv6-egress'),
    );
  });
});
