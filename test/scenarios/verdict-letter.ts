import type { Verdict } from '../../shared/engine/evaluate.ts';

const WORST_FIRST = [
  ['ERROR', 'E'],
  ['FAILED', 'F'],
  ['UNKNOWN', 'U'],
  ['PASSED', 'P'],
  ['NOT_APPLICABLE', 'N'],
] as const;

/** The worst of the statuses as one letter; N where there is none. */
export function worstLetter(statuses: readonly string[]): string {
  return WORST_FIRST.find(([status]) => statuses.includes(status))?.[1] ?? 'N';
}

/** The worst of a control's verdicts as one letter; N where it has none. */
export function verdictLetter(verdicts: readonly Verdict[], control: string): string {
  const own = verdicts.filter((one) => one.control.meta.name === control);
  return worstLetter(own.map(({ status }) => status));
}
