import type { AuditUnit } from '../events/audit-unit.ts';
import type { MatchedChange } from '../events/change.ts';
import type { Cause } from '../findings/stored-finding.ts';

/** A message of the change queue as it is delivered. */
export interface Delivery {
  readonly messageId: string;
  readonly body: string;
  /** How often it was delivered, this time included. */
  readonly receiveCount: number;
}

/** What a message asks for. */
export interface Work {
  readonly messageId: string;
  readonly units: readonly AuditUnit[];
  readonly cause: Cause;
  /** Roles that were read for it. */
  readonly roleArns: readonly string[];
  /** How often the units were audited again while they settled: 0 outside such a series. */
  readonly settlingAttempt: number;
  /** It was delivered before: what became of it then is not known. */
  readonly isRetry: boolean;
  /** Absent where it comes from no event in this message. */
  readonly change?: MatchedChange;
}
