import { Logger } from '@aws-lambda-powertools/logger';
import { Metrics } from '@aws-lambda-powertools/metrics';
import { awsAccountListing } from '../shared/adapters/aws/account-listing.ts';
import { awsAccountPartReader } from '../shared/adapters/aws/account-part-reader.ts';
import { alertPublisher } from '../shared/adapters/aws/alert-publisher.ts';
import { CallCounts } from '../shared/adapters/aws/call-counts.ts';
import { sqsChangeQueue } from '../shared/adapters/aws/change-queue.ts';
import { eventPublisher } from '../shared/adapters/aws/event-publisher.ts';
import { createOwnClients } from '../shared/adapters/aws/own-clients.ts';
import { createPublishingClients } from '../shared/adapters/aws/publishing-clients.ts';
import { securityHubPublisher } from '../shared/adapters/aws/security-hub-publisher.ts';
import { dynamoDbState } from '../shared/adapters/aws/state/dynamodb-state.ts';
import { sqsSweepQueue } from '../shared/adapters/aws/sweep-queue.ts';
import { webhookUrl } from '../shared/adapters/aws/webhook-url.ts';
import { readPackagedConfiguration } from '../shared/adapters/file/packaged-configuration.ts';
import { slackWebhook } from '../shared/adapters/http/slack-webhook.ts';
import { powertoolsLog } from '../shared/adapters/powertools/log.ts';
import { PowertoolsMetrics } from '../shared/adapters/powertools/metrics.ts';
import type { AuditDependencies } from '../shared/audit/audit-dependencies.ts';
import type { NotifySlackDependencies } from '../shared/audit/notify-slack.ts';
import { sweepConsumer } from '../shared/audit/sweep.ts';
import type { SweepDelivery } from '../shared/audit/sweep.ts';
import { CONTROLS } from '../shared/controls/registry.ts';
import { accountQuestions } from '../shared/engine/account-questions.ts';
import { defaultConfiguration } from '../shared/engine/configuration.ts';
import type { Configuration } from '../shared/engine/configuration.ts';
import type { Clock } from '../shared/ports/clock.ts';
import type { Publisher } from '../shared/ports/publishers.ts';
import { readEnvironment, readSlackEnvironment } from './environment.ts';
import type { Environment } from './environment.ts';
import { AUDIT_PACE, SWEEP_PACE } from './pace.ts';

/** What a handler hands to its middleware, beside what its use case needs. */
export interface Observation {
  readonly logger: Logger;
  readonly metrics: PowertoolsMetrics;
}

function observation(): Observation {
  return { logger: new Logger(), metrics: new PowertoolsMetrics(new Metrics()) };
}

/** What is left to a handler at the end of an invocation. */
export interface Reporting {
  /** Writes what was counted since the invocation before. */
  report(): void;
}

const clock: Clock = () => new Date();

/** The function that audits what changes. */
export async function composeAudit(): Promise<
  Observation & Reporting & { readonly dependencies: AuditDependencies }
> {
  const observed = observation();
  const { environment, configuration, counts, system } = await deployedSystem(observed);
  const reader = awsAccountPartReader({ ...readerOptions(environment), ...AUDIT_PACE });
  return {
    ...observed,
    report: reportOf(observed.metrics, [counts, reader.calls]),
    dependencies: {
      ...system,
      accountId: environment.accountId,
      controls: CONTROLS,
      configuration,
      findingSeverity: environment.findingSeverity,
      reader,
      publishers: publishersOf(environment, counts, system),
    },
  };
}

/** The function that sweeps. */
export async function composeSweep(): Promise<
  Observation & Reporting & { consume(delivery: SweepDelivery): Promise<void> }
> {
  const observed = observation();
  const { environment, configuration, counts, system } = await deployedSystem(observed);
  const { principalArns, serviceControlPolicies } = accountQuestions(configuration);
  const options = { ...readerOptions(environment), ...SWEEP_PACE };
  const listing = awsAccountListing({ ...options, serviceControlPolicies });
  const reader = awsAccountPartReader(options);
  return {
    ...observed,
    report: reportOf(observed.metrics, [counts, listing.calls, reader.calls]),
    consume: sweepConsumer({ ...system, principalArns, listing, reader }),
  };
}

/** The function that posts to Slack. */
export function composeNotifySlack(): Observation & NotifySlackDependencies {
  const { region, webhook } = readSlackEnvironment(process.env);
  const observed = observation();
  const url = webhookUrl(webhook, region, clock);
  return {
    ...observed,
    log: powertoolsLog(observed.logger),
    webhook: slackWebhook({ url }),
  };
}

/** What the functions that audit and sweep share. */
async function deployedSystem({ logger, metrics }: Observation) {
  const environment = readEnvironment(process.env);
  const { regions, stateTable, changeQueueUrl, sweepQueueUrl, deadLetterQueueUrl } = environment;
  const counts = new CallCounts();
  const { dynamodb, sqs } = createOwnClients(regions[0], {}, counts);
  return {
    environment,
    configuration: await configurationOf(environment),
    counts,
    system: {
      regions,
      state: dynamoDbState({ client: dynamodb, tableName: stateTable, now: clock }),
      changeQueue: sqsChangeQueue(sqs, {
        changes: changeQueueUrl,
        deadLetters: deadLetterQueueUrl,
      }),
      sweepQueue: sqsSweepQueue(sqs, sweepQueueUrl),
      clock,
      metrics,
      log: powertoolsLog(logger),
    },
  };
}

async function configurationOf({ configurationFile }: Environment): Promise<Configuration> {
  return configurationFile === undefined
    ? defaultConfiguration(CONTROLS)
    : readPackagedConfiguration(configurationFile, CONTROLS);
}

function readerOptions({ accountId, regions }: Environment) {
  return { accountId, homeRegion: regions[0], now: clock };
}

function publishersOf(
  { regions, alertTopicArn, alertSeverity, securityHub }: Environment,
  counts: CallCounts,
  { log, metrics }: Pick<AuditDependencies, 'log' | 'metrics'>,
): AuditDependencies['publishers'] {
  const clients = createPublishingClients(regions[0], AUDIT_PACE, counts);
  return {
    securityhub: securityHub
      ? securityHubPublisher({ clientFor: clients.securityHub, log, metrics })
      : nobody,
    alerts: alertPublisher({
      client: clients.sns,
      topicArn: alertTopicArn,
      threshold: alertSeverity,
    }),
    events: eventPublisher({ client: clients.eventBridge }),
  };
}

/** A channel that is switched off: what would be told on it counts as told. */
const nobody: Publisher = {
  publish: (transitions) => Promise.resolve({ told: transitions.map(({ id }) => id), failed: [] }),
};

function reportOf(metrics: PowertoolsMetrics, counted: readonly CallCounts[]): () => void {
  return () => {
    for (const counts of counted) {
      for (const [api, count] of counts.take()) metrics.count('ApiCalls', count, { api });
    }
    metrics.flush();
  };
}
