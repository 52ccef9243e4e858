import pLimit from 'p-limit';
import { partitionOf } from '../../model/arn.ts';
import type { PartClients } from './part-clients.ts';
import { Progress } from './progress.ts';
import type { ReadContext } from './read-context.ts';
import { Reading } from './reading.ts';

/** Calls in flight at once: of Lambda, whose pace would hold up the others, and of all others. */
const CONCURRENCY = 10;

/** What a reading of a part works with: nobody watches its progress, and the account is known. */
export function partContext<Clients extends PartClients>(
  region: string,
  accountId: string,
  clients: Clients,
): ReadContext<Clients> {
  return {
    region,
    scope: { region },
    identity: { accountId, partition: partitionOf(region) },
    clients,
    reading: new Reading(),
    progress: new Progress(() => undefined),
    inFlight: pLimit(CONCURRENCY),
    lambdaInFlight: pLimit(CONCURRENCY),
  };
}

/** Makes something for each region once: connections outlive the reading that opened them. */
export function oncePerRegion<T>(create: (region: string) => T): (region: string) => T {
  const created = new Map<string, T>();
  return (region) => {
    const existing = created.get(region);
    if (existing !== undefined) return existing;
    const made = create(region);
    created.set(region, made);
    return made;
  };
}
