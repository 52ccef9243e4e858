import { SendMessageCommand } from '@aws-sdk/client-sqs';
import type { SQSClient } from '@aws-sdk/client-sqs';

/** Tells our own messages from the events that rules put on the same queue. */
const VERSION = { lambdaVpcAuditor: 1 };

/** Sends a message of ours. @param delaySeconds at most 900 */
export async function sendOurs(
  client: SQSClient,
  queueUrl: string,
  content: object,
  delaySeconds: number,
): Promise<void> {
  await client.send(
    new SendMessageCommand({
      QueueUrl: queueUrl,
      MessageBody: JSON.stringify({ ...VERSION, ...content }),
      DelaySeconds: delaySeconds,
    }),
  );
}
