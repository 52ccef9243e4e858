import { cidrOverlaps, parseCidr } from '../model/cidr.ts';
import type { Cidr } from '../model/cidr.ts';
import { known } from '../model/fact.ts';
import type { Fact, Unknown } from '../model/fact.ts';
import type { Route, RouteTable } from '../model/ec2.ts';
import { oncePerSnapshot } from '../model/snapshot.ts';
import type { Snapshot } from '../model/snapshot.ts';
import { prefixListCidrs } from './prefix-list.ts';
import { typeOf } from './vpc-endpoints.ts';

/**
 * Which route of a table a packet takes: the longest matching prefix; among equal ones a static route
 * before a prefix list before a propagated route
 * (https://docs.aws.amazon.com/vpc/latest/userguide/route-tables-priority.html). What a virtual private
 * gateway propagates never takes the VPC's own addresses, however specific it is
 * (https://docs.aws.amazon.com/vpn/latest/s2svpn/vpn-route-priority.html). A black-holed route is chosen
 * like any other: traffic does not fall back to a less specific one.
 */

/** What a table says about a part of a destination. */
export type RouteChoice =
  | { readonly kind: 'route'; readonly route: Route }
  | { readonly kind: 'none' }
  /**
   * Equal routes with different targets: of prefix lists AWS takes one at random, and which of two
   * advertised ones it takes the table does not show.
   */
  | { readonly kind: 'ambiguous'; readonly routes: readonly Route[] }
  | { readonly kind: 'unknown'; readonly fact: Unknown };

interface CompiledRoute {
  readonly cidr: Cidr;
  readonly route: Route;
  readonly rank: number;
}

/** A route through a prefix list whose entries are not known: it may hold any address of the family. */
interface UnreadRoute {
  readonly fact: Unknown;
  readonly family: 4 | 6 | undefined;
  readonly route: Route;
}

interface CompiledTable {
  /** Longest prefix first, then by rank. */
  readonly routes: readonly CompiledRoute[];
  readonly unread: readonly UnreadRoute[];
}

const FROM_VPN = 'EnableVgwRoutePropagation';

/** Of routes with equal prefixes the one with the lowest rank is taken. */
const RANK = { static: 0, prefixList: 1, propagated: 2 } as const;

/** The distinct choices for all addresses of a destination; one for a single address. */
export function chooseRoutes(
  snapshot: Snapshot,
  table: RouteTable,
  destination: Cidr,
): readonly RouteChoice[] {
  const { routes, unread } = compiled(snapshot, table);
  const doubts = unread.filter(
    ({ family }) => family === undefined || family === destination.family,
  );
  const candidates = routes.filter(({ cidr }) => cidrOverlaps(cidr, destination));
  // The choice can only change where a candidate begins or ends.
  const starts = new Set([destination.first]);
  for (const { cidr } of candidates) {
    if (cidr.first > destination.first) starts.add(cidr.first);
    if (cidr.last < destination.last) starts.add(cidr.last + 1n);
  }
  const choices = new Map<string, RouteChoice>();
  for (const address of starts) {
    const matching = candidates.filter(({ cidr }) => cidr.first <= address && address <= cidr.last);
    const choice = choiceAmong(matching, doubts);
    choices.set(choiceKey(choice), choice);
  }
  return [...choices.values()];
}

function choiceAmong(all: readonly CompiledRoute[], doubts: readonly UnreadRoute[]): RouteChoice {
  const matching = all.some(({ route }) => route.GatewayId === 'local')
    ? all.filter(({ route }) => route.Origin !== FROM_VPN)
    : all;
  const [best] = matching;
  const doubt = doubts.find((one) => mayTakePrecedence(one, best));
  if (doubt !== undefined) return { kind: 'unknown', fact: doubt.fact };
  if (best === undefined) return { kind: 'none' };
  const equal = matching.filter(
    ({ cidr, rank }) => cidr.prefixLength === best.cidr.prefixLength && rank === best.rank,
  );
  const targets = new Set(equal.map(({ route }) => routeTarget(route).id));
  return targets.size > 1
    ? { kind: 'ambiguous', routes: equal.map(({ route }) => route) }
    : { kind: 'route', route: best.route };
}

/** Whether an entry that was not read could decide, and would decide otherwise. */
function mayTakePrecedence(doubt: UnreadRoute, best: CompiledRoute | undefined): boolean {
  if (best === undefined) return true;
  const sameTarget = routeTarget(best.route).id === routeTarget(doubt.route).id;
  if (sameTarget && isActive(best.route) === isActive(doubt.route)) return false;
  const isHostRoute = best.cidr.first === best.cidr.last;
  return !(isHostRoute && best.rank === RANK.static);
}

/** Whether the route takes packets: a black-holed or filtered one is chosen but drops them. */
export function isActive(route: Route): boolean {
  return (route.State ?? 'active').toLowerCase() === 'active';
}

function choiceKey(choice: RouteChoice): string {
  switch (choice.kind) {
    case 'route':
      return `route ${routeKey(choice.route)}`;
    case 'ambiguous':
      return `ambiguous ${choice.routes.map(routeKey).toSorted().join()}`;
    case 'none':
    case 'unknown':
      return choice.kind;
  }
}

function routeKey(route: Route): string {
  return `${routeDestination(route)} ${routeTarget(route).id} ${route.State ?? ''}`;
}

const tables = oncePerSnapshot(() => new WeakMap<RouteTable, CompiledTable>());

function compiled(snapshot: Snapshot, table: RouteTable): CompiledTable {
  const cache = tables(snapshot);
  const cached = cache.get(table);
  if (cached !== undefined) return cached;
  const routes: CompiledRoute[] = [];
  const unread: UnreadRoute[] = [];
  for (const route of table.Routes) {
    const cidrs = destinationsOf(snapshot, route);
    if (cidrs.known) {
      for (const cidr of cidrs.value) routes.push({ cidr, route, rank: rankOf(route) });
    } else {
      const family = listFamily(snapshot, route.DestinationPrefixListId ?? '');
      unread.push({ fact: cidrs, family, route });
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
  // Such a route leads to one service and to nothing else: leaving its unread addresses out changes
  // the answer for that service only, and that is asked of the endpoint.
  return entries.known || !leadsToOneService(snapshot, route) ? entries : known([]);
}

/** A list has entries of one family, which it says even where the entries were not read. */
function listFamily(snapshot: Snapshot, prefixListId: string): 4 | 6 | undefined {
  const list = snapshot.get('PrefixLists', prefixListId);
  const family = list.known ? list.value?.AddressFamily?.toLowerCase() : undefined;
  return family === 'ipv4' ? 4 : family === 'ipv6' ? 6 : undefined;
}

function leadsToOneService(snapshot: Snapshot, route: Route): boolean {
  return isLatticeRoute(route) || isGatewayEndpointRoute(snapshot, route);
}

/**
 * Whether the route is the one that an association with a VPC Lattice service network adds: its
 * prefix list holds Lattice's link-local addresses
 * (https://docs.aws.amazon.com/vpc-lattice/latest/ug/service-network-associations.html).
 */
export function isLatticeRoute(route: Route): boolean {
  return route.GatewayId?.toLowerCase() === 'vpclattice';
}

/**
 * Whether the route belongs to a gateway endpoint: a prefix list that leads to an endpoint. A managed
 * list of the user's own may lead to a Gateway Load Balancer endpoint, which the endpoint's type tells,
 * or the list's owner where the endpoint was not read.
 */
export function isGatewayEndpointRoute(snapshot: Snapshot, route: Route): boolean {
  const { DestinationPrefixListId: listId, GatewayId: id } = route;
  if (listId === undefined || id?.startsWith('vpce-') !== true) return false;
  const endpoint = snapshot.get('VpcEndpoints', id);
  if (endpoint.known && endpoint.value !== undefined) return typeOf(endpoint.value) === 'Gateway';
  const list = snapshot.get('PrefixLists', listId);
  const owner = list.known ? list.value?.OwnerId : undefined;
  return owner === undefined || owner === 'AWS';
}

function rankOf(route: Route): number {
  if (route.DestinationPrefixListId !== undefined) return RANK.prefixList;
  return route.Origin === FROM_VPN || route.Origin === 'Advertisement'
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
    if (id !== undefined && id !== '') return { field, id };
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
