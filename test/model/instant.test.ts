import { describe, expect, it } from 'vitest';
import { instant, isLater } from '../../shared/model/instant.ts';

describe('instant', () => {
  it.each([
    ['2026-11-20T12:00:00Z', '2026-11-20T12:00:00.000Z'],
    ['2026-11-20T12:00:00.5Z', '2026-11-20T12:00:00.500Z'],
    ['2026-11-20T13:00:00+01:00', '2026-11-20T12:00:00.000Z'],
  ])('writes %s as %s', (time, written) => {
    expect(instant(time)).toBe(written);
  });

  it.each(['', 'yesterday', '2026-13-01T00:00:00Z'])('refuses %j', (time) => {
    expect(() => instant(time)).toThrow(`${JSON.stringify(time)} is not a time`);
  });

  it('compares moments, not texts', () => {
    expect(isLater('2026-11-20T12:00:00.500Z', '2026-11-20T12:00:00Z')).toBe(true);
    expect(isLater('2026-11-20T12:00:00Z', '2026-11-20T12:00:00.000Z')).toBe(false);
    expect(isLater('2026-11-20T11:59:59Z', '2026-11-20T12:00:00Z')).toBe(false);
  });
});
