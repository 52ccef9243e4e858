import * as z from 'zod/mini';
import { SEVERITIES } from '../controls/verdict.ts';
import { DISPOSITIONS } from '../network/disposition.ts';

/**
 * What is published about a finding, for people's own automation: the `detail` of an event on the bus,
 * and the findings in an alert. The schema is documented in docs/events/.
 */

/** Raised when a field changes its meaning or goes away. */
export const FINDING_EVENT_VERSION = 1;

/** `source` of the events. */
export const EVENT_SOURCE = 'lambda-vpc-auditor';

const time = z.string().check(z.describe('ISO 8601, UTC'));

export const faultSchema = z
  .object({
    kind: z
      .string()
      .check(z.describe('Kind of the hop, as AWS names it: route-table, nat-gateway, …')),
    id: z.string(),
    disposition: z.enum(DISPOSITIONS).check(z.describe('What becomes of the traffic there')),
    destination: z
      .optional(z.string())
      .check(
        z.describe(
          'Where it should lead on to, where only what goes there stops: the internet, vpc-1',
        ),
      ),
  })
  .check(z.describe('The hop at which the path stops: what is missing'));

export const resourceSchema = z.object({
  type: z.string().check(z.describe("CloudFormation's type, such as AWS::Lambda::Function")),
  id: z.string().check(z.describe('ARN')),
  name: z.string().check(z.describe("The resource's own name or id")),
});

export const findingSchema = z.object({
  id: z
    .string()
    .check(z.describe('<resource ARN>/<control>: the same for as long as the finding lives')),
  control: z.string().check(z.describe('Name of the control, such as function-internet-egress')),
  controlId: z.optional(z.string()).check(z.describe('Its short id in the catalogue')),
  title: z.string().check(z.describe('What should be so')),
  effect: z
    .optional(z.string())
    .check(z.describe('What a failure means: cannot reach the internet')),
  status: z.enum(['FAILED', 'PASSED', 'NOT_APPLICABLE', 'UNKNOWN', 'ERROR']),
  severity: z.enum(SEVERITIES),
  previousSeverity: z.optional(z.enum(SEVERITIES)).check(z.describe('Where an update changed it')),
  confidence: z
    .enum(['CERTAIN', 'INFERRED'])
    .check(
      z.describe('INFERRED: that the function needs this was guessed from its role or environment'),
    ),
  accountId: z.string(),
  partition: z.string(),
  region: z.string(),
  vpcId: z.optional(z.string()),
  resource: resourceSchema,
  message: z.string().check(z.describe('What was seen')),
  before: z
    .optional(z.string())
    .check(z.describe('Of a resolved finding: what was said while it was open')),
  fault: z.optional(faultSchema),
  evidence: z.array(z.object({ resource: z.string(), field: z.string(), value: z.string() })),
  evidenceOmitted: z
    .optional(z.int())
    .check(z.describe('How much evidence was left out to fit the size')),
  remediation: z.object({ text: z.string(), url: z.string() }),
  exception: z
    .optional(z.object({ reason: z.string(), owner: z.string(), expires: z.string() }))
    .check(z.describe('Who accepted it, why and until when')),
  reason: z
    .optional(z.string())
    .check(z.describe('Why it was archived or resolved without passing: resource deleted')),
  createdAt: time.check(z.describe('When it was opened for the first time: ISO 8601, UTC')),
  openedAt: time.check(z.describe('When it was last opened: ISO 8601, UTC')),
  observedAt: time.check(z.describe('When AWS was asked: ISO 8601, UTC')),
});
/** A finding as it is published. */
export type PublishedFinding = z.infer<typeof findingSchema>;

export const changeSchema = z
  .object({
    name: z.string().check(z.describe('The API call, such as ReplaceRoute; or sweep')),
    eventId: z
      .optional(z.string())
      .check(z.describe("CloudTrail's id of the event; absent where no event led to the audit")),
    time,
    region: z.string().check(z.describe('Region of the call')),
    resources: z.array(z.string()).check(z.describe('Ids that the event names')),
    actor: z
      .optional(
        z.object({
          principalArn: z.optional(z.string()),
          principalId: z.optional(z.string()),
          type: z.optional(z.string()),
          accountId: z.optional(z.string()),
          sessionIssuerArn: z.optional(z.string()),
          invokedBy: z.optional(z.string()).check(z.describe('The AWS service that made the call')),
          sourceIpAddress: z.optional(z.string()),
          userAgent: z.optional(z.string()),
        }),
      )
      .check(z.describe('Who made the change, as CloudTrail says')),
  })
  .check(z.describe('The change after which the finding was audited'));
export type PublishedChange = z.infer<typeof changeSchema>;

export const findingEventSchema = z.object({
  schemaVersion: z.literal(FINDING_EVENT_VERSION),
  id: z.string().check(z.describe('The same however often the event is delivered')),
  transition: z.enum(['opened', 'updated', 'resolved', 'archived']),
  finding: findingSchema,
  change: changeSchema,
});
export type FindingEvent = z.infer<typeof findingEventSchema>;
