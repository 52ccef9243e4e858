import { functionServiceReachability } from '../../../shared/controls/services/function-service-reachability.ts';
import {
  changed,
  denied,
  LINUX_PORTS,
  linuxPortsInto,
  withFields,
} from '../../builders/changed.ts';
import { withActions, withFunction } from '../../builders/function-of.ts';
import { t05 } from '../../builders/reference-design.ts';
import { lambdaZone } from '../../builders/lambda-endpoint.ts';
import { allow, role, ROLE } from '../../builders/roles.ts';
import { GROUP, item, localRoute, VPC } from '../../builders/snapshot.ts';
import { TOPOLOGIES } from '../../builders/topologies.ts';
import {
  defaultRoute,
  dnsAttributes,
  endpoint,
  permission,
  toCidr,
} from '../../builders/topology.ts';
import type { Topology } from '../../builders/topology.ts';
import { controlTable } from '../control-table.ts';

const { t01, t03, t04, t06, t07, t09, t10, t11, t13, t15 } = TOPOLOGIES;

/** T05 whose second private subnet has no way out, so that only endpoints serve it. */
const isolated = (start: Topology): Topology => ({
  ...start,
  given: withFields(start, 'RouteTables', 'rtb-private-b', { Routes: [localRoute()] }),
});
const lambdaEndpoint = (fields: Record<string, unknown>) =>
  withFields(t05(), 'VpcEndpoints', 'vpce-lambda', fields);
const environment = (start: Topology, Variables: Record<string, string>) =>
  withFunction(start, { Environment: { Variables } }).given;

const broken = { status: 'FAILED', messages: ['unreachable'] } as const;
const inferred = { severity: 'MEDIUM', confidence: 'INFERRED' } as const;

/** A second endpoint of the VPC, like those of the reference design. */
const endpointOf = (service: string, fields: Record<string, unknown> = {}) =>
  endpoint(`vpce-${service}`, service, {
    VpcEndpointType: 'Interface',
    SubnetIds: ['subnet-private-a', 'subnet-private-b'],
    Groups: [{ GroupId: 'sg-endpoints' }],
    PrivateDnsEnabled: true,
    DnsEntries: [{ DnsName: `vpce-${service}.${service}.us-east-1.vpce.amazonaws.com` }],
    ...fields,
  });
const withEndpoint = (start: Topology, one: ReturnType<typeof endpointOf>): Topology => ({
  ...start,
  given: changed(start, {
    VpcEndpoints: [...(start.given.collections?.VpcEndpoints ?? []), one],
  }),
});

controlTable(functionServiceReachability, [
  { name: 'does not apply outside a VPC', given: t03().given, status: 'NOT_APPLICABLE' },
  {
    name: 'does not apply to a role without services',
    given: t13().given,
    resource: ':orders-1',
    status: 'NOT_APPLICABLE',
  },
  {
    name: 'passes services by gateway and interface endpoints',
    given: t05().given,
    status: 'PASSED',
    confidence: 'INFERRED',
  },
  {
    name: 'passes gateway endpoints in a VPC without any exit',
    given: t01().given,
    status: 'PASSED',
  },
  { name: 'passes a service by a regional NAT gateway', given: t07().given, status: 'PASSED' },
  {
    name: 'passes managed instances by their public addresses',
    given: t15().given,
    status: 'PASSED',
  },
  {
    name: 'passes services with endpoints where a NAT gateway is gone',
    given: isolated(withActions(t05(), ['lambda:InvokeFunction'])).given,
    status: 'PASSED',
  },
  {
    name: 'does not take what Lambda does itself for a need',
    given: withActions(isolated(t05()), [
      'logs:PutLogEvents',
      'xray:PutTraceSegments',
      'kms:Decrypt',
    ]).given,
    status: 'NOT_APPLICABLE',
  },
  {
    name: 'fails a service that has neither endpoint nor exit from one subnet of two',
    given: withActions(isolated(t05()), ['sqs:SendMessage']).given,
    ...broken,
    ...inferred,
    evidence: [
      `${ROLE} policy work Statement[0] sqs:SendMessage`,
      'rtb-private-b Routes none to the internet',
    ],
  },
  {
    name: 'fails what a certain need names as HIGH',
    given: withFunction(withActions(isolated(t05()), []), { Tags: { needs: 'sqs' } }).given,
    ...broken,
    severity: 'HIGH',
    confidence: 'CERTAIN',
    evidence: ['arn:aws:lambda:us-east-1:111122223333:function:orders Tags.needs sqs'],
  },
  {
    name: 'fails what an environment value names as HIGH',
    given: environment(withActions(isolated(t05()), []), {
      QUEUE_URL: 'https://sqs.us-east-1.amazonaws.com/111122223333/orders',
    }),
    ...broken,
    severity: 'HIGH',
    confidence: 'INFERRED',
    evidence: [
      'arn:aws:lambda:us-east-1:111122223333:function:orders Environment.QUEUE_URL sqs.us-east-1.amazonaws.com',
    ],
  },
  {
    name: 'tells every service that is out of reach, and shows common hops once',
    given: withActions(isolated(t05()), ['sqs:SendMessage', 'sns:Publish', 'lambda:InvokeFunction'])
      .given,
    status: 'FAILED',
    ...inferred,
    messages: ['unreachable'],
    text: 'Calls to sqs, sns from',
    evidence: [`${ROLE} policy work Statement[0] sns:Publish`],
  },
  {
    name: 'fails a public subnet: a function has no public address',
    given: t04().given,
    ...broken,
    ...inferred,
    remediation: 'Create a gateway endpoint for s3',
    evidence: ['igw-0a Attachments vpc-0a available'],
  },
  {
    name: 'fails an endpoint without private DNS where nothing else leads out',
    given: t06().given,
    status: 'FAILED',
    ...inferred,
    messages: ['unreachable'],
    fault: `dns ${VPC} NAME_RESOLVES_ELSEWHERE lambda`,
    remediation: 'Turn on private DNS of vpce-lambda',
    evidence: ['rtb-0a Routes none to the internet'],
  },
  {
    name: 'fails an endpoint in the hub that no name leads to',
    given: t10().given,
    ...broken,
    ...inferred,
    evidence: [`${ROLE} policy work Statement[0] lambda:InvokeFunction`],
  },
  {
    name: 'fails IPv4 names where only IPv6 has an exit',
    given: t11().given,
    ...broken,
    ...inferred,
    evidence: [`${ROLE} policy work Statement[0] sqs:SendMessage`],
  },
  {
    name: 'passes dual-stack names where only IPv6 has an exit',
    given: environment(t11(), { AWS_USE_DUALSTACK_ENDPOINT: 'true' }),
    status: 'PASSED',
  },
  {
    name: 'does not fall back to the NAT gateway where the group of the endpoint is closed',
    given: withFields(t05(), 'SecurityGroups', 'sg-endpoints', { IpPermissions: [] }),
    status: 'FAILED',
    ...inferred,
    messages: ['unreachable', 'unreachable'],
    remediation: 'Repair sg-endpoints, on the way to vpce-lambda, which owns the name of lambda',
    evidence: ['sg-endpoints IpPermissions none for TCP 443 from 10.0.0.0/24'],
  },
  {
    name: 'does not fall back to the NAT gateway where the endpoint has failed',
    given: lambdaEndpoint({ State: 'failed' }),
    ...broken,
    ...inferred,
    evidence: ['vpce-lambda State failed'],
  },
  {
    name: 'cannot tell while the endpoint is pending',
    given: lambdaEndpoint({ State: 'pending' }),
    status: 'UNKNOWN',
    unknownCall: 'vpce-lambda is pending',
  },
  {
    name: 'takes the NAT gateway where the endpoint does not own the name',
    given: lambdaEndpoint({ PrivateDnsEnabled: false, State: 'failed' }),
    status: 'PASSED',
  },
  {
    name: 'takes the NAT gateway where the endpoint is for another Region',
    given: lambdaEndpoint({ ServiceRegion: 'eu-west-1' }),
    status: 'PASSED',
  },
  {
    name: 'takes ec2messages for no endpoint of ec2',
    given: withEndpoint(
      isolated(withActions(t05(), ['ec2:DescribeInstances'])),
      endpointOf('ec2messages'),
    ).given,
    ...broken,
    ...inferred,
    evidence: [`${ROLE} policy work Statement[0] ec2:DescribeInstances`],
  },
  {
    name: 'fails an endpoint that answers over IPv6 only',
    given: lambdaEndpoint({ IpAddressType: 'ipv6' }),
    ...broken,
    ...inferred,
    evidence: ['vpce-lambda IpAddressType ipv6'],
  },
  {
    name: 'fails where the groups of the function do not let 443 out to the endpoint',
    given: withFields(t05(), 'SecurityGroups', GROUP, {
      IpPermissionsEgress: [permission(5432, toCidr('10.0.0.0/16'))],
    }),
    status: 'FAILED',
    ...inferred,
    messages: ['unreachable', 'unreachable', 'unreachable', 'unreachable'],
    evidence: [`${GROUP} IpPermissionsEgress none for TCP 443 to 10.0.0.0/23`],
  },
  {
    name: 'takes a regional name whose endpoint the environment names itself',
    given: environment(
      isolated(
        withEndpoint(
          withActions(t05(), ['sqs:SendMessage']),
          endpointOf('sqs', { PrivateDnsEnabled: false }),
        ),
      ),
      { AWS_ENDPOINT_URL_SQS: 'https://vpce-sqs.sqs.us-east-1.vpce.amazonaws.com' },
    ),
    status: 'PASSED',
  },
  {
    name: "takes an endpoint's own name for that endpoint, whatever the variable",
    given: environment(
      isolated(
        withEndpoint(withActions(t05(), []), endpointOf('sqs', { PrivateDnsEnabled: false })),
      ),
      { QUEUE: 'https://vpce-sqs.sqs.us-east-1.vpce.amazonaws.com' },
    ),
    status: 'PASSED',
  },
  {
    name: 'fails the global name of STS in spite of a Regional endpoint',
    given: environment(isolated(withEndpoint(withActions(t05(), []), endpointOf('sts'))), {
      STS: 'https://sts.amazonaws.com',
    }),
    ...broken,
    severity: 'HIGH',
    evidence: [
      'arn:aws:lambda:us-east-1:111122223333:function:orders Environment.STS sts.amazonaws.com',
    ],
  },
  {
    name: 'fails a FIPS name that only the plain endpoint is there for',
    given: environment(
      isolated(withEndpoint(withActions(t05(), ['sqs:SendMessage']), endpointOf('sqs'))),
      {
        AWS_USE_FIPS_ENDPOINT: 'true',
      },
    ),
    ...broken,
    ...inferred,
    evidence: ['rtb-private-b Routes none to the internet'],
  },
  {
    name: 'advises NAT where AWS lists no endpoint',
    given: withActions(isolated(t05()), ['ses:SendEmail']).given,
    ...broken,
    ...inferred,
    remediation: 'AWS lists no VPC endpoint for ses',
    evidence: [`${ROLE} policy work Statement[0] ses:SendEmail`],
  },
  {
    name: 'cannot tell of an endpoint of execute-api, which answers 403 for public APIs',
    given: withEndpoint(withActions(t05(), ['execute-api:Invoke']), endpointOf('execute-api'))
      .given,
    status: 'UNKNOWN',
    unknownCall: 'vpce-execute-api takes every execute-api name, and public APIs then answer 403',
  },
  {
    name: 'asks at the port of the service',
    given: withFields(
      withFunction(withActions(t05(), []), {
        Environment: { Variables: { SMTP: 'smtp://email-smtp.us-east-1.amazonaws.com:587' } },
      }),
      'SecurityGroups',
      GROUP,
      { IpPermissionsEgress: [permission(443, toCidr('0.0.0.0/0'))] },
    ),
    ...broken,
    severity: 'HIGH',
    evidence: [`${GROUP} IpPermissionsEgress none for TCP 587 to every public IPv4 address`],
  },
  {
    name: 'passes a network ACL for the ports that function-nacl is configured with',
    given: withActions({ given: linuxPortsInto(t05(), 'subnet-private-a') }, ['sqs:SendMessage'])
      .given,
    configuration: LINUX_PORTS,
    status: 'PASSED',
  },
  {
    name: 'notes a prefix that no table lists',
    given: withActions(isolated(t05()), ['lambda:InvokeFunction', 'braket:SearchJobs']).given,
    status: 'PASSED',
    messages: ['reachable', 'unlisted'],
  },
  {
    name: 'cannot tell of a role that allows everything',
    given: withActions(t05(), ['*']).given,
    status: 'UNKNOWN',
    messages: [],
  },
  {
    name: 'fails what is certain in spite of a role that allows everything',
    given: environment(withActions(isolated(t05()), ['*']), {
      QUEUE_URL: 'https://sqs.us-east-1.amazonaws.com/111122223333/orders',
    }),
    ...broken,
    severity: 'HIGH',
    evidence: [
      'arn:aws:lambda:us-east-1:111122223333:function:orders Environment.QUEUE_URL sqs.us-east-1.amazonaws.com',
    ],
  },
  {
    name: 'cannot tell without the role, behind a transit gateway',
    given: t09().given,
    status: 'UNKNOWN',
    unknownCall: 'iam:GetRole',
  },
  {
    name: 'cannot tell what leaves through a transit gateway',
    given: withActions(
      {
        given: withFields(t05(), 'RouteTables', 'rtb-private-b', {
          Routes: [localRoute(), defaultRoute({ TransitGatewayId: 'tgw-0a' })],
        }),
      },
      ['sqs:SendMessage'],
    ).given,
    status: 'UNKNOWN',
    messages: [],
  },
  ...(['PASSED', 'FAILED'] as const).map((treatIndirectAs) => ({
    name: `takes what leaves through a transit gateway as configured: ${treatIndirectAs}`,
    given: withActions(
      {
        given: withFields(t05(), 'RouteTables', 'rtb-private-b', {
          Routes: [localRoute(), defaultRoute({ TransitGatewayId: 'tgw-0a' })],
        }),
      },
      ['sqs:SendMessage'],
    ).given,
    configuration: {
      controls: { 'function-internet-egress': { parameters: { treatIndirectAs } } },
    },
    status: treatIndirectAs,
    ...(treatIndirectAs === 'FAILED' && {
      ...inferred,
      messages: ['unreachable'],
      evidence: [`${ROLE} policy work Statement[0] sqs:SendMessage`],
    }),
  })),
  {
    name: 'cannot tell where endpoints were not read',
    given: denied(
      withActions(t05(), ['sqs:SendMessage']),
      'VpcEndpoints',
      'ec2:DescribeVpcEndpoints',
    ),
    status: 'UNKNOWN',
    unknownCall: 'ec2:DescribeVpcEndpoints',
  },
  {
    name: 'cannot tell where the security groups were not read',
    given: denied(t05(), 'SecurityGroups', 'ec2:DescribeSecurityGroups'),
    status: 'UNKNOWN',
    unknownCall: 'ec2:DescribeSecurityGroups',
  },
  {
    name: 'fails every service where the VPC resolves no names',
    given: changed(t05(), {
      VpcAttributes: [
        item('VpcAttributes', { ...dnsAttributes(VPC, true), EnableDnsSupport: { Value: false } }),
      ],
    }),
    status: 'FAILED',
    ...inferred,
    messages: ['unreachable'],
    fault: `dns ${VPC} NAME_NOT_RESOLVED`,
    evidence: [`${VPC} EnableDnsSupport.Value false`],
  },
  {
    name: 'leaves out what the configuration ignores, by prefix or by endpoint',
    given: withActions(isolated(t05()), ['sqs:SendMessage', 'cloudwatch:PutMetricData']).given,
    parameters: { ignoreServices: ['sqs', 'monitoring'] },
    status: 'NOT_APPLICABLE',
  },
  {
    name: 'adds the services of the configuration, as certain ones',
    given: withActions(isolated(t05()), []).given,
    parameters: { extraServices: ['sqs'] },
    ...broken,
    severity: 'HIGH',
    confidence: 'CERTAIN',
    evidence: [
      'arn:aws:lambda:us-east-1:111122223333:function:orders parameters.extraServices sqs',
    ],
  },
  {
    name: 'fails, LOW, what is reached over the internet only, if that is asked',
    given: withActions(t05(), ['sqs:SendMessage', 'lambda:InvokeFunction']).given,
    parameters: { preferPrivate: true },
    status: 'FAILED',
    severity: 'LOW',
    confidence: 'INFERRED',
    messages: ['publicOnly'],
    evidence: [`${ROLE} policy work Statement[0] sqs:SendMessage`],
  },
  {
    name: 'does not judge whether the endpoint lets the call through',
    given: lambdaEndpoint({ PolicyDocument: JSON.stringify(allow(['sqs:*'])) }),
    status: 'PASSED',
  },
  {
    name: 'keeps to the Region that an ARN names',
    given: changed(isolated(t05()), {
      RoleDetailList: [
        item('RoleDetailList', {
          ...role([]),
          RolePolicyList: [
            {
              PolicyName: 'work',
              PolicyDocument: allow(
                ['lambda:InvokeFunction'],
                ['arn:aws:lambda:eu-west-1:111122223333:function:far'],
              ),
            },
          ],
        }),
      ],
    }),
    ...broken,
    ...inferred,
    evidence: ['rtb-private-b Routes none to the internet'],
  },
  {
    name: 'advises the gateway endpoint that is there for subnets that it does not cover',
    given: withFields(isolated(withActions(t05(), ['s3:GetObject'])), 'VpcEndpoints', 'vpce-s3', {
      RouteTableIds: ['rtb-private-a'],
    }),
    ...broken,
    ...inferred,
    fault: 'route-table rtb-private-b NO_ROUTE the internet',
    remediation: 'Associate vpce-s3 with the route table of subnet-private-b (modify-vpc-endpoint',
    evidence: [`${ROLE} policy work Statement[0] s3:GetObject`],
  },
  {
    name: 'advises no gateway endpoint for a bucket in another Region',
    given: environment(isolated(withActions(t05(), [])), {
      ARCHIVE: 'https://archive.s3.eu-west-1.amazonaws.com',
    }),
    ...broken,
    severity: 'HIGH',
    remediation: 'An endpoint for s3 of us-east-1 does not serve eu-west-1: give the subnets a NAT',
    evidence: ['rtb-private-b Routes none to the internet'],
  },
  {
    name: 'advises to open the group that keeps the calls in, and no endpoint',
    given: withFields(withActions(t05(), ['sqs:SendMessage']), 'SecurityGroups', GROUP, {
      IpPermissionsEgress: [permission(5432, toCidr('10.0.0.0/16'))],
    }),
    ...broken,
    ...inferred,
    fault: `security-group ${GROUP} DENIED_BY_SECURITY_GROUP`,
    remediation: `Let TCP 443 to sqs and its answers through ${GROUP}.`,
    evidence: [`${GROUP} IpPermissionsEgress none for TCP 443 to every public IPv4 address`],
  },
  {
    name: 'advises to repair what stands on the way to a healthy endpoint in the hub',
    given: environment(
      { given: withFields(t10(), 'RouteTables', 'rtb-hub', { Routes: [localRoute()] }) },
      { AWS_ENDPOINT_URL_LAMBDA: 'https://vpce-lambda.lambda.us-east-1.vpce.amazonaws.com' },
    ),
    ...broken,
    severity: 'HIGH',
    fault: 'route-table rtb-hub NO_ROUTE vpc-0a',
    remediation: 'Repair rtb-hub, on the way to vpce-lambda, which owns the name of lambda',
    evidence: [`${ROLE} policy work Statement[0] lambda:InvokeFunction`],
  },
  {
    name: 'advises to call the name that the endpoint owns, where a legacy one is called',
    given: environment(withEndpoint(withActions(isolated(t05()), []), endpointOf('sqs')), {
      QUEUE_URL: 'https://queue.amazonaws.com/111122223333/orders',
    }),
    ...broken,
    severity: 'HIGH',
    text: 'Calls to sqs (queue.amazonaws.com) from subnet-private-b',
    evidence: [
      'arn:aws:lambda:us-east-1:111122223333:function:orders Environment.QUEUE_URL queue.amazonaws.com',
    ],
    fault: `dns ${VPC} NAME_RESOLVES_ELSEWHERE sqs (queue.amazonaws.com)`,
    remediation:
      'Call sqs by sqs.us-east-1.amazonaws.com: no endpoint answers for queue.amazonaws.com',
  },
  {
    name: 'cannot tell whether the endpoint owns a dual-stack name where services were not read',
    given: environment(withEndpoint(withActions(isolated(t05()), []), endpointOf('sqs')), {
      QUEUE_URL: 'https://sqs.us-east-1.api.aws/111122223333/orders',
    }),
    status: 'UNKNOWN',
    unknownCall: 'ec2:DescribeVpcEndpointServices',
  },
  {
    name: 'passes the API of SES by the endpoint that some Regions offer for it',
    given: withEndpoint(withActions(isolated(t05()), ['ses:SendEmail']), endpointOf('email')).given,
    status: 'PASSED',
  },
  {
    name: 'advises an endpoint for the FIPS name, where that is called',
    given: environment(
      withEndpoint(withActions(isolated(t05()), ['sqs:SendMessage']), endpointOf('sqs')),
      { AWS_USE_FIPS_ENDPOINT: 'true' },
    ),
    ...broken,
    ...inferred,
    evidence: [`${ROLE} policy work Statement[0] sqs:SendMessage`],
    fault: `dns ${VPC} NAME_RESOLVES_ELSEWHERE sqs-fips`,
    remediation: 'Create an interface endpoint for sqs-fips: vpce-sqs does not own the FIPS name',
  },
  {
    name: 'advises to turn on the DNS attribute without which private DNS does not answer',
    given: changed(isolated(withActions(t05(), ['lambda:InvokeFunction'])), {
      VpcAttributes: [
        item('VpcAttributes', {
          ...dnsAttributes(VPC, true),
          EnableDnsHostnames: { Value: false },
        }),
      ],
    }),
    ...broken,
    ...inferred,
    fault: `dns ${VPC} NAME_NOT_RESOLVED`,
    remediation: `Turn on enableDnsHostnames of ${VPC}, without which private DNS of vpce-lambda`,
    evidence: [`${ROLE} policy work Statement[0] lambda:InvokeFunction`],
  },
  {
    name: 'asks the same of an endpoint in the hub as the path to it: its addresses, not its subnets',
    given: changed(
      {
        given: withFields(t10(), 'RouteTables', 'rtb-0a', {
          Routes: [
            localRoute(),
            {
              DestinationCidrBlock: '10.1.0.77/32',
              VpcPeeringConnectionId: 'pcx-0a',
              State: 'active',
            },
          ],
        }),
      },
      {
        ...lambdaZone({
          AliasTarget: { DNSName: 'vpce-lambda.lambda.us-east-1.vpce.amazonaws.com.' },
        }),
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
    name: 'advises a name for the endpoint that a peered hub has, whose lack is the fault',
    given: t10().given,
    ...broken,
    ...inferred,
    fault: `dns ${VPC} NAME_RESOLVES_ELSEWHERE lambda`,
    remediation: 'Lead the name of lambda in vpc-0a to vpce-lambda in vpc-hub by a private hosted',
    evidence: [`${ROLE} policy work Statement[0] lambda:InvokeFunction`],
  },
  ...['Create an interface endpoint for sqs', 'Create a gateway endpoint for s3'].map(
    (remediation) => ({
      name: `advises what each service needs that is out of reach: ${remediation}`,
      given: changed(isolated(withActions(t05(), ['sqs:SendMessage', 's3:GetObject'])), {
        VpcEndpoints: [],
      }),
      status: 'FAILED' as const,
      severity: 'MEDIUM' as const,
      messages: ['unreachable'],
      remediation,
      evidence: [`${ROLE} policy work Statement[0] sqs:SendMessage`],
    }),
  ),
]);
