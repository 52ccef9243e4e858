import { saysTheSame } from './fate.ts';
import type { Fate } from './fate.ts';
import type { ReportedVerdict } from './report.ts';
import type { FindingState, StoredFinding, Transition } from './stored-finding.ts';

/** What becomes of one finding, and what is to be told of it; nothing is told of a quiet step. */
export interface FindingStep {
  readonly finding: StoredFinding;
  readonly told?: Pick<Transition, 'kind' | 'reason' | 'previousSeverity' | 'before'>;
}

interface StepContext {
  readonly capturedAt: string;
  /** Whether nothing that was stored of the finding still has to be published. */
  readonly isTold: boolean;
  readonly resourceDetails?: object;
}

/** Security Hub forgets what it was not told of for 90 days. */
const REFRESH_AFTER_DAYS = 30;
const DAY_MILLISECONDS = 86_400_000;

/** The next step in the life of a finding; undefined where it stays as it is. */
export function nextFinding(
  finding: StoredFinding | undefined,
  fate: Fate,
  context: StepContext,
): FindingStep | undefined {
  switch (fate.kind) {
    case 'open':
      if (finding?.state !== 'OPEN') return opened(finding, fate.verdict, context);
      return updated(finding, fate.verdict, context) ?? refreshed(finding, context);
    case 'unknown':
      return finding?.state === 'OPEN' ? refreshed(finding, context) : undefined;
    case 'excepted':
      return finding && excepted(finding, fate.verdict, fate.reason, context);
    case 'resolved':
      return finding && resolved(finding, fate.verdict, fate.reason, context);
    case 'archived':
      return finding && archived(finding, fate.reason, context);
  }
}

function opened(
  finding: StoredFinding | undefined,
  verdict: ReportedVerdict,
  context: StepContext,
): FindingStep {
  const { capturedAt } = context;
  const times = { createdAt: finding?.createdAt ?? capturedAt, openedAt: capturedAt };
  return {
    finding: { ...finding, ...times, ...judged('OPEN', verdict, context) },
    told: { kind: 'opened' },
  };
}

function updated(
  finding: StoredFinding,
  verdict: ReportedVerdict,
  context: StepContext,
): FindingStep | undefined {
  if (saysTheSame(finding.verdict, verdict)) return undefined;
  const { severity } = finding.verdict;
  return {
    finding: { ...finding, ...judged('OPEN', verdict, context) },
    told: {
      kind: 'updated',
      ...(severity !== verdict.severity && { previousSeverity: severity }),
    },
  };
}

/** Once more to Security Hub, without a change: the finding is open, and its copy there grows old. */
function refreshed(
  finding: StoredFinding,
  { capturedAt, isTold }: StepContext,
): FindingStep | undefined {
  const { importedAt } = finding;
  if (importedAt === undefined || !isTold) return undefined;
  const days = (Date.parse(capturedAt) - Date.parse(importedAt)) / DAY_MILLISECONDS;
  return days > REFRESH_AFTER_DAYS ? { finding, told: { kind: 'refreshed' } } : undefined;
}

function excepted(
  finding: StoredFinding,
  verdict: ReportedVerdict,
  reason: string,
  context: StepContext,
): FindingStep | undefined {
  const next = { ...finding, ...judged('EXCEPTED', verdict, context) };
  if (finding.state === 'OPEN') return { finding: next, told: { kind: 'archived', reason } };
  const accepted = finding.verdict.exception;
  const isSame =
    finding.state === 'EXCEPTED' &&
    JSON.stringify(accepted) === JSON.stringify(verdict.exception) &&
    saysTheSame(finding.verdict, verdict);
  return isSame ? undefined : { finding: next };
}

function resolved(
  finding: StoredFinding,
  verdict: ReportedVerdict,
  reason: string | undefined,
  context: StepContext,
): FindingStep | undefined {
  if (finding.state === 'RESOLVED') return undefined;
  const next = { ...finding, ...judged('RESOLVED', verdict, context) };
  // What is excepted or archived was taken back already.
  if (finding.state !== 'OPEN') return { finding: next };
  const before = finding.verdict;
  return {
    finding: next,
    told: { kind: 'resolved', before, ...(reason !== undefined && { reason }) },
  };
}

function archived(
  finding: StoredFinding,
  reason: string,
  { capturedAt }: StepContext,
): FindingStep | undefined {
  const next = { ...finding, state: 'ARCHIVED' as const, updatedAt: capturedAt };
  switch (finding.state) {
    case 'OPEN':
      return { finding: next, told: { kind: 'archived', reason } };
    case 'EXCEPTED':
      return { finding: next };
    case 'RESOLVED':
    case 'ARCHIVED':
      return undefined;
  }
}

function judged(
  state: FindingState,
  verdict: ReportedVerdict,
  { capturedAt, resourceDetails }: StepContext,
): Pick<StoredFinding, 'control' | 'state' | 'verdict' | 'updatedAt' | 'resourceDetails'> {
  return {
    control: verdict.control,
    state,
    verdict,
    updatedAt: capturedAt,
    ...(resourceDetails && { resourceDetails }),
  };
}
