import { peeredEndpointDns } from '../../../shared/controls/peering/peered-endpoint-dns.ts';
import { changed, itemsOf } from '../../builders/changed.ts';
import { lambdaZone } from '../../builders/lambda-endpoint.ts';
import { t10, t14 } from '../../builders/network-topologies.ts';
import { ROLE } from '../../builders/roles.ts';
import { aFunction, item, VPC } from '../../builders/snapshot.ts';
import { controlTable } from '../control-table.ts';

const NAME = 'vpce-lambda.lambda.us-east-1.vpce.amazonaws.com';
const leading = { AliasTarget: { DNSName: NAME } };
const FAILS = {
  status: 'FAILED',
  severity: 'HIGH',
  confidence: 'INFERRED',
  fault: `dns ${VPC} NAME_RESOLVES_ELSEWHERE lambda`,
} as const;
const evidence = ['vpce-lambda VpcId vpc-hub'];

const rule = (DomainName: string) => ({
  ResolverRuleAssociations: [
    item('ResolverRuleAssociations', { Id: 'a1', ResolverRuleId: 'rslvr-rr-1', VPCId: VPC }),
  ],
  ResolverRules: [item('ResolverRules', { Id: 'rslvr-rr-1', DomainName, RuleType: 'FORWARD' })],
});

const profile = (vpcId: string) => ({
  ProfileAssociations: [
    item('ProfileAssociations', { Id: 'a1', ProfileId: 'rp-1', ResourceId: vpcId }),
  ],
  ProfileResourceAssociations: [
    item('ProfileResourceAssociations', {
      Id: 'r1',
      ProfileId: 'rp-1',
      ResourceArn: 'arn:aws:ec2:us-east-1:111122223333:vpc-endpoint/vpce-lambda',
    }),
  ],
});

controlTable(peeredEndpointDns, [
  {
    name: 'fails where the name answers with public addresses',
    given: t10().given,
    ...FAILS,
    messages: ['public'],
    evidence,
  },
  {
    name: 'passes with a hosted zone of the VPC that leads to the endpoint',
    given: changed(t10(), lambdaZone(leading)),
    status: 'PASSED',
    messages: ['resolves', 'leads'],
  },
  {
    name: 'fails with a hosted zone of the other VPC alone',
    given: changed(t10(), lambdaZone(leading, 'vpc-hub')),
    ...FAILS,
    messages: ['public'],
    evidence,
  },
  {
    name: 'fails with a hosted zone that does not hold the name',
    given: changed(t10(), { ...lambdaZone(leading), ResourceRecordSets: [] }),
    ...FAILS,
    messages: ['noRecord'],
    evidence,
  },
  {
    name: 'does not know where a hosted zone leads that names no known endpoint',
    given: changed(t10(), lambdaZone({ ResourceRecords: [{ Value: '10.1.0.99' }] })),
    status: 'UNKNOWN',
    unknownCall:
      'lambda.us-east-1.amazonaws.com is answered by hosted zone Z1, with no endpoint that was read',
  },
  {
    name: 'passes with a Route 53 Profile that carries the endpoint',
    given: changed(t10(), profile(VPC)),
    status: 'PASSED',
    messages: ['resolves', 'leads'],
  },
  {
    name: 'fails with a Profile of another VPC',
    given: changed(t10(), profile('vpc-other')),
    ...FAILS,
    messages: ['public'],
    evidence,
  },
  {
    name: 'passes with a rule that forwards the name',
    given: changed(t10(), rule('lambda.us-east-1.amazonaws.com.')),
    status: 'PASSED',
    messages: ['resolves', 'forwarded'],
  },
  {
    name: 'fails with a rule that forwards another name',
    given: changed(t10(), rule('sqs.us-east-1.amazonaws.com.')),
    ...FAILS,
    messages: ['public'],
    evidence,
  },
  {
    name: 'passes where the function is told the name of the endpoint',
    given: changed(t10(), {
      Functions: itemsOf(t10(), 'Functions').map(({ VpcConfig }) =>
        aFunction({
          Role: ROLE,
          VpcConfig,
          Environment: { Variables: { AWS_ENDPOINT_URL_LAMBDA: `https://${NAME}` } },
        }),
      ),
    }),
    status: 'PASSED',
    messages: ['resolves', 'leads'],
  },
  {
    name: 'does not know where the hosted zones were not read',
    given: changed(t10(), { HostedZoneSummaries: undefined }),
    status: 'UNKNOWN',
    unknownCall: 'route53:ListHostedZonesByVPC',
  },
  {
    name: 'does not know where the forward rules were not read',
    given: changed(t10(), { ResolverRuleAssociations: undefined }),
    status: 'UNKNOWN',
    unknownCall: 'route53resolver:ListResolverRuleAssociations',
  },
  {
    name: 'does not know what a rule of the VPC forwards that was not read',
    given: changed(t10(), { ...rule('example.com.'), ResolverRules: undefined }),
    status: 'UNKNOWN',
    unknownCall: 'route53resolver:GetResolverRule',
  },
  {
    name: 'fails without the Route 53 Profiles, which may be unread, and says so',
    given: changed(t10(), { ProfileAssociations: undefined }),
    ...FAILS,
    messages: ['public', 'profilesUnread'],
    text: 'Route 53 Profiles are left out: route53profiles:ListProfileAssociations was not read.',
    evidence,
  },
  {
    name: 'does not take remote resolution of the peering for an answer',
    given: changed(t10(), {
      VpcPeeringConnections: itemsOf(t10(), 'VpcPeeringConnections').map((one) =>
        item('VpcPeeringConnections', {
          ...one,
          AccepterVpcInfo: {
            ...one.AccepterVpcInfo,
            PeeringOptions: { AllowDnsResolutionFromRemoteVpc: true },
          },
        }),
      ),
    }),
    ...FAILS,
    messages: ['public'],
    evidence,
  },
  {
    name: 'has nothing to say of a database in another VPC',
    given: t14().given,
    status: 'NOT_APPLICABLE',
    messages: ['none'],
  },
  {
    name: 'has nothing to say of a function outside any VPC',
    given: changed(t10(), { Functions: [aFunction({ VpcConfig: undefined })] }),
    status: 'NOT_APPLICABLE',
    messages: ['unattached'],
  },
]);
