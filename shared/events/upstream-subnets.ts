import type { Route } from '../model/ec2.ts';
import { oncePerSnapshot } from '../model/snapshot.ts';
import type { Snapshot } from '../model/snapshot.ts';
import { effectiveRouteTable } from '../network/route-table.ts';

/** Who sends through a subnet: what is routed to a NAT gateway, an appliance or an endpoint in it. */

interface SubnetGraph {
  /** Subnets by the table that decides for them, explicit or main. */
  readonly byTable: ReadonlyMap<string, ReadonlySet<string>>;
  /** Tables by the gateway, interface or instance that one of their routes leads to. */
  readonly tablesByHop: ReadonlyMap<string, ReadonlySet<string>>;
  /** Gateways, interfaces and instances by the subnet they are in. */
  readonly hopsBySubnet: ReadonlyMap<string, ReadonlySet<string>>;
}

const subnetGraph = oncePerSnapshot((snapshot): SubnetGraph => {
  const byTable = new Map<string, Set<string>>();
  const tablesByHop = new Map<string, Set<string>>();
  const hopsBySubnet = new Map<string, Set<string>>();
  for (const one of [snapshot, ...snapshot.neighbours]) {
    for (const { SubnetId } of one.seen('Subnets')) {
      const table = effectiveRouteTable(one, SubnetId);
      if (table.known) link(byTable, table.value.RouteTableId, SubnetId);
    }
    for (const { RouteTableId, Routes } of one.seen('RouteTables')) {
      for (const hop of Routes.flatMap(hopsOf)) link(tablesByHop, hop, RouteTableId);
    }
    for (const gateway of one.seen('NatGateways')) {
      link(hopsBySubnet, gateway.SubnetId, gateway.NatGatewayId);
    }
    for (const { NetworkInterfaceId, SubnetId, Attachment } of one.seen('NetworkInterfaces')) {
      link(hopsBySubnet, SubnetId, NetworkInterfaceId);
      if (Attachment?.InstanceId !== undefined) link(hopsBySubnet, SubnetId, Attachment.InstanceId);
    }
    for (const { VpcEndpointId, SubnetIds } of one.seen('VpcEndpoints')) {
      for (const subnetId of SubnetIds) link(hopsBySubnet, subnetId, VpcEndpointId);
    }
  }
  return { byTable, tablesByHop, hopsBySubnet };
});

function hopsOf({
  NatGatewayId,
  NetworkInterfaceId,
  InstanceId,
  GatewayId,
}: Route): readonly string[] {
  return [NatGatewayId, NetworkInterfaceId, InstanceId, GatewayId].filter(
    (id) => id !== undefined && !id.startsWith('igw-') && id !== 'local',
  ) as readonly string[];
}

function link(map: Map<string, Set<string>>, key: string | undefined, value: string): void {
  if (key === undefined) return;
  const values = map.get(key);
  if (values === undefined) map.set(key, new Set([value]));
  else values.add(value);
}

/** The subnets for which a route table decides, explicitly or as the main table. */
export function subnetsOfTable(snapshot: Snapshot, routeTableId: string): ReadonlySet<string> {
  return subnetGraph(snapshot).byTable.get(routeTableId) ?? new Set();
}

/** The subnets whose route tables lead to one of the hops, and those that send through them in turn. */
export function subnetsRoutedTo(snapshot: Snapshot, hops: Iterable<string>): ReadonlySet<string> {
  const { byTable, tablesByHop } = subnetGraph(snapshot);
  const direct = new Set<string>();
  for (const hop of hops) {
    for (const table of tablesByHop.get(hop) ?? []) {
      for (const subnetId of byTable.get(table) ?? []) direct.add(subnetId);
    }
  }
  return withUpstream(snapshot, direct);
}

/** The subnets and, however long the chain, every subnet that sends through one of them. */
export function withUpstream(snapshot: Snapshot, subnetIds: Iterable<string>): ReadonlySet<string> {
  const { byTable, tablesByHop, hopsBySubnet } = subnetGraph(snapshot);
  const found = new Set(subnetIds);
  // A set hands out what is added while it is walked.
  for (const subnetId of found) {
    for (const hop of hopsBySubnet.get(subnetId) ?? []) {
      for (const table of tablesByHop.get(hop) ?? []) {
        for (const upstream of byTable.get(table) ?? []) found.add(upstream);
      }
    }
  }
  return found;
}
