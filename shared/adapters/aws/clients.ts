import { EC2Client } from '@aws-sdk/client-ec2';
import { LambdaClient } from '@aws-sdk/client-lambda';
import { ResourceGroupsTaggingAPIClient } from '@aws-sdk/client-resource-groups-tagging-api';
import { ServiceQuotasClient } from '@aws-sdk/client-service-quotas';
import { STSClient } from '@aws-sdk/client-sts';
import type { STSClientConfig } from '@aws-sdk/client-sts';
import { fromNodeProviderChain } from '@aws-sdk/credential-providers';
import { beforeEachAttempt } from './attempt-observer.ts';
import type { CallCounts } from './call-counts.ts';
import { LAMBDA_CALLS_PER_SECOND, rateLimit } from './rate.ts';

export interface AwsClients {
  readonly ec2: EC2Client;
  readonly lambda: LambdaClient;
  readonly serviceQuotas: ServiceQuotasClient;
  readonly sts: STSClient;
  readonly tagging: ResourceGroupsTaggingAPIClient;
}

export interface ClientOptions {
  /** A profile of the shared AWS configuration; without it the usual chain decides. */
  readonly profile?: string;
  readonly lambdaCallsPerSecond?: number;
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

/** One client per service for the region, with adaptive retries. `AWS_ENDPOINT_URL` is the SDK's own. */
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
    lambda: new LambdaClient(configuration),
    serviceQuotas: new ServiceQuotasClient(configuration),
    sts: new STSClient({
      ...configuration,
      maxAttempts: Math.min(IDENTITY_ATTEMPTS, configuration.maxAttempts),
    }),
    tagging: new ResourceGroupsTaggingAPIClient(configuration),
  };
  const turn = rateLimit(options.lambdaCallsPerSecond ?? LAMBDA_CALLS_PER_SECOND);
  beforeEachAttempt(clients.lambda, 'lambdaRate', turn);
  const count = (prefix: string) => (operation: string) => {
    counts.add(`${prefix}:${operation}`);
  };
  beforeEachAttempt(clients.ec2, 'callCount', count('ec2'));
  beforeEachAttempt(clients.lambda, 'callCount', count('lambda'));
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
