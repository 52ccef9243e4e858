import * as z from 'zod/mini';
import { unitKey } from '../../../events/audit-unit.ts';
import { isLive, lastChange } from '../../../findings/record-state.ts';
import { resourceFindingsSchema } from '../../../findings/stored-finding-schema.ts';
import type { ResourceFindings } from '../../../findings/stored-finding.ts';
import type { StoreResult } from '../../../ports/finding-store.ts';
import type { Fields } from './attributes.ts';
import { documentFields } from './documents.ts';
import type { DocumentFields } from './documents.ts';
import { closedExpiry } from './expiry.ts';
import { readItem, readValue } from './read-item.ts';
import { TRANSACTION_BYTES, TRANSACTION_SIZE, keyOf } from './state-table.ts';
import type { Condition, Write } from './state-table.ts';
import type { StateStore } from './state-store.ts';
import { findingsKey } from './table-keys.ts';
import type { Key } from './table-keys.ts';

const recordItem = z.object(documentFields);

/** A record as it is stored, and where its document is. */
export interface HeldRecord {
  readonly record: ResourceFindings;
  readonly document: DocumentFields;
}

/** A record to be stored over the version it carries. */
export interface RecordChange {
  readonly record: ResourceFindings;
  /** Of what it replaces, where that was read here. */
  readonly before?: DocumentFields;
}

interface Prepared<C extends RecordChange> {
  readonly key: Key;
  readonly change: C;
  readonly document: DocumentFields;
}

/** Records by key; those that exist, in the order of the keys. */
export async function readRecords(
  { table, documents }: StateStore,
  keys: readonly Key[],
): Promise<readonly HeldRecord[]> {
  const items = await table.getAll(keys);
  return Promise.all(
    items.map(async (item) => {
      const document = readItem(recordItem, item);
      const key = keyOf(item);
      const value = await documents.read(key, document);
      return { record: readValue(resourceFindingsSchema, value, key), document };
    }),
  );
}

/**
 * Stores records, each counted up by one, as many in a transaction as it holds. One that somebody else
 * wrote does not keep the others from being stored.
 *
 * @param guard what has to hold for all of them: where it does not, those left are supersed
 */
export async function writeRecords<C extends RecordChange>(
  store: StateStore,
  changes: readonly C[],
  guard?: Write,
): Promise<ReadonlyMap<C, StoreResult>> {
  const guards = guard === undefined ? [] : [guard];
  const results = new Map<C, StoreResult>();
  let left = await Promise.all(changes.map((change) => prepare(store, change)));
  const prepared = left;
  while (left.length > 0) {
    const together = firstTransaction(left);
    const refused = await store.table.transact([...guards, ...together.map(writeOf)]);
    const isSuperseded = guards.length > 0 && refused.has(0);
    for (const [index, { change }] of (isSuperseded ? left : together).entries()) {
      if (isSuperseded) results.set(change, 'superseded');
      else if (refused.has(index + guards.length)) results.set(change, 'conflict');
      else if (refused.size === 0) results.set(change, 'stored');
    }
    left = left.filter(({ change }) => !results.has(change));
  }
  await Promise.all(prepared.map((one) => settle(store, one, results.get(one.change))));
  return results;
}

async function prepare<C extends RecordChange>(
  { documents }: StateStore,
  change: C,
): Promise<Prepared<C>> {
  const { record } = change;
  const key = findingsKey(record.resource.id);
  const stored = { ...record, version: record.version + 1 };
  return { key, change, document: await documents.prepare(key, stored) };
}

/** Removes pieces that nobody needs. What `before` is not known of is removed with the next large one. */
async function settle(
  { documents }: StateStore,
  { key, change, document }: Prepared<RecordChange>,
  result: StoreResult | undefined,
): Promise<void> {
  await (result === 'stored'
    ? documents.tidy(key, document, change.before)
    : documents.discard(key, document));
}

/** The first records that fit into one transaction, in which no item may be written twice. */
function firstTransaction<C extends RecordChange>(
  left: readonly Prepared<C>[],
): readonly Prepared<C>[] {
  const chosen = new Map<string, Prepared<C>>();
  let bytes = 0;
  for (const one of left) {
    if (chosen.has(one.key.pk)) continue;
    bytes += one.document.document?.length ?? 0;
    if (chosen.size === TRANSACTION_SIZE - 1 || bytes > TRANSACTION_BYTES) break;
    chosen.set(one.key.pk, one);
  }
  return [...chosen.values()];
}

function writeOf({ key, change, document }: Prepared<RecordChange>): Write {
  const { record } = change;
  return {
    put: { ...key, version: record.version + 1, ...lifeOf(record), ...document },
    condition: versionIs(record.version),
  };
}

/** A live record is in the index of its unit; another one may go when it has been closed for long. */
function lifeOf(record: ResourceFindings): Fields {
  return isLive(record)
    ? { openIn: unitKey(record.unit) }
    : { expires: closedExpiry(lastChange(record) ?? record.judgedAt) };
}

function versionIs(version: number): Condition {
  return version === 0
    ? { expression: 'attribute_not_exists(#pk)' }
    : { expression: '#version = :version', values: { ':version': version } };
}
