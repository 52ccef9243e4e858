import { readdir, realpath, stat } from 'node:fs/promises';
import path from 'node:path';
import { fileError } from './input-error.ts';

export interface FolderFiles {
  /** Those that can hold JSON, in the order of their paths. */
  readonly json: readonly string[];
  /** Those in another form in which answers of AWS are kept, which nothing here reads. */
  readonly unread: readonly string[];
}

const JSON_FILE = /\.json(?:\.gz)?$/i;
/** What `--output yaml`, `text` and `table` are saved to, and archives. */
const OTHER_FORM = /\.(?:7z|bz2|csv|gz|jsonl|ndjson|tar|tgz|txt|xml|xz|ya?ml|zip|zst)$/i;

/**
 * Every file below a folder that can hold an answer of AWS. Hidden files and folders are left out, and links
 * that lead nowhere unless they are named as JSON; a link to a folder that was already visited is not
 * followed again.
 *
 * @throws InputError where a folder or file cannot be read
 */
export async function filesBelow(folder: string): Promise<FolderFiles> {
  const json: string[] = [];
  const unread: string[] = [];
  const visited = new Set<string>();
  const visit = async (current: string): Promise<void> => {
    const real = await realpath(current);
    if (visited.has(real)) return;
    visited.add(real);
    for (const name of (await readdir(current)).toSorted()) {
      if (name.startsWith('.')) continue;
      const file = path.join(current, name);
      try {
        const entry = JSON_FILE.test(name)
          ? await stat(file)
          : await stat(file).catch(() => undefined);
        if (entry === undefined) continue;
        if (entry.isDirectory()) await visit(file);
        else if (entry.isFile() && JSON_FILE.test(name)) json.push(file);
        else if (entry.isFile() && OTHER_FORM.test(name)) unread.push(file);
      } catch (error) {
        throw fileError(file, error) ?? error;
      }
    }
  };
  try {
    await visit(folder);
  } catch (error) {
    throw fileError(folder, error) ?? error;
  }
  return { json, unread };
}
