import { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import type { CallCounts } from '../call-counts.ts';
import { clientConfiguration, counted } from '../client-configuration.ts';
import type { ClientOptions } from '../client-configuration.ts';

/** DynamoDB answers within milliseconds: what takes longer was lost, and is better asked again. */
const TIMEOUTS = { connectionTimeout: 2_000, requestTimeout: 5_000 };

/**
 * The client of the state table. Its retries are the standard ones: a throttled key must not slow down
 * the calls for all others.
 */
export function createStateClient(
  region: string,
  options: ClientOptions,
  counts: CallCounts,
): DynamoDBClient {
  const client = new DynamoDBClient({
    ...clientConfiguration(region, options),
    retryMode: 'standard',
    requestHandler: options.requestHandler ?? TIMEOUTS,
  });
  return counted('dynamodb', client, counts);
}
