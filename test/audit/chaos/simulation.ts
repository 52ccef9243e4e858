import { setImmediate } from 'node:timers/promises';
import { memoryState } from '../../../shared/adapters/memory/memory-state.ts';
import { memoryTable } from '../../../shared/adapters/memory/memory-table.ts';
import { seedState } from '../../../shared/adapters/memory/seed-state.ts';
import { SnapshotAccount } from '../../../shared/adapters/memory/snapshot-account.ts';
import { SnapshotListing } from '../../../shared/adapters/memory/snapshot-listing.ts';
import { SnapshotPartReader } from '../../../shared/adapters/memory/snapshot-part-reader.ts';
import type { AuditDependencies } from '../../../shared/audit/audit-dependencies.ts';
import { auditMessages } from '../../../shared/audit/audit-messages.ts';
import { readUnits } from '../../../shared/audit/unit-reading.ts';
import { snapshotOfUnit } from '../../../shared/audit/unit-snapshot.ts';
import { verdictsOfUnit } from '../../../shared/audit/unit-verdicts.ts';
import type { Control } from '../../../shared/controls/define-control.ts';
import { CONTROLS } from '../../../shared/controls/registry.ts';
import { defaultConfiguration } from '../../../shared/engine/configuration.ts';
import type { Verdict } from '../../../shared/engine/evaluate.ts';
import type { AuditUnit } from '../../../shared/events/audit-unit.ts';
import type { AccountPartReader } from '../../../shared/ports/account-part-reader.ts';
import type { ChangeQueue, SweepQueue } from '../../../shared/ports/change-queue.ts';
import type { RegionTopic } from '../../../shared/ports/region-facts.ts';
import { RecordedLog, RecordedMetrics } from '../../builders/recording.ts';
import { ACCOUNT, REGION } from '../../builders/snapshot.ts';
import { ours, unitsIn } from '../auditing.ts';
import { randomChange } from './changes.ts';
import { compared } from './comparison.ts';
import type { Comparison } from './comparison.ts';
import { FaultyRun } from './faults.ts';
import type { Odds } from './faults.ts';
import { Ledger } from './ledger.ts';
import type { Random } from './random.ts';
import { SimulatedQueue } from './simulated-queue.ts';
import { Turns } from './turns.ts';
import { World } from './world.ts';
import type { WorldState } from './world.ts';

const START = Date.parse('2026-11-20T12:00:00.000Z');
const SECOND = 1_000;

/** As many runs as the deployed function is allowed at once in this account. */
const MOST_RUNS = 4;

const NOTHING: Odds = { kill: 0, fault: 0, gap: 0 };

/** EC2 may answer with what was true a moment ago. */
const MOST_LAG_MILLISECONDS = 4 * SECOND;

export interface Chaos {
  readonly start: WorldState;
  readonly controls: readonly Control[];
  readonly changes: number;
  readonly odds: Odds;
  readonly random: Random;
}

/** The deployed system under an account that changes, on a clock of its own. */
export class Simulation {
  readonly world: World;
  readonly table = memoryTable();
  readonly state = memoryState(this.table);
  readonly ledger = new Ledger();
  readonly queue = new SimulatedQueue();
  runs = 0;
  kills = 0;
  readonly #chaos: Chaos;
  readonly #turns: Turns;
  readonly #running = new Set<Promise<void>>();
  /** Messages gather for a while. */
  #nextBatchAt = START;
  /** Until then things go wrong. */
  #calmFrom = Infinity;

  constructor(chaos: Chaos) {
    this.#chaos = chaos;
    this.world = new World(chaos.start);
    this.#turns = new Turns(chaos.random, START);
  }

  get now(): number {
    return this.#turns.now;
  }

  /** The first sweep, then the changes with their events, until nothing is left to do. */
  async run(): Promise<void> {
    await this.#sweep();
    this.#makeChanges();
    for (;;) {
      // Whoever can go on without a turn has done so.
      await setImmediate();
      if (this.#mayReceive() && this.#chaos.random.chance(0.3)) this.#receive();
      else if (!this.#turns.give() && !this.#moveOn()) break;
    }
  }

  async #sweep(): Promise<void> {
    const { collections } = this.#chaos.start;
    await seedState(this.state, [this.world.contentAt(START)]);
    const time = new Date(START).toISOString();
    const cause = { name: 'sweep', time, region: REGION, resources: [] };
    const calm = new FaultyRun(this.#turns, this.#chaos.random, NOTHING);
    const units = unitsIn({ given: { collections } });
    const bodies = units.map((unit: AuditUnit) => ours({ kind: 'audit', units: [unit], cause }));
    const deliveries = bodies.map((body, at) => ({ messageId: `s-${at}`, body, receiveCount: 1 }));
    await auditMessages(deliveries, this.#dependencies(calm));
    this.#turns.now += 60 * SECOND;
  }

  #makeChanges(): void {
    const { random, changes, start } = this.#chaos;
    const steps: { readonly at: number; readonly apply: (state: WorldState) => WorldState }[] = [];
    let time = this.now;
    for (let index = 0; index < changes; index += 1) {
      time += random.between(1, 10) * SECOND;
      const change = randomChange(start, random);
      steps.push({ at: time, apply: change.apply });
      if (change.later !== undefined) {
        steps.push({ at: time + random.between(20, 200) * SECOND, apply: change.later });
      }
      const eventTime = `${new Date(time).toISOString().slice(0, 19)}Z`;
      const body = change.event(eventTime, `e-${index}`);
      for (let copy = random.between(1, 3); copy > 0; copy -= 1) {
        this.queue.send(body, time + random.between(1, 150) * SECOND);
      }
    }
    for (const { at, apply } of steps.toSorted((a, b) => a.at - b.at)) this.world.change(at, apply);
    this.#calmFrom = time + 300 * SECOND;
  }

  #mayReceive(): boolean {
    if (this.#running.size >= MOST_RUNS || this.now < this.#nextBatchAt) return false;
    const nextAt = this.queue.nextAt();
    return nextAt !== undefined && nextAt <= this.now;
  }

  #receive(): void {
    const { random, odds } = this.#chaos;
    const deliveries = this.queue.receive(this.now, random);
    this.#nextBatchAt = this.now + random.between(0, 10) * SECOND;
    const isCalm = this.now >= this.#calmFrom;
    const run = new FaultyRun(this.#turns, random, isCalm ? NOTHING : odds);
    this.runs += 1;
    const running = auditMessages(deliveries, run.through(this.#dependencies(run))).then(
      (failed) => {
        if (run.dead) return;
        for (const { messageId } of deliveries) {
          if (!failed.has(messageId)) this.queue.delete(messageId);
        }
      },
      // The whole batch comes again, as after any crash.
      () => undefined,
    );
    const ended = running.then(() => {
      if (run.dead) this.kills += 1;
      this.#running.delete(ended);
    });
    this.#running.add(ended);
  }

  /** Lets the time pass until something can be received; false where there is nothing. */
  #moveOn(): boolean {
    if (this.#running.size > 0) return true;
    const nextAt = this.queue.nextAt();
    if (nextAt === undefined) return false;
    this.#turns.now = Math.max(this.now, nextAt, this.#nextBatchAt);
    return true;
  }

  #dependencies(run: FaultyRun): AuditDependencies {
    const { random, odds, controls } = this.#chaos;
    const { ledger } = this;
    const refuses = () => this.now < this.#calmFrom && random.chance(odds.fault);
    return {
      accountId: ACCOUNT,
      regions: [REGION],
      controls,
      configuration: defaultConfiguration(CONTROLS),
      findingSeverity: 'LOW',
      reader: this.#reader(),
      state: { ...this.state, findings: ledger.store(this.state.findings, run) },
      publishers: {
        securityhub: ledger.channel('securityhub', run, refuses),
        alerts: ledger.channel('alerts', run, refuses),
        events: ledger.channel('events', run, refuses),
      },
      changeQueue: this.#changeQueue,
      sweepQueue: this.#sweepQueue,
      clock: () => new Date((this.#turns.now += 1)),
      metrics: new RecordedMetrics(),
      log: new RecordedLog(),
    };
  }

  #reader(): AccountPartReader {
    const at = (time: number) =>
      new SnapshotPartReader(new SnapshotAccount([this.world.contentAt(time)]));
    const lag = () =>
      this.now >= this.#calmFrom ? 0 : this.#chaos.random.between(0, MOST_LAG_MILLISECONDS);
    return {
      vpcs: (region, vpcIds) => at(this.now - lag()).vpcs(region, vpcIds),
      lambdaFunction: (region, arn) => at(this.now).lambdaFunction(region, arn),
      role: (arn) => at(this.now).role(arn),
      locate: (region, ids) => at(this.now).locate(region, ids),
    };
  }

  readonly #changeQueue: ChangeQueue = {
    request: async (request, delaySeconds) =>
      this.queue.send(ours(request), this.now + delaySeconds * SECOND),
    redeliver: async (event) =>
      this.queue.send(ours({ kind: 'event', event, factsRead: true }), this.now),
    setAside: async (body) => {
      throw new Error(`nothing here is malformed: ${body}`);
    },
  };

  /** The sweep reads the topics at once, and sends the event back some time later. */
  readonly #sweepQueue: SweepQueue = {
    refresh: async ({ region, topics, event }) => {
      for (const topic of topics) await this.#readTopic(region, topic);
      const delay = this.#chaos.random.between(1, 20) * SECOND;
      this.queue.send(ours({ kind: 'event', event, factsRead: true }), this.now + delay);
    },
    step: async () => {
      throw new Error('every event here says what it is about');
    },
  };

  async #readTopic(region: string, topic: RegionTopic): Promise<void> {
    const account = new SnapshotAccount([this.world.contentAt(this.now)]);
    const part = await new SnapshotListing(account).topic(region, topic);
    await this.state.regionFacts.put(region, topic, part, new Date(this.now).toISOString());
  }

  /** What is stored and was not told on every channel. */
  pending(): readonly string[] {
    return [...this.table.findings.values()].flatMap((record) =>
      record.pending.map(({ id }) => id),
    );
  }

  /** Holds what is stored against an audit of the account as it is now by a system that knows nothing yet. */
  async compare(): Promise<Comparison> {
    const content = this.world.contentAt(this.now);
    const state = memoryState();
    await seedState(state, [content]);
    const calm = new FaultyRun(this.#turns, this.#chaos.random, NOTHING);
    const dependencies = { ...this.#dependencies(calm), state };
    const units = unitsIn({ given: content });
    const { configuration, controls } = dependencies;
    const verdicts: Verdict[] = [];
    for (const unit of units) {
      const reading = await readUnits([unit], dependencies);
      const unitSnapshot = snapshotOfUnit(unit, ACCOUNT, reading);
      const judged = verdictsOfUnit(unit, unitSnapshot, configuration, controls);
      verdicts.push(...judged.flatMap((one) => one.verdicts));
    }
    return compared(verdicts, [...this.table.findings.values()]);
  }
}
