import type * as z from 'zod/mini';
import { pathText, problemsOf } from '../../../model/input-problem.ts';
import { fieldsOf } from './attributes.ts';
import type { Item } from './attributes.ts';
import { keyText } from './table-keys.ts';
import type { Key } from './table-keys.ts';

/** Something in the state table is not as it was written: by another version, or by hand. */
export class StateItemError extends Error {
  override readonly name = 'StateItemError';
}

/** @throws StateItemError with the key and what is wrong */
export function readItem<T>(schema: z.ZodMiniType<T>, item: Item): T {
  const fields = fieldsOf(item);
  const key = { pk: String(fields['pk']), sk: String(fields['sk']) };
  return readValue(schema, fields, key);
}

/**
 * @param key of the item that the value comes from
 * @throws StateItemError with the key and what is wrong
 */
export function readValue<T>(schema: z.ZodMiniType<T>, value: unknown, key: Key): T {
  const result = schema.safeParse(value);
  if (result.success) return result.data;
  const [problem] = problemsOf(result.error, value);
  const where = problem === undefined ? '' : `${pathText(problem.path)}: ${problem.message}`;
  throw new StateItemError(`item "${keyText(key)}" of the state table cannot be read: ${where}`);
}
