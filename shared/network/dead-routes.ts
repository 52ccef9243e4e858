import type { Cidr } from '../model/cidr.ts';
import { known, mapFact } from '../model/fact.ts';
import type { Fact } from '../model/fact.ts';
import type { Route, RouteTable } from '../model/ec2.ts';
import type { Snapshot } from '../model/snapshot.ts';
import { addressesIn, destinationSubnets, gatewayAddresses } from './flow.ts';
import type { FlowDestination } from './flow.ts';
import { chooseRoutes, isActive, routeDestination, routeTarget } from './route-choice.ts';
import { effectiveRouteTable } from './route-table.ts';

/** A route that is chosen like any other and drops what takes it. */
export interface DeadRoute {
  readonly table: RouteTable;
  readonly route: Route;
  /** As the route writes it. */
  readonly destination: string;
  readonly targetId: string;
  /** `blackhole`, `filtered`, or what AWS adds later; in words where AWS still says `active`. */
  readonly state: string;
}

/**
 * The routes of a subnet's effective table whose state is not `active`, or whose NAT gateway is deleted:
 * their target is gone, or takes nothing. A packet that matches one does not fall back to a less specific
 * route (https://docs.aws.amazon.com/vpc/latest/userguide/route-tables-priority.html).
 */
export function deadRoutes(snapshot: Snapshot, subnetId: string): Fact<readonly DeadRoute[]> {
  return mapFact(effectiveRouteTable(snapshot, subnetId), (table) =>
    table.Routes.flatMap((route) => {
      const state = deadState(snapshot, route);
      if (state === undefined) return [];
      const targetId = routeTarget(route).id || 'a target that is gone';
      return [{ table, route, destination: routeDestination(route), targetId, state }];
    }),
  );
}

/** The tables can have been read just before the gateway was deleted, and the gateways just after. */
function deadState(snapshot: Snapshot, route: Route): string | undefined {
  if (!isActive(route)) return (route.State ?? '').toLowerCase();
  if (route.NatGatewayId === undefined) return undefined;
  const gateway = snapshot.get('NatGateways', route.NatGatewayId);
  const deleted = gateway.known && gateway.value?.State === 'deleted';
  return deleted ? 'dead, since the gateway is deleted' : undefined;
}

/** Whether the route is the one that packets to some address of the destination take, or may take. */
export function isTakenTo(
  snapshot: Snapshot,
  dead: DeadRoute,
  destination: FlowDestination,
): boolean {
  const blocks = blocksOf(snapshot, destination);
  return blocks.known && blocks.value.some((block) => isTakenInto(snapshot, dead, block));
}

/** The same for some address of a block. */
export function isTakenInto(snapshot: Snapshot, { table, route }: DeadRoute, block: Cidr): boolean {
  return chooseRoutes(snapshot, table, block).some(
    (choice) =>
      (choice.kind === 'route' && choice.route === route) ||
      (choice.kind === 'ambiguous' && choice.routes.includes(route)),
  );
}

function blocksOf(snapshot: Snapshot, destination: FlowDestination): Fact<readonly Cidr[]> {
  switch (destination.kind) {
    case 'internet':
      return known(destination.probes);
    case 'gateway-endpoint':
      return gatewayAddresses(snapshot, destination);
    case 'interfaces':
      return mapFact(destinationSubnets(snapshot, destination), (subnets) =>
        subnets.flatMap((subnet) => addressesIn(destination, subnet)),
      );
  }
}
