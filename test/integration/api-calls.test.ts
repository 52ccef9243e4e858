import { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { UpdateFunctionConfigurationCommand } from '@aws-sdk/client-lambda';
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import * as z from 'zod/mini';
import { dynamoDbState } from '../../shared/adapters/aws/state/dynamodb-state.ts';
import { groupBy } from '../../shared/model/group-by.ts';
import type { InventoriedFunction } from '../../shared/ports/function-inventory.ts';
import type { State } from '../../shared/ports/state.ts';
import { recordedCall } from './changes/recorded-call.ts';
import type { RecordedCall } from './changes/recorded-call.ts';
import { REFERENCE_DESIGN_CHANGES } from './changes/reference-design-changes.ts';
import { controlOf, DeployedSystem } from './deployed-system.ts';
import { emptyAccount, hasEmulator } from './emulated-account.ts';
import type { AccountClients } from './emulated-account.ts';
import { serviceOf } from './emulator-gate.ts';
import { lambdaParts } from './lambda-parts.ts';
import { defined } from './topologies/defined.ts';
import { createFunction } from './topologies/function.ts';
import { createReferenceDesign } from './topologies/reference-design.ts';
import type { ReferenceDesign } from './topologies/reference-design.ts';

/**
 * What a change costs in calls of the account's APIs, whose quotas the auditor shares with its users: as
 * they go over the wire from the bundle, and as it counts them itself.
 */

const REGION = 'us-east-1';
const MOST_CALLS = 20;
const FUNCTIONS = 100;
const PLAIN = 'plain';
const parts = hasEmulator ? lambdaParts() : undefined;

describe.skipIf(parts === undefined)('the calls that a change costs', () => {
  let account: AccountClients;
  let design: ReferenceDesign;
  let system: DeployedSystem;

  beforeAll(async () => {
    account = await emptyAccount(REGION);
    design = await createReferenceDesign(account);
    await createFunction(account, {
      name: PLAIN,
      runtime: 'nodejs22.x',
      subnetIds: design.subnetIds,
      securityGroupIds: [design.functionGroupId],
      tags: { needs: 'internet' },
    });
    system = await DeployedSystem.start(defined(parts, 'runtime'), REGION, design);
    await system.runSweep();
  });

  afterAll(() => system.stop());

  /** The calls of the audit that the calls of somebody else bring about. */
  async function callsOf(change: string, calls: readonly RecordedCall[]) {
    system.gate.take();
    await system.putOnBus(calls);
    const written = system.audit.output.length;
    expect(await system.work()).toBe(calls.length);
    const { account: read, own } = system.gate.take();
    process.stdout.write(
      `${change}: ${read.length} calls of the account, ${own.length} of its own\n`,
    );
    process.stdout.write(`${JSON.stringify({ ...counted(read), ...counted(own) }, null, 2)}\n`);
    // What the function writes comes on another way than its answer.
    await vi.waitFor(() =>
      expect(metricsIn(system.audit.output.slice(written))).toEqual(byService([...read, ...own])),
    );
    return read;
  }

  it.each([
    ['without versions', PLAIN],
    ['with a version and an alias', 'orders'],
  ])('of a function %s are few', async (kind, FunctionName) => {
    const { FunctionArn } = await account.lambda.send(
      new UpdateFunctionConfigurationCommand({ FunctionName, Timeout: 20 }),
    );
    const read = await callsOf(`a function ${kind} is changed`, [
      recordedCall(
        'lambda',
        'UpdateFunctionConfiguration20150331v2',
        { functionName: FunctionName, timeout: 20 },
        { functionName: FunctionName, functionArn: FunctionArn, timeout: 20 },
      ),
    ]);
    expect(read.length).toBeLessThanOrEqual(MOST_CALLS);
  });

  it(`of a route are few and none of Lambda's where ${FUNCTIONS} functions need it`, async () => {
    await multiplyFunctions();
    const [deleteRoute] = REFERENCE_DESIGN_CHANGES;
    const calls = await defined(deleteRoute, 'change').make(account, design);
    const read = await callsOf(`a route of ${FUNCTIONS} functions is deleted`, calls);
    expect(read.length).toBeLessThanOrEqual(MOST_CALLS);
    expect(read.filter((call) => serviceOf(call) === 'lambda')).toEqual([]);
    const open = counted((await system.openFindings()).map(controlOf));
    expect(open).toMatchObject({ 'function-internet-egress': FUNCTIONS });
    const alerts = await system.takeAlerts();
    expect(alerts).toMatchObject([
      { subject: expect.stringContaining(`${FUNCTIONS} functions`) as string },
    ]);
  });

  /** Has the inventory hold the function many times, as a sweep of a larger account would. */
  async function multiplyFunctions(): Promise<void> {
    const { functions } = stateOf(system);
    const found = await functions.inVpc(REGION, design.vpcId);
    const plain = found.find(({ functionArn }) => functionArn.endsWith(`:${PLAIN}`));
    const text = JSON.stringify(plain);
    for (let number = found.length; number < FUNCTIONS; number += 1) {
      const renamed = text
        .replaceAll(`:function:${PLAIN}`, `:function:${PLAIN}-${number}`)
        .replaceAll(`"FunctionName":"${PLAIN}"`, `"FunctionName":"${PLAIN}-${number}"`);
      await functions.put(JSON.parse(renamed) as InventoriedFunction);
    }
  }
});

function stateOf({ deployment }: DeployedSystem): State {
  return dynamoDbState({
    client: new DynamoDBClient({ region: REGION }),
    tableName: deployment.tableName,
    now: () => new Date(),
  });
}

function counted(calls: readonly string[]): Readonly<Record<string, number>> {
  const groups = groupBy(calls.toSorted(), (call) => [call]);
  return Object.fromEntries([...groups].map(([call, all]) => [call, all.length]));
}

function byService(calls: readonly string[]): Readonly<Record<string, number>> {
  return counted(calls.map(serviceOf));
}

const metricSchema = z.object({ ApiCalls: z.number(), api: z.string() });

/** The metric `ApiCalls` by service, in what a function has written. */
function metricsIn(output: string): Readonly<Record<string, number>> {
  const lines = output.split('\n').filter((line) => line.includes('"ApiCalls"'));
  return Object.fromEntries(
    lines.map((line) => {
      const { ApiCalls, api } = metricSchema.parse(JSON.parse(line));
      return [api, ApiCalls];
    }),
  );
}
