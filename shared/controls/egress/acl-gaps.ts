import { unknown } from '../../model/fact.ts';
import type { Unknown } from '../../model/fact.ts';
import type { Snapshot } from '../../model/snapshot.ts';
import { AddressSet } from '../../network/address-set.ts';
import type { NetworkAclGap, NetworkAclTolerance } from '../../network/network-acl-flow.ts';
import { askNetworkAcl } from '../../network/network-acl-rules.ts';
import { PortSet } from '../../network/port-set.ts';
import type { FlowSource } from '../../network/flow.ts';
import type { NeedContext } from '../need-destinations.ts';
import { aclsLetFlowThrough } from '../need-filters.ts';
import type { NeedFlow } from '../need-filters.ts';

/** One thing that a network ACL denies of a flow. */
export interface AclGap {
  readonly what: 'request' | 'answer' | 'udp';
  readonly severity: 'HIGH' | 'LOW';
  readonly gap: NetworkAclGap;
}

export interface AclFindings {
  readonly gaps: readonly AclGap[];
  readonly doubts: readonly Unknown[];
}

/**
 * What the network ACLs deny of a flow. Answers over UDP are asked only where those over TCP pass; a gap
 * there, or one of few ports, is LOW.
 */
export function aclGaps(
  context: NeedContext,
  flow: NeedFlow,
  tolerance: NetworkAclTolerance,
  requireUdp: boolean,
): AclFindings {
  const tcp = aclsLetFlowThrough(context, flow, tolerance);
  if (!tcp.known) return { gaps: [], doubts: [tcp] };
  if (tcp.value.outcome === 'denied') {
    const severity = tcp.value.severity === 'major' ? 'HIGH' : 'LOW';
    const { gaps, unread } = tcp.value;
    return {
      gaps: gaps.map((gap) => ({ what: gap.traffic, severity, gap })),
      doubts: unread === undefined ? [] : [unknown(unread)],
    };
  }
  const udp = requireUdp ? aclsLetFlowThrough(context, flow, tolerance, 'udp') : tcp;
  const gaps = udp.known && udp.value.outcome === 'denied' ? udp.value.gaps : [];
  return {
    gaps: gaps
      // The request itself is TCP.
      .filter(({ traffic }) => traffic === 'answer')
      .map((gap) => ({ what: 'udp', severity: 'LOW', gap })),
    doubts: [],
  };
}

/**
 * Why needs that are not known might not pass: undefined where the network ACLs of all subnets let
 * everything out and all answers in, whatever they are for.
 */
export function closedTo(
  snapshot: Snapshot,
  sources: readonly FlowSource[],
  ephemeral: PortSet,
  reason: Unknown,
): Unknown | undefined {
  const isOpen = sources.every(({ subnetId }) =>
    [
      { direction: 'egress' as const, ports: PortSet.all() },
      { direction: 'ingress' as const, ports: ephemeral },
    ].every((question) => {
      const peer = AddressSet.all(4);
      const answer = askNetworkAcl(snapshot, subnetId, { ...question, protocol: 'tcp', peer });
      return answer.known && answer.value.denied.isEmpty;
    }),
  );
  return isOpen ? undefined : reason;
}
