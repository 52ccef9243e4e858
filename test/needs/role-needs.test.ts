import { describe, expect, it } from 'vitest';
import { ACCOUNT, aFunction, functionArn, item } from '../builders/snapshot.ts';
import type { SnapshotChanges } from '../builders/snapshot.ts';
import { aRole, allow, gaps, lines, needsOf, ROLE } from './needs-of.ts';

const QUEUE = `arn:aws:sqs:us-east-1:${ACCOUNT}:orders`;
const OTHER_QUEUE = `arn:aws:sqs:us-east-1:${ACCOUNT}:other`;
const TOPIC = `arn:aws:sns:us-east-1:${ACCOUNT}:failed`;
const BUS = `arn:aws:events:us-east-1:${ACCOUNT}:event-bus/audit`;
const NEXT = functionArn('next');
const STREAM = `arn:aws:kinesis:us-east-1:${ACCOUNT}:stream/clicks`;
const TABLE_STREAM = `arn:aws:dynamodb:us-east-1:${ACCOUNT}:table/orders/stream/2026-01-01T00:00:00.000`;
const SECRET = `arn:aws:secretsmanager:us-east-1:${ACCOUNT}:secret:broker-a1B2c3`;
const MANAGED = {
  VpcConfig: undefined,
  CapacityProviderConfig: {
    LambdaManagedInstancesCapacityProviderConfig: { CapacityProviderArn: 'arn:cp' },
  },
};
const INSIGHTS = {
  Layers: [{ Arn: 'arn:aws:lambda:us-east-1:580247275435:layer:LambdaInsightsExtension-Arm64:20' }],
};

const mapping = (fields: Readonly<Record<string, unknown>>, name = 'orders'): SnapshotChanges => ({
  collections: {
    EventSourceMappings: [
      item('EventSourceMappings', { UUID: 'm-1', FunctionArn: functionArn(name), ...fields }),
    ],
  },
});

const destination = (arn: string, on = 'OnFailure', qualifier = '$LATEST'): SnapshotChanges => ({
  collections: {
    FunctionEventInvokeConfigs: [
      item('FunctionEventInvokeConfigs', {
        FunctionArn: `${functionArn('orders')}:${qualifier}`,
        DestinationConfig: { [on]: { Destination: arn } },
      }),
    ],
  },
});

const fromSecret = {
  EventSourceArn: `arn:aws:mq:us-east-1:${ACCOUNT}:broker:b:b-1`,
  SourceAccessConfigurations: [{ Type: 'BASIC_AUTH', URI: SECRET }],
};

interface Row {
  readonly what: string;
  readonly with?: Readonly<Record<string, unknown>>;
  readonly given?: SnapshotChanges;
  readonly action: string | readonly string[];
  readonly resource?: string | readonly string[];
  readonly needs: readonly string[];
}

/** Each exclusion, followed by the near misses that must stay needs. */
const TABLE: readonly Row[] = [
  { what: 'logs of a standard function', action: 'logs:*', needs: [] },
  { what: 'one action on logs', action: 'logs:PutLogEvents', needs: [] },
  {
    what: 'reading logs, which only code does, is left out with the rest of logs',
    action: 'logs:FilterLogEvents',
    needs: [],
  },
  {
    what: 'logs on a capacity provider',
    with: MANAGED,
    action: 'logs:PutLogEvents',
    needs: ['logs@us-east-1:443 role'],
  },
  {
    what: 'logs with the Lambda Insights layer',
    with: INSIGHTS,
    action: 'logs:PutLogEvents',
    needs: ['logs@us-east-1:443 role'],
  },
  {
    what: 'logs with another layer of a similar name',
    with: { Layers: [{ Arn: `arn:aws:lambda:us-east-1:${ACCOUNT}:layer:MyLambdaInsights:1` }] },
    action: 'logs:PutLogEvents',
    needs: [],
  },
  { what: 'traces', action: ['xray:PutTraceSegments', 'xray:PutTelemetryRecords'], needs: [] },
  { what: 'sampling rules of the daemon', action: 'xray:GetSamplingRules', needs: [] },
  { what: 'reading traces', action: 'xray:GetTraceSummaries', needs: ['xray@us-east-1:443 role'] },
  { what: 'all of X-Ray', action: 'xray:*', needs: ['xray@us-east-1:443 role'] },
  {
    what: 'traces on a capacity provider',
    with: MANAGED,
    action: 'xray:PutTraceSegments',
    needs: ['xray@us-east-1:443 role'],
  },
  {
    what: 'the six actions on network interfaces',
    action: [
      'ec2:CreateNetworkInterface',
      'ec2:DescribeNetworkInterfaces',
      'ec2:DescribeSubnets',
      'ec2:DeleteNetworkInterface',
      'ec2:AssignPrivateIpAddresses',
      'ec2:UnassignPrivateIpAddresses',
    ],
    needs: [],
  },
  {
    what: 'another action on network interfaces',
    action: 'ec2:DetachNetworkInterface',
    needs: ['ec2@us-east-1:443 role'],
  },
  { what: 'a wider EC2 pattern', action: 'ec2:Describe*', needs: ['ec2@us-east-1:443 role'] },
  {
    what: 'mounting file systems',
    action: [
      'elasticfilesystem:ClientMount',
      'elasticfilesystem:ClientWrite',
      's3files:ClientMount',
    ],
    needs: [],
  },
  {
    what: 'the API of EFS',
    action: 'elasticfilesystem:DescribeMountTargets',
    needs: ['elasticfilesystem@us-east-1:443 role'],
  },
  {
    what: 'all of EFS',
    action: 'elasticfilesystem:*',
    needs: ['elasticfilesystem@us-east-1:443 role'],
  },
  { what: 'KMS that only the role names', action: ['kms:Decrypt', 'kms:*'], needs: [] },
  { what: 'a role to pass', action: 'iam:PassRole', needs: [] },
  { what: 'a call to IAM', action: 'iam:GetRole', needs: ['iam@us-east-1:443 role'] },
  {
    what: 'polling SQS, on any resource',
    given: mapping({ EventSourceArn: QUEUE }),
    action: [
      'sqs:ReceiveMessage',
      'sqs:DeleteMessage',
      'sqs:GetQueueAttributes',
      'sqs:ChangeMessageVisibility',
    ],
    needs: [],
  },
  {
    what: 'polling SQS, on the queue itself',
    given: mapping({ EventSourceArn: QUEUE }),
    action: 'sqs:ReceiveMessage',
    resource: QUEUE,
    needs: [],
  },
  {
    what: 'receiving from another queue',
    given: mapping({ EventSourceArn: QUEUE }),
    action: 'sqs:ReceiveMessage',
    resource: [QUEUE, OTHER_QUEUE],
    needs: ['sqs@us-east-1:443 role'],
  },
  {
    what: 'sending to the queue that is polled',
    given: mapping({ EventSourceArn: QUEUE }),
    action: 'sqs:SendMessage',
    resource: QUEUE,
    needs: ['sqs@us-east-1:443 role'],
  },
  {
    what: 'all of SQS with a mapping',
    given: mapping({ EventSourceArn: QUEUE }),
    action: 'sqs:*',
    needs: ['sqs@us-east-1:443 role'],
  },
  {
    what: 'all of SQS on exactly the queue that is polled: the lazy way to allow polling',
    given: mapping({ EventSourceArn: QUEUE }),
    action: 'sqs:*',
    resource: QUEUE,
    needs: [],
  },
  {
    what: 'all of SQS on the queue that is polled and the one that failures go to',
    with: { DeadLetterConfig: { TargetArn: OTHER_QUEUE } },
    given: mapping({ EventSourceArn: QUEUE }),
    action: 'sqs:*',
    resource: [QUEUE, OTHER_QUEUE],
    needs: [],
  },
  {
    what: 'all of SQS on the queue that is polled and another',
    given: mapping({ EventSourceArn: QUEUE }),
    action: 'sqs:*',
    resource: [QUEUE, OTHER_QUEUE],
    needs: ['sqs@us-east-1:443 role'],
  },
  {
    what: 'all of SQS on all queues of a name that takes in the one that is polled',
    given: mapping({ EventSourceArn: QUEUE }),
    action: 'sqs:*',
    resource: `${QUEUE}*`,
    needs: ['sqs@us-east-1:443 role'],
  },
  {
    what: 'all of SQS on the queue of another function',
    given: mapping({ EventSourceArn: QUEUE }, 'orders-2'),
    action: 'sqs:*',
    resource: QUEUE,
    needs: ['sqs@us-east-1:443 role'],
  },
  {
    what: 'all of Kinesis on exactly the stream that is polled through a consumer',
    given: mapping({ EventSourceArn: `${STREAM}/consumer/orders:1700000000` }),
    action: 'kinesis:*',
    resource: [STREAM, `${STREAM}/*`],
    needs: [],
  },
  {
    what: 'all of DynamoDB on the streams of the table that is polled',
    given: mapping({ EventSourceArn: TABLE_STREAM }),
    action: 'dynamodb:*',
    resource: TABLE_STREAM.replace(/stream\/.*/, 'stream/*'),
    needs: [],
  },
  {
    what: 'all of DynamoDB on the table whose stream is polled',
    given: mapping({ EventSourceArn: TABLE_STREAM }),
    action: 'dynamodb:*',
    resource: TABLE_STREAM.replace(/\/stream.*/, ''),
    needs: ['dynamodb@us-east-1:443 role'],
  },
  {
    what: 'all of S3 on the bucket that failures go to: a bucket is used for more than that',
    given: destination('arn:aws:s3:::failures'),
    action: 's3:*',
    resource: ['arn:aws:s3:::failures', 'arn:aws:s3:::failures/*'],
    needs: ['s3@us-east-1:443 role'],
  },
  {
    what: 'receiving without a mapping',
    action: 'sqs:ReceiveMessage',
    needs: ['sqs@us-east-1:443 role'],
  },
  {
    what: 'receiving with the mapping of another function',
    given: mapping({ EventSourceArn: QUEUE }, 'orders-2'),
    action: 'sqs:ReceiveMessage',
    needs: ['sqs@us-east-1:443 role'],
  },
  {
    what: 'polling for an alias of the function',
    given: mapping({ EventSourceArn: QUEUE, FunctionArn: `${functionArn('orders')}:live` }),
    action: 'sqs:ReceiveMessage',
    needs: [],
  },
  {
    what: 'polling Kinesis through a consumer',
    given: mapping({ EventSourceArn: `${STREAM}/consumer/orders:1700000000` }),
    action: [
      'kinesis:GetRecords',
      'kinesis:DescribeStream',
      'kinesis:ListShards',
      'kinesis:SubscribeToShard',
    ],
    resource: STREAM,
    needs: [],
  },
  {
    what: 'writing to Kinesis',
    given: mapping({ EventSourceArn: STREAM }),
    action: 'kinesis:PutRecord',
    resource: STREAM,
    needs: ['kinesis-streams@us-east-1:443 role'],
  },
  {
    what: 'polling a DynamoDB stream',
    given: mapping({ EventSourceArn: TABLE_STREAM }),
    action: [
      'dynamodb:GetRecords',
      'dynamodb:GetShardIterator',
      'dynamodb:DescribeStream',
      'dynamodb:ListStreams',
    ],
    needs: [],
  },
  {
    what: 'reading the table of the stream',
    given: mapping({ EventSourceArn: TABLE_STREAM }),
    action: 'dynamodb:GetItem',
    needs: ['dynamodb@us-east-1:443 role'],
  },
  {
    what: 'reading a stream without a mapping',
    action: 'dynamodb:GetRecords',
    needs: ['dynamodb-streams@us-east-1:443 role'],
  },
  {
    what: 'pollers that look into a VPC',
    given: mapping({ EventSourceArn: `arn:aws:kafka:us-east-1:${ACCOUNT}:cluster/c/1` }),
    action: [
      'ec2:DescribeVpcs',
      'ec2:DescribeSubnets',
      'ec2:DescribeSecurityGroups',
      'kafka:GetBootstrapBrokers',
      'kafka:DescribeClusterV2',
    ],
    needs: [],
  },
  {
    what: 'changing a Kafka cluster',
    given: mapping({ EventSourceArn: `arn:aws:kafka:us-east-1:${ACCOUNT}:cluster/c/1` }),
    action: 'kafka:UpdateBrokerCount',
    needs: ['kafka@us-east-1:443 role'],
  },
  {
    what: 'looking into a VPC with a queue as the only source',
    given: mapping({ EventSourceArn: QUEUE }),
    action: 'ec2:DescribeSecurityGroups',
    needs: ['ec2@us-east-1:443 role'],
  },
  {
    what: 'pollers of a Kafka cluster that is not on AWS',
    given: mapping({
      SelfManagedEventSource: { Endpoints: { KAFKA_BOOTSTRAP_SERVERS: ['k:9092'] } },
    }),
    action: ['ec2:DescribeVpcs'],
    needs: [],
  },
  {
    what: 'a broker that is polled',
    given: mapping(fromSecret),
    action: 'mq:DescribeBroker',
    needs: [],
  },
  {
    what: 'a DocumentDB cluster that is polled',
    given: mapping({ EventSourceArn: `arn:aws:rds:us-east-1:${ACCOUNT}:cluster:docs` }),
    action: ['rds:DescribeDBClusters', 'rds:DescribeDBSubnetGroups', 'ec2:DescribeSubnets'],
    needs: [],
  },
  {
    what: 'the secret of the event source',
    given: mapping(fromSecret),
    action: 'secretsmanager:GetSecretValue',
    resource: SECRET,
    needs: [],
  },
  {
    what: 'the secret of the event source with its suffix as a wildcard',
    given: mapping(fromSecret),
    action: 'secretsmanager:GetSecretValue',
    resource: `arn:aws:secretsmanager:us-east-1:${ACCOUNT}:secret:broker-??????`,
    needs: [],
  },
  {
    what: 'all secrets',
    given: mapping(fromSecret),
    action: 'secretsmanager:GetSecretValue',
    needs: ['secretsmanager@us-east-1:443 role'],
  },
  {
    what: 'another secret',
    given: mapping(fromSecret),
    action: 'secretsmanager:GetSecretValue',
    resource: [SECRET, `arn:aws:secretsmanager:us-east-1:${ACCOUNT}:secret:database-x9Y8z7`],
    needs: ['secretsmanager@us-east-1:443 role'],
  },
  {
    what: 'the dead-letter queue',
    with: { DeadLetterConfig: { TargetArn: QUEUE } },
    action: 'sqs:SendMessage',
    resource: QUEUE,
    needs: [],
  },
  {
    what: 'sending to any queue beside the dead-letter queue',
    with: { DeadLetterConfig: { TargetArn: QUEUE } },
    action: 'sqs:SendMessage',
    needs: ['sqs@us-east-1:443 role'],
  },
  {
    what: 'sending to another queue than the dead-letter queue',
    with: { DeadLetterConfig: { TargetArn: QUEUE } },
    action: 'sqs:SendMessage',
    resource: OTHER_QUEUE,
    needs: ['sqs@us-east-1:443 role'],
  },
  {
    what: 'a topic as destination of failures',
    given: destination(TOPIC),
    action: 'sns:Publish',
    resource: TOPIC,
    needs: [],
  },
  {
    what: 'another action on that topic',
    given: destination(TOPIC),
    action: 'sns:Subscribe',
    resource: TOPIC,
    needs: ['sns@us-east-1:443 role'],
  },
  {
    what: 'a bus as destination of successes of an alias',
    given: destination(BUS, 'OnSuccess', 'live'),
    action: 'events:PutEvents',
    resource: BUS,
    needs: [],
  },
  {
    what: 'a function as destination, with its qualifiers',
    given: destination(NEXT, 'OnSuccess'),
    action: 'lambda:InvokeFunction',
    resource: [NEXT, `${NEXT}:*`],
    needs: [],
  },
  {
    what: 'a function whose name begins like the destination',
    given: destination(NEXT, 'OnSuccess'),
    action: 'lambda:InvokeFunction',
    resource: `${NEXT}*`,
    needs: ['lambda@us-east-1:443 role'],
  },
  {
    what: 'a bucket as destination of a mapping',
    given: mapping({
      EventSourceArn: STREAM,
      DestinationConfig: { OnFailure: { Destination: 'arn:aws:s3:::failed' } },
    }),
    action: ['s3:PutObject', 's3:ListBucket'],
    resource: ['arn:aws:s3:::failed', 'arn:aws:s3:::failed/*'],
    needs: [],
  },
  {
    what: 'objects in that bucket',
    given: destination('arn:aws:s3:::failed'),
    action: 's3:PutObject',
    resource: 'arn:aws:s3:::failed/aws/lambda/*',
    needs: [],
  },
  {
    what: 'reading objects in that bucket',
    given: destination('arn:aws:s3:::failed'),
    action: 's3:GetObject',
    resource: 'arn:aws:s3:::failed/*',
    needs: ['s3@us-east-1:443 role'],
  },
  { what: 'a function URL', action: 'lambda:InvokeFunctionUrl', needs: ['internet4:443 role'] },
  {
    what: 'another function',
    action: 'lambda:InvokeFunction',
    needs: ['lambda@us-east-1:443 role'],
  },
  { what: 'all of Lambda', action: 'lambda:*', needs: ['lambda@us-east-1:443 role'] },
  {
    what: 'data paths without an API host',
    action: [
      'rds-db:connect',
      'kafka-cluster:Connect',
      'neptune-db:connect',
      'dax:GetItem',
      'elasticache:Connect',
      'memorydb:Connect',
    ],
    needs: [],
  },
  {
    what: 'the APIs beside data paths',
    action: ['elasticache:DescribeCacheClusters', 'memorydb:DescribeClusters'],
    needs: ['elasticache@us-east-1:443 role', 'memory-db@us-east-1:443 role'],
  },
  {
    what: 'services whose endpoint has another name',
    action: ['cloudwatch:PutMetricData', 'firehose:PutRecord', 'tag:GetResources'],
    needs: [
      'monitoring@us-east-1:443 role',
      'kinesis-firehose@us-east-1:443 role',
      'tagging@us-east-1:443 role',
    ],
  },
  {
    what: 'an action that decides among several endpoints',
    action: ['bedrock:InvokeModel', 'sagemaker:InvokeEndpoint'],
    needs: ['bedrock-runtime@us-east-1:443 role', 'sagemaker.runtime@us-east-1:443 role'],
  },
  {
    what: 'a pattern over several endpoints',
    action: 'sagemaker:*',
    needs: ['sagemaker.api@us-east-1:443 role', 'sagemaker.runtime@us-east-1:443 role'],
  },
  { what: 'all of DynamoDB', action: 'dynamodb:*', needs: ['dynamodb@us-east-1:443 role'] },
  {
    what: 'both endpoints of a registry',
    action: 'ecr:GetAuthorizationToken',
    needs: ['ecr.api@us-east-1:443 role', 'ecr.dkr@us-east-1:443 role'],
  },
  {
    what: 'a service without endpoint',
    action: 'ses:SendEmail',
    needs: ['ses@us-east-1:443 role'],
  },
  { what: 'a public API', action: 'execute-api:Invoke', needs: ['execute-api@us-east-1:443 role'] },
  { what: 'a prefix that the table does not list', action: 'braket:CreateJob', needs: [] },
  {
    what: 'resources of another region only',
    action: 'sqs:SendMessage',
    resource: [`arn:aws:sqs:eu-west-1:${ACCOUNT}:a`, `arn:aws:sqs:us-east-1:${ACCOUNT}:b`],
    needs: ['sqs@eu-west-1:443 role', 'sqs@us-east-1:443 role'],
  },
  {
    what: 'resources of any region',
    action: 'sqs:SendMessage',
    resource: [`arn:aws:sqs:*:${ACCOUNT}:a`, `arn:aws:sqs:eu-west-1:${ACCOUNT}:a`],
    needs: ['sqs@us-east-1:443 role'],
  },
];

describe('what a role allows', () => {
  it.each(TABLE.map((row) => [row.what, row] as const))('%s', (_, row) => {
    const found = needsOf({
      ...(row.with && { with: row.with }),
      ...(row.given && { given: row.given }),
      statements: [allow(row.action, row.resource ?? '*')],
    });
    expect(lines(found).toSorted()).toEqual(row.needs.toSorted());
  });

  it('is evidence by policy, statement and action', () => {
    const { needs } = needsOf({ statements: [allow('sns:Publish'), allow(['sqs:SendMessage'])] });
    expect(needs[1]).toMatchObject({
      confidence: 'INFERRED',
      prefix: 'sqs',
      serviceName: 'com.amazonaws.us-east-1.sqs',
      evidence: [{ resource: ROLE, field: 'policy own Statement[1]', value: 'sqs:SendMessage' }],
    });
  });

  it('notes prefixes that make no need', () => {
    const { needs, notes } = needsOf({ statements: [allow(['braket:CreateJob', 'es:ESHttpGet'])] });
    expect(needs).toEqual([]);
    expect(notes).toEqual([
      { kind: 'unlisted-service', value: 'braket' },
      { kind: 'service-managed', value: 'es' },
    ]);
  });

  it('keeps needs apart that are denied again', () => {
    const found = needsOf({
      statements: [
        allow(['sqs:SendMessage', 'sns:Publish']),
        { Effect: 'Deny', Action: 'sns:*', Resource: '*' },
      ],
    });
    expect(lines(found)).toEqual(['sqs@us-east-1:443 role']);
  });
});

describe('a role that does not say which services', () => {
  it.each([
    ['*', allow('*')],
    ['NotAction', { Effect: 'Allow', NotAction: 'iam:*', Resource: '*' }],
  ])('with %s gives no need of its own, and says that some may be missing', (_, statement) => {
    const found = needsOf({ statements: [allow('sqs:SendMessage'), statement] });
    expect(lines(found)).toEqual([]);
    expect(gaps(found)).toHaveLength(1);
    expect(gaps(found)[0]).toMatch(/^service: Statement\[1\].* of policy own allows with/);
  });

  it('with * keeps the needs of environment and configuration', () => {
    const found = needsOf({
      statements: [allow('*')],
      with: { Environment: { Variables: { QUEUE: QUEUE } }, Tags: { needs: 'sns' } },
    });
    expect(lines(found)).toEqual(['sns@us-east-1:443 configured', 'sqs@us-east-1:443 environment']);
  });

  it('because it may not be read leaves services open, and nothing else', () => {
    const found = needsOf({
      given: {
        collections: { RoleDetailList: undefined },
        gaps: [{ collection: 'RoleDetailList', reason: { kind: 'denied', call: 'iam:GetRole' } }],
      },
    });
    expect(gaps(found)).toEqual(['service: iam:GetRole is denied']);
  });

  it('because it is in nobody’s folder leaves services open', () => {
    const found = needsOf({ given: { collections: { RoleDetailList: undefined } } });
    expect(gaps(found)).toEqual([expect.stringMatching(/^service: iam:GetRole was not read/)]);
  });

  it('for want of one policy keeps the needs of the others', () => {
    const role = aRole([allow('sqs:SendMessage')], {
      AttachedManagedPolicies: [{ PolicyArn: `arn:aws:iam::${ACCOUNT}:policy/more` }],
    });
    const found = needsOf({ given: { collections: { RoleDetailList: [role] } } });
    expect(lines(found)).toEqual(['sqs@us-east-1:443 role']);
    expect(gaps(found)).toEqual([expect.stringMatching(/^service: policy more could not be read/)]);
  });

  it('is not one that does not exist: it allows nothing', () => {
    const found = needsOf({
      given: { collections: { RoleDetailList: [] }, notFound: [ROLE] },
    });
    expect(found).toMatchObject({ needs: [], incomplete: [] });
  });
});

const refused = (collection: 'EventSourceMappings' | 'FunctionEventInvokeConfigs') => ({
  collections: { [collection]: undefined },
  gaps: [{ collection, reason: { kind: 'denied' as const, call: 'lambda:List' } }],
});

const notRead = { kind: 'not-read', call: 'lambda:ListEventSourceMappings' } as const;

describe('mappings and destinations that may not be read', () => {
  it('make polling uncertain, and say so once', () => {
    const found = needsOf({
      given: refused('EventSourceMappings'),
      statements: [allow(['sqs:ReceiveMessage', 'kinesis:GetRecords', 'sqs:GetQueueUrl'])],
    });
    expect(lines(found)).toEqual(['sqs@us-east-1:443 role']);
    expect(gaps(found)).toEqual(['service: lambda:List is denied']);
  });

  it('make everything on one queue uncertain, for that may be the one that is polled', () => {
    const given = refused('EventSourceMappings');
    const found = needsOf({ given, statements: [allow('sqs:*', QUEUE)] });
    expect(lines(found)).toEqual([]);
    expect(gaps(found)).toEqual(['service: lambda:List is denied']);
    expect(lines(needsOf({ given, statements: [allow('sqs:*')] }))).toEqual([
      'sqs@us-east-1:443 role',
    ]);
  });

  it('of this function alone are enough', () => {
    const found = needsOf({
      given: {
        gaps: [
          {
            collection: 'EventSourceMappings',
            of: functionArn('orders'),
            reason: { kind: 'failed', call: 'lambda:List' },
          },
        ],
      },
      statements: [allow('sqs:ReceiveMessage')],
    });
    expect(gaps(found)).toEqual(['service: lambda:List failed']);
  });

  it('make delivery to a single resource uncertain, to any resource not', () => {
    const given = refused('FunctionEventInvokeConfigs');
    expect(gaps(needsOf({ given, statements: [allow('sqs:SendMessage', QUEUE)] }))).toEqual([
      'service: lambda:List is denied',
    ]);
    expect(lines(needsOf({ given, statements: [allow('sqs:SendMessage')] }))).toEqual([
      'sqs@us-east-1:443 role',
    ]);
  });

  it.each([
    ['the collection is missing', []],
    ['a gap says that it was not read', [{ collection: 'EventSourceMappings', reason: notRead }]],
  ] as const)('are none where nobody asked for them: %s', (_, given) => {
    const found = needsOf({
      given: { collections: { EventSourceMappings: undefined }, gaps: given },
      statements: [allow('sqs:ReceiveMessage')],
    });
    expect(lines(found)).toEqual(['sqs@us-east-1:443 role']);
    expect(found.incomplete).toEqual([]);
  });
});

it('reads the role of the version, not of the function', () => {
  const published = aFunction({
    FunctionArn: `${functionArn('orders')}:3`,
    Version: '3',
    Role: `arn:aws:iam::${ACCOUNT}:role/old`,
  });
  const found = needsOf({
    with: { ...published },
    given: {
      collections: {
        RoleDetailList: [
          aRole([allow('sqs:SendMessage')]),
          aRole([allow('sns:Publish')], {
            Arn: `arn:aws:iam::${ACCOUNT}:role/old`,
            RoleName: 'old',
          }),
        ],
      },
    },
  });
  expect(lines(found)).toEqual(['sns@us-east-1:443 role']);
});
