import * as z from 'zod/mini';
import type {
  FunctionInventory,
  FunctionReference,
  InventoriedFunction,
} from '../../../ports/function-inventory.ts';
import type { Fields } from './attributes.ts';
import { IndexedItems, indexedFields } from './indexed-items.ts';
import type { OpenedItem } from './indexed-items.ts';
import { readItem } from './read-item.ts';
import type { StateStore } from './state-store.ts';
import type { StateTable } from './state-table.ts';
import {
  functionKey,
  functionsInVpc,
  functionsOf,
  functionsWithCapacityProvider,
  functionsWithRole,
  regionOf,
} from './table-keys.ts';
import type { Key } from './table-keys.ts';

const PAGE_SIZE = 1_000;

const referenceFields = {
  functionArn: z.string(),
  region: z.string(),
  vpcIds: z.array(z.string()),
};

const ownFields = {
  ...referenceFields,
  roleArns: z.array(z.string()),
  capacityProviderArns: z.array(z.string()),
  sweepId: z.exactOptional(z.string()),
};

type Own = z.output<z.ZodMiniObject<typeof ownFields>>;

const functionItem = z.object({ ...ownFields, ...indexedFields });

const referenceItem = z.object(referenceFields);

/** What a page says of a function: all but its document. */
const listedItem = z.pick(functionItem, {
  functionArn: true,
  region: true,
  vpcIds: true,
  capturedAt: true,
  sweepId: true,
  removed: true,
});

const LISTED = ['pk', 'sk', ...Object.keys(listedItem.shape)];

/**
 * The functions: an item each in the partition of its region, with a copy in that of each VPC, so that
 * one query gives all functions of a VPC.
 */
export function functionInventory(store: StateStore): FunctionInventory {
  const { table } = store;
  const items = new IndexedItems<Own>(store, functionItem, {
    keyOf: ({ functionArn }) => functionKey(functionArn),
    copies: ({ region, vpcIds }) => vpcIds.map((vpcId) => functionsInVpc(region, vpcId)),
    entries: entriesOf,
  });
  return {
    inVpc: async (region, vpcId) => {
      const found = await items.open(await table.partition(functionsInVpc(region, vpcId)));
      return found.map(inventoriedOf);
    },
    get: async (functionArns) => {
      const found = await items.open(await table.getAll(functionArns.map(functionKey)));
      return found.map(inventoriedOf);
    },
    withRole: async (roleArn) => referencesIn(table, functionsWithRole(roleArn)),
    withCapacityProvider: async (capacityProviderArn) =>
      referencesIn(table, functionsWithCapacityProvider(capacityProviderArn)),
    put: async (item) =>
      items.write({
        key: functionKey(item.functionArn),
        capturedAt: item.capturedAt,
        part: item.part,
        fields: (stored) => ownFieldsOf(item, stored?.sweepId),
      }),
    remove: async (functionArn, asOf) => {
      await items.write({
        key: functionKey(functionArn),
        capturedAt: asOf,
        part: undefined,
        fields: () => nowhere(functionArn),
      });
    },
    page: async (region, from) => {
      const page = await table.page(functionsOf(region), from, PAGE_SIZE, LISTED);
      const functions = page.items
        .map((item) => readItem(listedItem, item))
        .filter(({ removed }) => !removed)
        .map(({ functionArn, vpcIds, capturedAt, sweepId }) => ({
          functionArn,
          region,
          vpcIds,
          capturedAt,
          ...(sweepId !== undefined && { sweepId }),
        }));
      return { functions, next: page.last };
    },
  };
}

function ownFieldsOf(item: InventoriedFunction, storedSweepId: string | undefined): Own {
  const sweepId = item.sweepId ?? storedSweepId;
  return {
    functionArn: item.functionArn,
    region: item.region,
    vpcIds: [...item.vpcIds],
    roleArns: [...item.roleArns],
    capacityProviderArns: [...item.capacityProviderArns],
    ...(sweepId !== undefined && { sweepId }),
  };
}

/** What is left of a function that does not exist. */
function nowhere(functionArn: string): Own {
  const region = regionOf(functionArn);
  return { functionArn, region, vpcIds: [], roleArns: [], capacityProviderArns: [] };
}

function entriesOf(fields: Own): readonly (Key & Fields)[] {
  const { functionArn, region, vpcIds, roleArns, capacityProviderArns } = fields;
  const partitions = [
    ...roleArns.map(functionsWithRole),
    ...capacityProviderArns.map(functionsWithCapacityProvider),
  ];
  return partitions.map((pk) => ({ pk, sk: functionArn, functionArn, region, vpcIds }));
}

function inventoriedOf(item: OpenedItem<Own>): InventoriedFunction {
  const { capturedAt, part } = item;
  return { ...ownFieldsOf({ ...item, capturedAt, part }, undefined), capturedAt, part };
}

async function referencesIn(
  table: StateTable,
  partition: string,
): Promise<readonly FunctionReference[]> {
  const items = await table.partition(partition);
  return items.map((item) => readItem(referenceItem, item));
}
