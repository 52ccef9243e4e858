import { pathText } from '../../model/input-problem.ts';
import type { InputProblem } from '../../model/input-problem.ts';

/**
 * Input that cannot be used: the message names the file, the key or field, and what would be right.
 * The command line prints it as it is, without a stack, and ends with code 2.
 */
export class InputError extends Error {
  override readonly name = 'InputError';
}

/** One line for the problems of one file: the first in full, the others counted. */
export function inputError(file: string, problems: readonly InputProblem[]): InputError {
  const [first, ...others] = problems;
  if (first === undefined) return new InputError(`${file}: cannot be used`);
  const where = first.path.length === 0 ? '' : `${pathText(first.path)}: `;
  const count = `${others.length} more ${others.length === 1 ? 'problem' : 'problems'}`;
  const more = others.length === 0 ? '' : ` (and ${count} in this file)`;
  return new InputError(`${file}: ${where}${first.message}${more}`);
}

/** What a failed file operation means to the user; undefined where the error is of another kind. */
export function fileError(path: string, error: unknown): InputError | undefined {
  if (!(error instanceof Error) || !('code' in error)) return undefined;
  const text = FILE_ERRORS[String(error.code)] ?? `cannot be used (${String(error.code)})`;
  return new InputError(`${path}: ${text}`, { cause: error });
}

const FILE_ERRORS: Readonly<Record<string, string>> = {
  EACCES: 'no permission to use it',
  EISDIR: 'is a folder, where a file is expected',
  ELOOP: 'is a link that leads to itself',
  ENAMETOOLONG: 'has a name that is too long',
  ENOENT: 'does not exist',
  ENOSPC: 'the disk is full',
  ENOTDIR: 'does not exist: a part of its path is a file',
  EPERM: 'no permission to use it',
  EROFS: 'lies on a disk that cannot be written',
  ERR_BUFFER_TOO_LARGE: 'is too large once it is unpacked',
  ERR_FS_FILE_TOO_LARGE: 'is too large',
  ERR_STRING_TOO_LONG: 'is too large',
  Z_BUF_ERROR: 'stops too early to be unpacked: the file is cut off',
  Z_DATA_ERROR: 'cannot be unpacked: its gzip data is damaged',
};
