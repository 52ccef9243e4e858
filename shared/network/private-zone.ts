import { known, mapFact, unknown } from '../model/fact.ts';
import type { Fact, Unknown } from '../model/fact.ts';
import { groupBy } from '../model/group-by.ts';
import type { ResourceRecordSet } from '../model/route53.ts';
import { oncePerSnapshot } from '../model/snapshot.ts';
import type { Snapshot } from '../model/snapshot.ts';
import { normalHost } from './service-hosts.ts';

/**
 * Private hosted zones and forward rules of a VPC: who answers a name there
 * (https://docs.aws.amazon.com/Route53/latest/DeveloperGuide/hosted-zone-private-considerations.html).
 */

/** A hosted zone, or the domain of a forward rule. The name is in lower case and has no final dot. */
export interface Zone {
  readonly id: string;
  readonly name: string;
}

const zonesByVpc = oncePerSnapshot((snapshot) =>
  groupBy(snapshot.seen('HostedZoneSummaries'), (zone) => (zone.VPCId ? [zone.VPCId] : [])),
);

/** The private hosted zone that answers a name in the VPC: the most specific one that holds it. */
export function zoneFor(snapshot: Snapshot, vpcId: string, host: string): Zone | undefined {
  return (zonesByVpc(snapshot).get(vpcId) ?? [])
    .map((zone) => ({ id: zone.HostedZoneId, name: normalHost(zone.Name) }))
    .filter(({ name }) => name === '' || host === name || host.endsWith(`.${name}`))
    .toSorted((a, b) => b.name.length - a.name.length)[0];
}

/** The records that were read, by the id of their zone. */
export const recordsByZone = oncePerSnapshot((snapshot) =>
  groupBy(snapshot.seen('ResourceRecordSets'), (record) =>
    record.HostedZoneId ? [record.HostedZoneId] : [],
  ),
);

/**
 * Every record of a zone; unknown where they were not read. A zone of another account is described by
 * that account's snapshot, a neighbour.
 */
export function recordsOf(snapshot: Snapshot, zoneId: string): Fact<readonly ResourceRecordSet[]> {
  for (const one of [snapshot, ...snapshot.neighbours]) {
    const records = recordsByZone(one).get(zoneId);
    if (records !== undefined) return known(records);
  }
  const gap = snapshot.gap('ResourceRecordSets', zoneId);
  if (gap !== undefined) return gap;
  return mapFact(
    snapshot.all('ResourceRecordSets'),
    () => recordsByZone(snapshot).get(zoneId) ?? [],
  );
}

/** The records that answer a name: its own, else those of the closest wildcard. */
export function recordsNamed(
  records: readonly ResourceRecordSet[],
  host: string,
): readonly ResourceRecordSet[] {
  const exact = records.filter((record) => normalHost(record.Name) === host);
  return exact.length > 0 ? exact : wildcardsFor(records, host);
}

/** The records with `*` that hold the name, the closest ones. */
function wildcardsFor(
  records: readonly ResourceRecordSet[],
  host: string,
): readonly ResourceRecordSet[] {
  const holding = records.filter((record) => {
    const name = normalHost(record.Name);
    return name.startsWith('*.') && host.endsWith(name.slice(1));
  });
  const longest = Math.max(0, ...holding.map((record) => normalHost(record.Name).length));
  return holding.filter((record) => normalHost(record.Name).length === longest);
}

/** The rule of the VPC that sends the name to other servers, the most specific one. */
export function forwardRuleFor(snapshot: Snapshot, vpcId: string, host: string): Zone | undefined {
  const rules = snapshot
    .seen('ResolverRuleAssociations')
    .filter((one) => one.VPCId === vpcId)
    .map((one) => snapshot.get('ResolverRules', one.ResolverRuleId))
    .map((rule) => (rule.known ? rule.value : undefined))
    .filter((rule) => rule?.RuleType?.toUpperCase() === 'FORWARD')
    .map((rule) => ({ id: rule?.Id ?? '', name: normalHost(rule?.DomainName ?? '') }))
    .filter(({ name }) => name !== '' && (host === name || host.endsWith(`.${name}`)));
  return rules.toSorted((a, b) => b.name.length - a.name.length)[0];
}

/** Rules that AWS makes, one of them for every VPC: they forward nothing, and are not read. */
const AUTODEFINED = /^rslvr-autodefined-/;

/** Why a rule of the VPC may forward a name although none was seen to. */
export function unreadForwardRule(snapshot: Snapshot, vpcId: string): Unknown | undefined {
  const associations = snapshot.all('ResolverRuleAssociations');
  if (!associations.known) return associations;
  return associations.value
    .filter((one) => one.VPCId === vpcId && !AUTODEFINED.test(one.ResolverRuleId))
    .map((one) => snapshot.get('ResolverRules', one.ResolverRuleId))
    .find((rule) => !rule.known);
}

/** What a name stands for in a VPC: addresses, and names that no private zone of the VPC answers. */
export interface ResolvedName {
  readonly addresses: readonly string[];
  readonly names: readonly string[];
}

/** Route 53 follows a chain of names no further than this. */
const LONGEST_CHAIN = 8;

/**
 * Follows a name through the private zones of a VPC: aliases and canonical names to the addresses or the
 * names they end in. Undefined where no zone of the VPC holds the name. Unknown where the answer is
 * somebody else's (a forward rule), was not read, or is not there: a record may be newer than the reading.
 *
 * @param host in lower case
 */
export function resolvedName(
  snapshot: Snapshot,
  vpcId: string,
  host: string,
): Fact<ResolvedName | undefined> {
  return resolved(snapshot, vpcId, host, LONGEST_CHAIN);
}

function resolved(
  snapshot: Snapshot,
  vpcId: string,
  host: string,
  left: number,
): Fact<ResolvedName | undefined> {
  const zone = zoneFor(snapshot, vpcId, host);
  const rule = forwardRuleFor(snapshot, vpcId, host);
  if (rule !== undefined && rule.name.length >= (zone?.name.length ?? 0)) {
    return opaque(`${host} is forwarded to other name servers by ${rule.id}`);
  }
  if (zone === undefined) return known(undefined);
  if (left === 0) return opaque(`${host} leads from name to name without an end`);
  const records = recordsOf(snapshot, zone.id);
  if (!records.known) return records;
  const answers = recordsNamed(records.value, host).filter(({ Type }) => ADDRESS_TYPES.has(Type));
  if (answers.length === 0) {
    return opaque(
      `hosted zone ${zone.id} stands for ${host} and has no address of it that was read`,
    );
  }
  const addresses = new Set<string>();
  const names = new Set<string>();
  for (const record of answers) {
    const values = (record.ResourceRecords ?? []).map(({ Value }) => Value);
    if (record.Type !== 'CNAME') for (const value of values) addresses.add(value);
    const targets = record.Type === 'CNAME' ? values : [record.AliasTarget?.DNSName];
    for (const target of targets.filter((one) => one !== undefined).map(normalHost)) {
      const next = resolved(snapshot, vpcId, target, left - 1);
      if (!next.known) return next;
      if (next.value === undefined) names.add(target);
      for (const address of next.value?.addresses ?? []) addresses.add(address);
      for (const name of next.value?.names ?? []) names.add(name);
    }
  }
  return known({ addresses: [...addresses], names: [...names] });
}

/** Other records (TXT, MX, SRV) give a connection no address. */
const ADDRESS_TYPES = new Set(['A', 'AAAA', 'CNAME']);

function opaque(detail: string) {
  return unknown({ kind: 'opaque', detail });
}
