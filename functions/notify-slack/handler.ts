import { injectLambdaContext } from '@aws-lambda-powertools/logger/middleware';
import middy from '@middy/core';
import { notifySlack } from '../../shared/audit/notify-slack.ts';
import { composeNotifySlack } from '../composition.ts';

const parts = composeNotifySlack();

/** Posts every message of the topic to Slack. */
export const handler = middy(async (event: unknown): Promise<void> => {
  try {
    await notifySlack(event, parts);
  } finally {
    parts.metrics.flush();
  }
}).use(injectLambdaContext(parts.logger));
