import { describe, expect, test } from 'vitest';
import { Snapshot } from '../../../shared/model/snapshot.ts';
import { nameOwner } from '../../../shared/network/name-owner.ts';
import { resolvedName } from '../../../shared/network/private-zone.ts';
import { accountWith, ATTACHED, lambdaFunction } from './fake-account.ts';
import { FakeAws, ec2, queryError, readFake } from './fake-aws.ts';
import type { Answer, Parameters } from './fake-aws.ts';

const DENIED = queryError('AccessDenied', 'no', 403);
const ENDPOINT_NAME = 'vpce-1.lambda.us-east-1.vpce.amazonaws.com';

function zones(...names: readonly string[]): Answer {
  const items = names.map((name) => {
    const [domain, id, owner = '<OwningAccount>111122223333</OwningAccount>'] = name.split('|');
    return `<HostedZoneSummary><HostedZoneId>${id}</HostedZoneId><Name>${domain}</Name><Owner>${owner}</Owner></HostedZoneSummary>`;
  });
  return {
    body: `<ListHostedZonesByVPCResponse><HostedZoneSummaries>${items.join('')}</HostedZoneSummaries><MaxItems>100</MaxItems></ListHostedZonesByVPCResponse>`,
  };
}

function records(inner: string, more = '<IsTruncated>false</IsTruncated>'): Answer {
  return {
    body: `<ListResourceRecordSetsResponse><ResourceRecordSets>${inner}</ResourceRecordSets>${more}<MaxItems>300</MaxItems></ListResourceRecordSetsResponse>`,
  };
}

const ALIAS = `<ResourceRecordSet><Name>lambda.us-east-1.amazonaws.com.</Name><Type>A</Type>
  <AliasTarget><HostedZoneId>Z7</HostedZoneId><DNSName>${ENDPOINT_NAME}.</DNSName><EvaluateTargetHealth>false</EvaluateTargetHealth></AliasTarget></ResourceRecordSet>`;

/** A record of a name with one address. */
function plain(name: string): string {
  return `<ResourceRecordSet><Name>${name}</Name><Type>A</Type><ResourceRecords><ResourceRecord><Value>10.0.0.1</Value></ResourceRecord></ResourceRecords></ResourceRecordSet>`;
}

const HUB = ec2(
  'DescribeVpcEndpoints',
  `<vpcEndpointSet><item><vpcEndpointId>vpce-1</vpcEndpointId><vpcEndpointType>Interface</vpcEndpointType>
    <vpcId>vpc-2</vpcId><serviceName>com.amazonaws.us-east-1.lambda</serviceName><state>available</state>
    <dnsEntrySet><item><dnsName>${ENDPOINT_NAME}</dnsName></item></dnsEntrySet></item></vpcEndpointSet>`,
);

const ACCOUNT = { ...ATTACHED, DescribeVpcEndpoints: HUB };
const QUESTION = {
  vpcId: 'vpc-1',
  service: { service: 'lambda', region: 'us-east-1' },
  references: [],
};

describe('private hosted zones', () => {
  test('are asked for each VPC with functions or endpoints, and lead to the endpoint', async () => {
    const fake = new FakeAws({
      ...ACCOUNT,
      ListHostedZonesByVPC: ({ vpcid }: Parameters) =>
        vpcid === 'vpc-1' ? zones('lambda.us-east-1.amazonaws.com.|Z1') : zones(),
      ListResourceRecordSets: records(ALIAS),
    });
    const snapshot = new Snapshot(await readFake(fake));
    expect(fake.requestsOf('ListHostedZonesByVPC').map((one) => one['vpcid'])).toEqual([
      'vpc-1',
      'vpc-2',
    ]);
    expect(fake.requestsOf('ListHostedZonesByVPC')[0]).toMatchObject({ vpcregion: 'us-east-1' });
    expect(nameOwner(snapshot, QUESTION)).toMatchObject({
      known: true,
      value: { kind: 'endpoint', through: 'hosted zone', endpoint: { VpcEndpointId: 'vpce-1' } },
    });
  });

  test('are unknown for the VPC whose zones are refused, and only for it', async () => {
    const fake = new FakeAws({
      ...ACCOUNT,
      ListHostedZonesByVPC: ({ vpcid }: Parameters) => (vpcid === 'vpc-1' ? DENIED : zones()),
    });
    const snapshot = new Snapshot(await readFake(fake));
    expect(nameOwner(snapshot, QUESTION)).toEqual({
      known: false,
      reason: { kind: 'denied', call: 'route53:ListHostedZonesByVPC' },
    });
    expect(nameOwner(snapshot, { ...QUESTION, vpcId: 'vpc-2' }).known).toBe(true);
  });

  test.each([
    ['us-east-1.amazonaws.com.', true],
    ['api.aws.', true],
    ['com.', true],
    ['.', true],
    ['myamazonaws.com.', false],
    ['example.internal.', false],
  ])('the records of %s are read: %s', async (name, isRead) => {
    const fake = new FakeAws({ ...ATTACHED, ListHostedZonesByVPC: zones(`${name}|Z1`) });
    await readFake(fake);
    expect(fake.requestsOf('ListResourceRecordSets').map((one) => one['name'])).toEqual(
      isRead ? ['Z1'] : [],
    );
  });

  const NAMING = accountWith(
    lambdaFunction({ Environment: { Variables: { DB_HOST: 'db.shop.internal' } } }),
  );

  test('the records of a zone are read where a function names a host in it, and no other', async () => {
    const fake = new FakeAws({
      ...NAMING,
      ListHostedZonesByVPC: zones('shop.internal.|Z1', 'other.internal.|Z2'),
      ListResourceRecordSets: records(
        plain('db.shop.internal.') +
          '<ResourceRecordSet><Name>shop.internal.</Name><Type>TXT</Type><ResourceRecords><ResourceRecord><Value>"a secret"</Value></ResourceRecord></ResourceRecords></ResourceRecordSet>',
      ),
    });
    const content = await readFake(fake);
    expect(fake.requestsOf('ListResourceRecordSets').map((one) => one['name'])).toEqual(['Z1']);
    expect(JSON.stringify(content)).not.toContain('a secret');
    expect(resolvedName(new Snapshot(content), 'vpc-1', 'db.shop.internal')).toMatchObject({
      value: { addresses: ['10.0.0.1'] },
    });
  });

  test('a name that leads into another zone of the VPC is followed there', async () => {
    const fake = new FakeAws({
      ...NAMING,
      ListHostedZonesByVPC: zones('shop.internal.|Z1', 'data.internal.|Z2', 'third.internal.|Z3'),
      ListResourceRecordSets: ({ name }: Parameters) =>
        name === 'Z1'
          ? records(
              '<ResourceRecordSet><Name>db.shop.internal.</Name><Type>CNAME</Type><ResourceRecords><ResourceRecord><Value>orders.data.internal</Value></ResourceRecord></ResourceRecords></ResourceRecordSet>',
            )
          : records(plain('orders.data.internal.')),
    });
    await readFake(fake);
    expect(fake.requestsOf('ListResourceRecordSets').map((one) => one['name'])).toEqual([
      'Z1',
      'Z2',
    ]);
  });

  test('the records of a zone are read where somebody asks for a name in it', async () => {
    const fake = new FakeAws({ ...ATTACHED, ListHostedZonesByVPC: zones('shop.internal.|Z1') });
    await readFake(fake, {}, { names: ['db.shop.internal'] });
    expect(fake.requestsOf('ListResourceRecordSets')).toHaveLength(1);
  });

  test('the name of an endpoint service makes the zone that holds it matter', async () => {
    const fake = new FakeAws({
      ...ATTACHED,
      ListHostedZonesByVPC: zones('example.com.|Z1'),
      DescribeVpcEndpointServices: ec2(
        'DescribeVpcEndpointServices',
        `<serviceDetailSet><item><serviceName>com.amazonaws.vpce.us-east-1.vpce-svc-1</serviceName><privateDnsName>API.example.com</privateDnsName></item></serviceDetailSet>`,
      ),
    });
    await readFake(fake);
    expect(fake.requestsOf('ListResourceRecordSets')).toHaveLength(1);
  });

  test('records are read page by page, from the next name, type and identifier', async () => {
    const fake = new FakeAws({
      ...ATTACHED,
      ListHostedZonesByVPC: zones('amazonaws.com.|Z1'),
      ListResourceRecordSets: ({ type }: Parameters) =>
        type === undefined
          ? records(
              plain('a.amazonaws.com.'),
              '<IsTruncated>true</IsTruncated><NextRecordName>b.amazonaws.com.</NextRecordName><NextRecordType>A</NextRecordType>',
            )
          : records(plain('b.amazonaws.com.')),
    });
    const { collections } = await readFake(fake);
    expect(collections.ResourceRecordSets?.map((set) => [set.HostedZoneId, set.Name])).toEqual([
      ['Z1', 'a.amazonaws.com.'],
      ['Z1', 'b.amazonaws.com.'],
    ]);
  });

  test.each([
    ['refused', DENIED, 'lambda.us-east-1.amazonaws.com.|Z1', 'denied'],
    [
      'a service owns',
      DENIED,
      'lambda.us-east-1.amazonaws.com.|Z1|<OwningService>vpce.amazonaws.com</OwningService>',
      'opaque',
    ],
  ])('records that are %s leave the name unknown', async (_, answer, zone, kind) => {
    const fake = new FakeAws({
      ...ACCOUNT,
      ListHostedZonesByVPC: zones(zone),
      ListResourceRecordSets: answer,
    });
    expect(nameOwner(new Snapshot(await readFake(fake)), QUESTION)).toMatchObject({
      known: false,
      reason: { kind },
    });
  });
});
