import { allFacts, known, mapFact } from '../../../model/fact.ts';
import type { Fact } from '../../../model/fact.ts';
import type {
  DeploymentFacts,
  QueueDepth,
  RegionDeployment,
} from '../../../deployment/deployment-facts.ts';
import { forwarderName } from '../../../deployment/forwarder-name.ts';
import type { DeploymentReader } from '../../../ports/deployment-reader.ts';
import { forwardingRegions } from '../../../events/event-regions.ts';
import { callerIdentity } from '../caller-identity.ts';
import { readSlackWebhook, readSubscriptions } from './alert-channels.ts';
import { homeClients, regionClients } from './clients.ts';
import type { DeploymentClientOptions, HomeClients } from './clients.ts';
import { readDeadLetters, readDeployedFunctions } from './functions.ts';
import { readLastSweep } from './last-sweep.ts';
import { readMissingPermissions } from './permissions.ts';
import type { RoleActions } from './permissions.ts';
import { readRules } from './rules.ts';
import { readSecurityHubState } from './security-hub-state.ts';
import { readStack } from './stack.ts';
import type { DeployedStack } from './stack.ts';
import { readTrails } from './trails.ts';

export interface DeploymentReaderOptions extends DeploymentClientOptions {
  readonly now: () => Date;
  /** The actions that each function's role must be allowed, by the function's name: audit, sweep. */
  readonly reads: Readonly<Record<string, readonly string[]>>;
}

/** Reads the deployed system over the AWS APIs, with the usual credential chain. */
export function awsDeploymentReader(options: DeploymentReaderOptions): DeploymentReader {
  return { read: (homeRegion, stackName) => readDeployment(homeRegion, stackName, options) };
}

async function readDeployment(
  homeRegion: string,
  stackName: string,
  options: DeploymentReaderOptions,
): Promise<DeploymentFacts> {
  const clients = homeClients(homeRegion, options);
  const identity = await callerIdentity(clients.sts, homeRegion, options.profile);
  const stack = await readStack(clients.cloudFormation, stackName);
  const deployed = stack.known ? stack.value : undefined;
  const audited = regionsOf(deployed, homeRegion);
  const home = readRegion(homeRegion, clients, stack, audited);
  const forwarders = await Promise.all(
    forwardingRegions(homeRegion, audited).map((region) =>
      readForwarder(region, stackName, audited, options),
    ),
  );
  const fromStack = <T>(read: (found: DeployedStack) => Promise<Fact<T>>, none: T) =>
    stack.known ? (stack.value === undefined ? known(none) : read(stack.value)) : stack;
  const now = options.now();
  const [
    homeFacts,
    subscriptions,
    slackWebhook,
    missingPermissions,
    deadLetters,
    lastSweep,
    functions,
  ] = await Promise.all([
    home,
    fromStack(({ outputs }) => readSubscriptions(clients.sns, outputs['AlertTopicArn'] ?? ''), []),
    fromStack(({ outputs }) => readSlackWebhook(clients, outputs), undefined),
    fromStack((found) => readMissingPermissions(clients.iam, rolesOf(found, options)), []),
    fromStack((found) => readDeadLetters(clients.sqs, deadLetterQueues(found)), []),
    fromStack(() => readLastSweep(clients.cloudWatch, now), undefined),
    fromStack(
      ({ resources }) =>
        readDeployedFunctions(clients.lambda, resources['AWS::Lambda::Function'] ?? []),
      [],
    ),
  ]);
  return {
    ...identity,
    homeRegion,
    stackName,
    stack: mapFact(stack, (found) =>
      found === undefined
        ? undefined
        : {
            status: found.status,
            auditedRegions: audited,
            securityHub: found.outputs['SecurityHub'] === 'on',
          },
    ),
    regions: [homeFacts, ...forwarders.map(({ facts }) => facts)],
    subscriptions,
    slackWebhook,
    missingPermissions,
    deadLetters: mapFact(
      allFacts([deadLetters, ...forwarders.map((one) => one.deadLetters)]),
      (queues) => queues.flat(),
    ),
    lastSweep,
    functions,
  };
}

function regionsOf(stack: DeployedStack | undefined, homeRegion: string): readonly string[] {
  const named = (stack?.outputs['AuditedRegions'] ?? '').split(',').filter((one) => one !== '');
  return named.length === 0 ? [homeRegion] : named;
}

async function readRegion(
  region: string,
  { cloudTrail, events, securityHub }: HomeClients,
  stack: Fact<DeployedStack | undefined>,
  audited: readonly string[],
): Promise<RegionDeployment> {
  const [trails, rules, securityHubEnabled] = await Promise.all([
    readTrails(region, cloudTrail),
    stack.known ? readRules(events, rulesOf(stack.value)) : stack,
    readSecurityHubState(securityHub),
  ]);
  return { region, audited: audited.includes(region), trails, rules, securityHubEnabled };
}

interface Forwarder {
  readonly facts: RegionDeployment;
  readonly deadLetters: Fact<readonly QueueDepth[]>;
}

async function readForwarder(
  region: string,
  stackName: string,
  audited: readonly string[],
  options: DeploymentReaderOptions,
): Promise<Forwarder> {
  const { cloudFormation, cloudTrail, events, securityHub, sqs } = regionClients(region, options);
  const stack = await readStack(cloudFormation, forwarderName(stackName));
  const [trails, rules, securityHubEnabled, deadLetters] = await Promise.all([
    readTrails(region, cloudTrail),
    stack.known ? readRules(events, rulesOf(stack.value)) : stack,
    readSecurityHubState(securityHub),
    stack.known ? readDeadLetters(sqs, deadLetterQueues(stack.value)) : stack,
  ]);
  const forwarderStatus = mapFact(stack, (found) => found?.status);
  const isAudited = audited.includes(region);
  return {
    facts: { region, audited: isAudited, forwarderStatus, trails, rules, securityHubEnabled },
    deadLetters,
  };
}

function rulesOf(stack: DeployedStack | undefined): readonly string[] {
  return stack?.resources['AWS::Events::Rule'] ?? [];
}

/** The queues of the stacks that nothing consumes end so. */
function deadLetterQueues(stack: DeployedStack | undefined): readonly string[] {
  return (stack?.resources['AWS::SQS::Queue'] ?? []).filter((url) => url.endsWith('-dead-letters'));
}

function rolesOf(
  { outputs }: DeployedStack,
  { reads }: DeploymentReaderOptions,
): readonly RoleActions[] {
  const roles = { audit: outputs['AuditRoleArn'], sweep: outputs['SweepRoleArn'] };
  return Object.entries(roles).flatMap(([name, roleArn]) =>
    roleArn === undefined ? [] : [{ roleArn, actions: reads[name] ?? [] }],
  );
}
