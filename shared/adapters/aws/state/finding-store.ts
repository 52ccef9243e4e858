import { unitKey } from '../../../events/audit-unit.ts';
import { isLive, withTold } from '../../../findings/record-state.ts';
import type { Channel, ResourceFindings } from '../../../findings/stored-finding.ts';
import { groupBy } from '../../../model/group-by.ts';
import { instant } from '../../../model/instant.ts';
import type { Claim, FindingStore, StoreResult } from '../../../ports/finding-store.ts';
import { untilSettled } from './contention.ts';
import { claimExpiry } from './expiry.ts';
import { readRecords, writeRecords } from './finding-records.ts';
import type { RecordChange } from './finding-records.ts';
import { gathered } from './gathered.ts';
import { notLaterThan } from './newest-document.ts';
import type { StateStore } from './state-store.ts';
import type { Write } from './state-table.ts';
import { claimKey, findingsKey } from './table-keys.ts';

interface AskedPut {
  readonly record: ResourceFindings;
  readonly claim: Claim;
}

interface Told {
  readonly resourceId: string;
  readonly transitionIds: readonly string[];
  readonly channel: Channel;
  readonly importedAt: string;
}

/**
 * The findings: an item for each resource, and one for each unit's claim, on which every writing is
 * conditional. What is written or marked in the same turn of the event loop shares its requests.
 */
export function findingStore(store: StateStore): FindingStore {
  const { table, now } = store;
  const put = gathered((asked: readonly AskedPut[]) => putAll(store, asked));
  const mark = gathered((asked: readonly Told[]) => markAll(store, asked));
  return {
    claim: async (unit, capturedAt) => {
      const fields = { capturedAt: instant(capturedAt), expires: claimExpiry(now) };
      const key = claimKey(unit);
      const result = await table.put({ ...key, ...fields }, notLaterThan(capturedAt));
      return result.stored ? { unit, capturedAt } : undefined;
    },
    get: async (resourceIds) => {
      const held = await readRecords(store, resourceIds.map(findingsKey));
      return held.map(({ record }) => record);
    },
    openIn: async (unit) => {
      const held = await readRecords(store, await table.openIn(unitKey(unit)));
      // The index may lag: what the record itself says counts.
      return held
        .map(({ record }) => record)
        .filter((record) => unitKey(record.unit) === unitKey(unit) && isLive(record));
    },
    put: async (record, claim) => put({ record, claim }),
    markPublished: async (resourceId, transitionIds, channel, importedAt) => {
      await mark({ resourceId, transitionIds, channel, importedAt });
    },
  };
}

async function putAll(
  store: StateStore,
  asked: readonly AskedPut[],
): Promise<ReadonlyMap<AskedPut, StoreResult>> {
  const byClaim = groupBy(asked, ({ claim }) => [`${unitKey(claim.unit)} ${claim.capturedAt}`]);
  const results = await Promise.all(
    [...byClaim.values()].map(async (puts) => {
      const [first] = puts;
      return writeRecords(store, puts, first && claimHolds(first.claim));
    }),
  );
  return new Map(results.flatMap((one) => [...one]));
}

function claimHolds({ unit, capturedAt }: Claim): Write {
  const condition = {
    expression: '#capturedAt = :capturedAt',
    values: { ':capturedAt': instant(capturedAt) },
  };
  return { check: claimKey(unit), condition };
}

/** Reads, changes and writes records until nobody else wrote one of them in between. */
async function markAll(
  store: StateStore,
  asked: readonly Told[],
): Promise<ReadonlyMap<Told, true>> {
  let left = [...new Set(asked.map(({ resourceId }) => resourceId))];
  await untilSettled(`marking of ${left.length} records`, async () => {
    const changes = (await readRecords(store, left.map(findingsKey))).flatMap(
      ({ record, document }): readonly RecordChange[] => {
        const told = withAllTold(record, asked);
        return told === undefined ? [] : [{ record: told, before: document }];
      },
    );
    const results = await writeRecords(store, changes);
    left = [...results].flatMap(([{ record }, result]) =>
      result === 'conflict' ? [record.resource.id] : [],
    );
    return left.length === 0 ? true : undefined;
  });
  return new Map(asked.map((one) => [one, true]));
}

function withAllTold(
  record: ResourceFindings,
  asked: readonly Told[],
): ResourceFindings | undefined {
  return asked
    .filter(({ resourceId }) => resourceId === record.resource.id)
    .reduce<ResourceFindings | undefined>(
      (changed, { transitionIds, channel, importedAt }) =>
        withTold(changed ?? record, transitionIds, channel, importedAt) ?? changed,
      undefined,
    );
}
