import { COLLECTIONS } from '../../model/collections.ts';
import type { CollectionName } from '../../model/collections.ts';
import type { AwsClients } from './clients.ts';
import { allPages } from './pages.ts';
import type { Page } from './pages.ts';
import type { ReadStep } from './read-context.ts';

/** A collection that one paged call lists. */
export interface Listing {
  readonly collection: CollectionName;
  readonly page: (clients: AwsClients, token: string | undefined) => Promise<Page>;
}

/**
 * A step that reads every listing, each page by page, several listings at a time.
 *
 * @param work what the listings are, for the lines of progress
 */
export function listingStep(work: string, listings: readonly Listing[]): ReadStep {
  return async ({ clients, reading, progress, inFlight }) => {
    let done = 0;
    await Promise.all(
      listings.map(async ({ collection, page }) => {
        const { call } = COLLECTIONS[collection];
        reading.list(
          collection,
          await inFlight(() => allPages(call, (token) => page(clients, token))),
        );
        progress.count(work, (done += 1), listings.length);
      }),
    );
  };
}
