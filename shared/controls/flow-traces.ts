import { once } from '../model/once.ts';
import { oncePerSnapshot } from '../model/snapshot.ts';
import type { Snapshot } from '../model/snapshot.ts';
import type { FlowDestination, FlowSource } from '../network/flow.ts';
import { traceFlow } from '../network/trace.ts';
import type { Trace } from '../network/trace.ts';
import { flowSettings } from './function-flows.ts';
import { groupedPlaceOf } from './function-place.ts';
import type { NeedContext } from './need-destinations.ts';

/**
 * Whole traces of functions. Thousands of functions share a few subnets, groups and destinations, so a
 * destination is one object for all of them and each trace is worked out once.
 */

const destinations = oncePerSnapshot(() => new Map<string, FlowDestination>());

/** The destination that was first made under the key. */
export function sharedDestination(
  snapshot: Snapshot,
  key: string,
  make: () => FlowDestination,
): FlowDestination {
  return once(destinations(snapshot), key, make);
}

/** The whole way of a flow and of its answer; names are left aside. */
export function traceOfFlow(
  { snapshot, configuration, target }: NeedContext,
  source: FlowSource,
  destination: FlowDestination,
): Trace {
  const { traces } = groupedPlaceOf(snapshot, configuration, target);
  return once(
    once(traces, source.subnetId, () => new Map<FlowDestination, Trace>()),
    destination,
    () => {
      const settings = { ...flowSettings(configuration, target), byName: false };
      return traceFlow(snapshot, source, destination, settings);
    },
  );
}
