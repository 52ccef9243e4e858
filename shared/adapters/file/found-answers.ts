import path from 'node:path';
import { isPlaceName, isRecord } from './answer-origin.ts';

/** A value as it was found within a file. */
interface Found<T> {
  /** Keys and indexes that lead to it from the top of the file. */
  readonly path: readonly (string | number)[];
  /** The folder that it counts as lying in: below the file's own where keys name account or region. */
  readonly folder: string;
  readonly value: T;
}

export type FoundAnswer = Found<Readonly<Record<string, unknown>>>;

/**
 * The objects of a file that can be answers: its values; those of a list, as pages are collected; what
 * placebo recorded; and what stands below the name of a region or the id of an account, where one file
 * holds several of them.
 *
 * @returns `others` is what is no object
 */
export function findAnswers(
  folder: string,
  values: readonly unknown[],
): { readonly answers: readonly FoundAnswer[]; readonly others: readonly Found<unknown>[] } {
  const answers: FoundAnswer[] = [];
  const others: Found<unknown>[] = [];
  const visit = (found: Found<unknown>): void => {
    const { value } = found;
    const below = (key: string | number, inner: unknown): void => {
      const place = isPlaceName(key) ? path.join(found.folder, key) : found.folder;
      visit({ path: [...found.path, key], folder: place, value: inner });
    };
    if (Array.isArray(value) && value.some(isRecord)) {
      for (const [index, item] of value.entries()) below(index, item);
    } else if (!isRecord(value)) others.push(found);
    else if (isPlaceboRecording(value)) below('data', value['data']);
    else {
      const fields = Object.entries(value);
      const places = fields.filter(([key]) => isPlaceName(key));
      for (const [key, inner] of places) below(key, inner);
      const rest = fields.filter(([key]) => !isPlaceName(key));
      if (places.length === 0 || rest.length > 0) {
        answers.push({ ...found, value: Object.fromEntries(rest) });
      }
    }
  };
  if (values.length === 1) visit({ path: [], folder, value: values[0] });
  else for (const [index, value] of values.entries()) visit({ path: [index], folder, value });
  return { answers, others };
}

/** placebo (https://github.com/garnaat/placebo) keeps the HTTP status beside what boto3 answered. */
function isPlaceboRecording(value: Readonly<Record<string, unknown>>): boolean {
  return 'status_code' in value && 'data' in value;
}
