import { describe, expect, it } from 'vitest';
import type { Control } from '../../shared/controls/define-control.ts';
import type { Confidence, Severity, Status } from '../../shared/controls/verdict.ts';
import { parseConfiguration } from '../../shared/engine/configuration.ts';
import { evaluate } from '../../shared/engine/evaluate.ts';
import type { Verdict } from '../../shared/engine/evaluate.ts';
import { fillTemplate } from '../../shared/controls/message-template.ts';
import { CONTROLS } from '../../shared/controls/registry.ts';
import { reasonText } from '../../shared/model/fact.ts';
import { snapshot } from '../builders/snapshot.ts';
import type { SnapshotChanges } from '../builders/snapshot.ts';

/** One row: what differs from the default topology, and what the control says of one resource. */
export interface ControlCase {
  readonly name: string;
  readonly given?: SnapshotChanges;
  /** Parameters of the control under test. */
  readonly parameters?: Readonly<Record<string, unknown>>;
  /** Settings of other controls whose parameters it reads, and configured needs. */
  readonly configuration?: Readonly<Record<string, unknown>>;
  /** End of the ARN of the resource whose verdict is looked at; needed where there are several. */
  readonly resource?: string;
  readonly status: Status;
  readonly severity?: Severity;
  readonly confidence?: Confidence;
  /** Keys of the messages, in order. */
  readonly messages?: readonly string[];
  /** Part of what the messages say, as people read it. */
  readonly text?: string;
  /** `resource field value` of evidence that must be there. */
  readonly evidence?: readonly string[];
  /** `kind id DISPOSITION`, and where it should lead, of the fault by which verdicts are grouped. */
  readonly fault?: string;
  /** Part of the remediation that replaces the control's own; null where there must be none. */
  readonly remediation?: string | null;
  /** The IAM action that an unknown verdict names, or the text of its reason. */
  readonly unknownCall?: string;
}

/**
 * Runs a table over one control. It refuses a table that proves too little: equal names, no passing,
 * failing, not applicable or unknown case, a failure without message, severity and evidence.
 */
export function controlTable(
  control: Control,
  cases: readonly ControlCase[],
  options: { readonly without?: readonly Status[] } = {},
): void {
  describe(`the control ${control.meta.name}`, () => {
    it('has a table that covers every verdict and proves its failures', () => {
      expect(weaknessesOf(cases, options.without ?? [])).toEqual([]);
    });

    it.each(cases.map((one) => [one.name, one] as const))('%s', (_, one) => {
      expect(seenIn(verdictOf(control, one), one)).toMatchObject(expectedOf(one));
    });
  });
}

const STATUSES: readonly Status[] = ['PASSED', 'FAILED', 'NOT_APPLICABLE', 'UNKNOWN'];

function weaknessesOf(
  cases: readonly ControlCase[],
  without: readonly Status[],
): readonly string[] {
  const names = new Set(cases.map((one) => one.name));
  return [
    ...(names.size < cases.length ? ['two cases have the same name'] : []),
    ...STATUSES.filter(
      (status) => !without.includes(status) && !cases.some((one) => one.status === status),
    ).map((status) => `no case for ${status}`),
    ...cases.filter(provesTooLittle).map((one) => `"${one.name}" proves too little`),
  ];
}

function provesTooLittle(one: ControlCase): boolean {
  if (one.status === 'UNKNOWN') return one.unknownCall === undefined && one.messages === undefined;
  if (one.status !== 'FAILED') return false;
  return one.messages === undefined || one.severity === undefined || !one.evidence?.length;
}

function seenIn({ control, status, severity, error, outcome }: Verdict, one: ControlCase) {
  const { remediation = null, fault } = outcome;
  const isAsStated = one.remediation && remediation?.includes(one.remediation);
  return {
    status,
    severity,
    error,
    confidence: outcome.confidence,
    messages: outcome.messages.map((message) => message.key),
    text: outcome.messages
      .map(({ key, values }) => fillTemplate(control.meta.messages[key] ?? '', values))
      .join(' '),
    fault:
      fault &&
      [fault.kind, fault.id, fault.disposition, fault.destination]
        .filter((word) => word !== undefined)
        .join(' '),
    evidence: outcome.evidence.map(({ resource, field, value }) => `${resource} ${field} ${value}`),
    calls: outcome.reasons.flatMap((reason) =>
      reason.kind === 'opaque' ? [reason.detail] : [reason.call, reasonText(reason)],
    ),
    remediation: isAsStated ? one.remediation : remediation,
  };
}

/** Only what the case states; the rest is free. */
function expectedOf(one: ControlCase): Readonly<Record<string, unknown>> {
  const { status, severity, confidence, messages, evidence = [], remediation, unknownCall } = one;
  const { fault, text = '' } = one;
  return {
    status,
    error: undefined,
    ...(severity && { severity }),
    ...(confidence && { confidence }),
    ...(messages && { messages }),
    ...(fault !== undefined && { fault }),
    text: expect.stringContaining(text),
    ...(remediation !== undefined && { remediation }),
    evidence: expect.arrayContaining([...evidence]),
    calls: expect.arrayContaining(unknownCall === undefined ? [] : [unknownCall]),
  };
}

function verdictOf(control: Control, one: ControlCase): Verdict {
  const { controls, ...rest } = one.configuration ?? {};
  const parsed = parseConfiguration(
    {
      ...rest,
      controls: {
        ...(typeof controls === 'object' ? controls : {}),
        ...(one.parameters && { [control.meta.name]: { parameters: one.parameters } }),
      },
    },
    CONTROLS,
  );
  if ('problems' in parsed) throw new Error(JSON.stringify(parsed.problems));
  const { verdicts } = evaluate(snapshot(one.given), parsed.configuration, [control]);
  const matching = verdicts.filter((verdict) => verdict.resource.id.endsWith(one.resource ?? ''));
  const [verdict, ...others] = matching;
  if (verdict === undefined || others.length > 0) {
    throw new Error(
      `expected one verdict for "${one.resource ?? ''}", got ${matching.length} of ` +
        verdicts.map((each) => each.resource.id).join(', '),
    );
  }
  return verdict;
}
