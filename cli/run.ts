import { parseArguments } from './arguments.ts';
import type { OptionSpecs, ParsedArguments } from './arguments.ts';
import {
  AUDIT_SPEC,
  COLLECT_SPEC,
  CONTROLS_SPEC,
  DOCTOR_SPEC,
  POLICY_SPEC,
  REPLAY_SPEC,
  TRACE_SPEC,
} from './commands.ts';
import type { CommandSpec } from './commands.ts';
import { EXIT_CODES } from './exit-code.ts';
import type { ExitCode } from './exit-code.ts';
import type { Terminal } from './terminal.ts';

type CommandRun<S extends OptionSpecs> = (
  parsed: ParsedArguments<S>,
  terminal: Terminal,
) => Promise<ExitCode>;

interface Command {
  readonly spec: CommandSpec;
  readonly run: (argv: readonly string[], terminal: Terminal) => Promise<ExitCode>;
}

/** A command is loaded only when it runs, so that the help and the version answer at once. */
function command<const S extends OptionSpecs>(
  spec: CommandSpec & { readonly options: S },
  load: () => Promise<CommandRun<S>>,
): Command {
  return {
    spec,
    run: async (argv, terminal) => {
      const parsed = parseArguments(argv, spec);
      if (!parsed.help) return (await load())(parsed, terminal);
      const { commandHelp } = await import('./help.ts');
      terminal.stdout.write(commandHelp(spec));
      return EXIT_CODES.done;
    },
  };
}

const COMMANDS: readonly Command[] = [
  command(AUDIT_SPEC, async () => (await import('./audit.ts')).audit),
  command(COLLECT_SPEC, async () => (await import('./collect.ts')).collect),
  command(REPLAY_SPEC, async () => (await import('./replay.ts')).replay),
  command(TRACE_SPEC, async () => (await import('./trace.ts')).trace),
  command(POLICY_SPEC, async () => (await import('./policy.ts')).policy),
  command(CONTROLS_SPEC, async () => (await import('./controls.ts')).controls),
  command(DOCTOR_SPEC, async () => (await import('./doctor.ts')).doctor),
];

/**
 * Runs one command line.
 *
 * @param argv the arguments without the program's name
 * @returns the exit code; every error has been reported on standard error
 */
export async function run(argv: readonly string[], terminal: Terminal): Promise<ExitCode> {
  try {
    return await dispatch(argv, terminal);
  } catch (error) {
    const { reportError } = await import('./report-error.ts');
    return reportError(error, terminal);
  }
}

async function dispatch(argv: readonly string[], terminal: Terminal): Promise<ExitCode> {
  const [first, ...rest] = argv;
  if (first === '--version' || first === '-v') {
    const { VERSION } = await import('./version.ts');
    terminal.stdout.write(`${VERSION}\n`);
    return EXIT_CODES.done;
  }
  const wantsHelp = first === '--help' || first === '-h' || first === 'help';
  const named = COMMANDS.find(({ spec }) => spec.name === (first === 'help' ? rest[0] : first));
  if (named !== undefined) return named.run(wantsHelp ? ['--help'] : rest, terminal);
  if (wantsHelp && rest[0] === undefined) {
    await writeProgramHelp(terminal.stdout);
    return EXIT_CODES.done;
  }
  if (first === undefined) {
    await writeProgramHelp(terminal.stderr);
    return EXIT_CODES.wrongInput;
  }
  throw await unknownCommand(wantsHelp ? (rest[0] ?? '') : first);
}

async function writeProgramHelp(stream: Terminal['stdout']): Promise<void> {
  const { programHelp } = await import('./help.ts');
  stream.write(programHelp(COMMANDS.map(({ spec }) => spec)));
}

async function unknownCommand(name: string): Promise<Error> {
  const { didYouMean } = await import('../shared/model/near-names.ts');
  const { UsageError } = await import('./usage-error.ts');
  const names = COMMANDS.map(({ spec }) => spec.name);
  const what = name.startsWith('-') ? 'option' : 'command';
  const hint = what === 'option' ? '' : didYouMean(name, names);
  return new UsageError(`Unknown ${what} "${name}".${hint} Commands: ${names.join(', ')}.`);
}
