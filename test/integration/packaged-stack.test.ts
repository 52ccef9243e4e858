import { readFileSync } from 'node:fs';
import { CloudFormationClient, DescribeStacksCommand } from '@aws-sdk/client-cloudformation';
import { DescribeTableCommand, DynamoDBClient } from '@aws-sdk/client-dynamodb';
import {
  EventBridgeClient,
  ListRulesCommand,
  ListTargetsByRuleCommand,
  PutEventsCommand,
} from '@aws-sdk/client-eventbridge';
import { IAMClient, GetRolePolicyCommand } from '@aws-sdk/client-iam';
import {
  GetFunctionConfigurationCommand,
  LambdaClient,
  ListEventSourceMappingsCommand,
} from '@aws-sdk/client-lambda';
import { GetTopicAttributesCommand, SNSClient } from '@aws-sdk/client-sns';
import { GetQueueAttributesCommand, ReceiveMessageCommand, SQSClient } from '@aws-sdk/client-sqs';
import { beforeAll, describe, expect, it } from 'vitest';
import { HOME_TEMPLATE } from '../../scripts/deploy/packaging.ts';
import { deployedRules } from '../../scripts/generate-event-patterns.ts';
import { STATE_TABLE } from '../../shared/adapters/aws/state/table-definition.ts';
import { packageTemplates } from '../cloudformation/packaged.ts';
import { ALL_ON } from '../cloudformation/policy.ts';
import { readTemplate } from '../cloudformation/template.ts';
import { recordOf } from '../fixtures/events/inferred-events.ts';
import { emptyAccount, hasEmulator } from './emulated-account.ts';
import { createPackagedStack, PACKAGED_STACK } from './packaged-stack.ts';

/** The packaged template created by the emulator's CloudFormation, as far as that knows its resources. */

const REGION = 'eu-west-1';
const configuration = { region: REGION };

/** The emulator names its queues by AWS's host. */
const queues = () => new SQSClient({ ...configuration, useQueueUrlAsEndpoint: false });

/** Types that the emulator's CloudFormation passes over, or makes without an id to find them by. */
const WITHOUT_ID = [
  'AWS::CloudWatch::Alarm',
  'AWS::CloudWatch::CompositeAlarm',
  'AWS::IAM::RolePolicy',
  'AWS::Lambda::EventInvokeConfig',
  'AWS::S3::BucketPolicy',
  'AWS::SNS::Subscription',
  'AWS::SNS::TopicPolicy',
  'AWS::SQS::QueuePolicy',
  'AWS::Chatbot::SlackChannelConfiguration',
  'AWS::Scheduler::Schedule',
];

describe.skipIf(!hasEmulator)('the packaged stack in an emulated account', () => {
  let ids: ReadonlyMap<string, string>;
  const id = (logical: string) => ids.get(logical) ?? '';

  beforeAll(async () => {
    await packageTemplates();
    await emptyAccount(REGION);
    ids = await createPackagedStack(REGION, ALL_ON);
  }, 120_000);

  it('has every resource of the template, but for types that the emulator does not know', () => {
    const { Resources } = readTemplate(JSON.parse(readFileSync(HOME_TEMPLATE, 'utf8')));
    const missing = Object.entries(Resources).filter(([logical]) => !ids.has(logical));
    const types = new Set(missing.map(([, { Type }]) => Type));
    expect([...types].toSorted()).toEqual(WITHOUT_ID.toSorted());
  });

  it('tells the command doctor and the scripts what they look for', async () => {
    const { Stacks: [stack] = [] } = await new CloudFormationClient(configuration).send(
      new DescribeStacksCommand({ StackName: PACKAGED_STACK }),
    );
    const outputs = Object.fromEntries(
      (stack?.Outputs ?? []).map(({ OutputKey = '', OutputValue = '' }) => [
        OutputKey,
        OutputValue,
      ]),
    );
    expect(outputs).toMatchObject({
      AuditedRegions: 'eu-west-1,eu-central-1',
      SecurityHub: 'on',
      SlackWebhookParameter: '/auditor/webhook',
      StateTableName: `${PACKAGED_STACK}-state`,
      AlertTopicArn: id('AlertTopic'),
      ChangeQueueUrl: id('ChangeQueue'),
      ChangeDeadLettersUrl: id('ChangeDeadLetters'),
      SweepQueueUrl: id('SweepQueue'),
      SweepDeadLettersUrl: id('SweepDeadLetters'),
      AlertDeadLettersUrl: id('AlertDeadLetters'),
      AuditRoleArn: expect.stringMatching(/^arn:aws:iam::\d{12}:role\//) as string,
      SweepRoleArn: expect.stringMatching(/^arn:aws:iam::\d{12}:role\//) as string,
    });
  });

  it('has a table of the keys that the adapter uses', async () => {
    const { Table } = await new DynamoDBClient(configuration).send(
      new DescribeTableCommand({ TableName: `${PACKAGED_STACK}-state` }),
    );
    expect(Table).toMatchObject({
      KeySchema: STATE_TABLE.KeySchema,
      GlobalSecondaryIndexes: STATE_TABLE.GlobalSecondaryIndexes,
      BillingModeSummary: { BillingMode: 'PAY_PER_REQUEST' },
    });
  });

  it('has queues that are encrypted and hand on what fails', async () => {
    const { Attributes = {} } = await queues().send(
      new GetQueueAttributesCommand({ QueueUrl: id('ChangeQueue'), AttributeNames: ['All'] }),
    );
    expect(Attributes).toMatchObject({
      SqsManagedSseEnabled: 'true',
      VisibilityTimeout: '1080',
      RedrivePolicy: expect.stringContaining(`${PACKAGED_STACK}-changes-dead-letters`) as string,
    });
  });

  it('has functions with roles of their own, which the queues feed', async () => {
    const client = new LambdaClient(configuration);
    const audit = await client.send(
      new GetFunctionConfigurationCommand({ FunctionName: id('AuditLambdaFunction') }),
    );
    expect(audit).toMatchObject({
      Runtime: 'nodejs24.x',
      Role: expect.stringContaining('AuditRole') as string,
      Environment: { Variables: { CHANGE_QUEUE_URL: id('ChangeQueue') } },
    });
    const { EventSourceMappings = [] } = await client.send(new ListEventSourceMappingsCommand({}));
    expect(
      EventSourceMappings.map(({ EventSourceArn }) => EventSourceArn?.split(':').at(-1)),
    ).toEqual([`${PACKAGED_STACK}-changes`, `${PACKAGED_STACK}-sweep`]);
    const { PolicyDocument = '' } = await new IAMClient(configuration).send(
      new GetRolePolicyCommand({ RoleName: id('AuditRole'), PolicyName: 'reads-of-the-account' }),
    );
    expect(decodeURIComponent(PolicyDocument)).toContain('ec2:DescribeVpcs');
  });

  it('has an encrypted topic', async () => {
    const client = new SNSClient(configuration);
    const { Attributes = {} } = await client.send(
      new GetTopicAttributesCommand({ TopicArn: id('AlertTopic') }),
    );
    expect(Attributes['KmsMasterKeyId']).toBe(id('AlertKey'));
  });

  it('has a rule for each pattern with the change queue behind it', async () => {
    const client = new EventBridgeClient(configuration);
    const { Rules = [] } = await client.send(new ListRulesCommand({}));
    const names = deployedRules().map(({ name }) => `${PACKAGED_STACK}-${name}`);
    expect(Rules.map(({ Name = '' }) => Name)).toEqual(expect.arrayContaining(names));
    const { Targets = [] } = await client.send(new ListTargetsByRuleCommand({ Rule: names[0] }));
    expect(Targets).toMatchObject([
      {
        Arn: expect.stringMatching(/-changes$/) as string,
        RetryPolicy: { MaximumRetryAttempts: 185 },
        DeadLetterConfig: { Arn: expect.stringMatching(/-changes-dead-letters$/) as string },
      },
    ]);
  });

  it('takes a change from the bus to the queue', async () => {
    const record = recordOf('ec2', 'ReplaceRoute', {
      requestParameters: { routeTableId: 'rtb-1' },
    });
    await new EventBridgeClient(configuration).send(
      new PutEventsCommand({
        Entries: ['aws.ec2', 'aws.iam'].map((Source) => ({
          Source,
          DetailType: 'AWS API Call via CloudTrail',
          Detail: JSON.stringify(record),
        })),
      }),
    );
    const { Messages = [] } = await queues().send(
      new ReceiveMessageCommand({ QueueUrl: id('ChangeQueue'), MaxNumberOfMessages: 10 }),
    );
    expect(Messages.map(({ Body = '' }) => JSON.parse(Body) as unknown)).toMatchObject([
      { source: 'aws.ec2', detail: { eventName: 'ReplaceRoute' } },
    ]);
  });
});
