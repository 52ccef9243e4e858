import { SEVERITIES } from '../controls/verdict.ts';
import type { Severity } from '../controls/verdict.ts';
import type { Fault } from '../network/disposition.ts';
import type { Verdict } from './evaluate.ts';

/**
 * One thing that is wrong and everything that follows from it. Controls know nothing of each other;
 * their verdicts meet here by the fault they carry: the hop at which their paths stop, and how.
 */
export interface Problem {
  /** Absent where the failure concerns only its own resource. */
  readonly fault?: Fault;
  readonly severity: Severity;
  /** The most severe first. */
  readonly verdicts: readonly Verdict[];
  /** Distinct functions among the resources. */
  readonly functions: number;
}

/** The failures without an exception as problems, the worst and the widest first. */
export function problemsOf(verdicts: readonly Verdict[]): readonly Problem[] {
  const groups = new Map<string, Verdict[]>();
  for (const verdict of verdicts) {
    if (verdict.status !== 'FAILED' || verdict.exception !== undefined) continue;
    const key = problemKey(verdict);
    const group = groups.get(key);
    if (group === undefined) groups.set(key, [verdict]);
    else group.push(verdict);
  }
  return [...groups.values()]
    .map(problemOf)
    .toSorted((a, b) => rank(a.severity) - rank(b.severity) || b.functions - a.functions);
}

function problemKey({ outcome, control, resource }: Verdict): string {
  const { fault } = outcome;
  return fault === undefined
    ? `${control.meta.name} ${resource.id}`
    : `${fault.kind} ${fault.id} ${fault.disposition}`;
}

function problemOf(group: readonly Verdict[]): Problem {
  const verdicts = group.toSorted((a, b) => rank(a.severity) - rank(b.severity));
  const functions = new Set(
    group
      .filter(({ resource }) => resource.type === 'AWS::Lambda::Function')
      .map(({ resource }) => resource.id),
  );
  const fault = verdicts[0]?.outcome.fault;
  return {
    ...(fault && { fault }),
    severity: verdicts[0]?.severity ?? 'INFO',
    verdicts,
    functions: functions.size,
  };
}

function rank(severity: Severity): number {
  return SEVERITIES.indexOf(severity);
}
