import * as z from 'zod/mini';
import type { Unknown } from '../../model/fact.ts';
import { tagValue } from '../../model/ec2.ts';
import { reachOf } from '../../network/disposition.ts';
import { egressBreadth } from '../../network/egress-breadth.ts';
import type { SecurityGroupRule } from '../../network/security-group-rules.ts';
import { PortSet } from '../../network/port-set.ts';
import type { Snapshot } from '../../model/snapshot.ts';
import { incompleteFor } from '../../needs/need.ts';
import { defineControl } from '../define-control.ts';
import type { ControlConfiguration } from '../define-control.ts';
import { EGRESS_CHANGES, EGRESS_FACTS } from '../egress/egress-reads.ts';
import { flowSources, internetRouteFrom } from '../function-flows.ts';
import { needsOf } from '../function-needs.ts';
import { FUNCTION_NETWORK_CHANGES, FUNCTION_NETWORK_FACTS } from '../function-network-reads.ts';
import { flowsOf } from '../need-filters.ts';
import { NEED_CHANGES, NEED_FACTS } from '../need-reads.ts';
import { parameter } from '../parameter.ts';
import { isAttached } from '../target.ts';
import type { AttachedFunctionTarget } from '../target.ts';

// Every new group lets everything out until somebody removes that rule:
// https://docs.aws.amazon.com/vpc/latest/userguide/default-security-group.html. One finding for the
// group, however many functions use it.

export const functionSgEgressBroad = defineControl({
  meta: {
    name: 'function-sg-egress-broad',
    id: 'SG-EGRESS-BROAD',
    family: 'security-groups',
    title: 'Security groups of functions let out only what is needed',
    effect: 'should let out less',
    rationale:
      'The rule that every group is born with lets code send anything anywhere. Rules for the ports and ' +
      'destinations that are needed keep a compromised dependency from taking data out.',
    remediation: {
      text: 'Replace the rule for all traffic by rules for the ports and destinations that the functions need: groups inside the VPC, prefix lists for gateway endpoints, 443 for the internet.',
      url: 'https://docs.aws.amazon.com/vpc/latest/userguide/security-group-rules.html',
    },
    severity: 'LOW',
    references: [
      'https://docs.aws.amazon.com/vpc/latest/userguide/security-group-rules.html',
      'https://docs.aws.amazon.com/vpc/latest/userguide/default-security-group.html',
    ],
    knownMisses: [
      'A prefix list counts as limited, whatever its entries are.',
      'A rule to anywhere for single ports outside publicPorts passes.',
    ],
    target: 'security-group',
    parameters: z.strictObject({
      publicPorts: parameter(
        z.array(z.int().check(z.minimum(0), z.maximum(65_535))),
        [443],
        'ports that may be open to anywhere where a function has a use for it',
      ),
      exemptTag: parameter(
        z.nullable(z.string().check(z.regex(/^[^=]+=.*$/s, { error: 'expected key=value' }))),
        null,
        'key=value; groups with this tag are left alone',
      ),
    }),
    facts: [
      ...FUNCTION_NETWORK_FACTS,
      ...EGRESS_FACTS,
      ...NEED_FACTS,
      'ec2:DescribeSecurityGroups',
    ],
    changes: [...FUNCTION_NETWORK_CHANGES, ...EGRESS_CHANGES, ...NEED_CHANGES, 'security-group'],
    messages: {
      exempt: 'The group carries the tag {tag}.',
      limited: 'The group lets out no more than its functions have a use for.',
      everything: '{rule} lets everything out.',
      unused: '{rule} is of no use to any function of the group.',
      exfiltration: 'From {subnetId} a way to the internet works, so data can leave by this rule.',
    },
  },
  evaluate(target, { snapshot, configuration, parameters, report }) {
    const { group, functions } = target;
    const { exemptTag } = parameters;
    if (exemptTag !== null && carries(group.Tags, exemptTag)) {
      return report.notApplicable('exempt', { tag: exemptTag });
    }
    const users = functions.filter(isAttached);
    const { everything, somePorts } = egressBreadth(group);
    for (const rule of everything) {
      report.fail('everything', { rule: rule.text }, { severity: 'LOW', ...evidenceOf(rule) });
    }
    const publicPorts = parameters.publicPorts
      .map((port) => PortSet.range(port))
      .reduce((sum, one) => sum.union(one), PortSet.empty());
    const open = somePorts.filter((rule) => publicPorts.contains(rule.ports));
    if (open.length > 0) {
      const use = useOfAnywhere(snapshot, configuration, users);
      if (use === 'none') {
        for (const rule of open) {
          report.fail('unused', { rule: rule.text }, { severity: 'INFO', ...evidenceOf(rule) });
        }
      } else if (use !== 'some') report.unknown(use);
    }
    if (everything.length > 0) {
      const subnetId = subnetWithInternet(snapshot, configuration, users);
      if (subnetId !== undefined) report.note('exfiltration', { subnetId });
    }
    return report.conclude('limited');
  },
});

function carries(
  tags: Parameters<typeof tagValue>[0],
  /** `key=value` */
  tag: string,
): boolean {
  const separator = tag.indexOf('=');
  return tagValue(tags, tag.slice(0, separator)) === tag.slice(separator + 1);
}

function evidenceOf(rule: SecurityGroupRule) {
  return {
    evidence: [{ resource: rule.groupId, field: 'IpPermissionsEgress', value: rule.text }],
  };
}

/**
 * Whether some function has a use for public addresses: the internet, a gateway endpoint, or a service
 * that no endpoint serves. The reason where that is not known.
 */
function useOfAnywhere(
  snapshot: Snapshot,
  configuration: ControlConfiguration,
  users: readonly AttachedFunctionTarget[],
): 'some' | 'none' | Unknown {
  let unread: Unknown | undefined;
  for (const target of users) {
    const needs = needsOf(snapshot, configuration, target);
    if (needs.needs.some(({ kind }) => kind === 'internet')) return 'some';
    const sources = flowSources(target);
    if (!sources.known) unread ??= sources;
    const context = {
      snapshot,
      configuration,
      target,
      sources: sources.known ? sources.value : [],
    };
    for (const need of needs.needs.filter(({ kind }) => kind === 'service')) {
      for (const flows of flowsOf(context, need)) {
        if (!flows.known) unread ??= flows;
        else if (flows.value.some(({ destination }) => destination.kind !== 'interfaces')) {
          return 'some';
        }
      }
    }
    unread ??= incompleteFor(needs, 'internet')[0] ?? incompleteFor(needs, 'service')[0];
  }
  // A function that was not read may use the group, and have a use for the rule.
  const all = snapshot.all('Functions');
  return unread ?? (all.known ? 'none' : all);
}

function subnetWithInternet(
  snapshot: Snapshot,
  configuration: ControlConfiguration,
  users: readonly AttachedFunctionTarget[],
): string | undefined {
  const seen = new Set<string>();
  for (const target of users) {
    const sources = flowSources(target);
    for (const source of sources.known ? sources.value : []) {
      if (seen.has(source.subnetId)) continue;
      seen.add(source.subnetId);
      const path = internetRouteFrom(snapshot, configuration, source);
      if (reachOf(path.disposition) === 'works') return source.subnetId;
    }
  }
  return undefined;
}
