import { COLLECTIONS } from '../../model/collections.ts';
import type { CollectionName, Item } from '../../model/collections.ts';
import { pathText, problemsOf } from '../../model/input-problem.ts';

/** An item in AWS's documented shape, or what is wrong with it in one line. */
export type ParsedItem<K extends CollectionName> =
  { readonly ok: true; readonly item: Item<K> } | { readonly ok: false; readonly problem: string };

/**
 * Passes an item of an SDK answer through its collection's schema, which also reduces environment
 * values: nothing of the answer is kept beside what the schema gives.
 */
export function parseItem<K extends CollectionName>(collection: K, answer: unknown): ParsedItem<K> {
  const plain = withoutSdkTypes(answer);
  const result = COLLECTIONS[collection].schema.safeParse(plain);
  // The schema was looked up by K, which the union of all schemas cannot express.
  if (result.success) return { ok: true, item: result.data as Item<K> };
  const [problem] = problemsOf(result.error, plain);
  const where = pathText([collection, ...(problem?.path ?? [])]);
  return { ok: false, problem: `${where}: ${problem?.message ?? 'not as documented'}` };
}

/** Dates become ISO 8601 text as in a saved answer; absent fields, null or undefined, are left out. */
function withoutSdkTypes(value: unknown): unknown {
  if (value instanceof Date) return value.toISOString();
  if (Array.isArray(value)) return value.map(withoutSdkTypes);
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(
    Object.entries(value)
      .filter(([, part]) => part !== undefined && part !== null)
      .map(([key, part]) => [key, withoutSdkTypes(part)]),
  );
}
