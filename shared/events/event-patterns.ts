import { API_CALL_DETAIL_TYPE } from './change.ts';
import { CHANGE_CATALOGUE } from './change-catalogue.ts';
import type { ChangeKind, ChangeRow } from './change-kind.ts';
import { eventBridgeSource, eventNameFilters, passesFilters } from './event-name.ts';
import type { EventNameFilter } from './event-name.ts';

/** What an EventBridge rule takes: successful calls of one service with one of the names. */
export interface EventPattern {
  readonly source: readonly string[];
  readonly 'detail-type': readonly string[];
  readonly detail: {
    /** Pinned: CloudFront has a `CreateFunction`, API Gateway a `CreateRoute`. */
    readonly eventSource: readonly string[];
    readonly eventName: readonly EventNameFilter[];
    /** A call that failed changed nothing, and a dry run is answered by an error too. */
    readonly errorCode: readonly { readonly exists: false }[];
  };
}

/** A deployed rule: the rows of the catalogue that one pattern has room for. */
export interface EventRule {
  /** The service, with a number where it needs several rules: `lambda`, `ec2-1`. */
  readonly name: string;
  /** CloudTrail's: `ec2.amazonaws.com`. */
  readonly eventSource: string;
  readonly kinds: readonly ChangeKind[];
  readonly pattern: EventPattern;
}

/** The default quota of a pattern: https://docs.aws.amazon.com/general/latest/gr/ev.html */
export const PATTERN_CHARACTERS = 2_048;

/**
 * What a deployed rule adds to its pattern: it takes events of its own account only, and a forwarder
 * those of its own region only.
 */
const ENVELOPE_CHARACTERS = '"account":["111122223333"],"region":["ap-southeast-1"],'.length;

/**
 * The rules that deliver every call of the catalogue that can make a change of one of the kinds, each
 * call by exactly one rule. A service has several where one pattern would be too long; rows stay whole.
 *
 * @param kinds those that controls name in `meta.changes`
 */
export function eventRules(kinds: ReadonlySet<ChangeKind>): readonly EventRule[] {
  const rows = CHANGE_CATALOGUE.filter(({ kind }) => kinds.has(kind));
  const sources = [...new Set(rows.map(({ eventSource }) => eventSource))];
  return sources.flatMap((eventSource) => {
    const parts = packRows(rows.filter((row) => row.eventSource === eventSource));
    const service = eventSource.replace(/\.amazonaws\.com$/, '');
    return parts.map((part, index) => ({
      name: parts.length === 1 ? service : `${service}-${index + 1}`,
      eventSource,
      kinds: [...new Set(part.map(({ kind }) => kind))],
      pattern: patternOf(eventSource, part),
    }));
  });
}

/** The rule that delivers a call, which is the only one; undefined where none does. */
export function ruleOf(
  rules: readonly EventRule[],
  { eventSource, rawEventName }: { readonly eventSource: string; readonly rawEventName: string },
): EventRule | undefined {
  return rules.find(
    (rule) =>
      rule.eventSource === eventSource &&
      passesFilters(rawEventName, rule.pattern.detail.eventName),
  );
}

/** Rows of one service in the order of the catalogue, as many to a pattern as it has room for. */
function packRows(rows: readonly ChangeRow[]): readonly (readonly ChangeRow[])[] {
  const parts: ChangeRow[][] = [];
  for (const row of rows) {
    const last = parts.at(-1);
    if (last !== undefined && fits([...last, row])) last.push(row);
    else parts.push([row]);
  }
  return parts;
}

function fits(rows: readonly ChangeRow[]): boolean {
  const pattern = JSON.stringify(patternOf(rows[0]?.eventSource ?? '', rows));
  return pattern.length + ENVELOPE_CHARACTERS <= PATTERN_CHARACTERS;
}

function patternOf(eventSource: string, rows: readonly ChangeRow[]): EventPattern {
  return {
    source: [eventBridgeSource(eventSource)],
    'detail-type': [API_CALL_DETAIL_TYPE],
    detail: {
      eventSource: [eventSource],
      eventName: rows.flatMap(eventNameFilters),
      errorCode: [{ exists: false }],
    },
  };
}
