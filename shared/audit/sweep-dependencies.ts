import type { AccountListing, AccountPartReader } from '../ports/account-part-reader.ts';
import type { ChangeQueue, SweepQueue } from '../ports/change-queue.ts';
import type { Clock } from '../ports/clock.ts';
import type { Log } from '../ports/log.ts';
import type { Metrics } from '../ports/metrics.ts';
import type { State } from '../ports/state.ts';

/** What a sweep works with. */
export interface SweepDependencies {
  /** Every audited region; the first is the home region, where the account is judged. */
  readonly regions: readonly [string, ...string[]];
  /** Roles and users that the configuration names. */
  readonly principalArns: readonly string[];
  readonly listing: AccountListing;
  readonly reader: Pick<AccountPartReader, 'lambdaFunction' | 'role' | 'locate'>;
  readonly state: Pick<State, 'functions' | 'roles' | 'regionFacts' | 'network' | 'sweeps'>;
  readonly changeQueue: ChangeQueue;
  readonly sweepQueue: SweepQueue;
  readonly clock: Clock;
  readonly metrics: Metrics;
  readonly log: Log;
}
