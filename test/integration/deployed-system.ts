import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { EventBridgeClient, PutEventsCommand } from '@aws-sdk/client-eventbridge';
import type { AwsSecurityFinding } from '@aws-sdk/client-securityhub';
import { inject } from 'vitest';
import * as z from 'zod/mini';
import type { PackagedConfiguration } from '../../shared/adapters/file/packaged-configuration.ts';
import { SEVERITIES } from '../../shared/controls/verdict.ts';
import { eventBridgeSource } from '../../shared/events/event-name.ts';
import type { Judging } from './audit-command.ts';
import type { RecordedCall } from './changes/recorded-call.ts';
import { EmulatedDeployment, sqsEvent } from './emulated-deployment.ts';
import type { Delivered } from './emulated-deployment.ts';
import { EmulatorGate } from './emulator-gate.ts';
import type { LambdaParts } from './lambda-parts.ts';
import { LambdaRuntime } from './lambda-runtime.ts';
import { defined } from './topologies/defined.ts';

/** Of one delivery, as the template has it. */
const MOST_MESSAGES = 10;
/** Requests of a sweep come one after the other, later audits a minute after the first. */
const SOON_MILLISECONDS = 30_000;

const alertSchema = z.looseObject({
  transition: z.enum(['opened', 'resolved']),
  severity: z.enum(SEVERITIES),
  subject: z.string(),
  controls: z.array(z.string()),
  change: z.looseObject({ name: z.string(), eventId: z.optional(z.string()) }),
});

/** An alert as a queue that is subscribed to the topic gets it. */
export interface ReceivedAlert extends z.infer<typeof alertSchema> {
  readonly attributes: Readonly<Record<string, string>>;
}

/**
 * The deployed system in the emulated account: rules, queues, table, topic and Security Hub there, and the
 * bundles of its functions in Lambda's runtime, which this hands messages to as Lambda does.
 */
export class DeployedSystem {
  readonly deployment: EmulatedDeployment;
  readonly gate: EmulatorGate;
  readonly audit: LambdaRuntime;
  readonly sweep: LambdaRuntime;
  readonly #folder: string;

  private constructor(
    deployment: EmulatedDeployment,
    gate: EmulatorGate,
    functions: { readonly audit: LambdaRuntime; readonly sweep: LambdaRuntime },
    folder: string,
  ) {
    this.deployment = deployment;
    this.gate = gate;
    this.audit = functions.audit;
    this.sweep = functions.sweep;
    this.#folder = folder;
  }

  static async start(
    parts: LambdaParts,
    region: string,
    { configuration = {}, policyFiles = {} }: Judging,
  ): Promise<DeployedSystem> {
    const deployment = await EmulatedDeployment.create(region);
    await deployment.connectRules();
    const emulator = inject('awsEndpoint');
    const gate = await EmulatorGate.open(emulator);
    const folder = await mkdtemp(path.join(tmpdir(), 'auditor-system-'));
    const CONFIGURATION_FILE = path.join(folder, 'configuration.json');
    const packaged: PackagedConfiguration = { configuration, documents: policyFiles };
    await writeFile(CONFIGURATION_FILE, JSON.stringify(packaged));
    const start = (name: 'audit' | 'sweep') =>
      LambdaRuntime.start(parts, defined(inject('builtFunctions')[name], name), {
        ...throughGate(deployment.environmentOf(name), emulator, gate.url),
        CONFIGURATION_FILE,
      });
    const [audit, sweep] = await Promise.all([start('audit'), start('sweep')]);
    return new DeployedSystem(deployment, gate, { audit, sweep }, folder);
  }

  async stop(): Promise<void> {
    await Promise.all([this.audit.kill(), this.sweep.kill()]);
    await this.gate.close();
    await rm(this.#folder, { recursive: true });
  }

  /** Begins a sweep and works until nothing is left to do. */
  async runSweep(): Promise<void> {
    const start = {
      messageId: 'start',
      body: JSON.stringify({ lambdaVpcAuditor: 1, kind: 'sweep' }),
    };
    await this.deliver([start], this.sweep);
    await this.workAll();
  }

  /** Puts calls on the bus as CloudTrail does. */
  async putOnBus(calls: readonly RecordedCall[]): Promise<void> {
    const { FailedEntryCount } = await new EventBridgeClient({
      region: this.deployment.region,
    }).send(
      new PutEventsCommand({
        Entries: calls.map((call) => ({
          Source: eventBridgeSource(String(call['eventSource'])),
          DetailType: 'AWS API Call via CloudTrail',
          Detail: JSON.stringify(call),
        })),
      }),
    );
    if (FailedEntryCount !== 0) throw new Error('the bus did not take every event');
  }

  /** Hands messages of the change queue over, as many at a time as Lambda does. */
  async deliver(messages: readonly Delivered[], runtime = this.audit): Promise<void> {
    for (let from = 0; from < messages.length; from += MOST_MESSAGES) {
      await invoke(runtime, messages.slice(from, from + MOST_MESSAGES));
    }
  }

  /** Hands over what the queues show now; answers how many messages that were. */
  async work(): Promise<number> {
    const steps = await this.deployment.take('sweep');
    await this.deliver(steps, this.sweep);
    const messages = await this.deployment.take('changes');
    await this.deliver(messages);
    return steps.length + messages.length;
  }

  /** Works until nothing is left to do now; audits that wait for something to settle are left waiting. */
  async workAll(): Promise<void> {
    for (;;) {
      if ((await this.work()) > 0) continue;
      const wait = this.gate.nextMessage();
      if (wait > SOON_MILLISECONDS) return;
      await sleep(wait + 50);
    }
  }

  /** The findings in Security Hub that are open. */
  async openFindings(): Promise<readonly AwsSecurityFinding[]> {
    return (await this.deployment.findings()).filter(
      ({ RecordState, Compliance }) => RecordState === 'ACTIVE' && Compliance?.Status === 'FAILED',
    );
  }

  /** The alerts since they were last taken. */
  async takeAlerts(): Promise<readonly ReceivedAlert[]> {
    return (await this.deployment.take('alerts')).map(({ body, attributes }) => ({
      ...alertSchema.parse(JSON.parse(body)),
      attributes,
    }));
  }
}

async function invoke(runtime: LambdaRuntime, messages: readonly Delivered[]): Promise<void> {
  const answer = JSON.stringify(await runtime.invoke(sqsEvent(messages)));
  if (answer === '{"response":{"batchItemFailures":[]}}') return;
  throw new Error(`${answer}\n${runtime.output.slice(-4_000)}`);
}

/** The control that a finding is of. */
export function controlOf({ ProductFields }: AwsSecurityFinding): string {
  return ProductFields?.['lambda-vpc-auditor/control'] ?? '';
}

/** How severe we say a finding is. */
export function severityOf({ FindingProviderFields }: AwsSecurityFinding): string {
  return FindingProviderFields?.Severity?.Label ?? '';
}

/** Queues are asked at the host of their URL, everything else at the SDK's endpoint. */
function throughGate(
  environment: Readonly<Record<string, string>>,
  emulator: string,
  gate: string,
): Readonly<Record<string, string>> {
  return Object.fromEntries(
    Object.entries(environment).map(([name, value]) => [name, value.replace(emulator, gate)]),
  );
}
