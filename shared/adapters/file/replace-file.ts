import { randomUUID } from 'node:crypto';
import { open, realpath, rename, rm, stat, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { fileError, InputError } from './input-error.ts';

/** Readable by its owner alone: what is written tells how a network is built. */
const MODE = 0o600;

/**
 * Looks whether a file can be made or replaced, before the work that would go into it.
 *
 * @throws InputError where its folder is missing or it is a folder itself
 */
export async function checkReplaceable(file: string): Promise<void> {
  try {
    const existing = await stat(file).catch(ignoreMissing);
    if (existing?.isDirectory() === true)
      throw new InputError(`${file}: is a folder, where a file is expected`);
    const folder = path.dirname(file);
    if (existing === undefined && (await stat(folder).catch(ignoreMissing)) === undefined) {
      throw new InputError(`${file}: there is no folder ${folder}`);
    }
  } catch (error) {
    throw fileError(file, error) ?? error;
  }
}

/**
 * Writes a text file. A regular file is replaced in one step when everything is on the disk, so a
 * failure leaves what was there before; a device or pipe is written to as it is.
 *
 * @throws InputError where the file cannot be written
 */
export async function replaceFile(file: string, text: string): Promise<void> {
  await checkReplaceable(file);
  try {
    const existing = await stat(file).catch(ignoreMissing);
    if (existing === undefined) await replaceRegularFile(path.resolve(file), text);
    else if (existing.isFile()) await replaceRegularFile(await realpath(file), text);
    else await writeFile(file, text);
  } catch (error) {
    throw fileError(file, error) ?? error;
  }
}

async function replaceRegularFile(target: string, text: string): Promise<void> {
  const temporary = path.join(path.dirname(target), `.${path.basename(target)}.${randomUUID()}`);
  const handle = await open(temporary, 'wx', MODE);
  try {
    await handle.writeFile(text);
    await handle.sync();
    await handle.close();
    await rename(temporary, target);
  } catch (error) {
    await handle.close().catch(() => undefined);
    await rm(temporary, { force: true });
    throw error;
  }
}

function ignoreMissing(error: unknown): undefined {
  if (error instanceof Error && 'code' in error && error.code === 'ENOENT') return undefined;
  throw error;
}
