import { readdir, realpath, stat } from 'node:fs/promises';
import path from 'node:path';
import { fileError } from './input-error.ts';

/**
 * Every file below a folder whose name ends in `.json`, in the order of their paths. Hidden files and
 * folders are left out; a link to a folder that was already visited is not followed again.
 *
 * @throws InputError where a folder or file cannot be read
 */
export async function jsonFilesBelow(folder: string): Promise<readonly string[]> {
  const files: string[] = [];
  const visited = new Set<string>();
  const visit = async (current: string): Promise<void> => {
    const real = await realpath(current);
    if (visited.has(real)) return;
    visited.add(real);
    for (const name of (await readdir(current)).toSorted()) {
      if (name.startsWith('.')) continue;
      const file = path.join(current, name);
      try {
        const entry = await stat(file);
        if (entry.isDirectory()) await visit(file);
        else if (entry.isFile() && /\.json$/i.test(name)) files.push(file);
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
  return files;
}
