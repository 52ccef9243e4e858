import { SEVERITIES } from '../controls/verdict.ts';
import type { Severity, Status } from '../controls/verdict.ts';
import type { Judgement } from './judgement.ts';
import { isOpen } from './judgement.ts';
import type { UnreadTargets } from './unread.ts';
import { deniedCalls } from './verdict-text.ts';

/** The verdicts in numbers. */
export interface Summary {
  readonly verdicts: number;
  readonly byStatus: Readonly<Record<Status, number>>;
  /** Failures without those that an exception covers. */
  readonly findings: number;
  readonly findingsBySeverity: Readonly<Record<Severity, number>>;
  /** Failures that an exception covers. */
  readonly excepted: number;
  /** IAM actions that were denied and would settle unknown verdicts, sorted. */
  readonly missingPermissions: readonly string[];
  /** Listings that could not be read: whatever they hold has no verdict. */
  readonly unread: readonly UnreadTargets[];
  readonly exceptions: readonly ExceptionSummary[];
}

/** An exception that deserves a look. */
export interface ExceptionSummary {
  readonly control: string;
  readonly resource?: string;
  /** `key=value` */
  readonly tag?: string;
  readonly owner: string;
  readonly expires: string;
  readonly state: 'unused' | 'expired';
}

const STATUSES = ['FAILED', 'UNKNOWN', 'ERROR', 'PASSED', 'NOT_APPLICABLE'] as const;

/** Counts a judgement's verdicts. */
export function summaryOf({ verdicts, exceptionNotices, unread }: Judgement): Summary {
  const byStatus = zeros<Status>(STATUSES);
  const findingsBySeverity = zeros<Severity>(SEVERITIES);
  let findings = 0;
  for (const { verdict } of verdicts) {
    byStatus[verdict.status] += 1;
    if (!isOpen(verdict)) continue;
    findings += 1;
    findingsBySeverity[verdict.severity] += 1;
  }
  return {
    verdicts: verdicts.length,
    byStatus,
    findings,
    findingsBySeverity,
    excepted: byStatus.FAILED - findings,
    missingPermissions: deniedCalls([
      ...verdicts.flatMap(({ verdict }) => verdict.outcome.reasons),
      ...unread.map(({ reason }) => reason),
    ]),
    unread,
    exceptions: exceptionNotices.map(({ exception, state }) => ({
      control: exception.control,
      ...(exception.resource !== undefined && { resource: exception.resource }),
      ...(exception.tag && { tag: `${exception.tag.key}=${exception.tag.value}` }),
      owner: exception.owner,
      expires: exception.expires,
      state,
    })),
  };
}

function zeros<K extends string>(keys: readonly K[]): Record<K, number> {
  return Object.fromEntries(keys.map((key) => [key, 0])) as Record<K, number>;
}
