import { stat } from 'node:fs/promises';
import { Snapshot } from '../../model/snapshot.ts';
import { filesBelow } from './folder-files.ts';
import type { FolderFiles } from './folder-files.ts';
import { fileError, InputError } from './input-error.ts';
import { readJsonFiles } from './raw-folder.ts';
import type { OriginOptions } from './raw-groups.ts';
import { someOf } from './some-of.ts';

/** The most files that one notice names. */
const NAMED_FILES = 3;

export interface LoadedSnapshots {
  /** Linked with each other, and with those of the accounts and regions that were not asked for. */
  readonly snapshots: readonly Snapshot[];
  /** What was ignored or taken in another way than one might think; one line each. */
  readonly notices: readonly string[];
}

/**
 * Reads snapshots from what `collect` wrote, from a folder of answers as the AWS CLI prints them, or
 * from one such answer.
 *
 * @param options account and region of answers that do not tell them; of several, the ones to judge
 * @throws InputError where nothing can be read from the path
 */
export async function loadSnapshots(
  path: string,
  options: OriginOptions = {},
): Promise<LoadedSnapshots> {
  const files: FolderFiles = (await isFolder(path))
    ? await filesBelow(path)
    : { json: [path], unread: [] };
  if (files.json.length === 0) throw new InputError(`${path}: holds no .json file`);
  const { contents, notices } = await readJsonFiles(path, files.json, options);
  const { accountId, region } = options;
  const snapshots = Snapshot.linked(contents).filter(
    (snapshot) =>
      (accountId === undefined || snapshot.accountId === accountId) &&
      (region === undefined || snapshot.region === region),
  );
  if (snapshots.length === 0) throw notAskedFor(path, contents, options);
  return { snapshots, notices: [...unreadNotice(files.unread), ...notices] };
}

function unreadNotice(unread: readonly string[]): readonly string[] {
  if (unread.length === 0) return [];
  return [`${someOf(unread, NAMED_FILES)}: ignored, only .json files are read`];
}

function notAskedFor(
  path: string,
  contents: readonly { readonly accountId: string; readonly region: string }[],
  { accountId, region }: OriginOptions,
): InputError {
  const asked = [region && `--region ${region}`, accountId && `account ${accountId}`];
  const seen = contents.map((one) => `${one.accountId} in ${one.region}`).join(', ');
  return new InputError(
    `${path}: holds ${seen}, and nothing for ${asked.filter(Boolean).join(', ')}`,
  );
}

async function isFolder(path: string): Promise<boolean> {
  try {
    return (await stat(path)).isDirectory();
  } catch (error) {
    throw fileError(path, error) ?? error;
  }
}
