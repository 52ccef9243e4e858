import { spawn } from 'node:child_process';
import path from 'node:path';
import { ReceiveMessageCommand, SQSClient } from '@aws-sdk/client-sqs';
import { beforeAll, describe, expect, inject, it } from 'vitest';
import { ROOT } from '../../scripts/deploy/packaging.ts';
import { SWEEP_MESSAGE } from '../../scripts/deploy/sweep-start.ts';
import { awsDeploymentTarget } from '../../shared/adapters/aws/deployment/deployment-target.ts';
import type { DeploymentTarget } from '../../shared/ports/deployment-target.ts';
import { emptyAccount, emulatorEnvironment, hasEmulator } from './emulated-account.ts';

/** `npm run deploy` and the other commands, as a user runs them, against an emulated account. */

const HOME = 'eu-west-1';
const STACK = 'lambda-vpc-auditor-prod';
const LOOKUP = path.join(import.meta.dirname, 'localhost-lookup.mjs');

interface Run {
  readonly status: number | null;
  readonly output: string;
}

/** Runs one of the scripts under scripts/deploy, with everything it prints. */
async function run(script: string, ...args: readonly string[]): Promise<Run> {
  const parameters = ['--import', 'tsx', `scripts/deploy/${script}.ts`, '--region', HOME, ...args];
  const child = spawn(process.execPath, parameters, {
    cwd: ROOT,
    env: {
      ...process.env,
      ...emulatorEnvironment(),
      AWS_ENDPOINT_URL: inject('awsEndpoint').replace('127.0.0.1', 'localhost'),
      NODE_OPTIONS: `--import ${LOOKUP}`,
      // The spinner of osls is for terminals.
      CI: 'true',
    },
  });
  let output = '';
  for (const stream of [child.stdout, child.stderr]) {
    stream.on('data', (chunk: Buffer) => {
      output += chunk.toString('utf8');
    });
  }
  const status = await new Promise<number | null>((resolve) => child.once('close', resolve));
  return { status, output };
}

async function sweepMessages(target: DeploymentTarget): Promise<readonly string[]> {
  const QueueUrl = (await target.stack(HOME, STACK))?.outputs['SweepQueueUrl'] ?? '';
  const { Messages = [] } = await new SQSClient({
    region: HOME,
    useQueueUrlAsEndpoint: false,
  }).send(new ReceiveMessageCommand({ QueueUrl, MaxNumberOfMessages: 10 }));
  return Messages.map(({ Body = '' }) => Body);
}

describe.skipIf(!hasEmulator)('deploying into an account', { timeout: 400_000 }, () => {
  let target: DeploymentTarget;

  beforeAll(async () => {
    await emptyAccount(HOME);
    target = await awsDeploymentTarget(HOME);
  });

  it('makes the stack and the forwarders, and starts a sweep', async () => {
    const settings = ['alertEmail=you@example.com', 'regions=eu-central-1', 'securityHub=off'];
    const given = settings.flatMap((setting) => ['--param', setting]);
    const { status, output } = await run('deploy', ...given);
    expect(output).toContain('eu-central-1: forwarder created\nus-east-1: forwarder created\n');
    expect(output).toContain('A sweep has started.');
    expect(status).toBe(0);
    expect((await target.stack(HOME, STACK))?.outputs).toMatchObject({
      AuditedRegions: 'eu-west-1,eu-central-1',
      SecurityHub: 'off',
    });
    expect(await sweepMessages(target)).toEqual([SWEEP_MESSAGE]);
  });

  it('changes nothing the second time, and keeps the settings that are not given', async () => {
    const { status, output } = await run('deploy');
    expect(output).toContain('eu-central-1: forwarder unchanged\nus-east-1: forwarder unchanged\n');
    expect(status).toBe(0);
    expect((await target.stack(HOME, STACK))?.parameters).toMatchObject({
      AlertEmail: 'you@example.com',
      Regions: 'eu-west-1,eu-central-1',
      SecurityHub: 'off',
    });
  });

  it('sends dead letters of other regions and a sweep on their way', async () => {
    const forwarder = await target.stack('us-east-1', `${STACK}-forwarder`);
    await target.send('us-east-1', forwarder?.outputs['DeadLettersUrl'] ?? '', '{"detail":{}}');
    expect(await run('redrive')).toMatchObject({
      status: 0,
      output: expect.stringContaining('changes of us-east-1: 1 sent round again') as string,
    });
    const changes = (await target.stack(HOME, STACK))?.outputs['ChangeQueueUrl'] ?? '';
    expect(await target.waitingMessages(HOME, changes)).toBe(1);
    expect(await run('sweep')).toEqual({ status: 0, output: 'A sweep has started.\n' });
  });

  it('removes everything it made', async () => {
    const { status, output } = await run('remove');
    expect(output).toContain('us-east-1: forwarder removed');
    expect(status).toBe(0);
    const stacks = await Promise.all(
      ['eu-central-1', 'us-east-1'].map((region) => target.stack(region, `${STACK}-forwarder`)),
    );
    expect([await target.stack(HOME, STACK), ...stacks]).toEqual([undefined, undefined, undefined]);
    // Nothing is left to do, which is no failure.
    expect((await run('remove', '--delete-state')).status).toBe(0);
  });

  it('says what to do where there is no stack', async () => {
    expect(await run('sweep')).toEqual({
      status: 2,
      output: `There is no stack ${STACK} in ${HOME}: name its --region and --stage.\n`,
    });
  });
});
