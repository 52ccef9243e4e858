import { EFSClient } from '@aws-sdk/client-efs';
import { ElastiCacheClient } from '@aws-sdk/client-elasticache';
import { OrganizationsClient } from '@aws-sdk/client-organizations';
import { RDSClient } from '@aws-sdk/client-rds';
import { RedshiftClient } from '@aws-sdk/client-redshift';
import { ResourceGroupsTaggingAPIClient } from '@aws-sdk/client-resource-groups-tagging-api';
import { ServiceQuotasClient } from '@aws-sdk/client-service-quotas';
import { STSClient } from '@aws-sdk/client-sts';
import type { CallCounts } from './call-counts.ts';
import { clientConfiguration, counted } from './client-configuration.ts';
import type { ClientOptions } from './client-configuration.ts';
import { missingProfile } from './missing-profile.ts';
import { createPartClients } from './part-clients.ts';
import type { PartClients } from './part-clients.ts';
import { profilesClient, resolverClient } from './resolver-operations.ts';

/** The clients that listings of the whole account take. */
export interface AwsClients extends PartClients {
  readonly efs: EFSClient;
  readonly elasticache: ElastiCacheClient;
  readonly organizations: OrganizationsClient;
  /** Route 53 Profiles. */
  readonly profiles: EFSClient;
  readonly rds: RDSClient;
  readonly redshift: RedshiftClient;
  /** Route 53 Resolver. */
  readonly resolver: EFSClient;
  readonly serviceQuotas: ServiceQuotasClient;
  readonly sts: STSClient;
  readonly tagging: ResourceGroupsTaggingAPIClient;
}

/** The identity is asked first: a wrong endpoint should be told soon, not after every back-off. */
const IDENTITY_ATTEMPTS = 3;

/**
 * One client per service for the region, with adaptive retries. IAM, Organizations and Route 53 have one
 * endpoint in each partition: the SDK finds it from the region.
 */
export function createClients(
  region: string,
  options: ClientOptions,
  counts: CallCounts,
): AwsClients {
  const configuration = clientConfiguration(region, options);
  const identity = {
    ...configuration,
    maxAttempts: Math.min(IDENTITY_ATTEMPTS, configuration.maxAttempts),
  };
  return {
    ...createPartClients(region, options, counts),
    efs: counted('elasticfilesystem', new EFSClient(configuration), counts),
    elasticache: counted('elasticache', new ElastiCacheClient(configuration), counts),
    organizations: counted('organizations', new OrganizationsClient(configuration), counts),
    profiles: counted('route53profiles', profilesClient(region, configuration), counts),
    rds: counted('rds', new RDSClient(configuration), counts),
    redshift: counted('redshift', new RedshiftClient(configuration), counts),
    resolver: counted('route53resolver', resolverClient(region, configuration), counts),
    serviceQuotas: counted('servicequotas', new ServiceQuotasClient(configuration), counts),
    sts: counted('sts', new STSClient(identity), counts),
    tagging: counted('tag', new ResourceGroupsTaggingAPIClient(configuration), counts),
  };
}

/** Closes the connections of all clients. */
export function destroyClients(clients: PartClients | AwsClients): void {
  const all: readonly { destroy(): void }[] = Object.values({ ...clients });
  for (const client of all) client.destroy();
}

/**
 * The region of the environment or the profile, where the user gave none.
 *
 * @throws AccountAccessError where the profile does not exist
 */
export async function configuredRegion(profile?: string): Promise<string | undefined> {
  const client = new STSClient(profile === undefined ? {} : { profile });
  try {
    return await client.config.region();
  } catch {
    // The SDK's only answer to "no region is configured" is to throw.
    const missing = await missingProfile(profile);
    if (missing !== undefined) throw missing;
    return undefined;
  }
}
