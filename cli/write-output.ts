import { pathFrom } from './paths.ts';
import type { Terminal } from './terminal.ts';

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
