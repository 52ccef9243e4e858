import { EventBridgeClient, PutRuleCommand, PutTargetsCommand } from '@aws-sdk/client-eventbridge';
import {
  EnableSecurityHubCommand,
  GetFindingsCommand,
  SecurityHubClient,
} from '@aws-sdk/client-securityhub';
import { CreateTopicCommand, SNSClient, SubscribeCommand } from '@aws-sdk/client-sns';
import {
  CreateQueueCommand,
  GetQueueAttributesCommand,
  ReceiveMessageCommand,
  SQSClient,
} from '@aws-sdk/client-sqs';
import { beforeAll, describe, expect, it } from 'vitest';
import { alertPublisher } from '../../shared/adapters/aws/alert-publisher.ts';
import { CallCounts } from '../../shared/adapters/aws/call-counts.ts';
import { eventPublisher } from '../../shared/adapters/aws/event-publisher.ts';
import { createPublishingClients } from '../../shared/adapters/aws/publishing-clients.ts';
import { securityHubPublisher } from '../../shared/adapters/aws/security-hub-publisher.ts';
import { alertSchema } from '../../shared/findings/alert.ts';
import { findingEventSchema } from '../../shared/findings/finding-schema.ts';
import { observed } from '../adapters/aws/publishing.ts';
import { functionArn } from '../builders/snapshot.ts';
import { aTransition, onFunctions, resolved } from '../builders/transitions.ts';
import { emptyAccount, hasEmulator } from './emulated-account.ts';

const REGION = 'us-east-1';

async function findings(region: string) {
  const hub = new SecurityHubClient({ region });
  const { Findings = [] } = await hub.send(new GetFindingsCommand({}));
  return Findings;
}

describe.skipIf(!hasEmulator)('messages in the emulated account', () => {
  let clients: ReturnType<typeof createPublishingClients>;
  let sqs: SQSClient;

  beforeAll(async () => {
    await emptyAccount(REGION);
    clients = createPublishingClients(REGION, {}, new CallCounts());
    sqs = new SQSClient({ region: REGION });
  });

  async function queue(QueueName: string): Promise<{ url: string; arn: string }> {
    const { QueueUrl: url = '' } = await sqs.send(new CreateQueueCommand({ QueueName }));
    const { Attributes } = await sqs.send(
      new GetQueueAttributesCommand({ QueueUrl: url, AttributeNames: ['QueueArn'] }),
    );
    return { url, arn: Attributes?.['QueueArn'] ?? '' };
  }

  async function received(QueueUrl: string) {
    const { Messages = [] } = await sqs.send(
      new ReceiveMessageCommand({
        QueueUrl,
        MaxNumberOfMessages: 10,
        MessageAttributeNames: ['All'],
        WaitTimeSeconds: 1,
      }),
    );
    return Messages;
  }

  describe('Security Hub', () => {
    const { log, metrics } = observed();

    function publisher() {
      return securityHubPublisher({ clientFor: clients.securityHub, log, metrics });
    }

    it('holds what was imported, by id, through updates and the end', async () => {
      await new SecurityHubClient({ region: REGION }).send(new EnableSecurityHubCommand({}));
      const [orders, billing] = onFunctions(['orders', 'billing']);
      if (orders === undefined || billing === undefined) throw new Error('two functions');
      const answer = await publisher().publish([orders, billing]);
      expect(answer).toEqual({ told: [orders.id, billing.id], failed: [] });
      await publisher().publish([resolved(orders)]);
      const held = (await findings(REGION)).toSorted((a, b) =>
        (a.Id ?? '') < (b.Id ?? '') ? -1 : 1,
      );
      expect(held).toMatchObject([
        {
          Id: `${functionArn('billing')}/function-internet-egress`,
          GeneratorId: 'lambda-vpc-auditor/function-internet-egress',
          RecordState: 'ACTIVE',
          Compliance: { Status: 'FAILED' },
          ProductFields: { 'lambda-vpc-auditor/eventName': 'ReplaceRoute' },
        },
        {
          Id: `${functionArn('orders')}/function-internet-egress`,
          RecordState: 'ARCHIVED',
          Compliance: { Status: 'PASSED' },
          CreatedAt: orders.createdAt,
        },
      ]);
    });

    it('is told in the region of the resource', async () => {
      const region = 'eu-west-1';
      await publisher().publish([aTransition({ region })]);
      expect((await findings(region)).map(({ ProductArn }) => ProductArn)).toEqual([
        `arn:aws:securityhub:${region}:111122223333:product/111122223333/default`,
      ]);
    });
  });

  describe('the topic', () => {
    let topicArn: string;

    beforeAll(async () => {
      const sns = new SNSClient({ region: REGION });
      const { TopicArn = '' } = await sns.send(new CreateTopicCommand({ Name: 'alerts' }));
      topicArn = TopicArn;
      for (const [name, attributes] of [
        ['all', { RawMessageDelivery: 'true' }],
        [
          'resolutions',
          {
            RawMessageDelivery: 'true',
            FilterPolicy: JSON.stringify({
              transition: ['resolved'],
              control: ['function-internet-egress'],
            }),
          },
        ],
      ] as const) {
        const { arn } = await queue(name);
        await sns.send(
          new SubscribeCommand({
            TopicArn: topicArn,
            Protocol: 'sqs',
            Endpoint: arn,
            Attributes: attributes,
          }),
        );
      }
    });

    it('gives a queue the alert as JSON, with attributes that filters understand', async () => {
      const publisher = alertPublisher({ client: clients.sns, topicArn, threshold: 'MEDIUM' });
      const opened = onFunctions(['orders', 'billing', 'stock']);
      await publisher.publish(opened);
      await publisher.publish(opened.map((one) => resolved(one)));
      const all = await received((await queue('all')).url);
      expect(all).toHaveLength(2);
      const alerts = all.map(({ Body = '' }) => alertSchema.parse(JSON.parse(Body)));
      const first = all.findIndex((_, index) => alerts[index]?.transition === 'opened');
      expect(alerts[first]).toMatchObject({
        headline: '3 functions cannot reach the internet from 1 of 2 subnets',
        findings: [{}, {}, {}],
        findingsOmitted: 0,
      });
      expect(all[first]?.MessageAttributes).toMatchObject({
        severity: { DataType: 'String', StringValue: 'HIGH' },
        control: { DataType: 'String.Array', StringValue: '["function-internet-egress"]' },
        account: { StringValue: '111122223333' },
        region: { StringValue: REGION },
        transition: { StringValue: 'opened' },
      });
      const filtered = await received((await queue('resolutions')).url);
      expect(
        filtered.map(({ Body = '' }) => alertSchema.parse(JSON.parse(Body)).transition),
      ).toEqual(['resolved']);
    });
  });

  describe('the bus', () => {
    it('brings the events that a rule asks for to its target', async () => {
      const events = new EventBridgeClient({ region: REGION });
      const { url, arn } = await queue('events');
      const pattern = {
        source: ['lambda-vpc-auditor'],
        'detail-type': ['Finding Opened'],
        detail: { finding: { severity: ['HIGH'] } },
      };
      await events.send(
        new PutRuleCommand({ Name: 'opened', EventPattern: JSON.stringify(pattern) }),
      );
      await events.send(
        new PutTargetsCommand({ Rule: 'opened', Targets: [{ Id: 'queue', Arn: arn }] }),
      );
      const opened = aTransition();
      const answer = await eventPublisher({ client: clients.eventBridge }).publish([
        opened,
        aTransition({ id: 'updated', kind: 'updated' }),
        resolved(opened),
      ]);
      expect(answer.failed).toEqual([]);
      const messages = await received(url);
      expect(messages).toHaveLength(1);
      const event = JSON.parse(messages[0]?.Body ?? '') as Readonly<Record<string, unknown>>;
      expect(event).toMatchObject({
        source: 'lambda-vpc-auditor',
        'detail-type': 'Finding Opened',
        resources: [functionArn('orders')],
      });
      expect(findingEventSchema.parse(event['detail'])).toMatchObject({ id: opened.id });
    });
  });
});
