import type { OptionSpec } from './arguments.ts';
import type { CommandSpec } from './commands.ts';

const PROGRAM = 'lambda-vpc-auditor';

const GAP = 2;

/** In characters. */
const WIDTH = 100;

/** The help of the whole program. */
export function programHelp(commands: readonly CommandSpec[]): string {
  return `${[
    'Tells which Lambda functions and VPC endpoints break the networking guidance of AWS, and why.',
    '',
    `Usage: ${PROGRAM} <command> [options]`,
    '',
    'Commands',
    ...columns(commands.map(({ name, summary }) => [name, summary])),
    '',
    'Options',
    ...columns([
      ['-h, --help', `this text; "${PROGRAM} <command> --help" explains a command`],
      ['-v, --version', 'print the version'],
    ]),
    '',
    ...EXIT_CODE_HELP,
    '',
    ...ENVIRONMENT_HELP,
  ].join('\n')}\n`;
}

/**
 * The help of one command, from the same data that its arguments are checked against.
 *
 * @param call how the command is called, up to its options
 */
export function commandHelp(command: CommandSpec, call = `${PROGRAM} ${command.name}`): string {
  const { summary, positional, options, notes, examples } = command;
  const argument =
    positional === undefined
      ? ''
      : positional.required
        ? ` <${positional.name}>`
        : ` [${positional.name}]`;
  return `${[
    `${summary}.`,
    '',
    `Usage: ${call}${argument} [options]`,
    '',
    ...(positional === undefined
      ? []
      : ['Arguments', ...columns([[positional.name, positional.description]]), '']),
    'Options',
    ...columns([
      ...Object.entries(options).map(([option, spec]) => [usage(option, spec), describe(spec)]),
      ['-h, --help', 'this text'],
    ]),
    ...(notes.length === 0 ? [] : ['', ...notes.flatMap(noteLines)]),
    '',
    examples.length === 1 ? 'Example' : 'Examples',
    ...examples.flatMap(exampleLines),
    '',
    ...brokenAt(WIDTH, exitCodesOf(command)),
  ].join('\n')}\n`;
}

const EXIT_CODE_HELP = [
  'Exit codes',
  ...columns([
    ['0', 'done'],
    ['1', 'the tool failed, or a control broke'],
    ['2', 'wrong usage, wrong configuration or unreadable input'],
    ['3', 'findings at or above --fail-on, or policy --check or doctor found something wrong'],
  ]),
];

/** One sentence: the codes are the same for all commands, and not every one can find something. */
function exitCodesOf({ findings }: CommandSpec): string {
  const third = findings === undefined ? '' : `, 3 ${findings}`;
  return `Exit codes: 0 done, 1 failed, 2 wrong usage, configuration or input${third}.`;
}

/** A paragraph, or the rows of a table. */
function noteLines(note: CommandSpec['notes'][number]): readonly string[] {
  return typeof note === 'string' ? brokenAt(WIDTH, note) : columns(note);
}

/** A command line, continued on the next where it is too long, as a shell takes it. */
function exampleLines(example: string): readonly string[] {
  // An option and its value stay together.
  const parts = example.split(/ (?=-)/);
  const lines = joinedAt(WIDTH - '      '.length - ' \\'.length, parts);
  return lines.map((line, index) => {
    const indent = index === 0 ? '  ' : '      ';
    return `${indent}${line}${index === lines.length - 1 ? '' : ' \\'}`;
  });
}

const ENVIRONMENT_HELP = [
  'Environment',
  ...columns([
    ['NO_COLOR', 'no colour, whatever the terminal'],
    ['FORCE_COLOR', 'colour also where the output is no terminal'],
    ['LAMBDA_VPC_AUDITOR_DEBUG', 'print the stack of an unexpected error'],
    ['AWS_…', 'credentials, region and endpoint, as for the AWS CLI'],
  ]),
];

function usage(name: string, spec: OptionSpec): string {
  if (spec.type === 'string') return `--${name} <${spec.placeholder}>`;
  return spec.short === undefined ? `--${name}` : `-${spec.short}, --${name}`;
}

function describe(spec: OptionSpec): string {
  const standard = spec.type === 'string' ? spec.default : undefined;
  return standard === undefined ? spec.description : `${spec.description} (default ${standard})`;
}

/** Two columns of plain ASCII, at most WIDTH wide. */
function columns(rows: readonly (readonly string[])[]): readonly string[] {
  const width = Math.max(...rows.map(([first = '']) => first.length)) + GAP;
  return rows.flatMap(([first = '', second = '']) =>
    brokenAt(WIDTH - GAP - width, second).map(
      (line, index) => `  ${(index === 0 ? first : '').padEnd(width)}${line}`,
    ),
  );
}

function brokenAt(width: number, text: string): readonly string[] {
  return joinedAt(width, text.split(' '));
}

function joinedAt(width: number, parts: readonly string[]): readonly string[] {
  const lines: string[] = [];
  for (const part of parts) {
    const line = lines.at(-1);
    if (line === undefined || line.length + 1 + part.length > width) lines.push(part);
    else lines[lines.length - 1] = `${line} ${part}`;
  }
  return lines;
}
