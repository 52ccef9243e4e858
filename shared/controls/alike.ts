import { once } from '../model/once.ts';
import { oncePerSnapshot } from '../model/snapshot.ts';
import type { FunctionNeeds, Need } from '../needs/need.ts';
import type { AlikeContext, ControlConfiguration } from './define-control.ts';
import { groupedPlaceOf, placeOf } from './function-place.ts';
import type { FunctionPlace, GroupedPlace } from './function-place.ts';
import { internetNeed, needsOf } from './function-needs.ts';
import { isAttached } from './target.ts';
import type { AttachedFunctionTarget, FunctionTarget } from './target.ts';

/**
 * What functions can have in common, so that a control that passes one passes the others in the same
 * words. Each answer is one object for all functions that have it in common.
 */

/** Subnets, security groups and the IPv6 setting. */
export function byNetwork({ network }: FunctionTarget): object {
  return network;
}

/**
 * The place, groups left aside, and what is needed from there: the same targets for the same kinds of
 * reasons. By which role or variable a need is known differs, and is told where something fails.
 */
export function byNeeds(target: FunctionTarget, context: AlikeContext): object | undefined {
  return isAttached(target) ? standingOf(target, context).inPlace : undefined;
}

/** The same, with the security groups. */
export function byNeedsAndGroups(
  target: FunctionTarget,
  context: AlikeContext,
): object | undefined {
  return isAttached(target) ? standingOf(target, context).withGroups : undefined;
}

/** `byNeeds`, for functions without a need for the internet: one that has it is shown why. */
export function withoutInternetNeed(
  target: FunctionTarget,
  context: AlikeContext,
  family: 4 | 6,
): object | undefined {
  const { snapshot, configuration } = context;
  return isAttached(target) && internetNeed(snapshot, configuration, target, family) === undefined
    ? byNeeds(target, context)
    : undefined;
}

interface Standing {
  readonly inPlace: object;
  readonly withGroups: object;
}

const standings = oncePerSnapshot(
  () => new WeakMap<ControlConfiguration, Map<AttachedFunctionTarget, Standing>>(),
);

/** The objects that were first made for a place and a text of needs, and for groups beside that. */
const inPlaces = new WeakMap<FunctionPlace, Map<string, object>>();
const inGroups = new WeakMap<GroupedPlace, Map<object, object>>();

function standingOf(
  target: AttachedFunctionTarget,
  { snapshot, configuration }: AlikeContext,
): Standing {
  const byTarget = once(
    standings(snapshot),
    configuration,
    () => new Map<AttachedFunctionTarget, Standing>(),
  );
  return once(byTarget, target, () => {
    const place = placeOf(snapshot, configuration, target);
    const grouped = groupedPlaceOf(snapshot, configuration, target);
    const inPlace = once(
      once(inPlaces, place, () => new Map<string, object>()),
      needsText(needsOf(snapshot, configuration, target)),
      () => ({}),
    );
    const withGroups = once(
      once(inGroups, grouped, () => new Map<object, object>()),
      inPlace,
      () => ({}),
    );
    return { inPlace, withGroups };
  });
}

function needsText({ needs, incomplete, notes }: FunctionNeeds): string {
  const doubts = incomplete.length + notes.length === 0 ? '' : JSON.stringify([incomplete, notes]);
  return `${needs.map(needText).join('\n')}\n${doubts}`;
}

/** Everything of a need but the evidence for it. */
function needText(need: Need): string {
  switch (need.kind) {
    case 'internet':
      return `internet ${need.family} ${need.port} ${need.hosts.join()} ${need.source}`;
    case 'service':
      return `service ${need.prefix} ${need.service} ${need.region} ${need.port} ${need.host} ${need.source}`;
    case 'host':
      return `host ${need.host} ${need.port} ${need.form} ${need.source}`;
    case 'file-system':
      return `file-system ${need.arn} ${need.source}`;
  }
}
