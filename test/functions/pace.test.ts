import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { parse } from 'yaml';
import { AUDIT_PACE, SWEEP_PACE } from '../../functions/pace.ts';
import {
  LAMBDA_CALLS_PER_SECOND,
  ROUTE53_CALLS_PER_SECOND,
  SECURITY_HUB_CALLS_PER_SECOND,
} from '../../shared/adapters/aws/rate.ts';

interface Consumer {
  readonly timeout: number;
  readonly events: readonly [
    { readonly sqs: { readonly batchSize: number; readonly maximumConcurrency: number } },
  ];
}

const { audit } = (
  parse(readFileSync(new URL('../../serverless.yml', import.meta.url), 'utf8'), {
    logLevel: 'error',
  }) as { readonly functions: { readonly audit: Consumer } }
).functions;
const [{ sqs }] = audit.events;

describe('audits at their most, with a sweep under way', () => {
  it.each([
    ['Lambda', 'lambdaCallsPerSecond', SWEEP_PACE.lambdaCallsPerSecond, LAMBDA_CALLS_PER_SECOND],
    [
      'Route 53',
      'route53CallsPerSecond',
      SWEEP_PACE.route53CallsPerSecond,
      ROUTE53_CALLS_PER_SECOND,
    ],
    ['Security Hub', 'securityHubCallsPerSecond', 0, SECURITY_HUB_CALLS_PER_SECOND],
  ] as const)('take of %s no more than is ours', (_, rate, ofSweep, ours) => {
    expect(sqs.maximumConcurrency * AUDIT_PACE[rate] + ofSweep).toBeLessThanOrEqual(ours);
  });

  it('have time for a batch in which every message names another function', () => {
    // Versions and aliases of it, its tags, its event sources and theirs, two configurations.
    const calls = sqs.batchSize * 8;
    expect(calls / AUDIT_PACE.lambdaCallsPerSecond).toBeLessThan(0.8 * audit.timeout);
  });
});
