import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { Progress } from '../../../shared/adapters/aws/progress.ts';

beforeEach(() => {
  vi.useFakeTimers();
});

afterEach(() => {
  vi.useRealTimers();
});

test('says nothing in the first two seconds, then how far each work is', () => {
  const lines: string[] = [];
  const progress = new Progress((line) => lines.push(line));
  progress.start(() => 'Reading us-east-1: 12 calls');
  progress.count('function configurations', 3, 40);
  vi.advanceTimersByTime(1_999);
  expect(lines).toEqual([]);
  vi.advanceTimersByTime(1);
  progress.count('function configurations', 40, 40);
  progress.count('tags of functions', 1, 2);
  vi.advanceTimersByTime(2_000);
  expect(lines).toEqual([
    'Reading us-east-1: 12 calls; function configurations 3 of 40',
    'Reading us-east-1: 12 calls; tags of functions 1 of 2',
  ]);
});

test('is quiet after the end', () => {
  const lines: string[] = [];
  const progress = new Progress((line) => lines.push(line));
  progress.start(() => 'Reading');
  progress.stop();
  vi.advanceTimersByTime(60_000);
  expect(lines).toEqual([]);
});
