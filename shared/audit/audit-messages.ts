import pLimit from 'p-limit';
import { unitKey } from '../events/audit-unit.ts';
import type { AuditUnit } from '../events/audit-unit.ts';
import { groupBy } from '../model/group-by.ts';
import type { AuditDependencies } from './audit-dependencies.ts';
import { countFindings } from './audit-counts.ts';
import { errorText } from './error-text.ts';
import { auditGroup } from './group-audit.ts';
import type { AuditedUnit, CausedUnit } from './group-audit.ts';
import { Intake } from './intake.ts';
import { settle } from './settle.ts';
import { MOST_VPCS } from './spread.ts';
import { dueTransitions, tell } from './tell.ts';
import type { DueTransition } from './tell.ts';
import type { Delivery, Work } from './work.ts';

export type { Delivery } from './work.ts';

const CONCURRENT_MESSAGES = 5;

/**
 * Works on a batch of messages of the change queue: what they name is read, what they affect is judged
 * once for all of them, what is new is stored and told. Order, repetition and delay of messages do not
 * matter; see docs/decisions/what-a-crash-costs.md.
 *
 * @returns the ids of the messages that have to be delivered again
 */
export async function auditMessages(
  deliveries: readonly Delivery[],
  dependencies: AuditDependencies,
): Promise<ReadonlySet<string>> {
  const batch = new Batch(dependencies);
  await batch.takeIn(deliveries);
  await batch.audit();
  await batch.tell();
  await batch.settle();
  batch.report();
  return batch.failed;
}

class Batch {
  readonly failed = new Set<string>();
  readonly #with: AuditDependencies;
  readonly #works: Work[] = [];
  readonly #audited: Extract<AuditedUnit, { readonly outcome: unknown }>[] = [];

  constructor(dependencies: AuditDependencies) {
    this.#with = dependencies;
  }

  async takeIn(deliveries: readonly Delivery[]): Promise<void> {
    const intake = new Intake(this.#with);
    const limit = pLimit(CONCURRENT_MESSAGES);
    await Promise.all(
      deliveries.map((delivery) =>
        limit(async () => {
          try {
            const work = await intake.take(delivery);
            if (work !== undefined) this.#works.push(work);
          } catch (error) {
            this.#fail([delivery.messageId], 'A message could not be taken in', error);
          }
        }),
      ),
    );
  }

  async audit(): Promise<void> {
    for (const group of this.#groups()) {
      const units = group.map(({ unit }) => unit);
      try {
        for (const audited of await auditGroup(group, this.#with)) {
          if ('outcome' in audited) this.#audited.push(audited);
          else this.#failUnit(audited.unit, 'A unit could not be audited', audited.error);
        }
      } catch (error) {
        for (const unit of units) this.#failUnit(unit, 'A unit could not be read', error);
      }
    }
  }

  async tell(): Promise<void> {
    const now = this.#with.clock();
    const units = new Map<string, AuditUnit[]>();
    // Two units may see one record, of a function that moved: what is in it is told once.
    const due = new Map<string, DueTransition>();
    for (const { unit, outcome } of this.#audited) {
      for (const record of outcome.records) {
        const { id } = record.resource;
        units.set(id, [...(units.get(id) ?? []), unit]);
        for (const one of dueTransitions(record, outcome.transitionIds, now)) {
          due.set(one.transition.id, one);
        }
      }
    }
    const failed = await tell([...due.values()], this.#with);
    for (const unit of [...failed].flatMap((resourceId) => units.get(resourceId) ?? [])) {
      for (const messageId of this.#messageIdsOf(unit)) this.failed.add(messageId);
    }
  }

  async settle(): Promise<void> {
    for (const { unit, outcome, unitSnapshot } of this.#audited) {
      // The later audit sees to it.
      if (outcome.superseded) continue;
      try {
        await settle(unit, this.#worksOf(unit), unitSnapshot, this.#with);
      } catch (error) {
        this.#failUnit(unit, 'A unit could not be left to settle', error);
      }
    }
  }

  report(): void {
    const { metrics, clock, log } = this.#with;
    for (const { unit, outcome } of this.#audited) {
      if (outcome.superseded) metrics.count('AuditsSuperseded', 1);
      else countFindings(outcome.records, outcome.transitionIds, metrics);
      const events = this.#worksOf(unit).filter(({ change }) => change !== undefined);
      if (events.length > 1) metrics.count('EventsCoalesced', events.length - 1);
      log.info('A unit is audited', {
        unit: unitKey(unit),
        superseded: outcome.superseded,
        messages: this.#messageIdsOf(unit).length,
        transitions: outcome.transitionIds.size,
      });
    }
    for (const { messageId, change } of this.#works) {
      if (change === undefined || this.failed.has(messageId)) continue;
      metrics.seconds('EventAge', (clock().getTime() - Date.parse(change.time)) / 1_000);
    }
  }

  /** Units of one kind and region that are read together. */
  #groups(): readonly (readonly [CausedUnit, ...CausedUnit[]])[] {
    const units = new Map(
      this.#works.flatMap((work) => work.units).map((unit) => [unitKey(unit), unit]),
    );
    const together = groupBy(units.values(), ({ kind, region }) => [`${kind} ${region}`]);
    return [...together.values()].flatMap((all) =>
      chunksOf(
        all.flatMap((unit) => {
          const [cause, ...causes] = this.#worksOf(unit).map((work) => work.cause);
          return cause === undefined ? [] : [{ unit, causes: [cause, ...causes] as const }];
        }),
      ),
    );
  }

  #worksOf(unit: AuditUnit): readonly Work[] {
    const key = unitKey(unit);
    return this.#works.filter((work) => work.units.some((one) => unitKey(one) === key));
  }

  #messageIdsOf(unit: AuditUnit): readonly string[] {
    return this.#worksOf(unit).map(({ messageId }) => messageId);
  }

  #failUnit(unit: AuditUnit, message: string, error: unknown): void {
    this.#fail(this.#messageIdsOf(unit), `${message}: ${unitKey(unit)}`, error);
  }

  #fail(messageIds: readonly string[], message: string, error: unknown): void {
    for (const messageId of messageIds) this.failed.add(messageId);
    this.#with.log.error(message, { messageIds, error: errorText(error) });
  }
}

function chunksOf(
  units: readonly CausedUnit[],
): readonly (readonly [CausedUnit, ...CausedUnit[]])[] {
  const chunks: [CausedUnit, ...CausedUnit[]][] = [];
  for (const unit of units) {
    const last = chunks.at(-1);
    if (last === undefined || last.length === MOST_VPCS) chunks.push([unit]);
    else last.push(unit);
  }
  return chunks;
}
