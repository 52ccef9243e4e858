import {
  DescribeManagedPrefixListsCommand,
  DescribePrefixListsCommand,
  GetManagedPrefixListEntriesCommand,
} from '@aws-sdk/client-ec2';
import type { Item } from '../../model/collections.ts';
import type { Unknown } from '../../model/fact.ts';
import { allPages } from './pages.ts';
import type { ReadContext, ReadStep } from './read-context.ts';

const MANAGED = 'ec2:DescribeManagedPrefixLists';
const SERVICES = 'ec2:DescribePrefixLists';
const ENTRIES = 'ec2:GetManagedPrefixListEntries';

/**
 * Prefix lists come from two calls: DescribeManagedPrefixLists names all of them, AWS's own included,
 * and DescribePrefixLists adds the CIDRs of the gateway services. The entries of the others are asked
 * list by list.
 */
export const readPrefixLists: ReadStep = async (context) => {
  const { clients, reading, inFlight } = context;
  const [managed, services] = await Promise.all([
    inFlight(() =>
      allPages(MANAGED, async (NextToken) => {
        const answer = await clients.ec2.send(
          new DescribeManagedPrefixListsCommand({ NextToken, MaxResults: 100 }),
        );
        return { items: answer.PrefixLists, next: answer.NextToken };
      }),
    ),
    inFlight(() =>
      allPages(SERVICES, async (NextToken) => {
        const answer = await clients.ec2.send(
          new DescribePrefixListsCommand({ NextToken, MaxResults: 1_000 }),
        );
        return { items: answer.PrefixLists, next: answer.NextToken };
      }),
    ),
  ]);
  if (managed.gap !== undefined) reading.gap('PrefixLists', managed.gap);
  const byId = new Map<string, Item<'PrefixLists'>>();
  for (const list of reading.parse('PrefixLists', [...managed.items, ...services.items])) {
    byId.set(list.PrefixListId, { ...byId.get(list.PrefixListId), ...list });
  }
  if (managed.gap !== undefined && byId.size === 0) return;
  reading.put(
    'PrefixLists',
    await Promise.all([...byId.values()].map((list) => withEntries(context, list))),
  );
};

async function withEntries(
  { clients, reading, inFlight }: ReadContext,
  list: Item<'PrefixLists'>,
): Promise<Item<'PrefixLists'>> {
  if (list.Cidrs !== undefined && list.Cidrs.length > 0) return list;
  const { PrefixListId } = list;
  const { items, gap } = await inFlight(() =>
    allPages(ENTRIES, async (NextToken) => {
      const answer = await clients.ec2.send(
        new GetManagedPrefixListEntriesCommand({ PrefixListId, NextToken, MaxResults: 100 }),
      );
      return { items: answer.Entries, next: answer.NextToken };
    }),
  );
  const unread = (reason: Unknown): Item<'PrefixLists'> => {
    reading.gap('PrefixLists', reason, PrefixListId);
    // Empty Cidrs would claim that the list is empty.
    const { Cidrs: _, ...rest } = list;
    return rest;
  };
  if (gap !== undefined) return unread(gap);
  const [complete] = reading.parse('PrefixLists', [{ ...list, Entries: items }]);
  return complete ?? list;
}
