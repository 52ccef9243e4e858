import { functionSgEgressNeeded } from '../../../shared/controls/security-groups/function-sg-egress-needed.ts';
import { changed, denied, itemsOf, withFields } from '../../builders/changed.ts';
import { t07, t10, t12 } from '../../builders/network-topologies.ts';
import { t05 } from '../../builders/reference-design.ts';
import { GROUP, item, localRoute } from '../../builders/snapshot.ts';
import { t01 } from '../../builders/sample-templates.ts';
import { TOPOLOGIES } from '../../builders/topologies.ts';
import { permission, toCidr, toGroup, toPrefixList } from '../../builders/topology.ts';
import type { Topology } from '../../builders/topology.ts';
import { controlTable } from '../control-table.ts';

type Loose = Record<string, unknown>;

/** The topology with other egress rules in the function's group. */
const egress = (topology: Topology, ...IpPermissionsEgress: Loose[]) =>
  withFields(topology, 'SecurityGroups', GROUP, { IpPermissionsEgress });
const defaultEgress = (...IpPermissionsEgress: Loose[]) =>
  withFields(t01(), 'SecurityGroups', 'sg-default', { IpPermissionsEgress });
const toEndpoints = permission(443, toGroup('sg-endpoints'));
const toDatabase = permission(5432, toGroup('sg-database'));
const toAnywhere = permission(443, toCidr('0.0.0.0/0'));
const toLists = [
  permission(443, toPrefixList('pl-s3')),
  permission(443, toPrefixList('pl-dynamodb')),
];
const withoutInternet = () => ({ given: withFields(t05(), 'Functions', 'orders', { Tags: {} }) });
/** The topology's VPC with name servers of its own, as its DHCP options give them. */
const namesFrom = ({ given }: Topology, ...servers: string[]) =>
  withFields({ given }, 'DhcpOptions', 'dopt-0a', {
    DhcpConfigurations: [
      { Key: 'domain-name-servers', Values: servers.map((Value) => ({ Value })) },
    ],
  });
const toNameServer = { ...permission(53, toCidr('10.0.0.53/32')), IpProtocol: 'udp' };
const closedToNames = (...more: Loose[]) => ({
  given: egress(withoutInternet(), toEndpoints, toDatabase, ...toLists, ...more),
});
const high = { status: 'FAILED', severity: 'HIGH', messages: ['closed'] } as const;
const medium = {
  status: 'FAILED',
  severity: 'MEDIUM',
  messages: ['closed'],
  confidence: 'INFERRED',
} as const;

controlTable(functionSgEgressNeeded, [
  { name: 'passes a rule for each need', given: t05().given, status: 'PASSED' },
  {
    name: 'passes references and prefix lists alone where the internet is not needed',
    given: egress(withoutInternet(), toEndpoints, toDatabase, ...toLists),
    status: 'PASSED',
  },
  {
    name: 'passes CIDRs that hold the subnets of endpoints and database',
    given: egress(
      withoutInternet(),
      permission(443, toCidr('10.0.0.0/23')),
      permission(5432, toCidr('10.0.0.0/16')),
      ...toLists,
    ),
    status: 'PASSED',
  },
  {
    name: "fails MEDIUM a gateway endpoint that only a rule for the VPC's block could reach",
    given: defaultEgress(permission(443, toCidr('172.31.0.0/16'))),
    ...medium,
    messages: ['closed', 'closed'],
    evidence: ['sg-default IpPermissionsEgress nothing covers tcp 443 to s3.us-east-1'],
  },
  {
    name: 'passes CIDRs that hold the whole prefix list',
    given: defaultEgress(
      permission(443, toCidr('52.0.0.0/8')),
      permission(443, toCidr('54.231.0.0/16')),
    ),
    status: 'PASSED',
  },
  {
    name: 'fails HIGH the internet that somebody said is needed',
    given: egress(t05(), toEndpoints, toDatabase, ...toLists),
    ...high,
    confidence: 'CERTAIN',
    evidence: [
      'sg-0a IpPermissionsEgress nothing covers tcp 443 to the internet',
      'arn:aws:lambda:us-east-1:111122223333:function:orders Tags.needs internet',
    ],
  },
  {
    name: 'fails half of the internet',
    given: egress(t05(), toEndpoints, toDatabase, ...toLists, permission(443, toCidr('0.0.0.0/1'))),
    ...high,
    evidence: ['sg-0a IpPermissionsEgress nothing covers tcp 443 to the internet'],
  },
  {
    name: 'passes the internet in two halves',
    given: egress(
      t05(),
      toDatabase,
      permission(443, toCidr('0.0.0.0/1')),
      permission(443, toCidr('128.0.0.0/1')),
    ),
    status: 'PASSED',
  },
  {
    name: 'fails MEDIUM the port of the database, which the resource tells and not lore',
    given: t12().given,
    ...medium,
    evidence: [
      'sg-0a IpPermissionsEgress nothing covers tcp 3306 to orders.c0ffee.us-east-1.rds.amazonaws.com',
    ],
  },
  {
    name: 'takes the rules of all groups together',
    given: changed(
      {
        given: withFields(
          { given: egress(t12(), permission(3306, toCidr('10.0.200.0/24'))) },
          'Functions',
          'orders',
          {
            VpcConfig: {
              VpcId: 'vpc-0a',
              SubnetIds: ['subnet-0a', 'subnet-0b'],
              SecurityGroupIds: ['sg-0a', 'sg-second'],
            },
          },
        ),
      },
      {
        SecurityGroups: [
          ...itemsOf(
            { given: egress(t12(), permission(3306, toCidr('10.0.200.0/24'))) },
            'SecurityGroups',
          ),
          item('SecurityGroups', {
            GroupId: 'sg-second',
            VpcId: 'vpc-0a',
            IpPermissionsEgress: [permission(3306, toCidr('10.0.201.0/24'))],
          }),
        ],
      },
    ),
    status: 'PASSED',
  },
  {
    name: 'fails one of two subnets of the database',
    given: egress(t12(), permission(3306, toCidr('10.0.200.0/24'))),
    ...medium,
    evidence: [
      'sg-0a IpPermissionsEgress nothing covers tcp 3306 to orders.c0ffee.us-east-1.rds.amazonaws.com',
    ],
  },
  {
    name: 'does not count UDP for TCP',
    given: egress(t12(), { ...permission(3306, toCidr('0.0.0.0/0')), IpProtocol: 'udp' }),
    ...medium,
    evidence: [
      'sg-0a IpPermissionsEgress nothing covers tcp 3306 to orders.c0ffee.us-east-1.rds.amazonaws.com',
    ],
  },
  {
    name: 'passes an endpoint in a peer that the function depends on',
    given: t10().given,
    status: 'PASSED',
  },
  {
    name: 'fails where the rules do not reach that peer',
    given: egress(t10(), permission(443, toCidr('10.0.0.0/16'))),
    ...medium,
    evidence: [
      'sg-0a IpPermissionsEgress nothing covers tcp 443 to com.amazonaws.us-east-1.lambda',
    ],
  },
  {
    name: 'passes a group of the peer in the same region',
    given: egress(t10(), toEndpoints),
    status: 'PASSED',
  },
  {
    name: 'counts no stale reference',
    given: egress(
      t10(),
      permission(443, {
        UserIdGroupPairs: [{ GroupId: 'sg-endpoints', PeeringStatus: 'deleted' }],
      }),
    ),
    ...medium,
    evidence: [
      'sg-0a IpPermissionsEgress nothing covers tcp 443 to com.amazonaws.us-east-1.lambda',
    ],
  },
  {
    name: 'counts no reference behind an appliance',
    given: withFields(
      { given: egress(t12(), permission(3306, toGroup('sg-database'))) },
      'RouteTables',
      'rtb-main',
      {
        Routes: [
          localRoute(),
          {
            DestinationCidrBlock: '10.0.192.0/18',
            GatewayId: 'vpce-firewall',
            State: 'active',
          },
        ],
      },
    ),
    ...medium,
    evidence: [
      'sg-0a IpPermissionsEgress nothing covers tcp 3306 to orders.c0ffee.us-east-1.rds.amazonaws.com',
    ],
  },
  {
    name: 'passes an endpoint whose private DNS is off',
    given: TOPOLOGIES.t06().given,
    status: 'PASSED',
  },
  {
    name: 'fails a service without an endpoint where nothing public is let out',
    given: egress(
      { given: withFields(t07(), 'Functions', 'orders', { Tags: {} }) },
      permission(443, toCidr('10.0.0.0/16')),
    ),
    ...medium,
    evidence: ['sg-0a IpPermissionsEgress nothing covers tcp 443 to sqs.us-east-1'],
  },
  {
    name: 'does not know whether some public addresses are those of the service',
    given: egress(
      { given: withFields(t07(), 'Functions', 'orders', { Tags: {} }) },
      permission(443, toCidr('52.0.0.0/8')),
    ),
    status: 'UNKNOWN',
    unknownCall: 'the public addresses of sqs.us-east-1 are not known',
  },
  {
    name: 'fails a group that does not exist any more, whatever is needed',
    given: {
      ...changed(TOPOLOGIES.t13(), {
        Functions: itemsOf(TOPOLOGIES.t13(), 'Functions').slice(0, 1),
        SecurityGroups: [],
      }),
      notFound: ['sg-0'],
    },
    status: 'FAILED',
    severity: 'HIGH',
    messages: ['dangling'],
    evidence: [
      'arn:aws:lambda:us-east-1:111122223333:function:orders-0 VpcConfig.SecurityGroupIds sg-0 InvalidGroup.NotFound',
    ],
  },
  {
    name: 'is unknown where the groups may not be read',
    given: denied(t05(), 'SecurityGroups', 'ec2:DescribeSecurityGroups'),
    status: 'UNKNOWN',
    unknownCall: 'ec2:DescribeSecurityGroups',
  },
  {
    name: 'passes 443 to anywhere whatever the role allows',
    given: TOPOLOGIES.t09().given,
    status: 'PASSED',
  },
  {
    name: 'is unknown where the role may allow more than 443 to the VPC reaches',
    given: denied(
      { given: egress(t12(), permission(3306, toGroup('sg-database'))) },
      'RoleDetailList',
      'iam:GetRole',
    ),
    status: 'UNKNOWN',
    unknownCall: 'iam:GetRole',
  },
  {
    name: 'passes a named host of another account where everything is let out',
    given: withFields(
      {
        given: egress(t12(), permission(undefined, toCidr('0.0.0.0/0'))),
      },
      'Functions',
      'orders',
      { Environment: { Variables: { DB_HOST: 'other.c0ffee.us-east-1.rds.amazonaws.com' } } },
    ),
    status: 'PASSED',
  },
  {
    name: 'is unknown for such a host where its port is not known',
    given: withFields({ given: egress(t12(), toAnywhere) }, 'Functions', 'orders', {
      Environment: { Variables: { DB_HOST: 'other.c0ffee.us-east-1.rds.amazonaws.com' } },
    }),
    status: 'UNKNOWN',
    unknownCall: 'other.c0ffee.us-east-1.rds.amazonaws.com is no resource of this account',
  },
  {
    name: 'fails name servers of the VPC that no rule lets UDP 53 out to',
    given: namesFrom(closedToNames(), '10.0.0.53', '10.0.1.53'),
    ...medium,
    messages: ['namesClosed'],
    text: 'covers UDP port 53 to 10.0.0.53, 10.0.1.53',
    evidence: [
      `${GROUP} IpPermissionsEgress nothing covers udp 53 to 10.0.0.53, 10.0.1.53`,
      'dopt-0a DhcpConfigurations domain-name-servers 10.0.0.53, 10.0.1.53',
    ],
    fault: `security-group ${GROUP} DENIED_BY_SECURITY_GROUP`,
  },
  {
    name: 'does not count TCP 53: names are asked over UDP',
    given: namesFrom(closedToNames(permission(53, toCidr('10.0.0.53/32'))), '10.0.0.53'),
    ...medium,
    messages: ['namesClosed'],
    evidence: [`${GROUP} IpPermissionsEgress nothing covers udp 53 to 10.0.0.53`],
  },
  {
    name: 'passes where one of the name servers is let out to',
    given: namesFrom(closedToNames(toNameServer), '10.0.0.53', '10.0.1.53'),
    status: 'PASSED',
  },
  {
    name: 'passes where the VPC resolver, which no group filters, is one of them',
    given: namesFrom(closedToNames(), '10.0.1.53', 'AmazonProvidedDNS'),
    status: 'PASSED',
  },
  {
    name: 'is unknown where a rule names a group that a name server of elsewhere may have',
    given: namesFrom(
      closedToNames({ ...permission(53, toGroup('sg-names')), IpProtocol: 'udp' }),
      '10.0.0.53',
    ),
    status: 'UNKNOWN',
    unknownCall: 'the security groups of 10.0.0.53 are not known',
  },
  {
    name: 'asks for no name server where only an address and a file system are needed',
    given: namesFrom(
      {
        given: withFields(
          { given: egress(t12(), permission(5432, toCidr('10.0.0.0/8'))) },
          'Functions',
          'orders',
          { Environment: { Variables: { BROKER: '10.0.200.9:5432' } } },
        ),
      },
      '10.0.0.53',
    ),
    status: 'UNKNOWN',
    unknownCall: '10.0.200.9 is no resource of this account',
  },
  {
    name: 'does not apply where nothing is known to be needed',
    given: TOPOLOGIES.t13().given,
    resource: 'orders-1',
    status: 'NOT_APPLICABLE',
    messages: ['noNeed'],
  },
  {
    name: 'does not apply to an unattached function',
    given: TOPOLOGIES.t03().given,
    status: 'NOT_APPLICABLE',
    messages: ['unattached'],
  },
]);
