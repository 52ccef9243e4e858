import { describe, expect, it } from 'vitest';
import { namesIn, typedDestination } from '../../shared/tracing/typed-destination.ts';
import { TRACE_OPTIONS } from '../../shared/tracing/trace-request.ts';
import { item, snapshot } from '../builders/snapshot.ts';
import type { SnapshotChanges } from '../builders/snapshot.ts';

const DB_HOST = 'orders.c1abc.us-east-1.rds.amazonaws.com';
const database = item('DBInstances', {
  DBInstanceIdentifier: 'orders',
  DBInstanceArn: 'arn:aws:rds:us-east-1:111122223333:db:orders',
  DBInstanceStatus: 'available',
  Endpoint: { Address: DB_HOST, Port: 5432 },
  VpcSecurityGroups: [{ VpcSecurityGroupId: 'sg-db', Status: 'active' }],
  DBSubnetGroup: { VpcId: 'vpc-0a', Subnets: [{ SubnetIdentifier: 'subnet-0b' }] },
  PubliclyAccessible: false,
});
const meant = (text: string, port?: number, collections: SnapshotChanges['collections'] = {}) =>
  typedDestination(snapshot({ collections: { DBInstances: [database], ...collections } }), {
    text,
    port,
    vpcId: 'vpc-0a',
    probes: TRACE_OPTIONS.probes,
  });

describe('a service', () => {
  it.each([
    ['secretsmanager', 'secretsmanager', 'us-east-1'],
    ['SQS', 'sqs', 'us-east-1'],
    ['kinesis', 'kinesis-streams', 'us-east-1'],
    ['cloudwatch', 'monitoring', 'us-east-1'],
    ['ecr.api', 'ecr.api', 'us-east-1'],
    ['com.amazonaws.us-east-1.sqs', 'sqs', 'us-east-1'],
    ['com.amazonaws.eu-west-1.sqs', 'sqs', 'eu-west-1'],
    ['com.amazonaws.us-east-1.something-new', 'something-new', 'us-east-1'],
    ['sqs.us-east-1.amazonaws.com', 'sqs', 'us-east-1'],
    ['https://sqs.eu-west-1.amazonaws.com/111122223333/orders', 'sqs', 'eu-west-1'],
    ['kinesis.us-east-1.amazonaws.com.', 'kinesis-streams', 'us-east-1'],
    ['bucket.s3.us-east-1.amazonaws.com', 's3', 'us-east-1'],
  ])('%s is %s in %s', (text, service, region) => {
    expect(meant(text)).toMatchObject({
      kind: 'service',
      service: { service, region },
      references: [],
    });
  });

  it('of several endpoints has to be told apart', () => {
    const { problem } = meant('ecr') as { problem: string };
    expect(problem).toBe('ecr has several endpoints: type one of ecr.api, ecr.dkr');
  });

  it('that the Region offers is one though no table lists it', () => {
    const ServiceDetails = [
      item('ServiceDetails', { ServiceName: 'com.amazonaws.us-east-1.brand-new' }),
    ];
    expect(meant('brand-new', undefined, { ServiceDetails })).toMatchObject({ kind: 'service' });
    expect(meant('brand-new')).toHaveProperty('problem');
  });

  it("by an endpoint's own name or a FIPS name says which endpoint is meant", () => {
    expect(meant('vpce-1-abc.sqs.us-east-1.vpce.amazonaws.com')).toMatchObject({
      kind: 'service',
      references: [{ Variable: 'AWS_ENDPOINT_URL' }],
    });
    expect(meant('kms-fips.us-east-1.amazonaws.com')).toMatchObject({
      kind: 'service',
      references: [{ Variable: 'AWS_USE_FIPS_ENDPOINT', Enabled: true }],
    });
  });

  it('by its global name leads to public addresses, whatever endpoints there are', () => {
    expect(meant('sts.amazonaws.com')).toMatchObject({
      kind: 'internet',
      byName: true,
      destination: { name: 'sts.amazonaws.com', port: 443 },
    });
  });

  it('answers on its own port only', () => {
    expect(meant('sqs', 443)).toMatchObject({ kind: 'service' });
    expect(meant('sqs', 80)).toEqual({
      problem: 'sqs (us-east-1) answers on port 443 only: leave --port out',
    });
  });
});

describe('the internet', () => {
  it.each([
    ['internet', undefined, { family: 4, port: 443, name: 'the internet' }],
    ['internet6', 8443, { family: 6, port: 8443 }],
    ['example.com', undefined, { port: 443, name: 'example.com' }],
    ['example.com:8080', undefined, { port: 8080 }],
    ['example.com:8080', 9090, { port: 9090 }],
    ['http://example.com/path?x=1', undefined, { port: 80 }],
    ['8.8.8.8', 80, { port: 80, family: 4, name: '8.8.8.8' }],
    ['[2606:4700::1]:8443', undefined, { port: 8443, family: 6 }],
    ['2606:4700::1', undefined, { port: 443, family: 6 }],
  ])('%s with port %s', (text, port, destination) => {
    expect(meant(text, port)).toMatchObject({ kind: 'internet', destination });
  });

  it('is asked by name or not', () => {
    expect(meant('example.com')).toMatchObject({ byName: true });
    expect(meant('8.8.8.8')).toMatchObject({ byName: false });
  });
});

describe('something private', () => {
  it('is an address', () => {
    expect(meant('10.1.2.3')).toMatchObject({ kind: 'address', port: 443, name: '10.1.2.3' });
    expect(meant('10.1.2.3:6379')).toMatchObject({ kind: 'address', port: 6379 });
  });

  it('is a database by its host, with its own port or another', () => {
    expect(meant(DB_HOST.toUpperCase())).toMatchObject({ kind: 'resource', port: 5432 });
    expect(meant(DB_HOST, 3306)).toMatchObject({ kind: 'resource', port: 3306 });
  });

  it.each([
    ['other.c1abc.us-east-1.rds.amazonaws.com', {}, 'is the name of no database'],
    [
      'other.c1abc.us-east-1.rds.amazonaws.com',
      { DBInstances: undefined },
      'rds:DescribeDBInstances',
    ],
    ['db.example.internal', {}, 'type the address instead'],
  ])('%s with %o cannot be told: %s', (text, collections, why) => {
    expect(meant(text, undefined, collections)).toEqual({
      problem: expect.stringContaining(why) as string,
    });
  });
});

it.each([
  ['https://DB.shop.internal:5432/orders', ['db.shop.internal']],
  ['db.shop.internal', ['db.shop.internal']],
  ['10.0.5.4', []],
  ['sqs', []],
  ['internet', []],
])('%s names %o', (text, names) => {
  expect(namesIn(text)).toEqual(names);
});

const record = (Name: string, Type: string, ...Values: readonly string[]) =>
  item('ResourceRecordSets', {
    HostedZoneId: 'Z1',
    Name,
    Type,
    ResourceRecords: Values.map((Value) => ({ Value })),
  });

describe('a name of a private zone', () => {
  const zone = {
    HostedZoneSummaries: [
      item('HostedZoneSummaries', { HostedZoneId: 'Z1', Name: 'shop.internal.', VPCId: 'vpc-0a' }),
    ],
    ResourceRecordSets: [
      record('db.shop.internal.', 'CNAME', DB_HOST),
      record('cache.shop.internal.', 'A', '10.0.5.4', '10.0.6.4'),
      record('queue.shop.internal.', 'CNAME', 'sqs.us-east-1.amazonaws.com'),
      record('api.shop.internal.', 'CNAME', 'api.example.com'),
      record('web.shop.internal.', 'CNAME', 'internal-web-1.us-east-1.elb.amazonaws.com'),
    ],
  };

  it.each([
    ['db.shop.internal', { kind: 'resource', name: 'db.shop.internal', port: 5432 }],
    [
      'cache.shop.internal:6379',
      { kind: 'address', name: 'cache.shop.internal', port: 6379, addresses: [{}, {}] },
    ],
    ['queue.shop.internal', { kind: 'service', name: 'queue.shop.internal' }],
    ['api.shop.internal', { kind: 'internet', byName: true }],
    [
      'web.shop.internal',
      { problem: expect.stringContaining('leads to internal-web-1') as string },
    ],
    ['gone.shop.internal', { problem: expect.stringContaining('hosted zone Z1') as string }],
  ])('%s stands for what it leads to', (text, expected) => {
    expect(meant(text, undefined, zone)).toMatchObject(expected);
  });
});

describe('what is no destination', () => {
  it.each([
    ['', undefined, 'no destination was given'],
    ['nonsense', undefined, 'nonsense is no host name, address or AWS service'],
    ['10.0.0.256', undefined, 'is no'],
    ['example.com:99999', undefined, 'is no'],
    ['example.com', 0, 'port 0 is not between 1 and 65535'],
    ['example.com', 1.5, 'port 1.5'],
    ['127.0.0.1', undefined, "never leaves the function's own machine"],
    ['two words', undefined, 'is no'],
  ])('%s', (text, port, why) => {
    expect(meant(text, port)).toEqual({ problem: expect.stringContaining(why) as string });
  });
});
