import { SEVERITIES } from '../controls/verdict.ts';
import type { Severity } from '../controls/verdict.ts';
import type { ReportedVerdict } from './report.ts';

/** What a verdict says of its finding. */
export type Fate =
  | { readonly kind: 'open'; readonly verdict: ReportedVerdict }
  | { readonly kind: 'excepted'; readonly verdict: ReportedVerdict; readonly reason: string }
  | { readonly kind: 'resolved'; readonly verdict: ReportedVerdict; readonly reason?: string }
  | { readonly kind: 'archived'; readonly reason: string }
  /** Nobody knows: what is remembered stays. */
  | { readonly kind: 'unknown' };

/** @param findingSeverity failures below it are no findings */
export function fateOf(verdict: ReportedVerdict, findingSeverity: Severity): Fate {
  switch (verdict.status) {
    case 'UNKNOWN':
    case 'ERROR':
      return { kind: 'unknown' };
    case 'PASSED':
      return { kind: 'resolved', verdict };
    case 'NOT_APPLICABLE':
      return { kind: 'resolved', verdict, reason: 'no longer applies' };
    case 'FAILED': {
      const { severity, exception } = verdict;
      if (isBelow(severity, findingSeverity)) {
        return { kind: 'resolved', verdict, reason: `severity ${severity} is no finding` };
      }
      return exception === undefined
        ? { kind: 'open', verdict }
        : { kind: 'excepted', verdict, reason: `exception until ${exception.expires}` };
    }
  }
}

function isBelow(severity: Severity, least: Severity): boolean {
  return SEVERITIES.indexOf(severity) > SEVERITIES.indexOf(least);
}

/**
 * Whether two verdicts on one resource say the same to a person: the order of what they saw does not
 * count, nor whether it was seen twice.
 */
export function saysTheSame(a: ReportedVerdict, b: ReportedVerdict): boolean {
  return substanceOf(a) === substanceOf(b);
}

function substanceOf(verdict: ReportedVerdict): string {
  const { vpcId, severity, confidence, title, message, fault, remediation, evidence } = verdict;
  const seen = evidence.map(({ resource, field, value }) =>
    JSON.stringify([resource, field, value]),
  );
  return JSON.stringify([
    [vpcId, severity, confidence, title, message],
    [fault?.kind, fault?.id, fault?.disposition, fault?.destination],
    [remediation.text, remediation.url],
    [...new Set(seen)].toSorted(),
  ]);
}
