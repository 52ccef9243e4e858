import { functionNetwork } from '../../shared/model/function-network.ts';
import type { Item } from '../../shared/model/collections.ts';
import type { ConfiguredNeed } from '../../shared/needs/configured-needs.ts';
import { functionNeeds } from '../../shared/needs/function-needs.ts';
import type { FunctionNeeds, Need } from '../../shared/needs/need.ts';
import { reasonText } from '../../shared/model/fact.ts';
import { ACCOUNT, aFunction, item, snapshot } from '../builders/snapshot.ts';
import type { SnapshotChanges } from '../builders/snapshot.ts';

type Loose = Readonly<Record<string, unknown>>;

export const ROLE = `arn:aws:iam::${ACCOUNT}:role/orders`;

/** The execution role with one inline policy of the given statements. */
export function aRole(statements: readonly Loose[], fields: Loose = {}): Item<'RoleDetailList'> {
  const PolicyDocument = { Version: '2012-10-17', Statement: statements };
  return item('RoleDetailList', {
    Arn: ROLE,
    RoleName: 'orders',
    RolePolicyList: statements.length > 0 ? [{ PolicyName: 'own', PolicyDocument }] : [],
    ...fields,
  });
}

export function allow(Action: string | readonly string[], Resource: unknown = '*'): Loose {
  return { Effect: 'Allow', Action, Resource };
}

export interface NeedsCase {
  /** Fields of the function. */
  readonly with?: Loose;
  readonly statements?: readonly Loose[];
  /** Whole collections, gaps and neighbours beside. */
  readonly given?: SnapshotChanges;
  readonly configured?: readonly ConfiguredNeed[];
}

/** The needs of the default function with the case's fields and a role with the case's statements. */
export function needsOf(one: NeedsCase = {}): FunctionNeeds {
  const configuration = aFunction(one.with ?? {});
  const model = snapshot({
    ...one.given,
    collections: {
      Functions: [configuration],
      RoleDetailList: [aRole(one.statements ?? [])],
      ...one.given?.collections,
    },
  });
  const network = functionNetwork(model, configuration);
  return functionNeeds(model, one.configured ?? [], { configuration, network });
}

/** A need in one line: what, where, how it is known. */
export function line(need: Need): string {
  const port = 'port' in need && need.port !== undefined ? `:${need.port}` : '';
  switch (need.kind) {
    case 'internet':
      return `internet${need.family}${port} ${need.source}`;
    case 'service':
      return `${need.service}@${need.region}${port}${need.host ? ` as ${need.host}` : ''} ${need.source}`;
    case 'host':
      return `${need.form} ${need.host}${port} ${need.source}`;
    case 'file-system':
      return `${need.arn} ${need.source}`;
  }
}

export function lines({ needs }: FunctionNeeds): readonly string[] {
  return needs.map((need) => line(need));
}

/** Why needs are missing, each with the kinds that may be. */
export function gaps({ incomplete }: FunctionNeeds): readonly string[] {
  return incomplete.map((one) => `${one.kinds.join(' ')}: ${reasonText(one.reason)}`);
}

/** The needs that one environment variable makes, with a role that allows nothing. */
export function needsOfValue(value: string, given: SnapshotChanges = {}): readonly string[] {
  return lines(needsOf({ with: { Environment: { Variables: { TARGET: value } } }, given }));
}
