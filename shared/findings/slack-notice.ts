import * as z from 'zod/mini';
import { alertSchema } from './alert.ts';
import { slackMessage } from './slack-message.ts';
import type { SlackMessage } from './slack-message.ts';
import { slackText } from './slack-text.ts';
import { jsonOf } from '../model/json-of.ts';

/**
 * What comes over the topic and is no alert of ours: alarms on the auditor itself go the same way
 * (https://docs.aws.amazon.com/AmazonCloudWatch/latest/monitoring/alarm-actions.html).
 */
const alarmSchema = z.object({
  AlarmName: z.string(),
  AlarmDescription: z.nullish(z.string()),
  NewStateValue: z.string(),
  NewStateReason: z.nullish(z.string()),
  Region: z.nullish(z.string()),
});

const MOST_TEXT = 2_500;
const MOST_FALLBACK = 300;

/** A message of the topic. */
export interface TopicMessage {
  readonly subject: string | undefined;
  /** As the topic gives it to functions. */
  readonly body: string;
}

/** The Slack message for whatever came over the topic: nothing is left out because of its form. */
export function slackMessageOf({ subject, body }: TopicMessage): SlackMessage {
  const parsed = jsonOf(body);
  const alert = alertSchema.safeParse(parsed);
  if (alert.success) return slackMessage(alert.data);
  const alarm = alarmSchema.safeParse(parsed);
  if (alarm.success) return alarmMessage(alarm.data);
  const title = subject ?? 'Message of lambda-vpc-auditor';
  return notice(title, body === title ? '' : body);
}

function alarmMessage(alarm: z.infer<typeof alarmSchema>): SlackMessage {
  const { AlarmName, AlarmDescription, NewStateValue, NewStateReason, Region } = alarm;
  const emoji = NewStateValue === 'OK' ? ':white_check_mark:' : ':rotating_light:';
  const where = Region ? ` (${Region})` : '';
  const said = [AlarmDescription, NewStateReason].filter((one) => one).join(' ');
  return notice(`${emoji} ${NewStateValue}: ${AlarmName}${where}`, said);
}

function notice(title: string, text: string): SlackMessage {
  const heading = `*${slackText(title, MOST_FALLBACK)}*`;
  const said = slackText(text, MOST_TEXT);
  return {
    text: slackText(title, MOST_FALLBACK),
    blocks: [
      {
        type: 'section',
        text: { type: 'mrkdwn', text: said === '' ? heading : `${heading}\n${said}` },
      },
    ],
  };
}
