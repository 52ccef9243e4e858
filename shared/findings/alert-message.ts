import type { Alert } from './alert.ts';
import { chatNotification } from './alert-chat.ts';
import { alertEmail } from './alert-email.ts';
import { fitAlert } from './alert-size.ts';
import { sizeBytes } from './limit-text.ts';

/** An alert as it is published to the topic. */
export interface AlertMessage {
  readonly subject: string;
  /** A JSON object with a text for each protocol, to be sent with `MessageStructure: json`. */
  readonly message: string;
  /** For filter policies of subscriptions; `control` has one or several. */
  readonly attributes: {
    readonly severity: string;
    readonly control: readonly string[];
    readonly account: string;
    readonly region: string;
    readonly transition: string;
  };
}

/**
 * SNS takes 256 KB, all protocols and attributes together
 * (https://docs.aws.amazon.com/sns/latest/api/API_Publish.html).
 */
const MOST_BYTES = 262_144;
/** Kept back for attributes and subject. */
const REST_BYTES = 12_288;

/**
 * The alert for every protocol: plain text for email, a custom notification of Amazon Q Developer in
 * chat applications for https, the alert itself for queues and functions, one line for all others.
 */
export function alertMessage(alert: Alert): AlertMessage {
  const fitted = fitAlert(alert, (one) => sizeBytes(messageOf(one)) <= MOST_BYTES - REST_BYTES);
  const { subject, severity, accountId, region, transition, controls } = fitted;
  return {
    subject,
    message: messageOf(fitted),
    attributes: { severity, control: controls, account: accountId, region, transition },
  };
}

function messageOf(alert: Alert): string {
  const json = JSON.stringify(alert);
  return JSON.stringify({
    default: alert.subject,
    email: alertEmail(alert),
    https: JSON.stringify(chatNotification(alert)),
    sqs: json,
    lambda: json,
  });
}
