import {
  DeleteMessageCommand,
  GetQueueAttributesCommand,
  ReceiveMessageCommand,
  SendMessageCommand,
  StartMessageMoveTaskCommand,
} from '@aws-sdk/client-sqs';
import type { SQSClient } from '@aws-sdk/client-sqs';

/** Sends one message. */
export async function sendMessage(
  client: SQSClient,
  QueueUrl: string,
  body: string,
): Promise<void> {
  await client.send(new SendMessageCommand({ QueueUrl, MessageBody: body }));
}

/** About how many messages wait in the queue. */
export async function waitingMessages(client: SQSClient, QueueUrl: string): Promise<number> {
  const { Attributes } = await client.send(
    new GetQueueAttributesCommand({ QueueUrl, AttributeNames: ['ApproximateNumberOfMessages'] }),
  );
  return Number(Attributes?.['ApproximateNumberOfMessages'] ?? 0);
}

/** Has SQS move every message of a dead-letter queue to another queue; it goes on by itself. */
export async function startMove(client: SQSClient, fromUrl: string, toUrl: string): Promise<void> {
  await client.send(
    new StartMessageMoveTaskCommand({
      SourceArn: await queueArn(client, fromUrl),
      DestinationArn: await queueArn(client, toUrl),
    }),
  );
}

/** Messages stay hidden for as long while they are handed on. */
const HIDDEN_SECONDS = 60;

/**
 * Hands on every message of a queue, once, and deletes what was taken. For what SQS does not move itself:
 * messages for another region, and those of a queue that is no queue's dead letters.
 *
 * @param hand answers whether the message was taken; one that was not stays
 */
export async function handOn(
  client: SQSClient,
  QueueUrl: string,
  hand: (body: string) => Promise<boolean>,
): Promise<void> {
  // What stays comes into sight again while the rest is handed on: it is offered once.
  const offered = new Set<string>();
  for (;;) {
    const { Messages = [] } = await client.send(
      new ReceiveMessageCommand({
        QueueUrl,
        MaxNumberOfMessages: 10,
        VisibilityTimeout: HIDDEN_SECONDS,
        WaitTimeSeconds: 1,
      }),
    );
    const fresh = Messages.filter(({ MessageId = '' }) => !offered.has(MessageId));
    if (fresh.length === 0) return;
    for (const { Body = '', MessageId = '', ReceiptHandle } of fresh) {
      offered.add(MessageId);
      if (!(await hand(Body))) continue;
      await client.send(new DeleteMessageCommand({ QueueUrl, ReceiptHandle }));
    }
  }
}

async function queueArn(client: SQSClient, QueueUrl: string): Promise<string> {
  const { Attributes } = await client.send(
    new GetQueueAttributesCommand({ QueueUrl, AttributeNames: ['QueueArn'] }),
  );
  return Attributes?.['QueueArn'] ?? '';
}
