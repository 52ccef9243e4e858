import type { EnvironmentReference } from '../model/environment.ts';
import { allFacts, known, mapFact, unknown } from '../model/fact.ts';
import type { Fact, Unknown } from '../model/fact.ts';
import type { VpcEndpoint } from '../model/ec2.ts';
import type { ResourceRecordSet } from '../model/route53.ts';
import { oncePerSnapshot } from '../model/snapshot.ts';
import type { Snapshot } from '../model/snapshot.ts';
import { forwardRuleFor, recordsByZone, recordsNamed, recordsOf, zoneFor } from './private-zone.ts';
import { isDualStackName, isNameOf, normalHost, serviceHosts } from './service-hosts.ts';
import { dnsAttributes, otherServers } from './vpc-dns.ts';
import {
  interfaceEndpoints,
  isAvailable,
  isSharedVpc,
  servesService,
  typeOf,
} from './vpc-endpoints.ts';
import type { ServiceInRegion } from './vpc-endpoints.ts';

/**
 * Where the name of an AWS service leads from a VPC. Reachability follows the name: an endpoint that
 * owns it is the only path to the service, broken or not
 * (https://docs.aws.amazon.com/vpc/latest/privatelink/privatelink-access-aws-services.html).
 */
export type NameOwner =
  | {
      readonly kind: 'endpoint';
      readonly endpoint: VpcEndpoint;
      readonly through: 'private DNS' | 'hosted zone' | 'Route 53 Profile' | 'URL variable';
    }
  /** The name answers with the service's public addresses. */
  | { readonly kind: 'public' }
  /** Something else answers the name: a hosted zone or a URL that leads to no known endpoint. */
  | { readonly kind: 'elsewhere'; readonly detail: string; readonly cause: ElsewhereCause };

/** `no record`: the hosted zone stands for the name without holding it, so that it does not exist. */
export type ElsewhereCause = 'forward rule' | 'no record' | 'other answer';

export interface NameQuestion {
  readonly vpcId: string;
  readonly service: ServiceInRegion;
  /** What the function's environment names: a URL variable decides before any DNS. */
  readonly references: readonly EnvironmentReference[];
}

/** Who owns the service's name for a function in the VPC. */
export function nameOwner(snapshot: Snapshot, question: NameQuestion): Fact<NameOwner> {
  const { vpcId, references } = question;
  const byVariable = urlVariableOwner(snapshot, question);
  if (byVariable !== undefined) return known(byVariable);
  const service = namedService(question.service, references);
  const local = interfaceEndpoints(snapshot, vpcId, service);
  if (!local.known) return local;
  const byPrivateDns = privateDnsOwner(snapshot, vpcId, local.value);
  if (!byPrivateDns.known || byPrivateDns.value !== undefined) {
    return mapFact(byPrivateDns, (owner) => owner ?? { kind: 'public' });
  }
  return zoneOwner(snapshot, vpcId, service);
}

/**
 * The service whose name the SDK asks for: with `AWS_USE_FIPS_ENDPOINT` it is that of the FIPS
 * endpoint, which is a service of its own to PrivateLink
 * (https://docs.aws.amazon.com/vpc/latest/privatelink/aws-services-privatelink-support.html).
 */
export function namedService(
  service: ServiceInRegion,
  references: readonly EnvironmentReference[],
): ServiceInRegion {
  const isFips = references.some((one) => one.Variable === 'AWS_USE_FIPS_ENDPOINT' && one.Enabled);
  return isFips && !service.service.endsWith('-fips')
    ? { ...service, service: `${service.service}-fips` }
    : service;
}

/**
 * The endpoint whose private DNS answers the service's name inside its own VPC, if one does. AWS lets
 * only one endpoint own a name; should an answer show two, the one that serves is taken.
 */
export function privateDnsOwner(
  snapshot: Snapshot,
  vpcId: string,
  endpoints: readonly VpcEndpoint[],
): Fact<NameOwner | undefined> {
  const owners = endpoints.filter(
    (one) => one.PrivateDnsEnabled && !one.DnsOptions?.PrivateDnsOnlyForInboundResolverEndpoint,
  );
  const endpoint = owners.find(isAvailable) ?? owners[0];
  if (endpoint === undefined) return known(undefined);
  const { support, hostnames } = dnsAttributes(snapshot, vpcId);
  const isOff = [support, hostnames].some((attribute) => attribute.known && !attribute.value);
  if (isOff) return known(undefined);
  return mapFact(allFacts([support, hostnames]), () => ({
    kind: 'endpoint',
    endpoint,
    through: 'private DNS',
  }));
}

/**
 * The owner by a private hosted zone, a forward rule or a Route 53 Profile of the VPC. Zones matter only
 * where they were seen or where there is an endpoint of the service that they could lead to; without one
 * they need not have been read. A zone of the VPC itself wins over the Profile's
 * (https://docs.aws.amazon.com/Route53/latest/DeveloperGuide/profile-private-hosted-zones.html).
 */
export function zoneOwner(
  snapshot: Snapshot,
  vpcId: string,
  service: ServiceInRegion,
): Fact<NameOwner> {
  const key = `${vpcId} ${service.region} ${service.service}`;
  const cache = zoneOwners(snapshot);
  const cached = cache.get(key);
  if (cached !== undefined) return cached;
  const owner = findZoneOwner(snapshot, vpcId, service);
  cache.set(key, owner);
  return owner;
}

const zoneOwners = oncePerSnapshot(() => new Map<string, Fact<NameOwner>>());

function findZoneOwner(
  snapshot: Snapshot,
  vpcId: string,
  service: ServiceInRegion,
): Fact<NameOwner> {
  const candidates = serviceEndpoints(snapshot, service);
  for (const host of serviceHosts(snapshot, service).filter((name) => !isDualStackName(name))) {
    const zone = zoneFor(snapshot, vpcId, host);
    const rule = forwardRuleFor(snapshot, vpcId, host);
    if (rule !== undefined && rule.name.length >= (zone?.name.length ?? 0)) {
      const detail = `${host} is forwarded to other name servers by ${rule.id}`;
      return known({ kind: 'elsewhere', detail, cause: 'forward rule' });
    }
    if (zone !== undefined) return answerOf(snapshot, zone.id, host, candidates);
  }
  if (candidates.length === 0) return known({ kind: 'public' });
  const byProfile = profileOwner(snapshot, vpcId, service, candidates);
  if (byProfile !== undefined) return known(byProfile);
  const zones = snapshot.all('HostedZoneSummaries');
  if (!zones.known) return zones;
  const gap = snapshot.gap('HostedZoneSummaries', vpcId);
  return gap ?? known({ kind: 'public' });
}

/** What the zone says of a name. A name that its zone does not hold does not exist for the VPC. */
function answerOf(
  snapshot: Snapshot,
  zoneId: string,
  host: string,
  candidates: readonly VpcEndpoint[],
): Fact<NameOwner> {
  return mapFact(recordsOf(snapshot, zoneId), (records): NameOwner => {
    const answers = recordsNamed(records, host);
    const endpoint = candidates.find((one) =>
      answers.some((record) => leadsTo(snapshot, record, one)),
    );
    if (endpoint !== undefined) return { kind: 'endpoint', endpoint, through: 'hosted zone' };
    const detail =
      answers.length === 0
        ? `hosted zone ${zoneId} stands for ${host} and has no record of it`
        : `${host} is answered by hosted zone ${zoneId}, with no endpoint that was read`;
    return {
      kind: 'elsewhere',
      detail,
      cause: answers.length === 0 ? 'no record' : 'other answer',
    };
  });
}

const endpointsByService = oncePerSnapshot(() => new Map<string, readonly VpcEndpoint[]>());

/** Every interface endpoint for the service that was seen, in any VPC. */
export function serviceEndpoints(
  snapshot: Snapshot,
  service: ServiceInRegion,
): readonly VpcEndpoint[] {
  const key = `${service.region} ${service.service}`;
  const cache = endpointsByService(snapshot);
  const cached = cache.get(key);
  if (cached !== undefined) return cached;
  const endpoints = [snapshot, ...snapshot.neighbours].flatMap((one) =>
    one
      .seen('VpcEndpoints')
      .filter(
        (endpoint) => typeOf(endpoint) === 'Interface' && servesService(one, endpoint, service),
      ),
  );
  cache.set(key, endpoints);
  return endpoints;
}

/**
 * `AWS_ENDPOINT_URL_<SERVICE>` and `AWS_ENDPOINT_URL` replace the service's host in every current SDK
 * (https://docs.aws.amazon.com/sdkref/latest/guide/feature-ss-endpoints.html).
 */
function urlVariableOwner(
  snapshot: Snapshot,
  { service, references }: NameQuestion,
): NameOwner | undefined {
  const specific = `AWS_ENDPOINT_URL_${variableSuffix(service.service)}`;
  const reference =
    references.find((one) => one.Variable === specific && one.Host !== undefined) ??
    references.find((one) => one.Variable === 'AWS_ENDPOINT_URL' && one.Host !== undefined);
  const host = reference?.Host;
  if (reference === undefined || host === undefined) return undefined;
  if (serviceHosts(snapshot, service).some((name) => isNameOf(host, name))) return undefined;
  const endpoint = serviceEndpoints(snapshot, service).find(
    (one) => hasName(one, host) || endpointAddresses(snapshot, one).includes(host),
  );
  return endpoint === undefined
    ? {
        kind: 'elsewhere',
        detail: `${reference.Variable} names ${host}`,
        cause: 'other answer',
      }
    : { kind: 'endpoint', endpoint, through: 'URL variable' };
}

/** The SDKs derive the variable's tail from their own service ids, which differ for a few. */
const VARIABLE_SUFFIX: Readonly<Record<string, string>> = {
  apigateway: 'API_GATEWAY',
  autoscaling: 'AUTO_SCALING',
  'cognito-idp': 'COGNITO_IDENTITY_PROVIDER',
  config: 'CONFIG_SERVICE',
  'dynamodb-streams': 'DYNAMODB_STREAMS',
  'ecr.api': 'ECR',
  elasticfilesystem: 'EFS',
  events: 'EVENTBRIDGE',
  'execute-api': 'APIGATEWAYMANAGEMENTAPI',
  'kinesis-firehose': 'FIREHOSE',
  'kinesis-streams': 'KINESIS',
  logs: 'CLOUDWATCH_LOGS',
  'memory-db': 'MEMORYDB',
  monitoring: 'CLOUDWATCH',
  route53: 'ROUTE_53',
  'sagemaker.api': 'SAGEMAKER',
  'sagemaker.runtime': 'SAGEMAKER_RUNTIME',
  secretsmanager: 'SECRETS_MANAGER',
  servicequotas: 'SERVICE_QUOTAS',
  states: 'SFN',
  'sync-states': 'SFN',
  tagging: 'RESOURCE_GROUPS_TAGGING_API',
};

function variableSuffix(service: string): string {
  return VARIABLE_SUFFIX[service] ?? service.toUpperCase().replaceAll(/[^A-Z0-9]/g, '_');
}

function hasName(endpoint: VpcEndpoint, host: string): boolean {
  return (endpoint.DnsEntries ?? []).some(
    ({ DnsName }) => DnsName !== undefined && isNameOf(normalHost(host), normalHost(DnsName)),
  );
}

function leadsTo(snapshot: Snapshot, record: ResourceRecordSet, endpoint: VpcEndpoint): boolean {
  if (record.Type !== 'A' && record.Type !== 'AAAA' && record.Type !== 'CNAME') return false;
  const target = record.AliasTarget?.DNSName;
  if (target !== undefined && hasName(endpoint, target)) return true;
  const values = (record.ResourceRecords ?? []).map(({ Value }) => Value);
  if (record.Type === 'CNAME') return values.some((value) => hasName(endpoint, value));
  const addresses = new Set(endpointAddresses(snapshot, endpoint));
  return values.length > 0 && values.every((value) => addresses.has(value));
}

/** The addresses of an endpoint's network interfaces, as far as they were read. */
function endpointAddresses(snapshot: Snapshot, endpoint: VpcEndpoint): readonly string[] {
  return endpoint.NetworkInterfaceIds.flatMap((id) => {
    const found = snapshot.get('NetworkInterfaces', id);
    const networkInterface = found.known ? found.value : undefined;
    const ipv6 = networkInterface?.Ipv6Addresses?.map((one) => one.Ipv6Address) ?? [];
    return [networkInterface?.PrivateIpAddress, ...ipv6].filter((one) => one !== undefined);
  });
}

/**
 * A Profile of the VPC that carries one of the endpoints, or a hosted zone that leads to one. An
 * optional read: unread, it owns nothing.
 */
function profileOwner(
  snapshot: Snapshot,
  vpcId: string,
  service: ServiceInRegion,
  candidates: readonly VpcEndpoint[],
): NameOwner | undefined {
  const profiles = new Set(
    snapshot
      .seen('ProfileAssociations')
      .filter((one) => one.ResourceId === vpcId && isInForce(one.Status))
      .map((one) => one.ProfileId),
  );
  const ids = new Set(
    snapshot
      .seen('ProfileResourceAssociations')
      .filter((one) => profiles.has(one.ProfileId) && isInForce(one.Status))
      .map((one) => one.ResourceArn.split('/').at(-1) ?? ''),
  );
  const hosts = serviceHosts(snapshot, service);
  const records = [...ids]
    .flatMap((id) => recordsByZone(snapshot).get(id) ?? [])
    .filter((record) => hosts.includes(normalHost(record.Name)));
  const endpoint = candidates.find(
    (one) => ids.has(one.VpcEndpointId) || records.some((record) => leadsTo(snapshot, record, one)),
  );
  return endpoint && { kind: 'endpoint', endpoint, through: 'Route 53 Profile' };
}

/** Why a Profile may answer a name although none was seen to: an optional read, for a note. */
export function unreadProfiles(snapshot: Snapshot): Unknown | undefined {
  const listings = [
    snapshot.all('ProfileAssociations'),
    snapshot.all('ProfileResourceAssociations'),
  ];
  return listings.find((one) => !one.known);
}

function isInForce(status: string | undefined): boolean {
  return ['COMPLETE', 'UPDATING', undefined].includes(status?.toUpperCase());
}

/**
 * Whether names are resolved by servers whose answers are not known: custom servers in the DHCP options
 * may or may not forward to the VPC resolver.
 */
export function hasOtherServers(snapshot: Snapshot, vpcId: string): Fact<boolean> {
  if (isSharedVpc(snapshot, vpcId)) {
    return unknown({ kind: 'opaque', detail: `the DHCP options of ${vpcId} belong to its owner` });
  }
  return mapFact(otherServers(snapshot, vpcId), (servers) => servers.length > 0);
}
