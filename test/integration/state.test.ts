import type { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { afterEach, beforeAll, describe } from 'vitest';
import { CallCounts } from '../../shared/adapters/aws/call-counts.ts';
import { dynamoDbState } from '../../shared/adapters/aws/state/dynamodb-state.ts';
import { createStateClient } from '../../shared/adapters/aws/state/state-client.ts';
import { describeState } from '../adapters/state/state-contract.ts';
import { emptyAccount, hasEmulator } from './emulated-account.ts';
import { createStateTable, deleteStateTable, oneRequestAtATime } from './emulated-state.ts';

const REGION = 'us-east-1';

describe.skipIf(!hasEmulator)('state in DynamoDB', () => {
  const tables: string[] = [];
  let client: DynamoDBClient;

  beforeAll(async () => {
    await emptyAccount(REGION);
    client = oneRequestAtATime(createStateClient(REGION, {}, new CallCounts()));
  });

  afterEach(async () => {
    for (const table of tables.splice(0)) await deleteStateTable(client, table);
  });

  describeState(async () => {
    const tableName = `state-${crypto.randomUUID()}`;
    await createStateTable(client, tableName);
    tables.push(tableName);
    return dynamoDbState({ client, tableName, now: () => new Date() });
  });
});
