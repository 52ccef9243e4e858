import { CHANGE_CATALOGUE } from './change-catalogue.ts';
import type { ChangeRow } from './change-kind.ts';

/** An entry of `detail.eventName` in an EventBridge pattern. */
export type EventNameFilter = string | { readonly prefix: string };

/** The beginning of an API version, which is a date: no name of a followed call goes on like this. */
const VERSION_BEGINNING = '20';

/** An API version at the end of a name: `20150331`, `20150331v2`, CloudFront's `2020_05_31`. */
const VERSION = /20\d{2}_?\d{2}_?\d{2}(?:v\d+)?$/;

/** A call's name without the API version that Lambda puts behind it: `CreateFunction20150331`. */
export function withoutVersion(eventName: string): string {
  const bare = eventName.replace(VERSION, '');
  return bare === '' ? eventName : bare;
}

/**
 * The filters by which an EventBridge rule takes exactly the calls of `row`. A bare prefix would take
 * too much (`CreateFunction` also begins `CreateFunctionUrlConfig`), so a versioned name becomes the
 * name itself and the name with the beginning of a date.
 */
export function eventNameFilters(row: ChangeRow): readonly EventNameFilter[] {
  const dated = row.dated ?? [];
  return [
    ...(row.exact ?? []),
    ...dated,
    ...dated.map((name) => ({ prefix: `${name}${VERSION_BEGINNING}` })),
    ...(row.prefix ?? []).map((prefix) => ({ prefix })),
  ];
}

/** Whether EventBridge would let the name through one of the filters. */
export function passesFilters(eventName: string, filters: readonly EventNameFilter[]): boolean {
  return filters.some((filter) =>
    typeof filter === 'string' ? eventName === filter : eventName.startsWith(filter.prefix),
  );
}

const ROWS = CHANGE_CATALOGUE.map((row) => ({ row, filters: eventNameFilters(row) }));

/**
 * The catalogue's row for a call, or undefined where no control looks at it. The source counts:
 * CloudFront has a `CreateFunction`, API Gateway a `CreateRoute`.
 */
export function findChangeRow(eventSource: string, eventName: string): ChangeRow | undefined {
  return ROWS.find(
    ({ row, filters }) => row.eventSource === eventSource && passesFilters(eventName, filters),
  )?.row;
}

/** EventBridge's name for the service behind a CloudTrail event source: `aws.ec2`. */
export function eventBridgeSource(eventSource: string): string {
  return `aws.${eventSource.replace(/\.amazonaws\.com$/, '')}`;
}
