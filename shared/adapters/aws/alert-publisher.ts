import { PublishCommand } from '@aws-sdk/client-sns';
import type { MessageAttributeValue, SNSClient } from '@aws-sdk/client-sns';
import type { Severity } from '../../controls/verdict.ts';
import { alertMessage } from '../../findings/alert-message.ts';
import type { AlertMessage } from '../../findings/alert-message.ts';
import { alertsOf } from '../../findings/alerts.ts';
import type { Publisher } from '../../ports/publishers.ts';
import { errorDetails } from './error-details.ts';
import { publishedOf } from './published.ts';

export interface AlertPublisherOptions {
  readonly client: SNSClient;
  readonly topicArn: string;
  /** Findings below it alert nobody. */
  readonly threshold: Severity;
}

/**
 * Sends alerts to the topic, one for each change: a text for every protocol, and attributes for the
 * filter policies of subscriptions.
 */
export function alertPublisher({ client, topicArn, threshold }: AlertPublisherOptions): Publisher {
  return {
    async publish(transitions) {
      const reasons = new Map<string, string>();
      for (const { alert, transitionIds } of alertsOf(transitions, threshold)) {
        try {
          await client.send(publishCommand(topicArn, alertMessage(alert)));
        } catch (error) {
          const { code, message } = errorDetails(error);
          for (const id of transitionIds) reasons.set(id, `${code}: ${message}`);
        }
      }
      return publishedOf(transitions, reasons);
    },
  };
}

function publishCommand(TopicArn: string, message: AlertMessage): PublishCommand {
  const { severity, control, account, region, transition } = message.attributes;
  return new PublishCommand({
    TopicArn,
    Subject: message.subject,
    Message: message.message,
    MessageStructure: 'json',
    MessageAttributes: {
      severity: text(severity),
      control: { DataType: 'String.Array', StringValue: JSON.stringify(control) },
      account: text(account),
      region: text(region),
      transition: text(transition),
    },
  });
}

function text(StringValue: string): MessageAttributeValue {
  return { DataType: 'String', StringValue };
}
