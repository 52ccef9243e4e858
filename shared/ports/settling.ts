import type { AuditUnit } from '../events/audit-unit.ts';

/** Remembers which units are audited again because something in them is still being created. */
export interface Settling {
  /**
   * Starts a series of later audits of a unit, unless one is about to begin; answers whether it started.
   *
   * @param until when the first audit of the series is due: ISO 8601, UTC
   */
  start(unit: AuditUnit, now: string, until: string): Promise<boolean>;
  /** Ends the series: nothing is settling any more. */
  end(unit: AuditUnit): Promise<void>;
}
