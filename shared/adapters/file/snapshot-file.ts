import { serialiseSnapshots } from '../../model/snapshot-document.ts';
import type { SnapshotContent } from '../../model/snapshot.ts';
import { replaceFile } from './replace-file.ts';

/**
 * Writes snapshots into one file, in one step and readable by its owner alone.
 *
 * @throws InputError where the file cannot be written
 */
export async function writeSnapshotFile(
  file: string,
  snapshots: readonly SnapshotContent[],
): Promise<void> {
  await replaceFile(file, serialiseSnapshots(snapshots));
}
