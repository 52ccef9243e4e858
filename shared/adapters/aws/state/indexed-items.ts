import * as z from 'zod/mini';
import { isLater } from '../../../model/instant.ts';
import { snapshotPartSchema } from '../../../model/snapshot-part-schema.ts';
import type { SnapshotPart } from '../../../model/snapshot-part.ts';
import type { Clock } from '../../../ports/clock.ts';
import type { Fields, Item } from './attributes.ts';
import { untilSettled } from './contention.ts';
import { documentFields } from './documents.ts';
import type { DocumentFields, Documents } from './documents.ts';
import { tombstoneExpiry } from './expiry.ts';
import { readItem, readValue } from './read-item.ts';
import type { StateStore } from './state-store.ts';
import { TRANSACTION_BYTES, TRANSACTION_SIZE, inSlices } from './state-table.ts';
import type { Condition, StateTable, Write } from './state-table.ts';
import { keyText } from './table-keys.ts';
import type { Key } from './table-keys.ts';

/** What every item of this kind holds beside its own fields. */
export const indexedFields = {
  capturedAt: z.string(),
  /** Counts the writes: one that read another number has read too early. */
  revision: z.number(),
  removed: z.exactOptional(z.literal(true)),
  ...documentFields,
};

type Indexed<Own> = Own & z.output<z.ZodMiniObject<typeof indexedFields>>;

/** An item as it is read, its document opened. */
export type OpenedItem<Own> = Indexed<Own> & { readonly part: SnapshotPart };

/** Where an item stands, and how it is found by others than its key. */
export interface Indexes<Own> {
  readonly keyOf: (item: Indexed<Own>) => Key;
  /** Partitions that hold a copy of the whole item, under the same sort key. */
  readonly copies: (fields: Own) => readonly string[];
  /** Small items that lead to it. */
  readonly entries: (fields: Own) => readonly (Key & Fields)[];
}

export interface IndexedWrite<Own> {
  readonly key: Key;
  readonly capturedAt: string;
  /** Undefined: there is no such thing any more. What is left says so, for those who read before. */
  readonly part: SnapshotPart | undefined;
  /** What the item is to hold, given what it holds now; undefined leaves it as it is. */
  readonly fields: (stored: Own | undefined) => Own | undefined;
}

/**
 * Items with a document that are found through others. Item, copies and entries change in one
 * transaction, so nobody finds a function where it was, or misses it where it is.
 */
export class IndexedItems<Own extends Fields> {
  readonly #table: StateTable;
  readonly #documents: Documents;
  readonly #now: Clock;
  readonly #schema: z.ZodMiniType<Indexed<Own>>;
  readonly #indexes: Indexes<Own>;

  constructor(store: StateStore, schema: z.ZodMiniType<Indexed<Own>>, indexes: Indexes<Own>) {
    this.#table = store.table;
    this.#documents = store.documents;
    this.#now = store.now;
    this.#schema = schema;
    this.#indexes = indexes;
  }

  /** Opens items or copies of them; those that say that something was removed are left out. */
  async open(items: readonly Item[]): Promise<readonly OpenedItem<Own>[]> {
    const opened = await Promise.all(
      items.map(async (item) => {
        const fields = readItem(this.#schema, item);
        if (fields.removed) return [];
        const key = this.#indexes.keyOf(fields);
        const part = await this.#documents.read(key, fields);
        return [{ ...fields, part: readValue(snapshotPartSchema, part, key) }];
      }),
    );
    return opened.flat();
  }

  /** Writes unless what is there was captured later; answers whether it was written. */
  async write(write: IndexedWrite<Own>): Promise<boolean> {
    const { key } = write;
    let document: DocumentFields | undefined;
    const outcome = await untilSettled(keyText(key), async () => {
      const item = await this.#table.get(key);
      const before = item && readItem(this.#schema, item);
      if (before !== undefined && isLater(before.capturedAt, write.capturedAt)) return 'kept';
      const fields = write.fields(before);
      if (fields === undefined) return 'kept';
      document ??= await this.#document(write, fields);
      const isWritten = await this.#transact(write, fields, document, before);
      return isWritten ? { before } : undefined;
    });
    if (outcome === 'kept') {
      if (document !== undefined) await this.#documents.discard(key, document);
      return false;
    }
    await this.#documents.tidy(key, document ?? {}, outcome.before);
    return true;
  }

  async #document({ key, part }: IndexedWrite<Own>, fields: Own): Promise<DocumentFields> {
    if (part === undefined) return {};
    const copies = 1 + this.#indexes.copies(fields).length;
    return this.#documents.prepare(key, part, TRANSACTION_BYTES / copies);
  }

  async #transact(
    { key, capturedAt, part }: IndexedWrite<Own>,
    fields: Own,
    document: DocumentFields,
    before: Indexed<Own> | undefined,
  ): Promise<boolean> {
    const whole = {
      ...fields,
      ...document,
      capturedAt,
      revision: (before?.revision ?? 0) + 1,
      ...(part === undefined && { removed: true, expires: tombstoneExpiry(this.#now) }),
    };
    const { puts, removals } = this.#indexChanges(key, whole, fields, before);
    const room = TRANSACTION_SIZE - 1;
    // More indexes than a transaction holds: those that are too many come before, and go after.
    await this.#each(puts.slice(room).map((put) => ({ put })));
    const together = puts.slice(0, room).map((put) => ({ put }));
    const leaving = removals.map((remove) => ({ remove }));
    const refused = await this.#table.transact([
      { put: { ...key, ...whole }, condition: unchangedSince(before) },
      ...together,
      ...leaving.slice(0, room - together.length),
    ]);
    if (refused.size > 0) return false;
    await this.#each(leaving.slice(room - together.length));
    return true;
  }

  #indexChanges(key: Key, whole: Fields, fields: Own, before: Own | undefined) {
    const { copies, entries } = this.#indexes;
    const copyKeys = (own: Own) => copies(own).map((pk) => ({ pk, sk: key.sk }));
    const stored = new Map(
      (before === undefined ? [] : entries(before)).map((entry) => [keyText(entry), entry]),
    );
    const changed = entries(fields).filter(
      (entry) => JSON.stringify(stored.get(keyText(entry))) !== JSON.stringify(entry),
    );
    const kept = new Set([...copyKeys(fields), ...entries(fields)].map(keyText));
    const all = before === undefined ? [] : [...copyKeys(before), ...entries(before)];
    return {
      puts: [...copyKeys(fields).map((copy) => ({ ...copy, ...whole })), ...changed],
      removals: all.filter((one) => !kept.has(keyText(one))).map(({ pk, sk }) => ({ pk, sk })),
    };
  }

  async #each(writes: readonly Write[]): Promise<void> {
    for (const slice of inSlices(writes, TRANSACTION_SIZE)) await this.#table.transact(slice);
  }
}

function unchangedSince(before: { readonly revision: number } | undefined): Condition {
  return before === undefined
    ? { expression: 'attribute_not_exists(#pk)' }
    : { expression: '#revision = :revision', values: { ':revision': before.revision } };
}
