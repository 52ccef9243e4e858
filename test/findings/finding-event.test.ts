import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { detailTypeOf, findingEvent } from '../../shared/findings/finding-event.ts';
import { findingEventSchema } from '../../shared/findings/finding-schema.ts';
import { aCause, AN_EXCEPTION, aReported } from '../builders/reported.ts';
import { aTransition, resolved } from '../builders/transitions.ts';
import { hostileTransition } from './hostile-transitions.ts';

describe('the event of a finding', () => {
  it('says what is known of it, in the documented shape', () => {
    const event = findingEvent(
      aTransition({
        kind: 'archived',
        previousSeverity: 'MEDIUM',
        reason: 'exception until 2027-03-31',
        verdict: aReported({ exception: AN_EXCEPTION }),
      }),
    );
    expect(findingEventSchema.parse(event)).toEqual(event);
    expect(event).toMatchObject({
      schemaVersion: 1,
      transition: 'archived',
      finding: {
        controlId: 'NET-EGRESS',
        effect: 'cannot reach the internet',
        previousSeverity: 'MEDIUM',
        resource: { name: 'orders' },
        exception: AN_EXCEPTION,
        reason: 'exception until 2027-03-31',
      },
      change: { name: 'ReplaceRoute', eventId: 'e-1', resources: ['rtb-0a'] },
    });
  });

  it('of a resolution says what had been seen', () => {
    expect(findingEvent(resolved(aTransition()))?.finding).toMatchObject({
      status: 'PASSED',
      message: 'Every subnet reaches the internet.',
      before: 'No route leads to the internet.',
    });
  });

  it('of a control that is gone knows no more than its name', () => {
    const event = findingEvent(aTransition({ verdict: aReported({ control: 'removed-control' }) }));
    expect(event?.finding).not.toHaveProperty('controlId');
    expect(event?.finding).not.toHaveProperty('effect');
  });

  it('leaves out what CloudTrail does not say of the caller', () => {
    const actor = {
      principalArn: 'arn:aws:iam::111122223333:user/alice',
      principalId: undefined,
      type: 'IAMUser',
      accountId: undefined,
      sessionIssuerArn: undefined,
      invokedBy: undefined,
      sourceIpAddress: undefined,
      userAgent: undefined,
    };
    expect(findingEvent(aTransition({ cause: aCause({ actor }) }))?.change.actor).toEqual({
      principalArn: 'arn:aws:iam::111122223333:user/alice',
      type: 'IAMUser',
    });
  });

  it('is none where a finding was only renewed', () => {
    expect(findingEvent(aTransition({ kind: 'refreshed' }))).toBeUndefined();
    expect(detailTypeOf('refreshed')).toBeUndefined();
  });

  it('trims evidence to fit, and counts it', () => {
    const evidence = Array.from({ length: 500 }, () => ({
      resource: 'rtb-0a',
      field: 'Routes',
      value: '漢'.repeat(1_000),
    }));
    const finding = findingEvent(aTransition({ verdict: aReported({ evidence }) }))?.finding;
    expect(finding?.evidence.length).toBeGreaterThan(50);
    expect((finding?.evidence.length ?? 0) + (finding?.evidenceOmitted ?? 0)).toBe(500);
  });

  it('is valid and fits into a request, whatever is in it', () => {
    fc.assert(
      fc.property(hostileTransition, (transition) => {
        const detail = JSON.stringify(findingEvent(transition));
        expect(() => findingEventSchema.parse(JSON.parse(detail))).not.toThrow();
        expect(Buffer.byteLength(detail)).toBeLessThanOrEqual(256_000);
      }),
      { numRuns: 60 },
    );
  });
});
