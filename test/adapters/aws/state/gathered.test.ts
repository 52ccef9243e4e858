import { describe, expect, it } from 'vitest';
import { gathered } from '../../../../shared/adapters/aws/state/gathered.ts';

interface Question {
  readonly of: number;
}

describe('gathered', () => {
  it('does together what is asked in one turn, and later what is asked later', async () => {
    const works: number[][] = [];
    const double = gathered(async (asked: readonly Question[]) => {
      works.push(asked.map((one) => one.of));
      return new Map(asked.map((one) => [one, one.of * 2]));
    });
    expect(await Promise.all([1, 2, 3].map((of) => double({ of })))).toEqual([2, 4, 6]);
    expect(await double({ of: 4 })).toBe(8);
    expect(works).toEqual([[1, 2, 3], [4]]);
  });

  it('a failure is everyone’s who asked, and not of those who ask next', async () => {
    let isBroken = true;
    const ask = gathered(async (asked: readonly Question[]) => {
      if (isBroken) throw new Error('broken');
      return new Map(asked.map((one) => [one, one.of]));
    });
    const all = await Promise.allSettled([1, 2].map((of) => ask({ of })));
    expect(all.map(({ status }) => status)).toEqual(['rejected', 'rejected']);
    isBroken = false;
    expect(await ask({ of: 3 })).toBe(3);
  });

  it('what is not answered is an error', async () => {
    const ask = gathered<Question, number>(async () => new Map());
    await expect(ask({ of: 1 })).rejects.toThrow('not all answered');
  });
});
