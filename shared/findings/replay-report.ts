import type { Actor, Change } from '../events/change.ts';
import { idsOf } from '../events/named-scope.ts';
import type { NamedScope, Scope } from '../events/named-scope.ts';
import type { Judgement } from './judgement.ts';
import type { ReplayedMessage } from './replayed-messages.ts';
import { reportedVerdict } from './report.ts';
import type { ReportedVerdict } from './report.ts';

/** An event and what follows from it. */
export interface Replay {
  readonly change: Change;
  readonly named: NamedScope;
  /** What the change can affect; empty for what the deployed rules do not deliver. */
  readonly scope: Scope;
  /** The deployed rule that takes it, by its name behind that of the stack. */
  readonly rule?: string;
  /** Absent where there is no snapshot, or nothing to judge. */
  readonly judgement?: Judgement;
  /** What would be sent of the findings in scope, had nothing of them been known before. */
  readonly messages: readonly ReplayedMessage[];
}

/** What `replay --format json` prints. */
export interface ReplayReport {
  readonly matched: boolean;
  /** Why it does not match: a sentence with the field and its value. */
  readonly reason?: string;
  /** Name of the deployed rule, behind that of the stack; null where none takes it. */
  readonly rule: string | null;
  readonly change: {
    readonly eventId: string;
    /** Without the API version that Lambda puts behind it. */
    readonly eventName: string;
    /** ISO 8601, UTC. */
    readonly time: string;
    readonly region: string;
    /** Null where the event does not say. */
    readonly accountId: string | null;
    readonly actor: { readonly [F in keyof Actor]: string | null };
    readonly failed: boolean;
    /** Of a call that failed. */
    readonly errorCode?: string;
  };
  /** Ids of what the event names, sorted. */
  readonly resources: readonly string[];
  readonly scope: Scope;
  readonly verdicts: readonly ReportedVerdict[];
  readonly messages: readonly ReplayedMessage[];
}

/** The report of a replay. */
export function replayReport(replay: Replay): ReplayReport {
  const { change, named, rule, scope, judgement, messages } = replay;
  const { eventId, eventName, time, region, accountId, actor, failed } = change;
  return {
    matched: change.matched,
    ...(!change.matched && { reason: change.ignoredBecause.detail }),
    rule: rule ?? null,
    change: {
      eventId,
      eventName,
      time,
      region,
      accountId: accountId ?? null,
      actor: {
        principalArn: actor.principalArn ?? null,
        principalId: actor.principalId ?? null,
        type: actor.type ?? null,
        accountId: actor.accountId ?? null,
        sessionIssuerArn: actor.sessionIssuerArn ?? null,
        invokedBy: actor.invokedBy ?? null,
        sourceIpAddress: actor.sourceIpAddress ?? null,
        userAgent: actor.userAgent ?? null,
      },
      failed: failed !== undefined,
      ...(failed !== undefined && { errorCode: failed }),
    },
    resources: idsOf(named.resources),
    scope,
    verdicts: (judgement?.verdicts ?? []).map(({ verdict }) => reportedVerdict(verdict)),
    messages,
  };
}
