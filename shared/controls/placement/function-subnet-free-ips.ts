import * as z from 'zod/mini';
import { parseCidr } from '../../model/cidr.ts';
import type { Subnet } from '../../model/ec2.ts';
import { unknown } from '../../model/fact.ts';
import type { Unknown } from '../../model/fact.ts';
import { byNetwork } from '../alike.ts';
import { counted } from '../counted.ts';
import { defineControl } from '../define-control.ts';
import { FUNCTION_NETWORK_CHANGES, FUNCTION_NETWORK_FACTS } from '../function-network-reads.ts';
import { parameter } from '../parameter.ts';
import { isAttached } from '../target.ts';
import { functionSubnets, undecidedSubnets } from './function-subnets.ts';
import { settingsRemediation } from './vpc-settings.ts';

// Lambda takes one address for each pair of subnet and set of security groups, not one for each
// concurrent invocation, and more only past 65,000 connections:
// https://docs.aws.amazon.com/lambda/latest/dg/configuration-vpc.html. AvailableIpAddressCount is
// already without the five addresses that AWS keeps in every subnet
// (https://docs.aws.amazon.com/vpc/latest/privatelink/create-interface-endpoint.html).

const RESERVED_ADDRESSES = 5;

export const functionSubnetFreeIps = defineControl({
  meta: {
    name: 'function-subnet-free-ips',
    id: 'FN-FREE-IPS',
    family: 'placement',
    title: 'Each subnet has free IPv4 addresses for the interfaces Lambda may add',
    effect: 'may find no free IP address',
    rationale:
      'A network interface needs a free address. In a full subnet the next deployment fails, or the ' +
      'function is Inactive with SubnetOutOfIPAddresses once Lambda has to make its interface anew. ' +
      'One full subnet of two is enough.',
    remediation: {
      text:
        'Free addresses, use larger or additional subnets (a secondary CIDR gives the VPC more), or let ' +
        'functions share sets of security groups so that fewer interfaces are needed.',
      url: 'https://docs.aws.amazon.com/lambda/latest/dg/troubleshooting-networking.html',
    },
    severity: 'MEDIUM',
    references: [
      'https://docs.aws.amazon.com/lambda/latest/dg/configuration-vpc.html',
      'https://docs.aws.amazon.com/lambda/latest/dg/troubleshooting-networking.html',
      'https://docs.aws.amazon.com/vpc/latest/privatelink/create-interface-endpoint.html',
    ],
    knownMisses: [
      'Other services take addresses without any call by this account: between two readings the count can fall.',
      'The count is of IPv4 addresses alone; IPv6-only subnets are passed over.',
    ],
    target: 'function',
    parameters: z.strictObject({
      minFree: parameter(
        z.int().check(z.minimum(0)),
        8,
        'free addresses that each subnet must have',
      ),
      minFreePercent: parameter(
        z.nullable(z.number().check(z.minimum(0), z.maximum(100))),
        null,
        'free share of the usable addresses that each subnet must have, in percent',
      ),
    }),
    facts: [...FUNCTION_NETWORK_FACTS, 'ec2:DescribeSubnets'],
    changes: [...FUNCTION_NETWORK_CHANGES, 'subnet', 'resource-share'],
    messages: {
      unattached: 'The function is not attached to a VPC.',
      ipv6Only: 'Every subnet has IPv6 addresses only.',
      enough: 'Every subnet has enough free addresses.',
      none: 'Subnet {subnetId} has no free address: no further network interface can be created in it.',
      few: 'Subnet {subnetId} has {free}, fewer than {minFree}.',
      fewPercent:
        'Subnet {subnetId} has {free} of {usable} usable addresses free, less than {minFreePercent} %.',
      skipped: 'Subnet {subnetId} has IPv6 addresses only and is not counted.',
    },
  },
  alike: byNetwork,
  evaluate(target, { snapshot, parameters, report }) {
    if (!isAttached(target)) return report.notApplicable('unattached');
    const { minFree, minFreePercent } = parameters;
    const found = functionSubnets(snapshot, target);
    const unread = undecidedSubnets(found);
    if (unread.length === 0 && found.subnets.every((subnet) => subnet.Ipv6Native === true)) {
      return report.notApplicable('ipv6Only');
    }
    for (const fact of unread) report.unknown(fact);
    const fix = settingsRemediation(target);
    for (const subnet of found.subnets) {
      const { SubnetId: subnetId, AvailableIpAddressCount: free } = subnet;
      if (subnet.Ipv6Native === true) {
        report.note('skipped', { subnetId });
        continue;
      }
      if (free === undefined) {
        report.unknown(notGiven(subnetId, 'AvailableIpAddressCount'));
        continue;
      }
      report.saw(subnetId, 'AvailableIpAddressCount', free);
      const usable = usableAddresses(subnet);
      if (free === 0) report.fail('none', { subnetId }, { severity: 'HIGH', ...fix });
      else if (free < minFree) {
        const addresses = counted(free, 'free address', 'free addresses');
        report.fail('few', { subnetId, free: addresses, minFree }, fix);
      } else if (minFreePercent !== null && usable === undefined) {
        report.unknown(notGiven(subnetId, 'CidrBlock'));
      } else if (minFreePercent !== null && usable && (free / usable) * 100 < minFreePercent) {
        report.fail('fewPercent', { subnetId, free, usable, minFreePercent }, fix);
      }
    }
    return report.conclude('enough');
  },
});

/** How many addresses of the subnet anybody can use. */
function usableAddresses({ CidrBlock = '' }: Subnet): number | undefined {
  const cidr = parseCidr(CidrBlock);
  return cidr && 2 ** (32 - cidr.prefixLength) - RESERVED_ADDRESSES;
}

function notGiven(subnetId: string, field: string): Unknown {
  return unknown({
    kind: 'not-read',
    call: 'ec2:DescribeSubnets',
    detail: `${field} of ${subnetId} is not in the answer`,
  });
}
