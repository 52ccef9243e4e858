import type { State } from '../../ports/state.ts';
import { memoryFindings } from './finding-store.ts';
import { memoryFunctions } from './function-inventory.ts';
import { memoryTable } from './memory-table.ts';
import { memoryNetworkIndex } from './network-index.ts';
import { memoryRegionFacts } from './region-facts.ts';
import { memoryRoles } from './role-inventory.ts';
import { memorySettling } from './settling.ts';
import { memorySweeps } from './sweep-state.ts';

/** An empty state that lasts as long as the process: for `replay`, and for tests. */
export function memoryState(): State {
  const table = memoryTable();
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
