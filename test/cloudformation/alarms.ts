import { describe, expect, it } from 'vitest';
import * as z from 'zod/mini';
import type { CountName, DurationName } from '../../shared/ports/metrics.ts';
import type { PackagedTemplates } from './packaged.ts';
import { ALL_ON } from './policy.ts';
import { resolve, resourcesOf } from './template.ts';
import type { ReadTemplate } from './template.ts';

/** Every metric of our own; the compiler knows when one is missing here. */
const METRICS: Readonly<Record<CountName | DurationName, true>> = {
  EventsReceived: true,
  EventsCoalesced: true,
  EventsIgnored: true,
  MessagesSetAside: true,
  AuditsSuperseded: true,
  Verdicts: true,
  Transitions: true,
  OpenFindings: true,
  ApiCalls: true,
  UnknownFacts: true,
  PublishFailures: true,
  SecurityHubNotEnabled: true,
  SweepsStarted: true,
  SweepsCompleted: true,
  EventAge: true,
  SweepDuration: true,
};

const alarmSchema = z.object({
  AlarmName: z.string().check(z.startsWith('lambda-vpc-auditor-prod-')),
  AlarmDescription: z.string().check(z.minLength(20)),
  Namespace: z.enum(['AWS/SQS', 'AWS/Lambda', 'LambdaVpcAuditor']),
  MetricName: z.string(),
  Dimensions: z.array(z.object({ Name: z.string(), Value: z.string() })),
  AlarmActions: z._default(z.array(z.string()), []),
});

function alarmsOf(template: ReadTemplate) {
  return resourcesOf(template, 'AWS::CloudWatch::Alarm').map(([id, properties]) => ({
    id,
    ...alarmSchema.parse(resolve(template, properties, ALL_ON)),
  }));
}

/** What the alarms of a metric watch: the last of their dimensions. */
function watched(template: ReadTemplate, metric: string): readonly string[] {
  return alarmsOf(template)
    .filter(({ MetricName }) => MetricName === metric)
    .map(({ Dimensions }) => Dimensions.at(-1)?.Value ?? '')
    .toSorted();
}

/** Alarms for whatever needs a person, and a dashboard of metrics that there are. */
export function describeAlarms(packaged: () => PackagedTemplates): void {
  describe('alarms and dashboard', () => {
    it('go to the topic, but for the two that stand behind another', () => {
      const silent = alarmsOf(packaged().home).filter(
        ({ AlarmActions }) => AlarmActions[0] !== '<AlertTopic>',
      );
      expect(silent.map(({ id }) => id)).toEqual(['SweepMissing', 'LessThanADayOld']);
      const [[, composite] = []] = resourcesOf(packaged().home, 'AWS::CloudWatch::CompositeAlarm');
      expect(resolve(packaged().home, composite)).toMatchObject({
        AlarmRule: 'ALARM("<SweepMissing>") AND OK("<LessThanADayOld>")',
        AlarmActions: ['<AlertTopic>'],
      });
    });

    it('watch every dead-letter queue, every function and every channel', () => {
      const functions = resourcesOf(packaged().home, 'AWS::Lambda::Function')
        .map(([id]) => `<${id}>`)
        .toSorted();
      expect(watched(packaged().home, 'ApproximateNumberOfMessagesVisible')).toEqual([
        '<AlertDeadLetters.QueueName>',
        '<ChangeDeadLetters.QueueName>',
        '<SweepDeadLetters.QueueName>',
        '<SweepQueue.QueueName>',
      ]);
      expect(watched(packaged().home, 'ApproximateAgeOfOldestMessage')).toEqual([
        '<ChangeQueue.QueueName>',
        '<SweepQueue.QueueName>',
      ]);
      expect(watched(packaged().home, 'Errors')).toEqual(functions);
      expect(watched(packaged().home, 'Throttles')).toEqual(functions);
      expect(watched(packaged().home, 'PublishFailures')).toEqual([
        'alerts',
        'events',
        'securityhub',
      ]);
    });

    it('know only metrics that there are', () => {
      const [[, dashboard] = []] = resourcesOf(packaged().home, 'AWS::CloudWatch::Dashboard');
      const body = String(resolve(packaged().home, dashboard?.['DashboardBody']));
      const { widgets } = z
        .object({ widgets: z.array(z.object({ properties: z.object({ title: z.string() }) })) })
        .parse(JSON.parse(body));
      expect(widgets.map(({ properties }) => properties.title)).toHaveLength(8);
      const named = [
        ...[...body.matchAll(/MetricName=\\"(\w+)\\"/g)].map(([, name]) => name),
        ...[...body.matchAll(/"LambdaVpcAuditor", "(\w+)"/g)].map(([, name]) => name),
        ...alarmsOf(packaged().home)
          .filter(({ Namespace }) => Namespace === 'LambdaVpcAuditor')
          .map(({ MetricName }) => MetricName),
      ];
      expect(named.length).toBeGreaterThan(8);
      expect(named.filter((name) => !((name ?? '') in METRICS))).toEqual([]);
    });
  });
}
