import type { NatGateway } from '../../model/ec2.ts';
import { known, mapFact, thenFact, unknown } from '../../model/fact.ts';
import type { Fact } from '../../model/fact.ts';
import type { Snapshot } from '../../model/snapshot.ts';
import { isRegional } from '../../network/nat-gateway.ts';
import { zoneIdOf, zoneOf } from '../placement/zones.ts';

/** Where a NAT gateway serves from, as one of its users sees it. */
export interface NatPlace {
  /** Zone id of the function's subnet. */
  readonly zone: string;
  /** Zone ids that the NAT gateway serves from. */
  readonly natZones: string;
  readonly covered: boolean;
  /** NAT gateways cannot be created in a constrained zone. */
  readonly constrained: boolean;
}

/** Whether the NAT gateway serves the subnet's zone from within it. */
export function natPlace(
  snapshot: Snapshot,
  subnetId: string,
  natGatewayId: string,
): Fact<NatPlace> {
  return thenFact(snapshot.get('NatGateways', natGatewayId), (gateway) =>
    thenFact(zoneOfSubnet(snapshot, subnetId), (zone) =>
      mapFact(zonesOfGateway(snapshot, gateway), (natZones) => ({
        zone,
        natZones: natZones === 'every zone' ? natZones : natZones.join(', ') || 'none',
        covered: natZones === 'every zone' || natZones.includes(zone),
        constrained: isConstrained(snapshot, subnetId),
      })),
    ),
  );
}

function zonesOfGateway(
  snapshot: Snapshot,
  gateway: NatGateway | undefined,
): Fact<'every zone' | readonly string[]> {
  if (gateway === undefined) return known([]);
  if (!isRegional(gateway)) {
    return mapFact(zoneOfSubnet(snapshot, gateway.SubnetId ?? ''), (zone) => [zone]);
  }
  const { NatGatewayId, AutoProvisionZones } = gateway;
  if (AutoProvisionZones === 'enabled') return known('every zone');
  if (AutoProvisionZones === undefined) {
    return unknown({ kind: 'opaque', detail: `${NatGatewayId} shows no AutoProvisionZones` });
  }
  const zones = gateway.NatGatewayAddresses.map((address) => address.AvailabilityZoneId);
  return known([...new Set(zones.filter((zone) => zone !== undefined))]);
}

function zoneOfSubnet(snapshot: Snapshot, subnetId: string): Fact<string> {
  return thenFact(snapshot.get('Subnets', subnetId), (subnet) =>
    subnet === undefined
      ? unknown({ kind: 'opaque', detail: `${subnetId} does not exist any more` })
      : zoneIdOf(snapshot, subnet),
  );
}

function isConstrained(snapshot: Snapshot, subnetId: string): boolean {
  const subnet = snapshot.get('Subnets', subnetId);
  if (!subnet.known || subnet.value === undefined) return false;
  const zone = zoneOf(snapshot, subnet.value);
  return zone.known && zone.value?.State === 'constrained';
}
