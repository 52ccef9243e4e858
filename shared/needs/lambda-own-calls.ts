import { parseArn, splitFunctionArn } from '../model/arn.ts';
import type { EventSourceMapping, FunctionConfiguration } from '../model/lambda.ts';
import type { GrantException } from '../iam/role-grants.ts';
import { ENI_ACTIONS } from '../iam/hardening-policy.ts';

/**
 * What Lambda itself does with a function's role, outside the function's VPC, so that the permission
 * says nothing of what the code calls.
 */

/** Permissions that are checked while another service is called; no request of their own is made. */
const PERMISSION_ONLY: readonly string[] = ['iam:PassRole', 'sts:TagSession'];

const LAYER_WITH_LOGS = /:layer:LambdaInsightsExtension(?:-[^:]*)?(?::\d+)?$/;

/** What a function runs on, as far as it decides which calls are Lambda's own. */
export type Platform = 'standard' | 'insights' | 'managed-instances';

/** @param onCapacityProvider whether the function runs on managed instances */
export function platformOf(
  configuration: FunctionConfiguration,
  onCapacityProvider: boolean,
): Platform {
  if (onCapacityProvider) return 'managed-instances';
  const insights = configuration.Layers?.some(({ Arn }) => LAYER_WITH_LOGS.test(Arn)) === true;
  return insights ? 'insights' : 'standard';
}

const ALWAYS: readonly string[] = [
  ...PERMISSION_ONLY,
  ...ENI_ACTIONS.filter((action) => action !== 'ec2:DetachNetworkInterface'),
  'elasticfilesystem:Client*',
  's3files:Client*',
  'kms:*',
];

const TRACES: readonly string[] = ['xray:Put*', 'xray:GetSampling*'];

/**
 * What holds for every function of a platform: network interfaces, mounting file systems, decryption on
 * the caller's behalf, logs and traces. Logs and traces of managed instances go through their VPC
 * (https://docs.aws.amazon.com/lambda/latest/dg/lambda-managed-instances-networking.html), and the
 * Lambda Insights extension writes logs from inside the function. The X-Ray daemon that reads the
 * sampling rules is Lambda's own, as the one that sends the traces.
 */
export const PLATFORM_CALLS: { readonly [P in Platform]: GrantException } = {
  standard: { actions: [...ALWAYS, ...TRACES, 'logs:*'] },
  insights: { actions: [...ALWAYS, ...TRACES] },
  'managed-instances': { actions: ALWAYS },
};

/** Actions by which a source is polled. With `sources`, only where the grant takes in one of them. */
export interface PollingException {
  readonly actions: readonly string[];
  /** ARNs of the event sources, and of the secrets for reading them. */
  readonly sources?: readonly string[];
  /** Only grants on exactly the sources: a secret is often read by the code as well. */
  readonly exactly?: true;
}

const POLLED: ReadonlyMap<string, readonly string[]> = new Map([
  [
    'sqs',
    [
      'sqs:ReceiveMessage',
      'sqs:DeleteMessage',
      'sqs:GetQueueAttributes',
      'sqs:ChangeMessageVisibility',
    ],
  ],
  ['kinesis', ['kinesis:Get*', 'kinesis:Describe*', 'kinesis:List*', 'kinesis:SubscribeToShard']],
  [
    'dynamodb',
    [
      'dynamodb:GetRecords',
      'dynamodb:GetShardIterator',
      'dynamodb:DescribeStream',
      'dynamodb:ListStreams',
    ],
  ],
]);

/** Kafka, MQ and DocumentDB live in a VPC of their own, into which Lambda's pollers look. */
const POLLED_IN_VPC: readonly string[] = [
  'ec2:DescribeVpcs',
  'ec2:DescribeSubnets',
  'ec2:DescribeSecurityGroups',
];

const POLLED_CLUSTER: ReadonlyMap<string, readonly string[]> = new Map([
  ['kafka', ['kafka:Describe*', 'kafka:Get*', 'kafka:List*', 'kafka-cluster:*']],
  ['mq', ['mq:DescribeBroker']],
  [
    'rds',
    ['rds:DescribeDBClusters', 'rds:DescribeDBClusterParameters', 'rds:DescribeDBSubnetGroups'],
  ],
]);

/** What polling an event source takes (https://docs.aws.amazon.com/lambda/latest/dg/invocation-eventsourcemapping.html). */
export function pollingCalls(mapping: EventSourceMapping): readonly PollingException[] {
  const source = mapping.EventSourceArn;
  const service = source === undefined ? 'kafka' : (parseArn(source)?.service ?? '');
  const actions = POLLED.get(service);
  if (source !== undefined && actions !== undefined) {
    // A consumer stands under its stream, on which the permissions are.
    return [{ actions, sources: [source, source.replace(/\/consumer\/.*$/, '')] }];
  }
  const cluster = POLLED_CLUSTER.get(service);
  if (cluster === undefined) return [];
  const secrets = (mapping.SourceAccessConfigurations ?? []).flatMap(({ URI }) =>
    URI?.startsWith('arn:') === true ? [URI] : [],
  );
  return [
    { actions: [...POLLED_IN_VPC, ...cluster] },
    { actions: ['secretsmanager:GetSecretValue'], sources: secrets, exactly: true },
  ];
}

/**
 * What a policy names to allow everything on a source that is polled, or on a destination, and on nothing
 * else. A bucket is left out: functions use it for more than the records of their failures.
 */
export function ownResources(arn: string): readonly string[] {
  switch (parseArn(arn)?.service ?? '') {
    case 'sqs':
    case 'sns':
    case 'events':
      return [arn];
    case 'lambda':
      return [arn, `${arn}:*`];
    case 'kinesis': {
      const stream = arn.replace(/\/consumer\/.*$/, '');
      return [arn, stream, `${stream}/*`];
    }
    case 'dynamodb':
      return [arn, arn.replace(/(\/stream\/).*$/, '$1*')];
    default:
      return [];
  }
}

/** Whether the IAM prefix is one whose sources are polled by actions on their own ARN. */
export function isPolledPrefix(prefix: string): boolean {
  return POLLED.has(prefix);
}

/** Everything that polling some source could take, for mappings that could not be read. */
export const ANY_POLLING: GrantException = {
  actions: [
    ...[...POLLED.values()].flat(),
    ...POLLED_IN_VPC,
    ...[...POLLED_CLUSTER.values()].flat(),
  ],
};

const DELIVERED: ReadonlyMap<string, string> = new Map([
  ['sqs', 'sqs:SendMessage'],
  ['sns', 'sns:Publish'],
  ['events', 'events:PutEvents'],
  ['lambda', 'lambda:InvokeFunction'],
]);

/** Everything that delivering to some destination could take. */
export const ANY_DELIVERY: GrantException = {
  actions: [...DELIVERED.values(), 's3:PutObject', 's3:ListBucket'],
};

/**
 * What delivering to a dead-letter queue or a destination takes, on exactly that ARN: the same action on
 * anything else is the code's
 * (https://docs.aws.amazon.com/lambda/latest/dg/invocation-async-retain-records.html).
 */
export function deliveryCalls(destination: string): readonly GrantException[] {
  const service = parseArn(destination)?.service ?? '';
  if (service === 's3') {
    // One statement with both actions on the bucket and its objects is how such a policy is written.
    const resources = [destination, `${destination}/*`];
    return [{ actions: ['s3:PutObject', 's3:ListBucket'], resources }];
  }
  const action = DELIVERED.get(service);
  if (action === undefined) return [];
  const isWholeFunction =
    service === 'lambda' && splitFunctionArn(destination).qualifier === undefined;
  const resources = isWholeFunction ? [destination, `${destination}:*`] : [destination];
  return [{ actions: [action], resources }];
}
