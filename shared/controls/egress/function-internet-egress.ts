import { reachOf } from '../../network/disposition.ts';
import type { Path } from '../../network/disposition.ts';
import type { Snapshot } from '../../model/snapshot.ts';
import { withoutInternetNeed } from '../alike.ts';
import { brokenWays, wayFailure } from '../broken-ways.ts';
import type { BrokenPath } from '../broken-ways.ts';
import { defineControl } from '../define-control.ts';
import { egressFrom, flowSources, pathDoubt, pathFailure, reachAs } from '../function-flows.ts';
import { internetNeed, internetNeedUnread } from '../function-needs.ts';
import { FUNCTION_NETWORK_CHANGES, FUNCTION_NETWORK_FACTS } from '../function-network-reads.ts';
import { NEED_ORIGIN_CHANGES, NEED_ORIGIN_FACTS } from '../need-reads.ts';
import { isAttached } from '../target.ts';
import { INTERNET_EGRESS } from './internet-egress-parameters.ts';
import { EGRESS_CHANGES, EGRESS_FACTS } from './egress-reads.ts';

// https://docs.aws.amazon.com/lambda/latest/dg/configuration-vpc-internet.html: a route to a NAT gateway
// in a public subnet, from every subnet. Lambda spreads execution environments over the subnets, so one
// bad subnet of two shows up as intermittent timeouts.

export const functionInternetEgress = defineControl({
  meta: {
    name: 'function-internet-egress',
    id: 'NET-EGRESS',
    family: 'egress',
    title: 'Functions that need the internet reach it from every subnet',
    effect: 'cannot reach the internet',
    rationale:
      'A function in a VPC has only the way out that its subnets give it. Without one, calls hang until ' +
      'the function times out; with one bad subnet of two, they do so now and then.',
    remediation: {
      text: 'Give each private subnet a 0.0.0.0/0 route to a NAT gateway that sits in a public subnet, or is regional, and works.',
      url: 'https://docs.aws.amazon.com/lambda/latest/dg/configuration-vpc-internet.html',
      byFault: true,
    },
    severity: 'HIGH',
    references: [
      'https://docs.aws.amazon.com/lambda/latest/dg/configuration-vpc-internet.html',
      'https://docs.aws.amazon.com/vpc/latest/userguide/nat-gateway-basics.html',
      'https://docs.aws.amazon.com/vpc/latest/userguide/nat-gateways-regional.html',
      'https://docs.aws.amazon.com/vpc/latest/peering/vpc-peering-basics.html',
    ],
    knownMisses: [
      'A need for the internet that neither configuration, environment nor role shows is not known.',
      'A host in a variable whose name says that it is shown or compared (CORS_ORIGIN, REDIRECT_URL, DOMAIN_NAME) counts as no need: say where it is one with the tag needs.',
      'What lies behind a transit gateway, an appliance or a firewall is not followed; say that it leads out with trustedIndirectTargets.',
      'A NAT gateway that is available may still be unhealthy.',
    ],
    target: 'function',
    parameters: INTERNET_EGRESS.schema,
    facts: [...FUNCTION_NETWORK_FACTS, ...EGRESS_FACTS, ...NEED_ORIGIN_FACTS],
    changes: [...FUNCTION_NETWORK_CHANGES, ...EGRESS_CHANGES, ...NEED_ORIGIN_CHANGES],
    messages: {
      unattached: 'The function is not attached to a VPC, so it has the internet.',
      notNeeded: 'The function is not known to need the internet.',
      reaches: 'Every subnet reaches the internet.',
      broken: '{from} cannot reach the internet: {reason}.',
      inspected: 'Appliances inspect what passes {natId}.',
      indirect: '{subnetId} leaves through {through}, which cannot be followed.',
    },
  },
  alike: (target, context) => withoutInternetNeed(target, context, 4),
  evaluate(target, { snapshot, configuration, parameters, report }) {
    if (!isAttached(target)) return report.notApplicable('unattached');
    const need = internetNeed(snapshot, configuration, target, 4);
    if (need === undefined) {
      const unread = internetNeedUnread(snapshot, configuration, target);
      return unread === undefined ? report.notApplicable('notNeeded') : report.undecided(unread);
    }
    const { confidence } = need;
    for (const { resource, field, value } of need.evidence) report.saw(resource, field, value);
    if (confidence === 'INFERRED') report.inferred();
    const sources = flowSources(target);
    if (!sources.known) return report.undecided(sources);
    const inspected = new Set<string>();
    const broken: BrokenPath<Path>[] = [];
    for (const source of sources.value) {
      const path = egressFrom(snapshot, configuration, target, source);
      const { subnetId } = source;
      const through = path.stop?.id ?? subnetId;
      const reach = reachOf(path.disposition);
      const verdict = reach === 'indirect' ? parameters.treatIndirectAs : undefined;
      const isTaken = verdict === 'FAILED' || reachAs(configuration, path) === 'works';
      const doubt = isTaken ? undefined : pathDoubt(path);
      if (reach === 'broken') broken.push({ from: subnetId, path });
      if (verdict === 'FAILED') {
        report.fail('indirect', { subnetId, through }, pathFailure(path, { confidence }));
      }
      if (verdict === 'PASSED') report.note('indirect', { subnetId, through });
      if (doubt !== undefined) report.unknown(doubt);
      if (path.natGatewayId !== undefined && isInspected(snapshot, path.natGatewayId)) {
        inspected.add(path.natGatewayId);
      }
    }
    for (const way of brokenWays(broken)) {
      const { from, reason } = way;
      report.fail('broken', { from, reason }, wayFailure(way, { confidence }));
    }
    for (const natId of inspected) report.note('inspected', { natId });
    return report.conclude('reaches');
  },
});

function isInspected(snapshot: Snapshot, natGatewayId: string): boolean {
  const gateway = snapshot.get('NatGateways', natGatewayId);
  return gateway.known && (gateway.value?.AttachedAppliances ?? []).length > 0;
}
