import { reasonText } from '../../model/fact.ts';
import type { Unknown } from '../../model/fact.ts';
import type { NetworkAclGap } from '../../network/network-acl-flow.ts';
import { byNeeds } from '../alike.ts';
import { defineControl } from '../define-control.ts';
import { flowSources } from '../function-flows.ts';
import { needsOf } from '../function-needs.ts';
import { FUNCTION_NETWORK_CHANGES, FUNCTION_NETWORK_FACTS } from '../function-network-reads.ts';
import { flowsOf } from '../need-filters.ts';
import type { NeedFlow } from '../need-filters.ts';
import { NEED_CHANGES, NEED_FACTS } from '../need-reads.ts';
import { isAttached } from '../target.ts';
import { aclGaps, closedTo } from './acl-gaps.ts';
import type { AclGap } from './acl-gaps.ts';
import { EGRESS_CHANGES, EGRESS_FACTS } from './egress-reads.ts';
import { answerTolerance, NETWORK_ACLS } from './network-acl-parameters.ts';

// Network ACLs are stateless, so answers need rules of their own, to Lambda's ephemeral ports:
// https://docs.aws.amazon.com/lambda/latest/dg/troubleshooting-networking.html. A NAT gateway's own
// subnet sees every packet too: https://docs.aws.amazon.com/vpc/latest/userguide/nat-gateway-basics.html.

export const functionNacl = defineControl({
  meta: {
    name: 'function-nacl',
    id: 'NET-NACL',
    family: 'egress',
    title: "Network ACLs let the function's flows out and the answers back",
    effect: 'cannot get past a network ACL',
    rationale:
      'A network ACL forgets what it let out: without a rule for the answers, calls hang. With a rule ' +
      'for part of the ephemeral ports only, as 32768-60999, they hang now and then.',
    remediation: {
      text: 'Let TCP 1024-65535 in to the subnets of the function from what it calls, and out of the subnets it calls; and let the requests out and in.',
      url: 'https://docs.aws.amazon.com/vpc/latest/userguide/custom-network-acl.html',
    },
    severity: 'HIGH',
    references: [
      'https://docs.aws.amazon.com/lambda/latest/dg/troubleshooting-networking.html',
      'https://docs.aws.amazon.com/vpc/latest/userguide/custom-network-acl.html',
      'https://docs.aws.amazon.com/vpc/latest/userguide/nat-gateway-basics.html',
    ],
    knownMisses: [
      'Only flows to what the function is known to need are asked, at the probe addresses for the internet.',
      'A network ACL on the far side of a need that is not known is not looked at.',
      'Security Hub and Prowler ask for tighter rules on ports 22 and 3389, which concerns other flows.',
    ],
    target: 'function',
    parameters: NETWORK_ACLS.schema,
    facts: [
      ...FUNCTION_NETWORK_FACTS,
      ...EGRESS_FACTS,
      ...NEED_FACTS,
      'ec2:DescribeNetworkAcls',
      'ec2:DescribeSecurityGroups',
    ],
    changes: [...FUNCTION_NETWORK_CHANGES, ...EGRESS_CHANGES, ...NEED_CHANGES, 'network-acl'],
    messages: {
      unattached: 'The function is not attached to a VPC.',
      noNeed: 'The function is not known to need anything.',
      open: 'The network ACLs let everything through that the function is known to need.',
      request:
        '{networkAclId} denies what goes {direction} {subnetId} for {names} at {ports} ({rules}).',
      answer:
        '{networkAclId} denies answers of {names} that go {direction} {subnetId} to {ports} ({rules}).',
      ownSide: "{detail}: only the network ACLs of the function's subnets are judged for it.",
      udp: '{networkAclId} denies UDP answers of {names} that go {direction} {subnetId} to {ports} ({rules}).',
    },
  },
  alike: byNeeds,
  evaluate(target, { snapshot, configuration, parameters, report }) {
    if (!isAttached(target)) return report.notApplicable('unattached');
    const { needs, incomplete } = needsOf(snapshot, configuration, target);
    const [mayNeedMore] = incomplete;
    if (needs.length === 0 && mayNeedMore === undefined) return report.notApplicable('noNeed');
    const sources = flowSources(target);
    if (!sources.known) return report.undecided(sources);
    const context = { snapshot, configuration, target, sources: sources.value };
    const tolerance = answerTolerance(configuration);
    const found = new Map<string, FoundGap>();
    const elsewhere = new Set<string>();
    for (const fact of needs.flatMap((need) => flowsOf(context, need))) {
      if (!fact.known) {
        const doubt = isElsewhere(fact)
          ? closedTo(snapshot, sources.value, tolerance.ephemeral, fact)
          : fact;
        if (doubt === undefined) elsewhere.add(reasonText(fact.reason));
        else report.unknown(doubt);
        continue;
      }
      for (const flow of fact.value) {
        const { gaps, doubts } = aclGaps(context, flow, tolerance, parameters.requireUdp);
        for (const doubt of doubts) report.unknown(doubt);
        for (const one of gaps) remember(found, one, flow);
      }
    }
    for (const { what, severity, gap, flows } of found.values()) {
      const values = valuesOf(gap, flows);
      report.fail(what, values, {
        severity,
        confidence: flows.some(({ need }) => need.confidence === 'CERTAIN')
          ? 'CERTAIN'
          : 'INFERRED',
        evidence: [
          {
            resource: gap.networkAclId,
            field: 'Entries',
            value: `${gap.direction} ${values.rules} denies ${values.ports}`,
          },
        ],
        fault: {
          kind: 'network-acl',
          id: gap.networkAclId,
          disposition: 'DENIED_BY_NETWORK_ACL',
        },
      });
    }
    for (const detail of elsewhere) report.note('ownSide', { detail });
    const closed =
      mayNeedMore && closedTo(snapshot, sources.value, tolerance.ephemeral, mayNeedMore);
    if (closed !== undefined) report.unknown(closed);
    return report.conclude('open');
  },
});

/** A host of which everything was read and nothing tells where it is: other network ACLs are not seen. */
function isElsewhere({ reason }: Unknown): boolean {
  return reason.kind === 'opaque';
}

/** A gap and all the flows that meet it. */
interface FoundGap extends AclGap {
  readonly flows: NeedFlow[];
}

function remember(found: Map<string, FoundGap>, one: AclGap, flow: NeedFlow): void {
  const { networkAclId, subnetId, direction, denied, by } = one.gap;
  const rules = by.map(({ ruleNumber }) => ruleNumber);
  const place = [one.what, one.severity, networkAclId, subnetId, direction, denied.format()];
  const key = [...place, ...rules].join(' ');
  const same = found.get(key);
  if (same === undefined) found.set(key, { ...one, flows: [flow] });
  else same.flows.push(flow);
}

const SHOWN_NAMES = 3;

function valuesOf(gap: NetworkAclGap, flows: readonly NeedFlow[]) {
  const names = [...new Set(flows.map(({ destination }) => destination.name))];
  const more = names.length - SHOWN_NAMES;
  return {
    networkAclId: gap.networkAclId,
    subnetId: gap.subnetId,
    direction: gap.direction === 'egress' ? 'out of' : 'in to',
    names: names.slice(0, SHOWN_NAMES).join(', ') + (more > 0 ? ` and ${more} more` : ''),
    ports: `${gap.denied.size === 1 ? 'port' : 'ports'} ${gap.denied.format()}`,
    rules: `${gap.by.length === 1 ? 'rule' : 'rules'} ${gap.by.map((one) => one.ruleNumber).join(', ')}`,
  };
}
