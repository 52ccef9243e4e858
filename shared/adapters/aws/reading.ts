import { COLLECTIONS } from '../../model/collections.ts';
import type { CollectionName, Item } from '../../model/collections.ts';
import { unknown } from '../../model/fact.ts';
import type { Unknown } from '../../model/fact.ts';
import type { Gap, SnapshotContent } from '../../model/snapshot.ts';
import type { SnapshotPart } from '../../model/snapshot-part.ts';
import { parseItem } from './answer.ts';
import type { Pages } from './pages.ts';

/** What has been read so far of one account and region. */
export class Reading {
  readonly #collections = new Map<CollectionName, readonly unknown[]>();
  readonly #assumed = new Map<CollectionName, readonly unknown[]>();
  readonly #gaps = new Map<string, Gap>();
  readonly #notFound = new Set<string>();

  /**
   * The items in the collection's shape; one that does not have it leaves a gap in the collection,
   * unless `onRefused` says what else follows.
   */
  parse<K extends CollectionName>(
    collection: K,
    answers: readonly unknown[],
    onRefused: (problem: string, answer: unknown) => void = (problem) => {
      this.refuse(collection, problem);
    },
  ): readonly Item<K>[] {
    const items: Item<K>[] = [];
    for (const answer of answers) {
      const parsed = parseItem(collection, answer);
      if (parsed.ok) items.push(parsed.item);
      else onRefused(parsed.problem, answer);
    }
    return items;
  }

  /** Makes the items the whole of the collection. */
  put<K extends CollectionName>(collection: K, items: readonly Item<K>[]): void {
    this.#collections.set(collection, items);
  }

  /** Takes what others know: parts of the reading may follow it, and it is no part of the content. */
  assume<K extends CollectionName>(collection: K, items: readonly Item<K>[]): void {
    this.#assumed.set(collection, items);
  }

  /** Adds items to those that are there. */
  add<K extends CollectionName>(collection: K, items: readonly Item<K>[]): void {
    this.put(collection, [...this.items(collection), ...items]);
  }

  /** Takes a listing: its items, and a gap where a page is missing. Unread if there is nothing else. */
  list(collection: CollectionName, pages: Pages): void {
    if (pages.gap !== undefined) this.gap(collection, pages.gap);
    if (pages.gap === undefined || pages.items.length > 0) {
      this.put(collection, this.parse(collection, pages.items));
    }
  }

  /** Says that the collection, or what it should say of one resource, could not be read: the first
   * reason stays. */
  gap(collection: CollectionName, { reason }: Unknown, of?: string): void {
    const gap = { collection, ...(of !== undefined && { of }), reason };
    if (!this.#gaps.has(gapKey(gap))) this.#gaps.set(gapKey(gap), gap);
  }

  /** Says that AWS's answer for the collection, or for one resource, holds something it should not. */
  refuse(collection: CollectionName, detail: string, of?: string): void {
    const { call } = COLLECTIONS[collection];
    this.gap(collection, unknown({ kind: 'failed', call, detail }), of);
  }

  /** Says that nobody asked about the resource: what the collection should say of it is left unread. */
  leave(collection: CollectionName, who: string, of = who): void {
    const { call } = COLLECTIONS[collection];
    this.gap(
      collection,
      unknown({ kind: 'not-read', call, detail: `${who} was not asked for` }),
      of,
    );
  }

  /** Notes an id that AWS said does not exist. */
  missing(id: string): void {
    this.#notFound.add(id);
  }

  /** Whether AWS said that the id does not exist. */
  isMissing(id: string): boolean {
    return this.#notFound.has(id);
  }

  items<K extends CollectionName>(collection: K): readonly Item<K>[] {
    const items = this.#collections.get(collection) ?? this.#assumed.get(collection) ?? [];
    // Only `put` and `assume` fill the maps, with the items of the same collection.
    return items as readonly Item<K>[];
  }

  /** The gap of the whole collection, if it has one. */
  gapOf(collection: CollectionName): Gap | undefined {
    return this.#gaps.get(gapKey({ collection }));
  }

  /** Whether any of the collection was read. */
  has(collection: CollectionName): boolean {
    return this.#collections.has(collection);
  }

  /** Whether every item of the collection was read. */
  isComplete(collection: CollectionName): boolean {
    return this.#collections.has(collection) && this.gapOf(collection) === undefined;
  }

  /** All that was read. */
  part(): SnapshotPart {
    const collections = [...this.#collections].toSorted(([a], [b]) => (a < b ? -1 : 1));
    return {
      collections: Object.fromEntries(collections),
      gaps: [...this.#gaps.values()].toSorted((a, b) => (gapKey(a) < gapKey(b) ? -1 : 1)),
      notFound: [...this.#notFound].toSorted(),
    };
  }

  /** All that was read, as a snapshot. */
  content(
    header: Pick<SnapshotContent, 'accountId' | 'region' | 'partition' | 'capturedAt'>,
  ): SnapshotContent {
    return { ...header, ...this.part() };
  }
}

function gapKey({ collection, of }: Pick<Gap, 'collection' | 'of'>): string {
  return `${collection} ${of ?? ''}`;
}
