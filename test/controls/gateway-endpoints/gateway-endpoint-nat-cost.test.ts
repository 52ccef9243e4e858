import { gatewayEndpointNatCost } from '../../../shared/controls/gateway-endpoints/gateway-endpoint-nat-cost.ts';
import { changed, denied, withFields } from '../../builders/changed.ts';
import { withActions, withFunction } from '../../builders/function-of.ts';
import { t05 } from '../../builders/reference-design.ts';
import { ROLE } from '../../builders/roles.ts';
import { item, VPC } from '../../builders/snapshot.ts';
import { TOPOLOGIES } from '../../builders/topologies.ts';
import { endpoint } from '../../builders/topology.ts';
import type { Topology } from '../../builders/topology.ts';
import { controlTable } from '../control-table.ts';

const { t01, t02, t03, t04, t07, t09 } = TOPOLOGIES;

const endpoints = (start: Topology) => start.given.collections?.VpcEndpoints ?? [];
const without = (...ids: readonly string[]): Topology => ({
  given: changed(t05(), {
    VpcEndpoints: endpoints(t05()).filter(({ VpcEndpointId }) => !ids.includes(VpcEndpointId)),
  }),
});
const withInterface = (start: Topology, fields: Record<string, unknown> = {}): Topology => ({
  given: changed(start, {
    VpcEndpoints: [
      ...endpoints(start),
      endpoint('vpce-i', 's3', {
        VpcEndpointType: 'Interface',
        SubnetIds: ['subnet-private-a', 'subnet-private-b'],
        PrivateDnsEnabled: true,
        ...fields,
      }),
    ],
  }),
});
const DnsName = 'vpce-i-0a.s3.us-east-1.vpce.amazonaws.com';
const S3_NAME = 's3.us-east-1.amazonaws.com.';
const USES_S3 = `${ROLE} policy work Statement[0] s3:GetObject`;
const pays = {
  status: 'FAILED',
  severity: 'LOW',
  confidence: 'INFERRED',
  messages: ['pays', 'pays'],
} as const;

controlTable(gatewayEndpointNatCost, [
  { name: 'does not apply outside a VPC', given: t03().given, status: 'NOT_APPLICABLE' },
  {
    name: 'does not apply to other services behind a NAT gateway',
    given: t07().given,
    status: 'NOT_APPLICABLE',
  },
  {
    name: 'does not apply without NAT gateway and endpoint',
    given: t04().given,
    status: 'NOT_APPLICABLE',
  },
  {
    name: 'passes gateway endpoints beside NAT gateways',
    given: t05().given,
    status: 'PASSED',
    confidence: 'INFERRED',
  },
  { name: 'passes gateway endpoints without a NAT gateway', given: t01().given, status: 'PASSED' },
  { name: 'passes the sample template with one NAT gateway', given: t02().given, status: 'PASSED' },
  {
    name: 'fails a service without a gateway endpoint',
    given: without('vpce-s3').given,
    ...pays,
    evidence: [USES_S3, 'rtb-private-a NatGatewayId nat-0a', 'rtb-private-b NatGatewayId nat-0b'],
  },
  {
    name: 'fails the subnet that the endpoint does not cover',
    given: withFields(t05(), 'VpcEndpoints', 'vpce-s3', { RouteTableIds: ['rtb-private-a'] }),
    ...pays,
    messages: ['pays'],
    evidence: ['rtb-private-b NatGatewayId nat-0b'],
  },
  {
    name: 'counts no endpoint that is not available',
    given: withFields(t05(), 'VpcEndpoints', 'vpce-s3', { State: 'failed' }),
    ...pays,
    evidence: ['rtb-private-b NatGatewayId nat-0b'],
  },
  {
    name: 'fails an interface endpoint that takes the name from the free one',
    given: withInterface(t05()).given,
    status: 'FAILED',
    severity: 'LOW',
    confidence: 'INFERRED',
    messages: ['interfaceEndpoint'],
    remediation: 'PrivateDnsOnlyForInboundResolverEndpoint',
    evidence: ['vpce-i PrivateDnsEnabled true'],
  },
  {
    name: 'passes an interface endpoint that answers inbound resolvers only',
    given: withInterface(t05(), {
      DnsOptions: { PrivateDnsOnlyForInboundResolverEndpoint: true },
    }).given,
    status: 'PASSED',
  },
  {
    name: 'passes an interface endpoint without private DNS',
    given: withInterface(t05(), { PrivateDnsEnabled: false }).given,
    status: 'PASSED',
  },
  {
    name: 'does not apply to a function that is told to call an interface endpoint without private DNS',
    given: withFunction(
      withActions(withInterface(t05(), { PrivateDnsEnabled: false, DnsEntries: [{ DnsName }] }), [
        's3:GetObject',
      ]),
      { Environment: { Variables: { AWS_ENDPOINT_URL_S3: `https://${DnsName}` } } },
    ).given,
    status: 'NOT_APPLICABLE',
  },
  {
    name: 'cannot tell what a call costs whose name leads to something that was not read',
    given: changed(withActions(without('vpce-s3'), ['s3:GetObject']), {
      HostedZoneSummaries: [
        item('HostedZoneSummaries', { HostedZoneId: 'Z1', Name: S3_NAME, VPCId: VPC }),
      ],
      ResourceRecordSets: [
        item('ResourceRecordSets', {
          HostedZoneId: 'Z1',
          Name: S3_NAME,
          Type: 'A',
          ResourceRecords: [{ Value: '10.200.0.10' }],
        }),
      ],
    }),
    status: 'UNKNOWN',
    unknownCall:
      's3.us-east-1.amazonaws.com is answered by hosted zone Z1, with no endpoint that was read',
  },
  {
    name: 'does not apply where only an interface endpoint carries S3: there is no free one',
    given: withActions(withInterface(without('vpce-s3')), ['s3:GetObject']).given,
    status: 'NOT_APPLICABLE',
  },
  {
    name: 'takes S3 for needed by every function, if the configuration says so',
    given: withActions(without('vpce-s3'), []).given,
    parameters: { assumeS3: true },
    ...pays,
    confidence: 'CERTAIN',
    evidence: ['arn:aws:lambda:us-east-1:111122223333:function:orders parameters.assumeS3 s3'],
  },
  {
    name: 'does not apply behind a transit gateway, whatever the role allows',
    given: t09().given,
    status: 'NOT_APPLICABLE',
  },
  {
    name: 'cannot tell without the role',
    given: denied(t05(), 'RoleDetailList', 'iam:GetRole'),
    status: 'UNKNOWN',
    unknownCall: 'iam:GetRole',
  },
  {
    name: 'cannot tell where the route tables were not read',
    given: denied(without('vpce-s3'), 'RouteTables', 'ec2:DescribeRouteTables'),
    status: 'UNKNOWN',
    unknownCall: 'ec2:DescribeRouteTables',
  },
  {
    name: 'cannot tell of one subnet whose table was not read, where the other is covered',
    given: changed(t05(), {
      RouteTables: (t05().given.collections?.RouteTables ?? []).filter(
        ({ RouteTableId }) => !['rtb-private-b', 'rtb-main'].includes(RouteTableId),
      ),
    }),
    status: 'UNKNOWN',
    unknownCall: 'ec2:DescribeRouteTables',
  },
  {
    name: 'cannot tell where endpoints were not read and NAT gateways lead out',
    given: denied(
      { given: changed(without('vpce-s3'), { PrefixLists: [] }) },
      'VpcEndpoints',
      'ec2:DescribeVpcEndpoints',
    ),
    status: 'UNKNOWN',
    unknownCall: 'ec2:DescribeVpcEndpoints',
  },
  {
    name: 'cannot tell in a shared VPC whose routes show no endpoint',
    given: changed(
      {
        given: withFields(
          { given: withFields(t05(), 'Vpcs', VPC, { OwnerId: '999988887777' }) },
          'RouteTables',
          'rtb-private-b',
          {
            Routes: [
              { DestinationCidrBlock: '0.0.0.0/0', NatGatewayId: 'nat-0b', State: 'active' },
            ],
          },
        ),
      },
      { VpcEndpoints: [] },
    ),
    status: 'UNKNOWN',
    messages: [],
  },
]);
