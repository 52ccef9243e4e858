import { partitionOf } from '../model/arn.ts';
import type { Change } from './change.ts';
import type { ChangeRow } from './change-kind.ts';
import type { CloudTrailRecord } from './cloudtrail-event.ts';
import { findChangeRow } from './event-name.ts';
import { resourcesNamed } from './resource-ids.ts';
import type { NamedResource, ResourceType } from './resource-type.ts';

/** What a change can affect. Each list is sorted and without doubles. */
export interface Scope {
  /** VPC ids. */
  readonly vpcs: readonly string[];
  /** Function ARNs, unqualified; names where the event hides its account. */
  readonly functions: readonly string[];
  /** Interface and gateway endpoint ids. */
  readonly endpoints: readonly string[];
  /** Security group ids. */
  readonly securityGroups: readonly string[];
  /** Role ARNs. */
  readonly roles: readonly string[];
}

/** Why the ids of an event do not suffice to know what it touched. */
export type IncompleteBecause =
  /** CloudTrail left parameters or answer out for their size. */
  | 'omitted'
  /** The event names nothing although its kind of change is about something, as `DeleteSecurityGroup` by name. */
  | 'nothing-named';

/** The scope as far as the event alone tells, before a snapshot relates its ids to functions. */
export interface NamedScope extends Scope {
  readonly resources: readonly NamedResource[];
  /** Where set, the ids may not be all: read the whole region again rather than miss something. */
  readonly incomplete: IncompleteBecause | undefined;
}

/** The ids of all resources, or of those of one type: sorted, each once. */
export function idsOf(resources: readonly NamedResource[], type?: ResourceType): readonly string[] {
  const wanted = resources.filter((resource) => type === undefined || resource.type === type);
  return [...new Set(wanted.map(({ id }) => id))].sort();
}

/**
 * What the event of `change` names, by type. A role that is given by name only becomes the ARN it has
 * without a path; a resolver that knows the roles finds the true one by the name, which is unique in
 * an account.
 */
export function namedScope(change: Change, record: CloudTrailRecord): NamedScope {
  const { accountId, region } = change;
  const resources = resourcesNamed(record, { accountId, region });
  const row = findChangeRow(change.eventSource, change.rawEventName);
  const partition = partitionOf(region);
  const roles = idsOf(resources, 'role').map((role) =>
    role.startsWith('arn:') || accountId === undefined
      ? role
      : `arn:${partition}:iam::${accountId}:role/${role}`,
  );
  return {
    vpcs: idsOf(resources, 'vpc'),
    functions: idsOf(resources, 'function'),
    endpoints: idsOf(resources, 'vpc-endpoint'),
    securityGroups: idsOf(resources, 'security-group'),
    roles: [...new Set(roles)].sort(),
    resources,
    incomplete: incompleteBecause(change, row, resources),
  };
}

function incompleteBecause(
  change: Change,
  row: ChangeRow | undefined,
  resources: readonly NamedResource[],
): IncompleteBecause | undefined {
  if (change.truncated) return 'omitted';
  const reachesAll = row?.fanOut === 'region' || row?.fanOut === 'organization';
  return row !== undefined && !reachesAll && resources.length === 0 ? 'nothing-named' : undefined;
}
