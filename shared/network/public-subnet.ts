import { parseCidr } from '../model/cidr.ts';
import type { Cidr } from '../model/cidr.ts';
import type { Route, RouteTable } from '../model/ec2.ts';
import { known } from '../model/fact.ts';
import type { Fact, Unknown } from '../model/fact.ts';
import type { Snapshot } from '../model/snapshot.ts';
import { prefixListCidrs } from './prefix-list.ts';
import { isPublicDestination } from './public-destination.ts';
import { effectiveRouteTable } from './route-table.ts';

/** The route that makes a subnet public, and the table it stands in. */
export interface PublicRoute {
  readonly table: RouteTable;
  readonly route: Route;
}

/**
 * Whether a subnet is public: its effective table has an active route to an internet gateway for a
 * destination outside the private ranges (https://docs.aws.amazon.com/vpc/latest/userguide/configure-subnets.html).
 * `MapPublicIpOnLaunch` decides nothing. Undefined for a private subnet; unknown where the table, or
 * the prefix list of such a route, was not read.
 */
export function publicRoute(snapshot: Snapshot, subnetId: string): Fact<PublicRoute | undefined> {
  const table = effectiveRouteTable(snapshot, subnetId);
  if (!table.known) return table;
  let unread: Unknown | undefined;
  for (const route of table.value.Routes) {
    if ((route.State ?? 'active') !== 'active' || !route.GatewayId?.startsWith('igw-')) continue;
    const destinations = destinationsOf(snapshot, route);
    if (!destinations.known) unread = destinations;
    else if (destinations.value.some(isPublicDestination)) {
      return known({ table: table.value, route });
    }
  }
  return unread ?? known(undefined);
}

function destinationsOf(snapshot: Snapshot, route: Route): Fact<readonly Cidr[]> {
  if (route.DestinationPrefixListId !== undefined) {
    return prefixListCidrs(snapshot, route.DestinationPrefixListId);
  }
  const cidr = parseCidr(route.DestinationCidrBlock ?? route.DestinationIpv6CidrBlock ?? '');
  return known(cidr === undefined ? [] : [cidr]);
}
