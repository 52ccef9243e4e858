import type { Fact } from '../model/fact.ts';
import { reasonText } from '../model/fact.ts';

/** `unknown`: it could not be read; the detail names the call that would have. */
export type DiagnosisStatus = 'ok' | 'wrong' | 'unknown';

/** What `doctor` says of one thing. */
export interface Diagnosis {
  /** What was looked at: `trail`, `rules`, … The same word for every region. */
  readonly check: string;
  readonly status: DiagnosisStatus;
  /** Where it was looked at, for what is looked at in several regions. */
  readonly region?: string;
  /** What is so, with ids and values. */
  readonly detail: string;
  /** How to put it right; only with `wrong` and `unknown`. */
  readonly fix?: string;
}

type Found = Omit<Diagnosis, 'check' | 'region'>;

/** All is well. */
export function ok(detail: string): Found {
  return { status: 'ok', detail };
}

/** Something is missing or broken. */
export function wrong(detail: string, fix: string): Found {
  return { status: 'wrong', detail, fix };
}

/** What follows from a fact; an unknown one is told with the call that would read it. */
export function diagnose<T>(
  check: string,
  fact: Fact<T>,
  judge: (value: T) => Found,
  region?: string,
): Diagnosis {
  const place = region === undefined ? {} : { region };
  if (fact.known) return { check, ...place, ...judge(fact.value) };
  const fix =
    fact.reason.kind === 'denied'
      ? 'Run doctor with credentials that may make this call.'
      : 'Run doctor again when the service answers.';
  return { check, ...place, status: 'unknown', detail: reasonText(fact.reason), fix };
}
