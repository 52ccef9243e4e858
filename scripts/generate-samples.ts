import type { Alert } from '../shared/findings/alert.ts';
import { chatNotification } from '../shared/findings/alert-chat.ts';
import { alertEmail } from '../shared/findings/alert-email.ts';
import { alertMessage } from '../shared/findings/alert-message.ts';
import { alertsOf } from '../shared/findings/alerts.ts';
import { asffOfTransition } from '../shared/findings/asff.ts';
import { detailTypeOf, findingEvent } from '../shared/findings/finding-event.ts';
import { EVENT_SOURCE } from '../shared/findings/finding-schema.ts';
import { slackMessage } from '../shared/findings/slack-message.ts';
import type { Transition } from '../shared/findings/stored-finding.ts';
import type { GeneratedFile } from './generated-file.ts';
import { openedBySample, resolvedBySample } from './sample-incident.ts';

const FOLDER = 'docs/samples';

/** What people and programs get of one incident, from its first finding to its end. */
export function generateSamples(): readonly GeneratedFile[] {
  const opened = openedBySample();
  const over = resolvedBySample();
  const [first] = opened;
  if (first === undefined) throw new Error('the sample incident opens no finding');
  const began = alertOf(opened);
  const ended = alertOf(over);
  return [
    file('email-opened.txt', `Subject: ${began.subject}\n\n${alertEmail(began)}`),
    file('email-resolved.txt', `Subject: ${ended.subject}\n\n${alertEmail(ended)}`),
    file('slack-opened.json', json(slackMessage(began))),
    file('slack-resolved.json', json(slackMessage(ended))),
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
