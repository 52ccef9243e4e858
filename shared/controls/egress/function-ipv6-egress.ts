import * as z from 'zod/mini';
import { reachOf } from '../../network/disposition.ts';
import type { Path } from '../../network/disposition.ts';
import type { Subnet } from '../../model/ec2.ts';
import { withoutInternetNeed } from '../alike.ts';
import { brokenWays, wayFailure } from '../broken-ways.ts';
import type { BrokenPath } from '../broken-ways.ts';
import { defineControl } from '../define-control.ts';
import { egressFrom, flowSources, pathDoubt } from '../function-flows.ts';
import { internetNeed, internetNeedUnread } from '../function-needs.ts';
import { FUNCTION_NETWORK_CHANGES, FUNCTION_NETWORK_FACTS } from '../function-network-reads.ts';
import { functionSubnets, undecidedSubnets } from '../placement/function-subnets.ts';
import { settingsOwner } from '../placement/vpc-settings.ts';
import { NEED_ORIGIN_CHANGES, NEED_ORIGIN_FACTS } from '../need-reads.ts';
import { isAttached } from '../target.ts';
import { EGRESS_CHANGES, EGRESS_FACTS } from './egress-reads.ts';

// "To allow outbound IPv6 traffic, all subnets must be dual-stack":
// https://docs.aws.amazon.com/lambda/latest/dg/configuration-vpc.html. The way out is an egress-only
// internet gateway: https://docs.aws.amazon.com/vpc/latest/userguide/egress-only-internet-gateway.html.

export const functionIpv6Egress = defineControl({
  meta: {
    name: 'function-ipv6-egress',
    id: 'NET-IPV6',
    family: 'egress',
    title: 'The IPv6 setting of a function agrees with its subnets and their routes',
    effect: 'cannot use IPv6 as it is set',
    rationale:
      'A function uses IPv6 only where it is allowed to, where every subnet has an IPv6 block and where ' +
      '::/0 leads to an egress-only internet gateway. An IPv4 default route says nothing about IPv6.',
    remediation: {
      text: 'Give every subnet an IPv6 block and a ::/0 route to an egress-only internet gateway, and set Ipv6AllowedForDualStack on the function.',
      url: 'https://docs.aws.amazon.com/lambda/latest/dg/configuration-vpc-internet.html',
    },
    severity: 'LOW',
    references: [
      'https://docs.aws.amazon.com/lambda/latest/dg/configuration-vpc.html',
      'https://docs.aws.amazon.com/lambda/latest/dg/configuration-vpc-internet.html',
      'https://docs.aws.amazon.com/vpc/latest/userguide/egress-only-internet-gateway.html',
    ],
    knownMisses: [
      'The default names of AWS services answer with IPv4 addresses: whether the function asks for dual-stack endpoints is not judged here.',
      'Whether a function could use a ::/0 route to an internet gateway is not documented; it stays unknown.',
    ],
    target: 'function',
    parameters: z.strictObject({}),
    facts: [...FUNCTION_NETWORK_FACTS, ...EGRESS_FACTS, ...NEED_ORIGIN_FACTS],
    changes: [...FUNCTION_NETWORK_CHANGES, ...EGRESS_CHANGES, ...NEED_ORIGIN_CHANGES],
    messages: {
      unattached: 'The function is not attached to a VPC.',
      notUsed: 'The function neither uses IPv6 nor is known to need it.',
      agrees: 'Setting, subnets and routes agree.',
      notAllowed: 'The function needs the IPv6 internet, and Ipv6AllowedForDualStack is false.',
      noBlock: '{subnetId} has no IPv6 block, so the function has no IPv6 address there.',
      noExit: '{from} cannot reach the IPv6 internet: {reason}.',
    },
  },
  alike: (target, context) => withoutInternetNeed(target, context, 6),
  evaluate(target, { snapshot, configuration, report }) {
    if (!isAttached(target)) return report.notApplicable('unattached');
    const need = internetNeed(snapshot, configuration, target, 6);
    const unread = internetNeedUnread(snapshot, configuration, target);
    const { ipv6Allowed, source } = target.network;
    if (need === undefined && ipv6Allowed.known && !ipv6Allowed.value) {
      return unread === undefined ? report.notApplicable('notUsed') : report.undecided(unread);
    }
    if (!ipv6Allowed.known) report.unknown(ipv6Allowed);
    const severity = need === undefined ? 'LOW' : 'HIGH';
    const confidence = need?.confidence ?? 'CERTAIN';
    for (const { resource, field, value } of need?.evidence ?? []) {
      report.saw(resource, field, value);
    }
    if (confidence === 'INFERRED') report.inferred();
    if (source === 'FUNCTION' && ipv6Allowed.known && !ipv6Allowed.value) {
      const field = 'VpcConfig.Ipv6AllowedForDualStack';
      const evidence = [{ resource: settingsOwner(target), field, value: 'false' }];
      report.fail('notAllowed', {}, { severity, confidence, evidence });
    }
    const found = functionSubnets(snapshot, target);
    for (const fact of undecidedSubnets(found)) report.unknown(fact);
    const without = new Set(found.subnets.filter((one) => !hasIpv6(one)));
    for (const { SubnetId: subnetId } of without) {
      const field = 'Ipv6CidrBlockAssociationSet';
      const evidence = [{ resource: subnetId, field, value: 'none associated' }];
      const fault = { kind: 'subnet', id: subnetId, disposition: 'NO_IPV6_ADDRESS' } as const;
      report.fail('noBlock', { subnetId }, { severity, confidence, evidence, fault });
    }
    if (need === undefined) {
      if (unread !== undefined) report.unknown(unread);
      return report.conclude('agrees');
    }
    const sources = flowSources(target);
    if (!sources.known) return report.undecided(sources);
    const lacking = new Set([...without].map((one) => one.SubnetId));
    const broken: BrokenPath<Path>[] = [];
    for (const one of sources.value.filter(({ subnetId }) => !lacking.has(subnetId))) {
      const path = egressFrom(snapshot, configuration, target, one, 6);
      if (reachOf(path.disposition) === 'broken') broken.push({ from: one.subnetId, path });
      const doubt = pathDoubt(path);
      if (doubt !== undefined) report.unknown(doubt);
    }
    for (const way of brokenWays(broken)) {
      const { from, reason } = way;
      report.fail('noExit', { from, reason }, wayFailure(way, { severity, confidence }));
    }
    return report.conclude('agrees');
  },
});

function hasIpv6({ Ipv6CidrBlockAssociationSet = [] }: Subnet): boolean {
  return Ipv6CidrBlockAssociationSet.some(
    ({ Ipv6CidrBlockState }) => Ipv6CidrBlockState?.State === 'associated',
  );
}
