import { functionIpv6Egress } from '../../../shared/controls/egress/function-ipv6-egress.ts';
import { changed, denied, withFields } from '../../builders/changed.ts';
import { t11 } from '../../builders/network-topologies.ts';
import { item, localRoute, VPC } from '../../builders/snapshot.ts';
import { TOPOLOGIES } from '../../builders/topologies.ts';
import { controlTable } from '../control-table.ts';

const withoutNeed = () => ({
  ...t11(),
  given: withFields(t11(), 'Functions', 'orders', { Tags: {} }),
});
const notAllowed = {
  VpcConfig: {
    VpcId: VPC,
    SubnetIds: ['subnet-0a', 'subnet-0b'],
    SecurityGroupIds: ['sg-0a'],
    Ipv6AllowedForDualStack: false,
  },
};
const singleStack = { Ipv6CidrBlockAssociationSet: [] };
const to = (target: Record<string, unknown>) =>
  withFields(t11(), 'RouteTables', 'rtb-0a', {
    Routes: [localRoute(), { DestinationIpv6CidrBlock: '::/0', State: 'active', ...target }],
  });
const high = { status: 'FAILED', severity: 'HIGH' } as const;

controlTable(functionIpv6Egress, [
  { name: 'passes an egress-only way out', given: t11().given, status: 'PASSED' },
  {
    name: 'passes dual-stack subnets without a need',
    given: withoutNeed().given,
    status: 'PASSED',
    messages: ['agrees'],
  },
  {
    name: 'fails HIGH a need that the setting does not allow',
    given: withFields(t11(), 'Functions', 'orders', notAllowed),
    ...high,
    messages: ['notAllowed'],
    evidence: [
      'arn:aws:lambda:us-east-1:111122223333:function:orders VpcConfig.Ipv6AllowedForDualStack false',
    ],
  },
  {
    name: 'fails HIGH a subnet without an IPv6 block where there is a need',
    given: withFields(t11(), 'Subnets', 'subnet-0b', singleStack),
    ...high,
    messages: ['noBlock'],
    evidence: ['subnet-0b Ipv6CidrBlockAssociationSet none associated'],
  },
  {
    name: 'fails LOW such a subnet without a need',
    given: withFields(withoutNeed(), 'Subnets', 'subnet-0b', singleStack),
    status: 'FAILED',
    severity: 'LOW',
    messages: ['noBlock'],
    evidence: ['subnet-0b Ipv6CidrBlockAssociationSet none associated'],
  },
  {
    name: 'does not count a block that is being taken away',
    given: withFields(t11(), 'Subnets', 'subnet-0b', {
      Ipv6CidrBlockAssociationSet: [
        {
          Ipv6CidrBlock: '2001:db8:0:2::/64',
          Ipv6CidrBlockState: { State: 'disassociating' },
        },
      ],
    }),
    ...high,
    messages: ['noBlock'],
    evidence: ['subnet-0b Ipv6CidrBlockAssociationSet none associated'],
  },
  {
    name: 'fails where ::/0 has no route, whatever 0.0.0.0/0 has',
    given: withFields(t11(), 'RouteTables', 'rtb-0a', {
      Routes: [
        localRoute(),
        { DestinationCidrBlock: '0.0.0.0/0', NatGatewayId: 'nat-0a', State: 'active' },
      ],
    }),
    ...high,
    messages: ['noExit'],
    evidence: ['rtb-0a Routes none to the IPv6 internet'],
  },
  {
    name: 'fails an egress-only gateway of another VPC',
    given: changed(t11(), {
      EgressOnlyInternetGateways: [
        item('EgressOnlyInternetGateways', {
          EgressOnlyInternetGatewayId: 'eigw-0a',
          Attachments: [{ VpcId: 'vpc-other', State: 'attached' }],
        }),
      ],
    }),
    ...high,
    messages: ['noExit'],
    evidence: ['eigw-0a Attachments vpc-other attached'],
  },
  {
    name: 'does not know what lies behind a transit gateway',
    given: to({ TransitGatewayId: 'tgw-0a' }),
    status: 'UNKNOWN',
    unknownCall: 'leaves through tgw-0a, beyond which nothing is known',
  },
  {
    name: 'does not know whether a function can use an internet gateway over IPv6',
    given: changed(
      { given: to({ GatewayId: 'igw-0a' }) },
      {
        InternetGateways: [
          item('InternetGateways', {
            InternetGatewayId: 'igw-0a',
            Attachments: [{ VpcId: VPC, State: 'available' }],
          }),
        ],
      },
    ),
    status: 'UNKNOWN',
    messages: [],
  },
  {
    name: 'is unknown where the egress-only gateways may not be read',
    given: denied(t11(), 'EgressOnlyInternetGateways', 'ec2:DescribeEgressOnlyInternetGateways'),
    status: 'UNKNOWN',
    unknownCall: 'ec2:DescribeEgressOnlyInternetGateways',
  },
  {
    name: 'is unknown where the environment could not be decrypted',
    given: withFields(TOPOLOGIES.t01(), 'Functions', 'orders', {
      Environment: { Error: { ErrorCode: 'AccessDeniedException' } },
    }),
    status: 'UNKNOWN',
    unknownCall: 'kms:Decrypt',
  },
  {
    name: 'does not apply where IPv6 is neither allowed nor needed',
    given: TOPOLOGIES.t02().given,
    status: 'NOT_APPLICABLE',
    messages: ['notUsed'],
  },
  {
    name: 'does not apply to managed instances in subnets without IPv6',
    given: TOPOLOGIES.t15().given,
    status: 'NOT_APPLICABLE',
    messages: ['notUsed'],
  },
  {
    name: 'fails managed instances that need IPv6 in such subnets',
    given: changed(
      {
        given: withFields(TOPOLOGIES.t15(), 'Functions', 'orders', {
          Tags: { needs: 'internet6' },
        }),
      },
      {},
    ),
    ...high,
    messages: ['noBlock', 'noBlock'],
    evidence: ['subnet-0a Ipv6CidrBlockAssociationSet none associated'],
  },
  {
    name: 'does not apply to an unattached function',
    given: TOPOLOGIES.t03().given,
    status: 'NOT_APPLICABLE',
    messages: ['unattached'],
  },
]);
