import type {
  FunctionInventory,
  FunctionReference,
  InventoriedFunction,
} from '../../ports/function-inventory.ts';
import type { MemoryTable } from './memory-table.ts';

const PAGE_SIZE = 1_000;

export function memoryFunctions({ functions }: MemoryTable): FunctionInventory {
  const referencesWhere = (test: (item: InventoriedFunction) => boolean) =>
    functions.values().filter(test).map(referenceOf);
  return {
    inVpc: async (region, vpcId) =>
      functions.values().filter((one) => one.region === region && one.vpcIds.includes(vpcId)),
    get: async (functionArns) =>
      [...new Set(functionArns)].flatMap((functionArn) => functions.get(functionArn) ?? []),
    withRole: async (roleArn) => referencesWhere((one) => one.roleArns.includes(roleArn)),
    withCapacityProvider: async (capacityProviderArn) =>
      referencesWhere((one) => one.capacityProviderArns.includes(capacityProviderArn)),
    put: async (item) => {
      const sweepId = item.sweepId ?? functions.get(item.functionArn)?.sweepId;
      const stored = { ...item, ...(sweepId !== undefined && { sweepId }) };
      return functions.put(item.functionArn, stored, item.capturedAt);
    },
    remove: async (functionArn, asOf) => {
      functions.put(functionArn, undefined, asOf);
    },
    page: async (region, from = '') => {
      const page: InventoriedFunction[] = [];
      for (const one of functions.after(from)) {
        if (one.region === region) page.push(one);
        if (page.length > PAGE_SIZE) break;
      }
      const hasMore = page.length > PAGE_SIZE;
      if (hasMore) page.pop();
      return {
        functions: page.map((one) => ({
          ...referenceOf(one),
          capturedAt: one.capturedAt,
          ...(one.sweepId !== undefined && { sweepId: one.sweepId }),
        })),
        next: hasMore ? page.at(-1)?.functionArn : undefined,
      };
    },
  };
}

function referenceOf({ functionArn, region, vpcIds }: InventoriedFunction): FunctionReference {
  return { functionArn, region, vpcIds };
}
