import type {
  AppliedException,
  Confidence,
  Evidence,
  Severity,
  Status,
  VerdictResource,
} from '../controls/verdict.ts';
import type { Verdict } from '../engine/evaluate.ts';
import type { Fault } from '../network/disposition.ts';
import type { Judgement } from './judgement.ts';
import type { Summary } from './summary.ts';
import { summaryOf } from './summary.ts';
import { messageOf, remediationOf } from './verdict-text.ts';

/** Raised when a field of the report changes its meaning or goes away. */
export const REPORT_SCHEMA_VERSION = 1;

/** A verdict as the report carries it: complete without the program that made it. */
export interface ReportedVerdict {
  readonly control: string;
  readonly resource: VerdictResource;
  readonly vpcId?: string;
  readonly status: Status;
  readonly severity: Severity;
  readonly confidence: Confidence;
  readonly title: string;
  readonly message: string;
  readonly evidence: readonly Evidence[];
  readonly fault?: Fault;
  readonly remediation: { readonly text: string; readonly url: string };
  readonly exception?: AppliedException;
}

/** What `audit --format json` prints. */
export interface AuditReport {
  readonly schemaVersion: number;
  readonly accountId: string;
  readonly regions: readonly string[];
  /** When the oldest of the answers was given: ISO 8601, UTC. */
  readonly capturedAt: string;
  readonly summary: Summary;
  readonly verdicts: readonly ReportedVerdict[];
}

/**
 * The report of a judgement. Where snapshots of several accounts were read together, `accountId` is
 * the first one's; each resource's ARN says its own.
 */
export function reportOf(judgement: Judgement): AuditReport {
  const { snapshots, verdicts } = judgement;
  return {
    schemaVersion: REPORT_SCHEMA_VERSION,
    accountId: snapshots[0]?.accountId ?? '',
    regions: [...new Set(snapshots.map(({ region }) => region))],
    capturedAt: snapshots.map(({ capturedAt }) => capturedAt).toSorted()[0] ?? '',
    summary: summaryOf(judgement),
    verdicts: verdicts.map(({ verdict }) => reportedVerdict(verdict)),
  };
}

/** One verdict with its texts. */
export function reportedVerdict(verdict: Verdict): ReportedVerdict {
  const { control, resource, vpcId, status, severity, outcome, exception } = verdict;
  return {
    control: control.meta.name,
    resource,
    ...(vpcId !== undefined && { vpcId }),
    status,
    severity,
    confidence: outcome.confidence,
    title: control.meta.title,
    message: messageOf(verdict),
    evidence: outcome.evidence,
    ...(outcome.fault && { fault: outcome.fault }),
    remediation: remediationOf(verdict),
    ...(exception && { exception }),
  };
}
