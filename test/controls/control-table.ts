import { describe, expect, it } from 'vitest';
import type { Control } from '../../shared/controls/define-control.ts';
import type { Confidence, Severity, Status } from '../../shared/controls/verdict.ts';
import { parseConfiguration } from '../../shared/engine/configuration.ts';
import { evaluate } from '../../shared/engine/evaluate.ts';
import type { Verdict } from '../../shared/engine/evaluate.ts';
import { CONTROLS } from '../../shared/controls/registry.ts';
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
  /** `resource field value` of evidence that must be there. */
  readonly evidence?: readonly string[];
  /** Part of the remediation that replaces the control's own; null where there must be none. */
  readonly remediation?: string | null;
  /** The IAM action that an unknown verdict names, or the text of an opaque reason. */
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
  describe(control.meta.name, () => {
    it('has a table that covers every verdict and proves its failures', () => {
      expect(new Set(cases.map((one) => one.name)).size).toBe(cases.length);
      const statuses: readonly Status[] = ['PASSED', 'FAILED', 'NOT_APPLICABLE', 'UNKNOWN'];
      for (const status of statuses.filter((one) => !options.without?.includes(one))) {
        expect(
          cases.some((one) => one.status === status),
          `no case for ${status}`,
        ).toBe(true);
      }
      for (const one of cases.filter((row) => row.status === 'FAILED')) {
        expect(one.messages, one.name).toBeDefined();
        expect(one.severity, one.name).toBeDefined();
        expect(one.evidence?.length, one.name).toBeGreaterThan(0);
      }
      for (const one of cases.filter((row) => row.status === 'UNKNOWN')) {
        expect(one.unknownCall ?? one.messages, one.name).toBeDefined();
      }
    });

    it.each(cases.map((one) => [one.name, one] as const))('%s', (_, one) => {
      const verdict = verdictOf(control, one);
      expect(verdict.error).toBeUndefined();
      expect(verdict.status).toBe(one.status);
      if (one.severity !== undefined) expect(verdict.severity).toBe(one.severity);
      if (one.confidence !== undefined) expect(verdict.outcome.confidence).toBe(one.confidence);
      if (one.messages !== undefined) {
        expect(verdict.outcome.messages.map((message) => message.key)).toEqual(one.messages);
      }
      const evidence = verdict.outcome.evidence.map(
        ({ resource, field, value }) => `${resource} ${field} ${value}`,
      );
      for (const expected of one.evidence ?? []) expect(evidence).toContain(expected);
      if (one.remediation === null) expect(verdict.outcome.remediation).toBeUndefined();
      else if (one.remediation) expect(verdict.outcome.remediation).toContain(one.remediation);
      if (one.unknownCall !== undefined) {
        const calls = verdict.outcome.reasons.map((reason) =>
          reason.kind === 'opaque' ? reason.detail : reason.call,
        );
        expect(calls).toContain(one.unknownCall);
      }
    });
  });
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
