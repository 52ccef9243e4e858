import { splitFunctionArn } from '../model/arn.ts';
import type { Item } from '../model/collections.ts';
import { functionPart, referencesOf } from '../model/function-part.ts';
import { groupBy } from '../model/group-by.ts';
import { joinParts } from '../model/snapshot-part.ts';
import type { SnapshotPart } from '../model/snapshot-part.ts';
import type { InventoriedFunction } from '../ports/function-inventory.ts';
import { FunctionPlaces } from './function-places.ts';
import { withStateSince } from './state-since.ts';
import type { WorkOf } from './sweep-messages.ts';
import { hasTime, reportUnread, unreadReason } from './sweep-phase.ts';
import type { SweepPhase, SweepRun } from './sweep-phase.ts';
import { ExecutionRoles } from './sweep-roles.ts';

type Version = Item<'Functions'>;
/** Versions by the unqualified ARN of their function. */
type Versions = ReadonlyMap<string, readonly Version[]>;

/**
 * Reads the functions of a region into the inventory, page by page. Versions of one function follow
 * each other and may span pages, so the last function of a page waits for the next one; where there is
 * no time for that, the function is read by itself.
 */
export const sweepFunctions: SweepPhase<'functions'> = async (work, run) => {
  const { asOf, marker: start } = work;
  const page = new FunctionPageStore(work, run);
  let marker = start;
  let open: readonly Version[] = [];
  do {
    const { part, next } = await run.with.listing.functions(run.region, marker);
    const unread = unreadReason(part, 'Functions');
    if (unread !== undefined) {
      // What was read in this step is not read again when the page fails once more.
      if (unread.kind === 'failed' && marker !== start) break;
      reportUnread(unread, run);
      await page.storeOne(open);
      return { work: { phase: 'vpcs' } };
    }
    const versions = [
      ...groupBy([...open, ...(part.collections.Functions ?? [])], (one) => [functionArnOf(one)]),
    ];
    open = next === undefined ? [] : (versions.pop()?.[1] ?? []);
    await page.store(new Map(versions), part);
    marker = next;
  } while (marker !== undefined && hasTime(run));
  await page.storeOne(open);
  if (marker !== undefined) return { work: { ...work, marker } };
  return { work: { phase: 'absent', asOf } };
};

/** Completes functions of a page and puts them into the inventory. */
class FunctionPageStore {
  readonly #work: WorkOf<'functions'>;
  readonly #run: SweepRun;
  readonly #places: FunctionPlaces;
  readonly #roles: ExecutionRoles;

  constructor(work: WorkOf<'functions'>, run: SweepRun) {
    this.#work = work;
    this.#run = run;
    this.#places = new FunctionPlaces(run);
    this.#roles = new ExecutionRoles(run);
  }

  /** @param page what was read, with its gaps */
  async store(listed: Versions, page: SnapshotPart): Promise<void> {
    if (listed.size === 0) return;
    const { listing, state } = this.#run.with;
    const kept = await state.functions.get([...listed.keys()]);
    const versions = this.#withEarlierPages(listed, kept);
    const mappings = await this.#mappingsOf([...versions.keys()]);
    const Functions = [...versions.values()].flat();
    const roles = await this.#roles.of(referencesOf(Functions).roleArns);
    const asked: SnapshotPart = { collections: { Functions }, gaps: page.gaps, notFound: [] };
    const details = await listing.functionDetails(
      this.#run.region,
      joinParts([asked, mappings, ...roles.map(({ part }) => part)]),
    );
    const whole = joinParts([{ ...asked, collections: {} }, mappings, details]);
    const parts = [...versions.keys()].map((arn) => [arn, functionPart(whole, arn)] as const);
    const existing = new Map(
      parts.flatMap(([arn, { collections }]) =>
        collections.Functions === undefined || collections.Functions.length === 0
          ? []
          : [[arn, collections.Functions]],
      ),
    );
    const places = await this.#places.of(existing);
    await Promise.all(
      parts.map(async ([functionArn, part]) => {
        const own = existing.get(functionArn);
        if (own === undefined) return;
        const { roleArns, capacityProviderArns } = referencesOf(own);
        const item: InventoriedFunction = {
          functionArn,
          region: this.#run.region,
          vpcIds: places.get(functionArn) ?? [],
          roleArns,
          capacityProviderArns,
          capturedAt: this.#work.asOf,
          sweepId: this.#run.step.sweepId,
          part,
        };
        const before = kept.find((one) => one.functionArn === functionArn);
        await state.functions.put(withStateSince(item, before));
      }),
    );
  }

  /** Stores the function of these versions, of which the listing may hold more, by a reading of its own. */
  async storeOne(versions: readonly Version[]): Promise<void> {
    const [version] = versions;
    if (version === undefined) return;
    const { reader, state } = this.#run.with;
    const answer = await reader.lambdaFunction(this.#run.region, functionArnOf(version));
    if (!answer.known || answer.value === undefined) return;
    const item = { ...answer.value, sweepId: this.#run.step.sweepId };
    const [before] = await state.functions.get([item.functionArn]);
    await state.functions.put(withStateSince(item, before));
  }

  /**
   * With the versions that this sweep saw before: nothing says that those of a function follow each
   * other in all listings.
   */
  #withEarlierPages(listed: Versions, kept: readonly InventoriedFunction[]): Versions {
    const { sweepId } = this.#run.step;
    const earlier = new Map(
      kept
        .filter((one) => one.sweepId === sweepId)
        .map(({ functionArn, part }) => [functionArn, part.collections.Functions ?? []]),
    );
    return new Map(
      [...listed].map(([functionArn, versions]) => {
        const both = [...(earlier.get(functionArn) ?? []), ...versions];
        return [functionArn, [...new Map(both.map((one) => [one.FunctionArn, one])).values()]];
      }),
    );
  }

  async #mappingsOf(functionArns: readonly string[]): Promise<SnapshotPart> {
    const { unreadMappings: reason } = this.#work;
    const collection = 'EventSourceMappings' as const;
    if (reason !== undefined) {
      const gaps = functionArns.map((of) => ({ collection, of, reason }));
      return { collections: {}, gaps, notFound: [] };
    }
    const { sweepId } = this.#run.step;
    const EventSourceMappings = await this.#run.with.state.sweeps.mappingsOf(sweepId, functionArns);
    return { collections: { EventSourceMappings }, gaps: [], notFound: [] };
  }
}

function functionArnOf({ FunctionArn }: Version): string {
  return splitFunctionArn(FunctionArn).functionArn;
}
