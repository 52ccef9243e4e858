import * as z from 'zod/mini';

/**
 * A CloudTrail event as it comes in, read once, here. Only what identifies the call must be right;
 * everything else is taken if it is there, because services and the tools that store events leave
 * fields out. The meaning of the fields:
 * https://docs.aws.amazon.com/awscloudtrail/latest/userguide/cloudtrail-event-reference-record-contents.html
 */

/** CloudTrail writes UTC to the second; tools that store events drop the T and the Z, or add a fraction. */
const TIMESTAMP = /^(\d{4}-\d{2}-\d{2})[T ](\d{2}:\d{2}:\d{2})(?:\.\d{1,9})?(?:Z|\+00:00)?$/;

const requiredText = z
  .string({ error: (issue) => (issue.input === undefined ? 'missing' : 'expected text') })
  .check(z.minLength(1, { error: 'empty' }));

const utcTime = z.pipe(
  requiredText,
  z.transform((text, context) => {
    const [, date, time] = TIMESTAMP.exec(text) ?? [];
    const iso = `${date}T${time}Z`;
    if (Number.isNaN(Date.parse(iso))) {
      context.issues.push({
        code: 'custom',
        input: text,
        message: 'expected a time in UTC such as 2026-01-31T12:00:00Z',
      });
      return z.NEVER;
    }
    return iso;
  }),
);

const text = z.catch(z.optional(z.string().check(z.minLength(1))), undefined);

/** XML turned to JSON makes booleans of text, and the other way round. */
const flag = z.catch(
  z.optional(
    z.union([
      z.boolean(),
      z.pipe(
        z.enum(['true', 'false']),
        z.transform((word) => word === 'true'),
      ),
    ]),
  ),
  undefined,
);

const nested = <S extends z.core.$ZodShape>(shape: S) =>
  z.catch(z.optional(z.object(shape)), undefined);

const recordSchema = z.object(
  {
    eventName: requiredText,
    eventSource: requiredText,
    eventID: requiredText,
    eventTime: utcTime,
    awsRegion: requiredText,
    eventType: text,
    recipientAccountId: text,
    // Taken strictly: an error code that cannot be read must not make a failed call look like a change.
    errorCode: z.nullish(z.string({ error: 'expected text' })),
    readOnly: flag,
    sourceIPAddress: text,
    userAgent: text,
    userIdentity: nested({
      type: text,
      principalId: text,
      arn: text,
      accountId: text,
      invokedBy: text,
      sessionContext: nested({ sessionIssuer: nested({ arn: text }) }),
    }),
    requestParameters: z.optional(z.unknown()),
    responseElements: z.optional(z.unknown()),
  },
  { error: 'expected an object' },
);

/** The record of one call, as under `detail` of an EventBridge event or in a trail's log file. */
export type CloudTrailRecord = z.infer<typeof recordSchema>;

const envelopeSchema = z.object({
  source: requiredText,
  'detail-type': requiredText,
  account: text,
  detail: recordSchema,
});

/** How EventBridge wrapped the record. */
export interface EventEnvelope {
  /** `aws.lambda`, `aws.ec2`, … */
  readonly source: string;
  /** `AWS API Call via CloudTrail` for the calls that are followed. */
  readonly detailType: string;
  readonly account: string | undefined;
}

export interface CloudTrailEvent {
  readonly record: CloudTrailRecord;
  /** Absent where the record came without one. */
  readonly envelope: EventEnvelope | undefined;
}

/** Why a document is no CloudTrail event. */
export interface CloudTrailEventError {
  /** Where the fault is: `detail.eventName`; empty for the document as a whole. */
  readonly field: string;
  readonly problem: string;
}

export type CloudTrailEventResult =
  | { readonly ok: true; readonly event: CloudTrailEvent }
  | { readonly ok: false; readonly error: CloudTrailEventError };

function isObject(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

function failed(field: string, problem: string): CloudTrailEventResult {
  return { ok: false, error: { field, problem } };
}

function firstIssue(
  error: z.core.$ZodError,
  prefix: readonly PropertyKey[],
): CloudTrailEventResult {
  const issue = error.issues[0];
  const path = [...prefix, ...(issue?.path ?? [])];
  const field = path
    .map((part, index) =>
      typeof part === 'number' ? `[${part}]` : `${index === 0 ? '' : '.'}${String(part)}`,
    )
    .join('');
  return failed(field, issue?.message ?? 'not understood');
}

function readRecord(value: unknown, prefix: readonly PropertyKey[]): CloudTrailEventResult {
  const parsed = recordSchema.safeParse(value);
  if (!parsed.success) return firstIssue(parsed.error, prefix);
  return { ok: true, event: { record: parsed.data, envelope: undefined } };
}

function readEnvelope(value: unknown): CloudTrailEventResult {
  const parsed = envelopeSchema.safeParse(value);
  if (!parsed.success) return firstIssue(parsed.error, []);
  const { source, 'detail-type': detailType, account, detail } = parsed.data;
  return { ok: true, event: { record: detail, envelope: { source, detailType, account } } };
}

/**
 * Reads parsed JSON as one CloudTrail event: the record itself, the record in EventBridge's envelope,
 * or a trail's log file (`{ "Records": […] }`) that holds exactly one record. Never throws; the error
 * names the field.
 */
export function readCloudTrailEvent(document: unknown): CloudTrailEventResult {
  if (!isObject(document)) return failed('', 'expected one CloudTrail record as a JSON object');
  const has = (key: string) => Object.hasOwn(document, key);
  if (has('eventName') || has('eventSource')) return readRecord(document, []);
  if (has('detail')) return readEnvelope(document);
  if (!has('Records')) {
    return failed(
      '',
      'expected a CloudTrail record (eventName), an EventBridge event (detail) or Records',
    );
  }
  const records = document['Records'];
  if (!Array.isArray(records)) return failed('Records', 'expected a list');
  if (records.length !== 1) {
    return failed('Records', `expected exactly one record, found ${records.length}`);
  }
  return readRecord(records[0], ['Records', 0]);
}
