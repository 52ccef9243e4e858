import { unitKey } from '../../events/audit-unit.ts';
import { instant, isLater } from '../../model/instant.ts';
import type { Settling } from '../../ports/settling.ts';
import type { MemoryTable } from './memory-table.ts';

export function memorySettling({ settling }: MemoryTable): Settling {
  return {
    start: async (unit, now, until) => {
      const due = settling.get(unitKey(unit));
      if (due !== undefined && isLater(due, now)) return false;
      settling.set(unitKey(unit), instant(until));
      return true;
    },
    end: async (unit) => {
      settling.delete(unitKey(unit));
    },
  };
}
