import { describe, expect, it } from 'vitest';
import * as z from 'zod/mini';
import { allTemplates } from './packaged.ts';
import type { PackagedTemplates } from './packaged.ts';
import { policiesOf } from './policy.ts';
import { resolve, resourcesOf } from './template.ts';
import type { ReadTemplate } from './template.ts';

const queueSchema = z.object({
  SqsManagedSseEnabled: z.literal(true),
  VisibilityTimeout: z.optional(z.number()),
  MessageRetentionPeriod: z.number(),
  RedrivePolicy: z.optional(
    z.object({ deadLetterTargetArn: z.string(), maxReceiveCount: z.number() }),
  ),
});

/** The queues of a template by logical id, as CloudFormation would make them. */
function queuesOf(template: ReadTemplate) {
  return new Map(
    resourcesOf(template, 'AWS::SQS::Queue').map(([id, properties]) => [
      id,
      queueSchema.parse(resolve(template, properties)),
    ]),
  );
}

/** Encryption, redrive and policies of queues and topics. */
export function describeQueues(packaged: () => PackagedTemplates): void {
  describe('queues', () => {
    it('are encrypted, and what cannot be worked on is kept for two weeks', () => {
      for (const template of allTemplates(packaged())) {
        for (const [id, { RedrivePolicy, MessageRetentionPeriod }] of queuesOf(template)) {
          const isDeadLetters = id.endsWith('DeadLetters');
          expect([id, RedrivePolicy === undefined, MessageRetentionPeriod]).toEqual([
            id,
            isDeadLetters,
            (isDeadLetters ? 14 : 4) * 86_400,
          ]);
        }
      }
      expect(queuesOf(packaged().home).get('ChangeQueue')?.RedrivePolicy).toEqual({
        deadLetterTargetArn: '<ChangeDeadLetters.Arn>',
        maxReceiveCount: 5,
      });
    });

    it('hide a message for six times as long as its function may run, which answers for each message', () => {
      const mappings = resourcesOf(packaged().home, 'AWS::Lambda::EventSourceMapping');
      expect(mappings).toHaveLength(2);
      for (const [, mapping] of mappings) {
        const queue = /^<(\w+)\.Arn>$/.exec(
          String(resolve(packaged().home, mapping['EventSourceArn'])),
        )?.[1];
        const fn = /^<(\w+)\.Arn>$/.exec(
          String(resolve(packaged().home, mapping['FunctionName'])),
        )?.[1];
        const timeout = Number(packaged().home.Resources[fn ?? '']?.Properties['Timeout']);
        const hidden = queuesOf(packaged().home).get(queue ?? '')?.VisibilityTimeout ?? 0;
        expect(hidden).toBeGreaterThanOrEqual(6 * timeout);
        expect(mapping['FunctionResponseTypes']).toEqual(['ReportBatchItemFailures']);
      }
    });

    it('take messages of services only where this account’s own rule or topic sends them', () => {
      for (const template of allTemplates(packaged())) {
        for (const statement of policiesOf(template, 'AWS::SQS::QueuePolicy')) {
          if (statement.Effect === 'Deny') continue;
          expect(statement.Action).toEqual(['sqs:SendMessage']);
          expect(Object.keys(statement.Principal ?? {})).toEqual(['Service']);
          const { StringEquals, ArnLike, ArnEquals } = statement.Condition ?? {};
          expect(StringEquals?.['aws:SourceAccount']).toEqual(['111122223333']);
          const [source = ''] = (ArnLike ?? ArnEquals)?.['aws:SourceArn'] ?? [];
          expect(source).toMatch(
            /^(?:<\w+(?:\.Arn)?>|arn:aws:events:eu-west-1:111122223333:rule\/lambda-vpc-auditor-prod-\*)$/,
          );
        }
      }
    });

    it('and topics refuse what is not encrypted on its way', () => {
      for (const template of allTemplates(packaged())) {
        const guarded = ['AWS::SQS::QueuePolicy', 'AWS::SNS::TopicPolicy']
          .flatMap((type) => policiesOf(template, type))
          .filter(({ Effect, Condition }) => {
            const transport = Condition?.['Bool']?.['aws:SecureTransport'];
            return Effect === 'Deny' && transport?.[0] === 'false';
          });
        expect(guarded.every(({ Principal }) => Principal === '*')).toBe(true);
        const all = [
          ...[...queuesOf(template).keys()].map((id) => `<${id}.Arn>`),
          ...resourcesOf(template, 'AWS::SNS::Topic').map(([id]) => `<${id}>`),
        ];
        expect(guarded.flatMap(({ Resource = [] }) => Resource).toSorted()).toEqual(all.toSorted());
      }
    });
  });
}
