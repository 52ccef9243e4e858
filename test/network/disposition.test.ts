import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { DISPOSITIONS, faultOf, reachOf, worstPath } from '../../shared/network/disposition.ts';
import type { Disposition, Path } from '../../shared/network/disposition.ts';

const path = (disposition: Disposition, reason = ''): Path => ({
  disposition,
  hops: [],
  reason,
  ...(disposition !== 'REACHED' && { stop: { kind: 'route-table', id: 'rtb-1' } }),
});

describe('the dispositions', () => {
  it('are those of the documented table, in its order', () => {
    const source = readFileSync(
      new URL('../../shared/network/disposition.ts', import.meta.url),
      'utf8',
    );
    const documented = [...source.matchAll(/^ \* \| ([A-Z][A-Z0-9_]+) \|/gm)].map((row) => row[1]);
    expect(documented).toEqual([...DISPOSITIONS]);
  });

  it('work, are broken, leave or are unknown', () => {
    const notBroken = DISPOSITIONS.filter((one) => reachOf(one) !== 'broken');
    expect(Object.fromEntries(notBroken.map((one) => [one, reachOf(one)]))).toEqual({
      REACHED: 'works',
      LEAVES_VPC: 'indirect',
      SETTLING: 'unknown',
      NAME_RESOLVES_ELSEWHERE: 'unknown',
      NOT_ENOUGH_INFORMATION: 'unknown',
    });
  });

  it.each(DISPOSITIONS)('%s has a fault only where it is broken', (disposition) => {
    const fault = faultOf(path(disposition));
    expect(fault !== undefined).toBe(reachOf(disposition) === 'broken');
  });
});

describe('the path that decides for all', () => {
  it.each<[Disposition[], Disposition]>([
    [['REACHED', 'NO_ROUTE', 'NOT_ENOUGH_INFORMATION'], 'NO_ROUTE'],
    [['REACHED', 'LEAVES_VPC', 'SETTLING'], 'SETTLING'],
    [['REACHED', 'LEAVES_VPC'], 'LEAVES_VPC'],
    [['REACHED'], 'REACHED'],
  ])('of %o is %s', ([first = 'REACHED', ...rest], expected) => {
    expect(worstPath([path(first), ...rest.map((one) => path(one))]).disposition).toBe(expected);
  });

  it('is the first of those that are equally bad', () => {
    expect(worstPath([path('NO_ROUTE', 'a'), path('BLACKHOLE', 'b')]).reason).toBe('a');
  });
});
