import type { AuditUnit } from '../events/audit-unit.ts';
import type { Cause } from '../findings/stored-finding.ts';
import type { RegionTopic } from './region-facts.ts';

/** Audit of units of one region that were not named by an event in this very message. */
export interface AuditRequest {
  readonly kind: 'audit';
  readonly units: readonly AuditUnit[];
  /** Roles to be read again first; the VPCs of their functions are audited beside the units. */
  readonly roleArns?: readonly string[];
  readonly cause: Cause;
  /** How often the unit was audited again while something in it settled; absent: not for settling. */
  readonly settlingAttempt?: number;
}

/** Facts of a region to be read again, with the change whose units are to be audited afterwards. */
export interface RefreshRequest {
  readonly kind: 'refresh';
  readonly region: string;
  readonly topics: readonly RegionTopic[];
  /** The event as it was delivered: goes back to the change queue once the facts are read. */
  readonly event: unknown;
}

/** The queue that the audit function consumes, beside the events that rules deliver to it. */
export interface ChangeQueue {
  /** @param delaySeconds at most 900 */
  request(request: AuditRequest, delaySeconds: number): Promise<void>;
  /** Puts a delivered event back, marked as one whose region facts have been read for it. */
  redeliver(event: unknown): Promise<void>;
  /** Sends a message that nobody can work with to the dead letters at once, with the reason. */
  setAside(body: string, reason: string): Promise<void>;
}

/** The queue that the sweep function consumes. */
export interface SweepQueue {
  refresh(request: RefreshRequest): Promise<void>;
  /** @param delaySeconds at most 900 */
  step(step: object, delaySeconds: number): Promise<void>;
}
