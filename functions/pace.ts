import type { ClientOptions } from '../shared/adapters/aws/client-configuration.ts';

/**
 * What one runtime may ask of APIs whose quotas it shares with the account's own users. serverless.yml
 * bounds how many audits run at once, and of sweeps one reads functions at a time: together they stay
 * within what the auditor takes of each quota (`shared/adapters/aws/rate.ts`).
 */
type Pace = Pick<
  ClientOptions,
  'lambdaCallsPerSecond' | 'route53CallsPerSecond' | 'securityHubCallsPerSecond'
>;

export const AUDIT_PACE = {
  lambdaCallsPerSecond: 1.25,
  route53CallsPerSecond: 1,
  securityHubCallsPerSecond: 2.5,
} satisfies Pace;

export const SWEEP_PACE = {
  lambdaCallsPerSecond: 2.5,
  route53CallsPerSecond: 1,
} satisfies Pace;
