import { EventBridgeClient } from '@aws-sdk/client-eventbridge';
import { SecurityHubClient } from '@aws-sdk/client-securityhub';
import { SNSClient } from '@aws-sdk/client-sns';
import type { CallCounts } from './call-counts.ts';
import { clientConfiguration, counted, paced } from './client-configuration.ts';
import type { ClientOptions } from './client-configuration.ts';
import { rateLimit, SECURITY_HUB_CALLS_PER_SECOND } from './rate.ts';

/** The clients that tell people and programs. */
export interface PublishingClients {
  readonly eventBridge: EventBridgeClient;
  readonly sns: SNSClient;
  /** Security Hub takes a finding only in the region that its product ARN names. */
  readonly securityHub: (region: string) => SecurityHubClient;
}

/**
 * One client per service, in the region of the deployment, and one of Security Hub for each region in
 * which there is something to tell.
 */
export function createPublishingClients(
  region: string,
  options: ClientOptions,
  counts: CallCounts,
): PublishingClients {
  const configuration = clientConfiguration(region, options);
  const hubs = new Map<string, SecurityHubClient>();
  return {
    eventBridge: counted('events', new EventBridgeClient(configuration), counts),
    sns: counted('sns', new SNSClient(configuration), counts),
    securityHub: (of) => {
      const made = hubs.get(of);
      if (made !== undefined) return made;
      const rate = rateLimit(options.securityHubCallsPerSecond ?? SECURITY_HUB_CALLS_PER_SECOND);
      const hub = new SecurityHubClient({ ...configuration, region: of });
      hubs.set(of, hub);
      return counted('securityhub', paced(hub, rate), counts);
    },
  };
}
