import * as z from 'zod/mini';
import type { Cidr } from '../../model/cidr.ts';
import { deadRoutes, isTakenInto, isTakenTo } from '../../network/dead-routes.ts';
import type { DeadRoute } from '../../network/dead-routes.ts';
import { hostCidr } from '../../network/internet-egress.ts';
import type { Need } from '../../needs/need.ts';
import { byNetwork } from '../alike.ts';
import { defineControl } from '../define-control.ts';
import { flowSources } from '../function-flows.ts';
import { needsOf } from '../function-needs.ts';
import { FUNCTION_NETWORK_CHANGES, FUNCTION_NETWORK_FACTS } from '../function-network-reads.ts';
import { destinationOfNeed } from '../need-destinations.ts';
import type { NeedContext } from '../need-destinations.ts';
import { NEED_CHANGES, NEED_FACTS } from '../need-reads.ts';
import { isAttached } from '../target.ts';
import { EGRESS_CHANGES, EGRESS_FACTS } from './egress-reads.ts';

// "If the destination of the traffic matches a route whose target is gone, its state is blackhole":
// https://docs.aws.amazon.com/vpc/latest/userguide/route-tables-priority.html. Such a route is chosen
// like any other, and nothing falls back to a wider one.

export const functionRouteBlackhole = defineControl({
  meta: {
    name: 'function-route-blackhole',
    id: 'NET-BLACKHOLE',
    family: 'egress',
    title: "No route in the function's route tables is a black hole",
    effect: 'may send traffic into a black hole',
    rationale:
      'A route whose target was deleted, stopped or detached keeps taking its packets and drops them. ' +
      'It looks like a route, and calls through it hang until they time out.',
    remediation: {
      text: 'Delete the route, or point it to a target that exists: aws ec2 replace-route --route-table-id <table> --destination-cidr-block <destination> --nat-gateway-id <nat>.',
      url: 'https://docs.aws.amazon.com/vpc/latest/userguide/WorkWithRouteTables.html',
    },
    severity: 'LOW',
    references: [
      'https://docs.aws.amazon.com/vpc/latest/userguide/route-tables-priority.html',
      'https://docs.aws.amazon.com/vpc/latest/userguide/nat-gateway-troubleshooting.html',
    ],
    knownMisses: [
      'What a deleted NAT gateway, a stopped NAT instance, a deleted peering connection and a detached gateway leave behind looks alike: only the id of the target tells.',
      "A black hole in the table of a NAT gateway's own subnet is not looked for here.",
    ],
    target: 'function',
    parameters: z.strictObject({}),
    facts: [...FUNCTION_NETWORK_FACTS, ...EGRESS_FACTS, ...NEED_FACTS],
    changes: [...FUNCTION_NETWORK_CHANGES, ...EGRESS_CHANGES, ...NEED_CHANGES],
    messages: {
      unattached: 'The function is not attached to a VPC.',
      alive: 'Every route of its route tables leads to something that takes packets.',
      unused:
        '{routeTableId} sends {destination} to {targetId}, and the route is {state}; no known need takes it.',
      taken:
        '{routeTableId} sends {destination} to {targetId}, and the route is {state}: what the function needs goes there.',
    },
  },
  alike: byNetwork,
  evaluate(target, { snapshot, configuration, report }) {
    if (!isAttached(target)) return report.notApplicable('unattached');
    const sources = flowSources(target);
    if (!sources.known) return report.undecided(sources);
    const context = { snapshot, configuration, target, sources: sources.value };
    const seen = new Set<DeadRoute['route']>();
    for (const { subnetId } of sources.value) {
      const dead = deadRoutes(snapshot, subnetId);
      if (!dead.known) report.unknown(dead);
      for (const one of dead.known ? dead.value : []) {
        if (seen.has(one.route)) continue;
        seen.add(one.route);
        const need = one.state === 'filtered' ? undefined : needThrough(context, subnetId, one);
        const { table, destination, targetId, state } = one;
        const routeTableId = table.RouteTableId;
        const values = { routeTableId, destination, targetId, state };
        const details = {
          evidence: [
            {
              resource: routeTableId,
              field: 'Routes',
              value: `${destination} ${targetId} ${state}`,
            },
          ],
          fault: { kind: 'route-table', id: routeTableId, disposition: 'BLACKHOLE', destination },
        } as const;
        if (need === undefined) report.fail('unused', values, { severity: 'LOW', ...details });
        else {
          const { confidence } = need;
          report.fail('taken', values, { severity: 'HIGH', confidence, ...details });
        }
      }
    }
    return report.conclude('alive');
  },
});

/** A need whose packets take the route, a certain one where there are several. */
function needThrough(context: NeedContext, subnetId: string, dead: DeadRoute): Need | undefined {
  const { snapshot, configuration, target } = context;
  const source = context.sources.find((one) => one.subnetId === subnetId);
  if (source === undefined) return undefined;
  const through = needsOf(snapshot, configuration, target).needs.filter((need) => {
    if (namedAddresses(need).some((address) => isTakenInto(snapshot, dead, address))) return true;
    const destinations = destinationOfNeed(context, source, need);
    return (
      destinations.known &&
      destinations.value.some((destination) => isTakenTo(snapshot, dead, destination))
    );
  });
  return through.find((need) => need.confidence === 'CERTAIN') ?? through[0];
}

/** Addresses that a need names itself: routes to them can be judged whatever has them. */
function namedAddresses(need: Need): readonly Cidr[] {
  const hosts = need.kind === 'host' ? [need.host] : need.kind === 'internet' ? need.hosts : [];
  return hosts.map((host) => hostCidr(host)).filter((address) => address !== undefined);
}
