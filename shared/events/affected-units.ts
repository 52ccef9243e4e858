import { unitKey } from './audit-unit.ts';
import type { AuditUnit } from './audit-unit.ts';
import type { MatchedChange } from './change.ts';
import type { FanOut } from './change-kind.ts';
import type { NamedScope } from './named-scope.ts';
import type { ResourceType } from './resource-type.ts';
import type { VpcIndex } from './vpc-index.ts';
import { peersInUse, unitOf, vpcsHit, withPeers } from './vpcs-hit.ts';

/** A function of the inventory, as far as its place matters. */
export interface PlacedFunction {
  /** Unqualified. */
  readonly functionArn: string;
  readonly region: string;
  /** Empty outside any VPC. */
  readonly vpcIds: readonly string[];
}

/** What is known of the account when a change comes in. */
export interface ScopeAnswers {
  /** Where the account itself is judged. */
  readonly homeRegion: string;
  /** Indexes of the regions that the change can reach: its own, or for a global service all. */
  readonly indexes: readonly VpcIndex[];
  /**
   * Functions that it reaches by name, role, policy or capacity provider: where they were, and where
   * they are.
   */
  readonly functions: readonly PlacedFunction[];
  /** VPCs of the ids that `toLocate` asked for; absent: not asked yet. */
  readonly located?: ReadonlyMap<string, readonly string[]>;
}

export interface AffectedUnits {
  readonly units: readonly AuditUnit[];
  /** Ids that no index knows: to be asked of EC2, and the answer to be given in `located`. */
  readonly toLocate: readonly string[];
  /** The event does not say which functions or roles it is about: all must be read again. */
  readonly needsSweep: boolean;
}

/**
 * The units whose verdicts a change can flip. A whole VPC is judged, so it suffices to know which VPCs
 * its ids belong to; who reaches through them from elsewhere is in a peered VPC, or has them in the
 * index of its own. Where an event does not say enough, all VPCs of its region are affected.
 *
 * Missed: what no index knows and EC2 does not locate. Nothing audited is in such a VPC, or a later
 * event of it is still to come.
 */
export function affectedUnits(
  change: MatchedChange,
  named: NamedScope,
  answers: ScopeAnswers,
): AffectedUnits {
  const { kind, row } = change;
  const { indexes, homeRegion, located } = answers;
  if (FUNCTION_FAN_OUTS.has(row.fanOut)) return unitsNamed(named, answers);
  if (row.fanOut === 'organization') {
    const account: AuditUnit = { kind: 'account', region: homeRegion };
    return complete([account, ...indexes.filter(isInUse).map(unitOf)]);
  }
  // A share does not say which subnets came or went.
  if (row.fanOut === 'region' || row.fanOut === 'shared-subnets') {
    return complete(indexes.filter(isInUse).map(unitOf));
  }
  if (named.incomplete !== undefined) return complete(indexes.map(unitOf));
  const hit = vpcsHit(change, named, indexes, located ?? new Map());
  const toLocate = hit.length === 0 && located === undefined ? locatable(named) : [];
  return { ...complete(withPeers(hit, kind, indexes)), toLocate };
}

/** Reach what the inventory says of functions and roles, whatever else their events name. */
const FUNCTION_FAN_OUTS: ReadonlySet<FanOut> = new Set([
  'function',
  'functions-of-capacity-provider',
  'functions-of-role',
  'functions-of-managed-policy',
]);

const SUBJECTS: ReadonlySet<ResourceType> = new Set([
  'function',
  'event-source-mapping',
  'capacity-provider',
  'role',
  'policy',
]);

function unitsNamed(
  { resources }: NamedScope,
  { functions, indexes }: ScopeAnswers,
): AffectedUnits {
  const mappings = new Set(
    resources.filter(({ type }) => type === 'event-source-mapping').map(({ id }) => id),
  );
  const mapped = indexes.filter((index) => index.ids.some((id) => mappings.has(id))).map(unitOf);
  return {
    ...complete([...unitsOfFunctions(functions, indexes), ...mapped]),
    needsSweep: !resources.some(({ type }) => SUBJECTS.has(type)),
  };
}

/**
 * The units that functions are judged in, with the peers of their VPCs: functions are consumers of the
 * endpoints there, so the verdicts on those hang on them too.
 */
export function unitsOfFunctions(
  functions: readonly PlacedFunction[],
  indexes: readonly VpcIndex[],
): readonly AuditUnit[] {
  const own = functions.flatMap(unitsOfFunction);
  const peers = own.flatMap((unit) => (unit.kind === 'vpc' ? peersInUse(unit, indexes) : []));
  return complete([...own, ...peers]).units;
}

function unitsOfFunction({ functionArn, region, vpcIds }: PlacedFunction): readonly AuditUnit[] {
  return vpcIds.length === 0
    ? [{ kind: 'function', region, functionArn }]
    : vpcIds.map((vpcId) => unitOf({ region, vpcId }));
}

/**
 * What EC2 can say the VPC of, and what matters without being in an index. Instances, network interfaces
 * and addresses come and go by the thousand: where a route leads to one, the index knows it.
 */
const LOCATABLE: ReadonlySet<ResourceType> = new Set([
  'subnet',
  'route-table',
  'route-table-association',
  'nat-gateway',
  'internet-gateway',
  'egress-only-internet-gateway',
  'security-group',
  'network-acl',
  'network-acl-association',
  'vpc-endpoint',
  'vpc-peering-connection',
]);

function locatable({ resources }: NamedScope): readonly string[] {
  return resources.filter(({ type }) => LOCATABLE.has(type)).map(({ id }) => id);
}

function isInUse({ inUse }: VpcIndex): boolean {
  return inUse;
}

function complete(units: readonly AuditUnit[]): AffectedUnits {
  const distinct = new Map(units.map((unit) => [unitKey(unit), unit]));
  return { units: [...distinct.values()], toLocate: [], needsSweep: false };
}
