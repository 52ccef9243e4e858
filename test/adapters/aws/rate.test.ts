import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { rateLimit } from '../../../shared/adapters/aws/rate.ts';

beforeEach(() => {
  vi.useFakeTimers();
});

afterEach(() => {
  vi.useRealTimers();
});

test('lets no more than the limit through in any second, and everybody in the end', async () => {
  const turn = rateLimit(5);
  const passed: number[] = [];
  const all = Promise.all(
    Array.from({ length: 23 }, async () => {
      await turn();
      passed.push(Date.now());
    }),
  );
  await vi.runAllTimersAsync();
  await all;
  const crowded = passed.filter((time) => {
    const within = passed.filter((other) => other >= time && other < time + 1_000);
    return within.length > 5;
  });
  expect(passed).toHaveLength(23);
  expect(crowded).toEqual([]);
  expect((passed.at(-1) ?? 0) - (passed[0] ?? 0)).toBeLessThanOrEqual(5_000);
});
