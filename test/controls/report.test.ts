import { describe, expect, it } from 'vitest';
import { Report } from '../../shared/controls/report.ts';
import type { Confidence, Severity } from '../../shared/controls/verdict.ts';

const report = () => new Report<{ broken: 'Broken.'; fine: 'Fine.' }>('MEDIUM');
const fault = (id: string) =>
  ({ kind: 'nat-gateway', id, disposition: 'NAT_NOT_WORKING' }) as const;

/** What is concluded from failures in this order. */
function concluded(
  ...failures: readonly (readonly [id: string, confidence?: Confidence, severity?: Severity])[]
) {
  const one = report();
  for (const [id, confidence, severity] of failures) {
    one.fail(
      'broken',
      {},
      { fault: fault(id), ...(confidence && { confidence }), ...(severity && { severity }) },
    );
  }
  const { severity, confidence, fault: found } = one.conclude('fine');
  return [severity, confidence, found?.id];
}

describe('what a failed report says', () => {
  it('is what its worst failure says', () => {
    expect(concluded(['nat-a', 'CERTAIN', 'LOW'], ['nat-b', 'INFERRED', 'HIGH'])).toEqual([
      'HIGH',
      'INFERRED',
      'nat-b',
    ]);
  });

  it('is certain where one of several equally bad failures is', () => {
    expect(concluded(['nat-a', 'INFERRED'], ['nat-b', 'CERTAIN'], ['nat-c', 'CERTAIN'])).toEqual([
      'MEDIUM',
      'CERTAIN',
      'nat-b',
    ]);
  });

  it('takes a failure without a word on confidence for what the report rests on', () => {
    const one = report();
    one.inferred();
    one.fail('broken', {}, { confidence: 'CERTAIN', fault: fault('nat-a') });
    one.fail('broken', {}, { fault: fault('nat-b') });
    expect(one.conclude('fine')).toMatchObject({ confidence: 'CERTAIN', fault: { id: 'nat-a' } });
    expect(concluded(['nat-a'], ['nat-b', 'CERTAIN'])).toEqual(['MEDIUM', 'CERTAIN', 'nat-a']);
  });
});
