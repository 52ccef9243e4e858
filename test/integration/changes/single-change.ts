import type { AccountClients } from '../emulated-account.ts';
import type { RecordedCall } from './recorded-call.ts';

/** A row of the catalogue's table of single changes. */
export interface SingleChange<Topology> {
  readonly name: string;
  /** Answers what CloudTrail writes of it. */
  readonly make: (account: AccountClients, topology: Topology) => Promise<readonly RecordedCall[]>;
  /** Puts back what was changed, so that the next change finds the topology as it was. */
  readonly undo: (account: AccountClients, topology: Topology) => Promise<readonly RecordedCall[]>;
  /** `control letter` after the change, for every control whose letter is another than before. */
  readonly flips: readonly string[];
  /** When undone, what it broke is judged no more: its findings are archived as they are. */
  readonly unjudgedAfterwards?: true;
}
