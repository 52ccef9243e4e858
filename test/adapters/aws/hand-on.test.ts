import { DeleteMessageCommand, ReceiveMessageCommand, SQSClient } from '@aws-sdk/client-sqs';
import { expect, test, vi } from 'vitest';
import { handOn } from '../../../shared/adapters/aws/deployment/queues.ts';

test('a message that stays is offered once, however often it comes into sight again', async () => {
  vi.stubEnv('AWS_SDK_JS_NODE_VERSION_SUPPORT_WARNING_DISABLED', 'true');
  const waiting = new Map([
    ['r-1', { MessageId: 'm-1', ReceiptHandle: 'r-1', Body: 'stays' }],
    ['r-2', { MessageId: 'm-2', ReceiptHandle: 'r-2', Body: 'goes' }],
  ]);
  const client = Object.assign(new SQSClient({ region: 'eu-west-1' }), {
    send: async (command: unknown): Promise<object> => {
      if (command instanceof DeleteMessageCommand) {
        waiting.delete(command.input.ReceiptHandle ?? '');
      }
      return command instanceof ReceiveMessageCommand ? { Messages: [...waiting.values()] } : {};
    },
  });
  const offered: string[] = [];
  await handOn(client, 'https://queue', async (body) => {
    offered.push(body);
    return body === 'goes';
  });
  expect(offered).toEqual(['stays', 'goes']);
  expect([...waiting.keys()]).toEqual(['r-1']);
});
