import { unitKey } from '../../events/audit-unit.ts';
import { isLive, withTold } from '../../findings/record-state.ts';
import { instant, isLater } from '../../model/instant.ts';
import type { FindingStore } from '../../ports/finding-store.ts';
import type { MemoryTable } from './memory-table.ts';

export function memoryFindings({ claims, findings }: MemoryTable): FindingStore {
  return {
    claim: async (unit, capturedAt) => {
      const claimed = claims.get(unitKey(unit));
      if (claimed !== undefined && isLater(claimed, capturedAt)) return undefined;
      claims.set(unitKey(unit), instant(capturedAt));
      return { unit, capturedAt };
    },
    get: async (resourceIds) =>
      [...new Set(resourceIds)].flatMap((resourceId) => findings.get(resourceId) ?? []),
    openIn: async (unit) =>
      [...findings.values()]
        .filter((record) => unitKey(record.unit) === unitKey(unit) && isLive(record))
        .toSorted((a, b) => (a.resource.id < b.resource.id ? -1 : 1)),
    put: async (record, claim) => {
      if (claims.get(unitKey(claim.unit)) !== instant(claim.capturedAt)) return 'superseded';
      const { id } = record.resource;
      if ((findings.get(id)?.version ?? 0) !== record.version) return 'conflict';
      findings.set(id, { ...record, version: record.version + 1 });
      return 'stored';
    },
    markPublished: async (resourceId, transitionIds, channel, importedAt) => {
      const record = findings.get(resourceId);
      if (record === undefined) return;
      const told = withTold(record, transitionIds, channel, importedAt);
      if (told !== undefined) findings.set(resourceId, { ...told, version: record.version + 1 });
    },
  };
}
