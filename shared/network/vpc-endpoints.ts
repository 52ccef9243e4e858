import { known, thenFact, unknown } from '../model/fact.ts';
import type { Fact } from '../model/fact.ts';
import type { VpcEndpoint } from '../model/ec2.ts';
import { once } from '../model/once.ts';
import { oncePerSnapshot } from '../model/snapshot.ts';
import type { Snapshot } from '../model/snapshot.ts';
import { effectiveRouteTable } from './route-table.ts';

/**
 * VPC endpoints as a way to an AWS service
 * (https://docs.aws.amazon.com/vpc/latest/privatelink/privatelink-access-aws-services.html).
 */

/** An AWS service as a destination: the tail of its endpoint service name, and the Region of its API. */
export interface ServiceInRegion {
  /** `secretsmanager`, `ecr.api`, `kinesis-streams`: not the IAM prefix, nor the host name. */
  readonly service: string;
  readonly region: string;
}

/** Services whose endpoint, where a Region offers one, has a name that is not their own. */
const ENDPOINT_LABELS: ReadonlyMap<string, string> = new Map([['ses', 'email']]);

function endpointLabel({ service }: ServiceInRegion): string {
  return ENDPOINT_LABELS.get(service) ?? service;
}

/** The names under which the service's endpoint is offered; exact, so that ec2 is not ec2messages. */
export function endpointServiceNames(service: ServiceInRegion): ReadonlySet<string> {
  const { region } = service;
  const label = endpointLabel(service);
  return new Set([
    `com.amazonaws.${region}.${label}`,
    `cn.com.amazonaws.${region}.${label}`,
    `com.amazonaws.${label}`,
    `aws.api.${region}.${label}`,
  ]);
}

/** Whether the endpoint is for the service in that Region; cross-Region endpoints name it. */
export function servesService(
  snapshot: Snapshot,
  endpoint: VpcEndpoint,
  service: ServiceInRegion,
): boolean {
  return (
    (endpoint.ServiceRegion ?? snapshot.region) === service.region &&
    // All of the names end so, and most endpoints are of another service.
    endpoint.ServiceName.endsWith(endpointLabel(service)) &&
    endpointServiceNames(service).has(endpoint.ServiceName)
  );
}

/** The interface endpoints of a VPC for a service, whatever their state but deleted. */
export function interfaceEndpoints(
  snapshot: Snapshot,
  vpcId: string,
  service: ServiceInRegion,
): Fact<readonly VpcEndpoint[]> {
  return endpointsOf(snapshot, vpcId, 'Interface', service);
}

/** The gateway endpoints of a VPC for a service that are available. */
export function gatewayEndpoints(
  snapshot: Snapshot,
  vpcId: string,
  service: ServiceInRegion,
): Fact<readonly VpcEndpoint[]> {
  return thenFact(endpointsOf(snapshot, vpcId, 'Gateway', service), (found) =>
    known(found.filter(isAvailable)),
  );
}

/**
 * Whether VPC endpoints can be seen at all: in a shared VPC a participant uses the owner's endpoints
 * but cannot describe them (https://docs.aws.amazon.com/vpc/latest/privatelink/create-interface-endpoint.html).
 */
export function isSharedVpc(snapshot: Snapshot, vpcId: string): boolean {
  return ownersOf(snapshot, vpcId).some((owner) => readingOf(snapshot, owner) === undefined);
}

/** Other accounts that the VPC, or where it was not read one of its subnets, belongs to. */
function ownersOf(snapshot: Snapshot, vpcId: string): readonly string[] {
  const vpc = snapshot.get('Vpcs', vpcId);
  const owner = vpc.known ? vpc.value?.OwnerId : undefined;
  if (owner !== undefined) return owner === snapshot.accountId ? [] : [owner];
  const subnets = snapshot.inVpc('Subnets', vpcId);
  return (subnets.known ? subnets.value : [])
    .map(({ OwnerId }) => OwnerId)
    .filter((id) => id !== undefined)
    .filter((id) => id !== snapshot.accountId);
}

/** The owner's own snapshot, where it was read too: it shows what a participant cannot see. */
function readingOf(snapshot: Snapshot, accountId: string): Snapshot | undefined {
  return snapshot.neighbours.find((one) => one.accountId === accountId);
}

/** Whose answers show the VPC's endpoints. A participant's answer holds the VPC, but not these. */
function describedBy(snapshot: Snapshot, vpcId: string): Snapshot {
  const [owner] = ownersOf(snapshot, vpcId);
  return (owner === undefined ? undefined : readingOf(snapshot, owner)) ?? snapshot;
}

/** By VPC, type and service. */
const endpoints = oncePerSnapshot(() => new Map<string, Fact<readonly VpcEndpoint[]>>());

function endpointsOf(
  snapshot: Snapshot,
  vpcId: string,
  type: string,
  service: ServiceInRegion,
): Fact<readonly VpcEndpoint[]> {
  const key = `${vpcId} ${type} ${service.service} ${service.region}`;
  return once(endpoints(snapshot), key, () => findEndpoints(snapshot, vpcId, type, service));
}

function findEndpoints(
  snapshot: Snapshot,
  vpcId: string,
  type: string,
  service: ServiceInRegion,
): Fact<readonly VpcEndpoint[]> {
  if (isSharedVpc(snapshot, vpcId)) {
    return unknown({
      kind: 'opaque',
      detail: `${vpcId} is shared by another account, whose VPC endpoints cannot be described`,
    });
  }
  return thenFact(describedBy(snapshot, vpcId).inVpc('VpcEndpoints', vpcId), (all) =>
    known(
      all.filter(
        (endpoint) =>
          typeOf(endpoint) === type &&
          !isGone(endpoint) &&
          servesService(snapshot, endpoint, service),
      ),
    ),
  );
}

/**
 * An answer without a type is from before there were several: a gateway endpoint, unless it stands in
 * subnets.
 */
export function typeOf(endpoint: VpcEndpoint): string {
  const standsInSubnets = endpoint.SubnetIds.length + endpoint.NetworkInterfaceIds.length > 0;
  return endpoint.VpcEndpointType ?? (standsInSubnets ? 'Interface' : 'Gateway');
}

/** EC2's enumeration writes `Available` where its answers say `available`. */
export function endpointState(endpoint: VpcEndpoint): string {
  return (endpoint.State ?? 'available').toLowerCase();
}

/** Whether the endpoint serves traffic now. */
export function isAvailable(endpoint: VpcEndpoint): boolean {
  return endpointState(endpoint) === 'available';
}

/** Whether the endpoint is deleted, or about to be: AWS shows it for a while. */
export function isGone(endpoint: VpcEndpoint): boolean {
  return ['deleting', 'deleted'].includes(endpointState(endpoint));
}

/** The endpoint among these whose association covers the subnet's effective route table, if any. */
export function gatewayEndpointOfSubnet(
  snapshot: Snapshot,
  subnetId: string,
  candidates: readonly VpcEndpoint[],
): Fact<VpcEndpoint | undefined> {
  return thenFact(effectiveRouteTable(snapshot, subnetId), (table) =>
    known(candidates.find((endpoint) => endpoint.RouteTableIds.includes(table.RouteTableId))),
  );
}
