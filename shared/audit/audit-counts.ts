import type { ResourceFindings } from '../findings/stored-finding.ts';
import type { Metrics } from '../ports/metrics.ts';
import type { JudgedResource } from './unit-verdicts.ts';

/** Counts what was judged, and what could not be for want of a permission. */
export function countVerdicts(judged: readonly JudgedResource[], metrics: Metrics): void {
  const verdicts = judged.flatMap((one) => one.verdicts);
  for (const [status, value] of tally(verdicts, (one) => [one.status])) {
    metrics.count('Verdicts', value, { status });
  }
  const denied = tally(verdicts, ({ outcome }) =>
    outcome.reasons.flatMap((reason) => (reason.kind === 'denied' ? [reason.call] : [])),
  );
  for (const [call, value] of denied) metrics.count('UnknownFacts', value, { call });
}

/** Counts what is open in a unit, and what its audit changed. */
export function countFindings(
  records: readonly ResourceFindings[],
  own: ReadonlySet<string>,
  metrics: Metrics,
): void {
  const findings = records.flatMap((record) => Object.values(record.findings));
  const open = findings.filter(({ state }) => state === 'OPEN');
  for (const [severity, value] of tally(open, ({ verdict }) => [verdict.severity])) {
    metrics.count('OpenFindings', value, { severity });
  }
  const transitions = records.flatMap(({ pending }) => pending.filter(({ id }) => own.has(id)));
  for (const [kind, value] of tally(transitions, (one) => [one.kind])) {
    metrics.count('Transitions', value, { kind });
  }
}

function tally<T>(
  items: readonly T[],
  keysOf: (item: T) => readonly string[],
): ReadonlyMap<string, number> {
  const counts = new Map<string, number>();
  for (const key of items.flatMap((item) => [...new Set(keysOf(item))])) {
    counts.set(key, (counts.get(key) ?? 0) + 1);
  }
  return counts;
}
