import { setTimeout as sleep } from 'node:timers/promises';
import { PutEventsCommand } from '@aws-sdk/client-eventbridge';
import type { EventBridgeClient, PutEventsRequestEntry } from '@aws-sdk/client-eventbridge';
import { detailTypeOf, findingEvent } from '../../findings/finding-event.ts';
import { EVENT_SOURCE } from '../../findings/finding-schema.ts';
import { sizeBytes } from '../../findings/limit-text.ts';
import type { Transition } from '../../findings/stored-finding.ts';
import type { Publisher } from '../../ports/publishers.ts';
import { batchesOf } from './batches.ts';
import { errorDetails } from './error-details.ts';
import { publishedOf } from './published.ts';

/**
 * Of one request; the size is that of all entries together
 * (https://docs.aws.amazon.com/eventbridge/latest/userguide/eb-putevents.html).
 */
const BATCH = { count: 10, bytes: 250_000 } as const;

/** Before what was refused of a request is sent again. */
const PAUSES_MILLISECONDS: readonly number[] = [200, 1_000];

/** What EventBridge counts for the time of an entry. */
const TIME_BYTES = 14;

export interface EventPublisherOptions {
  readonly client: EventBridgeClient;
  /** In milliseconds; for tests. */
  readonly pauses?: readonly number[];
}

interface Event {
  readonly transitionId: string;
  readonly entry: PutEventsRequestEntry;
}

/** Puts an event on the account's default bus for each finding that was opened, updated or is over. */
export function eventPublisher({
  client,
  pauses = PAUSES_MILLISECONDS,
}: EventPublisherOptions): Publisher {
  return {
    async publish(transitions) {
      const reasons = new Map<string, string>();
      const events = transitions.flatMap(eventOf);
      for (const batch of batchesOf(events, BATCH, ({ entry }) => entryBytes(entry))) {
        for (const [id, reason] of await putEvents(client, batch, pauses)) reasons.set(id, reason);
      }
      return publishedOf(transitions, reasons);
    },
  };
}

function eventOf(transition: Transition): readonly Event[] {
  const DetailType = detailTypeOf(transition.kind);
  const detail = findingEvent(transition);
  if (DetailType === undefined || detail === undefined) return [];
  const entry = {
    Source: EVENT_SOURCE,
    DetailType,
    Time: new Date(transition.observedAt),
    Resources: [transition.verdict.resource.id],
    Detail: JSON.stringify(detail),
  };
  return [{ transitionId: transition.id, entry }];
}

/** Why events were not taken, by transition. */
type Refused = ReadonlyMap<string, string>;

/** Sends a batch, and what was refused of it again without the others. */
async function putEvents(
  client: EventBridgeClient,
  batch: readonly Event[],
  pauses: readonly number[],
): Promise<Refused> {
  const refused = await putOnce(client, batch);
  const [pause, ...others] = pauses;
  if (refused.size === 0 || pause === undefined) return refused;
  await sleep(pause);
  const again = batch.filter(({ transitionId }) => refused.has(transitionId));
  return putEvents(client, again, others);
}

async function putOnce(client: EventBridgeClient, batch: readonly Event[]): Promise<Refused> {
  try {
    const Entries = batch.map(({ entry }) => entry);
    const answer = await client.send(new PutEventsCommand({ Entries }));
    // Answers stand in the order of the request.
    return new Map(
      batch.flatMap(({ transitionId }, index): [string, string][] => {
        const { ErrorCode, ErrorMessage } = answer.Entries?.[index] ?? {};
        return ErrorCode === undefined ? [] : [[transitionId, `${ErrorCode}: ${ErrorMessage}`]];
      }),
    );
  } catch (error) {
    const { code, message } = errorDetails(error);
    return new Map(batch.map(({ transitionId }) => [transitionId, `${code}: ${message}`]));
  }
}

/** As EventBridge counts: https://docs.aws.amazon.com/eventbridge/latest/userguide/eb-putevent-size.html */
function entryBytes({ Source = '', DetailType = '', Detail = '', Resources = [] }: Event['entry']) {
  const texts = [Source, DetailType, Detail, ...Resources];
  return texts.reduce((bytes, text) => bytes + sizeBytes(text), TIME_BYTES);
}
