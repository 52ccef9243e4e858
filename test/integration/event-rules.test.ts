import { setTimeout as sleep } from 'node:timers/promises';
import {
  EventBridgeClient,
  PutEventsCommand,
  PutRuleCommand,
  PutTargetsCommand,
} from '@aws-sdk/client-eventbridge';
import {
  CreateQueueCommand,
  GetQueueAttributesCommand,
  ReceiveMessageCommand,
  SQSClient,
} from '@aws-sdk/client-sqs';
import { beforeAll, describe, expect, it } from 'vitest';
import * as z from 'zod/mini';
import { deployedRules } from '../../scripts/generate-event-patterns.ts';
import { changeOf } from '../../shared/events/change.ts';
import { readCloudTrailEvent } from '../../shared/events/cloudtrail-event.ts';
import { recordedEnvelopes } from '../events/recorded-envelopes.ts';
import type { Envelope, RecordedEnvelope } from '../events/recorded-envelopes.ts';
import { emptyAccount, hasEmulator } from './emulated-account.ts';

/**
 * The deployed patterns as rules in an emulated account, whose own matcher decides: every recorded event
 * is put on the bus, and what the rules' queues then hold is compared with what `changeOf` says.
 */

const REGION = 'eu-west-1';
const recorded = recordedEnvelopes();

describe.skipIf(!hasEmulator || recorded.length === 0)('rules that feed a queue', () => {
  const delivered = new Map<string, string[]>();

  beforeAll(async () => {
    await emptyAccount(REGION);
    const events = new EventBridgeClient({ region: REGION });
    const queues = new SQSClient({ region: REGION });
    const queueUrls = new Map<string, string>();
    for (const { name, pattern } of deployedRules()) {
      const { url, arn } = await createQueue(queues, name);
      queueUrls.set(name, url);
      await events.send(
        new PutRuleCommand({ Name: name, EventPattern: JSON.stringify(pattern), State: 'ENABLED' }),
      );
      await events.send(
        new PutTargetsCommand({ Rule: name, Targets: [{ Id: 'change-queue', Arn: arn }] }),
      );
    }
    for (const one of recorded) await put(events, one);
    for (const [rule, url] of queueUrls) {
      for (const file of await filesIn(queues, url)) {
        delivered.set(file, [...(delivered.get(file) ?? []), rule]);
      }
    }
  });

  it.each(recorded)(
    '$file is delivered once or not at all, as changeOf says',
    ({ file, event }) => {
      expect(delivered.get(file) ?? []).toHaveLength(isChange(event) ? 1 : 0);
    },
  );
});

function isChange(event: Envelope): boolean {
  const read = readCloudTrailEvent(event);
  if (!read.ok) throw new Error(`${read.error.field}: ${read.error.problem}`);
  return changeOf(read.event).matched;
}

async function createQueue(
  client: SQSClient,
  name: string,
): Promise<{ readonly url: string; readonly arn: string }> {
  const { QueueUrl = '' } = await client.send(new CreateQueueCommand({ QueueName: name }));
  const { Attributes } = await client.send(
    new GetQueueAttributesCommand({ QueueUrl, AttributeNames: ['QueueArn'] }),
  );
  return { url: QueueUrl, arn: Attributes?.['QueueArn'] ?? '' };
}

/** The file goes along in the record, since several recordings share an event id. */
async function put(client: EventBridgeClient, { file, event }: RecordedEnvelope): Promise<void> {
  const { FailedEntryCount } = await client.send(
    new PutEventsCommand({
      Entries: [
        {
          Source: event.source,
          DetailType: event['detail-type'],
          Detail: JSON.stringify({ ...event.detail, file }),
        },
      ],
    }),
  );
  if (FailedEntryCount !== 0) throw new Error(`${file} was not taken by the bus`);
}

const bodySchema = z.object({ detail: z.object({ file: z.string() }) });

async function filesIn(client: SQSClient, url: string): Promise<readonly string[]> {
  const files: string[] = [];
  for (let empty = 0; empty < 2;) {
    const { Messages = [] } = await client.send(
      new ReceiveMessageCommand({ QueueUrl: url, MaxNumberOfMessages: 10, VisibilityTimeout: 600 }),
    );
    files.push(...Messages.map(({ Body = '' }) => bodySchema.parse(JSON.parse(Body)).detail.file));
    if (Messages.length > 0) continue;
    empty += 1;
    await sleep(20);
  }
  return files;
}
