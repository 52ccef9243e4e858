import { vpcBlockPublicAccess } from '../../../shared/controls/egress/vpc-block-public-access.ts';
import { changed, denied, itemsOf, withFields } from '../../builders/changed.ts';
import { t07, t11 } from '../../builders/network-topologies.ts';
import { t05 } from '../../builders/reference-design.ts';
import { ACCOUNT, item, REGION } from '../../builders/snapshot.ts';
import { TOPOLOGIES } from '../../builders/topologies.ts';
import type { Topology } from '../../builders/topology.ts';
import { controlTable } from '../control-table.ts';

const blocking = (
  topology: Topology,
  InternetGatewayBlockMode: string,
  exclusions: readonly (readonly [resource: string, mode: string, state?: string])[] = [],
) =>
  changed(topology, {
    VpcBlockPublicAccessOptions: [
      item('VpcBlockPublicAccessOptions', { InternetGatewayBlockMode }),
    ],
    VpcBlockPublicAccessExclusions: exclusions.map(([resource, mode, State], index) =>
      item('VpcBlockPublicAccessExclusions', {
        ExclusionId: `vpcbpa-exclude-${index}`,
        ResourceArn: `arn:aws:ec2:${REGION}:${ACCOUNT}:${resource}`,
        InternetGatewayExclusionMode: mode,
        State: State ?? 'create-complete',
      }),
    ),
  });
const HALVES = [
  { DestinationCidrBlock: '0.0.0.0/1', NatGatewayId: 'nat-0b', State: 'active' },
  { DestinationCidrBlock: '128.0.0.0/1', NatGatewayId: 'nat-0a', State: 'active' },
];
const BOTH = 'block-bidirectional';
const ALL_SUBNETS = ['private-a', 'private-b', 'public-a', 'public-b'].map(
  (name) => [`subnet/subnet-${name}`, 'allow-egress'] as const,
);
const failure = {
  status: 'FAILED',
  severity: 'HIGH',
  messages: ['blocked', 'blocked', 'both'],
} as const;

controlTable(vpcBlockPublicAccess, [
  { name: 'passes where it is off', given: t05().given, status: 'PASSED', messages: ['open'] },
  {
    name: 'passes block-ingress for NAT gateways',
    given: blocking(t05(), 'block-ingress'),
    status: 'PASSED',
  },
  {
    name: 'passes block-ingress for egress-only gateways',
    given: blocking(t11(), 'block-ingress'),
    status: 'PASSED',
  },
  {
    name: 'fails block-ingress for managed instances on an internet gateway',
    given: blocking(TOPOLOGIES.t15(), 'block-ingress'),
    ...failure,
    evidence: ['igw-0a Attachments vpc-0a available'],
  },
  {
    name: 'does not take allow-egress as enough for them',
    given: blocking(TOPOLOGIES.t15(), 'block-ingress', [['vpc/vpc-0a', 'allow-egress']]),
    ...failure,
    evidence: ['igw-0a Attachments vpc-0a available'],
  },
  {
    name: 'passes them with a bidirectional exclusion',
    given: blocking(TOPOLOGIES.t15(), 'block-ingress', [['vpc/vpc-0a', 'allow-bidirectional']]),
    status: 'PASSED',
  },
  {
    name: 'fails block-bidirectional without an exclusion',
    given: blocking(t05(), BOTH),
    ...failure,
    confidence: 'CERTAIN',
    fault: 'vpc vpc-0a BLOCKED_PUBLIC_ACCESS',
    evidence: [
      'igw-0a Attachments vpc-0a available',
      'subnet-private-a InternetGatewayBlockMode block-bidirectional',
      'arn:aws:lambda:us-east-1:111122223333:function:orders Tags.needs internet',
    ],
  },
  {
    name: 'passes where it is off though the gateways may not be read',
    given: denied(t05(), 'NatGateways', 'ec2:DescribeNatGateways'),
    status: 'PASSED',
    evidence: ['subnet-private-a InternetGatewayBlockMode off'],
  },
  {
    name: 'asks for each half of an internet that is split between NAT gateways',
    given: changed(
      {
        given: blocking(t05(), BOTH, [
          ['subnet/subnet-private-a', 'allow-egress'],
          ['subnet/subnet-private-b', 'allow-egress'],
          ['subnet/subnet-public-b', 'allow-egress'],
        ]),
      },
      {
        RouteTables: itemsOf(t05(), 'RouteTables').map((table) =>
          ['rtb-private-a', 'rtb-private-b'].includes(table.RouteTableId)
            ? item('RouteTables', { ...table, Routes: HALVES })
            : table,
        ),
      },
    ),
    status: 'UNKNOWN',
    messages: [],
  },
  {
    name: 'passes with an exclusion of the VPC',
    given: blocking(t05(), BOTH, [['vpc/vpc-0a', 'allow-egress', 'update-complete']]),
    status: 'PASSED',
  },
  {
    name: 'fails with an exclusion that is still being created',
    given: blocking(t05(), BOTH, [['vpc/vpc-0a', 'allow-egress', 'create-in-progress']]),
    ...failure,
    evidence: ['igw-0a Attachments vpc-0a available'],
  },
  {
    name: 'passes with exclusions of the subnets of functions and NAT gateways',
    given: blocking(t05(), BOTH, ALL_SUBNETS),
    status: 'PASSED',
  },
  {
    name: 'does not know which counts where only the subnets of NAT gateways are excluded',
    given: blocking(t05(), BOTH, ALL_SUBNETS.slice(2)),
    status: 'UNKNOWN',
    messages: [],
  },
  {
    name: 'passes an egress-only path by the exclusion of its own subnet',
    given: blocking(t11(), BOTH, [
      ['subnet/subnet-0a', 'allow-egress'],
      ['subnet/subnet-0b', 'allow-egress'],
    ]),
    status: 'PASSED',
  },
  {
    name: 'fails an egress-only path without one',
    given: blocking(t11(), BOTH),
    ...failure,
    evidence: ['eigw-0a Attachments vpc-0a attached'],
  },
  {
    name: 'passes a regional NAT gateway by the exclusion of the VPC',
    given: blocking(t07(), BOTH, [['vpc/vpc-0a', 'allow-egress']]),
    status: 'PASSED',
  },
  {
    name: 'does not know whether those of subnets are enough for it',
    given: blocking(t07(), BOTH, [
      ['subnet/subnet-0a', 'allow-egress'],
      ['subnet/subnet-0b', 'allow-egress'],
    ]),
    status: 'UNKNOWN',
    messages: [],
  },
  {
    name: 'is unknown where the mode may not be read',
    given: denied(t05(), 'VpcBlockPublicAccessOptions', 'ec2:DescribeVpcBlockPublicAccessOptions'),
    status: 'UNKNOWN',
    unknownCall: 'ec2:DescribeVpcBlockPublicAccessOptions',
  },
  {
    name: 'looks at paths by routes and gateways: names that do not resolve are left aside',
    given: changed(
      { given: blocking(t05(), BOTH) },
      {
        VpcAttributes: [
          item('VpcAttributes', { VpcId: 'vpc-0a', EnableDnsSupport: { Value: false } }),
        ],
      },
    ),
    ...failure,
    evidence: ['igw-0a Attachments vpc-0a available'],
  },
  {
    name: 'judges what a service without an endpoint of its own needs',
    given: withFields({ given: blocking(t07(), BOTH) }, 'Functions', 'orders', { Tags: {} }),
    ...failure,
    confidence: 'INFERRED',
    evidence: ['igw-0a Attachments vpc-0a available'],
  },
  {
    name: 'does not apply where nothing that is needed goes there',
    given: withFields({ given: blocking(t05(), BOTH) }, 'Functions', 'orders', { Tags: {} }),
    status: 'NOT_APPLICABLE',
    messages: ['noPath'],
  },
  {
    name: 'does not apply where no way out works',
    given: TOPOLOGIES.t04().given,
    status: 'NOT_APPLICABLE',
    messages: ['noPath'],
  },
  {
    name: 'does not apply behind a transit gateway',
    given: TOPOLOGIES.t09().given,
    status: 'NOT_APPLICABLE',
    messages: ['noPath'],
  },
  {
    name: 'is unknown where it blocks and the needs are not known',
    given: denied(
      {
        given: withFields({ given: blocking(t05(), BOTH) }, 'Functions', 'orders', { Tags: {} }),
      },
      'RoleDetailList',
      'iam:GetRole',
    ),
    status: 'UNKNOWN',
    unknownCall: 'iam:GetRole',
  },
  {
    name: 'does not apply where the needs are not known and nothing is blocked',
    given: denied(
      { given: withFields(t05(), 'Functions', 'orders', { Tags: {} }) },
      'RoleDetailList',
      'iam:GetRole',
    ),
    status: 'NOT_APPLICABLE',
  },
  {
    name: 'is unknown where a function that may be in the VPC has none that is known',
    given: withFields({ given: blocking(t05(), BOTH) }, 'Functions', 'orders', {
      VpcConfig: { SubnetIds: ['subnet-0z'], SecurityGroupIds: ['sg-0z'] },
    }),
    status: 'UNKNOWN',
    unknownCall: 'ec2:DescribeSubnets',
  },
  {
    name: 'is unknown where no function was read',
    given: denied({ given: blocking(t05(), BOTH) }, 'Functions', 'lambda:ListFunctions'),
    status: 'UNKNOWN',
    unknownCall: 'lambda:ListFunctions',
  },
]);
