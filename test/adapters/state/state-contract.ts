import { describe } from 'vitest';
import type { State } from '../../../shared/ports/state.ts';
import { describeFindingStore } from './finding-store-contract.ts';
import { describeFunctionInventory } from './function-inventory-contract.ts';
import { describeNetworkIndex } from './network-index-contract.ts';
import { describeRegionFacts } from './region-facts-contract.ts';
import { describeRoleInventory } from './role-inventory-contract.ts';
import { describeSettling } from './settling-contract.ts';
import { describeSweepState } from './sweep-state-contract.ts';

/** What every implementation of the state keeps to. `empty` gives a state that holds nothing. */
export function describeState(empty: () => Promise<State>): void {
  describe('function inventory', () => {
    describeFunctionInventory(empty);
  });
  describe('role inventory', () => {
    describeRoleInventory(empty);
  });
  describe('region facts', () => {
    describeRegionFacts(empty);
  });
  describe('network index', () => {
    describeNetworkIndex(empty);
  });
  describe('finding store', () => {
    describeFindingStore(empty);
  });
  describe('settling', () => {
    describeSettling(empty);
  });
  describe('sweeps', () => {
    describeSweepState(empty);
  });
}
