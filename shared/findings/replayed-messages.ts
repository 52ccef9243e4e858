import type { Severity } from '../controls/verdict.ts';
import { alertMessage } from './alert-message.ts';
import type { AlertMessage } from './alert-message.ts';
import { alertsOf } from './alerts.ts';
import { asffOfTransition } from './asff.ts';
import type { AsffFinding } from './asff-finding.ts';
import { detailTypeOf, findingEvent } from './finding-event.ts';
import type { DetailType } from './finding-event.ts';
import { EVENT_SOURCE } from './finding-schema.ts';
import type { FindingEvent } from './finding-schema.ts';
import type { Transition } from './stored-finding.ts';

/** A message that the deployed system would send. */
export type ReplayedMessage =
  | {
      readonly channel: 'alerts';
      readonly subject: string;
      readonly attributes: AlertMessage['attributes'];
      /** By protocol of the topic's subscriptions: `email`, `https`, `sqs`, `lambda`, `default`. */
      readonly texts: Readonly<Record<string, string>>;
    }
  | { readonly channel: 'securityhub'; readonly finding: AsffFinding }
  | {
      readonly channel: 'events';
      readonly source: string;
      readonly detailType: DetailType;
      readonly detail: FindingEvent;
    };

/** What would be sent for transitions, alerts first. @param threshold findings below it alert nobody */
export function replayedMessages(
  transitions: readonly Transition[],
  threshold: Severity,
): readonly ReplayedMessage[] {
  return [
    ...alertsOf(transitions, threshold).map(({ alert }): ReplayedMessage => {
      const { subject, message, attributes } = alertMessage(alert);
      const texts = JSON.parse(message) as Readonly<Record<string, string>>;
      return { channel: 'alerts', subject, attributes, texts };
    }),
    ...transitions.map((transition): ReplayedMessage => ({
      channel: 'securityhub',
      finding: asffOfTransition(transition),
    })),
    ...transitions.flatMap((transition): readonly ReplayedMessage[] => {
      const detailType = detailTypeOf(transition.kind);
      const detail = findingEvent(transition);
      if (detailType === undefined || detail === undefined) return [];
      return [{ channel: 'events', source: EVENT_SOURCE, detailType, detail }];
    }),
  ];
}
