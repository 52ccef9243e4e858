import { expect, it } from 'vitest';
import type { State } from '../../../shared/ports/state.ts';
import { REGION } from '../../builders/snapshot.ts';
import { UNIT, minute } from '../../builders/state.ts';

const OTHER = { kind: 'vpc', region: REGION, vpcId: 'vpc-0b' } as const;

export function describeSettling(empty: () => Promise<State>): void {
  it('starts one series of a unit at a time', async () => {
    const { settling } = await empty();
    expect(await settling.start(UNIT, minute(0), minute(15))).toBe(true);
    expect(await settling.start(UNIT, minute(1), minute(16))).toBe(false);
    expect(await settling.start(OTHER, minute(1), minute(16))).toBe(true);
  });

  it('of several that start at once one does', async () => {
    const { settling } = await empty();
    const started = await Promise.all(
      Array.from({ length: 6 }, () => settling.start(UNIT, minute(0), minute(15))),
    );
    expect(started.filter(Boolean)).toHaveLength(1);
  });

  it('a series that ended, or whose last audit is past, can start again', async () => {
    const { settling } = await empty();
    await settling.start(UNIT, minute(0), minute(15));
    await settling.end(UNIT);
    expect(await settling.start(UNIT, minute(1), minute(16))).toBe(true);
    expect(await settling.start(UNIT, minute(16), minute(31))).toBe(true);
    expect(await settling.start(UNIT, minute(17), minute(32))).toBe(false);
  });

  it('ends what never started', async () => {
    const { settling } = await empty();
    await settling.end(UNIT);
    expect(await settling.start(UNIT, minute(0), minute(15))).toBe(true);
  });
}
