import { parametersOf } from '../controls/define-control.ts';
import type { Control } from '../controls/define-control.ts';
import { VERSION_SCOPE } from '../controls/placement/version-scope.ts';
import { DEPLOYERS } from '../controls/roles/deployers.ts';
import type { Snapshot } from '../model/snapshot.ts';
import type { Configuration, ControlSettings } from './configuration.ts';
import { Exceptions } from './exceptions.ts';
import type { ExceptionNotice } from './exceptions.ts';
import type { Target, TargetKind } from '../controls/target.ts';
import { targetsOf } from './targets.ts';
import type { Targets } from './targets.ts';
import type {
  AppliedException,
  Outcome,
  Severity,
  Status,
  VerdictResource,
} from '../controls/verdict.ts';

/** A control's answer for one resource. Text is made from it only where it is shown. */
export interface Verdict {
  readonly control: Control;
  readonly resource: VerdictResource;
  readonly vpcId?: string;
  readonly status: Status;
  readonly severity: Severity;
  readonly outcome: Outcome;
  readonly exception?: AppliedException;
  /** Only with status `ERROR`: what broke. */
  readonly error?: string;
}

export interface Evaluation {
  readonly verdicts: readonly Verdict[];
  readonly exceptionNotices: readonly ExceptionNotice[];
}

/** What to judge; left out, everything. */
export interface Selection {
  readonly controls?: ReadonlySet<string>;
  readonly target?: (target: Target) => boolean;
}

/**
 * Judges a snapshot. Synchronous and pure: the same snapshot and configuration give the same verdicts.
 * A control that throws gives `ERROR` for that control and resource, and nothing else is lost.
 */
export function evaluate(
  snapshot: Snapshot,
  configuration: Configuration,
  controls: readonly Control[],
  selection: Selection = {},
): Evaluation {
  const exceptions = new Exceptions(configuration.exceptions);
  const targets = targetsOf(
    snapshot,
    parametersOf(VERSION_SCOPE, configuration).scope,
    parametersOf(DEPLOYERS, configuration).deployerArns,
  );
  const verdicts: Verdict[] = [];
  for (const control of controls) {
    const settings = configuration.controls.get(control.meta.name);
    if (settings?.enabled !== true) continue;
    if (selection.controls?.has(control.meta.name) === false) continue;
    for (const target of targetsOfControl(targets, control)) {
      if (selection.target?.(target) === false) continue;
      if (!control.appliesTo(target, snapshot, configuration)) continue;
      verdicts.push(judge(control, settings, target, { snapshot, configuration, exceptions }));
    }
  }
  return { verdicts, exceptionNotices: exceptions.notices(snapshot.capturedAt) };
}

const BROKEN: Outcome = {
  status: 'UNKNOWN',
  messages: [],
  confidence: 'CERTAIN',
  evidence: [],
  reasons: [],
};

function judge(
  control: Control,
  settings: ControlSettings,
  target: Target,
  context: {
    readonly snapshot: Snapshot;
    readonly configuration: Configuration;
    readonly exceptions: Exceptions;
  },
): Verdict {
  const { snapshot, configuration, exceptions } = context;
  let outcome: Outcome;
  try {
    outcome = control.evaluate(target, snapshot, configuration);
  } catch (error) {
    const text = error instanceof Error ? error.message : String(error);
    return {
      ...verdictOf(control, target, 'ERROR', control.meta.severity, BROKEN),
      error: text,
    };
  }
  const { status } = outcome;
  const severity = severityOf(control, settings, outcome);
  const verdict = verdictOf(control, target, status, severity, outcome);
  if (status !== 'FAILED') return verdict;
  const exception = exceptions.covering(control.meta.name, target, snapshot);
  if (exception === undefined) return verdict;
  const { reason, owner, expires } = exception;
  return { ...verdict, exception: { reason, owner, expires } };
}

/** Written out field by field: an account has hundreds of thousands of verdicts. */
function verdictOf(
  control: Control,
  { resource, vpcId }: Target,
  status: Status,
  severity: Severity,
  outcome: Outcome,
): Verdict {
  return vpcId === undefined
    ? { control, resource, status, severity, outcome }
    : { control, resource, vpcId, status, severity, outcome };
}

function severityOf(control: Control, settings: ControlSettings, outcome: Outcome): Severity {
  switch (outcome.status) {
    case 'FAILED':
      return settings.severity ?? outcome.severity ?? control.meta.severity;
    case 'UNKNOWN':
      return settings.severity ?? control.meta.severity;
    case 'PASSED':
    case 'NOT_APPLICABLE':
      return 'INFO';
  }
}

function targetsOfControl(targets: Targets, { meta }: Control): readonly Target[] {
  const first = targetsOfKind(targets, meta.target);
  return meta.alsoTarget === undefined
    ? first
    : [...first, ...targetsOfKind(targets, meta.alsoTarget)];
}

function targetsOfKind(targets: Targets, kind: TargetKind): readonly Target[] {
  switch (kind) {
    case 'function':
      return targets.functions;
    case 'vpc':
      return targets.vpcs;
    case 'vpc-endpoint':
      return targets.endpoints;
    case 'security-group':
      return targets.securityGroups;
    case 'account':
      return [targets.account];
    case 'principal':
      return targets.principals;
  }
}
