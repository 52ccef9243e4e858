import type { EnvironmentReference } from '../model/environment.ts';
import { known, thenFact, unknown } from '../model/fact.ts';
import type { Fact } from '../model/fact.ts';
import type { VpcEndpoint } from '../model/ec2.ts';
import { once } from '../model/once.ts';
import { oncePerSnapshot } from '../model/snapshot.ts';
import type { Snapshot } from '../model/snapshot.ts';
import { cidrContains, parseCidr } from '../model/cidr.ts';
import type { Cidr } from '../model/cidr.ts';
import { publicServiceDestination } from './flow.ts';
import type {
  FlowSource,
  GatewayDestination,
  InterfaceDestination,
  InternetDestination,
} from './flow.ts';
import { ends, endsUnread } from './forwarding-path.ts';
import { hostCidr } from './internet-egress.ts';
import { calledName } from './called-name.ts';
import { nameOwner } from './name-owner.ts';
import { isGatewayEndpointRoute } from './route-choice.ts';
import { effectiveRouteTable } from './route-table.ts';
import { isDualStackName } from './service-hosts.ts';
import { routeTo } from './flow-route.ts';
import type { FlowSettings } from './flow-route.ts';
import { byResolvedName, traceFlow } from './trace.ts';
import type { Trace } from './trace.ts';
import { reachOf } from './disposition.ts';
import type { Observation } from './disposition.ts';
import {
  endpointServiceNames,
  endpointState,
  gatewayEndpointOfSubnet,
  gatewayEndpoints,
  interfaceEndpoints,
  isAvailable,
} from './vpc-endpoints.ts';
import type { ServiceInRegion } from './vpc-endpoints.ts';

/** A function's wish to call an AWS service from one of its subnets. */
export interface ServiceQuestion {
  readonly source: FlowSource;
  readonly service: ServiceInRegion;
  /** What the function's environment names. */
  readonly references: readonly EnvironmentReference[];
  readonly ipv6Allowed: boolean;
  /** Addresses that stand for the service's public endpoints, of both families. */
  readonly probes: readonly Cidr[];
  /** TCP port, where it is not that of HTTPS. */
  readonly port?: number;
  /** The name that is called, where it is not the regional one that SDKs make. */
  readonly host?: string | undefined;
  readonly settings: Omit<FlowSettings, 'byName'>;
}

/** How a service is reached, or would be. */
export interface ServicePath extends Trace {
  readonly via: 'interface endpoint' | 'gateway endpoint' | 'internet' | 'unknown';
  readonly endpointId?: string;
}

/** Services that have a gateway endpoint (https://docs.aws.amazon.com/vpc/latest/privatelink/gateway-endpoints.html). */
const GATEWAY_SERVICES = new Set(['s3', 'dynamodb', 's3express']);

/** Destinations as the same objects for all that ask for them, since traces are kept by them. */
const publicDestinations = oncePerSnapshot(() => new Map<string, InternetDestination>());
const gatewayDestinations = oncePerSnapshot(() => new Map<string, GatewayDestination>());
const endpointDestinations = oncePerSnapshot(
  () => new WeakMap<VpcEndpoint, Map<string, InterfaceDestination>>(),
);

/**
 * The path to a service follows its name: an endpoint that owns the name is the only way, healthy or
 * not; else a gateway endpoint on the subnet's table; else the way to the internet.
 */
export function servicePath(snapshot: Snapshot, question: ServiceQuestion): ServicePath {
  const { source, service } = question;
  const { vpcId, subnetId } = source;
  const called = calledName(snapshot, service, question.host);
  if (called.kind === 'public') {
    return gatewayPath(snapshot, question) ?? internetPath(snapshot, question);
  }
  if (called.kind === 'unread') {
    const local = interfaceEndpoints(snapshot, vpcId, service);
    if (local.known && local.value.length === 0) {
      return gatewayPath(snapshot, question) ?? internetPath(snapshot, question);
    }
    return { ...endsUnread(called.unknown, 'dns', vpcId), subnetId, via: 'unknown' };
  }
  const references = called.kind === 'own' ? called.references : question.references;
  const owner = nameOwner(snapshot, { vpcId, service, references });
  if (!owner.known) {
    const byGateway = gatewayPath(snapshot, question);
    return byGateway ?? { ...endsUnread(owner, 'dns', vpcId), subnetId, via: 'unknown' };
  }
  switch (owner.value.kind) {
    case 'endpoint': {
      const path = endpointPath(snapshot, question, owner.value.endpoint);
      const isNamed = !(owner.value.through === 'URL variable' && namesAddress(references));
      return isNamed ? byResolvedName(snapshot, vpcId, path) : path;
    }
    case 'elsewhere': {
      const { detail } = owner.value;
      const path = ends('NAME_RESOLVES_ELSEWHERE', { kind: 'dns', id: vpcId, detail }, detail, {
        unknown: { kind: 'opaque', detail },
      });
      return { ...path, subnetId, via: 'unknown' };
    }
    case 'public':
      return gatewayPath(snapshot, question) ?? internetPath(snapshot, question);
  }
}

/** A URL variable that holds an address needs no resolver. */
function namesAddress(references: readonly EnvironmentReference[]): boolean {
  return references.some(
    ({ Variable, Host }) =>
      Variable.startsWith('AWS_ENDPOINT_URL') && Host !== undefined && hostCidr(Host) !== undefined,
  );
}

/**
 * The path to a service's public endpoints. Their usual names answer with IPv4 addresses only; dual-stack
 * ones are reached in either family (https://docs.aws.amazon.com/sdkref/latest/guide/feature-endpoints.html).
 */
function internetPath(snapshot: Snapshot, question: ServiceQuestion): ServicePath {
  const ipv4 = publicPath(snapshot, question, 4);
  const mayUseIpv6 =
    question.ipv6Allowed &&
    isDualStack(question) &&
    question.probes.some((probe) => probe.family === 6);
  if (reachOf(ipv4.disposition) === 'works' || !mayUseIpv6) return ipv4;
  const ipv6 = publicPath(snapshot, question, 6);
  return reachOf(ipv6.disposition) === 'works' ? ipv6 : ipv4;
}

function publicPath(
  snapshot: Snapshot,
  { source, service, settings, probes, port }: ServiceQuestion,
  family: 4 | 6,
): ServicePath {
  const name = `${service.service}.${service.region}`;
  const addresses = probes.filter((probe) => probe.family === family);
  const key = `${name} ${family} ${port} ${addresses.map(({ first, last }) => `${first}-${last}`).join()}`;
  const destination = once(publicDestinations(snapshot), key, () =>
    publicServiceDestination(name, addresses, { family, ...(port !== undefined && { port }) }),
  );
  // Where nothing leads out, that is what is wrong, and not that the groups would not let it out either.
  const route = routeTo(snapshot, source, destination, { byName: true, ...settings });
  const path =
    reachOf(route.disposition) === 'broken'
      ? { subnetId: source.subnetId, ...route }
      : traceFlow(snapshot, source, destination, { byName: true, ...settings });
  return { via: 'internet', ...path };
}

function isDualStack({ host, references }: ServiceQuestion): boolean {
  return host === undefined
    ? references.some((one) => one.Variable === 'AWS_USE_DUALSTACK_ENDPOINT' && one.Enabled)
    : isDualStackName(host);
}

/** The path by a gateway endpoint on the subnet's table; undefined where there is none. */
function gatewayPath(snapshot: Snapshot, question: ServiceQuestion): ServicePath | undefined {
  const { source, service, settings } = question;
  if (!GATEWAY_SERVICES.has(service.service)) return undefined;
  const endpoint = gatewayEndpointFor(snapshot, source, service);
  if (!endpoint.known) {
    const unread = endsUnread(endpoint, 'vpc-endpoint', `${service.service} gateway endpoint`);
    return { ...unread, subnetId: source.subnetId, via: 'unknown' };
  }
  if (endpoint.value === undefined) return undefined;
  const destination = gatewayDestination(snapshot, source.subnetId, service, endpoint.value);
  const trace = traceFlow(snapshot, source, destination, { byName: true, ...settings });
  return {
    via: 'gateway endpoint',
    endpointId: endpoint.value.VpcEndpointId,
    ...byResolvedName(snapshot, source.vpcId, trace),
  };
}

function gatewayEndpointFor(
  snapshot: Snapshot,
  { vpcId, subnetId }: FlowSource,
  service: ServiceInRegion,
): Fact<VpcEndpoint | undefined> {
  const endpoints = gatewayEndpoints(snapshot, vpcId, service);
  return endpoints.known ? gatewayEndpointOfSubnet(snapshot, subnetId, endpoints.value) : endpoints;
}

/** A gateway endpoint as a destination: the service's addresses, known by their prefix list. */
export function gatewayDestination(
  snapshot: Snapshot,
  subnetId: string,
  service: ServiceInRegion,
  endpoint: VpcEndpoint,
): GatewayDestination {
  const name = `${service.service}.${service.region}`;
  const endpointId = endpoint.VpcEndpointId;
  return once(gatewayDestinations(snapshot), `${subnetId} ${name} ${endpointId}`, () => ({
    kind: 'gateway-endpoint',
    name,
    port: 443,
    family: 4,
    endpointId,
    prefixListId: prefixListOf(snapshot, subnetId, endpoint),
  }));
}

/** The prefix list of a gateway endpoint: in its route, or by the service's name. */
function prefixListOf(snapshot: Snapshot, subnetId: string, endpoint: VpcEndpoint): Fact<string> {
  const table = effectiveRouteTable(snapshot, subnetId);
  const route = table.known
    ? table.value.Routes.find(
        (one) => one.GatewayId === endpoint.VpcEndpointId && isGatewayEndpointRoute(snapshot, one),
      )
    : undefined;
  if (route?.DestinationPrefixListId !== undefined) return known(route.DestinationPrefixListId);
  const list = snapshot
    .seen('PrefixLists')
    .find((one) => one.PrefixListName === endpoint.ServiceName);
  return list === undefined
    ? unknown({
        kind: 'not-read',
        call: 'ec2:DescribePrefixLists',
        detail: `the prefix list of ${endpoint.ServiceName}`,
      })
    : known(list.PrefixListId);
}

/** The path to an interface endpoint, whoever owns the name. */
export function endpointPath(
  snapshot: Snapshot,
  question: Pick<ServiceQuestion, 'source' | 'service' | 'ipv6Allowed' | 'settings' | 'port'>,
  endpoint: VpcEndpoint,
): ServicePath {
  const { source, service, ipv6Allowed, settings } = question;
  const place = {
    subnetId: source.subnetId,
    via: 'interface endpoint',
    endpointId: endpoint.VpcEndpointId,
  } as const;
  const state = endpointState(endpoint);
  const id = endpoint.VpcEndpointId;
  if (state.startsWith('pending')) {
    const hop = { kind: 'vpc-endpoint', id, detail: state } as const;
    return { ...ends('SETTLING', hop, `${id} is ${state}`), ...place };
  }
  if (!isAvailable(endpoint)) {
    const seen = { resource: id, field: 'State', value: state };
    return { ...notUsable(id, `is ${state}`, seen), ...place };
  }
  if (isIpv6Only(endpoint) && !ipv6Allowed) {
    const what = 'answers over IPv6 only, which the function does not use';
    return { ...notUsable(id, what, ipv6Setting(endpoint)), ...place };
  }
  if (service.service === 'execute-api') {
    const detail = `${id} takes every execute-api name, and public APIs then answer 403`;
    const fact = unknown({ kind: 'opaque', detail });
    return { ...endsUnread(fact, 'vpc-endpoint', id), ...place };
  }
  const https = endpointDestination(snapshot, endpoint, source.vpcId);
  const { port = https.port } = question;
  const destination = port === https.port ? https : { ...https, port };
  const trace = traceFlow(snapshot, source, destination, { byName: true, ...settings });
  return { via: place.via, endpointId: place.endpointId, ...trace };
}

/** Whether only IPv6 reaches the endpoint, by its addresses or by its DNS records. */
export function isIpv6Only(endpoint: VpcEndpoint): boolean {
  const addresses = endpoint.IpAddressType;
  return addresses === 'ipv6' || endpoint.DnsOptions?.DnsRecordIpType === 'ipv6';
}

/**
 * An interface endpoint as a destination at port 443: at the addresses of its network interfaces, where
 * they were read, else anywhere in its subnets. Routes and rules may name no more than the addresses.
 * One that was created without a group has its VPC's default group, which AWS shows and emulators leave
 * out.
 */
export function endpointDestination(
  snapshot: Snapshot,
  endpoint: VpcEndpoint,
  fallbackVpcId: string,
): InterfaceDestination {
  const vpcId = endpoint.VpcId ?? fallbackVpcId;
  const byVpc = once(
    endpointDestinations(snapshot),
    endpoint,
    () => new Map<string, InterfaceDestination>(),
  );
  return once(byVpc, vpcId, () => destinationIn(snapshot, endpoint, vpcId));
}

function destinationIn(
  snapshot: Snapshot,
  endpoint: VpcEndpoint,
  vpcId: string,
): InterfaceDestination {
  const family = isIpv6Only(endpoint) ? 6 : 4;
  const addresses = interfaceAddresses(snapshot, endpoint, family);
  return {
    kind: 'interfaces',
    name: endpoint.ServiceName,
    port: 443,
    family,
    hop: { kind: 'vpc-endpoint', id: endpoint.VpcEndpointId },
    vpcId,
    subnetIds: known(endpoint.SubnetIds),
    ...(addresses && { addresses }),
    securityGroupIds:
      endpoint.Groups.length > 0
        ? known(endpoint.Groups.map((group) => group.GroupId))
        : defaultGroup(snapshot, vpcId),
  };
}

/**
 * The addresses of the endpoint's network interfaces; undefined unless all of them were read, and where
 * one lies outside its subnet: emulators make addresses up.
 */
function interfaceAddresses(
  snapshot: Snapshot,
  { NetworkInterfaceIds }: VpcEndpoint,
  family: 4 | 6,
): readonly Cidr[] | undefined {
  const addresses: Cidr[] = [];
  for (const id of NetworkInterfaceIds) {
    const found = snapshot.get('NetworkInterfaces', id);
    const { SubnetId, PrivateIpAddress, Ipv6Addresses } = (found.known && found.value) || {};
    const text = family === 4 ? PrivateIpAddress : Ipv6Addresses?.[0]?.Ipv6Address;
    const address = text === undefined ? undefined : hostCidr(text);
    if (address === undefined || isOutside(snapshot, address, SubnetId)) return undefined;
    addresses.push(address);
  }
  return addresses.length > 0 ? addresses : undefined;
}

function isOutside(snapshot: Snapshot, address: Cidr, subnetId: string | undefined): boolean {
  const subnet = subnetId === undefined ? undefined : snapshot.get('Subnets', subnetId);
  const block = subnet?.known === true ? subnet.value?.CidrBlock : undefined;
  const cidr = block === undefined ? undefined : parseCidr(block);
  return cidr?.family === address.family && !cidrContains(cidr, address);
}

function defaultGroup(snapshot: Snapshot, vpcId: string): Fact<readonly string[]> {
  return thenFact(snapshot.inVpc('SecurityGroups', vpcId), (groups): Fact<readonly string[]> => {
    const group = groups.find((one) => one.GroupName === 'default');
    return group === undefined
      ? unknown({
          kind: 'not-read',
          call: 'ec2:DescribeSecurityGroups',
          detail: `the default group of ${vpcId} is not in the answer`,
        })
      : known([group.GroupId]);
  });
}

function ipv6Setting({ VpcEndpointId, IpAddressType, DnsOptions }: VpcEndpoint): Observation {
  const resource = VpcEndpointId;
  return IpAddressType === 'ipv6'
    ? { resource, field: 'IpAddressType', value: IpAddressType }
    : {
        resource,
        field: 'DnsOptions.DnsRecordIpType',
        value: DnsOptions?.DnsRecordIpType ?? 'not given',
      };
}

function notUsable(id: string, what: string, seen: Observation) {
  const hop = { kind: 'vpc-endpoint', id, detail: what, seen: [seen] } as const;
  return ends('ENDPOINT_NOT_USABLE', hop, `${id} ${what}`);
}

/** The exact names under which the service's endpoint would be created, the Region's own first. */
export function endpointServiceName(snapshot: Snapshot, service: ServiceInRegion): string {
  const names = endpointServiceNames(service);
  const offered = snapshot.seen('ServiceDetails').find((one) => names.has(one.ServiceName));
  return offered?.ServiceName ?? `com.amazonaws.${service.region}.${service.service}`;
}
