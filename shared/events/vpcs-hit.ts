import type { AuditUnit } from './audit-unit.ts';
import type { ChangeKind } from './change-kind.ts';
import type { MatchedChange } from './change.ts';
import type { NamedScope } from './named-scope.ts';
import type { VpcIndex } from './vpc-index.ts';

/** The VPCs that a change of a network hits, seen from the ids of its event. */

export interface VpcPlace {
  readonly region: string;
  readonly vpcId: string;
}

/**
 * The VPCs that the event names or that hold something it names.
 *
 * @param located the VPCs of ids that no index knows
 */
export function vpcsHit(
  { region, row: { eventSource }, kind }: MatchedChange,
  named: NamedScope,
  indexes: readonly VpcIndex[],
  located: ReadonlyMap<string, readonly string[]>,
): readonly VpcPlace[] {
  const ids = idsIn(named);
  const indexed = indexes.filter(
    (index) => ids.has(index.vpcId) || index.ids.some((id) => ids.has(id)),
  );
  // The region of a global service's event is not the VPC's; one without an index is not in use.
  const isGlobal = eventSource === 'route53.amazonaws.com';
  const others = isGlobal ? [] : [...named.vpcs, ...[...located.values()].flat()];
  const hit = [...indexed, ...others.map((vpcId) => ({ region, vpcId }))];
  const routes = named.resources.some(({ type }) => type === 'transit-gateway-route-table');
  if (kind !== 'transit-gateway' || (hit.length > 0 && !routes)) return hit;
  // A transit gateway's route table does not say whose traffic it routes.
  return [...hit, ...indexes.filter((index) => index.ids.some((id) => id.startsWith('tgw-')))];
}

/**
 * Ids as events write them, and folded as services fold their own names. A transit gateway alone tells
 * nothing: many VPCs route to one, and its attachments are what is theirs.
 */
function idsIn({ resources }: NamedScope): ReadonlySet<string> {
  return new Set(
    resources
      .filter(({ type }) => type !== 'transit-gateway')
      .flatMap(({ id }) => [id, id.toLowerCase()]),
  );
}

/**
 * The VPCs as far as something audited is or may come to be in them, with the peers that are in use. A
 * VPC without functions and endpoints comes into use by an event of its own.
 */
export function withPeers(
  hit: readonly VpcPlace[],
  kind: ChangeKind,
  indexes: readonly VpcIndex[],
): readonly AuditUnit[] {
  const idle = new Set(indexes.filter((index) => !index.inUse).map(placeKey));
  const own = hit.filter((vpc) => TO_USE.has(kind) || !idle.has(placeKey(vpc)));
  return [...own.map(unitOf), ...hit.flatMap((vpc) => peersInUse(vpc, indexes))];
}

/** Kinds of change after which something may be in a VPC that was empty, or the VPC may be gone. */
const TO_USE: ReadonlySet<ChangeKind> = new Set(['vpc-endpoint', 'vpc']);

/**
 * The peers of a VPC that have functions or endpoints. Taken in either direction: perhaps the index of
 * only one of the two was made since they were connected.
 */
export function peersInUse(
  { region, vpcId }: VpcPlace,
  indexes: readonly VpcIndex[],
): readonly AuditUnit[] {
  const own = indexes.find((index) => index.region === region && index.vpcId === vpcId);
  const peers = new Set(own?.peerVpcIds);
  return indexes
    .filter((index) => index.region === region && index.inUse)
    .filter((index) => peers.has(index.vpcId) || index.peerVpcIds.includes(vpcId))
    .map(unitOf);
}

export function unitOf({ region, vpcId }: VpcPlace): AuditUnit & { readonly kind: 'vpc' } {
  return { kind: 'vpc', region, vpcId };
}

function placeKey({ region, vpcId }: VpcPlace): string {
  return `${region}/${vpcId}`;
}
