import type { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import type { Clock } from '../../../ports/clock.ts';
import type { State } from '../../../ports/state.ts';
import { Documents } from './documents.ts';
import { findingStore } from './finding-store.ts';
import { functionInventory } from './function-inventory.ts';
import { networkIndex } from './network-index.ts';
import { regionFacts } from './region-facts.ts';
import { roleInventory } from './role-inventory.ts';
import { settling } from './settling.ts';
import { sweepState } from './sweep-state.ts';
import { StateTable } from './state-table.ts';

export interface DynamoDbStateOptions {
  readonly client: DynamoDBClient;
  readonly tableName: string;
  readonly now: Clock;
}

/** The state in a DynamoDB table, made as `STATE_TABLE` says. */
export function dynamoDbState({ client, tableName, now }: DynamoDbStateOptions): State {
  const table = new StateTable(client, tableName);
  const store = { table, documents: new Documents(table, now), now };
  return {
    functions: functionInventory(store),
    roles: roleInventory(store),
    regionFacts: regionFacts(store),
    network: networkIndex(store),
    findings: findingStore(store),
    settling: settling(store),
    sweeps: sweepState(store),
  };
}
