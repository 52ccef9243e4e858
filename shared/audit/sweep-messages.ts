import * as z from 'zod/mini';
import { REGION_TOPICS } from '../ports/region-facts.ts';
import type { RegionTopic } from '../ports/region-facts.ts';
import { jsonOf } from '../model/json-of.ts';
import { problemLine } from './message-body.ts';

/** The messages of the sweep queue: what starts a sweep, its steps, requests to read facts again. */

/** All topics of a region's facts, in the order in which a sweep reads them. */
export const TOPICS = Object.keys(REGION_TOPICS) as readonly RegionTopic[];

/** Raised when a step means something else: a sweep that is under way then ends where it is. */
const OURS = { lambdaVpcAuditor: z.literal(1) };

/** What the schedule and `npm run sweep` send. */
const startSchema = z.object({ ...OURS, kind: z.literal('sweep') });

const reasonSchema = z.union([
  z.object({
    kind: z.enum(['denied', 'failed', 'not-read']),
    call: z.string(),
    detail: z.exactOptional(z.string()),
  }),
  z.object({ kind: z.literal('opaque'), detail: z.string() }),
]);

const marker = z.exactOptional(z.string());

/** The phases of a sweep, in their order; all but the first and the last are done for every region. */
const workSchema = z.discriminatedUnion('phase', [
  z.object({ phase: z.literal('roles'), marker }),
  z.object({ phase: z.literal('topics'), topic: z.exactOptional(z.enum(TOPICS)) }),
  z.object({ phase: z.literal('mappings'), asOf: z.exactOptional(z.iso.datetime()), marker }),
  z.object({
    phase: z.literal('functions'),
    /** When the region's first listing began: its functions count as captured then. */
    asOf: z.iso.datetime(),
    /** Why the event source mappings are not known. */
    unreadMappings: z.exactOptional(reasonSchema),
    marker,
  }),
  z.object({ phase: z.literal('absent'), asOf: z.iso.datetime(), marker }),
  /** `after`: the last VPC whose audit was requested. */
  z.object({ phase: z.literal('vpcs'), after: z.exactOptional(z.string()) }),
  z.object({ phase: z.literal('unattached'), marker }),
  z.object({ phase: z.literal('finish') }),
]);

const stepSchema = z.object({
  ...OURS,
  kind: z.literal('sweep-step'),
  sweepId: z.string().check(z.minLength(1)),
  /** Counts from 1. */
  number: z.int().check(z.positive()),
  startedAt: z.iso.datetime(),
  /** The regions that are still to be swept; the work is about the first. */
  regions: z.array(z.string()),
  work: workSchema,
});

const refreshSchema = z.object({
  ...OURS,
  kind: z.literal('refresh'),
  region: z.string(),
  topics: z.array(z.enum(TOPICS)),
  event: z.unknown(),
});

const messageSchema = z.discriminatedUnion('kind', [startSchema, stepSchema, refreshSchema]);

/** One step of a sweep. A step that lacks time sends what is left of it as the next one. */
export type SweepStep = z.output<typeof stepSchema>;
export type SweepWork = z.output<typeof workSchema>;
export type WorkOf<P extends SweepWork['phase']> = Extract<SweepWork, { readonly phase: P }>;
export type SweepMessage = z.output<typeof messageSchema>;

/** Reads a message of the sweep queue; the problem says what is wrong with it, on one line. */
export function parseSweepMessage(
  body: string,
): { readonly message: SweepMessage } | { readonly problem: string } {
  const input = jsonOf(body);
  if (input === undefined) return { problem: 'not JSON' };
  const parsed = messageSchema.safeParse(input);
  if (parsed.success) return { message: parsed.data };
  return { problem: problemLine(parsed.error, input) };
}
