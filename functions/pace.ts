/**
 * What one runtime may ask of APIs whose quotas it shares with the account's own users. serverless.yml
 * bounds how many audits run at once, and of sweeps one reads functions at a time: together they stay
 * within what the auditor takes of each quota (`shared/adapters/aws/rate.ts`).
 */
export const AUDIT_PACE = {
  lambdaCallsPerSecond: 1.25,
  route53CallsPerSecond: 1,
  securityHubCallsPerSecond: 2.5,
} as const;

/** As above, for the sweep. */
export const SWEEP_PACE = {
  lambdaCallsPerSecond: 2.5,
  route53CallsPerSecond: 1,
} as const;
