import { Logger } from '@aws-lambda-powertools/logger';
import { Metrics } from '@aws-lambda-powertools/metrics';
import { webhookUrl } from '../shared/adapters/aws/webhook-url.ts';
import { slackWebhook } from '../shared/adapters/http/slack-webhook.ts';
import { powertoolsLog } from '../shared/adapters/powertools/log.ts';
import { PowertoolsMetrics } from '../shared/adapters/powertools/metrics.ts';
import type { NotifySlackDependencies } from '../shared/audit/notify-slack.ts';
import { readSlackEnvironment } from './environment.ts';

/** What a handler hands to its middleware, beside what its use case needs. */
export interface Observation {
  readonly logger: Logger;
  readonly lines: Metrics;
  readonly metrics: PowertoolsMetrics;
}

function observation(): Observation {
  const lines = new Metrics();
  return { logger: new Logger(), lines, metrics: new PowertoolsMetrics(lines) };
}

/** The function that posts to Slack. */
export function composeNotifySlack(): Observation & NotifySlackDependencies {
  const { region, webhook } = readSlackEnvironment(process.env);
  const observed = observation();
  const url = webhookUrl(webhook, region, () => new Date());
  return {
    ...observed,
    log: powertoolsLog(observed.logger),
    webhook: slackWebhook({ url }),
  };
}
