import { functionPrivateResourceChain } from '../../../shared/controls/services/function-private-resource-chain.ts';
import {
  changed,
  denied,
  itemsOf,
  LINUX_PORTS,
  linuxPortsInto,
  withFields,
} from '../../builders/changed.ts';
import { detached, withFunction } from '../../builders/function-of.ts';
import { t05 } from '../../builders/reference-design.ts';
import { aNetworkAcl, GROUP, item, localRoute, VPC } from '../../builders/snapshot.ts';
import { TOPOLOGIES } from '../../builders/topologies.ts';
import {
  group,
  DATABASE_HOST,
  defaultRoute,
  dnsAttributes,
  permission,
  toCidr,
  toGroup,
} from '../../builders/topology.ts';
import { controlTable } from '../control-table.ts';

const { t03, t09, t12, t14 } = TOPOLOGIES;

const FUNCTION = 'arn:aws:lambda:us-east-1:111122223333:function:orders';
const NAMED = `${FUNCTION} Environment.DB_HOST ${DATABASE_HOST}`;
const DATABASE = 'arn:aws:rds:us-east-1:111122223333:db:orders';

const database = (fields: Record<string, unknown>, start = t05()) =>
  withFields(start, 'DBInstances', 'orders', fields);
const groupOfDatabase = (...IpPermissions: Record<string, unknown>[]) =>
  withFields(t05(), 'SecurityGroups', 'sg-database', { IpPermissions });
const egress = (...IpPermissionsEgress: Record<string, unknown>[]) =>
  withFields(t05(), 'SecurityGroups', GROUP, { IpPermissionsEgress });
const environment = (Variables: Record<string, string>, start = t05()) =>
  withFunction(start, { Environment: { Variables } }).given;
/** A private address behind a transit gateway, with the state of the route of each subnet. */
const onPremises = (BROKER: string, ...states: [string, string]) =>
  changed(
    { given: environment({ BROKER }) },
    {
      RouteTables: itemsOf(t05(), 'RouteTables').map((table) => {
        const at = ['rtb-private-a', 'rtb-private-b'].indexOf(table.RouteTableId);
        const route = {
          DestinationCidrBlock: '10.50.0.0/16',
          TransitGatewayId: 'tgw-0a',
          State: states[at],
          Origin: 'CreateRoute',
        };
        return item('RouteTables', {
          ...table,
          Routes: at === -1 ? table.Routes : [...table.Routes, route],
        });
      }),
    },
  );
const withInterface = (PrivateIpAddress: string, group: string) =>
  changed(t05(), {
    NetworkInterfaces: [
      item('NetworkInterfaces', {
        NetworkInterfaceId: 'eni-broker',
        VpcId: VPC,
        SubnetId: 'subnet-data-a',
        PrivateIpAddress,
        Status: 'in-use',
        Groups: [{ GroupId: group }],
      }),
    ],
  });
/** T14 with a database that has a public address, too. */
const publicDatabase = (start = t14()) => ({
  ...start,
  given: database({ PubliclyAccessible: true }, start),
});

const failed = { status: 'FAILED', severity: 'HIGH', confidence: 'INFERRED' } as const;

controlTable(functionPrivateResourceChain, [
  { name: 'does not apply where nothing is named', given: t03().given, status: 'NOT_APPLICABLE' },
  {
    name: 'does not apply where the role alone is not read: databases are named elsewhere',
    given: t09().given,
    status: 'NOT_APPLICABLE',
  },
  {
    name: 'passes groups that name each other, in the same VPC',
    given: t05().given,
    status: 'PASSED',
    confidence: 'INFERRED',
  },
  { name: 'passes a database in a peered VPC', given: t14().given, status: 'PASSED' },
  {
    name: 'passes rules that hold all subnets of each side',
    given: withFields(
      { given: egress(permission(5432, toCidr('10.0.200.0/23'))) },
      'SecurityGroups',
      'sg-database',
      { IpPermissions: [permission(5432, toCidr('10.0.0.0/23'))] },
    ),
    status: 'PASSED',
  },
  {
    name: 'compares names in lower case',
    given: environment({ DB_HOST: DATABASE_HOST.toUpperCase() }),
    status: 'PASSED',
  },
  {
    name: 'passes a database in a state that still serves',
    given: database({ DBInstanceStatus: 'backing-up' }),
    status: 'PASSED',
  },
  {
    name: 'passes a public database of its own VPC, whose name answers privately there',
    given: database({ PubliclyAccessible: true }),
    status: 'PASSED',
  },
  {
    name: 'takes the port of the URL before that of the resource',
    given: environment({ DB: `postgres://app:secret@${DATABASE_HOST}:6432/orders` }),
    ...failed,
    messages: ['egress', 'ingress'],
    evidence: ['sg-database IpPermissions no rule for TCP 6432 and 10.0.0.0/23'],
  },
  {
    name: 'tells all that is wrong: both groups and the network ACL',
    given: t12().given,
    ...failed,
    messages: ['egress', 'ingress', 'acl', 'acl'],
    evidence: [
      NAMED,
      `${GROUP} IpPermissionsEgress no rule for TCP 3306 and 10.0.200.0/23`,
      'sg-database IpPermissions no rule for TCP 3306 and 10.0.0.0/23',
      'acl-data Entries egress denies ports 1024-32767, 61000-65535',
    ],
  },
  {
    name: 'fails a group of the function that does not let the port out',
    given: egress(permission(443, toCidr('0.0.0.0/0'))),
    ...failed,
    messages: ['egress'],
    evidence: [`${GROUP} IpPermissionsEgress no rule for TCP 5432 and 10.0.200.0/23`],
  },
  {
    name: 'fails a group of the database that lets nobody in',
    given: groupOfDatabase(),
    ...failed,
    messages: ['ingress'],
    evidence: ['sg-database IpPermissions no rule for TCP 5432 and 10.0.0.0/23'],
  },
  {
    name: 'fails a rule for the subnet of one zone only',
    given: groupOfDatabase(permission(5432, toCidr('10.0.0.0/24'))),
    ...failed,
    messages: ['ingress'],
    evidence: ['sg-database IpPermissions no rule for TCP 5432 and 10.0.1.0/24'],
  },
  {
    name: 'fails a network ACL that keeps requests out',
    given: changed(t05(), {
      NetworkAcls: [
        aNetworkAcl({
          NetworkAclId: 'acl-data',
          Associations: [{ SubnetId: 'subnet-data-a' }],
          Entries: [
            {
              CidrBlock: '0.0.0.0/0',
              Protocol: '-1',
              Egress: true,
              RuleAction: 'allow',
              RuleNumber: 1,
            },
          ],
        }),
        aNetworkAcl({
          Associations: ['subnet-private-a', 'subnet-private-b', 'subnet-data-b'].map(
            (SubnetId) => ({ SubnetId }),
          ),
        }),
      ],
    }),
    ...failed,
    messages: ['acl'],
    evidence: ['acl-data Entries ingress denies ports 5432'],
  },
  {
    name: 'fails a network ACL that does not let all answers in',
    given: linuxPortsInto(t05(), 'subnet-private-a'),
    ...failed,
    messages: ['acl'],
    evidence: ['acl-own Entries ingress denies ports 1024-32767, 61000-65535'],
  },
  {
    name: 'passes it where function-nacl is configured with the ports that it lets in',
    given: linuxPortsInto(t05(), 'subnet-private-a'),
    configuration: LINUX_PORTS,
    status: 'PASSED',
  },
  {
    name: 'fails a stopped database',
    given: database({ DBInstanceStatus: 'stopped' }),
    ...failed,
    messages: ['notServing'],
    evidence: [`${DATABASE} DBInstanceStatus stopped`],
  },
  {
    name: 'fails a database whose storage is incompatible',
    given: database({ DBInstanceStatus: 'incompatible-network' }),
    ...failed,
    messages: ['notServing'],
    evidence: [`${DATABASE} DBInstanceStatus incompatible-network`],
  },
  {
    name: 'cannot tell of a database that starts',
    given: database({ DBInstanceStatus: 'starting' }),
    status: 'UNKNOWN',
    unknownCall: `${DATABASE} is starting: ask again`,
  },
  {
    name: 'fails a peering without a route from one subnet',
    given: withFields(t14(), 'RouteTables', 'rtb-0a', { Routes: [localRoute()] }),
    ...failed,
    messages: ['path'],
    evidence: ['rtb-0a Routes none to 10.2.0.0/24'],
  },
  {
    name: 'fails a peering without a route back',
    given: withFields(t14(), 'RouteTables', 'rtb-data', { Routes: [localRoute('10.2.0.0/16')] }),
    ...failed,
    messages: ['path'],
    evidence: ['rtb-data Routes none to 10.0.0.0/24'],
  },
  {
    name: 'cannot tell of another path to another VPC',
    given: withFields(t14(), 'RouteTables', 'rtb-0a', {
      Routes: [localRoute(), defaultRoute({ TransitGatewayId: 'tgw-0a' })],
    }),
    status: 'UNKNOWN',
    messages: [],
  },
  {
    name: 'fails a public database of a peer, whose name answers publicly, without an exit',
    given: publicDatabase().given,
    ...failed,
    messages: ['egress', 'path'],
    evidence: ['rtb-0a Routes none to the internet'],
  },
  {
    name: 'passes a public database of a peer that resolves names for the other side',
    given: changed(publicDatabase(), {
      VpcPeeringConnections: (t14().given.collections?.VpcPeeringConnections ?? []).map((one) =>
        item('VpcPeeringConnections', {
          ...one,
          RequesterVpcInfo: {
            ...one.RequesterVpcInfo,
            PeeringOptions: { AllowDnsResolutionFromRemoteVpc: true },
          },
          AccepterVpcInfo: {
            ...one.AccepterVpcInfo,
            PeeringOptions: { AllowDnsResolutionFromRemoteVpc: true },
          },
        }),
      ),
    }),
    status: 'PASSED',
  },
  {
    name: 'fails a function outside every VPC',
    given: detached(t05(), { DB_HOST: DATABASE_HOST }).given,
    ...failed,
    messages: ['unattached'],
    evidence: [NAMED],
    remediation: 'Attach the function to the VPC of',
  },
  {
    name: 'fails a function outside every VPC that names a private address',
    given: detached(t05(), { DB_HOST: '10.0.200.9:5432' }).given,
    ...failed,
    messages: ['unattached'],
    evidence: [`${FUNCTION} Environment.DB_HOST 10.0.200.9`],
  },
  {
    name: 'fails a function outside every VPC where a public database admits groups only',
    given: database({ PubliclyAccessible: true }, detached(t05(), { DB_HOST: DATABASE_HOST })),
    ...failed,
    messages: ['closedOutside'],
    text: 'no ingress rule of sg-database',
    evidence: [NAMED],
    remediation: 'Attach the function to the VPC of',
  },
  {
    name: 'passes a function outside every VPC where a public database admits everybody',
    given: database(
      { PubliclyAccessible: true },
      {
        given: withFields(
          detached(t05(), { DB_HOST: DATABASE_HOST }),
          'SecurityGroups',
          'sg-database',
          { IpPermissions: [permission(5432, toCidr('0.0.0.0/0'))] },
        ),
      },
    ),
    status: 'PASSED',
  },
  {
    name: 'passes a private address by the groups of its network interface',
    given: environment(
      { BROKER: '10.0.200.9:5432' },
      { given: withInterface('10.0.200.9', 'sg-database') },
    ),
    status: 'PASSED',
  },
  {
    name: 'fails a private address whose network interface admits nobody',
    given: environment(
      { BROKER: '10.0.200.9:5432' },
      { given: withInterface('10.0.200.9', 'sg-endpoints') },
    ),
    ...failed,
    messages: ['egress', 'ingress'],
    evidence: [`sg-endpoints IpPermissions no rule for TCP 5432 and 10.0.0.0/23`],
  },
  {
    name: 'cannot tell of a rule that names the group of the function, behind a transit gateway',
    given: changed(t14(), {
      VpcPeeringConnections: [],
      SecurityGroups: itemsOf(t14(), 'SecurityGroups').map((one) =>
        one.GroupId === GROUP ? group(GROUP, [permission(5432, toCidr('10.2.0.0/16'))]) : one,
      ),
      RouteTables: itemsOf(t14(), 'RouteTables').map((table) =>
        item('RouteTables', {
          ...table,
          Routes: table.Routes.map(({ VpcPeeringConnectionId, ...route }) => ({
            ...route,
            ...(VpcPeeringConnectionId && { TransitGatewayId: 'tgw-0a' }),
          })),
        }),
      ),
    }),
    status: 'UNKNOWN',
    unknownCall: "the transit gateway's SecurityGroupReferencingSupport was not read",
  },
  {
    name: 'cannot tell the port of a bare private address',
    given: environment(
      { BROKER: '10.0.200.9' },
      { given: withInterface('10.0.200.9', 'sg-database') },
    ),
    status: 'UNKNOWN',
    unknownCall: 'eni-broker does not say which ports are listened on',
  },
  {
    name: 'fails a private address that the routes send to the internet, whatever has it',
    given: environment({ BROKER: '10.50.0.9:5432' }),
    ...failed,
    messages: ['path', 'path'],
    text: 'rtb-private-a has no route to 10.50.0.9: reaches the internet through igw-0a',
    evidence: ['rtb-private-a Routes 0.0.0.0/0 nat-0a active'],
    fault: 'route-table rtb-private-a NO_ROUTE 10.50.0.9',
  },
  {
    name: 'fails a private address behind a transit gateway whose attachment is gone for one subnet',
    given: onPremises('10.50.0.9:5432', 'active', 'blackhole'),
    ...failed,
    messages: ['path'],
    evidence: [`${FUNCTION} Environment.BROKER 10.50.0.9`],
    fault: 'route-table rtb-private-b BLACKHOLE 10.50.0.0/16',
  },
  {
    name: 'cannot tell what lies behind a transit gateway that takes it',
    given: onPremises('10.50.0.9:5432', 'active', 'active'),
    status: 'UNKNOWN',
    unknownCall: '10.50.0.9 is no resource of this account',
  },
  {
    name: 'fails a black hole on the way to an address whose interface could not be read',
    given: denied(
      { given: onPremises('10.50.0.9:5432', 'active', 'blackhole') },
      'NetworkInterfaces',
      'ec2:DescribeNetworkInterfaces',
    ),
    ...failed,
    messages: ['path'],
    evidence: ['rtb-private-b Routes 10.50.0.0/16 tgw-0a blackhole'],
  },
  {
    name: 'cannot tell of a database that is not in this account',
    given: environment({ DB_HOST: 'other.c0ffee.us-east-1.rds.amazonaws.com' }),
    status: 'UNKNOWN',
    unknownCall: 'other.c0ffee.us-east-1.rds.amazonaws.com is no resource of this account',
  },
  {
    name: 'cannot tell of a database that was not read',
    given: denied(t05(), 'DBInstances', 'rds:DescribeDBInstances'),
    status: 'UNKNOWN',
    unknownCall: 'rds:DescribeDBInstances',
  },
  {
    name: 'cannot tell where the groups were not read',
    given: denied(t05(), 'SecurityGroups', 'ec2:DescribeSecurityGroups'),
    status: 'UNKNOWN',
    unknownCall: 'ec2:DescribeSecurityGroups',
  },
  {
    name: 'fails what is certain where the network ACLs were not read',
    given: denied({ given: groupOfDatabase() }, 'NetworkAcls', 'ec2:DescribeNetworkAcls'),
    ...failed,
    messages: ['ingress'],
    evidence: ['sg-database IpPermissions no rule for TCP 5432 and 10.0.0.0/23'],
  },
  {
    name: 'cannot tell of a host that stands in a parameter',
    given: environment({
      DB_HOST: 'arn:aws:ssm:us-east-1:111122223333:parameter/orders/host',
    }),
    status: 'UNKNOWN',
    unknownCall:
      'DB_HOST names arn:aws:ssm:us-east-1:111122223333:parameter/orders/host, whose value is not read',
  },
  {
    name: 'takes a secret under another name for no host',
    given: environment({
      DB_HOST: DATABASE_HOST,
      DB_SECRET_ARN: 'arn:aws:secretsmanager:us-east-1:111122223333:secret:orders-AbCdEf',
    }),
    status: 'PASSED',
  },
  {
    name: 'notes names that the control plane does not tell',
    given: environment({ DB_HOST: DATABASE_HOST, QUEUE: 'amqps://broker.corp.internal:5671' }),
    status: 'PASSED',
    messages: ['reachable', 'opaque'],
  },
  {
    name: 'cannot tell where the environment could not be decrypted',
    given: withFunction(t05(), {
      Environment: { Error: { ErrorCode: 'AccessDeniedException', Message: 'no' } },
    }).given,
    status: 'UNKNOWN',
    unknownCall: 'kms:Decrypt',
  },
  {
    name: 'takes a configured host for certain',
    given: withFields(
      withFunction(t05(), {
        Environment: { Variables: {} },
        Tags: { needs: `${DATABASE_HOST}:5432` },
      }),
      'SecurityGroups',
      'sg-database',
      { IpPermissions: [permission(3306, toGroup(GROUP))] },
    ),
    status: 'FAILED',
    severity: 'HIGH',
    confidence: 'CERTAIN',
    messages: ['ingress'],
    evidence: [`${FUNCTION} Tags.needs ${DATABASE_HOST}:5432`],
  },
  {
    name: 'fails where the VPC resolves no names',
    given: changed(t05(), {
      VpcAttributes: [
        item('VpcAttributes', { ...dnsAttributes(VPC, true), EnableDnsSupport: { Value: false } }),
      ],
    }),
    ...failed,
    messages: ['path'],
    evidence: [`${VPC} EnableDnsSupport.Value false`],
  },
]);
