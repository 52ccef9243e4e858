import { SendMessageCommand } from '@aws-sdk/client-sqs';
import type { SQSClient } from '@aws-sdk/client-sqs';
import type { ChangeQueue } from '../../ports/change-queue.ts';
import { sendOurs } from './queue-message.ts';

export interface ChangeQueueUrls {
  readonly changes: string;
  readonly deadLetters: string;
}

/** Much longer than any reason; SQS counts attributes to the size of the message. */
const LONGEST_REASON = 1_000;

/**
 * The change queue and its dead letters in SQS. What is set aside arrives there as it came, with the
 * attribute `reason`: sent round again, it is the same message.
 */
export function sqsChangeQueue(client: SQSClient, urls: ChangeQueueUrls): ChangeQueue {
  return {
    request: (request, delaySeconds) => sendOurs(client, urls.changes, request, delaySeconds),
    redeliver: (event) =>
      sendOurs(client, urls.changes, { kind: 'event', event, factsRead: true }, 0),
    setAside: async (body, reason) => {
      await client.send(
        new SendMessageCommand({
          QueueUrl: urls.deadLetters,
          MessageBody: body,
          MessageAttributes: {
            reason: { DataType: 'String', StringValue: attributeText(reason) },
          },
        }),
      );
    },
  };
}

/** SQS takes no control characters, and no attribute without a value. */
function attributeText(text: string): string {
  return (
    text
      .replace(/[^\x21-\x7E\xA1-\uD7FF]+/g, ' ')
      .slice(0, LONGEST_REASON)
      .trim() || 'unknown'
  );
}
