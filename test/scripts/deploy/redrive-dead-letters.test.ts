import { beforeEach, describe, expect, test } from 'vitest';
import { redriveDeadLetters } from '../../../scripts/deploy/redrive-dead-letters.ts';
import { fakeTarget } from '../../builders/deployment-target.ts';

const HOME = 'eu-west-1';
const STACK = 'lambda-vpc-auditor-prod';
const NOTIFICATION = { Type: 'Notification', MessageId: 'm-1', Message: '{"control":"x"}' };

describe('redriveDeadLetters', () => {
  let target = fakeTarget();

  beforeEach(() => {
    target = fakeTarget([HOME, 'us-east-1', 'ap-south-1']);
    const standing = { status: 'CREATE_COMPLETE', parameters: {} };
    target.stacks.set(`${HOME} ${STACK}`, {
      ...standing,
      outputs: {
        ChangeQueueUrl: 'changes',
        ChangeDeadLettersUrl: 'changes-dead',
        SweepQueueUrl: 'sweep',
        SweepDeadLettersUrl: 'sweep-dead',
        AlertDeadLettersUrl: 'alerts-dead',
      },
    });
    target.stacks.set(`us-east-1 ${STACK}-forwarder`, {
      ...standing,
      outputs: { DeadLettersUrl: 'forwarder-dead' },
    });
  });

  const put = (region: string, url: string, ...bodies: readonly string[]) =>
    target.queues.set(`${region} ${url}`, [...bodies]);

  test('messages go back to where they came from, those of other regions to the change queue', async () => {
    put(HOME, 'changes-dead', 'c1', 'c2');
    put(HOME, 'sweep-dead', 's1');
    put('us-east-1', 'forwarder-dead', 'f1');
    const said: string[] = [];
    await redriveDeadLetters(target, HOME, STACK, (line) => said.push(line));

    expect(target.queues.get(`${HOME} changes`)).toEqual(['c1', 'c2', 'f1']);
    expect(target.queues.get(`${HOME} sweep`)).toEqual(['s1']);
    expect(target.queues.get('us-east-1 forwarder-dead')).toEqual([]);
    expect(said).toEqual([
      'changes: 2 sent round again',
      'steps of sweeps: 1 sent round again',
      'alerts for Slack: 0 sent round again',
      'changes of us-east-1: 1 sent round again',
    ]);
  });

  test.each([
    ['a failed run', { requestPayload: { Records: [{ Sns: NOTIFICATION }] } }],
    ['a failed delivery', NOTIFICATION],
  ])('an alert of %s is posted again', async (_name, message) => {
    put(HOME, 'alerts-dead', JSON.stringify(message));
    await redriveDeadLetters(target, HOME, STACK, () => {});
    expect(target.invoked).toMatchObject([{ Records: [{ Sns: NOTIFICATION }] }]);
    expect(target.queues.get(`${HOME} alerts-dead`)).toEqual([]);
  });

  test.each([
    ['alerts-dead', HOME],
    ['forwarder-dead', 'us-east-1'],
  ])('an alarm that waits in %s is told and goes nowhere', async (url, region) => {
    const alarm = {
      source: 'aws.cloudwatch',
      time: '2026-11-20T11:56:12Z',
      region: 'us-east-1',
      detail: {
        alarmName: `${STACK}-forwarder-dead-letters`,
        state: { value: 'ALARM', reason: 'Threshold Crossed' },
      },
    };
    put(region, url, JSON.stringify(alarm));
    const said: string[] = [];
    await redriveDeadLetters(target, HOME, STACK, (line) => said.push(line));
    expect(said).toContain(
      `ALARM: ${STACK}-forwarder-dead-letters in us-east-1 at 2026-11-20T11:56:12Z, which told nobody: Threshold Crossed`,
    );
    expect(said).toContain('changes of us-east-1: 0 sent round again');
    expect(target.queues.get(`${region} ${url}`)).toEqual([]);
    expect(target.queues.get(`${HOME} changes`) ?? []).toEqual([]);
    expect(target.invoked).toEqual([]);
  });

  test('what is no alert for Slack stays and is counted, and so does what fails again', async () => {
    put(HOME, 'alerts-dead', '{"source":"somebody"}', 'not even JSON');
    const said: string[] = [];
    await redriveDeadLetters(target, HOME, STACK, (line) => said.push(line));
    expect(target.queues.get(`${HOME} alerts-dead`)).toHaveLength(2);
    expect(said).toContain('alerts for Slack: 0 sent round again, 2 left in the queue');

    target.fails = true;
    put(HOME, 'alerts-dead', JSON.stringify(NOTIFICATION));
    await redriveDeadLetters(target, HOME, STACK, () => {});
    expect(target.queues.get(`${HOME} alerts-dead`)).toHaveLength(1);
  });

  test('without a stack it says so', async () => {
    await expect(redriveDeadLetters(target, HOME, 'other', () => {})).rejects.toThrow(
      `There is no stack other in ${HOME}: name its --region and --stage.`,
    );
  });
});
