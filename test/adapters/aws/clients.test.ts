import { ListAliasesCommand } from '@aws-sdk/client-lambda';
import { afterEach, expect, test, vi } from 'vitest';
import { CallCounts } from '../../../shared/adapters/aws/call-counts.ts';
import { createClients } from '../../../shared/adapters/aws/clients.ts';
import { FakeAws, inTurn, json, jsonError } from './fake-aws.ts';

afterEach(() => {
  vi.useRealTimers();
});

/** The SDK reads files on its way, so time has to pass in turns with what is real. */
async function passTimeUntil(work: Promise<unknown>): Promise<void> {
  const state = { isDone: false };
  void work.finally(() => {
    state.isDone = true;
  });
  while (!state.isDone) {
    await vi.advanceTimersByTimeAsync(50);
    await new Promise((resolve) => setImmediate(resolve));
  }
}

test('Lambda calls wait their turn, their retries too, and every request is counted', async () => {
  vi.stubEnv('AWS_ACCESS_KEY_ID', 'AKIAIOSFODNN7EXAMPLE');
  vi.stubEnv('AWS_SECRET_ACCESS_KEY', 'secret');
  vi.stubEnv('AWS_SDK_JS_NODE_VERSION_SUPPORT_WARNING_DISABLED', 'true');
  vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout', 'Date', 'performance'] });
  const sent: number[] = [];
  const answer = inTurn(jsonError('TooManyRequestsException', 'slow', 429), json({ Aliases: [] }));
  const fake = new FakeAws({
    ListAliases: () => {
      sent.push(Date.now());
      return answer();
    },
  });
  const counts = new CallCounts();
  const { lambda } = createClients(
    'us-east-1',
    { requestHandler: fake, lambdaCallsPerSecond: 2, maxAttempts: 3 },
    counts,
  );
  const calls = Promise.all(
    Array.from({ length: 6 }, () => lambda.send(new ListAliasesCommand({ FunctionName: 'f' }))),
  );
  await passTimeUntil(calls);
  const crowded = sent.filter(
    (time) => sent.filter((other) => other >= time && other < time + 1_000).length > 2,
  );
  expect(crowded).toEqual([]);
  expect(sent).toHaveLength(7);
  expect(counts.byOperation).toEqual(new Map([['lambda:ListAliases', 7]]));
  expect(counts.total).toBe(7);
});

async function attempts(maxAttempts?: number): Promise<number> {
  const options = maxAttempts === undefined ? {} : { maxAttempts };
  return createClients('us-east-1', options, new CallCounts()).ec2.config.maxAttempts();
}

test('the number of attempts is that of AWS_MAX_ATTEMPTS, where nobody asks for another', async () => {
  vi.stubEnv('AWS_MAX_ATTEMPTS', '3');
  expect(await attempts()).toBe(3);
  expect(await attempts(5)).toBe(5);
  vi.stubEnv('AWS_MAX_ATTEMPTS', 'many');
  expect(await attempts()).toBe(7);
});
