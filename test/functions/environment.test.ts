import { describe, expect, it } from 'vitest';
import { readEnvironment, readSlackEnvironment } from '../../functions/environment.ts';

const QUEUE = 'https://sqs.eu-west-1.amazonaws.com/111122223333';

const VARIABLES = {
  ACCOUNT_ID: '111122223333',
  AWS_REGION: 'eu-west-1',
  AUDIT_REGIONS: 'us-east-1, eu-west-1,us-east-1',
  STATE_TABLE: 'lambda-vpc-auditor-prod-state',
  CHANGE_QUEUE_URL: `${QUEUE}/changes`,
  SWEEP_QUEUE_URL: `${QUEUE}/sweep`,
  DEAD_LETTER_QUEUE_URL: `${QUEUE}/dead-letters`,
  ALERT_TOPIC_ARN: 'arn:aws:sns:eu-west-1:111122223333:alerts',
  SECURITY_HUB: 'on',
  ALERT_SEVERITY: 'MEDIUM',
  FINDING_SEVERITY: 'LOW',
  CONFIGURATION_FILE: '',
};

describe('the environment of the functions', () => {
  it('names the home region first, and each region once', () => {
    expect(readEnvironment(VARIABLES)).toEqual({
      accountId: '111122223333',
      regions: ['eu-west-1', 'us-east-1'],
      stateTable: 'lambda-vpc-auditor-prod-state',
      changeQueueUrl: `${QUEUE}/changes`,
      sweepQueueUrl: `${QUEUE}/sweep`,
      deadLetterQueueUrl: `${QUEUE}/dead-letters`,
      alertTopicArn: 'arn:aws:sns:eu-west-1:111122223333:alerts',
      securityHub: true,
      alertSeverity: 'MEDIUM',
      findingSeverity: 'LOW',
    });
  });

  it('audits the home region where no other is named', () => {
    expect(readEnvironment({ ...VARIABLES, AUDIT_REGIONS: '' }).regions).toEqual(['eu-west-1']);
  });

  it.each([
    ['STATE_TABLE', undefined, 'STATE_TABLE: missing, expected a string'],
    ['CHANGE_QUEUE_URL', 'changes', 'CHANGE_QUEUE_URL: expected the URL of a queue'],
    ['SECURITY_HUB', 'true', 'SECURITY_HUB: expected one of on, off, got "true"'],
    ['ALERT_SEVERITY', 'high', 'ALERT_SEVERITY: expected one of HIGH, MEDIUM, LOW, INFO'],
    ['AUDIT_REGIONS', 'everywhere', 'AUDIT_REGIONS: expected regions, separated by commas'],
    ['ACCOUNT_ID', '1', 'ACCOUNT_ID: expected an account id of 12 digits'],
  ])('says that %s is wrong', (name, value, problem) => {
    expect(() => readEnvironment({ ...VARIABLES, [name]: value })).toThrow(problem);
  });
});

describe('the environment of the function that posts to Slack', () => {
  const AWS_REGION = 'eu-west-1';
  const EITHER = 'expected either SLACK_WEBHOOK_PARAMETER or SLACK_WEBHOOK_SECRET';

  it.each([
    [{ SLACK_WEBHOOK_PARAMETER: '/slack' }, { kind: 'parameter', name: '/slack' }],
    [
      { SLACK_WEBHOOK_PARAMETER: '', SLACK_WEBHOOK_SECRET: 'slack' },
      { kind: 'secret', id: 'slack' },
    ],
  ])('%j says where the address of the webhook is kept', (variables, webhook) => {
    expect(readSlackEnvironment({ AWS_REGION, ...variables })).toEqual({
      region: 'eu-west-1',
      webhook,
    });
  });

  it.each([
    [{}, EITHER],
    [{ SLACK_WEBHOOK_PARAMETER: '', SLACK_WEBHOOK_SECRET: '' }, EITHER],
    [{ SLACK_WEBHOOK_PARAMETER: '/slack', SLACK_WEBHOOK_SECRET: 'slack' }, EITHER],
    [{ SLACK_WEBHOOK_PARAMETER: '/slack', AWS_REGION: '' }, 'AWS_REGION: expected a region'],
  ])('%j is wrong', (variables, problem) => {
    expect(() => readSlackEnvironment({ AWS_REGION, ...variables })).toThrow(problem);
  });
});
