import type { Clock } from '../../../ports/clock.ts';
import type { Documents } from './documents.ts';
import type { StateTable } from './state-table.ts';

/** What every part of the state works with. */
export interface StateStore {
  readonly table: StateTable;
  readonly documents: Documents;
  readonly now: Clock;
}
