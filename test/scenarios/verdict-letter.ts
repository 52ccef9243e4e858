import type { Status } from '../../shared/controls/verdict.ts';
import type { Verdict } from '../../shared/engine/evaluate.ts';

const WORST_FIRST: readonly (readonly [Status, string])[] = [
  ['ERROR', 'E'],
  ['FAILED', 'F'],
  ['UNKNOWN', 'U'],
  ['PASSED', 'P'],
  ['NOT_APPLICABLE', 'N'],
];

/** The worst of a control's verdicts as one letter; N where it has none. */
export function verdictLetter(verdicts: readonly Verdict[], control: string): string {
  const statuses = new Set(
    verdicts.filter((one) => one.control.meta.name === control).map((one) => one.status),
  );
  return WORST_FIRST.find(([status]) => statuses.has(status))?.[1] ?? 'N';
}
