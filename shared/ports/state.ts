import type { FindingStore } from './finding-store.ts';
import type { FunctionInventory } from './function-inventory.ts';
import type { NetworkIndex } from './network-index.ts';
import type { RegionFacts } from './region-facts.ts';
import type { RoleInventory } from './role-inventory.ts';
import type { Settling } from './settling.ts';
import type { SweepState } from './sweep-state.ts';

/** Everything the deployed system remembers between its runs; one table holds it all. */
export interface State {
  readonly functions: FunctionInventory;
  readonly roles: RoleInventory;
  readonly regionFacts: RegionFacts;
  readonly network: NetworkIndex;
  readonly findings: FindingStore;
  readonly settling: Settling;
  readonly sweeps: SweepState;
}
