import { InputError } from '../shared/adapters/file/input-error.ts';
import { readTextFile } from '../shared/adapters/file/json-file.ts';
import { lintEndpointPolicy } from '../shared/iam/endpoint-policy-lint.ts';
import { lintPolicyText } from '../shared/iam/guardrail-lint.ts';
import type { LintFinding } from '../shared/iam/guardrail-lint.ts';
import { EXIT_CODES } from './exit-code.ts';
import type { ExitCode } from './exit-code.ts';
import { pathFrom } from './paths.ts';
import { renderJson } from './render/json.ts';
import { printable } from './render/layout.ts';
import type { Terminal } from './terminal.ts';

interface PolicyCheck {
  /** As the user wrote it. */
  readonly file: string;
  readonly kind: 'scp' | 'iam' | 'endpoint';
  readonly format: 'text' | 'json';
  /** Every function is meant to be in a VPC. */
  readonly required: boolean;
}

/**
 * Lints somebody's policy with the rules of the controls and prints what is wrong. Of a text that is no
 * JSON, the statements that can be read are linted still.
 *
 * @throws InputError where the file cannot be read or is not JSON, with the line and column
 */
export async function checkPolicy(check: PolicyCheck, terminal: Terminal): Promise<ExitCode> {
  const { file, kind, format, required } = check;
  const text = await readTextFile(pathFrom(terminal, file));
  const all =
    kind === 'endpoint'
      ? lintEndpointPolicy(text)
      : lintPolicyText(text, kind === 'iam' ? 'identity' : 'scp', { required });
  const faults = all.filter(({ syntax }) => syntax);
  const findings = all.filter(({ syntax }) => !syntax);
  if (faults.length === 0 || findings.length > 0) {
    terminal.stdout.write(
      format === 'json' ? renderJson({ file, kind, findings }) : checkText(file, findings),
    );
  }
  if (faults.length > 0) {
    const lines = faults.map(({ message, line = 1, column = 1 }) => {
      return `${file}: is ${printable(message)} (line ${line}, column ${column})`;
    });
    throw new InputError(lines.join('\n'));
  }
  return findings.length > 0 ? EXIT_CODES.findings : EXIT_CODES.done;
}

/** One line for each finding, as compilers write them: `file:line:column: what is wrong (rule)`. */
function checkText(file: string, findings: readonly LintFinding[]): string {
  if (findings.length === 0) return `${file}: nothing is wrong with it\n`;
  return findings
    .map(({ rule, severity, message, line, column }) => {
      const place = line === undefined ? '' : `:${line}:${column ?? 1}`;
      const label = severity === 'info' ? 'info: ' : '';
      return `${file}${place}: ${label}${printable(message)} (${rule})\n`;
    })
    .join('');
}
