import { describe, expect, it } from 'vitest';
import {
  AUDIT_SPEC,
  COLLECT_SPEC,
  CONTROLS_SPEC,
  DOCTOR_SPEC,
  POLICY_SPEC,
  REPLAY_SPEC,
  TRACE_SPEC,
} from '../../cli/commands.ts';
import type { CommandSpec } from '../../cli/commands.ts';
import { parseArguments } from '../../cli/arguments.ts';
import { reportError } from '../../cli/report-error.ts';
import { AccountAccessError } from '../../shared/ports/account-reader.ts';
import { runCli } from './terminal.ts';

const SPECS: readonly CommandSpec[] = [
  AUDIT_SPEC,
  COLLECT_SPEC,
  REPLAY_SPEC,
  TRACE_SPEC,
  POLICY_SPEC,
  CONTROLS_SPEC,
  DOCTOR_SPEC,
];

describe('the command line', () => {
  it.each([[['--help']], [['-h']], [['help']]])('%j lists every command', async (argv) => {
    const { code, stdout, stderr } = await runCli(argv);
    expect({ code, stderr }).toEqual({ code: 0, stderr: '' });
    for (const { name, summary } of SPECS)
      expect(stdout).toMatch(new RegExp(`${name} .*${summary}`));
  });

  it.each(SPECS.map((spec) => [spec.name, spec] as const))(
    '%s --help tells every option, its choices and the exit codes within 100 columns',
    async (name, spec) => {
      const { code, stdout, stderr } = await runCli([name, '--help']);
      expect({ code, stderr }).toEqual({ code: 0, stderr: '' });
      for (const [option, { description }] of Object.entries(spec.options)) {
        expect(stdout).toContain(`--${option}`);
        expect(stdout.replace(/\s+/g, ' ')).toContain(description);
      }
      const third = spec.findings === undefined ? '' : `, 3 ${spec.findings}`;
      expect(stdout.replace(/\s+/g, ' ')).toContain(
        `Exit codes: 0 done, 1 failed, 2 wrong usage, configuration or input${third}.`,
      );
      expect(Math.max(...stdout.split('\n').map((line) => line.length))).toBeLessThanOrEqual(100);
      expect((await runCli(['help', name])).stdout).toBe(stdout);
      expect((await runCli([name, '-h', '--nonsense'])).code).toBe(2);
    },
  );

  it.each(SPECS.flatMap((spec) => spec.examples.map((example) => [example, spec] as const)))(
    'the example "%s" uses only what exists',
    (example, spec) => {
      const [program, command, ...rest] = example.replace(/ > .*$/, '').split(' ');
      expect([program, command]).toEqual(['lambda-vpc-auditor', spec.name]);
      expect(() => parseArguments(rest, spec)).not.toThrow();
    },
  );

  it('prints its version', async () => {
    const { code, stdout } = await runCli(['--version']);
    expect({ code, stdout }).toEqual({ code: 0, stdout: 'from sources\n' });
  });

  it.each([
    [[], 'Usage: lambda-vpc-auditor <command>'],
    [['adit'], 'Unknown command "adit". Did you mean audit? Commands: audit, collect'],
    [['--verbose'], 'Unknown option "--verbose".'],
    [['help', 'adit'], 'Unknown command "adit".'],
    [['audit', '--snapsot', 'x'], 'Unknown option --snapsot. Did you mean --snapshot?'],
    [['audit', '-x'], 'Unknown option -x.'],
    [['audit', '--constructor'], 'Unknown option --constructor.'],
    [['audit', '--snapshot'], '--snapshot needs a value: <file|folder>.'],
    [['audit', '--snapshot', '--all'], '--snapshot needs a value: <file|folder>.'],
    [['audit', '--snapshot='], '--snapshot needs a value: <file|folder>.'],
    [['audit', '--all=yes'], '--all takes no value.'],
    [['audit', '--format', 'jsn'], 'not "jsn". Did you mean json?'],
    [['audit', '--format', 'json', '--format', 'csv'], '--format can be given only once.'],
    [['audit', 'x'], 'audit takes no argument "x".'],
    [
      ['replay'],
      'replay needs a CloudTrail record, or the EventBridge event around it: <event.json>.',
    ],
    [['replay', 'a', 'b'], 'replay takes one argument, not also "b".'],
    [['collect'], 'collect needs --output <file>.'],
    [
      ['collect', '--output', 'x', '--region', 'r', '--lambda-rate', '50'],
      'from 1 to 15, not "50"',
    ],
    [['collect', '--output', 'x', '--region', 'r', '--lambda-rate', 'x'], 'from 1 to 15, not "x"'],
    [['controls', 'multi-az'], 'Did you mean function-multi-az or lambda-endpoint-multi-az?'],
  ])('%j ends with 2 and says why', async (argv, message) => {
    const { code, stdout, stderr } = await runCli(argv);
    expect({ code, stdout }).toEqual({ code: 2, stdout: '' });
    expect(stderr).toContain(message);
  });
});

describe('options that do not go together', () => {
  it.each([
    ['audit --snapshot x --lambda-rate 5', '--lambda-rate does not go with --snapshot: it is for'],
    ['audit --snapshot x --profile x', '--profile does not go with --snapshot: it is for the live'],
    ['audit --snapshot x --all --format csv', '--all goes only with --format table.'],
    ['trace --from a --to b --snapshot x --lambda-rate 5', '--lambda-rate does not go with'],
    ['replay event.json --region eu-west-1', '--region goes only with --snapshot.'],
    ['replay event.json --config x.yml', '--config goes only with --snapshot.'],
    ['policy --config x.yml --format json', '--format goes only with --check: a policy is always'],
    ['policy --config x.yml --region eu-west-1', '--region goes only with --snapshot.'],
    ['policy --kind hardening --function x --config y', '--config does not go with --kind harden'],
    ['policy --kind hardening --function x --snapshot y', '--snapshot does not go with --kind ha'],
    ['policy --check x --snapshot y', '--snapshot does not go with --check.'],
    [
      'policy --check x --kind endpoint --config y',
      'does not go with --kind hardening or endpoint',
    ],
  ])('%s', async (line, message) => {
    const [command = '', ...options] = line.split(' ');
    const { code, stdout, stderr } = await runCli([command, ...options]);
    expect({ code, stdout }).toEqual({ code: 2, stdout: '' });
    expect(stderr).toContain(message);
    expect(stderr).toContain(`See: lambda-vpc-auditor ${command} --help`);
  });
});

function report(error: unknown, env = {}) {
  let stderr = '';
  const stream = { write: (text: string) => (stderr += text) };
  const code = reportError(error, {
    stdout: stream,
    stderr: stream,
    env,
    cwd: '/',
    now: () => 0,
  });
  return { code, stderr };
}

describe('errors', () => {
  it('calls what nobody expected a bug, in one line', () => {
    const { code, stderr } = report(new TypeError('x is\nundefined'));
    expect(code).toBe(1);
    expect(stderr).toBe(
      'lambda-vpc-auditor: this is a bug, please report it: x is undefined. Set LAMBDA_VPC_AUDITOR_DEBUG=1 to see where.\n',
    );
  });

  it('shows the stack only when asked', () => {
    const { stderr } = report(new TypeError('x'), { LAMBDA_VPC_AUDITOR_DEBUG: '1' });
    expect(stderr).toMatch(/\n\s+at /);
  });

  it.each([
    ['credentials', 1],
    ['denied', 1],
    ['unreachable', 1],
    ['region', 2],
    ['profile', 2],
  ] as const)('an account that cannot be read (%s) ends with %i', (problem, code) => {
    const result = report(new AccountAccessError(problem, 'one line'));
    expect(result).toEqual({ code, stderr: 'lambda-vpc-auditor: one line\n' });
  });
});
