import type { VpcEndpoint } from '../model/ec2.ts';
import type { Snapshot } from '../model/snapshot.ts';
import type { ServiceNeed } from '../needs/need.ts';
import type { HopKind } from '../network/disposition.ts';
import type { ServicePath } from '../network/service-path.ts';
import { calledName } from '../network/called-name.ts';
import { serviceHosts } from '../network/service-hosts.ts';
import { dnsAttributes } from '../network/vpc-dns.ts';
import { gatewayEndpoints, interfaceEndpoints } from '../network/vpc-endpoints.ts';

/** Where the function stands that calls the service. */
export interface Caller {
  readonly region: string;
  readonly vpcId: string;
  /** Its subnets from which the path is broken. */
  readonly subnetIds: readonly string[];
  /** `AWS_USE_FIPS_ENDPOINT` is set. */
  readonly usesFips: boolean;
  /** An endpoint of the service in a peered VPC, to which no name leads. */
  readonly far?: VpcEndpoint | undefined;
}

/** Things that stand in a way that leads out: another way would meet them too, or needs no building. */
const IN_THE_WAY: ReadonlySet<HopKind> = new Set(['security-group', 'network-acl']);

/** Whether what stops the path would stop another way to the service, too. */
export function isInTheWay({ stop }: ServicePath): boolean {
  return stop !== undefined && IN_THE_WAY.has(stop.kind);
}

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
  caller: Caller,
): string | undefined {
  const { region, vpcId, subnetIds, far } = caller;
  const { via, endpointId, stop } = path;
  const { service, endpoint } = need;
  if (via === 'interface endpoint') {
    return repairOfEndpointWay(path, service);
  }
  if (via === 'gateway endpoint') {
    return `Let the function's security groups and network ACLs through to the prefix list of ${endpointId ?? 'the gateway endpoint'}.`;
  }
  if (stop !== undefined && isInTheWay(path)) {
    return `Let TCP ${need.port} to ${service} and its answers through ${stop.id}.`;
  }
  const own = endpointPassedBy(snapshot, need, vpcId);
  if (own !== undefined) {
    return (
      remediationOfCall(snapshot, need, own, caller) ??
      remediationOfName(snapshot, own, vpcId, service)
    );
  }
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

/** The endpoint of the service in the caller's own VPC, which a call passes by whose name leads out. */
export function endpointPassedBy(
  snapshot: Snapshot,
  need: ServiceNeed,
  vpcId: string,
): VpcEndpoint | undefined {
  const local = interfaceEndpoints(snapshot, vpcId, need);
  return local.known ? local.value[0] : undefined;
}

/** What to change about the call, where it is made by a name that the endpoint cannot own. */
function remediationOfCall(
  snapshot: Snapshot,
  need: ServiceNeed,
  { VpcEndpointId: id }: VpcEndpoint,
  { usesFips }: Caller,
): string | undefined {
  const { service, host } = need;
  const called = calledName(snapshot, need, host);
  if (called.kind === 'public') {
    const [regional] = serviceHosts(snapshot, need);
    return `Call ${service} by ${regional}: no endpoint answers for ${host}.`;
  }
  return usesFips || called.kind === 'own'
    ? `Create an interface endpoint for ${service}-fips: ${id} does not own the FIPS name.`
    : undefined;
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
  const off = attributesOff(snapshot, vpcId);
  return off.length > 0
    ? `Turn on ${off.join(' and ')} of ${vpcId}, without which private DNS of ${id} does not answer.`
    : `Let private DNS of ${id} answer the whole VPC, so that the name of ${service} leads to it.`;
}

/** The DNS attributes without which private DNS of endpoints answers nobody in the VPC, if they are off. */
export function attributesOff(snapshot: Snapshot, vpcId: string): readonly string[] {
  const { support, hostnames } = dnsAttributes(snapshot, vpcId);
  return [
    ...(support.known && !support.value ? ['enableDnsSupport'] : []),
    ...(hostnames.known && !hostnames.value ? ['enableDnsHostnames'] : []),
  ];
}
