import * as z from 'zod/mini';
import { blockPublicAccess, isPublicAccessOpen } from '../../network/block-public-access.ts';
import { reachOf } from '../../network/disposition.ts';
import type { FlowSource } from '../../network/flow.ts';
import type { ForwardingPath } from '../../network/forwarding-path.ts';
import type { Unknown } from '../../model/fact.ts';
import type { Snapshot } from '../../model/snapshot.ts';
import { incompleteFor } from '../../needs/need.ts';
import type { Need } from '../../needs/need.ts';
import { defineControl } from '../define-control.ts';
import type { ControlConfiguration } from '../define-control.ts';
import { flowSources, internetRoutesFrom, pathDoubt, pathEvidence } from '../function-flows.ts';
import { needsOf } from '../function-needs.ts';
import { FUNCTION_NETWORK_CHANGES, FUNCTION_NETWORK_FACTS } from '../function-network-reads.ts';
import { destinationOfNeed } from '../need-destinations.ts';
import { NEED_CHANGES, NEED_FACTS } from '../need-reads.ts';
import { isAttached } from '../target.ts';
import { unplacedFunctions } from '../vpc-functions.ts';
import type { AttachedFunctionTarget, VpcTarget } from '../target.ts';
import { EGRESS_CHANGES, EGRESS_FACTS } from './egress-reads.ts';

// https://docs.aws.amazon.com/vpc/latest/userguide/security-vpc-bpa-basics.html: bidirectional mode
// cuts NAT and egress-only gateways too, unless an exclusion covers the subnets on the way. Transit
// gateways and VPN are not affected.

export const vpcBlockPublicAccess = defineControl({
  meta: {
    name: 'vpc-block-public-access',
    id: 'NET-BPA',
    family: 'egress',
    title: 'VPC Block Public Access does not cut an exit that functions need',
    effect: 'may be cut off by Block Public Access',
    rationale:
      'Block Public Access in bidirectional mode stops what leaves through internet gateways, and with ' +
      'it every NAT gateway behind one. Routes still look right while all calls time out.',
    remediation: {
      text: 'Create an exclusion with mode allow-egress for the VPC, or for both the subnets of the functions and those of the NAT gateways. Block Public Access can stay on for everything else.',
      url: 'https://docs.aws.amazon.com/vpc/latest/userguide/security-vpc-bpa-exclusions.html',
    },
    severity: 'HIGH',
    references: [
      'https://docs.aws.amazon.com/vpc/latest/userguide/security-vpc-bpa.html',
      'https://docs.aws.amazon.com/vpc/latest/userguide/security-vpc-bpa-basics.html',
      'https://docs.aws.amazon.com/securityhub/latest/userguide/ec2-controls.html#ec2-172',
    ],
    knownMisses: [
      'Which of two subnets counts where only one of them is excluded is not documented; it stays unknown.',
      'What goes through a firewall or load balancer endpoint is not followed to its internet gateway.',
    ],
    target: 'vpc',
    parameters: z.strictObject({}),
    facts: [...FUNCTION_NETWORK_FACTS, ...EGRESS_FACTS, ...NEED_FACTS],
    changes: [...FUNCTION_NETWORK_CHANGES, ...EGRESS_CHANGES, ...NEED_CHANGES],
    messages: {
      noPath: 'No function of the VPC needs a way out that passes an internet gateway and works.',
      open: 'Block Public Access cuts no way out that functions of the VPC need.',
      blocked: 'What {subnetId} sends through {gatewayId} is blocked: {reason}.',
      both: 'Security Hub EC2.172 wants Block Public Access on: with an exclusion both hold.',
    },
  },
  evaluate(target, { snapshot, configuration, report }) {
    let hasPath = false;
    let isAnyBlocked = false;
    for (const exit of exitsOf(snapshot, configuration, target)) {
      const { source, path } = exit;
      const need = needOf(snapshot, configuration, exit);
      if (need === 'none') continue;
      const { subnetId, vpcId } = source;
      const doubt = isPublicAccessOpen(snapshot, subnetId) ? undefined : pathDoubt(path);
      const access = doubt ?? blockPublicAccess(snapshot, { vpcId, subnetId, path });
      const isBlocked = access.known && access.value.blocked;
      // What lets a possible need out as well as a certain one leaves nothing open.
      if ('known' in need && access.known && !isBlocked) continue;
      hasPath = true;
      if (access.known) report.saw(subnetId, 'InternetGatewayBlockMode', access.value.mode);
      if ('known' in need) report.unknown(need);
      else if (!access.known) report.unknown(access);
      else if (isBlocked) {
        const gateway = path.hops.findLast((hop) => hop.kind.endsWith('internet-gateway'));
        isAnyBlocked = true;
        report.fail(
          'blocked',
          { subnetId, gatewayId: gateway?.id ?? vpcId, reason: access.value.reason },
          {
            confidence: need.confidence,
            evidence: [...pathEvidence(path), ...need.evidence],
            fault: { kind: 'vpc', id: vpcId, disposition: 'BLOCKED_PUBLIC_ACCESS' },
          },
        );
      }
    }
    const unplaced = unplacedFunctions(snapshot);
    if (unplaced !== undefined) report.unknown(unplaced);
    else if (!hasPath) return report.notApplicable('noPath');
    if (isAnyBlocked) report.note('both');
    return report.conclude('open');
  },
});

/** A way out of one subnet that works, or may, by routes and gateways, and who would use it. */
interface Exit {
  readonly source: FlowSource;
  readonly family: 4 | 6;
  readonly path: ForwardingPath;
  readonly users: AttachedFunctionTarget[];
}

function exitsOf(
  snapshot: Snapshot,
  configuration: ControlConfiguration,
  { functions }: VpcTarget,
): readonly Exit[] {
  const exits = new Map<string, readonly Exit[]>();
  for (const user of functions.filter(isAttached)) {
    const sources = flowSources(user);
    for (const source of sources.known ? sources.value : []) {
      for (const family of [4, 6] as const) {
        const key = `${source.subnetId} ${source.sender} ${family}`;
        let found = exits.get(key);
        if (found === undefined) {
          const paths = internetRoutesFrom(snapshot, configuration, source, family);
          found = paths.map((path) => ({ source, family, path, users: [] }));
          exits.set(key, found);
        }
        for (const exit of found) exit.users.push(user);
      }
    }
  }
  return [...exits.values()]
    .flat()
    .filter(({ path }) => ['works', 'unknown'].includes(reachOf(path.disposition)));
}

/** The need of some user of the exit, a certain one before others; the reason where that is not known. */
function needOf(
  snapshot: Snapshot,
  configuration: ControlConfiguration,
  { source, family, users }: Exit,
): Need | 'none' | Unknown {
  let inferred: Need | undefined;
  let unread: Unknown | undefined;
  for (const target of users) {
    const needs = needsOf(snapshot, configuration, target);
    const sources = flowSources(target);
    const context = {
      snapshot,
      configuration,
      target,
      sources: sources.known ? sources.value : [],
    };
    const isThrough = (need: Need): boolean => {
      if (need.kind === 'internet') return need.family === family;
      if (need.kind !== 'service' || family === 6) return false;
      const destinations = destinationOfNeed(context, source, need);
      if (!destinations.known) unread ??= destinations;
      return destinations.known && destinations.value.some(({ kind }) => kind === 'internet');
    };
    const certain = needs.needs.find((need) => need.confidence === 'CERTAIN' && isThrough(need));
    if (certain !== undefined) return certain;
    inferred ??= needs.needs.find((need) => need.confidence === 'INFERRED' && isThrough(need));
    unread ??= incompleteFor(needs, 'internet')[0] ?? incompleteFor(needs, 'service')[0];
  }
  return inferred ?? unread ?? 'none';
}
