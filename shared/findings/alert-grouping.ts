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
  const told = transitions.filter(
    (one) => side(one) !== undefined && rank(alertSeverity(one)) <= rank(threshold),
  );
  const groups = groupBy(told, (one) => [groupKey(one)]);
  return [...groups.values()].flatMap(([first, ...others]): AlertGroup[] => {
    const transition = first && side(first);
    if (first === undefined || transition === undefined) return [];
    return [{ transition, cause: first.cause, transitions: [first, ...others] }];
  });
}

/** What people were told while the finding was open: of one that is over, what it had said. */
export function toldVerdict({ verdict, before }: Transition): ReportedVerdict {
  return before ?? verdict;
}

/** The severity that decides whether people are told: the worse of before and after. */
export function alertSeverity(transition: Transition): Severity {
  const { severity } = toldVerdict(transition);
  const { previousSeverity = severity } = transition;
  return rank(previousSeverity) < rank(severity) ? previousSeverity : severity;
}

/** Which side of a finding's life people are told of; undefined for neither. */
function side({ kind, verdict, reason }: Transition): AlertGroup['transition'] | undefined {
  switch (kind) {
    case 'opened':
      return 'opened';
    case 'resolved':
      return 'resolved';
    case 'archived':
      // One that was accepted before was not open: nobody is waiting to hear that it went.
      return verdict.exception === undefined || reason?.startsWith('exception') === true
        ? 'resolved'
        : undefined;
    case 'updated':
    case 'refreshed':
      return undefined;
  }
}

function groupKey(transition: Transition): string {
  const { accountId, region, cause } = transition;
  return JSON.stringify([accountId, region, side(transition), causeKey(cause)]);
}

/** A change by its event; the sweep and other causes by name and time. */
export function causeKey({ eventId, name, time }: Cause): string {
  return eventId ?? `${name}@${time}`;
}
