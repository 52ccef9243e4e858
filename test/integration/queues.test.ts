import { CreateQueueCommand, ReceiveMessageCommand, SQSClient } from '@aws-sdk/client-sqs';
import { beforeAll, describe, expect, it } from 'vitest';
import { sqsChangeQueue } from '../../shared/adapters/aws/change-queue.ts';
import { sqsSweepQueue } from '../../shared/adapters/aws/sweep-queue.ts';
import { emptyAccount, hasEmulator } from './emulated-account.ts';

const REGION = 'eu-west-1';

describe.skipIf(!hasEmulator)('the queues', () => {
  let client: SQSClient;
  let urls: { changes: string; deadLetters: string; sweep: string };

  beforeAll(async () => {
    await emptyAccount(REGION);
    client = new SQSClient({ region: REGION });
    urls = {
      changes: await queue('changes'),
      deadLetters: await queue('dead-letters'),
      sweep: await queue('sweep'),
    };
  });

  async function queue(QueueName: string): Promise<string> {
    const { QueueUrl = '' } = await client.send(new CreateQueueCommand({ QueueName }));
    return QueueUrl;
  }

  async function received(QueueUrl: string) {
    const { Messages = [] } = await client.send(
      new ReceiveMessageCommand({
        QueueUrl,
        MessageAttributeNames: ['All'],
        MaxNumberOfMessages: 10,
      }),
    );
    return Messages.map(({ Body = '', MessageAttributes }) => ({
      body: Body,
      reason: MessageAttributes?.['reason']?.StringValue,
    }));
  }

  it('carry requests, events and steps as messages of ours', async () => {
    const changes = sqsChangeQueue(client, urls);
    const cause = { name: 'sweep', time: '2026-12-01T00:00:00Z', region: REGION, resources: [] };
    await changes.request(
      { kind: 'audit', units: [{ kind: 'account', region: REGION }], cause },
      0,
    );
    await changes.redeliver({ id: 'e-1' });
    const bodies = (await received(urls.changes)).map(({ body }) => JSON.parse(body) as unknown);
    expect(bodies).toHaveLength(2);
    expect(bodies).toContainEqual({
      lambdaVpcAuditor: 1,
      kind: 'audit',
      units: [{ kind: 'account', region: REGION }],
      cause,
    });
    expect(bodies).toContainEqual({
      lambdaVpcAuditor: 1,
      kind: 'event',
      event: { id: 'e-1' },
      factsRead: true,
    });
    await sqsSweepQueue(client, urls.sweep).step({ kind: 'sweep' }, 0);
    expect(await received(urls.sweep)).toEqual([
      { body: '{"lambdaVpcAuditor":1,"kind":"sweep"}', reason: undefined },
    ]);
  });

  it('hold a request back', async () => {
    const changes = sqsChangeQueue(client, urls);
    const cause = { name: 'sweep', time: '2026-12-01T00:00:00Z', region: REGION, resources: [] };
    await changes.request({ kind: 'audit', units: [], cause }, 900);
    expect(await received(urls.changes)).toEqual([]);
  });

  it('set a message aside as it came, with the reason', async () => {
    const changes = sqsChangeQueue(client, urls);
    await changes.setAside('{ "broken": ', 'not JSON:\u0000 \nunexpected end');
    await changes.setAside('nothing to say', '');
    expect(await received(urls.deadLetters)).toEqual([
      { body: '{ "broken": ', reason: 'not JSON: unexpected end' },
      { body: 'nothing to say', reason: 'unknown' },
    ]);
  });
});
