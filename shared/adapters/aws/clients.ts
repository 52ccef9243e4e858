import { EC2Client } from '@aws-sdk/client-ec2';
import { EFSClient } from '@aws-sdk/client-efs';
import { ElastiCacheClient } from '@aws-sdk/client-elasticache';
import { IAMClient } from '@aws-sdk/client-iam';
import { LambdaClient } from '@aws-sdk/client-lambda';
import { OrganizationsClient } from '@aws-sdk/client-organizations';
import { RDSClient } from '@aws-sdk/client-rds';
import { RedshiftClient } from '@aws-sdk/client-redshift';
import { ResourceGroupsTaggingAPIClient } from '@aws-sdk/client-resource-groups-tagging-api';
import { Route53Client } from '@aws-sdk/client-route-53';
import { ServiceQuotasClient } from '@aws-sdk/client-service-quotas';
import { STSClient } from '@aws-sdk/client-sts';
import type { STSClientConfig } from '@aws-sdk/client-sts';
import { fromNodeProviderChain } from '@aws-sdk/credential-providers';
import { beforeEachAttempt } from './attempt-observer.ts';
import type { CallCounts } from './call-counts.ts';
import { profilesClient, resolverClient } from './resolver-operations.ts';
import { LAMBDA_CALLS_PER_SECOND, ROUTE53_CALLS_PER_SECOND, rateLimit } from './rate.ts';

export interface AwsClients {
  readonly ec2: EC2Client;
  readonly efs: EFSClient;
  readonly elasticache: ElastiCacheClient;
  readonly iam: IAMClient;
  readonly lambda: LambdaClient;
  readonly organizations: OrganizationsClient;
  /** Route 53 Profiles. */
  readonly profiles: EFSClient;
  readonly rds: RDSClient;
  readonly redshift: RedshiftClient;
  /** Route 53 Resolver. */
  readonly resolver: EFSClient;
  readonly route53: Route53Client;
  readonly serviceQuotas: ServiceQuotasClient;
  readonly sts: STSClient;
  readonly tagging: ResourceGroupsTaggingAPIClient;
}

export interface ClientOptions {
  /** A profile of the shared AWS configuration; without it the usual chain decides. */
  readonly profile?: string;
  readonly lambdaCallsPerSecond?: number;
  readonly route53CallsPerSecond?: number;
  /** Attempts per call, the first included; else `AWS_MAX_ATTEMPTS`, else seven. */
  readonly maxAttempts?: number;
  /** Replaces the SDK's HTTP handler, for tests without a socket. */
  readonly requestHandler?: NonNullable<STSClientConfig['requestHandler']>;
}

/** Throttled calls back off for about 15 seconds in all before they count as failed. */
const MAX_ATTEMPTS = 7;

/** The identity is asked first: a wrong endpoint should be told soon, not after every back-off. */
const IDENTITY_ATTEMPTS = 3;

const TIMEOUTS = { connectionTimeout: 5_000, requestTimeout: 60_000 };

/**
 * One client per service for the region, with adaptive retries. `AWS_ENDPOINT_URL` is the SDK's own.
 * IAM, Organizations and Route 53 have one endpoint in each partition: the SDK finds it from the region.
 */
export function createClients(
  region: string,
  options: ClientOptions,
  counts: CallCounts,
): AwsClients {
  const { profile, requestHandler } = options;
  const configuration = {
    region,
    ...(profile !== undefined && { profile }),
    credentials: fromNodeProviderChain({
      ...(profile !== undefined && { profile }),
      clientConfig: { region },
    }),
    retryMode: 'adaptive',
    maxAttempts: options.maxAttempts ?? environmentAttempts() ?? MAX_ATTEMPTS,
    requestHandler: requestHandler ?? TIMEOUTS,
  };
  const clients = {
    ec2: new EC2Client(configuration),
    efs: new EFSClient(configuration),
    elasticache: new ElastiCacheClient(configuration),
    iam: new IAMClient(configuration),
    lambda: new LambdaClient(configuration),
    organizations: new OrganizationsClient(configuration),
    profiles: profilesClient(region, configuration),
    rds: new RDSClient(configuration),
    redshift: new RedshiftClient(configuration),
    resolver: resolverClient(region, configuration),
    route53: new Route53Client(configuration),
    serviceQuotas: new ServiceQuotasClient(configuration),
    sts: new STSClient({
      ...configuration,
      maxAttempts: Math.min(IDENTITY_ATTEMPTS, configuration.maxAttempts),
    }),
    tagging: new ResourceGroupsTaggingAPIClient(configuration),
  };
  beforeEachAttempt(
    clients.lambda,
    'lambdaRate',
    rateLimit(options.lambdaCallsPerSecond ?? LAMBDA_CALLS_PER_SECOND),
  );
  beforeEachAttempt(
    clients.route53,
    'route53Rate',
    rateLimit(options.route53CallsPerSecond ?? ROUTE53_CALLS_PER_SECOND),
  );
  const count = (prefix: string) => (operation: string) => {
    counts.add(`${prefix}:${operation}`);
  };
  beforeEachAttempt(clients.ec2, 'callCount', count('ec2'));
  beforeEachAttempt(clients.efs, 'callCount', count('elasticfilesystem'));
  beforeEachAttempt(clients.elasticache, 'callCount', count('elasticache'));
  beforeEachAttempt(clients.iam, 'callCount', count('iam'));
  beforeEachAttempt(clients.lambda, 'callCount', count('lambda'));
  beforeEachAttempt(clients.organizations, 'callCount', count('organizations'));
  beforeEachAttempt(clients.profiles, 'callCount', count('route53profiles'));
  beforeEachAttempt(clients.resolver, 'callCount', count('route53resolver'));
  beforeEachAttempt(clients.rds, 'callCount', count('rds'));
  beforeEachAttempt(clients.redshift, 'callCount', count('redshift'));
  beforeEachAttempt(clients.route53, 'callCount', count('route53'));
  beforeEachAttempt(clients.serviceQuotas, 'callCount', count('servicequotas'));
  beforeEachAttempt(clients.sts, 'callCount', count('sts'));
  beforeEachAttempt(clients.tagging, 'callCount', count('tag'));
  return clients;
}

/** Closes the connections of all clients. */
export function destroyClients(clients: AwsClients): void {
  const all: readonly { destroy(): void }[] = Object.values({ ...clients });
  for (const client of all) client.destroy();
}

function environmentAttempts(): number | undefined {
  const attempts = Number(process.env['AWS_MAX_ATTEMPTS']);
  return Number.isInteger(attempts) && attempts > 0 ? attempts : undefined;
}

/** The region of the environment or the profile, where the user gave none. */
export async function configuredRegion(profile?: string): Promise<string | undefined> {
  const client = new STSClient(profile === undefined ? {} : { profile });
  try {
    return await client.config.region();
  } catch {
    // The SDK's only answer to "no region is configured" is to throw.
    return undefined;
  }
}
