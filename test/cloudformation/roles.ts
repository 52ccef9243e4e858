import path from 'node:path';
import { describe, expect, it } from 'vitest';
import { callsOf } from '../../scripts/bundle-calls.ts';
import { ROOT } from '../../scripts/deploy/packaging.ts';
import { IMPLIED_ACTIONS, READER_ACTIONS } from '../../shared/adapters/aws/read-permissions.ts';
import {
  STATE_INDEX_ACTIONS,
  STATE_TABLE_ACTIONS,
} from '../../shared/adapters/aws/state/table-definition.ts';
import { allTemplates } from './packaged.ts';
import type { PackagedTemplates } from './packaged.ts';
import { rolesOf } from './policy.ts';
import type { PolicyStatement } from './policy.ts';
import { resolve, resourcesOf } from './template.ts';

const READS: ReadonlySet<string> = new Set([...READER_ACTIONS, ...Object.keys(IMPLIED_ACTIONS)]);

/** What a role may do beside reading the account: actions by resource. */
function writesOf(statements: readonly PolicyStatement[]): Readonly<Record<string, string>> {
  const byResource: Record<string, string[]> = {};
  for (const { Action, Resource = [] } of statements) {
    const writes = Action.filter((action) => !READS.has(action));
    for (const resource of Resource)
      if (writes.length > 0) (byResource[resource] ??= []).push(...writes);
  }
  return Object.fromEntries(
    Object.entries(byResource).map(([resource, actions]) => [
      resource,
      actions.toSorted().join(' '),
    ]),
  );
}

const STATE = 'arn:aws:dynamodb:eu-west-1:111122223333:table/lambda-vpc-auditor-prod-state';
const LOGS = 'logs:CreateLogStream logs:PutLogEvents';
const CONSUME = 'sqs:DeleteMessage sqs:GetQueueAttributes sqs:ReceiveMessage';
const ENCRYPT = 'kms:Decrypt kms:GenerateDataKey';

/** Proves design decision 15: what each role may do, and that no bundle needs more or less. */
export function describeRoles(packaged: () => PackagedTemplates): void {
  describe('what the roles may do (design decision 15)', () => {
    it('no statement reaches for more than it says: no wildcard among actions, nothing negated', () => {
      for (const { statements } of allTemplates(packaged()).flatMap(rolesOf)) {
        expect(
          statements.flatMap(({ Action }) => Action).filter((one) => one.includes('*')),
        ).toEqual([]);
        expect(statements.every(({ Effect }) => Effect === 'Allow')).toBe(true);
      }
    });

    it('on every resource a role may only read, and only what the reader of the account calls', () => {
      for (const { statements } of allTemplates(packaged()).flatMap(rolesOf)) {
        const everywhere = statements.filter(({ Resource }) => Resource?.includes('*') === true);
        const others = everywhere.flatMap(({ Action }) => Action).filter((one) => !READS.has(one));
        expect(others).toEqual([]);
      }
      const [read] = rolesOf(packaged().home).flatMap(({ statements }) => statements);
      expect(read?.Resource).toEqual(['*']);
    });

    it.each<[role: string, writes: Readonly<Record<string, string>>]>([
      [
        'AuditRole',
        {
          '<AuditLogGroup.Arn>': LOGS,
          '<ChangeQueue.Arn>': `${CONSUME} sqs:SendMessage`,
          '<ChangeDeadLetters.Arn>': 'sqs:SendMessage',
          '<SweepQueue.Arn>': 'sqs:SendMessage',
          [STATE]: STATE_TABLE_ACTIONS.join(' '),
          [`${STATE}/index/openIn`]: STATE_INDEX_ACTIONS.join(' '),
          '<AlertTopic>': 'sns:Publish',
          '<AlertKey.Arn>': ENCRYPT,
          'arn:aws:securityhub:*:111122223333:product/111122223333/default':
            'securityhub:BatchImportFindings',
          'arn:aws:events:eu-west-1:111122223333:event-bus/default': 'events:PutEvents',
        },
      ],
      [
        'SweepRole',
        {
          '<SweepLogGroup.Arn>': LOGS,
          '<SweepQueue.Arn>': `${CONSUME} sqs:SendMessage`,
          '<ChangeQueue.Arn>': 'sqs:SendMessage',
          '<SweepDeadLetters.Arn>': 'sqs:SendMessage',
          [STATE]: STATE_TABLE_ACTIONS.join(' '),
          [`${STATE}/index/openIn`]: STATE_INDEX_ACTIONS.join(' '),
        },
      ],
      [
        'NotifySlackRole',
        {
          '<NotifySlackLogGroup.Arn>': LOGS,
          '<AlertDeadLetters.Arn>': 'sqs:SendMessage',
          'arn:aws:ssm:eu-west-1:111122223333:parameter/auditor/webhook': 'ssm:GetParameter',
          'arn:aws:kms:eu-west-1:111122223333:key/*': 'kms:Decrypt kms:Decrypt',
          'arn:aws:secretsmanager:eu-west-1:111122223333:secret:auditor/webhook-??????':
            'secretsmanager:GetSecretValue',
        },
      ],
      [
        'ScheduleRole',
        { '<SweepQueue.Arn>': 'sqs:SendMessage', '<SweepDeadLetters.Arn>': 'sqs:SendMessage' },
      ],
      ['ForwardedAlarmRole', { '<AlertTopic>': 'sns:Publish', '<AlertKey.Arn>': ENCRYPT }],
      ['ChatRole', {}],
    ])('%s writes only to what belongs to the stack', (id, writes) => {
      const role = rolesOf(packaged().home).find((one) => one.id === id);
      expect(writesOf(role?.statements ?? [])).toEqual(writes);
    });

    it('those are all roles, and a forwarder has one that sends to the bus of the home region', () => {
      expect(rolesOf(packaged().home).map(({ id }) => id)).toHaveLength(6);
      for (const [, template] of packaged().forwarders) {
        const [role, ...others] = rolesOf(template);
        expect(others).toEqual([]);
        const statements = role?.statements.map((one) => resolve(template, one)) ?? [];
        expect(statements).toHaveLength(1);
        expect(role?.statements[0]).toMatchObject({ Action: ['events:PutEvents'] });
      }
    });

    it.each([
      [
        'AuditRole',
        'events:PutEvents',
        [{ StringEquals: { 'events:source': ['lambda-vpc-auditor'] } }],
      ],
      [
        'NotifySlackRole',
        'kms:Decrypt',
        [
          {
            StringEquals: {
              'kms:ViaService': ['ssm.eu-west-1.amazonaws.com'],
              'kms:EncryptionContext:PARAMETER_ARN': [
                'arn:aws:ssm:eu-west-1:111122223333:parameter/auditor/webhook',
              ],
            },
          },
          {
            StringEquals: { 'kms:ViaService': ['secretsmanager.eu-west-1.amazonaws.com'] },
            StringLike: {
              'kms:EncryptionContext:SecretARN': [
                'arn:aws:secretsmanager:eu-west-1:111122223333:secret:auditor/webhook-??????',
              ],
            },
          },
        ],
      ],
    ])('%s may do %s only for what it is for', (id, action, conditions) => {
      const role = rolesOf(packaged().home).find((one) => one.id === id);
      const statements = role?.statements.filter(({ Action }) => Action.includes(action));
      expect(statements?.map(({ Condition }) => Condition)).toEqual(conditions);
    });

    it('each function has a role of its own', () => {
      const functions = resourcesOf(packaged().home, 'AWS::Lambda::Function');
      expect(new Set(functions.map(([, { Role }]) => resolve(packaged().home, Role)))).toEqual(
        new Set(['<AuditRole.Arn>', '<SweepRole.Arn>', '<NotifySlackRole.Arn>']),
      );
    });

    it('a role is taken by one service, for this account where the service can say so', () => {
      for (const { trust } of allTemplates(packaged()).flatMap(rolesOf)) {
        expect(trust).toHaveLength(1);
        const [{ Principal, Condition } = {}] = trust;
        const isLambda = JSON.stringify(Principal) === '{"Service":["lambda.amazonaws.com"]}';
        const forThisAccount = { StringEquals: { 'aws:SourceAccount': ['111122223333'] } };
        expect(Condition).toEqual(isLambda ? undefined : forThisAccount);
      }
    });

    /** Calls that IAM knows by the actions on each item or message. */
    const ACTIONS: Readonly<Record<string, readonly string[]>> = {
      'dynamodb:TransactWriteItems': [
        'dynamodb:ConditionCheckItem',
        'dynamodb:DeleteItem',
        'dynamodb:PutItem',
      ],
      'sqs:SendMessageBatch': ['sqs:SendMessage'],
      'sns:PublishBatch': ['sns:Publish'],
      // Asks for no permission.
      'sts:GetCallerIdentity': [],
    };

    /** What Lambda and the encryption of others need, which no bundle calls by itself. */
    const BESIDE = new Set([...LOGS.split(' '), ...CONSUME.split(' '), ...ENCRYPT.split(' ')]);

    it.each([
      ['audit', 'AuditRole', []],
      ['sweep', 'SweepRole', []],
      // Lambda itself puts what failed for good behind the function.
      ['notify-slack', 'NotifySlackRole', ['sqs:SendMessage']],
    ])(
      'the bundle of %s calls what its role allows, no more and no less',
      async (name, id, others) => {
        const calls = await callsOf(path.join(ROOT, 'functions', name, 'handler.ts'));
        const needed = new Set(calls.flatMap((call) => ACTIONS[call] ?? [call]));
        for (const [action, call] of Object.entries(IMPLIED_ACTIONS)) {
          if (needed.has(call)) needed.add(action);
        }
        const role = rolesOf(packaged().home).find((one) => one.id === id);
        const allowed = new Set(role?.statements.flatMap(({ Action }) => Action));
        const beside = new Set([...BESIDE, ...others]);
        expect({
          denied: [...needed].filter((action) => !allowed.has(action)),
          useless: [...allowed].filter((action) => !needed.has(action) && !beside.has(action)),
        }).toEqual({ denied: [], useless: [] });
      },
    );
  });
}
