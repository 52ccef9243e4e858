import { vi } from 'vitest';
import { CallCounts } from '../../../../shared/adapters/aws/call-counts.ts';
import { dynamoDbState } from '../../../../shared/adapters/aws/state/dynamodb-state.ts';
import { createStateClient } from '../../../../shared/adapters/aws/state/state-client.ts';
import type { Clock } from '../../../../shared/ports/clock.ts';
import type { FakeDynamoDb } from './fake-dynamodb.ts';

/** The state over a fake table, and what it sends there. */
export function fakeState(fake: FakeDynamoDb, now: Clock = () => new Date()) {
  vi.stubEnv('AWS_ACCESS_KEY_ID', 'AKIAIOSFODNN7EXAMPLE');
  vi.stubEnv('AWS_SECRET_ACCESS_KEY', 'secret');
  vi.stubEnv('AWS_SDK_JS_NODE_VERSION_SUPPORT_WARNING_DISABLED', 'true');
  const counts = new CallCounts();
  const client = createStateClient('us-east-1', { requestHandler: fake }, counts);
  return { state: dynamoDbState({ client, tableName: 'state', now }), counts };
}
