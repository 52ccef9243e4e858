import type { STSClientConfig } from '@aws-sdk/client-sts';
import { fromNodeProviderChain } from '@aws-sdk/credential-providers';
import type { MiddlewareStack } from '@smithy/types';
import { beforeEachAttempt } from './attempt-observer.ts';
import type { CallCounts } from './call-counts.ts';

export interface ClientOptions {
  /** A profile of the shared AWS configuration; without it the usual chain decides. */
  readonly profile?: string;
  readonly lambdaCallsPerSecond?: number;
  readonly route53CallsPerSecond?: number;
  readonly securityHubCallsPerSecond?: number;
  /** Attempts per call, the first included; else `AWS_MAX_ATTEMPTS`, else seven. */
  readonly maxAttempts?: number;
  /** Replaces the SDK's HTTP handler, for tests without a socket. */
  readonly requestHandler?: NonNullable<STSClientConfig['requestHandler']>;
}

/** Throttled calls back off for about 15 seconds in all before they count as failed. */
const MAX_ATTEMPTS = 7;

const TIMEOUTS = { connectionTimeout: 5_000, requestTimeout: 60_000 };

/** What all clients of a region have in common. `AWS_ENDPOINT_URL` is the SDK's own. */
export function clientConfiguration(region: string, options: ClientOptions) {
  const { profile, requestHandler } = options;
  return {
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
}

/** The client, with each of its requests counted under the prefix of its service's IAM actions. */
export function counted<Input extends object, Output extends object, Client>(
  prefix: string,
  client: Client & Observed<Input, Output>,
  counts: CallCounts,
): Client {
  beforeEachAttempt(client, 'callCount', (operation) => {
    counts.add(`${prefix}:${operation}`);
  });
  return client;
}

/** The client, with each of its requests waiting for its turn. */
export function paced<Input extends object, Output extends object, Client>(
  client: Client & Observed<Input, Output>,
  turn: () => Promise<void>,
): Client {
  beforeEachAttempt(client, 'rate', turn);
  return client;
}

interface Observed<Input extends object, Output extends object> {
  readonly middlewareStack: MiddlewareStack<Input, Output>;
}

function environmentAttempts(): number | undefined {
  const attempts = Number(process.env['AWS_MAX_ATTEMPTS']);
  return Number.isInteger(attempts) && attempts > 0 ? attempts : undefined;
}
