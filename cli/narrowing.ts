import type { DocumentedControl } from '../shared/controls/define-control.ts';
import type { FunctionTarget, Target } from '../shared/controls/target.ts';
import type { Selection } from '../shared/engine/evaluate.ts';
import { targetsOf } from '../shared/engine/targets.ts';
import { resourceId } from '../shared/findings/resource-name.ts';
import { functionNameOf } from '../shared/model/arn.ts';
import { reasonText } from '../shared/model/fact.ts';
import type { Snapshot } from '../shared/model/snapshot.ts';
import { didYouMean } from '../shared/model/near-names.ts';
import { UsageError } from './usage-error.ts';

/** What `--function`, `--vpc` and `--control` ask for; empty lists ask for everything. */
export interface Narrowing {
  readonly function: readonly string[];
  readonly vpc: readonly string[];
  readonly control: readonly string[];
}

const COMMAND = 'audit';

/** Whether anything is left out, so that what is not judged says nothing. */
export function isNarrowed(narrowing: Narrowing): boolean {
  return narrowing.function.length + narrowing.vpc.length + narrowing.control.length > 0;
}

/**
 * The controls that are asked for.
 *
 * @throws UsageError for a control that does not exist
 */
export function narrowControls(
  { control: names }: Narrowing,
  controls: readonly DocumentedControl[],
): readonly DocumentedControl[] {
  if (names.length === 0) return controls;
  const known = controls.map(({ meta }) => meta.name);
  for (const name of names) {
    if (known.includes(name)) continue;
    throw new UsageError(`There is no control "${name}".${didYouMean(name, known)}`, 'controls');
  }
  return controls.filter(({ meta }) => names.includes(meta.name));
}

/**
 * What is asked for of the resources: a function with the VPC, groups and endpoints around it, or
 * everything of a VPC. Both together mean what lies in both.
 *
 * @throws UsageError for a function or VPC that no snapshot holds
 */
export function narrowTargets(
  narrowing: Narrowing,
  snapshots: readonly Snapshot[],
): NonNullable<Selection['target']> | undefined {
  const { function: functions, vpc: vpcIds } = narrowing;
  if (functions.length + vpcIds.length === 0) return undefined;
  checkFunctions(functions, snapshots);
  checkVpcs(vpcIds, snapshots);
  return (target) =>
    (functions.length === 0 || concernsFunction(target, functions)) &&
    (vpcIds.length === 0 || (target.vpcId !== undefined && vpcIds.includes(target.vpcId)));
}

function concernsFunction(target: Target, names: readonly string[]): boolean {
  switch (target.kind) {
    case 'function':
      return names.some((name) => isNamed(target, name));
    case 'vpc':
    case 'vpc-endpoint':
    case 'security-group':
      return target.functions.some((one) => names.some((name) => isNamed(one, name)));
    case 'account':
    case 'principal':
      return false;
  }
}

/** A name or unqualified ARN means the function with all its versions; with a version, only that one. */
function isNamed(target: FunctionTarget, name: string): boolean {
  const { functionArn } = target.versions;
  return (
    name === functionArn ||
    name === functionNameOf(functionArn) ||
    name === target.resource.id ||
    name === resourceId(target.resource)
  );
}

function checkFunctions(names: readonly string[], snapshots: readonly Snapshot[]): void {
  if (names.length === 0) return;
  const targets = snapshots.flatMap((snapshot) => targetsOf(snapshot, 'all').functions);
  for (const name of names) {
    if (targets.some((target) => isNamed(target, name))) continue;
    const known = targets.map(({ versions }) =>
      name.startsWith('arn:') ? versions.functionArn : functionNameOf(versions.functionArn),
    );
    const why = unreadReason(snapshots, 'Functions');
    throw new UsageError(
      `There is no function "${name}"${why}.${didYouMean(name, known)}`,
      COMMAND,
    );
  }
}

function checkVpcs(vpcIds: readonly string[], snapshots: readonly Snapshot[]): void {
  if (vpcIds.length === 0) return;
  const known = snapshots.flatMap((snapshot) =>
    targetsOf(snapshot, 'all').vpcs.map(({ vpcId }) => vpcId),
  );
  for (const vpcId of vpcIds) {
    if (known.includes(vpcId)) continue;
    const why = unreadReason(snapshots, 'Vpcs');
    throw new UsageError(`There is no VPC "${vpcId}"${why}.${didYouMean(vpcId, known)}`, COMMAND);
  }
}

/** What was never listed may still exist. */
function unreadReason(snapshots: readonly Snapshot[], collection: 'Functions' | 'Vpcs'): string {
  for (const snapshot of snapshots) {
    const listing = snapshot.all(collection);
    if (!listing.known) return ` in what was read (${reasonText(listing.reason)})`;
  }
  return '';
}
