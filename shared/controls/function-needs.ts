import type { Unknown } from '../model/fact.ts';
import type { Snapshot } from '../model/snapshot.ts';
import { functionNeeds } from '../needs/function-needs.ts';
import { incompleteFor } from '../needs/need.ts';
import type { FunctionNeeds, InternetNeed } from '../needs/need.ts';
import type { ControlConfiguration } from './define-control.ts';
import type { AttachedFunctionTarget, FunctionTarget } from './target.ts';

/** Everything a function is known to need. */
export function needsOf(
  snapshot: Snapshot,
  configuration: ControlConfiguration,
  target: FunctionTarget,
): FunctionNeeds {
  return functionNeeds(snapshot, configuration.needs, target);
}

/** The function's need for the internet in one address family, if it has one. */
export function internetNeed(
  snapshot: Snapshot,
  configuration: ControlConfiguration,
  target: AttachedFunctionTarget,
  family: 4 | 6,
): InternetNeed | undefined {
  const { needs } = needsOf(snapshot, configuration, target);
  const internet = needs
    .filter((need) => need.kind === 'internet')
    .filter((need) => need.family === family);
  return internet.find((need) => need.confidence === 'CERTAIN') ?? internet[0];
}

/** Why the function may need the internet without anybody knowing; undefined where its needs are known. */
export function internetNeedUnread(
  snapshot: Snapshot,
  configuration: ControlConfiguration,
  target: AttachedFunctionTarget,
): Unknown | undefined {
  return incompleteFor(needsOf(snapshot, configuration, target), 'internet')[0];
}
