import * as z from 'zod/mini';
import { readCloudTrailEvent } from '../events/cloudtrail-event.ts';
import type { CloudTrailEvent } from '../events/cloudtrail-event.ts';
import type { Actor } from '../events/change.ts';
import type { AuditRequest } from '../ports/change-queue.ts';
import { jsonOf } from '../model/json-of.ts';
import { problemLine } from './message-body.ts';

/** The messages of the change queue: events as rules deliver them, and our own. */
export type AuditMessage =
  | {
      readonly kind: 'event';
      readonly event: CloudTrailEvent;
      /** As it was delivered. */
      readonly document: unknown;
      /** The region facts that it touches were read for it. */
      readonly factsRead: boolean;
    }
  | AuditRequest;

const OURS = { lambdaVpcAuditor: z.literal(1) };

const region = z.string().check(z.minLength(1));

const unitSchema = z.discriminatedUnion('kind', [
  z.object({ kind: z.literal('vpc'), region, vpcId: z.string().check(z.minLength(1)) }),
  z.object({ kind: z.literal('function'), region, functionArn: z.string().check(z.minLength(1)) }),
  z.object({ kind: z.literal('account'), region }),
]);

const text = z.optional(z.string());

/** What JSON left out was undefined. */
const actorSchema = z.pipe(
  z.object({
    principalArn: text,
    principalId: text,
    type: text,
    accountId: text,
    sessionIssuerArn: text,
    invokedBy: text,
    sourceIpAddress: text,
    userAgent: text,
  }),
  z.transform((actor): Actor => ({
    principalArn: actor.principalArn,
    principalId: actor.principalId,
    type: actor.type,
    accountId: actor.accountId,
    sessionIssuerArn: actor.sessionIssuerArn,
    invokedBy: actor.invokedBy,
    sourceIpAddress: actor.sourceIpAddress,
    userAgent: actor.userAgent,
  })),
);

const causeSchema = z.object({
  eventId: z.exactOptional(z.string()),
  name: z.string().check(z.minLength(1)),
  time: z
    .string()
    .check(z.refine((time) => !Number.isNaN(Date.parse(time)), { error: 'expected a time' })),
  region,
  actor: z.exactOptional(actorSchema),
  resources: z.array(z.string()),
});

const requestSchema = z.object({
  ...OURS,
  kind: z.literal('audit'),
  units: z.array(unitSchema),
  roleArns: z.exactOptional(z.array(z.string())),
  cause: causeSchema,
  settlingAttempt: z.exactOptional(z.int().check(z.positive())),
});

const redeliveredSchema = z.object({
  ...OURS,
  kind: z.literal('event'),
  event: z.unknown(),
  factsRead: z.boolean(),
});

const ourSchema = z.discriminatedUnion('kind', [requestSchema, redeliveredSchema]);

/** Reads a message of the change queue; the problem says what is wrong with it, on one line. */
export function readAuditMessage(
  body: string,
): { readonly message: AuditMessage } | { readonly problem: string } {
  const document = jsonOf(body);
  if (document === undefined) return { problem: 'not JSON' };
  const isOurs =
    typeof document === 'object' &&
    document !== null &&
    Object.hasOwn(document, 'lambdaVpcAuditor');
  if (!isOurs) return eventMessage(document, false);
  const parsed = ourSchema.safeParse(document);
  if (!parsed.success) {
    return { problem: problemLine(parsed.error, document) };
  }
  return parsed.data.kind === 'audit'
    ? { message: parsed.data }
    : eventMessage(parsed.data.event, parsed.data.factsRead);
}

function eventMessage(
  document: unknown,
  factsRead: boolean,
): { readonly message: AuditMessage } | { readonly problem: string } {
  const read = readCloudTrailEvent(document);
  if (read.ok) return { message: { kind: 'event', event: read.event, document, factsRead } };
  const { field, problem } = read.error;
  return { problem: field === '' ? problem : `${field}: ${problem}` };
}
