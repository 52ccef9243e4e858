import { spawnSync } from 'node:child_process';
import { describe, expect, test } from 'vitest';
import { defaultSettings } from '../../../scripts/deploy/packaging.ts';
import {
  auditedRegions,
  checkedSettings,
  checkRegionsEnabled,
  givenSettings,
  SETTING_NAMES,
} from '../../../scripts/deploy/settings.ts';

const HOME = 'eu-west-1';
const DEFAULTS = defaultSettings();

function problemOf(...parameters: readonly string[]): string {
  try {
    checkedSettings({ ...DEFAULTS, ...givenSettings(parameters) }, HOME);
    return '';
  } catch (error) {
    if (error instanceof Error && error.name === 'SettingsError') return error.message;
    throw error;
  }
}

describe('settings of a deployment', () => {
  test('serverless.yml has a default for each, and it is right', () => {
    expect(Object.keys(DEFAULTS).toSorted()).toEqual([...SETTING_NAMES].toSorted());
    expect(checkedSettings(DEFAULTS, HOME)).toEqual({ ...DEFAULTS, regions: HOME });
  });

  test('what may be left empty is empty by default, since osls takes no empty value', () => {
    const empty = SETTING_NAMES.filter((name) => problemOf(`${name}=`) === '');
    expect(empty.filter((name) => DEFAULTS[name] !== '')).toEqual([]);
  });

  test.each([
    ['alertEmail=you@example.com'],
    ['slackWebhookParameter=/lambda-vpc-auditor/slack-webhook'],
    ['slackWebhookSecret=lambda-vpc-auditor/slack-webhook'],
    ['alertSeverity=HIGH'],
    ['securityHub=off'],
    ['regions=eu-central-1, us-east-1'],
    ['sweepSchedule=rate(1 hour)'],
    ['sweepSchedule=rate(90 minutes)'],
    ['sweepSchedule=rate(1 day)'],
    ['sweepSchedule=cron(0 6 * * ? *)'],
    ['logRetentionDays=30'],
  ])('%s is right', (parameter) => {
    expect(problemOf(parameter)).toBe('');
  });

  test('a channel is right with its workspace', () => {
    expect(problemOf('chatWorkspaceId=T0123ABCDEF', 'chatChannelId=C0123ABCDEF')).toBe('');
  });

  test.each([
    ['alertEmail=you', /^alertEmail: expected a mail address/],
    [
      'slackWebhookParameter=https://hooks.slack.example/T0/B0/x',
      /^slackWebhookParameter: expected the name of an SSM parameter/,
    ],
    [
      'slackWebhookSecret=https://hooks.slack.example/T0/B0/x',
      /^slackWebhookSecret: expected the name of a secret/,
    ],
    ['chatWorkspaceId=my-workspace', /^chatWorkspaceId: expected the id/],
    ['chatWorkspaceId=T0123ABCDEF', /^chatChannelId: expected the other half/],
    ['chatChannelId=C0123ABCDEF', /^chatWorkspaceId: expected the other half/],
    ['alertSeverity=medium', /^alertSeverity: expected one of HIGH, MEDIUM, LOW, INFO$/],
    ['alertSeverity=INFO', /^alertSeverity: expected LOW or higher/],
    ['securityHub=yes', /^securityHub: expected one of on, off$/],
    ['regions=Frankfurt', /^regions: expected names of regions/],
    ['regions=cn-north-1', /^regions: cn-north-1 and eu-west-1 are in different partitions/],
    ['sweepSchedule=12 hours', /^sweepSchedule: expected rate/],
    ['sweepSchedule=rate(1 hours)', /^sweepSchedule: expected rate/],
    ['sweepSchedule=rate(5 minutes)', /^sweepSchedule: expected rate/],
    ['sweepSchedule=rate(2 days)', /^sweepSchedule: expected rate/],
    ['sweepSchedule=cron(0 6)', /^sweepSchedule: expected rate/],
    ['logRetentionDays=31', /^logRetentionDays: expected a number of days/],
    ['state=old', /^state: expected one of new, existing$/],
    ['alertMail=you@example.com', /^there is no parameter alertMail\. Did you mean alertEmail\?$/],
    ['webhook', /^there is no parameter webhook\. Did you mean /],
    ['zzz=1', /^there is no parameter zzz\. There are alertEmail, /],
    ['alertEmail', /^alertEmail: expected --param alertEmail=value$/],
  ])('%s is wrong', (parameter, problem) => {
    expect(problemOf(parameter)).toMatch(problem);
  });

  test('a webhook cannot be both a parameter and a secret', () => {
    expect(problemOf('slackWebhookParameter=a', 'slackWebhookSecret=b')).toMatch(
      /^slackWebhookSecret: expected either/,
    );
  });

  test('every wrong setting has its line, and none repeats what may be a secret', () => {
    const problem = problemOf(
      'alertEmail=T0/B0/x',
      'securityHub=T0/B0/x',
      'slackWebhookSecret=T0 B0',
    );
    expect(problem.split('\n')).toHaveLength(3);
    expect(problem).not.toContain('T0');
  });

  test('the home region is always audited, once and first', () => {
    const settings = checkedSettings(
      { ...DEFAULTS, regions: 'us-east-1,eu-west-1,us-east-1' },
      HOME,
    );
    expect(settings.regions).toBe('eu-west-1,us-east-1');
    expect(auditedRegions(settings, HOME)).toEqual(['eu-west-1', 'us-east-1']);
  });
});

test('npm run package ends with code 2 and says why, without a stack', () => {
  const args = ['--param', 'alertEmail=you', '--param', 'securityHub=yes'];
  const script = ['--import', 'tsx', 'scripts/deploy/package.ts', ...args];
  const { status, stdout, stderr } = spawnSync(process.execPath, script, { encoding: 'utf8' });
  expect({ status, stdout }).toEqual({ status: 2, stdout: '' });
  expect(stderr).toBe(
    [
      'alertEmail: expected a mail address such as you@example.com',
      'securityHub: expected one of on, off',
      '',
    ].join('\n'),
  );
});

describe('regions of the account', () => {
  const enabled = ['eu-west-1', 'eu-west-2', 'us-east-1'];
  const check = (regions: string) => () =>
    checkRegionsEnabled({ ...DEFAULTS, regions }, HOME, enabled);

  test('are right when they are enabled', () => {
    expect(check('us-east-1')).not.toThrow();
  });

  test('name what was meant when they are misspelt', () => {
    expect(check('eu-wst-1,af-south-1')).toThrow(
      /^regions: eu-wst-1 is no region that is enabled for the account\. Did you mean eu-west-1.*\nregions: af-south-1 is no region/,
    );
  });
});
