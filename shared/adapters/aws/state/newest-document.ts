import { instant } from '../../../model/instant.ts';
import * as z from 'zod/mini';
import type { Item } from './attributes.ts';
import { documentFields } from './documents.ts';
import { tombstoneExpiry } from './expiry.ts';
import { readItem, readValue } from './read-item.ts';
import type { StateStore } from './state-store.ts';
import type { Condition } from './state-table.ts';
import { keyOf } from './state-table.ts';
import type { Key } from './table-keys.ts';

const documentItem = z.object({ removed: z.exactOptional(z.literal(true)), ...documentFields });

/** Writes a document unless what is there was captured later. */
export async function putNewest(
  { table, documents }: StateStore,
  key: Key,
  value: unknown,
  capturedAt: string,
): Promise<void> {
  const document = await documents.prepare(key, value);
  const fields = { ...key, ...document, capturedAt: instant(capturedAt) };
  const result = await table.put(fields, notLaterThan(capturedAt));
  if (!result.stored) {
    await documents.discard(key, document);
    return;
  }
  const before = result.replaced && readItem(documentItem, result.replaced);
  await documents.tidy(key, document, before);
}

/** Leaves word that there was nothing, for those who looked before and write later. */
export async function removeAsOf(
  { table, documents, now }: StateStore,
  key: Key,
  asOf: string,
): Promise<void> {
  const tombstone = { removed: true, expires: tombstoneExpiry(now), capturedAt: instant(asOf) };
  const result = await table.put({ ...key, ...tombstone }, notLaterThan(asOf));
  if (!result.stored || result.replaced === undefined) return;
  await documents.tidy(key, {}, readItem(documentItem, result.replaced));
}

/** The documents of items, without those that say that something was removed. */
export async function readDocuments<T>(
  { documents }: StateStore,
  schema: z.ZodMiniType<T>,
  items: readonly Item[],
): Promise<readonly T[]> {
  const all = await Promise.all(
    items.map(async (item) => {
      const fields = readItem(documentItem, item);
      if (fields.removed) return [];
      const key = keyOf(item);
      return [readValue(schema, await documents.read(key, fields), key)];
    }),
  );
  return all.flat();
}

export function notLaterThan(capturedAt: string): Condition {
  return {
    expression: 'attribute_not_exists(#pk) OR #capturedAt <= :capturedAt',
    values: { ':capturedAt': instant(capturedAt) },
  };
}
