import type { Control } from '../controls/define-control.ts';
import type { Severity } from '../controls/verdict.ts';
import type { Fault } from '../network/disposition.ts';
import { groupFailures, sameWords } from './failure-groups.ts';
import type { Failure, FailureGroup } from './failure-groups.ts';
import { faultFix } from './fault-text.ts';
import type { JudgedVerdict } from './judgement.ts';
import { isOpen } from './judgement.ts';
import { messagesOf, remediationOf } from './verdict-text.ts';

/** Findings that one repair puts right. */
export interface Problem {
  readonly severity: Severity;
  /** What the findings have in common: a fault that several controls tell of, or the rule that is not kept. */
  readonly cause:
    | { readonly kind: 'fault'; readonly fault: Fault }
    | { readonly kind: 'control'; readonly control: Control };
  readonly remediation: { readonly text: string; readonly url: string };
  readonly consequences: readonly Consequence[];
}

/** Resources of which the same thing is said. */
export interface Consequence {
  readonly control: Control;
  readonly messages: readonly string[];
  /** Never empty; the first stands for the others in everything but the resource. */
  readonly verdicts: readonly [JudgedVerdict, ...JudgedVerdict[]];
}

/**
 * Groups the open findings into problems, worst first. Verdicts with the same fault are one problem
 * with several consequences; the others are grouped by control, severity and advice, because those are
 * put right in the same way.
 */
export function problemsOf(verdicts: readonly JudgedVerdict[]): readonly Problem[] {
  return groupFailures(
    verdicts.filter(({ verdict }) => isOpen(verdict)),
    failureOf,
  ).map(problemOf);
}

function failureOf({ verdict, snapshot }: JudgedVerdict): Failure {
  const { control, resource, severity, outcome } = verdict;
  return {
    control: control.meta.name,
    resource,
    accountId: snapshot.accountId,
    region: snapshot.region,
    severity,
    messages: messagesOf(verdict),
    evidence: outcome.evidence,
    ...(outcome.fault && { fault: outcome.fault }),
    advice: remediationOf(verdict).text,
  };
}

function problemOf({
  severity,
  worst: { verdict },
  fault,
  controls,
  sharesAdvice,
  consequences,
}: FailureGroup<JudgedVerdict>): Problem {
  return {
    severity,
    cause:
      fault === undefined || controls.length === 1
        ? { kind: 'control', control: verdict.control }
        : { kind: 'fault', fault },
    // A repair of the hop helps everything that stops there, whatever each is advised by itself.
    remediation: fault === undefined || sharesAdvice ? remediationOf(verdict) : faultFix(fault),
    consequences: consequences.map(consequenceOf),
  };
}

/** Joins verdicts that say the same, whatever their evidence, in the order they first came. */
export function consequencesOf(verdicts: readonly JudgedVerdict[]): readonly Consequence[] {
  return sameWords(verdicts, (one) => ({ ...failureOf(one), evidence: [] })).map(consequenceOf);
}

function consequenceOf(verdicts: readonly [JudgedVerdict, ...JudgedVerdict[]]): Consequence {
  const { verdict } = verdicts[0];
  return { control: verdict.control, messages: messagesOf(verdict), verdicts };
}
