import { describe, expect, it } from 'vitest';
import { alertsOf } from '../../shared/findings/alerts.ts';
import { slackMessage } from '../../shared/findings/slack-message.ts';
import { slackMessageOf } from '../../shared/findings/slack-notice.ts';
import { aTransition } from '../builders/transitions.ts';

const ALARM = {
  AlarmName: 'lambda-vpc-auditor-dead-letters',
  AlarmDescription: 'Messages wait in the dead-letter queue.',
  AWSAccountId: '111122223333',
  NewStateValue: 'ALARM',
  NewStateReason: 'Threshold Crossed: 1 datapoint was > 0.',
  Region: 'EU (Ireland)',
};

describe('what comes over the topic', () => {
  it('is an alert where it has the shape of one', () => {
    const [first] = alertsOf([aTransition()], 'LOW');
    const alert = first?.alert;
    if (alert === undefined) throw new Error('an alert');
    expect(slackMessageOf({ subject: undefined, body: JSON.stringify(alert) })).toEqual(
      slackMessage(alert),
    );
  });

  it.each([
    ['ALARM', ':rotating_light: ALARM: lambda-vpc-auditor-dead-letters (EU (Ireland))'],
    ['OK', ':white_check_mark: OK: lambda-vpc-auditor-dead-letters (EU (Ireland))'],
  ])('may be an alarm of CloudWatch: %s', (NewStateValue, title) => {
    const body = JSON.stringify({ ...ALARM, NewStateValue });
    expect(slackMessageOf({ subject: 'ALARM', body })).toEqual({
      text: title,
      blocks: [
        {
          type: 'section',
          text: {
            type: 'mrkdwn',
            text: `*${title}*\nMessages wait in the dead-letter queue. Threshold Crossed: 1 datapoint was &gt; 0.`,
          },
        },
      ],
    });
  });

  it.each([
    ['a text', { subject: 'Hello', body: 'to <you>' }, '*Hello*\nto &lt;you&gt;'],
    ['a text alone', { subject: undefined, body: 'x' }, '*Message of lambda-vpc-auditor*\nx'],
    ['JSON of another shape', { subject: 'Budget', body: '{"a":1}' }, '*Budget*\n{"a":1}'],
    [
      'an alert of a later version',
      { subject: 'S', body: '{"schemaVersion":2}' },
      '*S*\n{"schemaVersion":2}',
    ],
    ['a subject twice', { subject: 'S', body: 'S' }, '*S*'],
  ])('may be %s', (_, message, text) => {
    expect(slackMessageOf(message).blocks).toEqual([
      { type: 'section', text: { type: 'mrkdwn', text } },
    ]);
  });

  it('never passes the limits of a section', () => {
    const { text, blocks } = slackMessageOf({ subject: '&'.repeat(500), body: '<'.repeat(9_000) });
    expect(text.length).toBeLessThanOrEqual(300);
    expect(JSON.stringify(blocks).length).toBeLessThan(3_000);
  });
});
