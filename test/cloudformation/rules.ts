import { describe, expect, it } from 'vitest';
import * as z from 'zod/mini';
import { deployedRules } from '../../scripts/generate-event-patterns.ts';
import { PATTERN_CHARACTERS } from '../../shared/events/event-patterns.ts';
import { allTemplates } from './packaged.ts';
import type { PackagedTemplates } from './packaged.ts';
import { ALL_ON } from './policy.ts';
import { resolve, resourcesOf } from './template.ts';
import type { ReadTemplate } from './template.ts';

const ruleSchema = z.object({
  Name: z.string(),
  EventPattern: z.record(z.string(), z.unknown()),
  Targets: z.tuple([
    z.object({
      Id: z.string(),
      Arn: z.string(),
      RoleArn: z.optional(z.string()),
      RetryPolicy: z.object({
        MaximumEventAgeInSeconds: z.number(),
        MaximumRetryAttempts: z.number(),
      }),
      DeadLetterConfig: z.object({ Arn: z.string().check(z.regex(/^<\w+DeadLetters\.Arn>$/)) }),
    }),
  ]),
});

function rulesOf(template: ReadTemplate, parameters: Readonly<Record<string, string>> = {}) {
  return resourcesOf(template, 'AWS::Events::Rule').map(([, properties]) =>
    ruleSchema.parse(resolve(template, properties, parameters)),
  );
}

/** What the rules take, where they take it, and what becomes of what they cannot deliver. */
export function describeRules(packaged: () => PackagedTemplates): void {
  describe('rules', () => {
    it('are the generated ones, deliver to the change queue, and take events of this account only', () => {
      const rules = rulesOf(packaged().home).filter(
        ({ Targets: [{ Id }] }) => Id === 'change-queue',
      );
      expect(
        rules.map(({ Name, EventPattern, Targets: [{ Arn }] }) => ({ Name, EventPattern, Arn })),
      ).toEqual(
        deployedRules().map(({ name, pattern }) => ({
          Name: `lambda-vpc-auditor-prod-${name}`,
          EventPattern: { account: ['111122223333'], ...pattern },
          Arn: '<ChangeQueue.Arn>',
        })),
      );
    });

    it('stay below the quota of characters, try again and keep what they cannot deliver', () => {
      for (const { EventPattern, Targets } of allTemplates(packaged()).flatMap((one) =>
        rulesOf(one, ALL_ON),
      )) {
        expect(JSON.stringify(EventPattern).length).toBeLessThanOrEqual(PATTERN_CHARACTERS);
        expect(EventPattern['account']).toEqual(['111122223333']);
        expect(Targets).toHaveLength(1);
      }
    });

    it('of a forwarder take events of their own region only and send them to the home region', () => {
      expect(packaged().forwarders.map(([region]) => region)).toEqual([
        'eu-central-1',
        'us-east-1',
      ]);
      for (const [region, template] of packaged().forwarders) {
        const inRegion = {
          'AWS::Region': region,
          'AWS::StackName': 'lambda-vpc-auditor-prod-forwarder',
          HomeRegion: 'eu-west-1',
        };
        for (const {
          EventPattern,
          Targets: [target],
        } of rulesOf(template, inRegion)) {
          expect(EventPattern['region']).toEqual([region]);
          expect(target.Arn).toBe('arn:aws:events:eu-west-1:111122223333:event-bus/default');
          expect(target.RoleArn).toBe('<ForwarderRole.Arn>');
        }
      }
    });

    it('take the alarms of forwarders to the topic', () => {
      const [template] = packaged().forwarders.map(([, one]) => one);
      const inForwarder = {
        'AWS::StackName': 'lambda-vpc-auditor-prod-forwarder',
        HomeRegion: 'eu-west-1',
      };
      const alarm = resourcesOf(template ?? packaged().home, 'AWS::CloudWatch::Alarm').map(
        ([, { AlarmName }]) => resolve(template ?? packaged().home, AlarmName, inForwarder),
      );
      const rule = rulesOf(packaged().home).find(({ Targets: [{ Id }] }) => Id === 'alert-topic');
      const prefix = z
        .object({ alarmName: z.tuple([z.object({ prefix: z.string() })]) })
        .parse(rule?.EventPattern['detail']).alarmName[0].prefix;
      expect(String(alarm[0])).toMatch(new RegExp(`^${prefix}`));
    });
  });
}
