import { reasonText } from '../model/fact.ts';
import { oncePerSnapshot } from '../model/snapshot.ts';
import type { Snapshot } from '../model/snapshot.ts';
import type { FlowDestination, FlowSource } from '../network/flow.ts';
import { traceFlow } from '../network/trace.ts';
import type { Trace } from '../network/trace.ts';
import { parametersOf } from './define-control.ts';
import { INTERNET_EGRESS } from './egress/internet-egress-parameters.ts';
import { proxyOf } from './function-flows.ts';
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
  const cache = destinations(snapshot);
  const cached = cache.get(key);
  if (cached !== undefined) return cached;
  const made = make();
  cache.set(key, made);
  return made;
}

const traces = oncePerSnapshot(() => new WeakMap<FlowDestination, Map<string, Trace>>());

/** The whole way of a flow and of its answer; names are left aside. */
export function traceOfFlow(
  { snapshot, configuration, target }: NeedContext,
  source: FlowSource,
  destination: FlowDestination,
): Trace {
  const { trustedIndirectTargets } = parametersOf(INTERNET_EGRESS, configuration);
  const proxy = proxyOf(target);
  const { securityGroupIds: groups } = source;
  const key = [
    source.subnetId,
    source.sender,
    groups.known ? groups.value.join() : reasonText(groups.reason),
    source.ipv6Allowed,
    proxy,
    ...trustedIndirectTargets,
  ].join(' ');
  const all = traces(snapshot);
  const byKey = all.get(destination) ?? new Map<string, Trace>();
  all.set(destination, byKey);
  const cached = byKey.get(key);
  if (cached !== undefined) return cached;
  const settings = { trustedIndirectTargets, proxy, byName: false };
  const trace = traceFlow(snapshot, source, destination, settings);
  byKey.set(key, trace);
  return trace;
}
