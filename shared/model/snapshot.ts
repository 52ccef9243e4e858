import { COLLECTIONS, VPC_COLLECTIONS } from './collections.ts';
import type { CollectionName, Item } from './collections.ts';
import { known, unknown } from './fact.ts';
import type { Fact, Unknown, UnknownReason } from './fact.ts';
import { once } from './once.ts';

/** Something a snapshot does not hold, and why. */
export interface Gap {
  readonly collection: CollectionName;
  /**
   * The item, or the owner of the items, that could not be read. Without it the gap is about the
   * whole collection: unread where it has no items, cut short where it has some.
   */
  readonly of?: string;
  readonly reason: UnknownReason;
}

/** What AWS answered about one account and region at one time. */
export interface SnapshotContent {
  readonly accountId: string;
  readonly region: string;
  readonly partition: string;
  /** ISO 8601, UTC. */
  readonly capturedAt: string;
  readonly collections: { readonly [K in CollectionName]?: readonly Item<K>[] };
  readonly gaps: readonly Gap[];
  /** Ids that AWS said do not exist: a reference to one of them is dangling. */
  readonly notFound: readonly string[];
  /**
   * Where only some VPCs were read: which. `VPC_COLLECTIONS` then hold what is in these, and say nothing
   * of any other VPC. Absent: all VPCs of the region.
   */
  readonly vpcIds?: readonly string[];
}

interface CollectionIndex<K extends CollectionName> {
  readonly byId: ReadonlyMap<string, Item<K>>;
  readonly byVpc: ReadonlyMap<string, readonly Item<K>[]>;
}

/**
 * An immutable, indexed snapshot. A reader gets facts: what was not read is unknown with the reason,
 * never empty. Snapshots of other accounts and regions that were read together are its neighbours:
 * an id that is not found here is looked for there, since EC2 ids are unique across accounts.
 */
export class Snapshot {
  readonly accountId: string;
  readonly region: string;
  readonly partition: string;
  readonly capturedAt: string;
  readonly #content: SnapshotContent;
  /** By collection, then by what the gap is of; '' for the whole collection. */
  readonly #gaps = new Map<CollectionName, Map<string, Unknown>>();
  readonly #notFound: ReadonlySet<string>;
  readonly #vpcIds: ReadonlySet<string> | undefined;
  readonly #indexes = new Map<CollectionName, unknown>();
  #neighbours: readonly Snapshot[] = [];

  constructor(content: SnapshotContent) {
    this.accountId = content.accountId;
    this.region = content.region;
    this.partition = content.partition;
    this.capturedAt = content.capturedAt;
    this.#content = content;
    for (const { collection, of = '', reason } of content.gaps) {
      once(this.#gaps, collection, () => new Map<string, Unknown>()).set(of, unknown(reason));
    }
    this.#notFound = new Set(content.notFound);
    this.#vpcIds = content.vpcIds && new Set(content.vpcIds);
  }

  /** Snapshots of one reading, each the neighbour of the others. */
  static linked(contents: readonly SnapshotContent[]): readonly Snapshot[] {
    const snapshots = contents.map((content) => new Snapshot(content));
    for (const snapshot of snapshots) {
      snapshot.#neighbours = snapshots.filter((other) => other !== snapshot);
    }
    return snapshots;
  }

  /** What the snapshot was made from, for writing it to a file. */
  get content(): SnapshotContent {
    return this.#content;
  }

  get neighbours(): readonly Snapshot[] {
    return this.#neighbours;
  }

  /**
   * Every item of the collection, where all of them were read. Where only some VPCs were read, every
   * item of these: who concludes from it that something is nowhere asks `inVpc` for each VPC
   * it could be in.
   */
  all<K extends CollectionName>(collection: K): Fact<readonly Item<K>[]> {
    const gap = this.gap(collection);
    if (gap !== undefined) return gap;
    const items = this.#content.collections[collection];
    return items === undefined
      ? unknown({ kind: 'not-read', call: COLLECTIONS[collection].call })
      : known(items);
  }

  /** The items that were seen, whether or not there may be more: enough to prove, not to disprove. */
  seen<K extends CollectionName>(collection: K): readonly Item<K>[] {
    return this.#content.collections[collection] ?? [];
  }

  /** The item with the id; undefined where AWS said that it does not exist. */
  get<K extends CollectionName>(collection: K, id: string): Fact<Item<K> | undefined> {
    const item = this.#find(collection, id);
    if (item !== undefined) return known(item);
    if (this.#notFound.has(id)) return known(undefined);
    const gap = this.gap(collection, id) ?? this.gap(collection);
    if (gap !== undefined) return gap;
    const { call } = COLLECTIONS[collection];
    const detail = `${id} is not in the answer`;
    return unknown({ kind: 'not-read', call, detail });
  }

  /** The items of one VPC, of this account and region or of a neighbour that holds the VPC. */
  inVpc<K extends CollectionName>(collection: K, vpcId: string): Fact<readonly Item<K>[]> {
    const holder = this.#holds(vpcId) ? this : this.#neighbours.find((one) => one.#holds(vpcId));
    const snapshot = holder ?? this;
    const unread = snapshot.#unread(collection, vpcId);
    if (unread !== undefined) return unread;
    const all = snapshot.all(collection);
    return all.known ? known(snapshot.#index(collection).byVpc.get(vpcId) ?? []) : all;
  }

  /** Why the collection, or what it should say of one resource, could not be read. */
  gap(collection: CollectionName, of?: string): Unknown | undefined {
    return this.#gaps.get(collection)?.get(of ?? '');
  }

  #find<K extends CollectionName>(collection: K, id: string): Item<K> | undefined {
    const own = this.#index(collection).byId.get(id);
    if (own !== undefined) return own;
    for (const neighbour of this.#neighbours) {
      const item = neighbour.#index(collection).byId.get(id);
      if (item !== undefined) return item;
    }
    return undefined;
  }

  /** Why what is in the VPC was not read, where only other VPCs were. */
  #unread(collection: CollectionName, vpcId: string): Unknown | undefined {
    if (this.#vpcIds === undefined || this.#vpcIds.has(vpcId)) return undefined;
    if (!VPC_COLLECTIONS.has(collection)) return undefined;
    const { call } = COLLECTIONS[collection];
    return unknown({ kind: 'not-read', call, detail: `${vpcId} was not read` });
  }

  #holds(vpcId: string): boolean {
    return this.#index('Vpcs').byId.has(vpcId);
  }

  #index<K extends CollectionName>(collection: K): CollectionIndex<K> {
    const cached = this.#indexes.get(collection);
    if (cached !== undefined) return cached as CollectionIndex<K>;
    const built = buildIndex(collection, this.seen(collection));
    this.#indexes.set(collection, built);
    return built;
  }
}

function buildIndex<K extends CollectionName>(
  collection: K,
  items: readonly Item<K>[],
): CollectionIndex<K> {
  // Each definition is written for its own item type; the union over K cannot express that.
  const definition = COLLECTIONS[collection] as unknown as {
    id: (item: Item<K>) => string;
    vpcIds?: (item: Item<K>) => readonly (string | undefined)[];
  };
  const byId = new Map<string, Item<K>>();
  const byVpc = new Map<string, Item<K>[]>();
  for (const item of items) {
    byId.set(definition.id(item), item);
    for (const vpcId of new Set(definition.vpcIds?.(item))) {
      if (vpcId === undefined) continue;
      const members = byVpc.get(vpcId);
      if (members === undefined) byVpc.set(vpcId, [item]);
      else members.push(item);
    }
  }
  return { byId, byVpc };
}

/** An index or other conclusion that is worked out once for each snapshot and then kept with it. */
export function oncePerSnapshot<T>(compute: (snapshot: Snapshot) => T): (snapshot: Snapshot) => T {
  const results = new WeakMap<Snapshot, { value: T }>();
  return (snapshot) => {
    const cached = results.get(snapshot);
    if (cached !== undefined) return cached.value;
    const value = compute(snapshot);
    results.set(snapshot, { value });
    return value;
  };
}
