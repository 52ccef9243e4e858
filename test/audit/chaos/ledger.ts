import type { Channel, Transition } from '../../../shared/findings/stored-finding.ts';
import type { FindingStore } from '../../../shared/ports/finding-store.ts';
import type { Publisher } from '../../../shared/ports/publishers.ts';
import type { FaultyRun } from './faults.ts';

interface Entry {
  readonly what: 'told' | 'marked';
  readonly run: FaultyRun;
  /** In milliseconds. */
  readonly at: number;
}

/** Writes down what was stored, what was told and what was marked, in the order in which it happened. */
export class Ledger {
  readonly #stored = new Map<
    string,
    { readonly transition: Transition; readonly run: FaultyRun }
  >();
  readonly #entries = new Map<string, Entry[]>();

  store(findings: FindingStore, run: FaultyRun): FindingStore {
    return {
      ...findings,
      put: async (record, claim) => {
        const result = await findings.put(record, claim);
        if (result !== 'stored') return result;
        for (const transition of record.pending) {
          const known = this.#stored.has(transition.id);
          if (!known) this.#stored.set(transition.id, { transition, run });
        }
        return result;
      },
      markPublished: async (resourceId, ids, channel, importedAt) => {
        await findings.markPublished(resourceId, ids, channel, importedAt);
        for (const id of ids) this.#write(id, channel, 'marked', run);
      },
    };
  }

  /** @param refuses whether the service takes a transition this time */
  channel(channel: Channel, run: FaultyRun, refuses: () => boolean): Publisher {
    return {
      publish: async (transitions) => {
        const refused = new Set(transitions.filter(() => refuses()));
        const told = transitions.filter((one) => !refused.has(one));
        for (const { id } of told) this.#write(id, channel, 'told', run);
        if (refused.size > 0) run.disturbed = true;
        return {
          told: told.map(({ id }) => id),
          failed: [...refused].map(({ id }) => ({ transitionId: id, reason: 'throttled' })),
        };
      },
    };
  }

  /** Transitions that were stored and never told on a channel. */
  lost(): readonly string[] {
    return [...this.#stored.values()].flatMap(({ transition: { id, unpublished } }) =>
      unpublished
        .filter((channel) => this.#of(id, channel).every(({ what }) => what !== 'told'))
        .map((channel) => `${channel}: ${id}`),
    );
  }

  /**
   * What was told again although nothing had kept the run that told it before from marking it. What a
   * run left behind that broke off may be taken up by two others that are under way at the same time.
   */
  unexplained(): readonly string[] {
    return [...this.#stored.values()].flatMap(({ transition: { id, unpublished }, run: storing }) =>
      unpublished.flatMap((channel) => {
        const entries = this.#of(id, channel);
        const again = entries.slice(1).filter(({ what, run }, index) => {
          const before = entries[index];
          if (what !== 'told' || before === undefined) return false;
          const isTakenUpTwice = storing.disturbed && run.startedAt < before.at;
          return !isTakenUpTwice && (before.what === 'marked' || !before.run.disturbed);
        });
        return again.length > 0 ? [`${channel}: ${id}`] : [];
      }),
    );
  }

  /** How many transitions were stored, how often something was told, and how often of that again. */
  count(): { readonly stored: number; readonly told: number; readonly again: number } {
    const told = [...this.#entries.values()].map(
      (entries) => entries.filter((one) => one.what === 'told').length,
    );
    return {
      stored: this.#stored.size,
      told: told.reduce((sum, times) => sum + times, 0),
      again: told.reduce((sum, times) => sum + Math.max(0, times - 1), 0),
    };
  }

  #of(id: string, channel: Channel): readonly Entry[] {
    return this.#entries.get(`${channel} ${id}`) ?? [];
  }

  #write(id: string, channel: Channel, what: Entry['what'], run: FaultyRun): void {
    const key = `${channel} ${id}`;
    const entry = { what, run, at: run.now };
    this.#entries.set(key, [...(this.#entries.get(key) ?? []), entry]);
  }
}
