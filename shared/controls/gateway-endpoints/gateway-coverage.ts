import type { Route, RouteTable } from '../../model/ec2.ts';
import { known, mapFact, thenFact } from '../../model/fact.ts';
import type { Fact } from '../../model/fact.ts';
import type { Snapshot } from '../../model/snapshot.ts';
import type { FlowSource } from '../../network/flow.ts';
import { isGatewayEndpointRoute } from '../../network/route-choice.ts';
import { effectiveRouteTable } from '../../network/route-table.ts';
import { endpointServiceNames, gatewayEndpoints } from '../../network/vpc-endpoints.ts';
import type { ServiceInRegion } from '../../network/vpc-endpoints.ts';

/** Whether a gateway endpoint of a service serves one subnet. */
export interface SubnetCoverage {
  readonly source: FlowSource;
  readonly tableId: Fact<string>;
  /** Id of the endpoint that covers the subnet's table; undefined where none does. */
  readonly endpointId: Fact<string | undefined>;
}

export interface GatewayCoverage {
  /** Ids of the VPC's available gateway endpoints of the service. */
  readonly endpointIds: Fact<readonly string[]>;
  readonly subnets: readonly SubnetCoverage[];
}

/**
 * Which subnets a gateway endpoint of the service serves. The endpoint's own list of route tables
 * decides; where endpoints cannot be seen, as in a shared VPC, a route to one proves that there is one
 * (https://docs.aws.amazon.com/vpc/latest/privatelink/gateway-endpoints.html).
 */
export function gatewayCoverage(
  snapshot: Snapshot,
  sources: readonly FlowSource[],
  service: ServiceInRegion,
): GatewayCoverage {
  const vpcId = sources[0]?.vpcId ?? '';
  const endpoints = gatewayEndpoints(snapshot, vpcId, service);
  const subnets = sources.map((source) => {
    const table = effectiveRouteTable(snapshot, source.subnetId);
    const endpointId = thenFact(table, (found): Fact<string | undefined> => {
      if (!endpoints.known) {
        const routed = routedEndpoint(snapshot, found, service);
        return routed === undefined ? endpoints : known(routed);
      }
      const covering = endpoints.value.find((one) =>
        one.RouteTableIds.includes(found.RouteTableId),
      );
      return known(covering?.VpcEndpointId);
    });
    return { source, tableId: mapFact(table, (found) => found.RouteTableId), endpointId };
  });
  const endpointIds = mapFact(endpoints, (found) => found.map((one) => one.VpcEndpointId));
  return { endpointIds, subnets };
}

/** The endpoint that the table routes the service's own prefix list to. */
function routedEndpoint(
  snapshot: Snapshot,
  { Routes }: RouteTable,
  service: ServiceInRegion,
): string | undefined {
  const names = endpointServiceNames(service);
  const isOfService = ({ DestinationPrefixListId: id }: Route): boolean => {
    const list = id === undefined ? undefined : snapshot.get('PrefixLists', id);
    return list?.known === true && names.has(list.value?.PrefixListName ?? '');
  };
  return Routes.find(
    (one) => one.State !== 'blackhole' && isGatewayEndpointRoute(snapshot, one) && isOfService(one),
  )?.GatewayId;
}
