import type { Snapshot } from '../model/snapshot.ts';
import type { ServiceNeed } from '../needs/need.ts';
import type { HopKind } from '../network/disposition.ts';
import type { ServicePath } from '../network/service-path.ts';
import { gatewayEndpoints, interfaceEndpoints } from '../network/vpc-endpoints.ts';

/** Where the function stands that calls the service. */
export interface Caller {
  readonly region: string;
  readonly vpcId: string;
  /** Its subnets from which the path is broken. */
  readonly subnetIds: readonly string[];
}

/** Things that stand in a way that leads out: another way would meet them too, or needs no building. */
const IN_THE_WAY: ReadonlySet<HopKind> = new Set(['security-group', 'network-acl']);

/**
 * What repairs a broken way to a service; undefined where an endpoint or a NAT gateway of one's choice
 * does. An endpoint that owns the name has to work, a gateway endpoint serves its own Region only
 * (https://docs.aws.amazon.com/vpc/latest/privatelink/gateway-endpoints.html), and some services have no
 * endpoint at all.
 */
export function serviceRemediation(
  snapshot: Snapshot,
  need: ServiceNeed,
  path: ServicePath,
  { region, vpcId, subnetIds }: Caller,
): string | undefined {
  const { via, endpointId, stop } = path;
  const { service, endpoint } = need;
  if (via === 'interface endpoint') {
    return repairOfEndpointWay(path, service);
  }
  if (via === 'gateway endpoint') {
    return `Let the function's security groups and network ACLs through to the prefix list of ${endpointId ?? 'the gateway endpoint'}.`;
  }
  if (stop !== undefined && IN_THE_WAY.has(stop.kind)) {
    return `Let TCP ${need.port} to ${service} and its answers through ${stop.id}.`;
  }
  const local = interfaceEndpoints(snapshot, vpcId, need);
  const nameless = local.known ? local.value.find((one) => !one.PrivateDnsEnabled) : undefined;
  if (nameless !== undefined) {
    return `Turn on private DNS of ${nameless.VpcEndpointId}, so that the name of ${service} leads to it.`;
  }
  if (endpoint === undefined) {
    return `AWS lists no VPC endpoint for ${service}: give the subnets a NAT gateway.`;
  }
  if (endpoint.onlyRegion !== undefined && endpoint.onlyRegion !== region) {
    return `${service} can have an endpoint in ${need.region} only: give the subnets a NAT gateway.`;
  }
  if (need.region !== region) {
    return `An endpoint for ${service} of ${region} does not serve ${need.region}: give the subnets a NAT gateway.`;
  }
  if (!endpoint.types.includes('Gateway')) return undefined;
  const gateways = gatewayEndpoints(snapshot, vpcId, need);
  const [gateway] = gateways.known ? gateways.value : [];
  return gateway === undefined
    ? `Create a gateway endpoint for ${service} on the route tables of the function's subnets. It is free, and open connections to the service drop when it is added.`
    : `Associate ${gateway.VpcEndpointId} with the route table of ${subnetIds.join(', ')} (modify-vpc-endpoint --add-route-table-ids). Open connections to the service drop when that is done.`;
}

/** What repairs the way to an endpoint that owns the service's name: what stops it, and nothing else. */
export function repairOfEndpointWay(
  { endpointId = '', stop }: ServicePath,
  service: string,
): string {
  const where =
    stop === undefined || stop.id === endpointId
      ? endpointId
      : `${stop.id}, on the way to ${endpointId}`;
  return `Repair ${where}, which owns the name of ${service}: a NAT gateway does not help while it does.`;
}
