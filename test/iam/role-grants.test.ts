import { describe, expect, it } from 'vitest';
import {
  endpointServiceName,
  routeOfAction,
  servicePrefix,
  SERVICE_PREFIXES,
} from '../../shared/iam/endpoint-services.ts';
import { grantedPrefixes, grantsBeyond, roleGrants } from '../../shared/iam/role-grants.ts';
import type { NamedPolicy } from '../../shared/iam/evaluate.ts';
import { named } from './policies.ts';

function allow(Action: string | readonly string[], Resource: string | readonly string[] = '*') {
  return { Effect: 'Allow', Action, Resource };
}

function grantsOf(identity: readonly NamedPolicy[], boundary?: NamedPolicy) {
  return roleGrants({
    identity,
    ...(boundary === undefined ? {} : { permissionsBoundary: boundary }),
  });
}

const QUEUE = 'arn:aws:sqs:us-east-1:111122223333:dead-letters';

describe('the services that a role may call', () => {
  it('are the prefixes of its allowed actions, each once, in lower case', () => {
    const grants = grantsOf([
      named('a', [allow(['s3:GetObject', 'S3:PutObject']), allow('sqs:*')]),
      named('b', allow('dynamodb:GetItem', 'arn:aws:dynamodb:*:*:table/t')),
    ]);
    expect(grantedPrefixes(grants)).toEqual(['dynamodb', 's3', 'sqs']);
    expect(grants.openBecause).toEqual([]);
    expect(grants.actions[2]).toEqual({
      pattern: 'sqs:*',
      prefix: 'sqs',
      policy: 'a',
      statement: { index: 1 },
      resources: { negated: false, patterns: ['*'] },
      conditional: false,
    });
  });

  it.each<[string, unknown, string]>([
    ['*', allow('*'), 'Statement[0] of policy p allows with the action *'],
    ['*:*', allow('*:*'), 'Statement[0] of policy p allows with the action *'],
    [
      'NotAction',
      { Sid: 'Most', Effect: 'Allow', NotAction: 'iam:*', Resource: '*' },
      'Statement[0] (Sid "Most") of policy p allows with NotAction',
    ],
  ])('are not known to their end with %s', (_title, statement, reason) => {
    const grants = grantsOf([named('p', statement), named('q', allow('s3:GetObject'))]);
    expect(grants.openBecause).toEqual([reason]);
    expect(grantedPrefixes(grants)).toEqual(['s3']);
  });

  it('are not known to their end when a policy could not be read', () => {
    const grants = grantsOf([{ name: 'p', unreadable: 'iam:GetRolePolicy is denied' }]);
    expect(grants.openBecause).toEqual(['policy p could not be read: iam:GetRolePolicy is denied']);
  });

  it('leave out what an unconditional Deny takes away whole', () => {
    const statements = [
      allow(['s3:GetObject', 'sqs:SendMessage', 'sns:Publish', 'kms:*', 'ec2:DescribeVpcs']),
      { Effect: 'Deny', Action: 's3:*', Resource: '*' },
      { Effect: 'Deny', Action: 'kms:Decrypt', Resource: '*' },
      { Effect: 'Deny', Action: 'sqs:*', Resource: QUEUE },
      {
        Effect: 'Deny',
        Action: 'ec2:*',
        Resource: '*',
        Condition: { Bool: { 'aws:SecureTransport': 'false' } },
      },
    ];
    expect(grantedPrefixes(grantsOf([named('p', statements)]))).toEqual([
      'ec2',
      'kms',
      'sns',
      'sqs',
    ]);
  });

  it('are what a Deny with NotAction leaves', () => {
    const statements = [
      allow(['s3:GetObject', 'sqs:*']),
      { Effect: 'Deny', NotAction: ['sqs:Send*'], Resource: '*' },
    ];
    expect(grantedPrefixes(grantsOf([named('p', statements)]))).toEqual(['sqs']);
  });

  it.each<[string, unknown, unknown, readonly string[], boolean]>([
    [
      'a boundary that allows all',
      allow(['s3:GetObject', 'sqs:*']),
      allow('*'),
      ['s3', 'sqs'],
      false,
    ],
    [
      'a boundary of one service',
      allow(['s3:GetObject', 'sqs:*']),
      allow('sqs:Send*'),
      ['sqs'],
      false,
    ],
    [
      'a boundary that closes an open role',
      allow('*'),
      allow(['s3:*', 'sqs:*']),
      ['s3', 'sqs'],
      false,
    ],
    [
      'a boundary with NotAction',
      allow(['s3:GetObject', 'iam:GetRole']),
      { Effect: 'Allow', NotAction: 'iam:*', Resource: '*' },
      ['s3'],
      false,
    ],
    [
      'NotAction within a boundary',
      { Effect: 'Allow', NotAction: 'iam:*', Resource: '*' },
      allow(['s3:*', 'iam:*']),
      ['s3'],
      false,
    ],
    ['both open', allow('*'), allow('*'), [], true],
    [
      'a boundary that allows nothing',
      allow('*'),
      { Effect: 'Deny', Action: 'iam:*', Resource: '*' },
      [],
      false,
    ],
  ])('%s', (_title, identity, boundary, prefixes, open) => {
    const grants = grantsOf([named('p', identity)], named('b', boundary));
    expect(grantedPrefixes(grants)).toEqual(prefixes);
    expect(grants.openBecause.length > 0).toBe(open);
  });

  it('marks grants under a condition', () => {
    const statement = {
      ...allow('s3:GetObject'),
      Condition: { StringEquals: { 'aws:RequestedRegion': 'us-east-1' } },
    };
    expect(grantsOf([named('p', statement)]).actions[0]?.conditional).toBe(true);
  });
});

function patterns(
  statements: unknown,
  prefix: string,
  exceptions: Parameters<typeof grantsBeyond>[2],
) {
  return grantsBeyond(grantsOf([named('p', statements)]), prefix, exceptions).map(
    ({ pattern }) => pattern,
  );
}

describe('what a role may do beside what Lambda does for it', () => {
  it.each<[unknown, string, Parameters<typeof grantsBeyond>[2], readonly string[]]>([
    [allow(['logs:CreateLogStream', 'logs:PutLogEvents']), 'logs', [{ actions: ['logs:*'] }], []],
    [
      allow(['xray:PutTraceSegments', 'xray:GetTraceSummaries']),
      'xray',
      [{ actions: ['xray:Put*'] }],
      ['xray:GetTraceSummaries'],
    ],
    [allow('xray:*'), 'xray', [{ actions: ['xray:Put*'] }], ['xray:*']],
    [
      allow('sqs:SendMessage', QUEUE),
      'sqs',
      [{ actions: ['sqs:SendMessage'], resources: [QUEUE] }],
      [],
    ],
    [
      allow('sqs:SendMessage'),
      'sqs',
      [{ actions: ['sqs:SendMessage'], resources: [QUEUE] }],
      ['sqs:SendMessage'],
    ],
    [
      allow('sqs:SendMessage', [QUEUE, `${QUEUE}2`]),
      'sqs',
      [{ actions: ['sqs:SendMessage'], resources: [QUEUE] }],
      ['sqs:SendMessage'],
    ],
    [
      allow('sqs:SendMessage', [QUEUE, `${QUEUE}2`]),
      'sqs',
      [
        { actions: ['sqs:SendMessage'], resources: [QUEUE] },
        { actions: ['sqs:*'], resources: [`${QUEUE}?`] },
      ],
      [],
    ],
    [allow('SQS:ReceiveMessage'), 'sqs', [{ actions: ['sqs:receivemessage'] }], []],
    [allow('ec2:*'), 'sqs', [], []],
    [
      { Effect: 'Allow', Action: 'sqs:SendMessage', NotResource: QUEUE },
      'sqs',
      [{ actions: ['sqs:SendMessage'], resources: [QUEUE] }],
      ['sqs:SendMessage'],
    ],
  ])('%j, prefix %s, without %j: %j', (statement, prefix, exceptions, left) => {
    expect(patterns(statement, prefix, exceptions)).toEqual(left);
  });
});

// https://docs.aws.amazon.com/vpc/latest/privatelink/aws-services-privatelink-support.html
describe('the endpoint service of an action', () => {
  it.each<[string, readonly string[] | string]>([
    ['s3:GetObject', ['com.amazonaws.eu-west-1.s3']],
    ['LAMBDA:InvokeFunction', ['com.amazonaws.eu-west-1.lambda']],
    ['lambda:InvokeFunctionUrl', 'internet'],
    ['dynamodb:GetItem', ['com.amazonaws.eu-west-1.dynamodb']],
    ['dynamodb:GetRecords', ['com.amazonaws.eu-west-1.dynamodb-streams']],
    [
      'dynamodb:Get*',
      ['com.amazonaws.eu-west-1.dynamodb', 'com.amazonaws.eu-west-1.dynamodb-streams'],
    ],
    ['cloudwatch:PutMetricData', ['com.amazonaws.eu-west-1.monitoring']],
    ['kinesis:PutRecord', ['com.amazonaws.eu-west-1.kinesis-streams']],
    ['firehose:PutRecord', ['com.amazonaws.eu-west-1.kinesis-firehose']],
    ['bedrock:InvokeModel', ['com.amazonaws.eu-west-1.bedrock-runtime']],
    ['bedrock:Invoke*', ['com.amazonaws.eu-west-1.bedrock-runtime']],
    ['bedrock:ConverseStream', ['com.amazonaws.eu-west-1.bedrock-runtime']],
    ['bedrock:InvokeAgent', ['com.amazonaws.eu-west-1.bedrock-agent-runtime']],
    ['bedrock:ListAgents', ['com.amazonaws.eu-west-1.bedrock-agent']],
    ['bedrock:StartIngestionJob', ['com.amazonaws.eu-west-1.bedrock-agent']],
    ['bedrock:Retrieve', ['com.amazonaws.eu-west-1.bedrock-agent-runtime']],
    ['bedrock:InvokeInlineAgent', ['com.amazonaws.eu-west-1.bedrock-agent-runtime']],
    ['bedrock:StartAsyncInvoke', ['com.amazonaws.eu-west-1.bedrock-runtime']],
    ['bedrock:ListFoundationModels', ['com.amazonaws.eu-west-1.bedrock']],
    [
      'bedrock:*',
      ['bedrock', 'bedrock-agent-runtime', 'bedrock-runtime', 'bedrock-agent'].map(
        (name) => `com.amazonaws.eu-west-1.${name}`,
      ),
    ],
    ['timestream:WriteRecords', ['com.amazonaws.eu-west-1.timestream.ingest-<cell>']],
    ['timestream:Select', ['com.amazonaws.eu-west-1.timestream.query-<cell>']],
    ['timestream:DescribeEndpoints', []],
    ['sagemaker:InvokeEndpointAsync', ['com.amazonaws.eu-west-1.sagemaker.runtime']],
    ['sagemaker:CreateModel', ['com.amazonaws.eu-west-1.sagemaker.api']],
    [
      'sagemaker:*',
      ['com.amazonaws.eu-west-1.sagemaker.api', 'com.amazonaws.eu-west-1.sagemaker.runtime'],
    ],
    ['states:StartSyncExecution', ['com.amazonaws.eu-west-1.sync-states']],
    [
      'ecr:GetAuthorizationToken',
      ['com.amazonaws.eu-west-1.ecr.api', 'com.amazonaws.eu-west-1.ecr.dkr'],
    ],
    ['iam:GetRole', ['com.amazonaws.iam']],
    ['s3files:ClientMount', ['aws.api.eu-west-1.s3files']],
    ['memorydb:DescribeClusters', ['com.amazonaws.eu-west-1.memory-db']],
    ['memorydb:Connect', 'data-path'],
    ['elasticache:Connect', 'data-path'],
    ['elasticache:*', ['com.amazonaws.eu-west-1.elasticache']],
    ['rds-db:connect', 'data-path'],
    ['kafka-cluster:Connect', 'data-path'],
    ['tag:GetResources', ['com.amazonaws.eu-west-1.tagging']],
    ['ses:SendEmail', 'internet'],
    ['es:ESHttpGet', 'service-managed'],
    ['gamelift:CreateFleet', 'unlisted'],
    ['ec2messages:GetMessages', 'unlisted'],
  ])('%s: %j', (action, expected) => {
    const route = routeOfAction(action);
    expect(
      route.kind === 'endpoints'
        ? route.services.map((service) => endpointServiceName(service, 'eu-west-1'))
        : route.kind,
    ).toEqual(expected);
  });

  it('says what is special about an endpoint', () => {
    const [s3] = servicePrefix('S3')?.endpoints ?? [];
    expect(s3?.types).toEqual(['Gateway', 'Interface']);
    const streams = servicePrefix('dynamodb')?.endpoints[1];
    expect(streams).toMatchObject({ privateDns: false, types: ['Interface'] });
    expect(servicePrefix('iam')?.endpoints[0]?.onlyRegion).toBe('us-east-1');
    expect(servicePrefix('execute-api')?.endpoints[0]?.capturesPublicNames).toBe(true);
    expect(servicePrefix('kms')?.endpoints[0]?.crossRegion).toBe(true);
  });

  it('lists each prefix once', () => {
    const prefixes = SERVICE_PREFIXES.map(({ prefix }) => prefix);
    expect(new Set(prefixes).size).toBe(prefixes.length);
    expect(
      SERVICE_PREFIXES.every(
        ({ endpoints, without }) => endpoints.length > 0 !== (without !== undefined),
      ),
    ).toBe(true);
  });
});
