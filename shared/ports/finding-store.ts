import type { AuditUnit } from '../events/audit-unit.ts';
import type { Channel, ResourceFindings } from '../findings/stored-finding.ts';

/** A unit that an audit works on, as of a capture time. While nobody claims it later, writes hold. */
export interface Claim {
  readonly unit: AuditUnit;
  readonly capturedAt: string;
}

/**
 * - `stored`: written.
 * - `superseded`: a later audit has claimed the unit; what this one found is old and must be dropped.
 * - `conflict`: somebody else wrote the record since it was read; read it again and reconcile again.
 */
export type StoreResult = 'stored' | 'superseded' | 'conflict';

/**
 * The findings, by resource, with the transitions that are still to be told. Records that are put or
 * marked together (`Promise.all`) share requests: a hundred of them cost a few.
 */
export interface FindingStore {
  /**
   * Claims a unit for an audit. Answers undefined where a later capture time has claimed it already:
   * that audit has seen everything this one would. An equal capture time may claim again.
   */
  claim(unit: AuditUnit, capturedAt: string): Promise<Claim | undefined>;
  /** What is remembered of the resources; one without any record is left out. Strongly consistent. */
  get(resourceIds: readonly string[]): Promise<readonly ResourceFindings[]>;
  /** Records last judged by the unit that are open, excepted or have something to tell. May lag. */
  openIn(unit: AuditUnit): Promise<readonly ResourceFindings[]>;
  /**
   * Writes a record as one whole, and only while the claim holds and the stored version is the one in
   * `record.version` (0: none stored); the stored version is one higher.
   */
  put(record: ResourceFindings, claim: Claim): Promise<StoreResult>;
  /**
   * Takes a channel off the pending transitions that were told on it, and forgets those told on all.
   * Does not depend on any claim: what was told was told.
   *
   * @param importedAt when Security Hub took them, for the channel `securityhub`
   */
  markPublished(
    resourceId: string,
    transitionIds: readonly string[],
    channel: Channel,
    importedAt: string,
  ): Promise<void>;
}
