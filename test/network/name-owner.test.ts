import { describe, expect, it } from 'vitest';
import { nameOwner } from '../../shared/network/name-owner.ts';
import type { NameQuestion } from '../../shared/network/name-owner.ts';
import { serviceHosts } from '../../shared/network/service-hosts.ts';
import { item, snapshot } from '../builders/snapshot.ts';
import type { SnapshotChanges } from '../builders/snapshot.ts';
import {
  anEndpoint,
  aZone,
  ENDPOINT_NAME,
  endpointInterface,
  SQS,
  SQS_HOST,
} from './service-endpoints.ts';
import { dnsOn, natVpc } from './two-subnet-vpc.ts';

type Collections = NonNullable<SnapshotChanges['collections']>;
const owner = (collections: Collections, question: Partial<NameQuestion> = {}) => {
  const built = snapshot(natVpc({ NetworkInterfaces: [endpointInterface], ...collections }));
  const found = nameOwner(built, { vpcId: 'vpc-0a', service: SQS, references: [], ...question });
  if (!found.known) return found.reason.kind;
  return found.value.kind === 'endpoint'
    ? `${found.value.endpoint.VpcEndpointId} by ${found.value.through}`
    : found.value.kind;
};
const hidden = anEndpoint({ PrivateDnsEnabled: false });
const alias = { Name: `${SQS_HOST}.`, Type: 'A', AliasTarget: { DNSName: `${ENDPOINT_NAME}.` } };

describe('the name of a service', () => {
  it.each([
    ['no endpoint', [], 'public'],
    ['an endpoint with private DNS', [anEndpoint()], 'vpce-1 by private DNS'],
    ['an endpoint without private DNS', [hidden], 'public'],
    [
      'an endpoint for inbound resolvers only',
      [anEndpoint({ DnsOptions: { PrivateDnsOnlyForInboundResolverEndpoint: true } })],
      'public',
    ],
    ['an endpoint that is being deleted', [anEndpoint({ State: 'deleting' })], 'public'],
    ['an endpoint that failed', [anEndpoint({ State: 'Failed' })], 'vpce-1 by private DNS'],
    [
      'a failed and an available one',
      [anEndpoint({ VpcEndpointId: 'vpce-0', State: 'failed' }), anEndpoint()],
      'vpce-1 by private DNS',
    ],
    ['an endpoint for another Region', [anEndpoint({ ServiceRegion: 'eu-west-1' })], 'public'],
    [
      'the FIPS endpoint',
      [anEndpoint({ ServiceName: 'com.amazonaws.us-east-1.sqs-fips' })],
      'public',
    ],
    [
      'an old answer without a type',
      [anEndpoint({ VpcEndpointType: undefined })],
      'vpce-1 by private DNS',
    ],
    ["another VPC's endpoint", [anEndpoint({ VpcId: 'vpc-0b' })], 'public'],
  ])('with %s: %s', (_, VpcEndpoints, expected) => {
    expect(owner({ VpcEndpoints })).toBe(expected);
  });

  it('is exact: ec2 is not ec2messages', () => {
    const VpcEndpoints = [anEndpoint({ ServiceName: 'com.amazonaws.us-east-1.ec2messages' })];
    const service = { service: 'ec2', region: 'us-east-1' };
    expect(owner({ VpcEndpoints }, { service })).toBe('public');
    expect(owner({ VpcEndpoints }, { service: { ...service, service: 'ec2messages' } })).toBe(
      'vpce-1 by private DNS',
    );
  });

  it.each([
    [true, true, 'vpce-1 by private DNS'],
    [true, false, 'public'],
    [false, true, 'public'],
  ])('with DNS support %s and hostnames %s: %s', (support, hostnames, expected) => {
    const VpcAttributes = [dnsOn('vpc-0a', support, hostnames)];
    expect(owner({ VpcEndpoints: [anEndpoint()], VpcAttributes })).toBe(expected);
  });

  it('is unknown where the attributes or the endpoints were not read', () => {
    expect(owner({ VpcEndpoints: [anEndpoint()], VpcAttributes: undefined })).toBe('not-read');
    const half = [item('VpcAttributes', { VpcId: 'vpc-0a', EnableDnsHostnames: { Value: false } })];
    expect(owner({ VpcEndpoints: [anEndpoint()], VpcAttributes: half })).toBe('public');
    expect(owner({ VpcEndpoints: undefined })).toBe('not-read');
  });
});

describe('a hosted zone', () => {
  it.each([
    ['with an alias', SQS_HOST, [alias], 'vpce-1 by hosted zone'],
    [
      'of a parent domain with an alias',
      'us-east-1.amazonaws.com.',
      [alias],
      'vpce-1 by hosted zone',
    ],
    [
      'with the address of the endpoint',
      SQS_HOST,
      [{ Name: SQS_HOST, Type: 'A', ResourceRecords: [{ Value: '10.0.0.40' }] }],
      'vpce-1 by hosted zone',
    ],
    [
      'with another address',
      SQS_HOST,
      [{ Name: SQS_HOST, Type: 'A', ResourceRecords: [{ Value: '10.0.0.41' }] }],
      'elsewhere',
    ],
    [
      'of a parent domain with a CNAME',
      'amazonaws.com',
      [{ Name: SQS_HOST, Type: 'CNAME', ResourceRecords: [{ Value: ENDPOINT_NAME }] }],
      'vpce-1 by hosted zone',
    ],
    [
      'of a parent domain with a wildcard',
      'amazonaws.com',
      [{ ...alias, Name: String.raw`\052.us-east-1.amazonaws.com.` }],
      'vpce-1 by hosted zone',
    ],
    ['without a record of the name', SQS_HOST, [{ Name: SQS_HOST, Type: 'NS' }], 'elsewhere'],
    [
      'of another name',
      'sns.us-east-1.amazonaws.com',
      [{ ...alias, Name: 'sns.us-east-1.amazonaws.com' }],
      'public',
    ],
    ['of a name that ends alike', 'xsqs.us-east-1.amazonaws.com', [alias], 'public'],
  ])('%s', (_, name, records, expected) => {
    expect(owner({ VpcEndpoints: [hidden], ...aZone(name, ...records) })).toBe(expected);
  });

  it('of the most specific domain decides', () => {
    const specific = aZone(SQS_HOST, alias);
    const parent = item('HostedZoneSummaries', {
      HostedZoneId: 'Z2',
      Name: 'us-east-1.amazonaws.com.',
      VPCId: 'vpc-0a',
    });
    for (const zones of [
      [...specific.HostedZoneSummaries, parent],
      [parent, ...specific.HostedZoneSummaries],
    ]) {
      expect(owner({ VpcEndpoints: [hidden], ...specific, HostedZoneSummaries: zones })).toBe(
        'vpce-1 by hosted zone',
      );
    }
  });

  it('that was not read matters only where it could lead to an endpoint', () => {
    expect(owner({ VpcEndpoints: [hidden], HostedZoneSummaries: undefined })).toBe('not-read');
    expect(owner({ VpcEndpoints: [], HostedZoneSummaries: undefined })).toBe('public');
    expect(
      owner({ VpcEndpoints: [hidden], ...aZone(SQS_HOST), ResourceRecordSets: undefined }),
    ).toBe('not-read');
  });
});

const profile = (arn: string, Status?: string) => ({
  VpcEndpoints: [hidden],
  ProfileAssociations: [
    item('ProfileAssociations', {
      Id: 'a',
      ProfileId: 'rp-1',
      ResourceId: 'vpc-0a',
      ...(Status && { Status }),
    }),
  ],
  ProfileResourceAssociations: [
    item('ProfileResourceAssociations', { Id: 'b', ProfileId: 'rp-1', ResourceArn: arn }),
  ],
});

describe('a Route 53 Profile and a forward rule', () => {
  const endpointArn = 'arn:aws:ec2:us-east-1:111122223333:vpc-endpoint/vpce-1';

  it('carries the endpoint', () => {
    expect(owner(profile(endpointArn))).toBe('vpce-1 by Route 53 Profile');
    expect(owner(profile(endpointArn, 'DELETING'))).toBe('public');
    expect(owner(profile('arn:aws:ec2:us-east-1:111122223333:vpc-endpoint/vpce-11'))).toBe(
      'public',
    );
  });

  it('carries a hosted zone that leads to the endpoint', () => {
    const zone = profile('arn:aws:route53:::hostedzone/Z1');
    const { ResourceRecordSets } = aZone(SQS_HOST, alias);
    expect(owner({ ...zone, ResourceRecordSets })).toBe('vpce-1 by Route 53 Profile');
  });

  it('yields to a zone of the VPC', () => {
    const other = { ...alias, AliasTarget: { DNSName: 'elsewhere.example.com' } };
    expect(owner({ ...profile(endpointArn), ...aZone(SQS_HOST, other) })).toBe('elsewhere');
  });

  it.each([
    ['amazonaws.com', 'FORWARD', 'elsewhere'],
    ['amazonaws.com', 'SYSTEM', 'public'],
    ['example.com', 'FORWARD', 'public'],
    ['.', 'FORWARD', 'public'],
  ])('forwards %s (%s): %s', (DomainName, RuleType, expected) => {
    expect(
      owner({
        ResolverRules: [item('ResolverRules', { Id: 'rslvr-1', DomainName, RuleType })],
        ResolverRuleAssociations: [
          item('ResolverRuleAssociations', { Id: 'c', ResolverRuleId: 'rslvr-1', VPCId: 'vpc-0a' }),
        ],
      }),
    ).toBe(expected);
  });
});

describe('an endpoint URL variable', () => {
  it.each([
    ['AWS_ENDPOINT_URL_SQS', ENDPOINT_NAME, 'vpce-1 by URL variable'],
    ['AWS_ENDPOINT_URL', ENDPOINT_NAME, 'vpce-1 by URL variable'],
    ['AWS_ENDPOINT_URL_SQS', '10.0.0.40', 'vpce-1 by URL variable'],
    ['AWS_ENDPOINT_URL_SQS', 'queue.example.internal', 'elsewhere'],
    ['AWS_ENDPOINT_URL_SQS', SQS_HOST, 'public'],
    ['AWS_ENDPOINT_URL_SNS', ENDPOINT_NAME, 'public'],
    ['SQS_URL', ENDPOINT_NAME, 'public'],
  ])('%s naming %s: %s', (Variable, Host, expected) => {
    expect(owner({ VpcEndpoints: [hidden] }, { references: [{ Variable, Host }] })).toBe(expected);
  });

  it.each([
    ['secretsmanager', 'SECRETS_MANAGER'],
    ['states', 'SFN'],
    ['monitoring', 'CLOUDWATCH'],
    ['kinesis-streams', 'KINESIS'],
    ['cognito-idp', 'COGNITO_IDENTITY_PROVIDER'],
  ])('of %s ends in %s', (service, suffix) => {
    const references = [{ Variable: `AWS_ENDPOINT_URL_${suffix}`, Host: 'x.example.internal' }];
    expect(owner({}, { service: { service, region: 'us-east-1' }, references })).toBe('elsewhere');
  });

  it('with FIPS on, only the FIPS endpoint owns the name', () => {
    const references = [{ Variable: 'AWS_USE_FIPS_ENDPOINT', Enabled: true }] as const;
    expect(owner({ VpcEndpoints: [anEndpoint()] }, { references })).toBe('public');
    const VpcEndpoints = [anEndpoint({ ServiceName: 'com.amazonaws.us-east-1.sqs-fips' })];
    expect(owner({ VpcEndpoints }, { references })).toBe('vpce-1 by private DNS');
  });
});

describe('the host names of a service', () => {
  it.each([
    ['sqs', 'us-east-1', 'sqs.us-east-1.amazonaws.com'],
    ['kinesis-streams', 'us-east-1', 'kinesis.us-east-1.amazonaws.com'],
    ['ecr.api', 'us-east-1', 'api.ecr.us-east-1.amazonaws.com'],
    ['iam', 'us-east-1', 'iam.amazonaws.com'],
    ['lambda', 'cn-north-1', 'lambda.cn-north-1.amazonaws.com.cn'],
  ])('%s in %s: %s', (service, region, host) => {
    expect(serviceHosts(snapshot(), { service, region })[0]).toBe(host);
  });

  it('are those that the region offers, the usual ones first', () => {
    const ServiceDetails = [
      item('ServiceDetails', {
        ServiceName: 'com.amazonaws.us-east-1.sqs',
        PrivateDnsNames: [
          { PrivateDnsName: 'sqs.us-east-1.api.aws' },
          { PrivateDnsName: SQS_HOST },
        ],
      }),
    ];
    expect(serviceHosts(snapshot({ collections: { ServiceDetails } }), SQS)).toEqual([
      SQS_HOST,
      'sqs.us-east-1.api.aws',
    ]);
  });
});
