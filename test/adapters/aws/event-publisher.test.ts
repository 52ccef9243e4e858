import { describe, expect, it } from 'vitest';
import { eventPublisher } from '../../../shared/adapters/aws/event-publisher.ts';
import { findingEventSchema } from '../../../shared/findings/finding-schema.ts';
import { aReported } from '../../builders/reported.ts';
import { functionArn } from '../../builders/snapshot.ts';
import { aTransition, onFunctions, resolved } from '../../builders/transitions.ts';
import { FakeAws, json, jsonError } from './fake-aws.ts';
import type { Answer, Parameters } from './fake-aws.ts';
import { publishingClients } from './publishing.ts';

interface Entry {
  readonly Source: string;
  readonly DetailType: string;
  readonly Detail: string;
  readonly Resources: readonly string[];
  readonly Time: number;
}

function entriesIn({ Entries = '[]' }: Parameters): readonly Entry[] {
  return JSON.parse(Entries) as Entry[];
}

const taking = (parameters: Parameters): Answer =>
  json({ FailedEntryCount: 0, Entries: entriesIn(parameters).map(() => ({ EventId: 'e' })) });

function setUp(answer: Answer | ((parameters: Parameters) => Answer) = taking) {
  const fake = new FakeAws({ PutEvents: answer });
  const publisher = eventPublisher({
    client: publishingClients(fake).eventBridge,
    pauses: [0, 0],
  });
  return { publisher, calls: () => fake.requestsOf('PutEvents').map(entriesIn) };
}

describe('publishing events', () => {
  it('puts an event of the documented shape on the bus', async () => {
    const { publisher, calls } = setUp();
    const transition = aTransition();
    expect(await publisher.publish([transition])).toEqual({ told: [transition.id], failed: [] });
    const entry = calls()[0]?.[0];
    expect(entry).toMatchObject({
      Source: 'lambda-vpc-auditor',
      DetailType: 'Finding Opened',
      Resources: [functionArn('orders')],
      Time: Date.parse(transition.observedAt) / 1_000,
    });
    const detail = findingEventSchema.parse(JSON.parse(entry?.Detail ?? ''));
    expect(detail).toMatchObject({ id: transition.id, change: { eventId: 'e-1' } });
  });

  it.each([
    ['opened', 'Finding Opened'],
    ['updated', 'Finding Updated'],
    ['resolved', 'Finding Resolved'],
    ['archived', 'Finding Resolved'],
  ] as const)('calls %s a %s', async (kind, detailType) => {
    const { publisher, calls } = setUp();
    const opened = aTransition();
    await publisher.publish([kind === 'resolved' ? resolved(opened) : aTransition({ kind })]);
    expect(calls()[0]?.[0]?.DetailType).toBe(detailType);
  });

  it('tells nobody that a finding was only renewed', async () => {
    const { publisher, calls } = setUp();
    const renewed = aTransition({ kind: 'refreshed' });
    expect(await publisher.publish([renewed])).toEqual({ told: [renewed.id], failed: [] });
    expect(calls()).toEqual([]);
  });

  it('puts ten in a request, and fewer where they are large', async () => {
    const { publisher, calls } = setUp();
    await publisher.publish(onFunctions(Array.from({ length: 21 }, (_, index) => `f-${index}`)));
    expect(calls().map(({ length }) => length)).toEqual([10, 10, 1]);
    const evidence = Array.from({ length: 100 }, (_, index) => ({
      resource: `rtb-${index}`,
      field: 'Routes',
      value: 'x'.repeat(1_000),
    }));
    const large = setUp();
    await large.publisher.publish(
      onFunctions(['a', 'b', 'c'], { verdict: aReported({ evidence }) }),
    );
    expect(large.calls().map(({ length }) => length)).toEqual([2, 1]);
  });

  it('puts again what was refused, without the others, and then reports it', async () => {
    const { publisher, calls } = setUp((parameters) => {
      const entries = entriesIn(parameters).map(({ Resources }) =>
        Resources.includes(functionArn('billing'))
          ? { ErrorCode: 'ThrottlingException', ErrorMessage: 'Rate exceeded' }
          : { EventId: 'e' },
      );
      return json({ FailedEntryCount: 1, Entries: entries });
    });
    const transitions = onFunctions(['orders', 'billing', 'stock']);
    const answer = await publisher.publish(transitions);
    expect(answer.told).toHaveLength(2);
    expect(answer.failed).toEqual([
      { transitionId: transitions[1]?.id, reason: 'ThrottlingException: Rate exceeded' },
    ]);
    expect(calls().map(({ length }) => length)).toEqual([3, 1, 1]);
  });

  it('reports a request that fails, for every event in it', async () => {
    const { publisher } = setUp(jsonError('AccessDeniedException', 'no', 403));
    expect((await publisher.publish(onFunctions(['a', 'b']))).failed).toMatchObject([
      { reason: 'AccessDeniedException: no' },
      { reason: 'AccessDeniedException: no' },
    ]);
  });
});
