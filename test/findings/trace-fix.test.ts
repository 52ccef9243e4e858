import { describe, expect, it } from 'vitest';
import { traceFix } from '../../shared/findings/trace-fix.ts';
import type { UnknownReason } from '../../shared/model/fact.ts';
import { DISPOSITIONS } from '../../shared/network/disposition.ts';
import type { Path } from '../../shared/network/disposition.ts';

const STOP = { kind: 'nat-gateway', id: 'nat-$&' } as const;
const path = (fields: Partial<Path>): Path => ({
  disposition: 'NOT_ENOUGH_INFORMATION',
  hops: [],
  reason: '',
  stop: STOP,
  ...fields,
});

describe('the fix of a trace', () => {
  it.each(DISPOSITIONS)('%s has one, with the page of AWS that explains it', (disposition) => {
    const { text, url } = traceFix(path({ disposition }));
    expect(text).toMatch(/^[A-Z][^{}]{20,}\.$/);
    expect(url).toMatch(/^https:\/\/docs\.aws\.amazon\.com\/.+\.html$/);
  });

  it('is another one for each disposition', () => {
    const texts = DISPOSITIONS.map((disposition) => traceFix(path({ disposition })).text);
    expect(new Set(texts).size).toBe(DISPOSITIONS.length);
  });

  it('names the hop that stops the flow as it is written, or does without', () => {
    expect(traceFix(path({ disposition: 'NAT_NOT_WORKING' })).text).toMatch(/^Repair .* nat-\$&:/);
    const { stop: _none, ...rest } = path({ disposition: 'NAT_NOT_WORKING' });
    expect(traceFix(rest).text).toMatch(/^Repair or replace it:/);
  });

  it.each<[UnknownReason, string]>([
    [{ kind: 'denied', call: 'ec2:DescribeSubnets' }, 'Grant ec2:DescribeSubnets'],
    [{ kind: 'not-read', call: 'ec2:DescribeSubnets' }, 'Add the answer of ec2:DescribeSubnets'],
    [{ kind: 'failed', call: 'ec2:DescribeSubnets' }, 'ec2:DescribeSubnets failed'],
    [{ kind: 'opaque', detail: 'x' }, 'Find out what is missing'],
  ])('of an unknown path says how to read what is missing: %o', (unknown, text) => {
    expect(traceFix(path({ unknown })).text).toContain(text);
  });

  it('of a certain path is not about what was not read', () => {
    const unknown: UnknownReason = { kind: 'denied', call: 'ec2:DescribeSubnets' };
    expect(traceFix(path({ disposition: 'NO_ROUTE', unknown })).text).not.toContain('Grant');
  });

  it.each([
    ['vpc-2', /^Add a route to rtb-1 for the addresses of vpc-2, through the peering/, '/peering/'],
    ['the internet', /^Add the route 0\.0\.0\.0\/0 to rtb-1, to a NAT gateway/, '/lambda/'],
    ['the IPv6 internet', /^Add the route ::\/0 to rtb-1, to an egress-only/, '/egress-only'],
    ['192.0.2.0/24', /^Add the missing route to rtb-1: to a NAT gateway/, '/lambda/'],
  ])('of a missing route to %s says what it leads to', (destination, text, page) => {
    const stop = { kind: 'route-table', id: 'rtb-1', destination } as const;
    const fix = traceFix(path({ disposition: 'NO_ROUTE', stop }));
    expect(fix.text).toMatch(text);
    expect(fix.url).toContain(page);
  });
});
