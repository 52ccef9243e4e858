import type { Change } from '../events/change.ts';
import { idsOf } from '../events/named-scope.ts';
import type { NamedScope } from '../events/named-scope.ts';
import type { Cause } from './stored-finding.ts';

/** A change as the cause of what follows from it. */
export function causeOfChange(change: Change, named: NamedScope): Cause {
  const { eventId, eventName, time, region, actor } = change;
  return { eventId, name: eventName, time, region, actor, resources: idsOf(named.resources) };
}
