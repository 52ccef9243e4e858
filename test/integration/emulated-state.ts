import { CreateTableCommand, DeleteTableCommand } from '@aws-sdk/client-dynamodb';
import type { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import pLimit from 'p-limit';
import { STATE_TABLE } from '../../shared/adapters/aws/state/table-definition.ts';

/** Creates the state table as the deployed system has it. */
export async function createStateTable(client: DynamoDBClient, TableName: string): Promise<void> {
  const { AttributeDefinitions, KeySchema, GlobalSecondaryIndexes, BillingMode } = STATE_TABLE;
  await client.send(
    new CreateTableCommand({
      TableName,
      AttributeDefinitions: [...AttributeDefinitions],
      KeySchema: [...KeySchema],
      GlobalSecondaryIndexes: GlobalSecondaryIndexes.map((index) => ({
        ...index,
        KeySchema: [...index.KeySchema],
      })),
      BillingMode,
    }),
  );
}

export async function deleteStateTable(client: DynamoDBClient, TableName: string): Promise<void> {
  await client.send(new DeleteTableCommand({ TableName }));
}

/**
 * The emulator takes a cancelled transaction back by putting the table back as it was before, with
 * whatever others wrote meanwhile, and fails where the table changes while it copies it. So requests of
 * a client reach it one at a time; what happens between the requests of two writers stays as it is.
 */
export function oneRequestAtATime(client: DynamoDBClient): DynamoDBClient {
  const turn = pLimit(1);
  client.middlewareStack.add((next) => async (request) => turn(() => next(request)), {
    name: 'oneRequestAtATime',
    step: 'deserialize',
    priority: 'low',
  });
  return client;
}
