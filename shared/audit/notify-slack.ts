import * as z from 'zod/mini';
import { slackMessageOf } from '../findings/slack-notice.ts';
import { WebhookError } from '../ports/chat-webhook.ts';
import type { ChatWebhook } from '../ports/chat-webhook.ts';
import type { Log } from '../ports/log.ts';
import type { Metrics } from '../ports/metrics.ts';

/** A message of a topic as Lambda is given it; https://docs.aws.amazon.com/lambda/latest/dg/with-sns.html */
const topicEventSchema = z.object({
  Records: z.array(
    z.object({
      Sns: z.object({
        MessageId: z.string(),
        Subject: z.nullish(z.string()),
        Message: z.string(),
      }),
    }),
  ),
});

export interface NotifySlackDependencies {
  readonly webhook: ChatWebhook;
  readonly log: Log;
  readonly metrics: Metrics;
}

/**
 * Posts what came over the topic into the channel. Rejects where a message did not arrive, so that it is
 * delivered again and at last kept as a dead letter; the others are posted all the same.
 */
export async function notifySlack(
  event: unknown,
  { webhook, log, metrics }: NotifySlackDependencies,
): Promise<void> {
  const failures: Error[] = [];
  for (const { Sns } of topicEventSchema.parse(event).Records) {
    const { MessageId: messageId, Subject, Message: body } = Sns;
    try {
      await webhook.post(slackMessageOf({ subject: Subject ?? undefined, body }));
      log.info('posted to Slack', { messageId });
    } catch (error) {
      if (!(error instanceof Error)) throw error;
      const permanent = error instanceof WebhookError && error.permanent;
      log.error('not posted to Slack', { messageId, reason: error.message, permanent });
      metrics.count('PublishFailures', 1, { channel: 'slack' });
      failures.push(error);
    }
  }
  const [first] = failures;
  if (first !== undefined) throw first;
}
