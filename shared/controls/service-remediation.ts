import type { VpcEndpoint } from '../model/ec2.ts';
import type { Snapshot } from '../model/snapshot.ts';
import type { ServiceNeed } from '../needs/need.ts';
import type { HopKind } from '../network/disposition.ts';
import type { ServicePath } from '../network/service-path.ts';
import { dnsAttributes } from '../network/vpc-dns.ts';
import { gatewayEndpoints, interfaceEndpoints } from '../network/vpc-endpoints.ts';

/** Where the function stands that calls the service. */
export interface Caller {
  readonly region: string;
  readonly vpcId: string;
  /** Its subnets from which the path is broken. */
  readonly subnetIds: readonly string[];
  /** An endpoint of the service in a peered VPC, to which no name leads. */
  readonly far?: VpcEndpoint | undefined;
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
  { region, vpcId, subnetIds, far }: Caller,
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
  const [own] = local.known ? local.value : [];
  if (own !== undefined) return remediationOfName(snapshot, own, vpcId, service);
  if (far !== undefined) {
    return `Lead the name of ${service} in ${vpcId} to ${far.VpcEndpointId} in ${far.VpcId ?? 'the other VPC'} by a private hosted zone or a Route 53 Profile, or give the subnets a NAT gateway.`;
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

/** What keeps the service's name from an endpoint that stands in the caller's own VPC. */
function remediationOfName(
  snapshot: Snapshot,
  endpoint: VpcEndpoint,
  vpcId: string,
  service: string,
): string {
  const id = endpoint.VpcEndpointId;
  if (endpoint.PrivateDnsEnabled !== true) {
    return `Turn on private DNS of ${id}, so that the name of ${service} leads to it.`;
  }
  const { support, hostnames } = dnsAttributes(snapshot, vpcId);
  const off = [
    ...(support.known && !support.value ? ['enableDnsSupport'] : []),
    ...(hostnames.known && !hostnames.value ? ['enableDnsHostnames'] : []),
  ];
  return off.length > 0
    ? `Turn on ${off.join(' and ')} of ${vpcId}, without which private DNS of ${id} does not answer.`
    : `Let private DNS of ${id} answer the whole VPC, so that the name of ${service} leads to it.`;
}
