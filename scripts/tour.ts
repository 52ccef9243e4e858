import { EXIT_CODES } from '../cli/exit-code.ts';
import { run } from '../cli/run.ts';
import type { Terminal } from '../cli/terminal.ts';

const MOST_COLUMNS = 100;

const PROGRAM = 'npx lambda-vpc-auditor';

/** What somebody sees who has never seen it: a question that each command answers, on the example account. */
const STEPS = [
  {
    says: 'Is something wrong with a function? Here by one control of many:',
    options:
      'audit --snapshot examples/account --function checkout --control function-internet-egress',
  },
  {
    says: 'Why does it not reach what it calls?',
    options: 'trace --from checkout --to api.payments.example.com --snapshot examples/account',
  },
  {
    says: 'What would follow from a change, and what would people be told?',
    options: 'replay examples/events/update-function.json --snapshot examples/account',
  },
] as const;

const BEGINNING = `examples/account is an invented account with many things wrong; nothing is sent anywhere.
`;

const END = `The whole of it:

  ${PROGRAM} audit --snapshot examples/account
  ${PROGRAM} replay examples/events/replace-route.json --snapshot examples/account

All commands: ${PROGRAM} --help
Your own account, read-only: ${PROGRAM} audit --region <region>
`;

/**
 * Shows some commands with what they print.
 *
 * @param terminal its folder is that of the project
 * @returns the highest of their exit codes
 */
export async function tour(terminal: Terminal): Promise<number> {
  const { stdout } = terminal;
  let highest: number = EXIT_CODES.done;
  stdout.write(`${BEGINNING}\n`);
  for (const [index, { says, options }] of STEPS.entries()) {
    stdout.write(`${index + 1}. ${says}\n\n${commandText(options)}\n\n`);
    highest = Math.max(highest, await run(options.split(' '), terminal));
    stdout.write('\n');
  }
  stdout.write(END);
  return highest;
}

/** On two lines where one is too long, as a shell takes it. */
function commandText(options: string): string {
  const line = `$ ${PROGRAM} ${options}`;
  return line.length <= MOST_COLUMNS ? line : line.replace(' --', ' \\\n    --');
}
