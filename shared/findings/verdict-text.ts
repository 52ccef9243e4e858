import { fillTemplate } from '../controls/message-template.ts';
import type { Verdict } from '../engine/evaluate.ts';
import { reasonText } from '../model/fact.ts';
import type { UnknownReason } from '../model/fact.ts';
import { faultFix } from './fault-text.ts';

/** The sentences of a verdict: one for each message of its control, with the values filled in. */
export function messagesOf(verdict: Verdict): readonly string[] {
  const templates = verdict.control.meta.messages;
  return verdict.outcome.messages.map(({ key, values }) =>
    fillTemplate(templates[key] ?? key, values),
  );
}

/** Why a verdict is unknown, each reason once: "ec2:DescribeSubnets is denied". */
export function reasonsOf(verdict: Verdict): readonly string[] {
  return [...new Set(verdict.outcome.reasons.map(reasonText))];
}

/** What a verdict says, in one paragraph. */
export function messageOf(verdict: Verdict): string {
  switch (verdict.status) {
    case 'ERROR':
      return `The control broke and judged nothing: ${sentence(verdict.error ?? 'no message')}`;
    case 'UNKNOWN':
      return [
        `Cannot be judged: ${sentence(reasonsOf(verdict).join('; '))}`,
        ...grants(verdict.outcome.reasons),
        ...messagesOf(verdict),
      ].join(' ');
    case 'FAILED':
    case 'PASSED':
    case 'NOT_APPLICABLE':
      return messagesOf(verdict).join(' ');
  }
}

/** What to do about it: the advice for the cause where there is one, else the control's own. */
export function remediationOf({ control, outcome }: Verdict): {
  readonly text: string;
  readonly url: string;
} {
  const { text, url, byFault } = control.meta.remediation;
  if (outcome.remediation !== undefined) return { text: outcome.remediation, url };
  return byFault === true && outcome.fault !== undefined ? faultFix(outcome.fault) : { text, url };
}

/** The permissions whose lack leaves something unknown, sorted. */
export function deniedCalls(reasons: readonly UnknownReason[]): readonly string[] {
  const calls = reasons.flatMap((reason) => (reason.kind === 'denied' ? [reason.call] : []));
  return [...new Set(calls)].toSorted();
}

function grants(reasons: readonly UnknownReason[]): readonly string[] {
  const calls = deniedCalls(reasons);
  return calls.length === 0 ? [] : [`Grant ${calls.join(', ')} to the auditor.`];
}

/** With a full stop, unless it ends in punctuation already. */
function sentence(text: string): string {
  return /[.!?]$/.test(text) ? text : `${text}.`;
}
