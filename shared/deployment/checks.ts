import type {
  DeployedFunction,
  DeploymentFacts,
  MissingPermission,
  RegionDeployment,
  Rule,
  Trail,
} from './deployment-facts.ts';
import { diagnose, ok, wrong } from './diagnosis.ts';
import type { Diagnosis } from './diagnosis.ts';
import { runtimeDeprecation } from './runtimes.ts';

/** A sweep is due every 12 hours; two that are missed in a row are a fault, a late one is not. */
const SWEEP_HOURS = 25;

/** Warned of before Lambda stops taking changes to functions of a runtime. */
const RUNTIME_WARNING_DAYS = 90;

const HOUR = 3_600_000;

/**
 * Everything that must hold for the deployed system to see changes, judge them and tell people. Pure.
 *
 * @param now milliseconds since the epoch
 */
export function checkDeployment(facts: DeploymentFacts, now: number): readonly Diagnosis[] {
  const stack = checkStack(facts);
  // Without a stack every other line would only say so again.
  if (stack.status === 'wrong' && facts.stack.known && facts.stack.value === undefined) {
    return [stack, ...facts.regions.map(checkTrail)];
  }
  return [
    stack,
    ...facts.regions.flatMap((region) => checkRegion(region, facts)),
    checkSubscriptions(facts),
    checkSlackWebhook(facts),
    checkPermissions(facts),
    checkDeadLetters(facts),
    checkLastSweep(facts, now),
    checkFunctions(facts, now),
  ];
}

function checkStack({ stack, stackName, homeRegion }: DeploymentFacts): Diagnosis {
  return diagnose(
    'stack',
    stack,
    (found) => {
      if (found === undefined) {
        return wrong(
          `there is no stack ${stackName}`,
          'Deploy with npm run deploy, or name the stack with --stack and its region with --region.',
        );
      }
      return /^(?:CREATE|UPDATE|IMPORT)_COMPLETE$/.test(found.status)
        ? ok(`${stackName} is ${found.status}`)
        : wrong(
            `${stackName} is ${found.status}`,
            'See the events of the stack in CloudFormation, then run npm run deploy again.',
          );
    },
    homeRegion,
  );
}

function checkRegion(region: RegionDeployment, facts: DeploymentFacts): readonly Diagnosis[] {
  const wanted = facts.stack.known && facts.stack.value?.securityHub === true && region.audited;
  const rules = diagnose('rules', region.rules, judgeRules, region.region);
  return [
    checkTrail(region),
    ...(region.forwarderStatus === undefined ? [] : [checkForwarder(region)]),
    ...(hasNoForwarder(region) ? [] : [rules]),
    ...(wanted ? [checkSecurityHub(region)] : []),
  ];
}

/** AWS sends API calls to EventBridge only where a trail logs them: see docs/operations.md. */
function checkTrail({ region, trails }: RegionDeployment): Diagnosis {
  return diagnose('trail', trails, judgeTrails, region);
}

function judgeTrails(trails: readonly Trail[]) {
  const good = trails.find((trail) => trail.logging && trail.managementWrites);
  if (good !== undefined) return ok(`${good.name} logs management events`);
  const stopped = trails.find((trail) => trail.managementWrites);
  if (stopped !== undefined) {
    return wrong(
      `${stopped.name} has stopped logging: no change is seen`,
      `aws cloudtrail start-logging --name ${stopped.name}`,
    );
  }
  return wrong(
    trails.length === 0
      ? 'no trail covers the region: no change is seen'
      : `${trails.map(({ name }) => name).join(', ')} logs no management events that write: no change is seen`,
    'Create a trail for all regions that logs management events (write-only is enough); the first copy of them is free.',
  );
}

function hasNoForwarder({ forwarderStatus }: RegionDeployment): boolean {
  return forwarderStatus?.known === true && forwarderStatus.value === undefined;
}

function checkForwarder({ region, forwarderStatus }: RegionDeployment): Diagnosis {
  if (forwarderStatus === undefined) throw new Error('asked of the home region');
  return diagnose(
    'forwarder',
    forwarderStatus,
    (status) => {
      if (status === undefined) {
        return wrong(
          'no forwarder is deployed: its events stay there',
          'Run npm run deploy again; --param regions=… says which regions are audited.',
        );
      }
      return /^(?:CREATE|UPDATE)_COMPLETE$/.test(status)
        ? ok(`the forwarder is ${status}`)
        : wrong(`the forwarder is ${status}`, 'Run npm run deploy again.');
    },
    region,
  );
}

function judgeRules(rules: readonly Rule[]) {
  const broken = rules.filter((rule) => !rule.enabled || rule.targets === 0);
  if (rules.length > 0 && broken.length === 0) return ok(`${rules.length} rules are enabled`);
  if (rules.length === 0) return wrong('there are no rules', 'Run npm run deploy again.');
  const said = broken.map(
    ({ name, enabled }) => `${name} ${enabled ? 'has no target' : 'is disabled'}`,
  );
  return wrong(
    said.join(', '),
    broken.every(({ enabled }) => !enabled)
      ? broken.map(({ name }) => `aws events enable-rule --name ${name}`).join('; ')
      : 'Run npm run deploy again.',
  );
}

function checkSecurityHub({ region, securityHubEnabled }: RegionDeployment): Diagnosis {
  return diagnose(
    'security-hub',
    securityHubEnabled,
    (enabled) =>
      enabled
        ? ok('Security Hub is enabled')
        : wrong(
            'Security Hub is not enabled: findings of the region are not kept there',
            `aws securityhub enable-security-hub --no-enable-default-standards --region ${region}, or npm run deploy -- --param securityHub=off.`,
          ),
    region,
  );
}

function checkSubscriptions({ subscriptions }: DeploymentFacts): Diagnosis {
  return diagnose('subscriptions', subscriptions, (all) => {
    const waiting = all.filter(({ confirmed }) => !confirmed);
    if (all.length === 0) {
      return wrong(
        'nobody is subscribed to the alerts',
        'npm run deploy -- --param alertEmail=you@example.com, or slackWebhookParameter, or chatWorkspaceId and chatChannelId.',
      );
    }
    if (waiting.length === 0) return ok(all.map(subscriptionText).join(', '));
    return wrong(
      `not confirmed: ${waiting.map(subscriptionText).join(', ')}`,
      'Open the link in the mail "AWS Notification - Subscription Confirmation"; deploy again to have it sent anew.',
    );
  });
}

function subscriptionText({
  protocol,
  endpoint,
}: {
  readonly protocol: string;
  readonly endpoint: string;
}): string {
  return `${protocol} to ${endpoint}`;
}

function checkSlackWebhook({ slackWebhook }: DeploymentFacts): Diagnosis {
  return diagnose('slack-webhook', slackWebhook, (webhook) => {
    if (webhook === undefined) return ok('not configured');
    const { kind, name, exists } = webhook;
    if (exists) return ok(`the ${kind} ${name} is there`);
    return wrong(
      `there is no ${kind} ${name}: nothing reaches Slack`,
      kind === 'parameter'
        ? `aws ssm put-parameter --type SecureString --name ${name} --value <URL of the incoming webhook>`
        : `aws secretsmanager create-secret --name ${name} --secret-string <URL of the incoming webhook>`,
    );
  });
}

function checkPermissions({ missingPermissions }: DeploymentFacts): Diagnosis {
  return diagnose('permissions', missingPermissions, (missing) => {
    if (missing.length === 0) return ok('the roles are allowed everything that the controls read');
    return wrong(
      `denied: ${missing.map(permissionText).join(', ')}`,
      'What these read is UNKNOWN. Run npm run deploy again; if it stays so, a permissions boundary or a service control policy denies it.',
    );
  });
}

function permissionText({ roleName, action }: MissingPermission): string {
  return `${action} of ${roleName}`;
}

function checkDeadLetters({ deadLetters }: DeploymentFacts): Diagnosis {
  return diagnose('dead-letters', deadLetters, (queues) => {
    const waiting = queues.filter(({ messages }) => messages > 0);
    if (waiting.length === 0) return ok('none are waiting');
    return wrong(
      waiting.map(({ name, messages }) => `${messages} in ${name}`).join(', '),
      'Read why in the log of the function, then npm run redrive.',
    );
  });
}

function checkLastSweep({ lastSweep }: DeploymentFacts, now: number): Diagnosis {
  return diagnose('sweep', lastSweep, (time) => {
    const fix = 'npm run sweep starts one; its log group says what stopped the last.';
    if (time === undefined) return wrong('no sweep was completed', fix);
    const hours = Math.floor((now - Date.parse(time)) / HOUR);
    return hours < SWEEP_HOURS
      ? ok(`completed ${hours === 0 ? 'within the last hour' : `${hours} h ago`}`)
      : wrong(`the last was completed ${hours} h ago, at ${time}`, fix);
  });
}

function checkFunctions({ functions }: DeploymentFacts, now: number): Diagnosis {
  return diagnose('functions', functions, (all) => {
    const idle = all.filter(({ state }) => state !== 'Active' && state !== '');
    if (all.length === 0) return wrong('there are no functions', 'Run npm run deploy again.');
    if (idle.length > 0) {
      return wrong(
        idle.map(({ name, state }) => `${name} is ${state}`).join(', '),
        'Run npm run deploy again.',
      );
    }
    const ageing = all.filter((one) => isAgeing(one, now));
    if (ageing.length === 0) {
      return ok(`${all.length} on ${[...new Set(all.map(({ runtime }) => runtime))].join(', ')}`);
    }
    return wrong(
      ageing.map((one) => `${one.name} runs on ${one.runtime}, ${deprecationText(one)}`).join(', '),
      'Update lambda-vpc-auditor and deploy again.',
    );
  });
}

function isAgeing({ runtime }: DeployedFunction, now: number): boolean {
  const date = runtimeDeprecation(runtime);
  return date === undefined || Date.parse(date) - now < RUNTIME_WARNING_DAYS * 24 * HOUR;
}

function deprecationText({ runtime }: DeployedFunction): string {
  const date = runtimeDeprecation(runtime);
  return date === undefined ? 'which this version does not know' : `deprecated on ${date}`;
}
