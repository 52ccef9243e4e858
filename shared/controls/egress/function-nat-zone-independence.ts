import * as z from 'zod/mini';
import { reachOf } from '../../network/disposition.ts';
import { byNeeds } from '../alike.ts';
import { defineControl } from '../define-control.ts';
import { egressFrom, flowSources, internetRoutesFrom, pathDoubt } from '../function-flows.ts';
import { internetNeed, internetNeedUnread } from '../function-needs.ts';
import { FUNCTION_NETWORK_CHANGES, FUNCTION_NETWORK_FACTS } from '../function-network-reads.ts';
import { NEED_ORIGIN_CHANGES, NEED_ORIGIN_FACTS } from '../need-reads.ts';
import { isAttached } from '../target.ts';
import type { Evidence } from '../verdict.ts';
import { EGRESS_CHANGES, EGRESS_FACTS } from './egress-reads.ts';
import { natPlace } from './nat-place.ts';

// A zonal NAT gateway lives and dies with its zone:
// https://docs.aws.amazon.com/vpc/latest/userguide/nat-gateway-basics.html. A regional one expands to
// the zones in use, which may take an hour in which it still works:
// https://docs.aws.amazon.com/vpc/latest/userguide/nat-gateways-regional.html.

export const functionNatZoneIndependence = defineControl({
  meta: {
    name: 'function-nat-zone-independence',
    id: 'NET-NAT-AZ',
    family: 'egress',
    title: 'Losing one zone does not take away the NAT gateway of the others',
    effect: 'would lose the internet with one zone',
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
    facts: [
      ...FUNCTION_NETWORK_FACTS,
      ...EGRESS_FACTS,
      ...NEED_ORIGIN_FACTS,
      'ec2:DescribeAvailabilityZones',
    ],
    changes: [...FUNCTION_NETWORK_CHANGES, ...EGRESS_CHANGES, ...NEED_ORIGIN_CHANGES],
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
  alike: byNeeds,
  evaluate(target, { snapshot, configuration, report }) {
    if (!isAttached(target)) return report.notApplicable('unattached');
    const need = internetNeed(snapshot, configuration, target, 4);
    const unread = internetNeedUnread(snapshot, configuration, target);
    if (need === undefined && unread === undefined) return report.notApplicable('notNeeded');
    const sources = flowSources(target);
    if (!sources.known) return report.undecided(sources);
    const ways = sources.value.map((source) => egressFrom(snapshot, configuration, target, source));
    const reaches = new Set(ways.map(({ disposition }) => reachOf(disposition)));
    if (reaches.has('broken')) return report.notApplicable('noWayOut');
    const natGateways = sources.value.flatMap((source) => {
      const routes = internetRoutesFrom(snapshot, configuration, source);
      const natIds = new Set(routes.flatMap(({ natGatewayId }) => natGatewayId ?? []));
      return [...natIds].map((natId) => ({ subnetId: source.subnetId, natId }));
    });
    if (natGateways.length === 0 && !reaches.has('unknown')) return report.notApplicable('noNat');
    if (need === undefined && unread !== undefined) return report.undecided(unread);
    if (need?.confidence === 'INFERRED') report.inferred();
    for (const path of ways) {
      const doubt = reachOf(path.disposition) === 'unknown' ? pathDoubt(path) : undefined;
      if (doubt !== undefined) report.unknown(doubt);
    }
    for (const { subnetId, natId } of natGateways) {
      const place = natPlace(snapshot, subnetId, natId);
      if (!place.known) {
        report.unknown(place);
        continue;
      }
      const { zone, natZones, covered, constrained } = place.value;
      const evidence: readonly Evidence[] = [
        { resource: subnetId, field: 'AvailabilityZoneId', value: zone },
        { resource: natId, field: 'AvailabilityZoneId', value: natZones },
      ];
      if (constrained) {
        report.fail('constrainedZone', { subnetId, zone }, { severity: 'LOW', evidence });
      } else if (!covered) {
        report.fail('otherZone', { subnetId, zone, natId, natZones }, { evidence });
      }
    }
    return report.conclude('independent');
  },
});
