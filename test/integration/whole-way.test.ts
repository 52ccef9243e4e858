import { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import * as z from 'zod/mini';
import { dynamoDbState } from '../../shared/adapters/aws/state/dynamodb-state.ts';
import type { State } from '../../shared/ports/state.ts';
import type { RecordedCall } from './changes/recorded-call.ts';
import { REFERENCE_DESIGN_CHANGES } from './changes/reference-design-changes.ts';
import { DeployedSystem } from './deployed-system.ts';
import { emptyAccount, hasEmulator } from './emulated-account.ts';
import type { AccountClients } from './emulated-account.ts';
import type { Delivered } from './emulated-deployment.ts';
import { lambdaParts } from './lambda-parts.ts';
import { defined } from './topologies/defined.ts';
import { EMULATED_ACCOUNT } from './topologies/interface-endpoint.ts';
import { createReferenceDesign } from './topologies/reference-design.ts';
import type { ReferenceDesign } from './topologies/reference-design.ts';

/**
 * The deployed system from its first sweep to a resolution, on an emulated account: each test goes on where
 * the one before it ended. The functions are the bundles, in Lambda's runtime on Node 24.
 */

const REGION = 'us-east-1';
const FUNCTION = `arn:aws:lambda:${REGION}:${EMULATED_ACCOUNT}:function:orders`;
const FINDING = `${FUNCTION}/function-internet-egress`;
const failedSchema = z.looseObject({ detail: z.record(z.string(), z.unknown()) });
const parts = hasEmulator ? lambdaParts() : undefined;

describe.skipIf(parts === undefined)('the whole way', () => {
  const deleteRoute = defined(REFERENCE_DESIGN_CHANGES[0], 'change');
  let account: AccountClients;
  let design: ReferenceDesign;
  let system: DeployedSystem;
  let state: State;
  let delivered: readonly Delivered[];

  beforeAll(async () => {
    account = await emptyAccount(REGION);
    design = await createReferenceDesign(account);
    system = await DeployedSystem.start(defined(parts, 'runtime'), REGION, design);
    const { deployment } = system;
    await deployment.putRule('automation', { source: ['lambda-vpc-auditor'] }, 'automation');
    state = dynamoDbState({
      client: new DynamoDBClient({ region: REGION }),
      tableName: deployment.tableName,
      now: () => new Date(),
    });
  });

  afterAll(() => system.stop());

  async function takeAutomation(): Promise<readonly unknown[]> {
    const messages = await system.deployment.take('automation');
    return messages.map(({ body }) => JSON.parse(body) as unknown);
  }

  it('begins with a sweep, which fills the state and has everything audited', async () => {
    await system.runSweep();
    expect(system.sweep.output).toContain('"SweepsCompleted"');
    expect(await state.functions.inVpc(REGION, design.vpcId)).toMatchObject([
      { functionArn: FUNCTION, vpcIds: [design.vpcId] },
    ]);
    const indexes = await state.network.all(REGION);
    expect(indexes.find(({ vpcId }) => vpcId === design.vpcId)).toMatchObject({
      inUse: true,
      ids: expect.arrayContaining([...design.publicTableIds, ...design.natGatewayIds]) as string[],
    });
    expect(await system.openFindings()).toEqual([]);
    expect(await system.takeAlerts()).toEqual([]);
  });

  it('goes on with a change, which the rule brings to the queue', async () => {
    const calls = now(await deleteRoute.make(account, design));
    await system.putOnBus(calls);
    delivered = await system.deployment.take('changes');
    expect(delivered.map(({ body }) => JSON.parse(body) as unknown)).toMatchObject([
      { source: 'aws.ec2', region: REGION, detail: calls[0] },
    ]);
    await system.deliver(delivered);
  });

  it('tells Security Hub what is wrong with which function, since when and by whom', async () => {
    const [finding, ...others] = await system.openFindings();
    expect(others).toEqual([]);
    expect(finding).toMatchObject({
      Id: FINDING,
      AwsAccountId: EMULATED_ACCOUNT,
      GeneratorId: 'lambda-vpc-auditor/function-internet-egress',
      Compliance: { Status: 'FAILED' },
      RecordState: 'ACTIVE',
      FindingProviderFields: { Severity: { Label: 'HIGH' } },
      ProductFields: {
        'lambda-vpc-auditor/eventName': 'DeleteRoute',
        'lambda-vpc-auditor/actorArn': `arn:aws:iam::${EMULATED_ACCOUNT}:user/alice`,
        'lambda-vpc-auditor/vpcId': design.vpcId,
        'lambda-vpc-auditor/faultKind': 'nat-gateway',
        'lambda-vpc-auditor/faultId': design.natGatewayIds[0],
      },
    });
    expect(finding?.Resources?.map(({ Type, Id }) => [Type, Id])).toEqual(
      expect.arrayContaining([
        ['AwsLambdaFunction', FUNCTION],
        ['AwsEc2Vpc', design.vpcId],
        ['Other', design.natGatewayIds[0]],
      ]),
    );
    expect(finding?.Description).toContain(design.publicTableIds[0]);
  });

  it('alerts once, and puts an event on the bus', async () => {
    const [alert, ...others] = await system.takeAlerts();
    expect(others).toEqual([]);
    expect(alert).toMatchObject({
      transition: 'opened',
      severity: 'HIGH',
      controls: ['function-internet-egress'],
      subject:
        '[HIGH] DeleteRoute by alice: orders cannot reach the internet from 1 of 2 subnets (us-east-1)',
      change: { name: 'DeleteRoute' },
      findings: [{ id: FINDING }],
      attributes: {
        severity: 'HIGH',
        control: '["function-internet-egress"]',
        account: EMULATED_ACCOUNT,
        region: REGION,
        transition: 'opened',
      },
    });
    expect(await takeAutomation()).toMatchObject([
      { 'detail-type': 'Finding Opened', detail: { finding: { id: FINDING } } },
    ]);
  });

  it('says nothing more when the message comes again', async () => {
    await system.deliver(delivered);
    expect(await system.openFindings()).toHaveLength(1);
    expect(await system.takeAlerts()).toEqual([]);
    expect(await takeAutomation()).toEqual([]);
  });

  it('does not evaluate the same call where it failed, whether or not a rule takes it', async () => {
    const [message] = delivered;
    const { detail, ...envelope } = failedSchema.parse(JSON.parse(message?.body ?? ''));
    const failed = { ...detail, errorCode: 'Client.UnauthorizedOperation' };
    await system.putOnBus([failed]);
    expect(await system.deployment.take('changes')).toEqual([]);
    system.gate.take();
    await system.deliver([
      { messageId: 'failed', body: JSON.stringify({ ...envelope, detail: failed }) },
    ]);
    expect(system.gate.take()).toEqual({ account: [], own: [] });
  });

  it('tells that it is over when the change is undone', async () => {
    await system.putOnBus(now(await deleteRoute.undo(account, design)));
    await system.work();
    const findings = await system.deployment.findings();
    expect(findings).toMatchObject([
      { Id: FINDING, Compliance: { Status: 'PASSED' }, RecordState: 'ARCHIVED' },
    ]);
    expect(await system.takeAlerts()).toMatchObject([
      {
        transition: 'resolved',
        change: { name: 'CreateRoute' },
        findings: [{ id: FINDING }],
        attributes: { transition: 'resolved', severity: 'HIGH' },
      },
    ]);
    expect(await takeAutomation()).toMatchObject([{ 'detail-type': 'Finding Resolved' }]);
  });

  it('leaves nothing that was set aside', async () => {
    expect(await system.deployment.take('changeDeadLetters')).toEqual([]);
    expect(await system.deployment.take('sweepDeadLetters')).toEqual([]);
  });
});

/** Calls that were made this moment. */
function now(calls: readonly RecordedCall[]): readonly RecordedCall[] {
  return calls.map((call) => ({ ...call, eventTime: new Date().toISOString() }));
}
