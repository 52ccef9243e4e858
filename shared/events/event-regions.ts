import { partitionOf } from '../model/arn.ts';
import type { EventRule } from './event-patterns.ts';

/**
 * The regions in which the events of global services arrive, by partition: their control planes stand
 * nowhere else, so a rule in another region never sees them.
 * https://docs.aws.amazon.com/awscloudtrail/latest/userguide/cloudtrail-concepts.html
 * https://docs.aws.amazon.com/general/latest/gr/rande.html
 */
const GLOBAL_SERVICES: Readonly<Record<string, Readonly<Record<string, string>>>> = {
  aws: {
    'iam.amazonaws.com': 'us-east-1',
    'organizations.amazonaws.com': 'us-east-1',
    'route53.amazonaws.com': 'us-east-1',
  },
  'aws-us-gov': {
    'iam.amazonaws.com': 'us-gov-west-1',
    'organizations.amazonaws.com': 'us-gov-west-1',
    'route53.amazonaws.com': 'us-gov-west-1',
  },
  'aws-cn': {
    'iam.amazonaws.com': 'cn-north-1',
    'organizations.amazonaws.com': 'cn-northwest-1',
    'route53.amazonaws.com': 'cn-northwest-1',
  },
};

/** The region in which the events of a global service arrive; undefined for a regional service. */
export function globalEventRegion(eventSource: string, partition: string): string | undefined {
  return GLOBAL_SERVICES[partition]?.[eventSource];
}

/**
 * The regions that forward events to the home region, and which rules each needs: an audited region
 * those of regional services, a region of global services those too. The home region forwards nothing;
 * whatever is forwarded to it is taken there by the same rules.
 *
 * @param audited regions to be audited; the home region may be among them
 */
export function forwardedRules(
  rules: readonly EventRule[],
  home: string,
  audited: readonly string[],
): ReadonlyMap<string, readonly EventRule[]> {
  const partition = partitionOf(home);
  const regionsOf = (rule: EventRule): readonly string[] => {
    const region = globalEventRegion(rule.eventSource, partition);
    return region === undefined ? audited : [region];
  };
  const regions = new Set(rules.flatMap(regionsOf));
  regions.delete(home);
  return new Map(
    [...regions]
      .toSorted()
      .map((region) => [region, rules.filter((rule) => regionsOf(rule).includes(region))]),
  );
}

/**
 * The regions whose events are forwarded, sorted: the audited ones and those of global services, without
 * the home region. The events of a service are followed in each, whichever rules it needs.
 */
export function forwardingRegions(home: string, audited: readonly string[]): readonly string[] {
  const global = Object.values(GLOBAL_SERVICES[partitionOf(home)] ?? {});
  return [...new Set([...audited, ...global])].filter((region) => region !== home).toSorted();
}
