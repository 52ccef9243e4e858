import { gatewayEndpointAssociation } from '../../../shared/controls/gateway-endpoints/gateway-endpoint-association.ts';
import { changed, denied, withFields } from '../../builders/changed.ts';
import { withActions, withFunction } from '../../builders/function-of.ts';
import { t05 } from '../../builders/reference-design.ts';
import { ROLE } from '../../builders/roles.ts';
import { item, localRoute, VPC } from '../../builders/snapshot.ts';
import { TOPOLOGIES } from '../../builders/topologies.ts';
import { defaultRoute, dnsAttributes, endpoint, endpointRoute } from '../../builders/topology.ts';
import type { Topology } from '../../builders/topology.ts';
import { controlTable } from '../control-table.ts';

const { t01, t03, t04, t06, t07, t09, t13 } = TOPOLOGIES;

const s3 = (fields: Record<string, unknown>, start = t05()): Topology => ({
  given: withFields(start, 'VpcEndpoints', 'vpce-s3', fields),
});
const without = (...ids: readonly string[]): Topology => ({
  given: changed(t05(), {
    VpcEndpoints: (t05().given.collections?.VpcEndpoints ?? []).filter(
      ({ VpcEndpointId }) => !ids.includes(VpcEndpointId),
    ),
  }),
});
const isolatedB = (start: Topology): Topology => ({
  given: withFields(start, 'RouteTables', 'rtb-private-b', { Routes: [localRoute()] }),
});
const shared = (start: Topology): Topology => ({
  given: withFields(start, 'Vpcs', VPC, { OwnerId: '999988887777' }),
});
const USES_S3 = `${ROLE} policy work Statement[0] s3:GetObject`;
const partial = {
  status: 'FAILED',
  severity: 'MEDIUM',
  confidence: 'INFERRED',
  messages: ['missing'],
} as const;

controlTable(gatewayEndpointAssociation, [
  { name: 'does not apply outside a VPC', given: t03().given, status: 'NOT_APPLICABLE' },
  { name: 'does not apply to other services', given: t06().given, status: 'NOT_APPLICABLE' },
  {
    name: 'passes endpoints on the table of every subnet',
    given: t05().given,
    status: 'PASSED',
    confidence: 'INFERRED',
  },
  { name: 'passes one table for both subnets', given: t01().given, status: 'PASSED' },
  {
    name: 'passes where the association is there and the route is not shown',
    given: withFields(t05(), 'RouteTables', 'rtb-private-b', { Routes: [localRoute()] }),
    status: 'PASSED',
  },
  {
    name: 'unites several endpoints of a service',
    given: changed(s3({ RouteTableIds: ['rtb-private-a'] }), {
      VpcEndpoints: [
        ...(s3({ RouteTableIds: ['rtb-private-a'] }).given.collections?.VpcEndpoints ?? []),
        endpoint('vpce-s3-b', 's3', {
          VpcEndpointType: 'Gateway',
          RouteTableIds: ['rtb-private-b'],
        }),
      ],
    }),
    status: 'PASSED',
  },
  {
    name: 'fails an endpoint on the table of one subnet of two',
    given: s3({ RouteTableIds: ['rtb-private-a'] }).given,
    ...partial,
    evidence: [USES_S3, 'vpce-s3 RouteTableIds without rtb-private-b'],
  },
  {
    name: 'fails an endpoint on the main table only: subnets have tables of their own',
    given: s3({ RouteTableIds: ['rtb-main'] }).given,
    ...partial,
    messages: ['missing', 'missing'],
    evidence: ['vpce-s3 RouteTableIds without rtb-private-a'],
  },
  {
    name: 'fails a subnet that fell back to the main table',
    given: withFields(t05(), 'RouteTables', 'rtb-private-a', { Associations: [] }),
    ...partial,
    messages: ['missing', 'missing'],
    evidence: ['vpce-s3 RouteTableIds without rtb-main'],
  },
  {
    name: 'counts no endpoint that is not available, where nothing else leads out',
    given: isolatedB(s3({ State: 'pending' })).given,
    status: 'FAILED',
    severity: 'HIGH',
    confidence: 'INFERRED',
    messages: ['noWay'],
    remediation: 'Create a gateway endpoint for s3',
    evidence: ['rtb-private-b Routes none to the internet'],
  },
  {
    name: 'fails without endpoint and exit',
    given: t04().given,
    status: 'FAILED',
    severity: 'HIGH',
    confidence: 'INFERRED',
    messages: ['noWay'],
    evidence: ['igw-0a Attachments vpc-0a available'],
  },
  {
    name: 'does not apply without an endpoint where a NAT gateway leads out: that is a cost',
    given: without('vpce-s3', 'vpce-dynamodb').given,
    status: 'NOT_APPLICABLE',
  },
  {
    name: 'does not apply where an interface endpoint owns the name',
    given: changed(isolatedB(without('vpce-s3', 'vpce-dynamodb')), {
      VpcEndpoints: ['s3', 'dynamodb'].map((service) =>
        endpoint(`vpce-i-${service}`, service, {
          VpcEndpointType: 'Interface',
          SubnetIds: ['subnet-private-a'],
          PrivateDnsEnabled: true,
        }),
      ),
    }),
    status: 'NOT_APPLICABLE',
  },
  {
    name: 'does not take buckets of another Region for a need of the endpoint',
    given: withFunction(isolatedB(withActions(s3({ RouteTableIds: [] }), [])), {
      Environment: { Variables: { BUCKET: 'https://orders.s3.eu-west-1.amazonaws.com' } },
    }).given,
    status: 'NOT_APPLICABLE',
  },
  {
    name: 'takes what the configuration always asks for, as certain',
    given: withActions(s3({ RouteTableIds: ['rtb-private-a'] }), []).given,
    parameters: { always: ['s3'] },
    ...partial,
    confidence: 'CERTAIN',
    evidence: ['arn:aws:lambda:us-east-1:111122223333:function:orders parameters.always s3'],
  },
  {
    name: 'leaves out services that the configuration does not list',
    given: s3({ RouteTableIds: ['rtb-private-a'] }).given,
    parameters: { services: ['dynamodb'] },
    status: 'PASSED',
  },
  {
    name: 'passes routes to an endpoint that cannot be seen, in a shared VPC',
    given: changed(shared(t05()), { VpcEndpoints: [] }),
    status: 'PASSED',
  },
  {
    name: 'cannot tell without such routes in a shared VPC',
    given: changed(
      {
        given: withFields(shared(t05()), 'RouteTables', 'rtb-private-b', {
          Routes: [localRoute(), endpointRoute('vpce-s3', 'pl-s3')],
        }),
      },
      { VpcEndpoints: [] },
    ),
    status: 'UNKNOWN',
    unknownCall: `${VPC} is shared by another account, whose VPC endpoints cannot be described`,
  },
  {
    name: 'cannot tell from routes of a list that was not read',
    given: changed(
      { given: denied(t05(), 'VpcEndpoints', 'ec2:DescribeVpcEndpoints') },
      { PrefixLists: [] },
    ),
    status: 'UNKNOWN',
    unknownCall: 'ec2:DescribeVpcEndpoints',
  },
  {
    name: 'cannot tell without the role, where it would matter',
    given: denied(t05(), 'RoleDetailList', 'iam:GetRole'),
    status: 'UNKNOWN',
    unknownCall: 'iam:GetRole',
  },
  {
    name: 'does not apply without the role, where it does not matter',
    given: denied(t07(), 'RoleDetailList', 'iam:GetRole'),
    status: 'NOT_APPLICABLE',
  },
  {
    name: 'cannot tell behind a transit gateway of another account',
    given: t09().given,
    status: 'UNKNOWN',
    unknownCall: 'iam:GetRole',
  },
  {
    name: 'cannot tell what leaves through a transit gateway',
    given: withFields(without('vpce-s3', 'vpce-dynamodb'), 'RouteTables', 'rtb-private-b', {
      Routes: [localRoute(), defaultRoute({ TransitGatewayId: 'tgw-0a' })],
    }),
    status: 'UNKNOWN',
    messages: [],
  },
  {
    name: 'cannot tell where the route tables were not read',
    given: denied(t05(), 'RouteTables', 'ec2:DescribeRouteTables'),
    status: 'UNKNOWN',
    unknownCall: 'ec2:DescribeRouteTables',
  },
  {
    name: 'does not apply to a function that needs nothing',
    given: t13().given,
    resource: ':orders-3',
    status: 'NOT_APPLICABLE',
  },
  {
    name: 'passes whatever the DNS attributes are: names are the matter of others',
    given: changed(t05(), { VpcAttributes: [item('VpcAttributes', dnsAttributes(VPC, false))] }),
    status: 'PASSED',
  },
]);
