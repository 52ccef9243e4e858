import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { Alert } from '../../shared/findings/alert.ts';
import { alertSchema } from '../../shared/findings/alert.ts';
import { chatNotification } from '../../shared/findings/alert-chat.ts';
import { alertEmail } from '../../shared/findings/alert-email.ts';
import { alertMessage } from '../../shared/findings/alert-message.ts';
import { alertsOf } from '../../shared/findings/alerts.ts';
import { slackMessage } from '../../shared/findings/slack-message.ts';
import type { SlackMessage } from '../../shared/findings/slack-message.ts';
import type { Transition } from '../../shared/findings/stored-finding.ts';
import { aCause, aReported } from '../builders/reported.ts';
import { aTransition, onFunctions, resolved } from '../builders/transitions.ts';
import { hostileTransition } from './hostile-transitions.ts';

function alertOf(transitions: readonly Transition[]): Alert {
  const [first] = alertsOf(transitions, 'INFO');
  if (first === undefined) throw new Error('an alert was expected');
  return first.alert;
}

const many = (count: number) => Array.from({ length: count }, (_, index) => `function-${index}`);
const twenty = alertOf(onFunctions(many(20)));

describe('an email', () => {
  it('says what happened, who did it, what is missing and how to mend it', () => {
    const actor = {
      principalArn: 'arn:aws:sts::111122223333:assumed-role/network-admin/alice',
      principalId: undefined,
      type: 'AssumedRole',
      accountId: '111122223333',
      sessionIssuerArn: undefined,
      invokedBy: undefined,
      sourceIpAddress: '203.0.113.24',
      userAgent: 'aws-cli/2.31.0',
    };
    const text = alertEmail(
      alertOf(onFunctions(['orders', 'billing'], { cause: aCause({ actor }) })),
    );
    expect(text.split('\n').slice(0, 16)).toEqual([
      'HIGH: 2 functions cannot reach the internet from 1 of 2 subnets',
      '',
      'Who      alice (role network-admin) via the AWS CLI from 203.0.113.24',
      'Change   ReplaceRoute on rtb-0a',
      'When     2026-11-20 11:59:00 UTC, seen 1 min later',
      'Where    us-east-1, account 111122223333',
      'Event    https://us-east-1.console.aws.amazon.com/cloudtrailv2/home?region=us-east-1#/events/e-1',
      '',
      'Cause    rtb-0a has no route there',
      'Seen     No route leads to the internet. (function-internet-egress)',
      'Note     From the other subnets it works, so calls fail now and then, not always.',
      'Affected billing, orders in vpc-0a',
      'Fix      Add a route to a NAT gateway.',
      '         https://example.com/',
      'Look at  rtb-0a https://us-east-1.console.aws.amazon.com/vpcconsole/home?region=us-east-1#RouteTableDetails:RouteTableId=rtb-0a',
      '         vpc-0a https://us-east-1.console.aws.amazon.com/vpcconsole/home?region=us-east-1#VpcDetails:VpcId=vpc-0a',
    ]);
  });

  it('cuts a long list and says how long it is', () => {
    expect(alertEmail(twenty)).toMatch(/function-18, function-19 and 8 more in vpc-0a$/m);
  });

  it('of the end says what it was, what is seen now and how long it was open', () => {
    const text = alertEmail(alertOf([resolved(aTransition())]));
    expect(text).toMatch(/^RESOLVED after 42 min: orders could not reach the internet/);
    expect(text).toMatch(/^Before {3}"rtb-0a has no route there"$/m);
    expect(text).toMatch(/^Now {6}Every subnet reaches the internet\.$/m);
    expect(text).toMatch(/^Open for 42 min$/m);
    expect(text).not.toMatch(/^Fix/m);
  });

  it('of what is gone says why it is over', () => {
    const text = alertEmail(
      alertOf([aTransition({ kind: 'archived', reason: 'resource deleted' })]),
    );
    expect(text).toMatch(/^CLOSED after/);
    expect(text).toMatch(/^Why over resource deleted$/m);
  });

  it('of the sweep names no change', () => {
    const { eventId: _, ...sweep } = aCause({ name: 'sweep', resources: [] });
    const text = alertEmail(alertOf([aTransition({ cause: sweep })]));
    expect(text).toMatch(/^Change {3}unknown: found by the sweep$/m);
    expect(text).toMatch(/^When {5}2026-11-20 12:00:00 UTC$/m);
    expect(text).not.toMatch(/^(?:Who|Event)/m);
  });

  it('numbers several problems, and counts those for which there is no room', () => {
    const problems = many(12).map((control) =>
      aTransition({ id: control, verdict: aReported({ control, fault: undefined } as never) }),
    );
    const text = alertEmail(alertOf(problems));
    expect(text).toMatch(/^10\. orders may not pass function-9$/m);
    expect(text).toMatch(/^And 2 more problems: see Security Hub\.$/m);
  });

  it('keeps to a hundred columns, but for addresses', () => {
    fc.assert(
      fc.property(fc.array(hostileTransition, { minLength: 1, maxLength: 6 }), (transitions) => {
        const lines = alertEmail(alertOf(transitions)).split('\n');
        const wide = lines.filter((line) => Array.from(line).length > 100);
        expect(wide.filter((line) => !line.includes('https://'))).toEqual([]);
      }),
      { numRuns: 25 },
    );
  });
});

describe('a notification of Amazon Q Developer', () => {
  const notification = chatNotification(twenty);

  it('has what its schema demands', () => {
    expect(notification).toMatchObject({
      version: '1.0',
      source: 'custom',
      content: {
        textType: 'client-markdown',
        title:
          ':rotating_light: [HIGH] ReplaceRoute: 20 functions cannot reach the internet from 1 of 2 subnets (us-east-1)',
        keywords: ['HIGH', 'us-east-1', '111122223333'],
      },
      metadata: { eventType: 'Finding Opened', threadId: '111122223333/us-east-1/rtb-0a' },
    });
    expect(notification.content.description).toMatch(/Affected: .* and 10 more$/);
    expect(notification.content.nextSteps[0]).toBe('Add a route to a NAT gateway.');
    expect(notification.metadata.relatedResources).toHaveLength(20);
  });

  it('puts the end into the thread of the beginning', () => {
    const over = chatNotification(alertOf(onFunctions(['orders']).map((one) => resolved(one))));
    expect(over.metadata.threadId).toBe(notification.metadata.threadId);
    expect(over.content.title).toMatch(/^:white_check_mark: \[RESOLVED, 42 min\]/);
    expect(over.content.description).toContain('Before: "rtb-0a has no route there');
    expect(over.content.nextSteps.join()).not.toContain('Add a route');
  });

  it('calls nobody and stays short, whatever is in it', () => {
    fc.assert(
      fc.property(fc.array(hostileTransition, { minLength: 1, maxLength: 4 }), (transitions) => {
        const { content, metadata } = chatNotification(alertOf(transitions));
        expect(content.title.length).toBeLessThanOrEqual(250);
        expect(content.description.length).toBeLessThanOrEqual(3_000);
        expect(`${content.title}${content.description}`).not.toMatch(/<[!@#]/);
        expect(JSON.stringify({ content, metadata }).length).toBeLessThan(60_000);
      }),
      { numRuns: 25 },
    );
  });
});

describe('a message of the topic', () => {
  const { message } = alertMessage(twenty);
  const texts = JSON.parse(message) as Readonly<Record<string, string>>;

  it('has a text for each protocol', () => {
    expect(texts['default']).toBe(twenty.subject);
    expect(texts['email']).toBe(alertEmail(twenty));
    expect(JSON.parse(texts['https'] ?? '')).toEqual(chatNotification(twenty));
    expect(texts['sqs']).toBe(texts['lambda']);
    expect(alertSchema.parse(JSON.parse(texts['sqs'] ?? ''))).toEqual(twenty);
  });

  it('of two thousand functions leaves out findings and says how many', () => {
    const evidence = Array.from({ length: 20 }, (_, index) => ({
      resource: `rtb-${index}`,
      field: 'Routes',
      value: '漢"\\'.repeat(40),
    }));
    const alert = alertOf(onFunctions(many(2_000), { verdict: aReported({ evidence }) }));
    const sent = alertMessage(alert);
    expect(Buffer.byteLength(sent.message)).toBeLessThanOrEqual(262_144);
    const { lambda = '' } = JSON.parse(sent.message) as Record<string, string>;
    const fitted = alertSchema.parse(JSON.parse(lambda));
    expect(fitted.findings.length).toBeGreaterThan(5);
    expect(fitted.findings.length + fitted.findingsOmitted).toBe(2_000);
    const [problem] = fitted.problems;
    expect((problem?.resources.length ?? 0) + (problem?.resourcesOmitted ?? 0)).toBe(2_000);
    expect(fitted.headline).toMatch(/^2000 functions/);
  });

  it('is valid JSON that SNS takes, whatever is in it, and loses no count', () => {
    fc.assert(
      fc.property(fc.array(hostileTransition, { minLength: 1, maxLength: 12 }), (transitions) => {
        for (const { alert } of alertsOf(transitions, 'INFO')) {
          const sent = alertMessage(alert);
          const attributes = JSON.stringify(sent.attributes);
          const bytes = Buffer.byteLength(sent.message) + Buffer.byteLength(attributes);
          expect(bytes).toBeLessThanOrEqual(262_144);
          const { sqs = '' } = JSON.parse(sent.message) as Record<string, string>;
          const fitted = alertSchema.parse(JSON.parse(sqs));
          expect(fitted.findings.length + fitted.findingsOmitted).toBe(alert.findings.length);
          expect(fitted.problems.length + fitted.problemsOmitted).toBe(alert.problems.length);
          fitted.problems.forEach((problem, index) => {
            const whole = alert.problems[index];
            expect(problem.resources.length + problem.resourcesOmitted).toBe(
              whole?.resources.length,
            );
            expect(problem.consequences.length + problem.consequencesOmitted).toBe(
              whole?.consequences.length,
            );
          });
        }
      }),
      { numRuns: 15 },
    );
  });
});

/** The texts of a message, the headline first. */
function textsOf({ blocks }: SlackMessage): readonly string[] {
  return blocks.flatMap((block) => {
    switch (block.type) {
      case 'header':
      case 'section':
        return [block.text.text];
      case 'context':
        return block.elements.map(({ text }) => text);
      case 'divider':
        return [];
    }
  });
}

describe('a message in Slack', () => {
  it('has a headline, who did it, what is seen, whom it hits, the repair and links', () => {
    const { text, blocks } = slackMessage(twenty);
    expect(text).toBe(twenty.subject);
    expect(blocks.map(({ type }) => type)).toEqual([
      'header',
      'context',
      'section',
      'section',
      'section',
      'context',
    ]);
    const [headline, what, seen, affected, fix, links] = textsOf(slackMessage(twenty));
    expect(headline).toBe(
      ':rotating_light: 20 functions cannot reach the internet from 1 of 2 subnets',
    );
    expect(what).toMatch(/^\*HIGH\* {2}· {2}<https:[^|]+\|ReplaceRoute> on rtb-0a/);
    expect(seen).toMatch(
      /^\*rtb-0a\* has no route there\n• No route leads to the internet\. `function-/,
    );
    expect(affected).toMatch(/^\*Affected\* in vpc-0a: <https:[^|]+\|function-0>, .* and 6 more$/);
    expect(fix).toBe(
      ':wrench: *Fix*  Add a route to a NAT gateway. <https://example.com/|How AWS explains it>',
    );
    expect(links).toMatch(/\|rtb-0a>.*\|vpc-0a>.*\|Security Hub>$/);
  });

  it('of the end says how long it was and asks for no repair', () => {
    const [headline, what, seen, ...others] = textsOf(
      slackMessage(alertOf([resolved(aTransition())])),
    );
    expect(headline).toMatch(/^:white_check_mark: Over after 42 min: orders could not reach/);
    expect(what).toMatch(/^\*RESOLVED\*, was HIGH/);
    expect(seen).toBe(
      'Before: *rtb-0a* has no route there\nNow: Every subnet reaches the internet.',
    );
    expect(others.join()).not.toContain('Fix');
  });

  it('counts the problems for which there is no room', () => {
    const transitions = many(40).map((control) =>
      aTransition({ id: control, verdict: aReported({ control, fault: undefined } as never) }),
    );
    const message = slackMessage(alertOf(transitions));
    const told = message.blocks.filter(({ type }) => type === 'divider').length;
    expect(told).toBeGreaterThan(3);
    expect(textsOf(message).at(-1)).toBe(`And ${40 - told} more: see Security Hub.`);
  });

  it("keeps within Slack's limits and calls nobody, whatever is in it", () => {
    fc.assert(
      fc.property(fc.array(hostileTransition, { minLength: 1, maxLength: 8 }), (transitions) => {
        for (const { alert } of alertsOf(transitions, 'INFO')) {
          const message = slackMessage(alert);
          expect(message.text.length).toBeLessThanOrEqual(3_000);
          expect(message.blocks.length).toBeLessThanOrEqual(50);
          const [header] = textsOf(message);
          expect(header?.length).toBeLessThanOrEqual(150);
          for (const text of textsOf(message)) {
            expect(text.length).toBeGreaterThan(0);
            expect(text.length).toBeLessThanOrEqual(3_000);
            expect(text).not.toMatch(/<[!@#](?!date\^)/);
          }
          expect(JSON.stringify(message.blocks).length).toBeLessThan(13_000);
        }
      }),
      { numRuns: 25 },
    );
  });
});
