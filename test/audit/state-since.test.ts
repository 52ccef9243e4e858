import { describe, expect, it } from 'vitest';
import { withStateSince } from '../../shared/audit/state-since.ts';
import { aFunction, functionArn, REGION } from '../builders/snapshot.ts';

const inventoried = (capturedAt: string, fields: Readonly<Record<string, unknown>>) => ({
  functionArn: functionArn('orders'),
  region: REGION,
  vpcIds: [],
  roleArns: [],
  capacityProviderArns: [],
  capturedAt,
  part: { collections: { Functions: [aFunction(fields)] }, gaps: [], notFound: [] },
});

const EARLIER = '2026-11-20T12:00:00.000Z';
const LATER = '2026-11-20T12:20:00.000Z';
const RESTORING = { State: 'Pending', StateReasonCode: 'Restoring' };

const sinceOf = ({ part }: ReturnType<typeof withStateSince>) =>
  part.collections.Functions?.[0]?.StateSeenSince;

describe('since when a function passes through a state', () => {
  const seen = withStateSince(inventoried(EARLIER, RESTORING), undefined);

  it('is when it was first seen in it', () => {
    expect(sinceOf(seen)).toBe(EARLIER);
  });

  it('stays while it is in it', () => {
    expect(sinceOf(withStateSince(inventoried(LATER, RESTORING), seen))).toBe(EARLIER);
  });

  it.each([
    ['another code', { State: 'Pending', StateReasonCode: 'Creating' }],
    ['a state that lasts', { State: 'Active' }],
  ])('begins anew after %s', (_, fields) => {
    const between = withStateSince(inventoried(EARLIER, fields), undefined);
    expect(sinceOf(withStateSince(inventoried(LATER, RESTORING), between))).toBe(LATER);
  });

  it('is not noted of a state that lasts', () => {
    const active = inventoried(LATER, { State: 'Active' });
    expect(withStateSince(active, seen)).toBe(active);
  });
});
