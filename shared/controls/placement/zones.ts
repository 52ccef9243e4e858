import type { AvailabilityZone, Subnet } from '../../model/ec2.ts';
import { known, mapFact, thenFact, unknown } from '../../model/fact.ts';
import type { Fact, Unknown } from '../../model/fact.ts';
import { oncePerSnapshot } from '../../model/snapshot.ts';
import type { Snapshot } from '../../model/snapshot.ts';

/** What DescribeAvailabilityZones says of a subnet's zone, found by zone id or else by name. */
export function zoneOf(snapshot: Snapshot, subnet: Subnet): Fact<AvailabilityZone | undefined> {
  return mapFact(
    zonesByIdAndName(snapshot),
    (zones) =>
      zones.get(subnet.AvailabilityZoneId ?? '') ?? zones.get(subnet.AvailabilityZone ?? ''),
  );
}

/** The id of a subnet's zone. A zone's name is no substitute: each account has its own. */
export function zoneIdOf(snapshot: Snapshot, subnet: Subnet): Fact<string> {
  if (subnet.AvailabilityZoneId !== undefined) return known(subnet.AvailabilityZoneId);
  return thenFact(zoneOf(snapshot, subnet), (zone) =>
    zone?.ZoneId === undefined ? zoneNotRead(subnet) : known(zone.ZoneId),
  );
}

/** Why nothing is known of a subnet's zone although the zones were read. */
export function zoneNotRead(subnet: Subnet): Unknown {
  const zone = subnet.AvailabilityZoneId ?? subnet.AvailabilityZone ?? 'its zone';
  return unknown({
    kind: 'not-read',
    call: 'ec2:DescribeAvailabilityZones',
    detail: `${zone} of ${subnet.SubnetId} is not in the answer`,
  });
}

/**
 * Whether the subnet lies in a Local Zone, a Wavelength Zone or on an Outpost. Their names alone tell:
 * us-east-1-bos-1a and us-east-1-wl1-bos-wlz-1 have more parts than us-east-1a, so the answer is known
 * even where DescribeAvailabilityZones was not read.
 */
export function edgeZoneType(snapshot: Snapshot, subnet: Subnet): Fact<string | undefined> {
  if (subnet.OutpostArn) return known('outpost');
  const zone = zoneOf(snapshot, subnet);
  if (zone.known && zone.value?.ZoneType !== undefined) {
    const { ZoneType } = zone.value;
    return known(ZoneType === 'availability-zone' ? undefined : ZoneType);
  }
  if (subnet.AvailabilityZone === undefined) return zone.known ? zoneNotRead(subnet) : zone;
  if (subnet.AvailabilityZone.includes('-wl')) return known('wavelength-zone');
  return known(
    /^[a-z]+(?:-[a-z]+)+-\d[a-z]$/.test(subnet.AvailabilityZone) ? undefined : 'local-zone',
  );
}

/** The zones that a function can count on. */
export interface UsableZones {
  readonly zoneIds: ReadonlySet<string>;
  /** Subnets that may or may not add a zone. */
  readonly undecided: readonly Unknown[];
}

/** The Availability Zones of the subnets that are available, without edge zones and excluded zones. */
export function usableZones(
  snapshot: Snapshot,
  subnets: readonly Subnet[],
  excludedZoneIds: ReadonlySet<string>,
): UsableZones {
  const zoneIds = new Set<string>();
  const undecided: Unknown[] = [];
  for (const subnet of subnets) {
    if ((subnet.State ?? 'available') !== 'available') continue;
    const edge = edgeZoneType(snapshot, subnet);
    const zoneId = zoneIdOf(snapshot, subnet);
    if (edge.known && edge.value !== undefined) continue;
    if (zoneId.known && excludedZoneIds.has(zoneId.value)) continue;
    if (!edge.known) undecided.push(edge);
    else if (zoneId.known) zoneIds.add(zoneId.value);
    else undecided.push(zoneId);
  }
  return { zoneIds, undecided };
}

const zonesByIdAndName = oncePerSnapshot((snapshot) =>
  mapFact(
    snapshot.all('AvailabilityZones'),
    (zones): ReadonlyMap<string, AvailabilityZone> =>
      new Map(
        zones.flatMap((zone) => [
          [zone.ZoneName, zone],
          [zone.ZoneId ?? zone.ZoneName, zone],
        ]),
      ),
  ),
);
