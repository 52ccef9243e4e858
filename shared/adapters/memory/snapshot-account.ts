import { COLLECTIONS } from '../../model/collections.ts';
import type { CollectionName } from '../../model/collections.ts';
import { unknown } from '../../model/fact.ts';
import type { Unknown } from '../../model/fact.ts';
import { EMPTY_PART } from '../../model/snapshot-part.ts';
import type { SnapshotPart } from '../../model/snapshot-part.ts';
import type { SnapshotContent } from '../../model/snapshot.ts';
import type { AccountListing, AccountPartReader } from '../../ports/account-part-reader.ts';

type Operation = keyof AccountPartReader | keyof AccountListing;

/**
 * Snapshots that were read before, as if they were the account: for `replay`, and for tests, which may
 * replace them to change the account.
 */
export class SnapshotAccount {
  /** How often each operation of a reader was asked for. */
  readonly calls = new Map<Operation, number>();
  #contents: ReadonlyMap<string, SnapshotContent>;

  /** @param contents of one account, one for each region */
  constructor(contents: readonly SnapshotContent[]) {
    this.#contents = byRegion(contents);
  }

  /** The account as it is from now on. */
  replace(contents: readonly SnapshotContent[]): void {
    this.#contents = byRegion(contents);
  }

  /** The region's snapshot, for an operation that is counted. Undefined: nobody read the region. */
  in(region: string, operation: Operation): SnapshotContent | undefined {
    this.#count(operation);
    return this.#contents.get(region);
  }

  /** Snapshots of all regions, for an operation that has none. */
  all(operation: Operation): readonly SnapshotContent[] {
    this.#count(operation);
    return [...this.#contents.values()];
  }

  #count(operation: Operation): void {
    this.calls.set(operation, (this.calls.get(operation) ?? 0) + 1);
  }
}

function byRegion(contents: readonly SnapshotContent[]): ReadonlyMap<string, SnapshotContent> {
  return new Map(contents.map((content) => [content.region, content]));
}

/** Some collections of a snapshot, with what is missing of them; unread where there is no snapshot. */
export function slice(
  content: SnapshotContent | undefined,
  names: readonly CollectionName[],
): SnapshotPart {
  if (content === undefined) {
    const gaps = names.map((collection) => ({ collection, reason: notRead(collection).reason }));
    return { ...EMPTY_PART, gaps };
  }
  return {
    collections: Object.fromEntries(
      names.flatMap((name) => {
        const items = content.collections[name];
        return items === undefined ? [] : [[name, items]];
      }),
    ),
    gaps: content.gaps.filter(({ collection }) => names.includes(collection)),
    notFound: content.notFound,
  };
}

/** The fact about a collection that nobody read. */
export function notRead(collection: CollectionName): Unknown {
  return unknown({ kind: 'not-read', call: COLLECTIONS[collection].call });
}
