import {
  ListHostedZonesByVPCCommand,
  ListResourceRecordSetsCommand,
} from '@aws-sdk/client-route-53';
import type {
  ListResourceRecordSetsRequest,
  ResourceRecordSet,
  VPCRegion,
} from '@aws-sdk/client-route-53';
import type { Item } from '../../model/collections.ts';
import { unknown } from '../../model/fact.ts';
import { allPages } from './pages.ts';
import type { Page } from './pages.ts';
import type { PartContext, PartStep } from './read-context.ts';
import { vpcsInUse } from './vpcs-in-use.ts';

type Zone = Item<'HostedZoneSummaries'>;

const LIST_RECORDS = 'route53:ListResourceRecordSets';

/** Under these AWS's own services have their names. */
const AWS_DOMAINS = [
  'amazonaws.com',
  'amazonaws.com.cn',
  'api.aws',
  'api.amazonwebservices.com.cn',
  'amazonaws.eu',
];

/** Records that give a connection an address. Others, such as TXT, can hold what is nobody's business. */
const ADDRESS_TYPES: ReadonlySet<string> = new Set(['A', 'AAAA', 'CNAME']);

/**
 * The private hosted zones that each VPC with functions or endpoints resolves, and the records of those
 * that can answer the name of an AWS service, a name in a function's environment, or one that somebody
 * asks for: no control asks for any other.
 */
export const readHostedZones: PartStep = (context) =>
  readHostedZonesOf(context, vpcsInUse(context));

/** Reads the zones of some VPCs, and the records that matter. */
export async function readHostedZonesOf(
  context: PartContext,
  vpcIds: readonly string[],
): Promise<void> {
  const { reading, progress } = context;
  reading.put('HostedZoneSummaries', []);
  reading.put('ResourceRecordSets', []);
  let done = 0;
  await Promise.all(
    vpcIds.map(async (vpcId) => {
      await readZones(context, vpcId);
      progress.count('hosted zones of VPCs', (done += 1), vpcIds.length);
    }),
  );
  const zones = distinctZones(reading.items('HostedZoneSummaries'));
  const { scope } = context;
  const ofServices = zones.filter((zone) => answersForAws(zone, context));
  const named = holding(zones, [...(scope.names ?? []), ...namesOfFunctions(context)]);
  await readAllRecords(context, new Set([...ofServices, ...named]));
  await followNames(context, zones, new Set([...ofServices, ...named]));
}

function distinctZones(summaries: readonly Zone[]): readonly Zone[] {
  return [...new Map(summaries.map((zone) => [zone.HostedZoneId, zone])).values()];
}

async function readAllRecords(context: PartContext, zones: ReadonlySet<Zone>): Promise<void> {
  await Promise.all([...zones].map((zone) => readRecords(context, zone)));
}

/** Names can lead into zones that nobody names, and from there into others. */
async function followNames(
  context: PartContext,
  zones: readonly Zone[],
  read: Set<Zone>,
): Promise<void> {
  const targets = context.reading
    .items('ResourceRecordSets')
    .flatMap(({ Type, AliasTarget, ResourceRecords = [] }) => [
      AliasTarget?.DNSName ?? '',
      ...(Type === 'CNAME' ? ResourceRecords.map(({ Value }) => Value) : []),
    ]);
  const unread = new Set(holding(zones, targets).filter((zone) => !read.has(zone)));
  if (unread.size === 0) return;
  await readAllRecords(context, unread);
  await followNames(context, zones, new Set([...read, ...unread]));
}

/** The zones that hold some of the names. */
function holding(zones: readonly Zone[], names: readonly string[]): readonly Zone[] {
  const distinct = new Set(names.map(normalName));
  return zones.filter((zone) => {
    const domain = normalName(zone.Name);
    return [...distinct].some((name) => name !== '' && isWithin(name, domain));
  });
}

function namesOfFunctions({ reading }: PartContext): readonly string[] {
  return reading
    .items('Functions')
    .flatMap(({ Environment }) => Environment?.References ?? [])
    .flatMap(({ Host }) => (Host === undefined ? [] : [Host]));
}

function normalName(name: string): string {
  return name.toLowerCase().replace(/\.$/, '');
}

/** A VPC of another account, shared with this one, is refused: the gap is its own. */
async function readZones(
  { clients, reading, inFlight, region }: PartContext,
  VPCId: string,
): Promise<void> {
  const { items, gap } = await inFlight(() =>
    allPages('route53:ListHostedZonesByVPC', async (NextToken) => {
      const answer = await clients.route53.send(
        new ListHostedZonesByVPCCommand({
          VPCId,
          // The SDK's list of regions is older than the newest region.
          VPCRegion: region as VPCRegion,
          NextToken,
          MaxItems: 100,
        }),
      );
      return { items: answer.HostedZoneSummaries, next: answer.NextToken };
    }),
  );
  if (gap !== undefined) reading.gap('HostedZoneSummaries', gap, VPCId);
  const joined = items.map((zone) => ({ ...zone, VPCId }));
  reading.add('HostedZoneSummaries', reading.parse('HostedZoneSummaries', joined));
}

/** Whether the zone lies under AWS's domains, holds them, or holds the name of an endpoint service. */
function answersForAws(zone: Zone, { reading }: PartContext): boolean {
  const name = normalName(zone.Name);
  return (
    AWS_DOMAINS.some((domain) => isWithin(name, domain) || isWithin(domain, name)) ||
    reading
      .items('ServiceDetails')
      .flatMap((service) => [
        service.PrivateDnsName,
        ...(service.PrivateDnsNames ?? []).map((one) => one.PrivateDnsName),
      ])
      .some((host) => host !== undefined && isWithin(host.toLowerCase(), name))
  );
}

function isWithin(host: string, domain: string): boolean {
  return domain === '' || host === domain || host.endsWith(`.${domain}`);
}

async function readRecords(
  { clients, reading, inFlight }: PartContext,
  { HostedZoneId, Owner }: Zone,
): Promise<void> {
  const service = Owner?.OwningService;
  if (service !== undefined) {
    // Refused to everybody: the zone belongs to the service, although the account's VPC resolves it.
    const detail = `the records of ${HostedZoneId} belong to ${service}`;
    reading.gap('ResourceRecordSets', unknown({ kind: 'opaque', detail }), HostedZoneId);
    return;
  }
  const { items, gap } = await inFlight(() =>
    allPages(LIST_RECORDS, (token) => recordsFrom(clients.route53, HostedZoneId, token)),
  );
  if (gap !== undefined) reading.gap('ResourceRecordSets', gap, HostedZoneId);
  const joined = items
    .filter(({ Type }) => Type !== undefined && ADDRESS_TYPES.has(Type))
    .map((set) => ({ ...set, HostedZoneId }));
  reading.add('ResourceRecordSets', reading.parse('ResourceRecordSets', joined));
}

/** Route 53 pages by the next record's name, type and set identifier: together they are the token. */
async function recordsFrom(
  client: PartContext['clients']['route53'],
  HostedZoneId: string,
  token: string | undefined,
): Promise<Page<ResourceRecordSet>> {
  const start = token === undefined ? {} : (JSON.parse(token) as Start);
  const answer = await client.send(
    new ListResourceRecordSetsCommand({ HostedZoneId, MaxItems: 300, ...start }),
  );
  const next: Start = {
    StartRecordName: answer.NextRecordName,
    StartRecordType: answer.NextRecordType,
    StartRecordIdentifier: answer.NextRecordIdentifier,
  };
  return {
    items: answer.ResourceRecordSets,
    next: answer.IsTruncated === true ? JSON.stringify(next) : undefined,
  };
}

type Start = Pick<
  ListResourceRecordSetsRequest,
  'StartRecordName' | 'StartRecordType' | 'StartRecordIdentifier'
>;
