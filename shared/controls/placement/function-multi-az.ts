import * as z from 'zod';
import type { Subnet } from '../../model/ec2.ts';
import { defineControl, parametersOf } from '../define-control.ts';
import { isAttached } from '../target.ts';
import { LIMITED_ZONES } from './limited-zones.ts';
import { danglingSubnet, functionSubnets } from './function-subnets.ts';
import { edgeZoneType } from './zones.ts';

// https://docs.aws.amazon.com/lambda/latest/dg/configuration-vpc.html asks for subnets in several
// zones; Security Hub's Lambda.5 counts them the same way. Zone ids are counted, because the names are
// shuffled for each account.

export const functionMultiAz = defineControl({
  meta: {
    name: 'function-multi-az',
    id: 'FN-MULTI-AZ',
    family: 'placement',
    title: 'Subnets of the function cover at least two Availability Zones',
    rationale:
      'A function in one zone stops when that zone does. Lambda spreads execution environments over ' +
      "the zones of the function's subnets and cannot use a zone it was not given.",
    remediation: {
      text: 'Add a subnet in another Availability Zone to the VpcConfig; send the full list of subnets, the update replaces it.',
      url: 'https://docs.aws.amazon.com/lambda/latest/dg/configuration-vpc.html',
    },
    severity: 'MEDIUM',
    references: [
      'https://docs.aws.amazon.com/securityhub/latest/userguide/lambda-controls.html#lambda-5',
      'https://docs.aws.amazon.com/config/latest/developerguide/lambda-vpc-multi-az-check.html',
    ],
    knownMisses: [
      'Says nothing of the zones of NAT gateways and endpoints, which other controls judge.',
    ],
    target: 'function',
    parameters: z.strictObject({
      minAzs: z.int().min(2).max(6).default(2).describe('zones that the subnets must cover'),
      countLimitedZones: z
        .boolean()
        .default(false)
        .describe('whether zones with limited Lambda capacity count'),
    }),
    facts: ['ec2:DescribeSubnets', 'ec2:DescribeAvailabilityZones'],
    changes: ['function', 'subnet'],
    messages: {
      unattached: 'The function is not attached to a VPC.',
      covered: 'The subnets cover {count} zones: {zones}.',
      tooFew: 'The subnets cover {count} usable zones ({zones}), fewer than {minAzs}.',
      dangling: 'Subnet {subnetId} does not exist any more.',
    },
  },
  evaluate(target, { snapshot, configuration, parameters, report }) {
    if (!isAttached(target)) return report.notApplicable('unattached');
    const { minAzs, countLimitedZones } = parameters;
    const limited = new Set(
      countLimitedZones ? [] : parametersOf(LIMITED_ZONES, configuration).limitedZoneIds,
    );
    const { subnets, dangling, unread } = functionSubnets(snapshot, target);
    for (const fact of unread) report.unknown(fact);
    for (const subnetId of dangling) {
      report.fail('dangling', { subnetId }, { evidence: [danglingSubnet(subnetId)] });
    }
    const zones = new Set<string>();
    for (const subnet of subnets) {
      const zoneId = subnet.AvailabilityZoneId ?? subnet.AvailabilityZone ?? '';
      const edge = edgeZoneType(snapshot, subnet);
      report.saw(subnet.SubnetId, 'AvailabilityZoneId', zoneId);
      if (!edge.known) report.unknown(edge);
      else if (edge.value === undefined && isAvailable(subnet) && !limited.has(zoneId)) {
        zones.add(zoneId);
      }
    }
    const found = { count: zones.size, zones: [...zones].toSorted().join(', ') || 'none' };
    if (zones.size < minAzs && unread.length === 0) {
      report.fail('tooFew', { ...found, minAzs }, {});
    }
    return report.conclude('covered', found);
  },
});

function isAvailable(subnet: Subnet): boolean {
  return (subnet.State ?? 'available') === 'available';
}
