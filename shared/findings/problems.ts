import type { Control } from '../controls/define-control.ts';
import { SEVERITIES } from '../controls/verdict.ts';
import type { Severity } from '../controls/verdict.ts';
import type { Fault } from '../network/disposition.ts';
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
  const groups = new Map<string, [JudgedVerdict, ...JudgedVerdict[]]>();
  for (const judged of verdicts) {
    if (isOpen(judged.verdict)) add(groups, causeKey(judged), judged);
  }
  return [...groups.values()]
    .map(problemOf)
    .toSorted((a, b) => SEVERITIES.indexOf(a.severity) - SEVERITIES.indexOf(b.severity));
}

function causeKey({ verdict, snapshot }: JudgedVerdict): string {
  const { fault } = verdict.outcome;
  const { accountId, region } = snapshot;
  return fault === undefined
    ? JSON.stringify([verdict.control.meta.name, verdict.severity, remediationOf(verdict).text])
    : JSON.stringify([accountId, region, fault.kind, fault.id, fault.disposition]);
}

function problemOf(verdicts: readonly [JudgedVerdict, ...JudgedVerdict[]]): Problem {
  const worst = verdicts.reduce((a, b) =>
    SEVERITIES.indexOf(b.verdict.severity) < SEVERITIES.indexOf(a.verdict.severity) ? b : a,
  ).verdict;
  const { fault, remediation } = worst.outcome;
  const controls = new Set(verdicts.map(({ verdict }) => verdict.control));
  if (fault === undefined || controls.size === 1) {
    return {
      severity: worst.severity,
      cause: { kind: 'control', control: worst.control },
      remediation: remediationOf(worst),
      consequences: consequencesOf(verdicts),
    };
  }
  return {
    severity: worst.severity,
    cause: { kind: 'fault', fault },
    // A repair of the hop helps everything that stops there, whichever control says so.
    remediation: remediation === undefined ? faultFix(fault) : remediationOf(worst),
    consequences: consequencesOf(verdicts),
  };
}

/** Joins verdicts that say the same on the same evidence, in the order they first came. */
export function consequencesOf(verdicts: readonly JudgedVerdict[]): readonly Consequence[] {
  const groups = new Map<string, [JudgedVerdict, ...JudgedVerdict[]]>();
  for (const judged of verdicts) {
    const { control, outcome, resource } = judged.verdict;
    const evidence = outcome.evidence.map((one) =>
      one.resource === resource.id ? { ...one, resource: 'itself' } : one,
    );
    const said = [control.meta.name, messagesOf(judged.verdict), evidence];
    add(groups, JSON.stringify(said), judged);
  }
  return [...groups.values()].map((group) => ({
    control: group[0].verdict.control,
    messages: messagesOf(group[0].verdict),
    verdicts: group,
  }));
}

function add<T>(groups: Map<string, [T, ...T[]]>, key: string, item: T): void {
  const group = groups.get(key);
  if (group === undefined) groups.set(key, [item]);
  else group.push(item);
}
