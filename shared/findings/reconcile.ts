import type { Severity, VerdictResource } from '../controls/verdict.ts';
import type { AuditUnit } from '../events/audit-unit.ts';
import { unitKey } from '../events/audit-unit.ts';
import { causeOf } from './cause-of.ts';
import type { Causes } from './cause-of.ts';
import { fateOf } from './fate.ts';
import type { Fate } from './fate.ts';
import { nextFinding } from './finding-step.ts';
import type { FindingStep } from './finding-step.ts';
import type { ReportedVerdict } from './report.ts';
import { CHANNELS } from './stored-finding.ts';
import type { ResourceFindings, StoredFinding, Transition } from './stored-finding.ts';

/** What a new judgement of a resource is held against its record with. */
export interface ReconcileContext {
  readonly accountId: string;
  readonly partition: string;
  readonly region: string;
  /** The unit that judged it. */
  readonly unit: AuditUnit;
  /** Capture time of the snapshot: ISO 8601, UTC. */
  readonly capturedAt: string;
  readonly causes: Causes;
  /** Failures below it are no findings. */
  readonly findingSeverity: Severity;
  readonly enabledControls: ReadonlySet<string>;
}

/** A record to be stored, with the transitions that are new in it. */
export interface Reconciled {
  readonly record: ResourceFindings;
  readonly transitions: readonly Transition[];
}

/**
 * Holds all verdicts on one resource against what is remembered of it. An unknown verdict changes
 * nothing; a finding whose control gave no verdict is archived, so the verdicts must be complete.
 *
 * @returns undefined where there is nothing to store
 */
export function reconcile(
  resource: VerdictResource,
  verdicts: readonly ReportedVerdict[],
  stored: ResourceFindings | undefined,
  context: ReconcileContext,
  resourceDetails?: object,
): Reconciled | undefined {
  const { findingSeverity } = context;
  const judged = new Map(verdicts.map((one) => [one.control, fateOf(one, findingSeverity)]));
  const remembered = Object.keys(stored?.findings ?? {});
  const fates = [...new Set([...judged.keys(), ...remembered])].map((control): [string, Fate] => [
    control,
    judged.get(control) ?? withoutVerdict(control, context),
  ]);
  return applied(resource, fates, stored, context, resourceDetails);
}

function withoutVerdict(control: string, { enabledControls }: ReconcileContext): Fate {
  const reason = enabledControls.has(control) ? 'no longer applies' : 'control switched off';
  return { kind: 'archived', reason };
}

/**
 * Archives every finding of a resource that is gone, or that nobody judges any more.
 *
 * @param reason for people: `resource deleted`
 * @returns undefined where there is nothing to store
 */
export function archiveAll(
  stored: ResourceFindings,
  reason: string,
  context: ReconcileContext,
): Reconciled | undefined {
  const fates = Object.keys(stored.findings).map((control): [string, Fate] => [
    control,
    { kind: 'archived', reason },
  ]);
  return applied(stored.resource, fates, stored, context);
}

function applied(
  resource: VerdictResource,
  fates: readonly (readonly [control: string, fate: Fate])[],
  stored: ResourceFindings | undefined,
  context: ReconcileContext,
  resourceDetails?: object,
): Reconciled | undefined {
  const { unit, capturedAt } = context;
  // Two units judge a function that moved, and neither's claim holds off the other.
  if (stored !== undefined && Date.parse(stored.judgedAt) > Date.parse(capturedAt))
    return undefined;
  const steps = fates.flatMap(([control, fate]) => {
    const step = nextFinding(stored?.findings[control], fate, {
      capturedAt,
      isTold: (stored?.pending ?? []).every((one) => one.verdict.control !== control),
      ...(resourceDetails && { resourceDetails }),
    });
    return step === undefined ? [] : [{ control, step: withOpener(step, context) }];
  });
  const moved = stored !== undefined && unitKey(stored.unit) !== unitKey(unit);
  if (steps.length === 0 && !moved) return undefined;
  const transitions = steps.flatMap(({ step }) => transitionOf(step, resource, context));
  const changed = steps.map(({ control, step }): [string, StoredFinding] => [
    control,
    step.finding,
  ]);
  return {
    record: {
      resource,
      unit,
      judgedAt: capturedAt,
      version: stored?.version ?? 0,
      findings: { ...stored?.findings, ...Object.fromEntries(changed) },
      pending: [...(stored?.pending ?? []), ...transitions],
    },
    transitions,
  };
}

/** Remembers which change opened the finding: others will update, renew and resolve it. */
function withOpener(step: FindingStep, { causes }: ReconcileContext): FindingStep {
  const { finding, told } = step;
  return told?.kind === 'opened'
    ? { ...step, finding: { ...finding, openedBy: causeOf(finding.verdict, causes) } }
    : step;
}

function transitionOf(
  { finding, told }: FindingStep,
  resource: VerdictResource,
  context: ReconcileContext,
): readonly Transition[] {
  if (told === undefined) return [];
  const { accountId, partition, region, capturedAt, causes } = context;
  const { verdict, resourceDetails, createdAt, openedAt, openedBy, control } = finding;
  const findingId = `${resource.id}/${control}`;
  return [
    {
      ...told,
      id: `${findingId}@${capturedAt}`,
      findingId,
      accountId,
      partition,
      region,
      verdict,
      ...(resourceDetails && { resourceDetails }),
      createdAt,
      openedAt,
      ...(openedBy && { openedBy }),
      observedAt: capturedAt,
      // Who puts a thing right touches what was wrong.
      cause: causeOf(told.before ?? verdict, causes),
      unpublished: told.kind === 'refreshed' ? ['securityhub'] : CHANNELS,
    },
  ];
}
