import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { batchesOf } from '../../../shared/adapters/aws/batches.ts';

const size = (item: number): number => item;

describe('batches', () => {
  it.each([
    [[], []],
    [
      [1, 1, 1, 1, 1],
      [
        [1, 1, 1],
        [1, 1],
      ],
    ],
    [
      [4, 4, 4],
      [[4, 4], [4]],
    ],
    [
      [20, 1, 20],
      [[20], [1], [20]],
    ],
  ])('of %j', (items, batches) => {
    expect(batchesOf(items, { count: 3, bytes: 10 }, size)).toEqual(batches);
  });

  it('hold every item once and in order, within both limits', () => {
    fc.assert(
      fc.property(fc.array(fc.nat({ max: 12 })), (items) => {
        const batches = batchesOf(items, { count: 4, bytes: 10 }, size);
        expect(batches.flat()).toEqual(items);
        const over = batches.filter(
          (batch) => batch.length > 4 || (batch.length > 1 && batch.reduce((a, b) => a + b) > 10),
        );
        expect(over).toEqual([]);
      }),
    );
  });
});
