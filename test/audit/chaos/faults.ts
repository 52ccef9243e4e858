import type { AuditDependencies } from '../../../shared/audit/audit-dependencies.ts';
import type { SnapshotPart } from '../../../shared/model/snapshot-part.ts';
import type { CollectionName } from '../../../shared/model/collections.ts';
import { CHANNELS } from '../../../shared/findings/stored-finding.ts';
import type { Random } from './random.ts';
import type { Turns } from './turns.ts';

/** The process was killed: nothing of the run happens any more. */
export class Kill extends Error {
  override readonly name = 'Kill';
}

/** As the deployed function: see serverless.yml. */
const TIMEOUT_MILLISECONDS = 120_000;

/** How often things go wrong, from 0 to 1. */
export interface Odds {
  /** A run is killed at one of its calls. */
  readonly kill: number;
  /** A call is refused, or its answer lost although it was done. */
  readonly fault: number;
  /** A reading of VPCs lacks a collection, for a reason that passes. */
  readonly gap: number;
}

/** One run of the function, whose calls wait for their turn, fail now and then, and may end with it. */
export class FaultyRun {
  /** Whether any call of the run failed, or it was killed. */
  disturbed = false;
  dead = false;
  /** In milliseconds. */
  readonly startedAt: number;
  readonly #turns: Turns;
  readonly #random: Random;
  readonly #odds: Odds;
  #callsToLive: number;

  constructor(turns: Turns, random: Random, odds: Odds) {
    this.startedAt = turns.now;
    this.#turns = turns;
    this.#random = random;
    this.#odds = odds;
    this.#callsToLive = random.chance(odds.kill) ? random.between(1, 60) : Infinity;
  }

  get now(): number {
    return this.#turns.now;
  }

  /** The same system, seen through the run. */
  through(dependencies: AuditDependencies): AuditDependencies {
    const { reader, state, publishers, changeQueue, sweepQueue } = dependencies;
    const wrapped = <T extends object>(port: T): T => this.#wrap(port);
    return {
      ...dependencies,
      reader: {
        ...methodsOf(wrapped(reader)),
        vpcs: async (region, vpcIds, known) =>
          this.#withGap(await wrapped(reader).vpcs(region, vpcIds, known)),
      },
      state: {
        ...state,
        functions: wrapped(state.functions),
        roles: wrapped(state.roles),
        regionFacts: wrapped(state.regionFacts),
        network: wrapped(state.network),
        findings: wrapped(state.findings),
        settling: wrapped(state.settling),
      },
      publishers: {
        ...publishers,
        ...Object.fromEntries(CHANNELS.map((channel) => [channel, wrapped(publishers[channel])])),
      },
      changeQueue: wrapped(changeQueue),
      sweepQueue: wrapped(sweepQueue),
    };
  }

  #wrap<T extends object>(port: T): T {
    return new Proxy(port, {
      get: (target, name) => {
        const method: unknown = Reflect.get(target, name);
        if (typeof method !== 'function') return method;
        return (...given: readonly unknown[]) =>
          this.#call(() => Reflect.apply(method, target, given) as unknown);
      },
    });
  }

  async #call(act: () => unknown): Promise<unknown> {
    this.#mustLive();
    await this.#turns.next();
    this.#mustLive();
    this.#callsToLive -= 1;
    const isLast = this.#callsToLive <= 0;
    const isDone = this.#random.chance(0.5);
    if (isLast && !isDone) return this.#die();
    const fails = this.#random.chance(this.#odds.fault);
    if (fails && !isDone) return this.#fail('throttled');
    const answer = await act();
    if (isLast) return this.#die();
    if (fails) return this.#fail('the answer is lost');
    return answer;
  }

  #withGap(part: SnapshotPart): SnapshotPart {
    if (!this.#random.chance(this.#odds.gap)) return part;
    const names = Object.keys(part.collections) as readonly CollectionName[];
    const collection = this.#random.pick(names);
    const { [collection]: _unread, ...collections } = part.collections;
    const reason = { kind: 'failed', call: 'ec2:Describe', detail: 'throttled' } as const;
    return { ...part, collections, gaps: [...part.gaps, { collection, reason }] };
  }

  #mustLive(): void {
    const isOver = this.now - this.startedAt > TIMEOUT_MILLISECONDS;
    if (this.dead || isOver) this.#die();
  }

  #die(): never {
    this.dead = true;
    this.disturbed = true;
    throw new Kill('killed');
  }

  #fail(message: string): never {
    this.disturbed = true;
    throw new Error(message);
  }
}

/** What a proxy of a class answers to, as an object of its own. */
function methodsOf(reader: AuditDependencies['reader']): AuditDependencies['reader'] {
  return {
    vpcs: (region, vpcIds, known) => reader.vpcs(region, vpcIds, known),
    lambdaFunction: (region, arn) => reader.lambdaFunction(region, arn),
    role: (arn) => reader.role(arn),
    locate: (region, ids) => reader.locate(region, ids),
  };
}
