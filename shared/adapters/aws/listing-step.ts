import type { Filter } from '@aws-sdk/client-ec2';
import { COLLECTIONS } from '../../model/collections.ts';
import type { CollectionName } from '../../model/collections.ts';
import type { AwsClients } from './clients.ts';
import { allPages } from './pages.ts';
import type { Page, Pages } from './pages.ts';
import type { ReadContext } from './read-context.ts';

/** EC2 takes at most this many values in a filter. */
export const FILTER_VALUES = 200;

/** A collection that one paged call lists. */
export interface Listing<Clients = AwsClients> {
  readonly collection: CollectionName;
  readonly page: (
    clients: Clients,
    token: string | undefined,
    filters: Filter[] | undefined,
  ) => Promise<Page>;
}

/**
 * A step that reads every listing, each page by page, several listings at a time.
 *
 * @param work what the listings are, for the lines of progress
 */
export function listingStep<Clients>(
  work: string,
  listings: readonly Listing<Clients>[],
): (context: ReadContext<Clients>) => Promise<void> {
  return async (context) => {
    const { reading, progress } = context;
    let done = 0;
    await Promise.all(
      listings.map(async (listing) => {
        reading.list(listing.collection, await readListing(context, listing));
        progress.count(work, (done += 1), listings.length);
      }),
    );
  };
}

/** Reads a listing, whole or narrowed by a filter. */
export function readListing<Clients>(
  { clients, inFlight }: Pick<ReadContext<Clients>, 'clients' | 'inFlight'>,
  { collection, page }: Listing<Clients>,
  filters?: Filter[],
): Promise<Pages> {
  const { call } = COLLECTIONS[collection];
  return inFlight(() => allPages(call, (token) => page(clients, token, filters)));
}
