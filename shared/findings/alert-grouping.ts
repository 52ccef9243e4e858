import type { Severity } from '../controls/verdict.ts';
import { groupBy } from '../model/group-by.ts';
import { rank } from './failure-groups.ts';
import type { ReportedVerdict } from './report.ts';
import type { Cause, Transition } from './stored-finding.ts';

/** Transitions that one message tells: of one change, in one region, all opened or all over. */
export interface AlertGroup {
  readonly transition: 'opened' | 'resolved';
  readonly cause: Cause;
  /** At least one. */
  readonly transitions: readonly [Transition, ...Transition[]];
}

/**
 * The transitions that people are alerted to, by change. Opened findings and those that are over make
 * two messages, so that a subscription can ask for either.
 *
 * @param threshold findings below it alert nobody
 */
export function groupForAlerts(
  transitions: readonly Transition[],
  threshold: Severity,
): readonly AlertGroup[] {
  const groups = groupBy(transitions, (one) => {
    const told = sideOf(one, threshold);
    return told === undefined ? [] : [groupKey(one, told)];
  });
  return [...groups.values()].flatMap(([first, ...others]): AlertGroup[] => {
    const transition = first && sideOf(first, threshold);
    if (first === undefined || transition === undefined) return [];
    return [{ transition, cause: first.cause, transitions: [first, ...others] }];
  });
}

/** What people were told while the finding was open: of one that is over, what it had said. */
export function toldVerdict({ verdict, before }: Transition): ReportedVerdict {
  return before ?? verdict;
}

/** Which side of a finding's life people are told of; undefined for neither. */
function sideOf(transition: Transition, threshold: Severity): AlertGroup['transition'] | undefined {
  const { kind, previousSeverity } = transition;
  const above = (severity: Severity): boolean => rank(severity) <= rank(threshold);
  if (!above(toldVerdict(transition).severity)) return undefined;
  switch (kind) {
    case 'opened':
      return 'opened';
    case 'updated':
      // It was too mild to be told when it was opened.
      return previousSeverity !== undefined && !above(previousSeverity) ? 'opened' : undefined;
    case 'resolved':
    case 'archived':
      return 'resolved';
    case 'refreshed':
      return undefined;
  }
}

function groupKey({ accountId, region, cause }: Transition, told: string): string {
  return JSON.stringify([accountId, region, told, causeKey(cause)]);
}

/** A change by its event; the sweep and other causes by name and time. */
export function causeKey({ eventId, name, time }: Cause): string {
  return eventId ?? `${name}@${time}`;
}
