import * as z from 'zod/mini';
import { byNetwork } from '../alike.ts';
import { counted } from '../counted.ts';
import { defineControl, parametersOf } from '../define-control.ts';
import { FUNCTION_NETWORK_CHANGES, FUNCTION_NETWORK_FACTS } from '../function-network-reads.ts';
import { parameter } from '../parameter.ts';
import { isAttached } from '../target.ts';
import { LIMITED_ZONES } from './limited-zones.ts';
import { danglingSubnet, functionSubnets } from './function-subnets.ts';
import { settingsRemediation } from './vpc-settings.ts';
import { usableZones } from './zones.ts';

// https://docs.aws.amazon.com/lambda/latest/dg/configuration-vpc.html asks for subnets in several
// zones; Security Hub's Lambda.5 counts them the same way. Zone ids are counted, because the names are
// shuffled for each account.

export const functionMultiAz = defineControl({
  meta: {
    name: 'function-multi-az',
    id: 'FN-MULTI-AZ',
    family: 'placement',
    title: 'Subnets of the function cover at least two Availability Zones',
    effect: 'would not survive the loss of a zone',
    rationale:
      'A function in one zone stops when that zone does. Lambda spreads execution environments over ' +
      "the zones of the function's subnets and cannot use a zone it was not given.",
    remediation: {
      text: 'Add a subnet in another Availability Zone to the VpcConfig; send the full list of subnets, the update replaces it.',
      url: 'https://docs.aws.amazon.com/lambda/latest/dg/configuration-vpc.html',
    },
    severity: 'MEDIUM',
    references: [
      'https://docs.aws.amazon.com/lambda/latest/dg/configuration-vpc.html',
      'https://docs.aws.amazon.com/securityhub/latest/userguide/lambda-controls.html#lambda-5',
      'https://docs.aws.amazon.com/config/latest/developerguide/lambda-vpc-multi-az-check.html',
    ],
    knownMisses: [
      'Says nothing of the zones of NAT gateways and endpoints, which other controls judge.',
    ],
    target: 'function',
    parameters: z.strictObject({
      minAzs: parameter(
        z.int().check(z.minimum(2), z.maximum(6)),
        2,
        'zones that the subnets must cover',
      ),
      countLimitedZones: parameter(
        z.boolean(),
        false,
        'whether zones with limited Lambda capacity count',
      ),
    }),
    facts: [...FUNCTION_NETWORK_FACTS, 'ec2:DescribeSubnets', 'ec2:DescribeAvailabilityZones'],
    changes: [...FUNCTION_NETWORK_CHANGES, 'subnet', 'resource-share'],
    messages: {
      unattached: 'The function is not attached to a VPC.',
      covered: 'The subnets cover {count}: {zones}.',
      tooFew: 'The subnets cover {count} ({zones}), fewer than {minAzs}.',
      dangling: 'Subnet {subnetId} does not exist any more.',
    },
  },
  alike: byNetwork,
  evaluate(target, { snapshot, configuration, parameters, report }) {
    if (!isAttached(target)) return report.notApplicable('unattached');
    const { minAzs, countLimitedZones } = parameters;
    const limited = new Set(
      countLimitedZones ? [] : parametersOf(LIMITED_ZONES, configuration).limitedZoneIds,
    );
    const { subnets, dangling, unread } = functionSubnets(snapshot, target);
    const fix = settingsRemediation(target);
    for (const subnetId of dangling) {
      report.fail('dangling', { subnetId }, { evidence: [danglingSubnet(subnetId)], ...fix });
    }
    for (const subnet of subnets) {
      const zone = subnet.AvailabilityZoneId ?? subnet.AvailabilityZone ?? 'not given';
      report.saw(subnet.SubnetId, 'AvailabilityZoneId', zone);
    }
    const { zoneIds, undecided } = usableZones(snapshot, subnets, limited);
    for (const fact of [...unread, ...undecided]) report.unknown(fact);
    const zones = [...zoneIds].toSorted().join(', ') || 'none';
    const atMost = zoneIds.size + undecided.length + unread.length;
    if (target.network.subnetIds.known && atMost < minAzs) {
      const count = counted(zoneIds.size, 'usable zone');
      report.fail('tooFew', { count, zones, minAzs }, fix);
    }
    return report.conclude('covered', { count: counted(zoneIds.size, 'zone'), zones });
  },
});
