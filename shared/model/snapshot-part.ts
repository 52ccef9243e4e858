import { COLLECTIONS, COLLECTION_NAMES } from './collections.ts';
import type { CollectionName, Item } from './collections.ts';
import type { SnapshotContent } from './snapshot.ts';

/**
 * A part of a snapshot: what one reading answered about one function, one role, some VPCs or a region.
 * A collection that the part does not name was not its business; one that it names with no items was
 * read and is empty.
 */
export type SnapshotPart = Pick<SnapshotContent, 'collections' | 'gaps' | 'notFound' | 'vpcIds'>;

/** A part that says nothing. */
export const EMPTY_PART: SnapshotPart = { collections: {}, gaps: [], notFound: [] };

/**
 * Joins parts into one. An item that several parts hold is kept once, as the last of them has it; gaps
 * stay, so a collection that one part could not read whole stays incomplete.
 */
export function joinParts(parts: Iterable<SnapshotPart>): SnapshotPart {
  const all = [...parts];
  const collections = Object.fromEntries(
    COLLECTION_NAMES.flatMap((name) => {
      const lists = all.map((part) => part.collections[name]).filter((one) => one !== undefined);
      return lists.length === 0 ? [] : [[name, joinItems(name, lists)]];
    }),
  );
  const gaps = new Map(
    all.flatMap((part) => part.gaps).map((gap) => [`${gap.collection} ${gap.of ?? ''}`, gap]),
  );
  const vpcIds = all.map((part) => part.vpcIds).filter((ids) => ids !== undefined);
  return {
    collections,
    gaps: [...gaps.values()],
    notFound: [...new Set(all.flatMap((part) => part.notFound))],
    ...(vpcIds.length > 0 && { vpcIds: [...new Set(vpcIds.flat())] }),
  };
}

function joinItems<K extends CollectionName>(
  name: K,
  lists: readonly (readonly Item<K>[])[],
): readonly Item<K>[] {
  const [only] = lists;
  if (only !== undefined && lists.length === 1) return only;
  // Each definition is written for its own item type; the union over K cannot express that.
  const { id } = COLLECTIONS[name] as unknown as { id: (item: Item<K>) => string };
  return [...new Map(lists.flat().map((item) => [id(item), item])).values()];
}
