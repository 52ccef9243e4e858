import pThrottle from 'p-throttle';

/**
 * Lambda's control-plane calls share 15 requests a second per region with the users' own deployments,
 * and the quota cannot be raised (https://docs.aws.amazon.com/lambda/latest/dg/gettingstarted-limits.html).
 * A third of it is ours.
 */
export const LAMBDA_CALLS_PER_SECOND = 5;

/**
 * Route 53 takes five requests a second from an account, whoever makes them
 * (https://docs.aws.amazon.com/Route53/latest/DeveloperGuide/DNSLimitations.html#limits-api-requests-requests).
 */
export const ROUTE53_CALLS_PER_SECOND = 3;

/**
 * Security Hub takes ten imports a second from an account in each region, whoever makes them
 * (https://docs.aws.amazon.com/securityhub/latest/partnerguide/guidelines-batchimportfindings.html).
 * Half of it, for a hundred findings each, is ours.
 */
export const SECURITY_HUB_CALLS_PER_SECOND = 5;

/**
 * A gate that lets one caller through after the other, `perSecond` of them in a second; the others wait
 * their turn. The rate may be a fraction.
 */
export function rateLimit(perSecond: number): () => Promise<void> {
  return pThrottle({ limit: 1, interval: 1_000 / perSecond })(() => Promise.resolve());
}
