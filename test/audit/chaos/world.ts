import { COLLECTIONS } from '../../../shared/model/collections.ts';
import type { CollectionName, Item } from '../../../shared/model/collections.ts';
import type { SnapshotContent } from '../../../shared/model/snapshot.ts';
import { content } from '../../builders/snapshot.ts';
import { isReadableId, realId } from '../../builders/real-ids.ts';
import type { Topology } from '../../builders/topology.ts';

/** The reference topologies as one account, which changes while it is looked at. */

export type Collections = SnapshotContent['collections'];

/** The account as it is from a time on. */
export interface WorldState {
  readonly collections: Collections;
  /** What was deleted: AWS says that it does not exist. */
  readonly notFound: readonly string[];
}

export class World {
  readonly #states: { readonly since: number; readonly state: WorldState }[];

  constructor(state: WorldState) {
    this.#states = [{ since: 0, state }];
  }

  /** @param since in milliseconds, later than all changes before */
  change(since: number, change: (state: WorldState) => WorldState): void {
    this.#states.push({ since, state: change(this.at(since)) });
  }

  at(time: number): WorldState {
    const found = this.#states.findLast(({ since }) => since <= time) ?? this.#states[0];
    if (found === undefined) throw new RangeError('a world without a beginning');
    return found.state;
  }

  contentAt(time: number): SnapshotContent {
    const capturedAt = new Date(time).toISOString();
    return { ...content({ header: { capturedAt } }), ...this.at(time), gaps: [] };
  }
}

/** Replaces the item with the id; undefined deletes it. */
export function withItem<K extends CollectionName>(
  state: WorldState,
  collection: K,
  id: string,
  item: Item<K> | undefined,
): WorldState {
  const { id: idOf } = COLLECTIONS[collection] as unknown as { id: (one: Item<K>) => string };
  const items = state.collections[collection] ?? [];
  const others = (items as readonly Item<K>[]).filter((one) => idOf(one) !== id);
  const next = item === undefined ? others : [...others, item];
  const notFound = state.notFound.filter((one) => one !== id);
  return {
    collections: { ...state.collections, [collection]: next },
    notFound: item === undefined ? [...notFound, id] : notFound,
  };
}

/** Topologies side by side in one account: each has its own ids, functions, roles and databases. */
export function joined(topologies: Readonly<Record<string, Topology>>): WorldState {
  const states = Object.entries(topologies).map(([name, { given }]) => {
    const { collections } = content(given);
    return renamed(collections, name) as Collections;
  });
  const names = Object.keys(COLLECTIONS) as readonly CollectionName[];
  const collections: Collections = Object.fromEntries(
    names.map((name) => [name, joinedItems(states, name)]),
  );
  const RouteTables = (collections.RouteTables ?? []).map(withAssociationIds);
  return { collections: { ...collections, RouteTables }, notFound: [] };
}

function withAssociationIds(table: Item<'RouteTables'>): Item<'RouteTables'> {
  const Associations = table.Associations.map((association, index) => ({
    ...association,
    RouteTableAssociationId: realId(`rtbassoc-${table.RouteTableId}-${index}`),
  }));
  return { ...table, Associations };
}

function joinedItems<K extends CollectionName>(
  states: readonly Collections[],
  name: K,
): readonly Item<K>[] {
  const { id } = COLLECTIONS[name] as unknown as { id: (item: Item<K>) => string };
  const items = states.flatMap((one) => (one[name] ?? []) as readonly Item<K>[]);
  return [...new Map(items.map((item) => [id(item), item])).values()];
}

/** What belongs to AWS or to the region stays the same in all of them. */
const SHARED = /^(?:pl|dopt)-/;

function renamed(value: unknown, topology: string): unknown {
  if (typeof value === 'string') {
    if (SHARED.test(value)) return realId(value);
    return isReadableId(value)
      ? realId(`${value}-${topology}`)
      : value.replaceAll(/\borders\b/g, `orders-${topology}`);
  }
  if (Array.isArray(value)) return value.map((one) => renamed(one, topology));
  if (typeof value !== 'object' || value === null) return value;
  const entries = Object.entries(value).map(([key, inner]) => [key, renamed(inner, topology)]);
  return Object.fromEntries(entries) as unknown;
}
