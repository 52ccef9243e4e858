import { unitKey } from '../events/audit-unit.ts';
import type { AuditUnit } from '../events/audit-unit.ts';
import { asffResourceDetails } from '../findings/asff-resource-details.ts';
import type { Causes } from '../findings/cause-of.ts';
import { archiveAll, reconcile } from '../findings/reconcile.ts';
import type { Reconciled, ReconcileContext } from '../findings/reconcile.ts';
import { reportedVerdict } from '../findings/report.ts';
import type { ResourceFindings } from '../findings/stored-finding.ts';
import { splitFunctionArn } from '../model/arn.ts';
import type { Claim } from '../ports/finding-store.ts';
import type { InventoriedFunction } from '../ports/function-inventory.ts';
import type { AuditDependencies } from './audit-dependencies.ts';
import type { UnitSnapshot } from './unit-snapshot.ts';
import type { JudgedResource } from './unit-verdicts.ts';
import { whereaboutsOf } from './vanished.ts';
import type { Whereabouts } from './vanished.ts';

/** What an audit of one unit came to. */
export interface UnitOutcome {
  /** A later audit has claimed the unit: it has seen everything that this one has. */
  readonly superseded: boolean;
  /** What is stored now of the unit's resources, as far as it was looked at. */
  readonly records: readonly ResourceFindings[];
  /** Ids of the transitions that this audit stored. */
  readonly transitionIds: ReadonlySet<string>;
}

/** A record is written by audits of its unit and marked by whoever tells it: each is soon over. */
const MOST_CONFLICTS = 10;

/** The other unit's audit comes when the record says that it is its own. */
const MOVED_DELAY_SECONDS = 10;

/** Others wrote the record of a resource over and over. */
class ContendedError extends Error {
  override readonly name = 'ContendedError';
}

/** Holds what was judged in a unit against what is remembered of it, and stores what is new. */
export class UnitAudit {
  readonly #unit: AuditUnit;
  readonly #unitSnapshot: UnitSnapshot;
  readonly #with: AuditDependencies;
  readonly #context: ReconcileContext;
  readonly #stored = new Map<string, ResourceFindings>();
  readonly #transitionIds = new Set<string>();
  #superseded = false;

  constructor(
    unit: AuditUnit,
    causes: Causes,
    unitSnapshot: UnitSnapshot,
    dependencies: AuditDependencies,
  ) {
    const { accountId, partition, region, capturedAt } = unitSnapshot.snapshot;
    const { controls, configuration, findingSeverity } = dependencies;
    const names = controls.map(({ meta }) => meta.name);
    this.#unit = unit;
    this.#unitSnapshot = unitSnapshot;
    this.#with = dependencies;
    this.#context = {
      accountId,
      partition,
      region,
      capturedAt,
      unit,
      causes,
      findingSeverity,
      enabledControls: new Set(names.filter((name) => configuration.controls.get(name)?.enabled)),
    };
  }

  /** @param claim undefined where the unit was claimed later: then nothing is stored */
  async run(judged: readonly JudgedResource[], claim: Claim | undefined): Promise<UnitOutcome> {
    const { findings } = this.#with.state;
    const ids = new Set(judged.map((one) => one.resource.id));
    const [own, open] = await Promise.all([findings.get([...ids]), findings.openIn(this.#unit)]);
    // What lags behind comes first, and is replaced by what is consistent.
    for (const record of [...open, ...own]) this.#stored.set(record.resource.id, record);
    this.#superseded = claim === undefined;
    if (claim !== undefined) {
      const vanished = open.filter((one) => !ids.has(one.resource.id));
      await this.#storeAll(judged, vanished, claim);
    }
    return {
      superseded: this.#superseded,
      records: [...this.#stored.values()],
      transitionIds: this.#transitionIds,
    };
  }

  async #storeAll(
    judged: readonly JudgedResource[],
    vanished: readonly ResourceFindings[],
    claim: Claim,
  ): Promise<void> {
    const items = await this.#itemsOf(vanished);
    // All at once: the store writes together what is written in one turn.
    await Promise.all([
      ...judged.map((one) =>
        this.#store(one.resource.id, (record) => this.#judge(one, record), claim),
      ),
      ...vanished.map((record) =>
        this.#storeVanished(record, items.get(functionArnOf(record)), claim),
      ),
    ]);
  }

  async #store(
    resourceId: string,
    step: (stored: ResourceFindings | undefined) => Reconciled | undefined,
    claim: Claim,
  ): Promise<void> {
    const { findings } = this.#with.state;
    for (let conflicts = 0; conflicts < MOST_CONFLICTS; conflicts += 1) {
      const next = step(this.#stored.get(resourceId));
      if (next === undefined || this.#superseded) return;
      const { record, transitions } = next;
      switch (await findings.put(record, claim)) {
        case 'stored':
          this.#stored.set(resourceId, { ...record, version: record.version + 1 });
          for (const { id } of transitions) this.#transitionIds.add(id);
          return;
        case 'superseded':
          this.#superseded = true;
          return;
        case 'conflict': {
          const [fresh] = await findings.get([resourceId]);
          if (fresh === undefined) this.#stored.delete(resourceId);
          else this.#stored.set(resourceId, fresh);
        }
      }
    }
    throw new ContendedError(`${resourceId} was written by others ${MOST_CONFLICTS} times`);
  }

  #judge(
    { resource, verdicts }: JudgedResource,
    stored: ResourceFindings | undefined,
  ): Reconciled | undefined {
    // Texts are made for what fails or once failed: few of an account's verdicts.
    if (stored === undefined && verdicts.every(({ status }) => status !== 'FAILED'))
      return undefined;
    const details = asffResourceDetails(resource, this.#unitSnapshot.snapshot);
    return reconcile(resource, verdicts.map(reportedVerdict), stored, this.#context, details);
  }

  async #storeVanished(
    record: ResourceFindings,
    item: InventoriedFunction | undefined,
    claim: Claim,
  ): Promise<void> {
    const whereabouts = whereaboutsOf(record, item, this.#unitSnapshot);
    if (whereabouts.kind === 'moved') {
      const units = [whereabouts.unit];
      const [cause] = this.#context.causes;
      // Before the record is handed over: afterwards nobody here would find it again.
      await this.#with.changeQueue.request({ kind: 'audit', units, cause }, MOVED_DELAY_SECONDS);
    }
    await this.#store(
      record.resource.id,
      (stored) => {
        const isOurs = stored !== undefined && unitKey(stored.unit) === unitKey(this.#unit);
        return isOurs ? this.#settleVanished(stored, whereabouts) : undefined;
      },
      claim,
    );
  }

  #settleVanished(stored: ResourceFindings, whereabouts: Whereabouts): Reconciled | undefined {
    switch (whereabouts.kind) {
      case 'gone':
        return archiveAll(stored, whereabouts.reason, this.#context);
      case 'unjudged':
        return reconcile(stored.resource, [], stored, this.#context);
      case 'moved':
        return { record: { ...stored, unit: whereabouts.unit }, transitions: [] };
      case 'unknown':
        return undefined;
    }
  }

  /** What the inventory holds of the functions, by unqualified ARN. */
  async #itemsOf(
    records: readonly ResourceFindings[],
  ): Promise<ReadonlyMap<string, InventoriedFunction>> {
    const arns = records
      .filter(({ resource }) => resource.type === 'AWS::Lambda::Function')
      .map(functionArnOf);
    const items = arns.length === 0 ? [] : await this.#with.state.functions.get([...new Set(arns)]);
    return new Map(items.map((item) => [item.functionArn, item]));
  }
}

function functionArnOf({ resource }: ResourceFindings): string {
  return splitFunctionArn(resource.id).functionArn;
}
