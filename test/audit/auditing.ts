import { MemoryQueues } from '../../shared/adapters/memory/queues.ts';
import { memoryState } from '../../shared/adapters/memory/memory-state.ts';
import { seedState } from '../../shared/adapters/memory/seed-state.ts';
import { SnapshotAccount } from '../../shared/adapters/memory/snapshot-account.ts';
import { SnapshotPartReader } from '../../shared/adapters/memory/snapshot-part-reader.ts';
import type { AuditDependencies } from '../../shared/audit/audit-dependencies.ts';
import { auditMessages } from '../../shared/audit/audit-messages.ts';
import { CONTROLS } from '../../shared/controls/registry.ts';
import { parseConfiguration } from '../../shared/engine/configuration.ts';
import type { AuditUnit } from '../../shared/events/audit-unit.ts';
import { CHANNELS } from '../../shared/findings/stored-finding.ts';
import type { Channel, Transition } from '../../shared/findings/stored-finding.ts';
import type { AuditRequest } from '../../shared/ports/change-queue.ts';
import type { AccountPartReader } from '../../shared/ports/account-part-reader.ts';
import type { Publisher } from '../../shared/ports/publishers.ts';
import type { State } from '../../shared/ports/state.ts';
import type { SnapshotChanges } from '../builders/snapshot.ts';
import { ACCOUNT, content, REGION } from '../builders/snapshot.ts';
import type { Topology } from '../builders/topology.ts';
import { RecordedLog, RecordedMetrics } from '../builders/recording.ts';
import { recordOf } from '../fixtures/events/inferred-events.ts';

/** A channel in memory: what was told on it, and what it refuses. */
export class RecordedChannel implements Publisher {
  readonly told: Transition[] = [];
  refuses: (transition: Transition) => boolean = () => false;

  publish: Publisher['publish'] = async (transitions) => {
    const failed = transitions.filter((one) => this.refuses(one));
    const told = transitions.filter((one) => !failed.includes(one));
    this.told.push(...told);
    return {
      told: told.map(({ id }) => id),
      failed: failed.map(({ id }) => ({ transitionId: id, reason: 'refused' })),
    };
  };
}

/** The deployed system over an account in memory: the account changes, messages come in. */
export class Auditing {
  now = new Date('2026-11-20T12:00:00.000Z');
  readonly account: SnapshotAccount;
  readonly state = memoryState();
  readonly queues = new MemoryQueues();
  readonly channels: Readonly<Record<Channel, RecordedChannel>> = {
    securityhub: new RecordedChannel(),
    alerts: new RecordedChannel(),
    events: new RecordedChannel(),
  };
  readonly metrics = new RecordedMetrics();
  readonly log = new RecordedLog();
  dependencies: AuditDependencies;
  #messages = 0;

  private constructor({ given, configuration }: Topology) {
    this.account = new SnapshotAccount([this.#contentOf(given)]);
    const parsed = parseConfiguration(configuration ?? {}, CONTROLS);
    if ('problems' in parsed) throw new Error(JSON.stringify(parsed.problems));
    this.dependencies = {
      accountId: ACCOUNT,
      regions: [REGION],
      controls: CONTROLS,
      configuration: parsed.configuration,
      findingSeverity: 'LOW',
      reader: new SnapshotPartReader(this.account),
      state: this.state,
      publishers: this.channels,
      changeQueue: this.queues.changeQueue,
      sweepQueue: this.queues.sweepQueue,
      // Every look at it is later than the one before.
      clock: () => (this.now = new Date(this.now.getTime() + 1)),
      metrics: this.metrics,
      log: this.log,
    };
  }

  /** The system as it is after its first sweep has read the account and audited all of it. */
  static async of(topology: Topology): Promise<Auditing> {
    const auditing = new Auditing(topology);
    const start = auditing.#contentOf(topology.given);
    await seedState(auditing.state, [start]);
    const units = unitsIn(topology);
    const cause = { name: 'sweep', time: start.capturedAt, region: REGION, resources: [] };
    await auditing.deliver(ours({ kind: 'audit', units, cause }));
    for (const channel of CHANNELS) auditing.channels[channel].told.length = 0;
    auditing.queues.takeChanges();
    auditing.metrics.counts.clear();
    auditing.metrics.durations.clear();
    auditing.account.calls.clear();
    return auditing;
  }

  /** The account as it is from now on. */
  become(given: SnapshotChanges): void {
    this.now = new Date(this.now.getTime() + 60_000);
    this.account.replace([this.#contentOf(given)]);
  }

  /** Facts of the region are kept in the state: read again, as for a change that touches them. */
  async sweepFacts(given: SnapshotChanges): Promise<void> {
    await seedState(this.state, [this.#contentOf(given)]);
  }

  /** Lets something else stand in for a part of the system. */
  replace(changes: Partial<AuditDependencies>): void {
    this.dependencies = { ...this.dependencies, ...changes };
  }

  /** Lets the reader answer otherwise. */
  replaceReader(changes: Partial<AccountPartReader>): void {
    const reader = new SnapshotPartReader(this.account);
    this.replace({
      reader: {
        vpcs: (region, vpcIds) => reader.vpcs(region, vpcIds),
        lambdaFunction: (region, arn) => reader.lambdaFunction(region, arn),
        role: (arn) => reader.role(arn),
        locate: (region, ids) => reader.locate(region, ids),
        ...changes,
      },
    });
  }

  /** Lets a part of the state answer otherwise. */
  replaceState(changes: Partial<State>): void {
    this.replace({ state: { ...this.state, ...changes } });
  }

  /** Delivers one batch; answers the places in it of the messages that have to come again. */
  async deliver(...bodies: readonly string[]): Promise<readonly number[]> {
    return this.#deliver(1, bodies);
  }

  /** The same for messages that were delivered before, and come again once they are visible. */
  async redeliver(...bodies: readonly string[]): Promise<readonly number[]> {
    this.now = new Date(this.now.getTime() + 12 * 60_000);
    return this.#deliver(2, bodies);
  }

  async #deliver(receiveCount: number, bodies: readonly string[]): Promise<readonly number[]> {
    const deliveries = bodies.map((body) => {
      this.#messages += 1;
      return { messageId: `m-${this.#messages}`, body, receiveCount };
    });
    const failed = await auditMessages(deliveries, this.dependencies);
    return deliveries.flatMap(({ messageId }, index) => (failed.has(messageId) ? [index] : []));
  }

  /** What was told on a channel, as `kind control resource`. */
  told(channel: Channel = 'alerts'): readonly string[] {
    return this.channels[channel].told.map(({ kind, verdict }) => {
      const { control, resource } = verdict;
      return `${kind} ${control} ${resource.id.slice(resource.id.lastIndexOf(':') + 1)}`;
    });
  }

  /** The audits that wait in the queue. */
  takeRequests(): readonly (AuditRequest & { readonly delaySeconds: number })[] {
    return this.queues.takeChanges().map(({ body, delaySeconds }) => ({
      ...(JSON.parse(body) as AuditRequest),
      delaySeconds,
    }));
  }

  /** The time moves with the account: readings carry the time of their snapshot. */
  #contentOf(given: SnapshotChanges) {
    return content({ ...given, header: { ...given.header, capturedAt: this.now.toISOString() } });
  }
}

/** Every VPC of a topology, and every function outside of them. */
export function unitsIn({ given }: Topology): readonly AuditUnit[] {
  const { Vpcs = [], Functions = [] } = given.collections ?? {};
  const outside = Functions.filter(
    ({ VpcConfig, CapacityProviderConfig }) =>
      (VpcConfig?.SubnetIds ?? []).length === 0 && CapacityProviderConfig === undefined,
  );
  return [
    ...Vpcs.map(({ VpcId }): AuditUnit => ({ kind: 'vpc', region: REGION, vpcId: VpcId })),
    ...outside.map(({ FunctionArn }): AuditUnit => ({
      kind: 'function',
      region: REGION,
      functionArn: FunctionArn,
    })),
  ];
}

/** A message of our own. */
export function ours(message: object): string {
  return JSON.stringify({ lambdaVpcAuditor: 1, ...message });
}

/** An event of the account, as the rules deliver it. */
export function event(
  source: string,
  eventName: string,
  requestParameters: object,
  differs: Readonly<Record<string, unknown>> = {},
): string {
  const detail = recordOf(source, eventName, {
    awsRegion: REGION,
    eventTime: '2026-11-20T12:00:30Z',
    requestParameters,
    ...differs,
  });
  return JSON.stringify({
    'detail-type': 'AWS API Call via CloudTrail',
    source: `aws.${source}`,
    account: ACCOUNT,
    detail,
  });
}
