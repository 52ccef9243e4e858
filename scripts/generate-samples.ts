import { readFileSync } from 'node:fs';
import path from 'node:path';
import { parse } from 'yaml';
import * as z from 'zod/mini';
import type { Alert } from '../shared/findings/alert.ts';
import { chatNotification } from '../shared/findings/alert-chat.ts';
import { alertEmail } from '../shared/findings/alert-email.ts';
import { alertMessage } from '../shared/findings/alert-message.ts';
import { alertsOf } from '../shared/findings/alerts.ts';
import { asffOfTransition } from '../shared/findings/asff.ts';
import { detailTypeOf, findingEvent } from '../shared/findings/finding-event.ts';
import { EVENT_SOURCE } from '../shared/findings/finding-schema.ts';
import { slackMessage } from '../shared/findings/slack-message.ts';
import { slackMessageOf } from '../shared/findings/slack-notice.ts';
import type { Transition } from '../shared/findings/stored-finding.ts';
import type { GeneratedFile } from './generated-file.ts';
import { openedBySample, openedBySweep, resolvedBySample } from './sample-incident.ts';

const FOLDER = 'docs/samples';

/** What people and programs get: of one incident, of a first sweep and of an alarm of the auditor itself. */
export function generateSamples(): readonly GeneratedFile[] {
  const opened = openedBySample();
  const over = resolvedBySample();
  const [first] = opened;
  if (first === undefined) throw new Error('the sample incident opens no finding');
  const began = alertOf(opened);
  const ended = alertOf(over);
  const swept = alertOf(openedBySweep());
  const alarm = json(alarmOf('ChangeDeadLettersAlarm'));
  return [
    file('email-opened.txt', `Subject: ${began.subject}\n\n${alertEmail(began)}`),
    file('email-resolved.txt', `Subject: ${ended.subject}\n\n${alertEmail(ended)}`),
    file('slack-opened.json', json(slackMessage(began))),
    file('slack-resolved.json', json(slackMessage(ended))),
    file('email-first-sweep.txt', `Subject: ${swept.subject}\n\n${alertEmail(swept)}`),
    file('slack-first-sweep.json', json(slackMessage(swept))),
    file('alarm.json', alarm),
    file('slack-alarm.json', json(slackMessageOf({ subject: undefined, body: alarm }))),
    file('chat-notification.json', json(chatNotification(began))),
    file('alert.json', json(shortened(began))),
    file('alert-attributes.json', json(alertMessage(began).attributes)),
    file('security-hub-finding.json', json(asffOfTransition(first))),
    file('event.json', json(eventOf(first))),
  ];
}

function alertOf(transitions: readonly Transition[]): Alert {
  const [only, ...others] = alertsOf(transitions, 'MEDIUM');
  if (only === undefined || others.length > 0) throw new Error('the incident is one alert');
  return only.alert;
}

const MONITORING = path.resolve(import.meta.dirname, '../infra/monitoring.yml');

const STACK = 'lambda-vpc-auditor-prod';

/** An alarm of infra/monitoring.yml as far as people read it. */
const alarmsSchema = z.object({
  Resources: z.record(
    z.string(),
    z.object({
      Properties: z.looseObject({
        AlarmName: z.optional(z.string()),
        AlarmDescription: z.optional(z.string()),
      }),
    }),
  ),
});

/**
 * What CloudWatch publishes of an alarm, cut to the fields that say something: AWS's mail is made of the
 * same (https://docs.aws.amazon.com/AmazonCloudWatch/latest/monitoring/alarm-actions.html).
 */
function alarmOf(name: string): object {
  // The short forms of CloudFormation stand in the file, and `!Sub` leaves its text as it is.
  const text = readFileSync(MONITORING, 'utf8');
  const { Resources } = alarmsSchema.parse(parse(text, { logLevel: 'error', merge: true }));
  const { AlarmName = '', AlarmDescription } = Resources[name]?.Properties ?? {};
  return {
    AlarmName: AlarmName.replace('${AWS::StackName}', STACK),
    AlarmDescription,
    AWSAccountId: '111122223333',
    NewStateValue: 'ALARM',
    NewStateReason:
      'Threshold Crossed: 1 datapoint [3.0 (20/11/26 11:50:00)] was greater than the threshold (0.0).',
    StateChangeTime: '2026-11-20T11:56:12.000+0000',
    Region: 'US East (N. Virginia)',
    OldStateValue: 'OK',
  };
}

/** Two of each of what repeats itself, as an alert that does not fit is cut. */
function shortened(alert: Alert): Alert {
  const { findings, problems } = alert;
  return {
    ...alert,
    problems: problems.map((problem) => ({
      ...problem,
      resources: problem.resources.slice(0, 2),
      resourcesOmitted: problem.resources.length - 2,
    })),
    findings: findings.slice(0, 2),
    findingsOmitted: findings.length - 2,
  };
}

/** As a rule's target receives it. */
function eventOf(transition: Transition): object {
  return {
    version: '0',
    id: '6a7e8feb-b491-4cf7-a9f1-bf3703467718',
    'detail-type': detailTypeOf(transition.kind),
    source: EVENT_SOURCE,
    account: transition.accountId,
    time: transition.observedAt,
    region: transition.region,
    resources: [transition.verdict.resource.id],
    detail: findingEvent(transition),
  };
}

function file(name: string, content: string): GeneratedFile {
  return { path: `${FOLDER}/${name}`, content };
}

function json(value: object): string {
  return `${JSON.stringify(value, null, 2)}\n`;
}
