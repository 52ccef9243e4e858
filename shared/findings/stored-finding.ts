import type { Severity, VerdictResource } from '../controls/verdict.ts';
import type { AuditUnit } from '../events/audit-unit.ts';
import type { Actor } from '../events/change.ts';
import type { ReportedVerdict } from './report.ts';

/**
 * OPEN: failed, and nobody accepted it. EXCEPTED: failed, and an exception covers it. RESOLVED: holds
 * again, or no longer applies. ARCHIVED: the resource is gone, or its control was switched off.
 */
export type FindingState = 'OPEN' | 'EXCEPTED' | 'RESOLVED' | 'ARCHIVED';

/** The lasting record of a verdict for one control and one resource. Times are ISO 8601, UTC. */
export interface StoredFinding {
  readonly control: string;
  readonly state: FindingState;
  /** The last verdict that changed something, complete enough to publish it again without a snapshot. */
  readonly verdict: ReportedVerdict;
  /** What Security Hub shows of the resource; see asff-resource-details.ts. */
  readonly resourceDetails?: object;
  /** When the finding was opened for the first time ever: never moves. */
  readonly createdAt: string;
  /** When it was last opened: "since when" of an alert. */
  readonly openedAt: string;
  /** The change that last opened it. */
  readonly openedBy?: Cause;
  /** Capture time of the snapshot that last changed it. */
  readonly updatedAt: string;
  /** When it was last handed to Security Hub, which forgets findings after 90 days. */
  readonly importedAt?: string;
}

/** What a change did to a finding. `refreshed` only renews Security Hub's copy and alerts nobody. */
export type TransitionKind = 'opened' | 'updated' | 'resolved' | 'archived' | 'refreshed';

/** Where a transition is told. */
export const CHANNELS = ['securityhub', 'alerts', 'events'] as const;
export type Channel = (typeof CHANNELS)[number];

/** Why an audit was made, as far as people want to know: who did what, or that it was the sweep. */
export interface Cause {
  /** CloudTrail's event id; absent where no single event caused the audit. */
  readonly eventId?: string;
  /** `ReplaceRoute`, or `sweep`. */
  readonly name: string;
  /** When the call was made, or the sweep started: ISO 8601, UTC. */
  readonly time: string;
  /** Region of the call. */
  readonly region: string;
  readonly actor?: Actor;
  /** Ids that the event names. */
  readonly resources: readonly string[];
}

/** One step in the life of a finding, to be published at least once on each of its channels. */
export interface Transition {
  /** Unique and the same however often it is published: `<finding id>@<capture time>`. */
  readonly id: string;
  readonly kind: TransitionKind;
  /** `<resource ARN>/<control>`. */
  readonly findingId: string;
  readonly accountId: string;
  readonly partition: string;
  readonly region: string;
  /** The verdict after the change; for `archived` the last one. */
  readonly verdict: ReportedVerdict;
  /** For `resolved`: the failed verdict that is over, so that people are told what it was. */
  readonly before?: ReportedVerdict;
  readonly resourceDetails?: object;
  readonly createdAt: string;
  readonly openedAt: string;
  /** The change that last opened it: who did it stays in Security Hub when others update or renew it. */
  readonly openedBy?: Cause;
  /** Capture time of the snapshot behind the transition. */
  readonly observedAt: string;
  /** Severity before, where an update changed it. */
  readonly previousSeverity?: Severity;
  /** Why it was archived or resolved without passing: `resource deleted`, `exception until 2027-03-31`. */
  readonly reason?: string;
  readonly cause: Cause;
  /** Channels it was not yet told on. */
  readonly unpublished: readonly Channel[];
}

/** Everything that is remembered of one resource. */
export interface ResourceFindings {
  readonly resource: VerdictResource;
  /** The unit that last judged it. */
  readonly unit: AuditUnit;
  /**
   * Capture time of the newest snapshot that a write was based on: ISO 8601, UTC. Claims order the
   * audits of one unit; this orders those of two, between which a function moved.
   */
  readonly judgedAt: string;
  /** Counts the writes: a writer that read another number has read too early. 0: not stored yet. */
  readonly version: number;
  /** By control name. */
  readonly findings: Readonly<Record<string, StoredFinding>>;
  /** Transitions that were stored and not yet published everywhere, oldest first. */
  readonly pending: readonly Transition[];
}
