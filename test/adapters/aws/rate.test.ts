import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { rateLimit } from '../../../shared/adapters/aws/rate.ts';

beforeEach(() => {
  vi.useFakeTimers();
});

afterEach(() => {
  vi.useRealTimers();
});

test.each([
  [5, 1_000, 5],
  [1.25, 4_000, 5],
])('at %d a second, %d ms let %d callers through', async (perSecond, milliseconds, most) => {
  const turn = rateLimit(perSecond);
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
    const within = passed.filter((other) => other >= time && other < time + milliseconds);
    return within.length > most;
  });
  expect(passed).toHaveLength(23);
  expect(crowded).toEqual([]);
  expect((passed.at(-1) ?? 0) - (passed[0] ?? 0)).toBeLessThanOrEqual((22 / perSecond) * 1_000);
});
