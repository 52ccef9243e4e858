import { SEVERITIES } from '../controls/verdict.ts';
import type { Evidence, Severity, VerdictResource } from '../controls/verdict.ts';
import { faultKey } from '../network/disposition.ts';
import type { Fault } from '../network/disposition.ts';

/** A failed verdict as grouping sees it, wherever it is kept. */
export interface Failure {
  readonly control: string;
  readonly resource: VerdictResource;
  readonly accountId: string;
  readonly region: string;
  readonly severity: Severity;
  readonly messages: readonly string[];
  readonly evidence: readonly Evidence[];
  readonly fault?: Fault;
  readonly advice: string;
}

/** Failures that one repair puts right. */
export interface FailureGroup<T> {
  readonly severity: Severity;
  /** The first of the most severe. */
  readonly worst: T;
  /** The hop at which all of them stop. */
  readonly fault?: Fault;
  /** Names of the controls that tell of it, in the order met. */
  readonly controls: readonly string[];
  /** Whether one control tells of all of them and has the same advice for each. */
  readonly sharesAdvice: boolean;
  /** By what is said, in the order it first came. */
  readonly consequences: readonly (readonly [T, ...T[]])[];
}

/**
 * Groups failures by what puts them right, worst first: those with the same fault, and the others by
 * control, severity and advice.
 */
export function groupFailures<T>(
  items: readonly T[],
  failureOf: (item: T) => Failure,
): readonly FailureGroup<T>[] {
  const groups = new Map<string, [T, ...T[]]>();
  for (const item of items) add(groups, causeKey(failureOf(item)), item);
  return [...groups.values()]
    .map((group) => groupOf(group, failureOf))
    .toSorted((a, b) => rank(a.severity) - rank(b.severity));
}

/** Joins what is said in the same words on the same evidence, in the order it first came. */
export function sameWords<T>(
  items: readonly T[],
  failureOf: (item: T) => Pick<Failure, 'control' | 'resource' | 'messages' | 'evidence'>,
): readonly (readonly [T, ...T[]])[] {
  const groups = new Map<string, [T, ...T[]]>();
  for (const item of items) {
    const { control, resource, messages, evidence } = failureOf(item);
    const seen = evidence.map((one) =>
      one.resource === resource.id ? { ...one, resource: 'itself' } : one,
    );
    add(groups, JSON.stringify([control, messages, seen]), item);
  }
  return [...groups.values()];
}

/** From the worst severity to the mildest. */
export function rank(severity: Severity): number {
  return SEVERITIES.indexOf(severity);
}

function causeKey({ control, severity, advice, accountId, region, fault }: Failure): string {
  return fault === undefined
    ? JSON.stringify([control, severity, advice])
    : JSON.stringify([accountId, region, faultKey(fault)]);
}

function groupOf<T>(group: readonly [T, ...T[]], failureOf: (item: T) => Failure): FailureGroup<T> {
  const worst = group.reduce((a, b) =>
    rank(failureOf(b).severity) < rank(failureOf(a).severity) ? b : a,
  );
  const { severity, fault, advice } = failureOf(worst);
  const controls = [...new Set(group.map((item) => failureOf(item).control))];
  return {
    severity,
    worst,
    ...(fault && { fault }),
    controls,
    sharesAdvice: controls.length === 1 && group.every((item) => failureOf(item).advice === advice),
    consequences: sameWords(group, failureOf),
  };
}

function add<T>(groups: Map<string, [T, ...T[]]>, key: string, item: T): void {
  const group = groups.get(key);
  if (group === undefined) groups.set(key, [item]);
  else group.push(item);
}
