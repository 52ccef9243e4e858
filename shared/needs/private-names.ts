import { cidrContains, parseCidr } from '../model/cidr.ts';
import type { Cidr } from '../model/cidr.ts';
import { oncePerSnapshot } from '../model/snapshot.ts';
import type { Snapshot } from '../model/snapshot.ts';
import { serviceOwning } from './private-dns-names.ts';

/** Which names and addresses are private although they look public. */

/** The blocks of every VPC that was seen: some use public ranges, and their IPv6 blocks always do. */
const vpcBlocks = oncePerSnapshot((snapshot): readonly Cidr[] => {
  const texts = new Set<string | undefined>();
  for (const one of [snapshot, ...snapshot.neighbours]) {
    for (const vpc of one.seen('Vpcs')) {
      texts.add(vpc.CidrBlock);
      for (const block of vpc.CidrBlockAssociationSet ?? []) texts.add(block.CidrBlock);
      for (const block of vpc.Ipv6CidrBlockAssociationSet ?? []) texts.add(block.Ipv6CidrBlock);
    }
    for (const connection of one.seen('VpcPeeringConnections')) {
      for (const side of [connection.RequesterVpcInfo, connection.AccepterVpcInfo]) {
        texts.add(side.CidrBlock);
        for (const block of side.CidrBlockSet ?? []) texts.add(block.CidrBlock);
        for (const block of side.Ipv6CidrBlockSet ?? []) texts.add(block.Ipv6CidrBlock);
      }
    }
  }
  return [...texts]
    .map((text) => (text === undefined ? undefined : parseCidr(text)))
    .filter((cidr) => cidr !== undefined);
});

/** Whether an address lies in a VPC that was seen, or in one that is peered with it. */
export function isInSomeVpc(snapshot: Snapshot, address: Cidr): boolean {
  return vpcBlocks(snapshot).some((block) => cidrContains(block, address));
}

/**
 * Whether a VPC answers for a public-looking name itself: by a private hosted zone, a rule that forwards
 * it to other name servers, or an endpoint whose private DNS name it is. What of this was not read is
 * taken as absent, so that the name counts as public.
 *
 * @param host in lower case
 */
export function isPrivateIn(snapshot: Snapshot, vpcId: string, host: string): boolean {
  return (
    privateDomains(snapshot, vpcId).some((zone) => host === zone || host.endsWith(`.${zone}`)) ||
    ownedByEndpoint(snapshot, vpcId, host)
  );
}

const domainsByVpc = oncePerSnapshot(() => new Map<string, readonly string[]>());

function privateDomains(snapshot: Snapshot, vpcId: string): readonly string[] {
  const cache = domainsByVpc(snapshot);
  const cached = cache.get(vpcId);
  if (cached !== undefined) return cached;
  const zones = snapshot.inVpc('HostedZoneSummaries', vpcId);
  const rules = snapshot.inVpc('ResolverRuleAssociations', vpcId);
  const names = [
    ...(zones.known ? zones.value.map((zone) => zone.Name) : []),
    ...(rules.known ? rules.value.map((one) => forwardedDomain(snapshot, one.ResolverRuleId)) : []),
  ];
  const domains = names
    .map((name) => (name ?? '').toLowerCase().replace(/\.$/, ''))
    .filter((name) => name !== '');
  cache.set(vpcId, domains);
  return domains;
}

/** A rule for every name (`.`) says nothing of a single one. */
function forwardedDomain(snapshot: Snapshot, ruleId: string): string | undefined {
  const rule = snapshot.get('ResolverRules', ruleId);
  return rule.known && rule.value?.RuleType === 'FORWARD' ? rule.value.DomainName : undefined;
}

function ownedByEndpoint(snapshot: Snapshot, vpcId: string, host: string): boolean {
  const owner = serviceOwning(snapshot, host);
  if (owner === undefined) return false;
  const endpoints = snapshot.inVpc('VpcEndpoints', vpcId);
  return (
    endpoints.known &&
    endpoints.value.some(
      (one) => one.ServiceName === owner.ServiceName && one.PrivateDnsEnabled === true,
    )
  );
}
