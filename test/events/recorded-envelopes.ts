import { existsSync, readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import * as z from 'zod/mini';
import { eventBridgeSource } from '../../shared/events/event-name.ts';

const FOLDER = path.join(process.env['RECORDED_DATA'] ?? '../shared', 'events');

const recordSchema = z.looseObject({
  eventSource: z.string(),
  eventTime: z.string(),
  awsRegion: z.string(),
  eventType: z._default(z.string(), 'AwsApiCall'),
});

/** An event as EventBridge delivers it. */
export type Envelope = Readonly<Record<string, unknown>> & {
  readonly source: string;
  readonly 'detail-type': string;
  readonly detail: z.infer<typeof recordSchema>;
};

export interface RecordedEnvelope {
  readonly file: string;
  readonly event: Envelope;
}

/** Every recorded event in EventBridge's envelope; nothing where the folder of recordings is absent. */
export function recordedEnvelopes(): readonly RecordedEnvelope[] {
  if (!existsSync(FOLDER)) return [];
  return readdirSync(FOLDER)
    .filter((file) => file.endsWith('.json'))
    .map((file) => ({
      file,
      event: enveloped(JSON.parse(readFileSync(path.join(FOLDER, file), 'utf8'))),
    }));
}

function enveloped(document: unknown): Envelope {
  const whole = z.looseObject({
    source: z.string(),
    'detail-type': z.string(),
    detail: recordSchema,
  });
  const delivered = whole.safeParse(document);
  if (delivered.success) return delivered.data;
  const record = recordSchema.parse(document);
  return {
    version: '0',
    id: '6a7e8feb-b491-4cf7-a9f1-bf3703467718',
    'detail-type': `AWS ${DETAIL_TYPES[record.eventType] ?? record.eventType} via CloudTrail`,
    source: eventBridgeSource(record.eventSource),
    account: '111122223333',
    time: record.eventTime,
    region: record.awsRegion,
    resources: [],
    detail: record,
  };
}

/** The words of `detail-type` for what CloudTrail calls an event's type. */
const DETAIL_TYPES: Readonly<Record<string, string>> = {
  AwsApiCall: 'API Call',
  AwsServiceEvent: 'Service Event',
  AwsConsoleSignIn: 'Console Sign In',
};
