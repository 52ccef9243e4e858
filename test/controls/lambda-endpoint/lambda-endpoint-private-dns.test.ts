import { lambdaEndpointPrivateDns } from '../../../shared/controls/lambda-endpoint/lambda-endpoint-private-dns.ts';
import { changed, withFields } from '../../builders/changed.ts';
import {
  callingFunction,
  lambdaEndpoint,
  lambdaZone,
  throughNat,
  withEndpoint,
} from '../../builders/lambda-endpoint.ts';
import { t10 } from '../../builders/network-topologies.ts';
import { aFunction, aVpc, functionArn, item, VPC } from '../../builders/snapshot.ts';
import { dnsAttributes } from '../../builders/topology.ts';
import { controlTable } from '../control-table.ts';

const off = { PrivateDnsEnabled: false };
const calls = (url: string) => ({
  Functions: [callingFunction({ Environment: { Variables: { AWS_ENDPOINT_URL_LAMBDA: url } } })],
});
/** A consumer that is told the endpoint's name, and a function that is told nothing. */
const callsAndUnread = () => ({
  Functions: [
    ...calls('https://vpce-lambda-1.lambda.us-east-1.vpce.amazonaws.com').Functions,
    aFunction({ FunctionName: 'other', FunctionArn: functionArn('other') }),
  ],
});

controlTable(lambdaEndpointPrivateDns, [
  {
    name: 'passes with private DNS and both attributes on',
    given: withEndpoint(),
    status: 'PASSED',
    messages: ['privateDns'],
    evidence: ['vpce-lambda PrivateDnsEnabled true'],
  },
  {
    name: 'fails high with private DNS off where the function has no other way',
    given: withEndpoint(off),
    status: 'FAILED',
    severity: 'HIGH',
    messages: ['public'],
    fault: 'dns vpc-0a NAME_RESOLVES_ELSEWHERE lambda',
    evidence: ['vpce-lambda PrivateDnsEnabled false'],
  },
  {
    name: 'fails low with private DNS off where a NAT gateway leads out',
    given: withEndpoint(off, throughNat()),
    status: 'FAILED',
    severity: 'LOW',
    messages: ['public'],
    evidence: ['vpce-lambda PrivateDnsEnabled false'],
  },
  {
    name: 'fails low with private DNS off where no function is known to call',
    given: withEndpoint(off, { Functions: [aFunction()] }),
    status: 'FAILED',
    severity: 'LOW',
    messages: ['public'],
    evidence: ['vpce-lambda PrivateDnsEnabled false'],
  },
  {
    name: 'fails where private DNS is for inbound Resolver endpoints only',
    given: withEndpoint({
      DnsOptions: { DnsRecordIpType: 'ipv4', PrivateDnsOnlyForInboundResolverEndpoint: true },
    }),
    status: 'FAILED',
    severity: 'HIGH',
    messages: ['inboundOnly'],
    evidence: ['vpce-lambda DnsOptions.PrivateDnsOnlyForInboundResolverEndpoint true'],
  },
  {
    name: 'fails where the VPC has no DNS hostnames',
    given: withEndpoint({}, { VpcAttributes: [dnsAttributes(VPC, false)] }),
    status: 'FAILED',
    severity: 'HIGH',
    messages: ['attributeOff'],
    evidence: ['vpc-0a enableDnsHostnames false'],
  },
  {
    name: 'does not know where the attributes were not read',
    given: withEndpoint({}, { VpcAttributes: undefined }),
    status: 'UNKNOWN',
    unknownCall: 'ec2:DescribeVpcAttribute',
  },
  {
    name: 'passes with a hosted zone whose alias leads to the endpoint',
    given: withEndpoint(off, lambdaZone()),
    status: 'PASSED',
    messages: ['byConsumers'],
  },
  {
    name: 'passes with a hosted zone where no function is known to call',
    given: withEndpoint(off, { ...lambdaZone(), Functions: [aFunction()] }),
    status: 'PASSED',
    messages: ['leads'],
  },
  {
    name: "passes with a hosted zone that holds the addresses of the endpoint's interfaces",
    given: withEndpoint(
      { ...off, NetworkInterfaceIds: ['eni-lambda-a'] },
      {
        ...lambdaZone({ ResourceRecords: [{ Value: '10.0.0.77' }] }),
        NetworkInterfaces: [
          item('NetworkInterfaces', {
            NetworkInterfaceId: 'eni-lambda-a',
            PrivateIpAddress: '10.0.0.77',
          }),
        ],
      },
    ),
    status: 'PASSED',
    messages: ['byConsumers'],
  },
  {
    name: 'fails with a hosted zone that leads somewhere else',
    given: withEndpoint(off, lambdaZone({ ResourceRecords: [{ Value: '192.0.2.1' }] })),
    status: 'FAILED',
    severity: 'HIGH',
    messages: ['elsewhere'],
    evidence: ['vpce-lambda PrivateDnsEnabled false'],
  },
  {
    name: 'does not know where the hosted zones were not read',
    given: withEndpoint(off, { HostedZoneSummaries: undefined }),
    status: 'UNKNOWN',
    unknownCall: 'route53:ListHostedZonesByVPC',
  },
  {
    name: 'passes with a Route 53 Profile of the VPC that carries the endpoint',
    given: withEndpoint(off, {
      Functions: [aFunction()],
      ProfileAssociations: [
        item('ProfileAssociations', { Id: 'a1', ProfileId: 'rp-1', ResourceId: VPC }),
      ],
      ProfileResourceAssociations: [
        item('ProfileResourceAssociations', {
          Id: 'r1',
          ProfileId: 'rp-1',
          ResourceArn: 'arn:aws:ec2:us-east-1:111122223333:vpc-endpoint/vpce-lambda',
        }),
      ],
    }),
    status: 'PASSED',
    messages: ['leads'],
  },
  {
    name: 'fails without the Route 53 Profiles, which may be unread, and says so',
    given: withEndpoint(off, { ProfileAssociations: undefined }),
    status: 'FAILED',
    severity: 'HIGH',
    messages: ['public', 'profilesUnread'],
    text: 'Route 53 Profiles are left out: route53profiles:ListProfileAssociations was not read.',
    evidence: ['vpce-lambda PrivateDnsEnabled false'],
  },
  {
    name: 'passes where every consumer is told the name of the endpoint',
    given: withEndpoint(off, calls('https://vpce-lambda-1.lambda.us-east-1.vpce.amazonaws.com')),
    status: 'PASSED',
    messages: ['byConsumers'],
  },
  {
    name: 'does not know by which name a function calls whose role was not read',
    given: withEndpoint(off, { ...callsAndUnread(), RoleDetailList: undefined }),
    status: 'UNKNOWN',
    unknownCall: 'iam:GetRole',
  },
  {
    name: 'passes with a function whose role was not read where its name leads to the endpoint too',
    given: withEndpoint(off, {
      ...callsAndUnread(),
      ...lambdaZone(),
      RoleDetailList: undefined,
    }),
    status: 'PASSED',
    messages: ['byConsumers'],
  },
  {
    name: 'passes for a hub whose hosted zone serves the consumers in a spoke',
    given: changed(
      { given: withFields(t10(), 'VpcEndpoints', 'vpce-lambda', off) },
      lambdaZone({
        AliasTarget: { DNSName: 'vpce-lambda.lambda.us-east-1.vpce.amazonaws.com' },
      }),
    ),
    status: 'PASSED',
    confidence: 'INFERRED',
    messages: ['byConsumers'],
  },
  {
    name: 'fails where a consumer is told another name',
    given: withEndpoint(off, calls('https://lambda.us-east-1.amazonaws.com')),
    status: 'FAILED',
    severity: 'HIGH',
    messages: ['public'],
    evidence: ['vpce-lambda PrivateDnsEnabled false'],
  },
  {
    name: 'fails low where another endpoint of the VPC owns the name',
    given: withEndpoint(
      {},
      {
        VpcEndpoints: [
          lambdaEndpoint(),
          lambdaEndpoint({ VpcEndpointId: 'vpce-second', PrivateDnsEnabled: false }),
        ],
      },
    ),
    resource: 'vpce-second',
    status: 'FAILED',
    severity: 'LOW',
    messages: ['otherOwner'],
    evidence: ['vpce-second PrivateDnsEnabled false'],
  },
  {
    name: 'notes name servers other than the VPC resolver',
    given: withEndpoint(
      {},
      {
        Vpcs: [aVpc({ DhcpOptionsId: 'dopt-0a' })],
        DhcpOptions: [
          item('DhcpOptions', {
            DhcpOptionsId: 'dopt-0a',
            DhcpConfigurations: [{ Key: 'domain-name-servers', Values: [{ Value: '10.9.9.9' }] }],
          }),
        ],
      },
    ),
    status: 'PASSED',
    messages: ['privateDns', 'otherServers'],
  },
  {
    name: 'does not judge an endpoint that is being deleted',
    given: withEndpoint({ ...off, State: 'deleting' }),
    status: 'NOT_APPLICABLE',
    messages: ['gone'],
  },
]);
