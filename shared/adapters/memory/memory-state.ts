import type { State } from '../../ports/state.ts';
import { memoryFindings } from './finding-store.ts';
import { memoryFunctions } from './function-inventory.ts';
import { memoryTable } from './memory-table.ts';
import type { MemoryTable } from './memory-table.ts';
import { memoryNetworkIndex } from './network-index.ts';
import { memoryRegionFacts } from './region-facts.ts';
import { memoryRoles } from './role-inventory.ts';
import { memorySettling } from './settling.ts';
import { memorySweeps } from './sweep-state.ts';

/**
 * A state that lasts as long as the process: for `replay`, and for tests.
 *
 * @param table what it holds, for who wants to look at it; left out, it is empty
 */
export function memoryState(table: MemoryTable = memoryTable()): State {
  return {
    functions: memoryFunctions(table),
    roles: memoryRoles(table),
    regionFacts: memoryRegionFacts(table),
    network: memoryNetworkIndex(table),
    findings: memoryFindings(table),
    settling: memorySettling(table),
    sweeps: memorySweeps(),
  };
}
