import { known, mapFact } from '../../../model/fact.ts';
import type { Fact } from '../../../model/fact.ts';
import type { DeploymentFacts, RegionDeployment } from '../../../deployment/deployment-facts.ts';
import type { DeploymentReader } from '../../../ports/deployment-reader.ts';
import { callerIdentity } from '../caller-identity.ts';
import { READER_ACTIONS } from '../read-permissions.ts';
import { readSlackWebhook, readSubscriptions } from './alert-channels.ts';
import { homeClients, regionClients } from './clients.ts';
import type { DeploymentClientOptions, HomeClients } from './clients.ts';
import { readDeadLetters, readDeployedFunctions } from './functions.ts';
import { readLastSweep } from './last-sweep.ts';
import { readMissingPermissions } from './permissions.ts';
import { readRules } from './rules.ts';
import { readSecurityHubState } from './security-hub-state.ts';
import { readStack } from './stack.ts';
import type { DeployedStack } from './stack.ts';
import { readTrails } from './trails.ts';

export interface DeploymentReaderOptions extends DeploymentClientOptions {
  readonly now: () => Date;
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
  const forwarding = [...new Set([...audited, globalRegion(identity.partition)])];
  const regions = Promise.all([
    readRegion(homeRegion, clients, stack, audited),
    ...forwarding
      .filter((region) => region !== homeRegion)
      .map((region) => readForwarder(region, stackName, audited, options)),
  ]);
  const fromStack = <T>(read: (found: DeployedStack) => Promise<Fact<T>>, none: T) =>
    stack.known ? (stack.value === undefined ? known(none) : read(stack.value)) : stack;
  const now = options.now();
  const [
    allRegions,
    subscriptions,
    slackWebhook,
    missingPermissions,
    deadLetters,
    lastSweep,
    functions,
  ] = await Promise.all([
    regions,
    fromStack(({ outputs }) => readSubscriptions(clients.sns, outputs['AlertTopicArn'] ?? ''), []),
    fromStack(({ outputs }) => readSlackWebhook(clients, outputs), undefined),
    fromStack((found) => readMissingPermissions(clients.iam, rolesOf(found)), []),
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
    regions: allRegions,
    subscriptions,
    slackWebhook,
    missingPermissions,
    deadLetters,
    lastSweep,
    functions,
  };
}

function regionsOf(stack: DeployedStack | undefined, homeRegion: string): readonly string[] {
  const named = (stack?.outputs['AuditedRegions'] ?? '').split(',').filter((one) => one !== '');
  return named.length === 0 ? [homeRegion] : named;
}

/** Where IAM's and the other global services' events arrive; see shared/events. */
function globalRegion(partition: string): string {
  return { 'aws-us-gov': 'us-gov-west-1', 'aws-cn': 'cn-north-1' }[partition] ?? 'us-east-1';
}

async function readRegion(
  region: string,
  { cloudTrail, events, securityHub }: HomeClients,
  stack: Fact<DeployedStack | undefined>,
  audited: readonly string[],
): Promise<RegionDeployment> {
  const [trails, rules, securityHubEnabled] = await Promise.all([
    readTrails(cloudTrail),
    stack.known ? readRules(events, rulesOf(stack.value)) : stack,
    readSecurityHubState(securityHub),
  ]);
  return { region, audited: audited.includes(region), trails, rules, securityHubEnabled };
}

async function readForwarder(
  region: string,
  stackName: string,
  audited: readonly string[],
  options: DeploymentReaderOptions,
): Promise<RegionDeployment> {
  const { cloudFormation, cloudTrail, events, securityHub } = regionClients(region, options);
  const stack = await readStack(cloudFormation, `${stackName}-forwarder`);
  const [trails, rules, securityHubEnabled] = await Promise.all([
    readTrails(cloudTrail),
    stack.known ? readRules(events, rulesOf(stack.value)) : stack,
    readSecurityHubState(securityHub),
  ]);
  const forwarderStatus = mapFact(stack, (found) => found?.status);
  const isAudited = audited.includes(region);
  return { region, audited: isAudited, forwarderStatus, trails, rules, securityHubEnabled };
}

function rulesOf(stack: DeployedStack | undefined): readonly string[] {
  return stack?.resources['AWS::Events::Rule'] ?? [];
}

function deadLetterQueues({ resources }: DeployedStack): readonly string[] {
  return (resources['AWS::SQS::Queue'] ?? []).filter((url) => /dead-letters/i.test(url));
}

function rolesOf({ outputs }: DeployedStack) {
  return [outputs['AuditRoleArn'], outputs['SweepRoleArn']]
    .filter((roleArn) => roleArn !== undefined)
    .map((roleArn) => ({ roleArn, actions: READER_ACTIONS }));
}
