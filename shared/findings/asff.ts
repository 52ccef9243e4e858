import { controlNamed } from '../controls/control-named.ts';
import type { ControlMeta } from '../controls/define-control.ts';
import type { Confidence, Severity, Status } from '../controls/verdict.ts';
import type { Verdict } from '../engine/evaluate.ts';
import type { Snapshot } from '../model/snapshot.ts';
import { PRODUCT, productFields } from './asff-product-fields.ts';
import type { AsffFinding, AsffSeverity, ComplianceStatus } from './asff-finding.ts';
import { asffResourceDetails } from './asff-resource-details.ts';
import { asffResources } from './asff-resources.ts';
import { fitSize } from './asff-size.ts';
import { asffTypes } from './asff-types.ts';
import { limitId } from './limit-id.ts';
import { limitLine } from './limit-text.ts';
import { reportedVerdict } from './report.ts';
import type { ReportedVerdict } from './report.ts';
import type { Transition } from './stored-finding.ts';

/**
 * Verdicts and transitions in the AWS Security Finding Format. The limits are those of
 * https://docs.aws.amazon.com/securityhub/1.0/APIReference/API_AwsSecurityFinding.html
 *
 * What people own in Security Hub is never set: workflow, notes, suppression, and severity, types and
 * confidence but as what the provider proposes.
 */

/** Longest texts, in characters. */
const LIMITS = { id: 512, title: 256, description: 1024, recommendation: 512 } as const;

/** One finding for each control and resource: `<resource ARN>/<control>`. */
export function findingId({
  control,
  resource,
}: Pick<ReportedVerdict, 'control' | 'resource'>): string {
  return `${resource.id}/${control}`;
}

/** The finding's id within Security Hub's limit. */
export function asffId(id: string): string {
  return limitId(id, LIMITS.id);
}

/** The finding for one verdict as it is; what holds, is accepted or does not apply is archived. */
export function asffFinding(verdict: Verdict, snapshot: Snapshot): AsffFinding {
  const { meta } = verdict.control;
  const details = asffResourceDetails(verdict.resource, snapshot);
  const reported = reportedVerdict(verdict);
  return findingOf(
    {
      ...snapshotFacts(snapshot),
      verdict: reported,
      details,
      severity: reported.severity,
      compliance: complianceOf(reported.status),
      recordState: isActive(reported) ? 'ACTIVE' : 'ARCHIVED',
      fields: productFields({ verdict: reported, controlId: meta.id, details }),
    },
    meta,
  );
}

/**
 * The finding as a transition leaves it. Resolved is passed and archived, whatever let it pass; what is
 * archived because its resource is gone keeps its last compliance status.
 */
export function asffOfTransition(transition: Transition): AsffFinding {
  const { verdict, before, kind, resourceDetails: details } = transition;
  const meta = controlNamed(verdict.control)?.meta;
  const ended = kind === 'resolved' || kind === 'archived';
  return findingOf(
    {
      ...transition,
      details,
      // A verdict that holds has no severity of its own: that of the finding stays.
      severity: kind === 'resolved' ? (before ?? verdict).severity : verdict.severity,
      compliance: kind === 'resolved' ? 'PASSED' : complianceOf(verdict.status),
      recordState: ended ? 'ARCHIVED' : 'ACTIVE',
      fields: productFields({ verdict, controlId: meta?.id, details, transition }),
    },
    meta,
  );
}

interface FindingFacts extends Pick<
  Transition,
  'accountId' | 'partition' | 'region' | 'createdAt' | 'observedAt' | 'verdict'
> {
  readonly details: object | undefined;
  readonly severity: Severity;
  readonly compliance: ComplianceStatus;
  readonly recordState: AsffFinding['RecordState'];
  readonly fields: Record<string, string>;
}

function snapshotFacts({ accountId, partition, region, capturedAt }: Snapshot) {
  return { accountId, partition, region, createdAt: capturedAt, observedAt: capturedAt };
}

function findingOf(facts: FindingFacts, meta: ControlMeta | undefined): AsffFinding {
  const { accountId, partition, region, verdict, severity } = facts;
  const { text, url } = verdict.remediation;
  return fitSize({
    SchemaVersion: '2018-10-08',
    Id: asffId(findingId(verdict)),
    ProductArn: `arn:${partition}:securityhub:${region}:${accountId}:product/${accountId}/default`,
    ProductName: PRODUCT,
    GeneratorId: `${PRODUCT}/${verdict.control}`,
    AwsAccountId: accountId,
    CreatedAt: facts.createdAt,
    UpdatedAt: facts.observedAt,
    FirstObservedAt: facts.createdAt,
    LastObservedAt: facts.observedAt,
    // No text may be empty.
    Title: limitLine(verdict.title, LIMITS.title) || verdict.control,
    Description: limitLine(verdict.message, LIMITS.description) || verdict.control,
    Remediation: {
      Recommendation: { Text: limitLine(text, LIMITS.recommendation) || verdict.control, Url: url },
    },
    Resources: asffResources({ ...facts, resource: verdict.resource, fault: verdict.fault }),
    Compliance: { Status: facts.compliance },
    FindingProviderFields: {
      Severity: { Label: LABELS[severity], Original: severity },
      Types: asffTypes(meta?.family),
      Confidence: CONFIDENCES[verdict.confidence],
    },
    ProductFields: facts.fields,
    RecordState: facts.recordState,
  });
}

const LABELS: Readonly<Record<Severity, AsffSeverity>> = {
  HIGH: 'HIGH',
  MEDIUM: 'MEDIUM',
  LOW: 'LOW',
  INFO: 'INFORMATIONAL',
};

/** Of 100. */
const CONFIDENCES: Readonly<Record<Confidence, number>> = { CERTAIN: 100, INFERRED: 50 };

function complianceOf(status: Status): ComplianceStatus {
  switch (status) {
    case 'FAILED':
      return 'FAILED';
    case 'UNKNOWN':
      return 'WARNING';
    case 'ERROR':
    case 'NOT_APPLICABLE':
      return 'NOT_AVAILABLE';
    case 'PASSED':
      return 'PASSED';
  }
}

/** Nothing unknown is archived. */
function isActive({ status, exception }: ReportedVerdict): boolean {
  switch (status) {
    case 'FAILED':
      return exception === undefined;
    case 'UNKNOWN':
    case 'ERROR':
      return true;
    case 'PASSED':
    case 'NOT_APPLICABLE':
      return false;
  }
}
