import { MemoryQueues } from '../shared/adapters/memory/queues.ts';
import { memoryState } from '../shared/adapters/memory/memory-state.ts';
import { seedState } from '../shared/adapters/memory/seed-state.ts';
import { SnapshotAccount } from '../shared/adapters/memory/snapshot-account.ts';
import { SnapshotListing } from '../shared/adapters/memory/snapshot-listing.ts';
import { SnapshotPartReader } from '../shared/adapters/memory/snapshot-part-reader.ts';
import type { AuditDependencies } from '../shared/audit/audit-dependencies.ts';
import { auditMessages } from '../shared/audit/audit-messages.ts';
import { sweepConsumer } from '../shared/audit/sweep.ts';
import { CONTROLS } from '../shared/controls/registry.ts';
import type { Configuration } from '../shared/engine/configuration.ts';
import type { Transition } from '../shared/findings/stored-finding.ts';
import type { Snapshot } from '../shared/model/snapshot.ts';
import type { Log } from '../shared/ports/log.ts';
import type { Metrics } from '../shared/ports/metrics.ts';
import type { Publisher } from '../shared/ports/publishers.ts';

/** The deployed functions over saved snapshots, with queues, table and channels in memory. */
interface ReplayedAccount {
  /** Of one account, one for each region; at least one. */
  readonly snapshots: readonly Snapshot[];
  readonly configuration: Configuration;
  readonly now: () => number;
}

/**
 * Takes an event the way that the deployed functions would: its region's facts are read again, its VPCs
 * audited, what is new stored and told. Nothing was known before, so whatever fails there is opened.
 *
 * @param document the parsed JSON of the event
 * @returns what was told
 */
export async function replayTransitions(
  document: unknown,
  { snapshots, configuration, now }: ReplayedAccount,
): Promise<readonly Transition[]> {
  const contents = snapshots.map(({ content }) => content);
  const [first] = contents;
  if (first === undefined) return [];
  const state = memoryState();
  await seedState(state, contents);
  const account = new SnapshotAccount(contents);
  const queues = new MemoryQueues();
  const told = new Map<string, Transition>();
  const others = contents.slice(1).map(({ region }) => region);
  const reader = new SnapshotPartReader(account);
  const shared = {
    regions: [first.region, ...others] as const,
    reader,
    state,
    changeQueue: queues.changeQueue,
    sweepQueue: queues.sweepQueue,
    clock: () => new Date(now()),
    metrics: NO_METRICS,
    log: NO_LOG,
  };
  const audit: AuditDependencies = {
    ...shared,
    accountId: first.accountId,
    controls: CONTROLS,
    configuration,
    findingSeverity: 'LOW',
    publishers: { securityhub: keptIn(told), alerts: keptIn(told), events: keptIn(told) },
  };
  const sweep = sweepConsumer({
    ...shared,
    principalArns: [],
    listing: new SnapshotListing(account),
  });
  let bodies: readonly string[] = [JSON.stringify(document)];
  while (bodies.length > 0) {
    await deliver(bodies, audit);
    const refresh = queues.takeSweep();
    if (refresh !== undefined) {
      const deadline = new Date(now() + ENDLESS_MILLISECONDS);
      await sweep({ body: refresh.body, messageId: 'replay', deadline });
    }
    bodies = queues
      .takeChanges()
      .map(({ body }) => body)
      // A snapshot does not settle.
      .filter((body) => !body.includes('"settlingAttempt"'));
  }
  return [...told.values()];
}

const ENDLESS_MILLISECONDS = 86_400_000;

/** @throws Error where the audit would have to be tried again: in memory nothing passes by itself */
async function deliver(bodies: readonly string[], audit: AuditDependencies): Promise<void> {
  const deliveries = bodies.map((body, index) => ({
    messageId: String(index),
    body,
    receiveCount: 1,
  }));
  const failed = await auditMessages(deliveries, audit);
  if (failed.size > 0) throw new Error('the audit of the event failed');
}

function keptIn(told: Map<string, Transition>): Publisher {
  return {
    publish: (transitions) => {
      for (const one of transitions) told.set(one.id, one);
      return Promise.resolve({ told: transitions.map(({ id }) => id), failed: [] });
    },
  };
}

const NO_METRICS: Metrics = { count: () => undefined, seconds: () => undefined };
const NO_LOG: Log = { info: () => undefined, warn: () => undefined, error: () => undefined };
