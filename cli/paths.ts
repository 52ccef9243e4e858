import path from 'node:path';
import type { Terminal } from './terminal.ts';

/** A path of the command line as the process finds it; messages keep what the user wrote. */
export function pathFrom({ cwd }: Pick<Terminal, 'cwd'>, given: string): string {
  if (path.isAbsolute(given) || cwd === process.cwd()) return given;
  return path.join(cwd, given);
}
