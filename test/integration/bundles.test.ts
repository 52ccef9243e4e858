import { RevokeSecurityGroupIngressCommand } from '@aws-sdk/client-ec2';
import { statSync } from 'node:fs';
import { afterEach, beforeAll, describe, expect, inject, it } from 'vitest';
import { emptyAccount, hasEmulator } from './emulated-account.ts';
import type { AccountClients } from './emulated-account.ts';
import { EmulatedDeployment, sqsEvent } from './emulated-deployment.ts';
import { lambdaParts } from './lambda-parts.ts';
import { LambdaRuntime } from './lambda-runtime.ts';
import { defined } from './topologies/defined.ts';
import { createReferenceDesign } from './topologies/reference-design.ts';
import type { ReferenceDesign } from './topologies/reference-design.ts';
import { tcp, toGroup } from './topologies/security-groups.ts';

/** The bundles as they are deployed, in Lambda's runtime, on an emulated account with the reference design. */

const REGION = 'us-east-1';
const parts = hasEmulator ? lambdaParts() : undefined;

/** A client that came along whole, or one too many, would not fit. */
const MOST_KILOBYTES = { audit: 1_040, sweep: 1_200, 'notify-slack': 310 };

describe('the bundles', () => {
  it.each(Object.entries(MOST_KILOBYTES))('%s is no larger than it must be', (name, most) => {
    const { size } = statSync(defined(inject('builtFunctions')[name], 'bundle'));
    expect(size / 1_024).toBeLessThan(most);
  });
});

describe.skipIf(parts === undefined)('the bundles in the Lambda runtime', () => {
  let account: AccountClients;
  let design: ReferenceDesign;
  let deployment: EmulatedDeployment;
  const running: LambdaRuntime[] = [];

  beforeAll(async () => {
    account = await emptyAccount(REGION);
    design = await createReferenceDesign(account);
    deployment = await EmulatedDeployment.create(REGION);
  });

  afterEach(async () => {
    for (const runtime of running.splice(0)) await runtime.kill();
  });

  async function start(name: 'audit' | 'sweep'): Promise<LambdaRuntime> {
    const runtime = await LambdaRuntime.start(
      defined(parts, 'Lambda runtime'),
      defined(inject('builtFunctions')[name], 'bundle'),
      deployment.environmentOf(name),
    );
    running.push(runtime);
    return runtime;
  }

  /** Hands messages of the sweep queue over, one after the other, until none is left. */
  async function sweep(runtime: LambdaRuntime): Promise<void> {
    const body = JSON.stringify({ lambdaVpcAuditor: 1, kind: 'sweep' });
    let messages = [{ messageId: 'start', body }];
    while (messages.length > 0) {
      expect(await runtime.invoke(sqsEvent(messages))).toEqual({
        response: { batchItemFailures: [] },
      });
      messages = [...(await deployment.take('sweep'))];
    }
  }

  it('sweep reads the account step by step and has the VPC and the account audited', async () => {
    const runtime = await start('sweep');
    await sweep(runtime);
    const requests = (await deployment.take('changes')).map(
      ({ body }) => JSON.parse(body) as unknown,
    );
    const cause = expect.objectContaining({ name: 'sweep', region: REGION }) as unknown;
    const common = { lambdaVpcAuditor: 1, kind: 'audit', cause };
    expect(requests).toContainEqual({
      ...common,
      units: [{ kind: 'vpc', region: REGION, vpcId: design.vpcId }],
    });
    expect(requests).toContainEqual({ ...common, units: [{ kind: 'account', region: REGION }] });
    expect(await deployment.take('sweepDeadLetters')).toEqual([]);
    expect(runtime.output).toContain('"SweepsCompleted"');
  });

  it('sweep sets aside what it does not understand, and works on the rest of the batch', async () => {
    const runtime = await start('sweep');
    const event = sqsEvent([
      { messageId: 'broken', body: '{ "lambdaVpcAuditor": 1, "kind": "swep" }' },
      { messageId: 'start-2', body: '{"lambdaVpcAuditor":1,"kind":"sweep"}' },
    ]);
    expect(await runtime.invoke(event)).toEqual({ response: { batchItemFailures: [] } });
    const [letter] = await deployment.take('sweepDeadLetters');
    expect(letter).toMatchObject({
      body: event.Records[0]?.body,
      reason: expect.any(String) as string,
    });
    expect(await deployment.take('sweep')).toHaveLength(1);
  });

  it('audit tells of what it finds, and leaves the message whose alert failed', async () => {
    await revokeRule();
    const runtime = await start('audit');
    const ofVpc = { messageId: 'vpc', body: request({ kind: 'vpc', vpcId: design.vpcId }) };
    const ofAccount = { messageId: 'account', body: request({ kind: 'account' }) };
    const broken = { messageId: 'broken', body: 'no message' };
    const topic = await deployment.withoutTopic();
    expect(await runtime.invoke(sqsEvent([ofVpc, ofAccount, broken]))).toEqual({
      response: { batchItemFailures: [{ itemIdentifier: 'vpc' }] },
    });
    expect(await deployment.take('changeDeadLetters')).toMatchObject([{ body: 'no message' }]);
    await topic.restore();
    const findings = await deployment.findings();
    expect(findings.map(({ GeneratorId }) => GeneratorId)).toContainEqual(
      expect.stringContaining('lambda-endpoint-security-group'),
    );
    // Told when the message comes again, after a visibility timeout: see the tests of shared/audit.
    expect(await deployment.take('alerts')).toEqual([]);
    expect(runtime.output).toContain('Transitions could not be told');
    expect(runtime.output).toContain('"ApiCalls"');
  });

  /** The group of Lambda's endpoint admits the functions no more. */
  async function revokeRule(): Promise<void> {
    const { endpointGroupId, functionGroupId } = design;
    await account.ec2.send(
      new RevokeSecurityGroupIngressCommand({
        GroupId: endpointGroupId,
        IpPermissions: [tcp(443, toGroup(functionGroupId))],
      }),
    );
  }
});

function request(unit: object): string {
  const cause = { name: 'sweep', time: '2026-12-01T00:00:00Z', region: REGION, resources: [] };
  const units = [{ ...unit, region: REGION }];
  return JSON.stringify({ lambdaVpcAuditor: 1, kind: 'audit', units, cause });
}
