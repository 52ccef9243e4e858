import { didYouMean } from '../../shared/model/near-names.ts';
import { SEVERITIES } from '../../shared/controls/verdict.ts';
import { partitionOf } from '../../shared/model/arn.ts';

/** What a deployment is told: `--param name=value`. The defaults stand in serverless.yml. */
export type Settings = Readonly<Record<SettingName, string>>;

/** What is wrong with a value: what it should be, with an example. Undefined: nothing. */
type Check = (value: string) => string | undefined;

const optional =
  (pattern: RegExp, expected: string): Check =>
  (value) =>
    value === '' || pattern.test(value) ? undefined : expected;

const oneOf =
  (...words: readonly string[]): Check =>
  (value) =>
    words.includes(value) ? undefined : `one of ${words.join(', ')}`;

/** What CloudWatch Logs takes: https://docs.aws.amazon.com/AmazonCloudWatchLogs/latest/APIReference/API_PutRetentionPolicy.html */
const RETENTION_DAYS = [
  1, 3, 5, 7, 14, 30, 60, 90, 120, 150, 180, 365, 400, 545, 731, 1096, 1827, 2192, 2557, 2922, 3288,
  3653,
];

const REGION = /^[a-z]{2}(?:-[a-z]+)+-\d$/;

/** Each setting with its check. A setting's value is never repeated in a message: it may be a secret. */
const CHECKS = {
  alertEmail: optional(/^[^\s@]+@[^\s@]+\.[^\s@]+$/, 'a mail address such as you@example.com'),
  slackWebhookParameter: optional(
    /^[\w./-]+$/,
    'the name of an SSM parameter such as /lambda-vpc-auditor/slack-webhook; the URL of the webhook is the value of that parameter',
  ),
  slackWebhookSecret: optional(
    /^[\w/+=.@-]+$/,
    'the name of a secret such as lambda-vpc-auditor/slack-webhook; the URL of the webhook is the value of that secret',
  ),
  chatWorkspaceId: optional(
    /^[0-9A-Z]+$/,
    'the id of a Slack workspace such as T0123ABCDEF, as Amazon Q Developer in chat applications shows it',
  ),
  chatChannelId: optional(/^[0-9A-Za-z]+$/, 'the id of a Slack channel such as C0123ABCDEF'),
  alertSeverity: oneOf(...SEVERITIES),
  findingSeverity: oneOf(...SEVERITIES),
  securityHub: oneOf('on', 'off'),
  regions: (value) =>
    splitRegions(value).every((region) => REGION.test(region))
      ? undefined
      : 'names of regions, separated by commas, such as eu-west-1,eu-central-1',
  sweepSchedule: sweepScheduleProblem,
  configurationFile: () => undefined,
  logRetentionDays: (value) =>
    RETENTION_DAYS.some((days) => String(days) === value)
      ? undefined
      : `a number of days that CloudWatch Logs takes: ${RETENTION_DAYS.join(', ')}`,
  state: oneOf('new', 'existing'),
} as const satisfies Readonly<Record<string, Check>>;

export type SettingName = keyof typeof CHECKS;

export const SETTING_NAMES = Object.keys(CHECKS) as readonly SettingName[];

/** Settings that do not hold together or stand for nothing; each line names one and what would be right. */
export class SettingsError extends Error {
  override readonly name = 'SettingsError';
}

/** The CloudFormation parameter that keeps a setting: `AlertEmail`. */
export function parameterName(setting: SettingName): string {
  return `${setting.charAt(0).toUpperCase()}${setting.slice(1)}`;
}

/**
 * The settings of `--param name=value`, each looked at by itself.
 *
 * @throws SettingsError naming each that is none or has a value that it cannot have
 */
export function givenSettings(parameters: readonly string[]): Partial<Settings> {
  const problems: string[] = [];
  const given: Partial<Record<SettingName, string>> = {};
  for (const parameter of parameters) {
    const at = parameter.indexOf('=');
    const name = at < 0 ? parameter : parameter.slice(0, at);
    const known = SETTING_NAMES.find((one) => one === name);
    if (known === undefined) {
      const meant = didYouMean(name, SETTING_NAMES) || ` There are ${SETTING_NAMES.join(', ')}.`;
      problems.push(`there is no parameter ${name}.${meant}`);
    } else if (at < 0) problems.push(`${name}: expected --param ${name}=value`);
    else {
      const value = parameter.slice(at + 1).trim();
      const expected = CHECKS[known](value);
      if (expected !== undefined) problems.push(`${name}: expected ${expected}`);
      given[known] = value;
    }
  }
  if (problems.length > 0) throw new SettingsError(problems.join('\n'));
  return given;
}

/**
 * Checks settings for a deployment into the home region, and names the home region among the audited
 * ones.
 *
 * @throws SettingsError with a line for each that is wrong
 */
export function checkedSettings(settings: Settings, home: string): Settings {
  const problems = SETTING_NAMES.flatMap((name) => {
    const expected = CHECKS[name](settings[name]);
    return expected === undefined ? [] : [`${name}: expected ${expected}`];
  });
  const all = problems.length > 0 ? problems : disagreements(settings, home);
  if (all.length > 0) throw new SettingsError(all.join('\n'));
  return { ...settings, regions: [...auditedRegions(settings, home)].join(',') };
}

/** The regions to audit: always the home region, first. */
export function auditedRegions({ regions }: Settings, home: string): readonly string[] {
  return [...new Set([home, ...splitRegions(regions)])];
}

/**
 * Checks that every audited region is one that the account can use, before anything is made for it.
 *
 * @param enabled what EC2 answers: a region that exists and is not enabled is none of them
 * @throws SettingsError naming each that is not, and the one that was probably meant
 */
export function checkRegionsEnabled(
  settings: Settings,
  home: string,
  enabled: readonly string[],
): void {
  const problems = auditedRegions(settings, home)
    .filter((region) => !enabled.includes(region))
    .map(
      (region) =>
        `regions: ${region} is no region that is enabled for the account.${didYouMean(region, enabled)}`,
    );
  if (problems.length > 0) throw new SettingsError(problems.join('\n'));
}

function splitRegions(regions: string): readonly string[] {
  return regions
    .split(',')
    .map((region) => region.trim())
    .filter((region) => region !== '');
}

function disagreements(settings: Settings, home: string): readonly string[] {
  const { slackWebhookParameter, slackWebhookSecret, chatWorkspaceId, chatChannelId } = settings;
  const partition = partitionOf(home);
  const foreign = auditedRegions(settings, home).filter((one) => partitionOf(one) !== partition);
  const problems: readonly (string | false)[] = [
    slackWebhookParameter !== '' &&
      slackWebhookSecret !== '' &&
      'slackWebhookSecret: expected either this or slackWebhookParameter, since there is one webhook',
    (chatWorkspaceId === '') !== (chatChannelId === '') &&
      `${chatWorkspaceId === '' ? 'chatWorkspaceId' : 'chatChannelId'}: expected the other half too: a channel is named by its workspace and its id`,
    rank(settings.alertSeverity) > rank(settings.findingSeverity) &&
      `alertSeverity: expected ${settings.findingSeverity} or higher, since findingSeverity makes no finding of less`,
    foreign.length > 0 &&
      `regions: ${foreign.join(', ')} and ${home} are in different partitions of AWS, which share no account`,
  ];
  return problems.filter((problem) => problem !== false);
}

/** Where a severity stands, the highest first. */
function rank(severity: string): number {
  return SEVERITIES.findIndex((one) => one === severity);
}

const UNIT_MINUTES: Readonly<Record<string, number>> = { minute: 1, hour: 60, day: 1_440 };

/** A sweep more often than hourly only costs; one less often than daily would look like none at all. */
const LEAST_MINUTES = 60;
const MOST_MINUTES = 1_440;

function sweepScheduleProblem(value: string): string | undefined {
  const expected =
    'rate(12 hours), another rate from rate(1 hour) to rate(1 day), or cron(0 6 * * ? *)';
  if (/^cron\(\S+( \S+){5}\)$/.test(value)) return undefined;
  const [, count = '', unit = '', plural = ''] =
    /^rate\(([1-9]\d*) (minute|hour|day)(s?)\)$/.exec(value) ?? [];
  const minutes = Number(count) * (UNIT_MINUTES[unit] ?? 0);
  const agrees = (count === '1') === (plural === '');
  return agrees && minutes >= LEAST_MINUTES && minutes <= MOST_MINUTES ? undefined : expected;
}
