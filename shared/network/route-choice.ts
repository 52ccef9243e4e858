import { parseCidr } from '../model/cidr.ts';
import type { Cidr } from '../model/cidr.ts';
import { known } from '../model/fact.ts';
import type { Fact, Unknown } from '../model/fact.ts';
import type { Route, RouteTable } from '../model/ec2.ts';
import { oncePerSnapshot } from '../model/snapshot.ts';
import type { Snapshot } from '../model/snapshot.ts';
import { prefixListCidrs } from './prefix-list.ts';

/**
 * Which route of a table a packet takes: the longest matching prefix; among equal ones a static route
 * before a prefix list before a propagated route
 * (https://docs.aws.amazon.com/vpc/latest/userguide/route-tables-priority.html). A black-holed route is
 * chosen like any other: traffic does not fall back to a less specific one.
 */

/** What a table says about a part of a destination. */
export type RouteChoice =
  | { readonly kind: 'route'; readonly route: Route }
  | { readonly kind: 'none' }
  /** Equal routes through prefix lists with different targets: AWS takes one of them at random. */
  | { readonly kind: 'ambiguous'; readonly routes: readonly Route[] }
  | { readonly kind: 'unknown'; readonly fact: Unknown };

interface CompiledRoute {
  readonly cidr: Cidr;
  readonly route: Route;
  readonly rank: number;
}

interface CompiledTable {
  /** Longest prefix first, then by rank. */
  readonly routes: readonly CompiledRoute[];
  /** Prefix lists whose entries are not known. */
  readonly unread: readonly Unknown[];
}

const RANK = { static: 0, prefixList: 1, propagated: 2 } as const;

/** The distinct choices for all addresses of a destination; one for a single address. */
export function chooseRoutes(
  snapshot: Snapshot,
  table: RouteTable,
  destination: Cidr,
): readonly RouteChoice[] {
  const { routes, unread } = compiled(snapshot, table);
  const [firstUnread] = unread;
  const candidates = routes.filter(
    ({ cidr }) =>
      cidr.family === destination.family &&
      cidr.first <= destination.last &&
      destination.first <= cidr.last,
  );
  // The choice can only change where a candidate begins or ends.
  const starts = new Set([destination.first]);
  for (const { cidr } of candidates) {
    if (cidr.first > destination.first) starts.add(cidr.first);
    if (cidr.last < destination.last) starts.add(cidr.last + 1n);
  }
  const choices = new Map<Route | 'none' | 'unknown', RouteChoice>();
  for (const address of starts) {
    const matching = candidates.filter(({ cidr }) => cidr.first <= address && address <= cidr.last);
    const [best] = matching;
    const hostRoute = best !== undefined && best.cidr.first === best.cidr.last;
    if (firstUnread !== undefined && !hostRoute) {
      choices.set('unknown', { kind: 'unknown', fact: firstUnread });
    } else if (best === undefined) {
      choices.set('none', { kind: 'none' });
    } else {
      choices.set(best.route, choiceAmong(best, matching));
    }
  }
  return [...choices.values()];
}

function choiceAmong(best: CompiledRoute, matching: readonly CompiledRoute[]): RouteChoice {
  const equal = matching.filter(
    ({ cidr, rank }) => cidr.prefixLength === best.cidr.prefixLength && rank === best.rank,
  );
  const targets = new Set(equal.map(({ route }) => routeTarget(route).id));
  return best.rank === RANK.prefixList && targets.size > 1
    ? { kind: 'ambiguous', routes: equal.map(({ route }) => route) }
    : { kind: 'route', route: best.route };
}

const tables = oncePerSnapshot(() => new WeakMap<RouteTable, CompiledTable>());

function compiled(snapshot: Snapshot, table: RouteTable): CompiledTable {
  const cache = tables(snapshot);
  const cached = cache.get(table);
  if (cached !== undefined) return cached;
  const routes: CompiledRoute[] = [];
  const unread: Unknown[] = [];
  for (const route of table.Routes) {
    const cidrs = destinationsOf(snapshot, route);
    if (cidrs.known) {
      for (const cidr of cidrs.value) routes.push({ cidr, route, rank: rankOf(route) });
    } else {
      unread.push(cidrs);
    }
  }
  routes.sort((a, b) => b.cidr.prefixLength - a.cidr.prefixLength || a.rank - b.rank);
  const result = { routes, unread };
  cache.set(table, result);
  return result;
}

function destinationsOf(snapshot: Snapshot, route: Route): Fact<readonly Cidr[]> {
  const written = route.DestinationCidrBlock ?? route.DestinationIpv6CidrBlock;
  const cidr = written === undefined ? undefined : parseCidr(written);
  if (cidr !== undefined) return known([cidr]);
  if (route.DestinationPrefixListId === undefined) return known([]);
  const entries = prefixListCidrs(snapshot, route.DestinationPrefixListId);
  // The route of a gateway endpoint leads to one service and to nothing else: leaving its unread
  // addresses out changes the answer for that service only, and that is asked of the endpoint.
  return entries.known || !isGatewayEndpointRoute(route) ? entries : known([]);
}

/** Whether the route belongs to a gateway endpoint: a prefix list that leads to an endpoint. */
export function isGatewayEndpointRoute(route: Route): boolean {
  return (
    route.DestinationPrefixListId !== undefined && route.GatewayId?.startsWith('vpce-') === true
  );
}

function rankOf(route: Route): number {
  if (route.DestinationPrefixListId !== undefined) return RANK.prefixList;
  return route.Origin === 'EnableVgwRoutePropagation' || route.Origin === 'Advertisement'
    ? RANK.propagated
    : RANK.static;
}

/** What a route leads to: the one target field that is set, and its id. */
export function routeTarget(route: Route): {
  readonly field: RouteTargetField;
  readonly id: string;
} {
  for (const field of TARGET_FIELDS) {
    const id = route[field];
    if (id !== undefined) return { field, id };
  }
  return { field: 'GatewayId', id: '' };
}

/** The fields in which EC2 names a route's target; an instance also shows its network interface. */
const TARGET_FIELDS = [
  'NatGatewayId',
  'GatewayId',
  'EgressOnlyInternetGatewayId',
  'VpcPeeringConnectionId',
  'TransitGatewayId',
  'CoreNetworkArn',
  'LocalGatewayId',
  'CarrierGatewayId',
  'OdbNetworkArn',
  'NetworkInterfaceId',
  'InstanceId',
  'IpAddress',
] as const;
export type RouteTargetField = (typeof TARGET_FIELDS)[number];

/** The destination as the route writes it. */
export function routeDestination(route: Route): string {
  return (
    route.DestinationCidrBlock ??
    route.DestinationIpv6CidrBlock ??
    route.DestinationPrefixListId ??
    'an unnamed destination'
  );
}
