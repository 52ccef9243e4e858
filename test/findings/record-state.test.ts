import { describe, expect, it } from 'vitest';
import { isLive, lastChange, withTold } from '../../shared/findings/record-state.ts';
import { functionArn } from '../builders/snapshot.ts';
import { failedVerdict, minute, record, storedFinding, transition } from '../builders/state.ts';

const ORDERS = functionArn('orders');
const finding = (changes: Parameters<typeof storedFinding>[1]) =>
  record('orders', { findings: { control: storedFinding(ORDERS, changes) } });

describe('a record is live', () => {
  it.each([
    ['OPEN', true],
    ['EXCEPTED', true],
    ['RESOLVED', false],
    ['ARCHIVED', false],
  ] as const)('with a finding that is %s: %s', (state, live) => {
    expect(isLive(finding({ state }))).toBe(live);
  });

  it('as long as it has something to tell, and not when it is empty', () => {
    expect(isLive(record('orders', { findings: {}, pending: [transition(ORDERS)] }))).toBe(true);
    expect(isLive(record('orders', { findings: {} }))).toBe(false);
  });
});

describe('last change of a record', () => {
  it('is the latest of its findings', () => {
    const findings = {
      a: storedFinding(ORDERS, { updatedAt: minute(2) }),
      b: storedFinding(ORDERS, { updatedAt: minute(5) }),
      c: storedFinding(ORDERS, { updatedAt: minute(3) }),
    };
    expect(lastChange(record('orders', { findings }))).toBe(minute(5));
  });

  it('is nothing where there is no finding', () => {
    expect(lastChange(record('orders', { findings: {} }))).toBeUndefined();
  });
});

describe('a record once transitions were told', () => {
  const one = transition(ORDERS, { id: 'one' });
  const pending = record('orders', { pending: [one] });

  it('has the channel taken off, and forgets what was told on all of them', () => {
    const told = withTold(pending, ['one'], 'alerts', minute(1));
    expect(told).toEqual({
      ...pending,
      pending: [{ ...one, unpublished: ['securityhub', 'events'] }],
    });
    const last = record('orders', { pending: [{ ...one, unpublished: ['alerts'] }] });
    expect(withTold(last, ['one'], 'alerts', minute(1))).toEqual(record('orders'));
  });

  it.each([
    ['another transition', ['two'], 'alerts'],
    ['no transition', [], 'alerts'],
    ['a channel it was told on', ['one'], 'events'],
  ] as const)('does not change by %s', (_, ids, channel) => {
    const told = record('orders', {
      pending: [{ ...one, unpublished: ['alerts', 'securityhub'] }],
    });
    expect(withTold(told, ids, channel, minute(1))).toBeUndefined();
  });

  it('notes the import in the findings that were told, never an earlier one', () => {
    const verdict = failedVerdict(ORDERS, { control: 'other' });
    const two = record('orders', {
      findings: { ...pending.findings, other: storedFinding(ORDERS, { verdict }) },
      pending: [one],
    });
    const imported = withTold(two, ['one'], 'securityhub', minute(4));
    expect(imported?.findings).toEqual({
      'function-internet-egress': storedFinding(ORDERS, { importedAt: minute(4) }),
      other: storedFinding(ORDERS, { verdict }),
    });
    const again = { ...two, findings: imported?.findings ?? {} };
    const late = withTold(again, ['one'], 'securityhub', minute(3));
    expect(late?.findings).toEqual(imported?.findings);
  });
});
