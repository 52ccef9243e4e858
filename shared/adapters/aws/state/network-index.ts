import * as z from 'zod/mini';
import type { VpcIndex } from '../../../events/vpc-index.ts';
import type { NetworkIndex } from '../../../ports/network-index.ts';
import { putNewest, readDocuments, removeAsOf } from './newest-document.ts';
import type { StateStore } from './state-store.ts';
import { networkOf, vpcKey } from './table-keys.ts';

const vpcIndex = z.object({
  region: z.string(),
  vpcId: z.string(),
  capturedAt: z.string(),
  ids: z.array(z.string()),
  peerVpcIds: z.array(z.string()),
  inUse: z.boolean(),
}) satisfies z.ZodMiniType<VpcIndex>;

/** Which ids belong to which VPC: an item for each VPC, those of a region in one partition. */
export function networkIndex(store: StateStore): NetworkIndex {
  return {
    all: async (region) =>
      readDocuments(store, vpcIndex, await store.table.partition(networkOf(region))),
    put: async (index) =>
      putNewest(store, vpcKey(index.region, index.vpcId), index, index.capturedAt),
    remove: async (region, vpcId, asOf) => removeAsOf(store, vpcKey(region, vpcId), asOf),
  };
}
