import type { Subnet } from '../../model/ec2.ts';
import type { Fact } from '../../model/fact.ts';
import { known, mapFact } from '../../model/fact.ts';
import { oncePerSnapshot } from '../../model/snapshot.ts';
import type { Snapshot } from '../../model/snapshot.ts';
import type { AvailabilityZone } from '../../model/ec2.ts';

/** What DescribeAvailabilityZones says of a subnet's zone, found by zone id or else by name. */
export function zoneOf(snapshot: Snapshot, subnet: Subnet): Fact<AvailabilityZone | undefined> {
  return mapFact(
    zonesByIdAndName(snapshot),
    (zones) =>
      zones.get(subnet.AvailabilityZoneId ?? '') ?? zones.get(subnet.AvailabilityZone ?? ''),
  );
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
  if (subnet.AvailabilityZone === undefined) return zone.known ? known(undefined) : zone;
  if (subnet.AvailabilityZone.includes('-wl')) return known('wavelength-zone');
  return known(
    /^[a-z]+(?:-[a-z]+)+-\d[a-z]$/.test(subnet.AvailabilityZone) ? undefined : 'local-zone',
  );
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
