import { expect, it } from 'vitest';
import type { State } from '../../../shared/ports/state.ts';
import { functionArn, item } from '../../builders/snapshot.ts';

const NINE = '2026-12-01T09:00:00.000Z';
const TEN = '2026-12-01T10:00:00.000Z';
const ELEVEN = '2026-12-01T11:00:00.000Z';

function mapping(UUID: string, target: string) {
  return item('EventSourceMappings', { UUID, FunctionArn: target, State: 'Enabled' });
}

export function describeSweepState(empty: () => Promise<State>): void {
  it('a sweep begins, and begins again', async () => {
    const { sweeps } = await empty();
    expect(await sweeps.begin('a', TEN, NINE)).toBe(true);
    expect(await sweeps.begin('a', TEN, NINE)).toBe(true);
    expect(await sweeps.step('a', 1)).toBe('due');
  });

  it('a sweep does not begin while another is alive', async () => {
    const { sweeps } = await empty();
    await sweeps.begin('a', TEN, NINE);
    expect(await sweeps.begin('b', ELEVEN, NINE)).toBe(false);
    expect(await sweeps.step('a', 1)).toBe('due');
    expect(await sweeps.step('b', 1)).toBe('superseded');
  });

  it('a sweep takes over from one that has not reported', async () => {
    const { sweeps } = await empty();
    await sweeps.begin('a', NINE, NINE);
    expect(await sweeps.begin('b', ELEVEN, TEN)).toBe(true);
    expect(await sweeps.step('a', 1)).toBe('superseded');
  });

  it('a sweep stays alive by every step that is done', async () => {
    const { sweeps } = await empty();
    await sweeps.begin('a', NINE, NINE);
    await sweeps.done('a', 1, ELEVEN);
    expect(await sweeps.begin('b', ELEVEN, TEN)).toBe(false);
  });

  it('knows which steps were done, whatever comes late or twice', async () => {
    const { sweeps } = await empty();
    await sweeps.begin('a', TEN, NINE);
    await sweeps.done('a', 2, TEN);
    await sweeps.done('a', 1, ELEVEN);
    await sweeps.begin('a', ELEVEN, NINE);
    expect(await sweeps.step('a', 2)).toBe('done');
    expect(await sweeps.step('a', 3)).toBe('due');
  });

  it('a sweep is over once it is finished, and makes room for the next', async () => {
    const { sweeps } = await empty();
    await sweeps.begin('a', TEN, NINE);
    await sweeps.done('a', 1, TEN);
    await sweeps.finish('a', TEN);
    expect(await sweeps.step('a', 2)).toBe('done');
    expect(await sweeps.begin('a', TEN, NINE)).toBe(true);
    expect(await sweeps.step('a', 2)).toBe('done');
    expect(await sweeps.begin('b', TEN, NINE)).toBe(true);
    expect(await sweeps.step('b', 1)).toBe('due');
  });

  it('says nothing of one that another has superseded', async () => {
    const { sweeps } = await empty();
    await sweeps.begin('a', NINE, NINE);
    await sweeps.begin('b', ELEVEN, TEN);
    await sweeps.done('a', 1, ELEVEN);
    await sweeps.finish('a', ELEVEN);
    expect(await sweeps.step('b', 1)).toBe('due');
  });

  it('event source mappings wait for their functions, each once', async () => {
    const { sweeps } = await empty();
    const [orders, report] = [functionArn('orders'), functionArn('report')];
    const own = [mapping('1', orders), mapping('2', `${orders}:prod`)];
    await sweeps.noteMappings('a', [...own, mapping('3', report)]);
    await sweeps.noteMappings('a', own);
    const noted = await sweeps.mappingsOf('a', [orders, functionArn('none')]);
    expect(noted.toSorted((a, b) => (a.UUID < b.UUID ? -1 : 1))).toEqual(own);
    expect(await sweeps.mappingsOf('b', [orders])).toEqual([]);
  });

  it('mappings that name no function are left out', async () => {
    const { sweeps } = await empty();
    await sweeps.noteMappings('a', [item('EventSourceMappings', { UUID: '1' })]);
    expect(await sweeps.mappingsOf('a', [functionArn('orders')])).toEqual([]);
  });
}
