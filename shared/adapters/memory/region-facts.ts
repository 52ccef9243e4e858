import { joinParts } from '../../model/snapshot-part.ts';
import type { RegionFacts } from '../../ports/region-facts.ts';
import type { MemoryTable } from './memory-table.ts';

export function memoryRegionFacts({ facts }: MemoryTable): RegionFacts {
  return {
    get: async (region) =>
      joinParts(
        facts
          .values()
          .filter((one) => one.region === region)
          .map(({ part }) => part),
      ),
    put: async (region, topic, part, capturedAt) => {
      facts.put(`${region}/${topic}`, { region, part }, capturedAt);
    },
  };
}
