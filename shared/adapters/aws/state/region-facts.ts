import { snapshotPartSchema } from '../../../model/snapshot-part-schema.ts';
import { joinParts } from '../../../model/snapshot-part.ts';
import type { RegionFacts } from '../../../ports/region-facts.ts';
import { putNewest, readDocuments } from './newest-document.ts';
import type { StateStore } from './state-store.ts';
import { factsOf, topicKey } from './table-keys.ts';

/** The facts of a region: an item for each topic, in one partition. */
export function regionFacts(store: StateStore): RegionFacts {
  return {
    get: async (region) => {
      const items = await store.table.partition(factsOf(region));
      return joinParts(await readDocuments(store, snapshotPartSchema, items));
    },
    put: async (region, topic, part, capturedAt) =>
      putNewest(store, topicKey(region, topic), part, capturedAt),
  };
}
