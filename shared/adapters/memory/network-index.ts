import type { NetworkIndex } from '../../ports/network-index.ts';
import type { MemoryTable } from './memory-table.ts';

export function memoryNetworkIndex({ indexes }: MemoryTable): NetworkIndex {
  return {
    all: async (region) => indexes.values().filter((index) => index.region === region),
    put: async (index) => {
      indexes.put(`${index.region}/${index.vpcId}`, index, index.capturedAt);
    },
    remove: async (region, vpcId, asOf) => {
      indexes.put(`${region}/${vpcId}`, undefined, asOf);
    },
  };
}
