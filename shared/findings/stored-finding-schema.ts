import * as z from 'zod/mini';
import { SEVERITIES } from '../controls/verdict.ts';
import type {
  AppliedException,
  Evidence,
  ResourceType,
  Status,
  VerdictResource,
} from '../controls/verdict.ts';
import type { AuditUnit } from '../events/audit-unit.ts';
import type { Actor } from '../events/change.ts';
import type { Disposition, Fault, HopKind } from '../network/disposition.ts';
import type { ReportedVerdict } from './report.ts';
import { CHANNELS } from './stored-finding.ts';
import type {
  Cause,
  FindingState,
  ResourceFindings,
  StoredFinding,
  Transition,
  TransitionKind,
} from './stored-finding.ts';

/**
 * How records, transitions and their parts are read back from where they were written. What the program
 * branches on is checked value by value; words that it only passes on may come from a newer version.
 */

/** Names every key of a type: one that is added there and not here does not compile. */
type Shape<T> = { readonly [K in keyof T]-?: z.ZodMiniType };

const text = z.string();

const words = {
  resourceType: text as unknown as z.ZodMiniType<ResourceType>,
  hopKind: text as unknown as z.ZodMiniType<HopKind>,
  disposition: text as unknown as z.ZodMiniType<Disposition>,
  status: z.enum(['PASSED', 'FAILED', 'NOT_APPLICABLE', 'UNKNOWN', 'ERROR'] satisfies Status[]),
  state: z.enum(['OPEN', 'EXCEPTED', 'RESOLVED', 'ARCHIVED'] satisfies FindingState[]),
  kind: z.enum([
    'opened',
    'updated',
    'resolved',
    'archived',
    'refreshed',
  ] satisfies TransitionKind[]),
};

const resource: z.ZodMiniType<VerdictResource> = z.object({
  type: words.resourceType,
  id: text,
} satisfies Shape<VerdictResource>);

const evidence: z.ZodMiniType<Evidence> = z.object({
  resource: text,
  field: text,
  value: text,
} satisfies Shape<Evidence>);

const fault: z.ZodMiniType<Fault> = z.object({
  kind: words.hopKind,
  id: text,
  disposition: words.disposition,
  destination: z.exactOptional(text),
} satisfies Shape<Fault>);

const exception: z.ZodMiniType<AppliedException> = z.object({
  reason: text,
  owner: text,
  expires: text,
} satisfies Shape<AppliedException>);

const verdict: z.ZodMiniType<ReportedVerdict> = z.object({
  control: text,
  resource,
  vpcId: z.exactOptional(text),
  status: words.status,
  severity: z.enum(SEVERITIES),
  confidence: z.enum(['CERTAIN', 'INFERRED']),
  title: text,
  message: text,
  evidence: z.array(evidence),
  fault: z.exactOptional(fault),
  remediation: z.object({ text, url: text }),
  exception: z.exactOptional(exception),
} satisfies Shape<ReportedVerdict>);

/** A key that is always there, though JSON leaves out what is undefined. */
const maybeText = z.pipe(
  z.optional(text),
  z.transform((value) => value),
);

const actor: z.ZodMiniType<Actor> = z.object({
  principalArn: maybeText,
  principalId: maybeText,
  type: maybeText,
  accountId: maybeText,
  sessionIssuerArn: maybeText,
  invokedBy: maybeText,
  sourceIpAddress: maybeText,
  userAgent: maybeText,
} satisfies Shape<Actor>);

const cause: z.ZodMiniType<Cause> = z.object({
  eventId: z.exactOptional(text),
  name: text,
  time: text,
  region: text,
  actor: z.exactOptional(actor),
  resources: z.array(text),
} satisfies Shape<Cause>);

const details = z.record(text, z.unknown());

const storedFinding: z.ZodMiniType<StoredFinding> = z.object({
  control: text,
  state: words.state,
  verdict,
  resourceDetails: z.exactOptional(details),
  createdAt: text,
  openedAt: text,
  openedBy: z.exactOptional(cause),
  updatedAt: text,
  importedAt: z.exactOptional(text),
} satisfies Shape<StoredFinding>);

const transition: z.ZodMiniType<Transition> = z.object({
  id: text,
  kind: words.kind,
  findingId: text,
  accountId: text,
  partition: text,
  region: text,
  verdict,
  before: z.exactOptional(verdict),
  resourceDetails: z.exactOptional(details),
  createdAt: text,
  openedAt: text,
  openedBy: z.exactOptional(cause),
  observedAt: text,
  previousSeverity: z.exactOptional(z.enum(SEVERITIES)),
  reason: z.exactOptional(text),
  cause,
  unpublished: z.array(z.enum(CHANNELS)),
} satisfies Shape<Transition>);

const unit: z.ZodMiniType<AuditUnit> = z.discriminatedUnion('kind', [
  z.object({ kind: z.literal('vpc'), region: text, vpcId: text }),
  z.object({ kind: z.literal('function'), region: text, functionArn: text }),
  z.object({ kind: z.literal('account'), region: text }),
]);

/** A whole record. */
export const resourceFindingsSchema: z.ZodMiniType<ResourceFindings> = z.object({
  resource,
  unit,
  judgedAt: text,
  version: z.int().check(z.nonnegative()),
  findings: z.record(text, storedFinding),
  pending: z.array(transition),
} satisfies Shape<ResourceFindings>);
