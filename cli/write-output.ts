import { pathFrom } from './paths.ts';
import type { Terminal } from './terminal.ts';

/**
 * Looks whether a result can be written to the file of `--output`, before an account is read for it.
 *
 * @throws InputError where it cannot
 */
export async function checkOutput(output: string | undefined, terminal: Terminal): Promise<void> {
  if (output === undefined) return;
  const { checkReplaceable } = await import('../shared/adapters/file/replace-file.ts');
  await checkReplaceable(pathFrom(terminal, output));
}

/**
 * Writes a result to the file of `--output`, in one step, or to standard output.
 *
 * @throws InputError where the file cannot be written
 */
export async function writeOutput(
  text: string,
  output: string | undefined,
  terminal: Terminal,
): Promise<void> {
  if (output === undefined) {
    terminal.stdout.write(text);
    return;
  }
  const { replaceFile } = await import('../shared/adapters/file/replace-file.ts');
  await replaceFile(pathFrom(terminal, output), text);
  terminal.stderr.write(`Wrote ${output}\n`);
}
