import { describe, expect, test } from 'vitest';
import { defaultSettings } from '../../../scripts/deploy/packaging.ts';
import { parameterName, SETTING_NAMES } from '../../../scripts/deploy/settings.ts';
import { standingSettings } from '../../../scripts/deploy/standing-settings.ts';
import { startSweep, SWEEP_MESSAGE } from '../../../scripts/deploy/sweep-start.ts';
import { parseSweepMessage } from '../../../shared/audit/sweep-messages.ts';
import { fakeTarget } from '../../builders/deployment-target.ts';

const HOME = 'eu-west-1';
const STACK = 'lambda-vpc-auditor-prod';

describe('standingSettings', () => {
  test('nothing stands at first', async () => {
    expect(await standingSettings(fakeTarget(), HOME, STACK)).toEqual({});
  });

  test('a state table that an earlier stack left is used again', async () => {
    const target = fakeTarget();
    target.tables.add(`${HOME} ${STACK}-state`);
    expect(await standingSettings(target, HOME, STACK)).toEqual({ state: 'existing' });
  });

  test('a stack has all its settings as parameters, and they stay', async () => {
    const target = fakeTarget();
    const settings = { ...defaultSettings(), alertEmail: 'you@example.com', regions: 'eu-west-1' };
    const parameters = Object.fromEntries(
      SETTING_NAMES.map((name) => [parameterName(name), settings[name]]),
    );
    const standing = { status: 'UPDATE_COMPLETE', outputs: {} };
    target.stacks.set(`${HOME} ${STACK}`, {
      ...standing,
      parameters: { ...parameters, NotASetting: 'x' },
    });
    // The table is the stack's own: that it is there says nothing.
    target.tables.add(`${HOME} ${STACK}-state`);
    expect(await standingSettings(target, HOME, STACK)).toEqual(settings);
  });
});

describe('startSweep', () => {
  test('sends what the sweep function takes for the start of a sweep', async () => {
    const target = fakeTarget();
    const standing = { status: 'CREATE_COMPLETE', parameters: {} };
    target.stacks.set(`${HOME} ${STACK}`, { ...standing, outputs: { SweepQueueUrl: 'sweep' } });
    await startSweep(target, HOME, STACK);
    expect(target.queues.get(`${HOME} sweep`)).toEqual([SWEEP_MESSAGE]);
    expect(parseSweepMessage(SWEEP_MESSAGE)).toMatchObject({ message: { kind: 'sweep' } });
  });

  test('without a stack it says so', async () => {
    await expect(startSweep(fakeTarget(), HOME, STACK)).rejects.toThrow(/There is no stack/);
  });
});
