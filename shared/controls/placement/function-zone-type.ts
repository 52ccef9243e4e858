import * as z from 'zod/mini';
import type { Subnet } from '../../model/ec2.ts';
import type { Snapshot } from '../../model/snapshot.ts';
import { byNetwork } from '../alike.ts';
import { defineControl } from '../define-control.ts';
import { FUNCTION_NETWORK_CHANGES, FUNCTION_NETWORK_FACTS } from '../function-network-reads.ts';
import { isAttached } from '../target.ts';
import type { Evidence } from '../verdict.ts';
import { functionSubnets, undecidedSubnets } from './function-subnets.ts';
import { settingsRemediation } from './vpc-settings.ts';
import { edgeZoneType, zoneOf } from './zones.ts';

// https://docs.aws.amazon.com/lambda/latest/dg/configuration-vpc.html says that functions have no
// outbound IPv6 in IPv6-only subnets. For Local Zones, Wavelength Zones and Outposts no page says
// whether they work, and the message claims no more than that.

export const functionZoneType = defineControl({
  meta: {
    name: 'function-zone-type',
    id: 'FN-ZONE-TYPE',
    family: 'placement',
    title: 'Subnets of the function are ordinary Availability Zone subnets',
    effect: 'cannot run in that type of zone',
    rationale:
      'Lambda puts its network interfaces into subnets of Availability Zones. Subnets of Local Zones, ' +
      'Wavelength Zones and Outposts are not documented as supported, and a subnet with IPv6 alone ' +
      'gives a function no way out.',
    remediation: {
      text: "Use a subnet of an ordinary Availability Zone, such as the edge zone's parent zone, and route to the edge zone inside the VPC.",
      url: 'https://docs.aws.amazon.com/lambda/latest/dg/configuration-vpc.html',
    },
    severity: 'MEDIUM',
    references: [
      'https://docs.aws.amazon.com/lambda/latest/dg/configuration-vpc.html',
      'https://docs.aws.amazon.com/lambda/latest/dg/configuration-vpc-endpoints.html',
    ],
    knownMisses: [
      'Where neither the zone nor its name was read, the answer is unknown.',
      'AWS may support such zones one day without this control knowing it.',
    ],
    target: 'function',
    parameters: z.strictObject({}),
    facts: [...FUNCTION_NETWORK_FACTS, 'ec2:DescribeSubnets', 'ec2:DescribeAvailabilityZones'],
    changes: [...FUNCTION_NETWORK_CHANGES, 'subnet', 'resource-share'],
    messages: {
      unattached: 'The function is not attached to a VPC.',
      ordinary: 'Every subnet is an ordinary Availability Zone subnet.',
      edge: 'Subnet {subnetId} lies in {zone} ({zoneType}), which is not documented as supported; its parent zone is {parentZone}.',
      outpost: 'Subnet {subnetId} lies on {outpostArn}, which is not documented as supported.',
      ipv6Native: 'Subnet {subnetId} has IPv6 only, over which functions have no outbound traffic.',
    },
  },
  alike: byNetwork,
  evaluate(target, { snapshot, report }) {
    if (!isAttached(target)) return report.notApplicable('unattached');
    const found = functionSubnets(snapshot, target);
    for (const fact of undecidedSubnets(found)) report.unknown(fact);
    const fix = settingsRemediation(target);
    for (const subnet of found.subnets) {
      const { SubnetId: subnetId, OutpostArn: outpostArn } = subnet;
      const edge = edgeZoneType(snapshot, subnet);
      report.saw(subnetId, 'AvailabilityZone', subnet.AvailabilityZone ?? 'not given');
      if (subnet.Ipv6Native === true) {
        const evidence = [{ resource: subnetId, field: 'Ipv6Native', value: 'true' }];
        report.fail('ipv6Native', { subnetId }, { evidence, ...fix });
      }
      if (outpostArn) {
        const evidence = [{ resource: subnetId, field: 'OutpostArn', value: outpostArn }];
        report.fail('outpost', { subnetId, outpostArn }, { evidence, ...fix });
      } else if (!edge.known) {
        report.unknown(edge);
      } else if (edge.value !== undefined) {
        const { values, evidence } = edgeZone(snapshot, subnet, edge.value);
        report.fail('edge', { subnetId, zoneType: edge.value, ...values }, { evidence, ...fix });
      }
    }
    return report.conclude('ordinary');
  },
});

/** The zone with its parent, as far as DescribeAvailabilityZones was read. */
function edgeZone(
  snapshot: Snapshot,
  subnet: Subnet,
  zoneType: string,
): { values: { zone: string; parentZone: string }; evidence: readonly Evidence[] } {
  const details = zoneOf(snapshot, subnet);
  const known = details.known ? details.value : undefined;
  const zone = known?.ZoneName ?? subnet.AvailabilityZone ?? 'its zone';
  return {
    values: { zone, parentZone: known?.ParentZoneId ?? known?.ParentZoneName ?? 'not known' },
    evidence: [{ resource: zone, field: 'ZoneType', value: zoneType }],
  };
}
