import { run } from '../../cli/run.ts';
import type { ExitCode } from '../../cli/exit-code.ts';
import type { Terminal } from '../../cli/terminal.ts';

export interface RunResult {
  readonly code: ExitCode;
  readonly stdout: string;
  readonly stderr: string;
}

export interface RunSettings {
  readonly env?: Terminal['env'];
  readonly cwd?: string;
  /** Width of a terminal; without it the output is none. */
  readonly columns?: number;
}

/** Runs a command line in this process and keeps what it wrote. */
export async function runCli(
  argv: readonly string[],
  settings: RunSettings = {},
): Promise<RunResult> {
  const { env = {}, cwd = process.cwd(), columns } = settings;
  const stream = () => {
    const chunks: string[] = [];
    return {
      text: () => chunks.join(''),
      write: (text: string) => chunks.push(text),
      ...(columns !== undefined && { isTTY: true, columns }),
    };
  };
  const stdout = stream();
  const stderr = stream();
  const code = await run(argv, { stdout, stderr, env, cwd, now: () => 0 });
  return { code, stdout: stdout.text(), stderr: stderr.text() };
}
