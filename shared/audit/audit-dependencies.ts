import type { Control } from '../controls/define-control.ts';
import type { Severity } from '../controls/verdict.ts';
import type { Configuration } from '../engine/configuration.ts';
import type { Channel } from '../findings/stored-finding.ts';
import type { AccountPartReader } from '../ports/account-part-reader.ts';
import type { ChangeQueue, SweepQueue } from '../ports/change-queue.ts';
import type { Clock } from '../ports/clock.ts';
import type { Log } from '../ports/log.ts';
import type { Metrics } from '../ports/metrics.ts';
import type { Publisher } from '../ports/publishers.ts';
import type { State } from '../ports/state.ts';

/** What an audit of changes works with. */
export interface AuditDependencies {
  readonly accountId: string;
  /** Every audited region; the first is the home region, where the account is judged. */
  readonly regions: readonly [string, ...string[]];
  readonly controls: readonly Control[];
  readonly configuration: Configuration;
  /** Failures below it are no findings. */
  readonly findingSeverity: Severity;
  readonly reader: AccountPartReader;
  readonly state: State;
  readonly publishers: Readonly<Record<Channel, Publisher>>;
  readonly changeQueue: ChangeQueue;
  readonly sweepQueue: SweepQueue;
  readonly clock: Clock;
  readonly metrics: Metrics;
  readonly log: Log;
}
