import { peeredEndpointPath } from '../../../shared/controls/peering/peered-endpoint-path.ts';
import {
  changed,
  itemsOf,
  LINUX_PORTS,
  linuxPortsInto,
  withFields,
} from '../../builders/changed.ts';
import { lambdaZone, throughTransitGateway } from '../../builders/lambda-endpoint.ts';
import { t10, t14 } from '../../builders/network-topologies.ts';
import { aFunction, functionArn, GROUP, item, SUBNETS, VPC } from '../../builders/snapshot.ts';
import {
  defaultGroup,
  defaultRoute,
  group,
  permission,
  routeTable,
  toCidr,
  toGroup,
} from '../../builders/topology.ts';
import { ROLE } from '../../builders/roles.ts';
import { controlTable } from '../control-table.ts';

const HUB = '10.1.0.0/16';
const pcx = (block: string) => ({
  DestinationCidrBlock: block,
  VpcPeeringConnectionId: 'pcx-0a',
  State: 'active',
  Origin: 'CreateRoute',
});

/** The spoke's own routes: its table with others in place of the one to the hub. */
const routed = (...routes: readonly Record<string, unknown>[]) =>
  changed(t10(), {
    RouteTables: [
      routeTable('rtb-0a', { subnetIds: SUBNETS, routes }),
      ...itemsOf(t10(), 'RouteTables').filter(({ VpcId }) => VpcId !== VPC),
    ],
  });

const groups = (
  egress: readonly Record<string, unknown>[],
  ingress: readonly Record<string, unknown>[],
) =>
  changed(t10(), {
    SecurityGroups: [
      defaultGroup(),
      group(GROUP, egress),
      group('sg-endpoints', [], ingress, { VpcId: 'vpc-hub' }),
    ],
  });

const status = (Code: string) =>
  withFields(t10(), 'VpcPeeringConnections', 'pcx-0a', { Status: { Code } });

const calling = (host: string) => [
  aFunction({
    Role: itemsOf(t10(), 'Functions')[0]?.Role,
    Environment: { Variables: { API_HOST: host } },
  }),
];

/** The other side belongs to an account that was not read. */
const unreadHub = changed(t10(), {
  Vpcs: itemsOf(t10(), 'Vpcs').filter(({ VpcId }) => VpcId === VPC),
  Subnets: itemsOf(t10(), 'Subnets').filter(({ VpcId }) => VpcId === VPC),
  VpcEndpoints: [],
  VpcPeeringConnections: itemsOf(t10(), 'VpcPeeringConnections').map((one) =>
    item('VpcPeeringConnections', {
      ...one,
      AccepterVpcInfo: { ...one.AccepterVpcInfo, OwnerId: '444455556666' },
    }),
  ),
});

const FAILS = { status: 'FAILED', severity: 'HIGH', confidence: 'INFERRED' } as const;

controlTable(peeredEndpointPath, [
  {
    name: 'passes a network ACL for the ports that function-nacl is configured with',
    given: linuxPortsInto(t10(), SUBNETS[0]),
    configuration: LINUX_PORTS,
    status: 'PASSED',
  },
  {
    name: 'passes with routes, groups and ACLs on both sides',
    given: t10().given,
    status: 'PASSED',
    confidence: 'INFERRED',
    evidence: ['pcx-0a AccepterVpcInfo.VpcId vpc-hub'],
  },
  {
    name: 'passes with a database in another VPC that the environment names',
    given: t14().given,
    status: 'PASSED',
  },
  {
    name: 'fails without a route there',
    given: routed(),
    ...FAILS,
    messages: ['broken'],
    evidence: ['rtb-0a Routes none to 10.1.0.0/24'],
  },
  {
    name: 'fails with a route there from one subnet of two',
    given: changed(t10(), {
      RouteTables: [
        routeTable('rtb-0a', { subnetIds: [SUBNETS[0]], routes: [pcx(HUB)] }),
        routeTable('rtb-0b', { subnetIds: [SUBNETS[1]] }),
        ...itemsOf(t10(), 'RouteTables').filter(({ VpcId }) => VpcId !== VPC),
      ],
    }),
    ...FAILS,
    messages: ['broken'],
    evidence: ['rtb-0b Routes none to 10.1.0.0/24'],
  },
  {
    name: 'fails without a route back',
    given: withFields(t10(), 'RouteTables', 'rtb-hub', { Routes: [] }),
    ...FAILS,
    messages: ['broken'],
    text: 'subnet-0a, subnet-0b cannot reach vpce-lambda in vpc-hub: the answer does not return: rtb-hub has no route to 10.0.0.0/24; the answer does not return: rtb-hub has no route to 10.0.1.0/24.',
    fault: 'route-table rtb-hub NO_ROUTE vpc-0a',
    evidence: ['rtb-hub Routes none to 10.0.0.0/24'],
  },
  {
    name: 'fails with a route back to one subnet of two',
    given: withFields(t10(), 'RouteTables', 'rtb-hub', { Routes: [pcx('10.0.0.0/24')] }),
    ...FAILS,
    messages: ['broken'],
    evidence: ['rtb-hub Routes none to 10.0.1.0/24'],
  },
  {
    name: "fails where the function's group does not let it out",
    given: groups(
      [permission(443, toCidr('10.9.0.0/16'))],
      [permission(443, toCidr('10.0.0.0/16'))],
    ),
    ...FAILS,
    messages: ['broken'],
    evidence: ['sg-0a IpPermissionsEgress none for TCP 443 to 10.1.0.0/23'],
  },
  {
    name: "fails where the endpoint's group does not let it in",
    given: groups([permission(443, toCidr(HUB))], []),
    ...FAILS,
    messages: ['broken'],
    evidence: ['sg-endpoints IpPermissions none for TCP 443 from 10.0.0.0/24'],
  },
  {
    name: 'takes a reference to a group of a peer in the same Region',
    given: groups([permission(443, toGroup('sg-endpoints'))], [permission(443, toGroup(GROUP))]),
    status: 'PASSED',
  },
  {
    name: 'fails where the peering is not the one that joins the two VPCs',
    given: changed(t10(), {
      ...lambdaZone({
        AliasTarget: { DNSName: 'vpce-lambda.lambda.us-east-1.vpce.amazonaws.com' },
      }),
      VpcPeeringConnections: itemsOf(t10(), 'VpcPeeringConnections').map((one) =>
        item('VpcPeeringConnections', {
          ...one,
          AccepterVpcInfo: {
            VpcId: 'vpc-between',
            CidrBlock: '10.3.0.0/16',
            CidrBlockSet: [{ CidrBlock: '10.3.0.0/16' }],
          },
        }),
      ),
    }),
    ...FAILS,
    messages: ['broken'],
    evidence: ['pcx-0a AccepterVpcInfo.VpcId vpc-between'],
  },
  {
    name: 'fails over a peering that was deleted while the name still leads there',
    given: changed(t10(), {
      ...lambdaZone({
        AliasTarget: { DNSName: 'vpce-lambda.lambda.us-east-1.vpce.amazonaws.com' },
      }),
      VpcPeeringConnections: status('deleted').collections?.VpcPeeringConnections,
    }),
    ...FAILS,
    messages: ['broken'],
    evidence: ['pcx-0a Status.Code deleted'],
  },
  {
    name: 'waits for a peering that is being provisioned',
    given: changed(t10(), {
      ...lambdaZone({
        AliasTarget: { DNSName: 'vpce-lambda.lambda.us-east-1.vpce.amazonaws.com' },
      }),
      VpcPeeringConnections: status('provisioning').collections?.VpcPeeringConnections,
    }),
    status: 'UNKNOWN',
    unknownCall: 'pcx-0a is being provisioned',
  },
  {
    name: 'does not follow a transit gateway',
    given: changed(t10(), {
      ...throughTransitGateway(),
      ...lambdaZone({
        AliasTarget: { DNSName: 'vpce-lambda.lambda.us-east-1.vpce.amazonaws.com' },
      }),
    }),
    status: 'UNKNOWN',
    messages: [],
  },
  ...(['PASSED', 'FAILED'] as const).map((treatIndirectAs) => ({
    name: `takes a transit gateway as the configuration says: ${treatIndirectAs}`,
    given: changed(
      {
        given: withFields(t10(), 'RouteTables', 'rtb-0a', {
          Routes: [defaultRoute({ TransitGatewayId: 'tgw-0a' })],
        }),
      },
      lambdaZone({ AliasTarget: { DNSName: 'vpce-lambda.lambda.us-east-1.vpce.amazonaws.com' } }),
    ),
    configuration: {
      controls: { 'function-internet-egress': { parameters: { treatIndirectAs } } },
    },
    status: treatIndirectAs,
    messages: [treatIndirectAs === 'PASSED' ? 'reaches' : 'broken'],
    severity: treatIndirectAs === 'PASSED' ? ('INFO' as const) : ('HIGH' as const),
    evidence: [`${ROLE} policy work Statement[0] lambda:InvokeFunction`],
  })),
  {
    name: 'names the account of a side that was not read',
    given: unreadHub,
    status: 'UNKNOWN',
    unknownCall:
      'ec2:DescribeVpcs was not read (vpc-hub of account 444455556666 in us-east-1, behind pcx-0a)',
  },
  {
    name: 'fails with an address in an unread account that no route leads to',
    given: changed(
      { given: unreadHub },
      {
        Functions: calling('10.1.0.77'),
        RouteTables: [routeTable('rtb-0a', { subnetIds: SUBNETS })],
      },
    ),
    ...FAILS,
    messages: ['broken'],
    evidence: [`${functionArn('orders')} Environment.API_HOST 10.1.0.77`],
  },
  {
    name: 'does not know the groups of an address in an unread account',
    given: changed({ given: unreadHub }, { Functions: calling('10.1.0.77') }),
    status: 'UNKNOWN',
    unknownCall: 'ec2:DescribeVpcs',
  },
  {
    name: 'is content with a route to the addresses of the endpoint alone',
    given: changed(
      { given: routed(pcx('10.1.0.77/32')) },
      {
        VpcEndpoints: withFields(t10(), 'VpcEndpoints', 'vpce-lambda', {
          NetworkInterfaceIds: ['eni-lambda-a'],
        }).collections?.VpcEndpoints,
        NetworkInterfaces: [
          item('NetworkInterfaces', {
            NetworkInterfaceId: 'eni-lambda-a',
            SubnetId: 'subnet-hub-a',
            VpcId: 'vpc-hub',
            PrivateIpAddress: '10.1.0.77',
          }),
        ],
      },
    ),
    status: 'PASSED',
  },
  {
    name: 'sees no dependency in a peer that merely has an endpoint',
    given: changed(t10(), {
      RouteTables: [
        routeTable('rtb-0a', {
          subnetIds: SUBNETS,
          routes: [defaultRoute({ TransitGatewayId: 'tgw-0a' }), pcx(HUB)],
        }),
        ...itemsOf(t10(), 'RouteTables').filter(({ VpcId }) => VpcId !== VPC),
      ],
    }),
    status: 'NOT_APPLICABLE',
    messages: ['none'],
  },
  {
    name: 'sees no dependency in a public database whose name answers with a public address',
    given: withFields(
      t14(),
      'DBInstances',
      itemsOf(t14(), 'DBInstances')[0]?.DBInstanceIdentifier ?? '',
      {
        PubliclyAccessible: true,
      },
    ),
    status: 'NOT_APPLICABLE',
    messages: ['none'],
  },
  {
    name: 'judges a public database whose side resolves names for its peer',
    given: changed(
      {
        given: withFields(
          t14(),
          'DBInstances',
          itemsOf(t14(), 'DBInstances')[0]?.DBInstanceIdentifier ?? '',
          { PubliclyAccessible: true },
        ),
      },
      {
        VpcPeeringConnections: itemsOf(t14(), 'VpcPeeringConnections').map((one) =>
          item('VpcPeeringConnections', {
            ...one,
            AccepterVpcInfo: {
              ...one.AccepterVpcInfo,
              PeeringOptions: { AllowDnsResolutionFromRemoteVpc: true },
            },
          }),
        ),
      },
    ),
    status: 'PASSED',
  },
  {
    name: 'has nothing to say of a function outside any VPC',
    given: changed(t10(), { Functions: [aFunction({ VpcConfig: undefined })] }),
    status: 'NOT_APPLICABLE',
    messages: ['unattached'],
  },
]);
