import * as z from 'zod/mini';
import { brokenWays, wayFailure } from '../broken-ways.ts';
import { defineControl } from '../define-control.ts';
import { farDependencies, farTraces } from '../far-dependencies.ts';
import { flowSources, pathDoubt, pathsEvidence, reachAs } from '../function-flows.ts';
import { isAttached } from '../target.ts';
import { FAR_CHANGES, FAR_FACTS } from './peering-reads.ts';

// https://docs.aws.amazon.com/vpc/latest/peering/vpc-peering-basics.html: a connection joins two VPCs
// and is not transitive; both sides need routes. Of the far side's endpoints only interface endpoints
// can be used, as NAT gateways, internet gateways and gateway endpoints cannot.

export const peeredEndpointPath = defineControl({
  meta: {
    name: 'peered-endpoint-path',
    id: 'PEER-PATH',
    family: 'peering',
    title: 'Functions reach the endpoints and resources of other VPCs they depend on',
    effect: 'cannot reach resources in another VPC',
    rationale:
      'A path over a peering connection needs routes, security groups and network ACLs on both sides. ' +
      'What one side lacks shows as a timeout of the function, in some of its subnets or in all.',
    remediation: {
      text: "Route each side's subnets to the other through the active peering connection, and admit the flow in the groups and network ACLs of both.",
      url: 'https://docs.aws.amazon.com/vpc/latest/peering/vpc-peering-routing.html',
      byFault: true,
    },
    severity: 'HIGH',
    references: [
      'https://docs.aws.amazon.com/vpc/latest/peering/vpc-peering-basics.html',
      'https://docs.aws.amazon.com/vpc/latest/peering/vpc-peering-routing.html',
      'https://docs.aws.amazon.com/vpc/latest/peering/vpc-peering-security-groups.html',
    ],
    knownMisses: [
      'Needs that could not be read may hide a dependency.',
      'A connection can show active during an outage.',
      'A transit gateway or a core network between the VPCs is not followed.',
    ],
    target: 'function',
    parameters: z.strictObject({}),
    facts: [...FAR_FACTS, 'ec2:DescribeSecurityGroups', 'ec2:DescribeNetworkAcls'],
    changes: [...FAR_CHANGES, 'security-group', 'network-acl'],
    messages: {
      unattached: 'The function is not attached to a VPC.',
      none: 'The function is not known to depend on anything in another VPC.',
      reaches: 'Every subnet reaches what the function depends on in {vpcIds}.',
      broken: '{from} cannot reach {name} in {vpcId}: {reason}.',
    },
  },
  evaluate(target, { snapshot, configuration, report }) {
    if (!isAttached(target)) return report.notApplicable('unattached');
    const sources = flowSources(target);
    if (!sources.known) return report.undecided(sources);
    const context = { snapshot, configuration, target, sources: sources.value };
    const { found, doubts } = farDependencies(context);
    for (const doubt of doubts) report.unknown(doubt);
    const [doubt] = doubts;
    if (found.length === 0) {
      return doubt === undefined ? report.notApplicable('none') : report.undecided(doubt);
    }
    if (found.every(({ need }) => need.confidence === 'INFERRED')) report.inferred();
    const vpcIds = new Set<string>();
    for (const dependency of found) {
      const { need, endpoint, destination } = dependency;
      const { vpcId } = destination;
      const name = endpoint?.VpcEndpointId ?? destination.name;
      vpcIds.add(vpcId);
      for (const { resource, field, value } of need.evidence) report.saw(resource, field, value);
      const all = farTraces(context, dependency);
      const broken = all
        .filter((path) => reachAs(configuration, path) === 'broken')
        .map((path) => ({ from: path.subnetId, path }));
      for (const way of brokenWays(broken)) {
        const { from, reason } = way;
        const failure = wayFailure(way, { confidence: need.confidence });
        report.fail('broken', { from, name, vpcId, reason }, failure);
      }
      const working = all.filter((path) => reachAs(configuration, path) === 'works');
      for (const trace of all) {
        const unknown = working.includes(trace) ? undefined : pathDoubt(trace);
        if (unknown !== undefined) report.unknown(unknown);
      }
      for (const { resource, field, value } of pathsEvidence(working)) {
        report.saw(resource, field, value);
      }
    }
    return report.conclude('reaches', { vpcIds: [...vpcIds].toSorted().join(', ') });
  },
});
