import { EXIT_CODES } from './exit-code.ts';
import type { ExitCode } from './exit-code.ts';
import type { Terminal } from './terminal.ts';
import { UsageError } from './usage-error.ts';

/** Set to anything, it prints the stack of an unexpected error. */
export const DEBUG_VARIABLE = 'LAMBDA_VPC_AUDITOR_DEBUG';

/** Says on standard error what went wrong, without a stack, and picks the exit code. */
export function reportError(error: unknown, terminal: Terminal): ExitCode {
  const { stderr, env } = terminal;
  const name = error instanceof Error ? error.name : '';
  const text = messageOf(error);
  const debug = env[DEBUG_VARIABLE] !== undefined && env[DEBUG_VARIABLE] !== '';
  const expected = EXPECTED[name]?.(error);
  if (expected !== undefined) {
    stderr.write(`${PREFIX}${text}\n`);
    if (error instanceof UsageError && error.command !== undefined) {
      stderr.write(`See: lambda-vpc-auditor ${error.command} --help\n`);
    }
  } else {
    const hint = debug ? '' : ` Set ${DEBUG_VARIABLE}=1 to see where.`;
    stderr.write(`${PREFIX}this is a bug, please report it: ${oneLine(text)}.${hint}\n`);
  }
  if (debug && error instanceof Error) stderr.write(`${error.stack ?? ''}\n`);
  return expected ?? EXIT_CODES.failed;
}

const PREFIX = 'lambda-vpc-auditor: ';

/** Errors that are no bug. Told by name, so that this file needs none of the code that throws them. */
const EXPECTED: Readonly<Record<string, (error: unknown) => ExitCode>> = {
  UsageError: () => EXIT_CODES.wrongInput,
  InputError: () => EXIT_CODES.wrongInput,
  AccountAccessError: (error) => (isInput(error) ? EXIT_CODES.wrongInput : EXIT_CODES.failed),
};

/** A region or profile that does not exist; everything else about the account is not the user's input. */
function isInput(error: unknown): boolean {
  return error instanceof Error && 'isInput' in error && error.isInput === true;
}

function messageOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}

function oneLine(text: string): string {
  return text.replace(/\s*\n\s*/g, ' ').trim();
}
