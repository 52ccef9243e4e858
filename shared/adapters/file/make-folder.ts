import { mkdir } from 'node:fs/promises';
import { fileError } from './input-error.ts';

/**
 * Makes a folder, and those above it, where it does not exist.
 *
 * @throws InputError where it cannot be made
 */
export async function makeFolder(folder: string): Promise<void> {
  try {
    await mkdir(folder, { recursive: true });
  } catch (error) {
    throw fileError(folder, error) ?? error;
  }
}
