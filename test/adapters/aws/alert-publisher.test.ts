import { describe, expect, it } from 'vitest';
import { alertPublisher } from '../../../shared/adapters/aws/alert-publisher.ts';
import { aReported } from '../../builders/reported.ts';
import { aTransition, onFunctions, resolved } from '../../builders/transitions.ts';
import { FakeAws, query, queryError } from './fake-aws.ts';
import type { Answer, Parameters } from './fake-aws.ts';
import { publishingClients } from './publishing.ts';

const TOPIC = 'arn:aws:sns:us-east-1:111122223333:alerts';
const sent = query('Publish', '<MessageId>m-1</MessageId>');

function setUp(answer: Answer | ((parameters: Parameters) => Answer) = sent) {
  const fake = new FakeAws({ Publish: answer });
  const publisher = alertPublisher({
    client: publishingClients(fake).sns,
    topicArn: TOPIC,
    threshold: 'MEDIUM',
  });
  return { publisher, sentMessages: () => fake.requestsOf('Publish') };
}

/** The attributes of a request, by name. */
function attributesOf(parameters: Parameters): Readonly<Record<string, readonly string[]>> {
  const names = Object.entries(parameters).filter(([key]) => key.endsWith('.Name'));
  return Object.fromEntries(
    names.map(([key, name]) => {
      const prefix = key.replace(/\.Name$/, '.Value');
      return [
        name,
        [parameters[`${prefix}.DataType`] ?? '', parameters[`${prefix}.StringValue`] ?? ''],
      ];
    }),
  );
}

describe('publishing alerts', () => {
  it('sends one message for a change, with a text for every protocol and attributes', async () => {
    const { publisher, sentMessages } = setUp();
    const transitions = onFunctions(['orders', 'billing']);
    expect(await publisher.publish(transitions)).toEqual({
      told: transitions.map(({ id }) => id),
      failed: [],
    });
    const [message, ...others] = sentMessages();
    expect(others).toEqual([]);
    expect(message).toMatchObject({
      TopicArn: TOPIC,
      Subject:
        '[HIGH] ReplaceRoute: 2 functions cannot reach the internet from 1 of 2 subnets (us-east-1)',
      MessageStructure: 'json',
    });
    expect(Object.keys(JSON.parse(message?.['Message'] ?? '') as object)).toEqual([
      'default',
      'email',
      'https',
      'sqs',
      'lambda',
    ]);
    expect(attributesOf(message ?? {})).toEqual({
      severity: ['String', 'HIGH'],
      control: ['String.Array', '["function-internet-egress"]'],
      account: ['String', '111122223333'],
      region: ['String', 'us-east-1'],
      transition: ['String', 'opened'],
    });
  });

  it('counts as told what alerts nobody', async () => {
    const { publisher, sentMessages } = setUp();
    const quiet = [
      aTransition({ verdict: aReported({ severity: 'LOW' }) }),
      aTransition({ id: 'b', kind: 'updated' }),
      aTransition({ id: 'c', kind: 'refreshed' }),
    ];
    expect(await publisher.publish(quiet)).toEqual({
      told: quiet.map(({ id }) => id),
      failed: [],
    });
    expect(sentMessages()).toEqual([]);
  });

  it('reports the transitions of a message that was not taken, and no others', async () => {
    const { publisher } = setUp(({ Subject = '' }) =>
      Subject.startsWith('[RESOLVED') ? queryError('InternalError', 'no', 500) : sent,
    );
    const [opened] = onFunctions(['orders']);
    const [other] = onFunctions(['billing']);
    if (opened === undefined || other === undefined) throw new Error('two functions');
    const over = resolved(other);
    expect(await publisher.publish([opened, over])).toEqual({
      told: [opened.id],
      failed: [{ transitionId: over.id, reason: 'InternalErrorException: no' }],
    });
  });
});
