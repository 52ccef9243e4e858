import { byNetwork } from '../alike.ts';
import { counted } from '../counted.ts';
import { defineControl } from '../define-control.ts';
import { FUNCTION_NETWORK_CHANGES, FUNCTION_NETWORK_FACTS } from '../function-network-reads.ts';
import { isAttached } from '../target.ts';
import type { FailureDetails } from '../report.ts';
import { functionSubnets, undecidedSubnets } from './function-subnets.ts';
import { LIMITED_ZONES } from './limited-zones.ts';
import { settingsRemediation } from './vpc-settings.ts';
import { usableZones, zoneIdOf, zoneNotRead, zoneOf } from './zones.ts';

// https://docs.aws.amazon.com/lambda/latest/dg/configuration-vpc-endpoints.html names use1-az3, by zone
// id: which zone name that is differs from account to account.

export const functionLimitedCapacityZone = defineControl({
  meta: {
    name: 'function-limited-capacity-zone',
    id: 'FN-AZ-CAPACITY',
    family: 'placement',
    title: 'No subnet lies in a zone where capacity for functions in a VPC is limited',
    effect: 'may find no capacity in a limited zone',
    rationale:
      'AWS advises against subnets in zones where Lambda has little capacity for functions in a VPC: ' +
      'network interfaces may not be created there, and the function keeps less than the zones it seems to have.',
    remediation: {
      text: 'Replace the subnet in the VpcConfig by one in another zone of the region; send the full list of subnets.',
      url: 'https://docs.aws.amazon.com/lambda/latest/dg/configuration-vpc-endpoints.html',
    },
    severity: 'MEDIUM',
    references: [
      'https://docs.aws.amazon.com/lambda/latest/dg/configuration-vpc-endpoints.html',
      'https://docs.aws.amazon.com/lambda/latest/dg/configuration-vpc.html',
      'https://docs.aws.amazon.com/vpc/latest/privatelink/aws-services-cross-region-privatelink-support.html',
    ],
    knownMisses: [
      'Zones that Lambda refuses outright are not listed by AWS and not known here.',
      'The zones that AWS leaves out of cross-Region PrivateLink are another matter; name them in advisoryZoneIds to have them mentioned.',
    ],
    target: 'function',
    parameters: LIMITED_ZONES.schema,
    facts: [...FUNCTION_NETWORK_FACTS, 'ec2:DescribeSubnets', 'ec2:DescribeAvailabilityZones'],
    changes: [...FUNCTION_NETWORK_CHANGES, 'subnet', 'resource-share'],
    messages: {
      unattached: 'The function is not attached to a VPC.',
      clear: 'No subnet lies in a zone with limited capacity.',
      limited:
        'Subnet {subnetId} lies in {zoneId}, where capacity for functions in a VPC is limited; without such zones the function has {remaining}.',
      constrained: 'Subnet {subnetId} lies in {zoneId}, whose state is constrained.',
      advisory: 'Subnet {subnetId} lies in {zoneId}, which the configuration asks to mention.',
    },
  },
  alike: byNetwork,
  evaluate(target, { snapshot, parameters, report }) {
    if (!isAttached(target)) return report.notApplicable('unattached');
    const limited = new Set(parameters.limitedZoneIds);
    const found = functionSubnets(snapshot, target);
    const unread = undecidedSubnets(found);
    for (const fact of unread) report.unknown(fact);
    const { zoneIds, undecided } = usableZones(snapshot, found.subnets, limited);
    const remaining = zoneIds.size;
    const areTooFew =
      target.network.subnetIds.known &&
      remaining + undecided.length + found.unread.length < parameters.minAzs;
    const fix = settingsRemediation(target);
    for (const subnet of found.subnets) {
      const zone = zoneIdOf(snapshot, subnet);
      if (!zone.known) {
        report.unknown(zone);
        continue;
      }
      const zoneId = zone.value;
      const named = { subnetId: subnet.SubnetId, zoneId };
      report.saw(subnet.SubnetId, 'AvailabilityZoneId', zoneId);
      if (parameters.advisoryZoneIds.includes(zoneId)) report.note('advisory', named);
      if (limited.has(zoneId)) {
        const details: FailureDetails = { ...fix, ...(areTooFew && { severity: 'HIGH' }) };
        report.fail('limited', { ...named, remaining: counted(remaining, 'zone') }, details);
        continue;
      }
      const state = zoneOf(snapshot, subnet);
      if (!state.known) report.unknown(state);
      else if (state.value === undefined) report.unknown(zoneNotRead(subnet));
      else if (state.value.State === 'constrained') {
        const evidence = [{ resource: zoneId, field: 'State', value: 'constrained' }];
        report.fail('constrained', named, { ...fix, severity: 'LOW', evidence });
      }
    }
    return report.conclude('clear');
  },
});
