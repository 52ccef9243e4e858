import * as z from 'zod';
import type { NatGateway, Subnet } from '../../model/ec2.ts';
import { reachOf } from '../../network/disposition.ts';
import type { FlowSource } from '../../network/flow.ts';
import type { ForwardingPath } from '../../network/forwarding-path.ts';
import { isRegional } from '../../network/nat-gateway.ts';
import { defineControl } from '../define-control.ts';
import { egressFrom, flowSources } from '../function-flows.ts';
import { internetNeed } from '../function-needs.ts';
import { FUNCTION_NETWORK_CHANGES, FUNCTION_NETWORK_FACTS } from '../function-network-reads.ts';
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
      otherZone: '{subnetId} in {zone} goes out through {natId} in {natZone}.',
      notInZone: '{natId} has no address in {zone}, the zone of {subnetId}.',
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
    const unread = paths.find(({ path }) => path.unknown !== undefined && !path.natGatewayId);
    if (throughNat.length === 0 && unread?.path.unknown === undefined) {
      return report.notApplicable('noNat');
    }
    if (unread?.path.unknown) report.unknown({ known: false, reason: unread.path.unknown });
    for (const { source, path } of throughNat) {
      const place = placeOf(snapshot, source, path);
      if (!place.known) {
        report.unknown(place);
        continue;
      }
      judge(place.value);
    }
    return report.conclude('independent');

    function judge({ subnet, gateway, natSubnet, zoneState }: Place): void {
      const subnetId = subnet.SubnetId;
      const zone = subnet.AvailabilityZoneId ?? subnet.AvailabilityZone ?? 'an unnamed zone';
      const natId = gateway.NatGatewayId;
      const natZone = natSubnet?.AvailabilityZoneId ?? natSubnet?.AvailabilityZone ?? '';
      const evidence: readonly Evidence[] = [
        { resource: subnetId, field: 'AvailabilityZoneId', value: zone },
        { resource: natId, field: 'AvailabilityZoneId', value: zonesOf(gateway) || natZone },
      ];
      if (isRegional(gateway)) {
        if (
          gateway.AutoProvisionZones !== 'enabled' &&
          !zonesOf(gateway).split(', ').includes(zone)
        ) {
          report.fail('notInZone', { natId, zone, subnetId }, { evidence });
        }
      } else if (zone !== natZone) {
        if (zoneState === 'constrained') {
          report.fail('constrainedZone', { subnetId, zone }, { severity: 'LOW', evidence });
        } else {
          report.fail('otherZone', { subnetId, zone, natId, natZone }, { evidence });
        }
      }
    }
  },
});
