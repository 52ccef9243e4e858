import { describe, expect, it } from 'vitest';
import { memoryState } from '../../../shared/adapters/memory/memory-state.ts';
import { REGION } from '../../builders/snapshot.ts';
import { inventoried } from '../../builders/state.ts';
import { everyPage } from '../state/contract-means.ts';
import { describeState } from '../state/state-contract.ts';

describe('state in memory', () => {
  describeState(async () => memoryState());

  it('lists a thousand functions a page', async () => {
    const { functions } = memoryState();
    for (let index = 0; index < 2_500; index += 1) {
      await functions.put(inventoried(`f-${index}`));
    }
    const first = await functions.page(REGION, undefined);
    expect(first.functions).toHaveLength(1_000);
    const all = await everyPage(functions, REGION);
    expect(new Set(all.map(({ functionArn }) => functionArn)).size).toBe(2_500);
  });
});
