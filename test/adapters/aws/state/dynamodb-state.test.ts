import { describe } from 'vitest';
import { describeState } from '../../state/state-contract.ts';
import { FakeDynamoDb } from './fake-dynamodb.ts';
import type { Disturbance } from './fake-dynamodb.ts';
import { fakeState } from './fake-state.ts';

describe('state in DynamoDB', () => {
  describeState(async () => fakeState(new FakeDynamoDb()).state);
});

describe('state in DynamoDB, where requests collide, get lost and are answered in part', () => {
  describeState(async () => fakeState(new FakeDynamoDb(byChance(20_261_120))).state);
});

/** Something goes wrong with every fourth request or so; the same at every run. */
function byChance(seed: number): () => Disturbance | undefined {
  let state = seed;
  return () => {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0;
    const share = state / 2 ** 32;
    if (share < 0.1) return 'conflict';
    if (share < 0.2) return 'partial';
    if (share < 0.23) return 'lost';
    return share < 0.235 ? 'throttled' : undefined;
  };
}
