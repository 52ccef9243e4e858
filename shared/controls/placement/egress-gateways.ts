import type { Route, RouteTable } from '../../model/ec2.ts';
import { known, thenFact } from '../../model/fact.ts';
import type { Fact, Unknown } from '../../model/fact.ts';
import type { Snapshot } from '../../model/snapshot.ts';
import { isRegional } from '../../network/nat-gateway.ts';
import { effectiveRouteTable } from '../../network/route-table.ts';
import { doesNotExist } from './function-subnets.ts';

/** A gateway of a route table, by the name under which an encryption control can exclude its kind. */
export interface EgressGateway {
  readonly kind:
    | 'InternetGateway'
    | 'EgressOnlyInternetGateway'
    | 'NatGateway'
    | 'VirtualPrivateGateway'
    | 'VpcPeering'
    | 'VpcLattice';
  readonly id: string;
  readonly routeTableId: string;
}

/**
 * The gateways that active routes of the subnets lead to, one for each kind, and behind a NAT gateway
 * those of its own subnet, or of its own table where it is regional
 * (https://docs.aws.amazon.com/vpc/latest/userguide/vpc-encryption-controls.html).
 */
export function egressGateways(
  snapshot: Snapshot,
  subnetIds: Iterable<string>,
): { readonly gateways: readonly EgressGateway[]; readonly unread: readonly Unknown[] } {
  const byKind = new Map<string, EgressGateway>();
  const unread: Unknown[] = [];
  const pending = new Set(subnetIds);
  // A set is iterated in the order of insertion, also over what is added on the way.
  for (const id of pending) {
    const table = id.startsWith('rtb-')
      ? tableById(snapshot, id)
      : effectiveRouteTable(snapshot, id);
    if (!table.known) {
      unread.push(table);
      continue;
    }
    for (const route of table.value.Routes) {
      const target = (route.State ?? 'active') === 'active' ? gatewayOf(route) : undefined;
      if (target === undefined) continue;
      if (!byKind.has(target.kind)) {
        byKind.set(target.kind, { ...target, routeTableId: table.value.RouteTableId });
      }
      if (target.kind !== 'NatGateway') continue;
      const natGateway = snapshot.get('NatGateways', target.id);
      if (!natGateway.known) unread.push(natGateway);
      else if (natGateway.value !== undefined) {
        const { SubnetId, RouteTableId } = natGateway.value;
        const next = isRegional(natGateway.value) ? RouteTableId : SubnetId;
        if (next !== undefined) pending.add(next);
      }
    }
  }
  return { gateways: [...byKind.values()], unread };
}

/** The table of a regional NAT gateway, which has no subnet. */
function tableById(snapshot: Snapshot, routeTableId: string): Fact<RouteTable> {
  return thenFact(snapshot.get('RouteTables', routeTableId), (table) =>
    table === undefined ? doesNotExist(routeTableId) : known(table),
  );
}

function gatewayOf(route: Route): Pick<EgressGateway, 'kind' | 'id'> | undefined {
  const { GatewayId = '', NatGatewayId, EgressOnlyInternetGatewayId } = route;
  if (NatGatewayId !== undefined) return { kind: 'NatGateway', id: NatGatewayId };
  if (EgressOnlyInternetGatewayId !== undefined) {
    return { kind: 'EgressOnlyInternetGateway', id: EgressOnlyInternetGatewayId };
  }
  if (route.VpcPeeringConnectionId !== undefined) {
    return { kind: 'VpcPeering', id: route.VpcPeeringConnectionId };
  }
  if (GatewayId.startsWith('igw-')) return { kind: 'InternetGateway', id: GatewayId };
  if (GatewayId.startsWith('vgw-')) return { kind: 'VirtualPrivateGateway', id: GatewayId };
  if (GatewayId === 'VpcLattice') return { kind: 'VpcLattice', id: GatewayId };
  return undefined;
}
