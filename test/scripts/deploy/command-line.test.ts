import { describe, expect, test } from 'vitest';
import {
  deploymentArguments,
  homeRegion,
  stackNameOf,
} from '../../../scripts/deploy/command-line.ts';

describe('deploymentArguments', () => {
  test('reads what the scripts take', async () => {
    const line =
      '--region eu-west-1 --stage trial --profile audit --param alertEmail=you@example.com --param securityHub=off';
    const args = await deploymentArguments(line.split(' '));
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
    [['--stages', 'x'], /--stages/],
    [['eu-west-1'], /eu-west-1/],
  ])('%j is not understood', async (args, problem) => {
    await expect(deploymentArguments(['--region', 'eu-west-1', ...args])).rejects.toThrow(problem);
  });

  test('without a region it says what to give', async () => {
    const args = await deploymentArguments(['--region', 'eu-west-1']);
    expect(() => homeRegion({ ...args, region: undefined })).toThrow(/^No region: give --region/);
  });
});
