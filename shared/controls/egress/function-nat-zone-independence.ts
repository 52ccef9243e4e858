import * as z from 'zod';
import type { NatGateway } from '../../model/ec2.ts';
import { known, mapFact, thenFact, unknown } from '../../model/fact.ts';
import type { Fact } from '../../model/fact.ts';
import type { Snapshot } from '../../model/snapshot.ts';
import { reachOf } from '../../network/disposition.ts';
import { isRegional } from '../../network/nat-gateway.ts';
import { defineControl } from '../define-control.ts';
import { egressFrom, flowSources, pathDoubt } from '../function-flows.ts';
import { internetNeed } from '../function-needs.ts';
import { FUNCTION_NETWORK_CHANGES, FUNCTION_NETWORK_FACTS } from '../function-network-reads.ts';
import { zoneIdOf, zoneOf } from '../placement/zones.ts';
import { isAttached } from '../target.ts';
import type { Evidence } from '../verdict.ts';
import { EGRESS_CHANGES, EGRESS_FACTS } from './egress-reads.ts';

// A zonal NAT gateway lives and dies with its zone:
// https://docs.aws.amazon.com/vpc/latest/userguide/nat-gateway-basics.html. A regional one expands to
// the zones in use, which may take an hour in which it still works:
// https://docs.aws.amazon.com/vpc/latest/userguide/nat-gateways-regional.html.

export const functionNatZoneIndependence = defineControl({
  meta: {
    name: 'function-nat-zone-independence',
    id: 'NET-NAT-AZ',
    family: 'egress',
    title: 'Each zone of the function has a NAT gateway of its own',
    rationale:
      'When several zones share one zonal NAT gateway, losing its zone takes the internet from all of ' +
      'them. Until then, the traffic between the zones is billed.',
    remediation: {
      text: "Create one NAT gateway for each zone and route each private subnet to its own zone's, or use a regional NAT gateway.",
      url: 'https://docs.aws.amazon.com/vpc/latest/userguide/nat-gateways-regional.html',
    },
    severity: 'MEDIUM',
    references: [
      'https://docs.aws.amazon.com/vpc/latest/userguide/nat-gateway-basics.html',
      'https://docs.aws.amazon.com/vpc/latest/userguide/nat-gateways-regional.html',
    ],
    knownMisses: ['NAT instances and appliances are not judged.'],
    target: 'function',
    parameters: z.strictObject({}),
    facts: [...FUNCTION_NETWORK_FACTS, ...EGRESS_FACTS, 'ec2:DescribeAvailabilityZones'],
    changes: [...FUNCTION_NETWORK_CHANGES, ...EGRESS_CHANGES],
    messages: {
      unattached: 'The function is not attached to a VPC.',
      notNeeded: 'The function is not known to need the internet.',
      noWayOut: 'Not every subnet has a working way out.',
      noNat: 'No subnet goes out through a NAT gateway.',
      independent: 'No zone depends on the NAT gateway of another.',
      otherZone: '{subnetId} in {zone} goes out through {natId}, which serves from {natZones}.',
      constrainedZone:
        '{subnetId} lies in {zone}, where NAT gateways do not exist: move the subnet to another zone.',
    },
  },
  evaluate(target, { snapshot, configuration, report }) {
    if (!isAttached(target)) return report.notApplicable('unattached');
    if (internetNeed(snapshot, configuration, target, 4) === undefined) {
      return report.notApplicable('notNeeded');
    }
    const sources = flowSources(target);
    if (!sources.known) return report.undecided(sources);
    const paths = sources.value.map((source) => ({
      source,
      path: egressFrom(snapshot, configuration, target, source),
    }));
    const broken = paths.some(({ path }) => reachOf(path.disposition) === 'broken');
    if (broken) return report.notApplicable('noWayOut');
    const throughNat = paths.filter(({ path }) => path.natGatewayId !== undefined);
    const doubts = paths
      .filter(({ path }) => path.natGatewayId === undefined)
      .map(({ path }) => (path.unknown === undefined ? undefined : pathDoubt(path)))
      .filter((doubt) => doubt !== undefined);
    if (throughNat.length === 0 && doubts.length === 0) return report.notApplicable('noNat');
    for (const doubt of doubts) report.unknown(doubt);
    for (const { source, path } of throughNat) {
      const place = natPlace(snapshot, source.subnetId, path.natGatewayId ?? '');
      if (!place.known) {
        report.unknown(place);
        continue;
      }
      const { zone, natZones, covered, constrained } = place.value;
      const { subnetId } = source;
      const natId = path.natGatewayId ?? '';
      const evidence: readonly Evidence[] = [
        { resource: subnetId, field: 'AvailabilityZoneId', value: zone },
        { resource: natId, field: 'AvailabilityZoneId', value: natZones },
      ];
      if (covered) continue;
      if (constrained) {
        report.fail('constrainedZone', { subnetId, zone }, { severity: 'LOW', evidence });
      } else {
        report.fail('otherZone', { subnetId, zone, natId, natZones }, { evidence });
      }
    }
    return report.conclude('independent');
  },
});

interface NatPlace {
  /** Zone id of the function's subnet. */
  readonly zone: string;
  /** Zone ids that the NAT gateway serves from. */
  readonly natZones: string;
  readonly covered: boolean;
  /** NAT gateways cannot be created in a constrained zone. */
  readonly constrained: boolean;
}

/** Whether the NAT gateway serves the subnet's zone from within it. */
function natPlace(snapshot: Snapshot, subnetId: string, natGatewayId: string): Fact<NatPlace> {
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
  if (gateway.AutoProvisionZones === 'enabled') return known('every zone');
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
