import { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { SQSClient } from '@aws-sdk/client-sqs';
import type { CallCounts } from './call-counts.ts';
import { clientConfiguration, counted } from './client-configuration.ts';
import type { ClientOptions } from './client-configuration.ts';

/** The clients of the deployed system's own table and queues, in the region it is deployed to. */
export interface OwnClients {
  readonly dynamodb: DynamoDBClient;
  readonly sqs: SQSClient;
}

export function createOwnClients(
  region: string,
  options: ClientOptions,
  counts: CallCounts,
): OwnClients {
  const configuration = clientConfiguration(region, options);
  return {
    dynamodb: counted('dynamodb', new DynamoDBClient(configuration), counts),
    sqs: counted('sqs', new SQSClient(configuration), counts),
  };
}
