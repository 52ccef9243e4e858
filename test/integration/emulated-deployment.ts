import { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { EventBridgeClient, PutRuleCommand, PutTargetsCommand } from '@aws-sdk/client-eventbridge';
import {
  EnableSecurityHubCommand,
  GetFindingsCommand,
  SecurityHubClient,
} from '@aws-sdk/client-securityhub';
import type { AwsSecurityFinding } from '@aws-sdk/client-securityhub';
import {
  CreateTopicCommand,
  DeleteTopicCommand,
  SNSClient,
  SubscribeCommand,
} from '@aws-sdk/client-sns';
import {
  CreateQueueCommand,
  DeleteMessageCommand,
  GetQueueAttributesCommand,
  ReceiveMessageCommand,
  SQSClient,
} from '@aws-sdk/client-sqs';
import type { SQSEvent } from 'aws-lambda';
import eventPatterns from '../../infra/generated/event-patterns.json' with { type: 'json' };
import { emulatorEnvironment } from './emulated-account.ts';
import { createStateTable } from './emulated-state.ts';
import { defined } from './topologies/defined.ts';

/** The emulator's account. */
const ACCOUNT_ID = '123456789012';

export type QueueName =
  | 'changes'
  | 'sweep'
  | 'changeDeadLetters'
  | 'sweepDeadLetters'
  /** Subscribed to the topic. */
  | 'alerts'
  /** For a rule that takes the findings' events. */
  | 'automation';

/** A message that was taken from a queue. */
export interface TakenMessage {
  readonly messageId: string;
  readonly body: string;
  /** Why it was set aside. */
  readonly reason?: string;
  readonly receiveCount: number;
  /** The message's own, those of an alert among them. */
  readonly attributes: Readonly<Record<string, string>>;
}

/** What a deployment consists of, in the emulated account: the table, the queues, the topic, Security Hub. */
export class EmulatedDeployment {
  readonly region: string;
  readonly queueUrls: Readonly<Record<QueueName, string>>;
  readonly tableName = 'state';
  readonly #topicArn: string;
  readonly #sqs: SQSClient;
  readonly #securityHub: SecurityHubClient;

  private constructor(
    region: string,
    sqs: SQSClient,
    queueUrls: Readonly<Record<QueueName, string>>,
    topicArn: string,
  ) {
    this.region = region;
    this.queueUrls = queueUrls;
    this.#topicArn = topicArn;
    this.#sqs = sqs;
    this.#securityHub = new SecurityHubClient({ region });
  }

  static async create(region: string): Promise<EmulatedDeployment> {
    const sqs = new SQSClient({ region });
    const queue = async (QueueName: string): Promise<string> => {
      const { QueueUrl } = await sqs.send(new CreateQueueCommand({ QueueName }));
      return defined(QueueUrl, 'URL of a queue');
    };
    const queueUrls = {
      changes: await queue('changes'),
      sweep: await queue('sweep'),
      changeDeadLetters: await queue('changes-dead-letters'),
      sweepDeadLetters: await queue('sweep-dead-letters'),
      alerts: await queue('alerts'),
      automation: await queue('automation'),
    };
    const topicArn = await createTopic(region, await arnOf(sqs, queueUrls.alerts));
    const deployment = new EmulatedDeployment(region, sqs, queueUrls, topicArn);
    await createStateTable(new DynamoDBClient({ region }), deployment.tableName);
    await deployment.#securityHub.send(new EnableSecurityHubCommand({}));
    return deployment;
  }

  /** The environment that the template gives to a function. */
  environmentOf(name: 'audit' | 'sweep'): Readonly<Record<string, string>> {
    const { changes, sweep, changeDeadLetters, sweepDeadLetters } = this.queueUrls;
    return {
      ...emulatorEnvironment(),
      AWS_REGION: this.region,
      POWERTOOLS_SERVICE_NAME: 'lambda-vpc-auditor',
      POWERTOOLS_METRICS_NAMESPACE: 'LambdaVpcAuditor',
      ACCOUNT_ID,
      AUDIT_REGIONS: this.region,
      STATE_TABLE: this.tableName,
      CHANGE_QUEUE_URL: changes,
      SWEEP_QUEUE_URL: sweep,
      DEAD_LETTER_QUEUE_URL: name === 'audit' ? changeDeadLetters : sweepDeadLetters,
      ALERT_TOPIC_ARN: this.#topicArn,
      ALERT_SEVERITY: 'MEDIUM',
      FINDING_SEVERITY: 'LOW',
      SECURITY_HUB: 'on',
    };
  }

  /** Takes every message that a queue shows now. */
  async take(queue: QueueName): Promise<readonly TakenMessage[]> {
    const QueueUrl = this.queueUrls[queue];
    const taken: TakenMessage[] = [];
    for (;;) {
      const { Messages = [] } = await this.#sqs.send(
        new ReceiveMessageCommand({
          QueueUrl,
          MaxNumberOfMessages: 10,
          MessageAttributeNames: ['All'],
          MessageSystemAttributeNames: ['ApproximateReceiveCount'],
        }),
      );
      if (Messages.length === 0) return taken;
      for (const {
        MessageId,
        Body = '',
        ReceiptHandle,
        Attributes,
        MessageAttributes,
      } of Messages) {
        const attributes = Object.fromEntries(
          Object.entries(MessageAttributes ?? {}).map(([name, { StringValue = '' }]) => [
            name,
            StringValue,
          ]),
        );
        const { reason } = attributes;
        taken.push({
          messageId: defined(MessageId, 'message id'),
          body: Body,
          ...(reason !== undefined && { reason }),
          receiveCount: Number(Attributes?.['ApproximateReceiveCount'] ?? 1),
          attributes,
        });
        await this.#sqs.send(new DeleteMessageCommand({ QueueUrl, ReceiptHandle }));
      }
    }
  }

  /** How many messages a queue holds back for later. */
  async delayed(queue: QueueName): Promise<number> {
    const { Attributes } = await this.#sqs.send(
      new GetQueueAttributesCommand({
        QueueUrl: this.queueUrls[queue],
        AttributeNames: ['ApproximateNumberOfMessagesDelayed'],
      }),
    );
    return Number(Attributes?.['ApproximateNumberOfMessagesDelayed']);
  }

  /** Has the generated rules feed the change queue, as the template does. */
  async connectRules(): Promise<void> {
    for (const [name, pattern] of Object.entries(eventPatterns)) {
      await this.putRule(name, pattern, 'changes');
    }
  }

  async putRule(Name: string, pattern: object, queue: QueueName): Promise<void> {
    const events = new EventBridgeClient({ region: this.region });
    const Arn = await arnOf(this.#sqs, this.queueUrls[queue]);
    await events.send(new PutRuleCommand({ Name, EventPattern: JSON.stringify(pattern) }));
    await events.send(new PutTargetsCommand({ Rule: Name, Targets: [{ Id: 'queue', Arn }] }));
  }

  /** Deletes the topic, so that nothing can be published; `restore` makes it again, as it was. */
  async withoutTopic(): Promise<{ restore(): Promise<void> }> {
    await new SNSClient({ region: this.region }).send(
      new DeleteTopicCommand({ TopicArn: this.#topicArn }),
    );
    const alerts = await arnOf(this.#sqs, this.queueUrls.alerts);
    return {
      restore: async () => {
        await createTopic(this.region, alerts);
      },
    };
  }

  /** Everything that Security Hub holds. */
  async findings(): Promise<readonly AwsSecurityFinding[]> {
    const findings: AwsSecurityFinding[] = [];
    let NextToken: string | undefined;
    do {
      const page = await this.#securityHub.send(
        new GetFindingsCommand({ NextToken, MaxResults: 100 }),
      );
      findings.push(...(page.Findings ?? []));
      NextToken = page.NextToken;
    } while (NextToken !== undefined);
    return findings;
  }
}

/** What of a message matters to whoever gets it. */
export type Delivered = Pick<TakenMessage, 'messageId' | 'body'> & Partial<TakenMessage>;

/** Messages as Lambda hands them to a function. */
export function sqsEvent(messages: readonly Delivered[]): SQSEvent {
  return {
    Records: messages.map(({ messageId, body, receiveCount = 1 }) => ({
      messageId,
      receiptHandle: messageId,
      body,
      attributes: {
        ApproximateReceiveCount: String(receiveCount),
        SentTimestamp: '1796083200000',
        SenderId: 'AIDAIENQZJOLO23YVJ4VO',
        ApproximateFirstReceiveTimestamp: '1796083200000',
      },
      messageAttributes: {},
      md5OfBody: '',
      eventSource: 'aws:sqs',
      eventSourceARN: `arn:aws:sqs:eu-west-1:${ACCOUNT_ID}:queue`,
      awsRegion: 'eu-west-1',
    })),
  };
}

async function arnOf(sqs: SQSClient, QueueUrl: string): Promise<string> {
  const { Attributes } = await sqs.send(
    new GetQueueAttributesCommand({ QueueUrl, AttributeNames: ['QueueArn'] }),
  );
  return defined(Attributes?.['QueueArn'], 'ARN of a queue');
}

/** The topic, with a queue that gets its messages as they are. */
async function createTopic(region: string, queueArn: string): Promise<string> {
  const sns = new SNSClient({ region });
  const { TopicArn } = await sns.send(new CreateTopicCommand({ Name: 'alerts' }));
  await sns.send(
    new SubscribeCommand({
      TopicArn,
      Protocol: 'sqs',
      Endpoint: queueArn,
      Attributes: { RawMessageDelivery: 'true' },
    }),
  );
  return defined(TopicArn, 'ARN of the topic');
}
