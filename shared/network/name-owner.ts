import type { EnvironmentReference } from '../model/environment.ts';
import { allFacts, known, mapFact, unknown } from '../model/fact.ts';
import type { Fact } from '../model/fact.ts';
import type { VpcEndpoint } from '../model/ec2.ts';
import type { ResourceRecordSet } from '../model/route53.ts';
import { oncePerSnapshot } from '../model/snapshot.ts';
import type { Snapshot } from '../model/snapshot.ts';
import { groupBy } from '../model/group-by.ts';
import { normalHost, serviceHosts } from './service-hosts.ts';
import { dnsAttributes, otherServers } from './vpc-dns.ts';
import { interfaceEndpoints, isSharedVpc, servesService, typeOf } from './vpc-endpoints.ts';
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
  | { readonly kind: 'elsewhere'; readonly detail: string };

export interface NameQuestion {
  readonly vpcId: string;
  readonly service: ServiceInRegion;
  /** What the function's environment names: a URL variable decides before any DNS. */
  readonly references: readonly EnvironmentReference[];
}

/** Who owns the service's name for a function in the VPC. */
export function nameOwner(snapshot: Snapshot, question: NameQuestion): Fact<NameOwner> {
  const { vpcId, service } = question;
  const byVariable = urlVariableOwner(snapshot, question);
  if (byVariable !== undefined) return known(byVariable);
  const local = interfaceEndpoints(snapshot, vpcId, service);
  if (!local.known) return local;
  const byPrivateDns = privateDnsOwner(snapshot, vpcId, local.value);
  if (!byPrivateDns.known || byPrivateDns.value !== undefined) {
    return mapFact(byPrivateDns, (owner) => owner ?? { kind: 'public' });
  }
  return zoneOwner(snapshot, vpcId, service);
}

/** The endpoint whose private DNS answers the service's name inside its own VPC, if one does. */
export function privateDnsOwner(
  snapshot: Snapshot,
  vpcId: string,
  endpoints: readonly VpcEndpoint[],
): Fact<NameOwner | undefined> {
  const endpoint = endpoints.find(
    (one) => one.PrivateDnsEnabled && !one.DnsOptions?.PrivateDnsOnlyForInboundResolverEndpoint,
  );
  if (endpoint === undefined) return known(undefined);
  const { support, hostnames } = dnsAttributes(snapshot, vpcId);
  return mapFact(allFacts([support, hostnames]), (attributes) =>
    attributes.every(Boolean) ? { kind: 'endpoint', endpoint, through: 'private DNS' } : undefined,
  );
}

/**
 * The owner by a private hosted zone or a Route 53 Profile of the VPC. They matter only where there is
 * an endpoint of the service that they could lead to; without one they need not have been read.
 */
export function zoneOwner(
  snapshot: Snapshot,
  vpcId: string,
  service: ServiceInRegion,
): Fact<NameOwner> {
  const candidates = serviceEndpoints(snapshot, service);
  const zones = snapshot.all('HostedZoneSummaries');
  for (const host of serviceHosts(snapshot, service)) {
    const zoneId = zoneFor(snapshot, vpcId, host);
    if (zoneId === undefined) continue;
    const records = recordsOf(snapshot, zoneId);
    if (!records.known) return records;
    const answers = records.value.filter((record) => normalHost(record.Name) === host);
    if (answers.length === 0) continue;
    const endpoint = candidates.find((one) =>
      answers.some((record) => leadsTo(snapshot, record, one)),
    );
    return known(
      endpoint === undefined
        ? { kind: 'elsewhere', detail: `${host} is answered by hosted zone ${zoneId}` }
        : { kind: 'endpoint', endpoint, through: 'hosted zone' },
    );
  }
  if (candidates.length === 0) return known({ kind: 'public' });
  const byProfile = profileOwner(snapshot, vpcId, candidates);
  if (byProfile !== undefined) return known(byProfile);
  if (!zones.known) return zones;
  const gap = snapshot.gap('HostedZoneSummaries', vpcId);
  return gap ?? known({ kind: 'public' });
}

/** Every interface endpoint for the service that was seen, in any VPC. */
export function serviceEndpoints(
  snapshot: Snapshot,
  service: ServiceInRegion,
): readonly VpcEndpoint[] {
  return [snapshot, ...snapshot.neighbours].flatMap((one) =>
    one
      .seen('VpcEndpoints')
      .filter(
        (endpoint) => typeOf(endpoint) === 'Interface' && servesService(one, endpoint, service),
      ),
  );
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
  if (serviceHosts(snapshot, service).includes(host)) return undefined;
  const endpoint = serviceEndpoints(snapshot, service).find((one) => hasName(one, host));
  return endpoint === undefined
    ? { kind: 'elsewhere', detail: `${reference.Variable} names ${host}` }
    : { kind: 'endpoint', endpoint, through: 'URL variable' };
}

/** The SDKs derive the variable's tail from their own service ids, which differ for a few. */
const VARIABLE_SUFFIX: Readonly<Record<string, string>> = {
  monitoring: 'CLOUDWATCH',
  logs: 'CLOUDWATCH_LOGS',
  events: 'EVENTBRIDGE',
  states: 'SFN',
  secretsmanager: 'SECRETS_MANAGER',
  'kinesis-streams': 'KINESIS',
  'kinesis-firehose': 'FIREHOSE',
  'ecr.api': 'ECR',
  'bedrock-runtime': 'BEDROCK_RUNTIME',
  'sagemaker.api': 'SAGEMAKER',
  'sagemaker.runtime': 'SAGEMAKER_RUNTIME',
  'dynamodb-streams': 'DYNAMODB_STREAMS',
};

function variableSuffix(service: string): string {
  return VARIABLE_SUFFIX[service] ?? service.toUpperCase().replaceAll(/[^A-Z0-9]/g, '_');
}

function hasName(endpoint: VpcEndpoint, host: string): boolean {
  return (endpoint.DnsEntries ?? []).some(
    ({ DnsName }) => DnsName !== undefined && normalHost(DnsName) === normalHost(host),
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

const zonesByVpc = oncePerSnapshot((snapshot) =>
  groupBy(snapshot.seen('HostedZoneSummaries'), (zone) => (zone.VPCId ? [zone.VPCId] : [])),
);

/** The private hosted zone that answers a name in the VPC: the most specific one that holds it. */
function zoneFor(snapshot: Snapshot, vpcId: string, host: string): string | undefined {
  const zones = zonesByVpc(snapshot).get(vpcId) ?? [];
  return zones
    .filter((zone) => host === normalHost(zone.Name) || host.endsWith(`.${normalHost(zone.Name)}`))
    .toSorted((a, b) => b.Name.length - a.Name.length)[0]?.HostedZoneId;
}

const recordsByZone = oncePerSnapshot((snapshot) =>
  groupBy(snapshot.seen('ResourceRecordSets'), (record) =>
    record.HostedZoneId ? [record.HostedZoneId] : [],
  ),
);

function recordsOf(snapshot: Snapshot, zoneId: string): Fact<readonly ResourceRecordSet[]> {
  const gap = snapshot.gap('ResourceRecordSets', zoneId);
  if (gap !== undefined) return gap;
  return mapFact(
    snapshot.all('ResourceRecordSets'),
    () => recordsByZone(snapshot).get(zoneId) ?? [],
  );
}

/** A Profile of the VPC that carries one of the endpoints. An optional read: unread, it owns nothing. */
function profileOwner(
  snapshot: Snapshot,
  vpcId: string,
  candidates: readonly VpcEndpoint[],
): NameOwner | undefined {
  const profiles = new Set(
    snapshot
      .seen('ProfileAssociations')
      .filter((one) => one.ResourceId === vpcId)
      .map((one) => one.ProfileId),
  );
  const arns = snapshot
    .seen('ProfileResourceAssociations')
    .filter((one) => profiles.has(one.ProfileId))
    .map((one) => one.ResourceArn);
  const endpoint = candidates.find((one) =>
    arns.some((arn) => arn.endsWith(`/${one.VpcEndpointId}`)),
  );
  return endpoint && { kind: 'endpoint', endpoint, through: 'Route 53 Profile' };
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
