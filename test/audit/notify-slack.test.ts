import { describe, expect, it } from 'vitest';
import { notifySlack } from '../../shared/audit/notify-slack.ts';
import { alertMessage } from '../../shared/findings/alert-message.ts';
import { alertsOf } from '../../shared/findings/alerts.ts';
import type { SlackMessage } from '../../shared/findings/slack-message.ts';
import { WebhookError } from '../../shared/ports/chat-webhook.ts';
import { observed } from '../adapters/aws/publishing.ts';
import { aTransition } from '../builders/transitions.ts';

function event(...messages: readonly { readonly Subject?: string; readonly Message: string }[]) {
  return {
    Records: messages.map((message, index) => ({
      EventSource: 'aws:sns',
      Sns: { MessageId: `m-${index}`, Subject: null, ...message },
    })),
  };
}

function setUp(post: (message: SlackMessage) => Promise<void> = () => Promise.resolve()) {
  const posted: SlackMessage[] = [];
  const seen = observed();
  const webhook = {
    post: async (message: SlackMessage) => {
      posted.push(message);
      await post(message);
    },
  };
  return { posted, seen, parts: { webhook, log: seen.log, metrics: seen.metrics } };
}

describe('posting what comes over the topic', () => {
  it('posts an alert from the JSON that functions are given', async () => {
    const { posted, parts } = setUp();
    const [alert] = alertsOf([aTransition()], 'MEDIUM').map((one) => one.alert);
    if (alert === undefined) throw new Error('an alert');
    const { lambda } = JSON.parse(alertMessage(alert).message) as { lambda: string };
    await notifySlack(event({ Message: lambda }), parts);
    expect(posted).toMatchObject([{ text: alert.subject }]);
  });

  it('posts every message though one fails, and fails for it', async () => {
    const { posted, seen, parts } = setUp(({ text }) =>
      text === 'first'
        ? Promise.reject(new WebhookError('Slack refused the message: HTTP 404 no_service', true))
        : Promise.resolve(),
    );
    const messages = event({ Subject: 'first', Message: 'a' }, { Subject: 'second', Message: 'b' });
    await expect(notifySlack(messages, parts)).rejects.toThrow('no_service');
    expect(posted.map(({ text }) => text)).toEqual(['first', 'second']);
    expect(seen.lines).toEqual([
      {
        level: 'error',
        message: 'not posted to Slack',
        fields: {
          messageId: 'm-0',
          reason: 'Slack refused the message: HTTP 404 no_service',
          permanent: true,
        },
      },
      { level: 'info', message: 'posted to Slack', fields: { messageId: 'm-1' } },
    ]);
    expect(seen.counts).toEqual([{ name: 'PublishFailures', value: 1 }]);
  });

  it('refuses what is no event of a topic', async () => {
    await expect(notifySlack({ Records: [{ body: '{}' }] }, setUp().parts)).rejects.toThrow(/Sns/);
  });
});
