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

/** The help of one command, from the same data that its arguments are checked against. */
export function commandHelp(command: CommandSpec): string {
  const { name, summary, positional, options, notes, examples } = command;
  const argument =
    positional === undefined
      ? ''
      : positional.required
        ? ` <${positional.name}>`
        : ` [${positional.name}]`;
  return `${[
    `${summary}.`,
    '',
    `Usage: ${PROGRAM} ${name}${argument} [options]`,
    '',
    ...(positional === undefined
      ? []
      : ['Arguments', ...columns([[positional.name, positional.description]]), '']),
    'Options',
    ...columns([
      ...Object.entries(options).map(([option, spec]) => [usage(option, spec), describe(spec)]),
      ['-h, --help', 'this text'],
    ]),
    ...(notes.length === 0 ? [] : ['', ...notes]),
    '',
    examples.length === 1 ? 'Example' : 'Examples',
    ...examples.map((example) => `  ${example}`),
    '',
    ...EXIT_CODE_HELP,
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
  const lines: string[] = [];
  for (const word of text.split(' ')) {
    const line = lines.at(-1);
    if (line === undefined || line.length + 1 + word.length > width) lines.push(word);
    else lines[lines.length - 1] = `${line} ${word}`;
  }
  return lines;
}
