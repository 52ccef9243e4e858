import * as z from 'zod';
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

const time = z.string().describe('ISO 8601, UTC');

export const faultSchema = z
  .object({
    kind: z.string().describe('Kind of the hop, as AWS names it: route-table, nat-gateway, …'),
    id: z.string(),
    disposition: z.enum(DISPOSITIONS).describe('What becomes of the traffic there'),
    destination: z
      .string()
      .optional()
      .describe(
        'Where it should lead on to, where only what goes there stops: the internet, vpc-1',
      ),
  })
  .describe('The hop at which the path stops: what is missing');

export const resourceSchema = z.object({
  type: z.string().describe("CloudFormation's type, such as AWS::Lambda::Function"),
  id: z.string().describe('ARN'),
  name: z.string().describe("The resource's own name or id"),
});

export const findingSchema = z.object({
  id: z.string().describe('<resource ARN>/<control>: the same for as long as the finding lives'),
  control: z.string().describe('Name of the control, such as function-internet-egress'),
  controlId: z.string().optional().describe('Its short id in the catalogue'),
  title: z.string().describe('What should be so'),
  effect: z.string().optional().describe('What a failure means: cannot reach the internet'),
  status: z.enum(['FAILED', 'PASSED', 'NOT_APPLICABLE', 'UNKNOWN', 'ERROR']),
  severity: z.enum(SEVERITIES),
  previousSeverity: z.enum(SEVERITIES).optional().describe('Where an update changed it'),
  confidence: z
    .enum(['CERTAIN', 'INFERRED'])
    .describe('INFERRED: that the function needs this was guessed from its role or environment'),
  accountId: z.string(),
  partition: z.string(),
  region: z.string(),
  vpcId: z.string().optional(),
  resource: resourceSchema,
  message: z.string().describe('What was seen'),
  before: z.string().optional().describe('Of a resolved finding: what was said while it was open'),
  fault: faultSchema.optional(),
  evidence: z.array(z.object({ resource: z.string(), field: z.string(), value: z.string() })),
  evidenceOmitted: z.int().optional().describe('How much evidence was left out to fit the size'),
  remediation: z.object({ text: z.string(), url: z.string() }),
  exception: z
    .object({ reason: z.string(), owner: z.string(), expires: z.string() })
    .optional()
    .describe('Who accepted it, why and until when'),
  reason: z
    .string()
    .optional()
    .describe('Why it was archived or resolved without passing: resource deleted'),
  createdAt: time.describe('When it was opened for the first time: ISO 8601, UTC'),
  openedAt: time.describe('When it was last opened: ISO 8601, UTC'),
  observedAt: time.describe('When AWS was asked: ISO 8601, UTC'),
});
/** A finding as it is published. */
export type PublishedFinding = z.infer<typeof findingSchema>;

export const changeSchema = z
  .object({
    name: z.string().describe('The API call, such as ReplaceRoute; or sweep'),
    eventId: z
      .string()
      .optional()
      .describe("CloudTrail's id of the event; absent where no event led to the audit"),
    time,
    region: z.string().describe('Region of the call'),
    resources: z.array(z.string()).describe('Ids that the event names'),
    actor: z
      .object({
        principalArn: z.string().optional(),
        principalId: z.string().optional(),
        type: z.string().optional(),
        accountId: z.string().optional(),
        sessionIssuerArn: z.string().optional(),
        invokedBy: z.string().optional().describe('The AWS service that made the call'),
        sourceIpAddress: z.string().optional(),
        userAgent: z.string().optional(),
      })
      .optional()
      .describe('Who made the change, as CloudTrail says'),
  })
  .describe('The change after which the finding was audited');
export type PublishedChange = z.infer<typeof changeSchema>;

export const findingEventSchema = z.object({
  schemaVersion: z.literal(FINDING_EVENT_VERSION),
  id: z.string().describe('The same however often the event is delivered'),
  transition: z.enum(['opened', 'updated', 'resolved', 'archived']),
  finding: findingSchema,
  change: changeSchema,
});
export type FindingEvent = z.infer<typeof findingEventSchema>;
