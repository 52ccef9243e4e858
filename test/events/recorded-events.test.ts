import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { changeOf } from '../../shared/events/change.ts';
import type { Change } from '../../shared/events/change.ts';
import { readCloudTrailEvent } from '../../shared/events/cloudtrail-event.ts';
import { idsOf, namedScope } from '../../shared/events/named-scope.ts';
import type { NamedScope } from '../../shared/events/named-scope.ts';
import { RECORDED_EXPECTATIONS } from './recorded-expectations.ts';
import type { Outcome } from './recorded-expectations.ts';

const folder = join(process.env['RECORDED_DATA'] ?? '../shared', 'events');
const recorded = existsSync(folder)
  ? readdirSync(folder).filter((name) => name.endsWith('.json'))
  : undefined;

function replay(file: string): { change: Change; scope: NamedScope } {
  const result = readCloudTrailEvent(JSON.parse(readFileSync(join(folder, file), 'utf8')));
  if (!result.ok) throw new Error(`${file}: ${result.error.field} ${result.error.problem}`);
  const change = changeOf(result.event);
  return { change, scope: namedScope(change, result.event.record) };
}

function expectedOf(outcome: Outcome) {
  if (outcome === 'matched') return { matched: true, reason: undefined };
  if (typeof outcome === 'string') return { matched: false, reason: outcome };
  if ('failed' in outcome) return { matched: false, reason: 'failed', failed: outcome.failed };
  if ('dryRun' in outcome) return { matched: false, reason: 'dry-run', failed: outcome.dryRun };
  return { matched: false, reason: 'read-only', failed: outcome.readOnlyFailed };
}

describe.skipIf(recorded === undefined)(`recorded events in ${folder} (RECORDED_DATA)`, () => {
  it('have a row each, and no row lacks its file', () => {
    expect(RECORDED_EXPECTATIONS.map(({ file }) => file).sort()).toEqual(
      [...(recorded ?? [])].sort(),
    );
  });

  it.each(RECORDED_EXPECTATIONS)('$file', ({ file, eventName, kind, outcome, ids }) => {
    const { change, scope } = replay(file);
    const expected = expectedOf(outcome);
    expect({
      eventName: change.eventName,
      kind: change.kind,
      matched: change.matched,
      reason: change.matched ? undefined : change.ignoredBecause.reason,
      failed: change.failed,
      dryRun: change.dryRun,
      readOnly: change.readOnly,
      truncated: change.truncated,
      ids: idsOf(scope.resources),
    }).toEqual({
      eventName,
      kind,
      ...expected,
      failed: expected.failed,
      dryRun: expected.reason === 'dry-run',
      readOnly: expected.reason === 'read-only',
      truncated: false,
      ids: [...ids].sort(),
    });
  });

  it('keep the caller that CloudFormation acted for', () => {
    const { change } = replay(
      'lambda-CreateFunction20150331-by-cloudformation-noVpc-spotlight.json',
    );
    expect(change).toMatchObject({
      eventId: 'e9f2276f-0e07-42ed-b1a9-1758916a2d7d',
      rawEventName: 'CreateFunction20150331',
      time: '2021-04-15T07:55:35Z',
      region: 'ap-northeast-1',
      accountId: '999999999999',
      actor: {
        principalArn: 'arn:aws:iam::999999999999:user/test001@test.com',
        type: 'IAMUser',
        invokedBy: 'cloudformation.amazonaws.com',
        sourceIpAddress: 'cloudformation.amazonaws.com',
        userAgent: 'cloudformation.amazonaws.com',
        sessionIssuerArn: undefined,
      },
    });
  });

  it('keep the role behind a session, and the service that used it', () => {
    const { change } = replay('ec2-DeleteNetworkInterface-by-rds-invictus.json');
    expect(change.actor).toEqual({
      principalArn: 'arn:aws:sts::123837392027:assumed-role/AWSServiceRoleForRDS/SLRManagement',
      principalId: 'AROATFQR7NSCRR66DMFTC:SLRManagement',
      type: 'AssumedRole',
      accountId: '123837392027',
      sessionIssuerArn:
        'arn:aws:iam::123837392027:role/aws-service-role/rds.amazonaws.com/AWSServiceRoleForRDS',
      invokedBy: 'rds.amazonaws.com',
      sourceIpAddress: 'rds.amazonaws.com',
      userAgent: 'rds.amazonaws.com',
    });
  });

  it('sort what they name into the scope', () => {
    const { scope } = replay('ec2-CreateVpcEndpoint-Interface-2subnets-spotlight.json');
    expect(scope).toMatchObject({
      vpcs: ['vpc-0f1e12c219f232b46'],
      functions: [],
      endpoints: ['vpce-0ef9277730bf26b70'],
      securityGroups: ['sg-02c8769865262abbd'],
      roles: [],
      incomplete: undefined,
    });
    expect(replay('iam-DetachRolePolicy-invictus.json').scope.roles).toEqual([
      'arn:aws:iam::123837392027:role/stratus-red-team-usr-data-role',
    ]);
  });

  it('are read the same in an envelope, and one by one from a log file', () => {
    for (const { file } of RECORDED_EXPECTATIONS) {
      const record: unknown = JSON.parse(readFileSync(join(folder, file), 'utf8'));
      const plain = readCloudTrailEvent(record);
      const envelope = {
        source: 'aws.any',
        'detail-type': 'AWS API Call via CloudTrail',
        detail: record,
      };
      const [wrapped, logged] = [envelope, { Records: [record] }].map(readCloudTrailEvent);
      if (!plain.ok || !wrapped?.ok || !logged?.ok) throw new Error(`${file} is not read`);
      expect(wrapped.event.record).toEqual(plain.event.record);
      expect(logged.event).toEqual(plain.event);
    }
  });

  it('have their time in one form', () => {
    const file = 'ec2-RunInstances-FAILED-Client_DryRunOperation-panther.json';
    expect(replay(file).change.time).toBe('2022-10-13T16:35:33Z');
  });
});
