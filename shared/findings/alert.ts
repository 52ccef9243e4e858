import * as z from 'zod/mini';
import { SEVERITIES } from '../controls/verdict.ts';
import { changeSchema, faultSchema, findingSchema, resourceSchema } from './finding-schema.ts';

/**
 * One message to people about one change: what it broke or mended, for whom, and what to do. The texts
 * for email, chat and Slack are made from it, and subscribers that are programs get it as it is. The
 * schema is documented in docs/events/.
 */

/** Raised when a field changes its meaning or goes away. */
export const ALERT_VERSION = 1;

const linkSchema = z.object({ label: z.string(), url: z.string() });
export type AlertLink = z.infer<typeof linkSchema>;

const consequenceSchema = z.object({
  control: z.string(),
  severity: z.enum(SEVERITIES),
  message: z.string().check(z.describe('What was seen; for a resolution, what had been seen')),
  affected: z.int().check(z.describe('How many resources it is said of')),
  names: z
    .array(z.string())
    .check(z.describe("Of which, where not of all the problem's resources; empty where of all")),
});
export type AlertConsequence = z.infer<typeof consequenceSchema>;

const problemSchema = z
  .object({
    severity: z.enum(SEVERITIES),
    headline: z.string().check(z.describe('3 functions cannot reach the internet')),
    hop: z
      .optional(
        z.extend(faultSchema, {
          text: z.string().check(z.describe('rtb-1 sends traffic into a black hole')),
        }),
      )
      .check(z.describe('The missing hop')),
    note: z.optional(z.string()).check(z.describe('What else people should know of it')),
    now: z.optional(z.string()).check(z.describe('Of a resolution: what is seen now')),
    vpcIds: z.array(z.string()),
    resources: z.array(z.extend(resourceSchema, { url: z.optional(z.string()) })),
    resourcesOmitted: z.int().check(z.describe('Resources that were left out to fit the size')),
    consequences: z.array(consequenceSchema),
    consequencesOmitted: z.int(),
    fix: z.object({ text: z.string(), url: z.string() }),
    reason: z
      .optional(z.string())
      .check(z.describe('Why it is over, where not because it was repaired')),
    openSeconds: z.optional(z.int()).check(z.describe('Of a resolution: how long it was open')),
    links: z.array(linkSchema),
  })
  .check(z.describe('What one repair puts right'));
export type AlertProblem = z.infer<typeof problemSchema>;

export const alertSchema = z.object({
  schemaVersion: z.literal(ALERT_VERSION),
  product: z.literal('lambda-vpc-auditor'),
  id: z.string().check(z.describe('The same however often the alert is sent')),
  transition: z.enum(['opened', 'resolved']),
  severity: z.enum(SEVERITIES).check(z.describe('Of the worst problem')),
  subject: z.string().check(z.describe('At most 99 ASCII characters')),
  headline: z.string(),
  accountId: z.string(),
  partition: z.string(),
  region: z.string(),
  controls: z.array(z.string()),
  who: z
    .optional(z.string())
    .check(z.describe('alice (role admin) via Terraform from 203.0.113.24')),
  change: changeSchema,
  changeUrl: z.optional(z.string()).check(z.describe("The event in CloudTrail's history")),
  observedAt: z.string().check(z.describe('When AWS was asked: ISO 8601, UTC')),
  openSeconds: z
    .optional(z.int())
    .check(z.describe('Of a resolution: how long the oldest was open')),
  problems: z.array(problemSchema),
  problemsOmitted: z.int(),
  findings: z
    .array(findingSchema)
    .check(z.describe('The findings behind the problems, worst first')),
  findingsOmitted: z.int().check(z.describe('Findings that were left out to fit the size')),
});
export type Alert = z.infer<typeof alertSchema>;
