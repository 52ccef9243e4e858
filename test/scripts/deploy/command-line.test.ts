import { describe, expect, test } from 'vitest';
import { UsageError } from '../../../cli/usage-error.ts';
import { InputError } from '../../../shared/adapters/file/input-error.ts';
import { AccountAccessError } from '../../../shared/ports/account-reader.ts';
import {
  deploymentArguments,
  doctorCommand,
  explained,
  homeRegion,
  sameDeployment,
  SCRIPT_NAMES,
  stackNameOf,
} from '../../../scripts/deploy/command-line.ts';
import { SettingsError } from '../../../scripts/deploy/settings.ts';
import { StepError } from '../../../scripts/deploy/step-error.ts';

describe('deploymentArguments', () => {
  test('reads what the scripts take', async () => {
    const line =
      '--region eu-west-1 --stage trial --profile audit --param alertEmail=you@example.com --param securityHub=off';
    const args = await deploymentArguments('deploy', line.split(' '));
    expect(args).toEqual({
      region: 'eu-west-1',
      stage: 'trial',
      profile: 'audit',
      parameters: ['alertEmail=you@example.com', 'securityHub=off'],
      deleteState: false,
    });
    expect(homeRegion(args)).toBe('eu-west-1');
    expect(stackNameOf(args)).toBe('lambda-vpc-auditor-trial');
  });

  test.each([
    [['--stage', 'My Stage'], /^--stage: expected at most 20 letters/],
    [['--stages', 'x'], /^Unknown option --stages\. Did you mean --stage\?$/],
    [['eu-west-1'], /^deploy takes no argument "eu-west-1"\.$/],
    [['--delete-state'], /^deploy takes no --delete-state\.$/],
  ])('%j is not understood', async (args, problem) => {
    await expect(deploymentArguments('deploy', ['--region', 'eu-west-1', ...args])).rejects.toThrow(
      problem,
    );
  });

  test('without a region it says what to give', async () => {
    const args = await deploymentArguments('deploy', ['--region', 'eu-west-1']);
    expect(() => homeRegion({ ...args, region: undefined })).toThrow(/^No region: give --region/);
  });
});

describe('commands that somebody is to type next', () => {
  test.each([
    ['--region eu-west-1', '--region eu-west-1', ''],
    ['--region eu-west-1 --stage trial', '--region eu-west-1', ' --stack lambda-vpc-auditor-trial'],
    ['--region eu-west-1 --profile audit', '--region eu-west-1 --profile audit', ''],
  ])('%s: name the same deployment', async (line, place, stack) => {
    const args = await deploymentArguments('deploy', line.split(' '));
    expect(sameDeployment(args)).toBe(line);
    expect(doctorCommand(args)).toBe(`npx lambda-vpc-auditor doctor ${place}${stack}`);
  });
});

describe('the help of each script', () => {
  test.each(SCRIPT_NAMES)(
    '%s: within 100 columns, with an example that is understood',
    async (name) => {
      const help = await deploymentArguments(name, ['--help']).catch((error: unknown) => error);
      const { message } = help instanceof Error ? help : new Error('no help');
      const lines = message.split('\n');
      expect(Math.max(...lines.map((line) => line.length))).toBeLessThanOrEqual(100);
      const [, options = ''] = new RegExp(`^  npm run ${name} -- (.*)$`, 'm').exec(message) ?? [];
      const args = [
        '--region',
        'eu-west-1',
        ...options.split(' ').slice(name === 'package' ? 0 : 2),
      ];
      expect(await deploymentArguments(name, args)).toMatchObject({ region: 'eu-west-1' });
    },
  );
});

describe('exit codes are those of the command line', () => {
  test.each([
    [new UsageError('x'), 2],
    [new SettingsError('x'), 2],
    [new InputError('x'), 2],
    [new AccountAccessError('region', 'x'), 2],
    [new AccountAccessError('profile', 'x'), 2],
    [new AccountAccessError('credentials', 'x'), 1],
    [new AccountAccessError('denied', 'x'), 1],
    [new StepError('x'), 1],
  ])('%o ends with %i', (error, code) => {
    expect(explained(error)).toEqual({ code, message: 'x' });
  });

  test('what nobody expects is thrown as it is', () => {
    const error = new TypeError('x');
    expect(() => explained(error)).toThrow(error);
  });
});
