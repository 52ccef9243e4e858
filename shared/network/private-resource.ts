import { COLLECTIONS } from '../model/collections.ts';
import type { CollectionName, Item } from '../model/collections.ts';
import { known, unknown } from '../model/fact.ts';
import type { Fact } from '../model/fact.ts';
import type { Snapshot } from '../model/snapshot.ts';
import { servingState } from './serving-state.ts';
import type { ServingState } from './serving-state.ts';

export type PrivateResourceKind =
  | 'db-instance'
  | 'db-cluster'
  | 'db-proxy'
  | 'replication-group'
  | 'cache-cluster'
  | 'serverless-cache'
  | 'redshift-cluster'
  | 'network-interface';

/** Something with an address in a VPC that a function may connect to. */
export interface PrivateResource {
  readonly kind: PrivateResourceKind;
  /** ARN, else the id that the service gives it. */
  readonly id: string;
  /** The port it listens on. A network interface does not say. */
  readonly port: Fact<number>;
  readonly vpcId: Fact<string>;
  /** Every subnet that its addresses are, or can come to be, in. */
  readonly subnetIds: Fact<readonly string[]>;
  readonly securityGroupIds: Fact<readonly string[]>;
  /** As AWS says it. */
  readonly status?: string;
  readonly serving: Fact<ServingState>;
  /** Whether its name answers with a public address outside its VPC. */
  readonly publiclyAccessible: Fact<boolean>;
}

/** The field of AWS's answer in which each kind says its state. */
export const STATUS_FIELDS: Readonly<Record<PrivateResourceKind, string>> = {
  'db-instance': 'DBInstanceStatus',
  'db-cluster': 'Status',
  'db-proxy': 'Status',
  'replication-group': 'Status',
  'cache-cluster': 'CacheClusterStatus',
  'serverless-cache': 'Status',
  'redshift-cluster': 'ClusterStatus',
  'network-interface': 'Status',
};

/** A resource and one of its names, in lower case; endpoints of one resource differ in their port. */
export interface NamedResource {
  readonly host: string;
  readonly resource: PrivateResource;
}

/** What a resource's answer says of its state. */
export function stateOf(
  status: string | undefined,
  collection: CollectionName,
): Pick<PrivateResource, 'status' | 'serving'> {
  return status === undefined
    ? { serving: missing(collection, 'no status') }
    : { status, serving: known(servingState(status)) };
}

/** A field's value, or the call whose answer lacks it. */
export function present<T>(
  value: T | undefined,
  collection: CollectionName,
  detail: string,
): Fact<T> {
  return value === undefined ? missing(collection, detail) : known(value);
}

function missing(collection: CollectionName, detail: string) {
  return unknown({ kind: 'not-read', call: COLLECTIONS[collection].call, detail });
}

/**
 * The item of this snapshot that has the name. Names are unique in one account and region only, so
 * neighbours are not asked.
 */
export function named<K extends CollectionName>(
  snapshot: Snapshot,
  collection: K,
  name: string | undefined,
  nameOf: (item: Item<K>) => string,
): Fact<Item<K>> {
  const item = snapshot.seen(collection).find((one) => nameOf(one) === name);
  if (item !== undefined) return known(item);
  const all = snapshot.all(collection);
  return all.known ? missing(collection, `${name ?? 'its group'} is not in the answer`) : all;
}

/** The same resource under each of its names. */
export function underNames(
  hosts: Iterable<string | undefined>,
  resource: PrivateResource,
): readonly NamedResource[] {
  const names = new Set([...hosts].map((host) => host?.toLowerCase()));
  return [...names].flatMap((host) =>
    host === undefined || host === '' ? [] : { host, resource },
  );
}
