import { spawn } from 'node:child_process';
import validate from '@aws/cloudformation-validate';

/** What the validator says of the templates that is right all the same. */
const ACCEPTED: Readonly<Record<string, string>> = {
  W2509: 'SlackWebhookSecret is the name of a secret, which is none',
};

/**
 * Everything that AWS's own offline validator, and `cfn-lint` where it is installed, find in templates:
 * warnings count as much as errors.
 */
export async function templateProblems(files: readonly string[]): Promise<readonly string[]> {
  // The linter is a process of its own and works while the validator does.
  const linted = linterProblems(files);
  return [...validatorProblems(files), ...(await linted)];
}

function validatorProblems(files: readonly string[]): readonly string[] {
  const engine = new validate.RegoEngine();
  try {
    return files.flatMap((file) =>
      engine
        .validateStandard(new validate.TemplateFile(file), { severityLevel: 'WARN' })
        .diagnostics.filter(({ ruleId }) => !(ruleId in ACCEPTED))
        .map(({ ruleId, message, propertyPath }) =>
          [file, ruleId, message, propertyPath].filter(Boolean).join(': '),
        ),
    );
  } finally {
    engine.free();
  }
}

/** What a shim of a version manager answers for a command that no version has. */
const NOT_INSTALLED = 127;

async function linterProblems(files: readonly string[]): Promise<readonly string[]> {
  const parameters = ['--format', 'parseable', '--', ...files];
  const linter = spawn('cfn-lint', parameters, { stdio: ['ignore', 'pipe', 'pipe'] });
  let output = '';
  for (const stream of [linter.stdout, linter.stderr]) {
    stream.on('data', (chunk: Buffer) => {
      output += chunk.toString('utf8');
    });
  }
  const status = await new Promise<number | null | undefined>((resolve) => {
    // Not installed: then the validator's word is enough.
    linter.once('error', () => resolve(undefined));
    linter.once('close', resolve);
  });
  if (status === undefined || status === 0 || status === NOT_INSTALLED) return [];
  return output.split('\n').filter((line) => line !== '');
}
