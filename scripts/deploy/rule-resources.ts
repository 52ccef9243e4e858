import type { EventRule } from '../../shared/events/event-patterns.ts';

/** A resource of a CloudFormation template. */
export interface Resource {
  readonly Type: string;
  readonly Properties: Readonly<Record<string, unknown>>;
}

/**
 * How long and how often EventBridge tries: a change that is told a day late is still worth an audit.
 * These are the most it takes.
 */
const RETRY_POLICY = { MaximumEventAgeInSeconds: 86_400, MaximumRetryAttempts: 185 };

/** The rules of the home stack: they take the account's events, forwarded ones too, to the change queue. */
export function homeRuleResources(rules: readonly EventRule[]): Readonly<Record<string, Resource>> {
  return resourcesOf(
    rules,
    {},
    {
      Id: 'change-queue',
      Arn: { 'Fn::GetAtt': ['ChangeQueue', 'Arn'] },
      RetryPolicy: RETRY_POLICY,
      DeadLetterConfig: { Arn: { 'Fn::GetAtt': ['ChangeDeadLetters', 'Arn'] } },
    },
  );
}

/**
 * The rules of a forwarder: they take the events of their own region only, so that what was forwarded
 * here is not forwarded again.
 */
export function forwardingRuleResources(
  rules: readonly EventRule[],
): Readonly<Record<string, Resource>> {
  return resourcesOf(
    rules,
    { region: [{ Ref: 'AWS::Region' }] },
    {
      Id: 'home-region',
      Arn: {
        'Fn::Sub': 'arn:${AWS::Partition}:events:${HomeRegion}:${AWS::AccountId}:event-bus/default',
      },
      RoleArn: { 'Fn::GetAtt': ['ForwarderRole', 'Arn'] },
      RetryPolicy: RETRY_POLICY,
      DeadLetterConfig: { Arn: { 'Fn::GetAtt': ['ForwarderDeadLetters', 'Arn'] } },
    },
  );
}

function resourcesOf(
  rules: readonly EventRule[],
  envelope: Readonly<Record<string, unknown>>,
  target: Readonly<Record<string, unknown>>,
): Readonly<Record<string, Resource>> {
  return Object.fromEntries(
    rules.map(({ name, kinds, pattern }) => [
      `${logicalName(name)}Rule`,
      {
        Type: 'AWS::Events::Rule',
        Properties: {
          Name: { 'Fn::Sub': `\${AWS::StackName}-${name}` },
          Description: `Changes of ${kinds.join(', ')}`.slice(0, MOST_DESCRIPTION),
          EventPattern: { account: [{ Ref: 'AWS::AccountId' }], ...envelope, ...pattern },
          Targets: [target],
        },
      },
    ]),
  );
}

/** Characters of a rule's description. */
const MOST_DESCRIPTION = 512;

/** `ec2-1` as CloudFormation takes it: `Ec21`. */
function logicalName(name: string): string {
  return name
    .split('-')
    .map((part) => `${part.charAt(0).toUpperCase()}${part.slice(1)}`)
    .join('');
}
