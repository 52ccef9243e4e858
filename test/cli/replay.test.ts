import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { ReplayReport } from '../../shared/findings/replay-report.ts';
import { ACCOUNT, functionArn } from '../builders/snapshot.ts';
import { EXPOSED, faultyAccount, inputFolder } from './snapshot-files.ts';
import type { InputFolder } from './snapshot-files.ts';
import { runCli } from './terminal.ts';

let folder: InputFolder;
let snapshot: string;

beforeAll(async () => {
  folder = await inputFolder();
  snapshot = await folder.writeSnapshot('account.json', faultyAccount());
});

afterAll(() => folder.remove());

const RECORD = {
  eventID: '6445452c-c6df-4ebf-a1ed-2890f5aa7107',
  eventName: 'UpdateFunctionConfiguration20150331v2',
  eventSource: 'lambda.amazonaws.com',
  eventTime: '2026-11-20T11:59:00Z',
  awsRegion: 'us-east-1',
  eventType: 'AwsApiCall',
  recipientAccountId: ACCOUNT,
  sourceIPAddress: 'cloudformation.amazonaws.com',
  userAgent: 'cloudformation.amazonaws.com',
  userIdentity: {
    type: 'IAMUser',
    arn: `arn:aws:iam::${ACCOUNT}:user/alice`,
    accountId: ACCOUNT,
    invokedBy: 'cloudformation.amazonaws.com',
  },
  requestParameters: { functionName: 'exposed' },
  responseElements: { functionArn: EXPOSED },
};

const ENVELOPE = {
  source: 'aws.lambda',
  'detail-type': 'AWS API Call via CloudTrail',
  account: ACCOUNT,
  detail: RECORD,
};

async function replayOf(event: object, ...argv: string[]): Promise<ReplayReport> {
  const file = await folder.write('event.json', JSON.stringify(event));
  const { code, stdout } = await runCli(['replay', file, '--format', 'json', ...argv]);
  expect(code).toBe(0);
  return JSON.parse(stdout) as ReplayReport;
}

describe('replay', () => {
  it('prints the change of the documented shape', async () => {
    const report = await replayOf(RECORD);
    expect(report).toEqual({
      matched: true,
      rule: 'lambda',
      change: {
        eventId: RECORD.eventID,
        eventName: 'UpdateFunctionConfiguration',
        time: RECORD.eventTime,
        region: 'us-east-1',
        accountId: ACCOUNT,
        actor: {
          principalArn: RECORD.userIdentity.arn,
          principalId: null,
          type: 'IAMUser',
          accountId: ACCOUNT,
          sessionIssuerArn: null,
          invokedBy: 'cloudformation.amazonaws.com',
          sourceIpAddress: 'cloudformation.amazonaws.com',
          userAgent: 'cloudformation.amazonaws.com',
        },
        failed: false,
      },
      resources: [EXPOSED],
      scope: { vpcs: [], functions: [EXPOSED], endpoints: [], securityGroups: [], roles: [] },
      verdicts: [],
      messages: [],
    });
  });

  it('takes the envelope as it takes the record', async () => {
    expect(await replayOf(ENVELOPE)).toEqual(await replayOf(RECORD));
  });

  it('judges the scope, and nothing beside it', async () => {
    const { scope, verdicts } = await replayOf(RECORD, '--snapshot', snapshot);
    expect(scope).toMatchObject({ functions: [EXPOSED], vpcs: ['vpc-0a'] });
    const resources = new Set(verdicts.map(({ resource }) => resource.id));
    expect(resources).toContain(EXPOSED);
    expect(resources).not.toContain(functionArn('single'));
    const failed = verdicts.filter(({ status }) => status === 'FAILED');
    expect(failed.map(({ control }) => control)).toContain('function-public-subnet');
  });

  it.each([
    [{ errorCode: 'AccessDenied' }, true, 'errorCode is AccessDenied'],
    [{ readOnly: true }, false, 'readOnly is true'],
    [{ eventName: 'AddPermission20150331v2' }, false, 'No control depends on'],
  ])('judges nothing for %j', async (fields, failed, reason) => {
    const report = await replayOf({ ...RECORD, ...fields }, '--snapshot', snapshot);
    const nothing = { matched: false, rule: null, verdicts: [], messages: [] };
    expect(report).toMatchObject({ ...nothing, resources: [EXPOSED] });
    expect(report.scope.functions).toEqual([]);
    expect(report.change.failed).toBe(failed);
    expect(report.reason).toContain(reason);
  });

  it('prints what would be sent of the scope, and of nothing beside it', async () => {
    const { verdicts, messages } = await replayOf(ENVELOPE, '--snapshot', snapshot);
    const failed = verdicts
      .filter(({ status, exception }) => status === 'FAILED' && exception === undefined)
      .filter(({ severity }) => severity !== 'INFO')
      .map(({ control, resource }) => `${resource.id}/${control}`);
    const findings = messages.filter((one) => one.channel === 'securityhub');
    expect(findings.map(({ finding }) => finding.Id).toSorted()).toEqual(failed.toSorted());
    expect(findings[0]?.finding).toMatchObject({ RecordState: 'ACTIVE' });
    const events = messages.filter((one) => one.channel === 'events');
    expect(new Set(events.map(({ detailType }) => detailType))).toEqual(
      new Set(['Finding Opened']),
    );
    expect(events).toHaveLength(failed.length);
    const alerts = messages.filter((one) => one.channel === 'alerts');
    expect(alerts).toHaveLength(1);
    expect(alerts[0]?.subject).toMatch(/UpdateFunctionConfiguration by alice/);
    expect(alerts[0]?.texts['email']).toContain('subnet-0c');
    expect(JSON.parse(alerts[0]?.texts['sqs'] ?? '')).toMatchObject({ transition: 'opened' });
  });

  it('sends nothing where facts of the region have to be read again first and nothing fails', async () => {
    const change = {
      ...RECORD,
      eventSource: 'rds.amazonaws.com',
      eventName: 'ModifyDBInstance',
      requestParameters: { dBInstanceIdentifier: 'nobody-names-it' },
      responseElements: { dBInstanceIdentifier: 'nobody-names-it' },
    };
    const report = await replayOf(change, '--snapshot', snapshot);
    expect(report).toMatchObject({ matched: true, rule: 'rds', messages: [] });
  });

  it('tells people who did what and what follows', async () => {
    const file = await folder.write('told.json', JSON.stringify(RECORD));
    const { stdout } = await runCli(['replay', file, '--snapshot', snapshot]);
    expect(stdout).toMatch(/^lambda:UpdateFunctionConfiguration\n/);
    expect(stdout).toContain('user/alice, through cloudformation.amazonaws.com\n');
    expect(stdout).toContain('makes subnet-0c public');
    expect(stdout).toContain('Delivered by the rule lambda as a change of kind function.');
    expect(stdout).toMatch(/^ {2}Subject: \[MEDIUM\]/m);
    const without = await runCli(['replay', file]);
    expect(without.stdout).toContain('give the state of the account with --snapshot');
  });

  it('says so where event and snapshot are of different accounts', async () => {
    const file = await folder.write(
      'other.json',
      JSON.stringify({ ...RECORD, recipientAccountId: '444455556666' }),
    );
    const { stderr } = await runCli(['replay', file, '--snapshot', snapshot]);
    expect(stderr).toBe(
      'Notice: the event is of account 444455556666, the snapshot of 111122223333\n',
    );
  });

  it.each([
    ['{', 'the JSON stops too early'],
    ['{}', 'expected a CloudTrail record'],
    ['{"eventName":"x"}', 'eventSource: missing'],
    ['[]', 'expected one CloudTrail record'],
  ])('refuses %j in one line', async (text, message) => {
    const file = await folder.write('bad.json', text);
    const { code, stdout, stderr } = await runCli(['replay', file]);
    expect({ code, stdout }).toEqual({ code: 2, stdout: '' });
    expect(stderr.trim().split('\n')).toHaveLength(1);
    expect(stderr).toContain(message);
  });
});
