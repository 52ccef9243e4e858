import { directPeers, vpcsSharingGroups } from '../../model/vpcs-around.ts';
import { EMPTY_PART } from '../../model/snapshot-part.ts';
import type { SnapshotPart } from '../../model/snapshot-part.ts';
import type { AlreadyKnown } from '../../ports/account-part-reader.ts';
import { readHostedZonesOf } from './hosted-zones.ts';
import { FILTER_VALUES, readListing } from './listing-step.ts';
import { vpcsNamed } from './named-places.ts';
import { readNamedResources, readNamedVpcs } from './named-resources.ts';
import { joinPages } from './pages.ts';
import { portionsOf } from './portions.ts';
import type { PartContext } from './read-context.ts';
import { readAttributesOf } from './vpc-attributes.ts';
import { EGRESS_ONLY_LISTING, PEERING_LISTING, VPC_LISTINGS } from './vpc-listings.ts';
import type { VpcListing } from './vpc-listings.ts';
import { vpcsInUse } from './vpcs-in-use.ts';

/**
 * Reads the network of VPCs, of their direct peers, and of VPCs that share a group with them or hold what
 * their functions name: thirteen calls for a VPC that stands alone, one more where a route leads to an
 * egress-only internet gateway, and one for each hosted zone whose records matter.
 */
export async function readVpcs(
  context: PartContext,
  vpcIds: readonly string[],
  alreadyKnown: AlreadyKnown = () => Promise.resolve(EMPTY_PART),
): Promise<SnapshotPart> {
  const { reading, identity, region } = context;
  reading.list('VpcPeeringConnections', await readListing(context, PEERING_LISTING));
  const place = { accountId: identity.accountId, region };
  const peers = directPeers(reading.items('VpcPeeringConnections'), vpcIds, place);
  const read = await readNetworks(context, vpcIds, [...vpcIds, ...peers], alreadyKnown);
  await Promise.all([readNamedResources(context), readNamedVpcs(context, vpcIds)]);
  const named = new Set([...vpcIds, ...vpcsInUse(context)]);
  const resolved = read.filter((id) => named.has(id) && !reading.isMissing(id));
  await Promise.all([readAttributesOf(context, resolved), readHostedZonesOf(context, resolved)]);
  // Nobody is known to ask for names there; who does shall not take "none was read" for "there is none".
  for (const id of read) if (!resolved.includes(id)) reading.leave('HostedZoneSummaries', id);
  return { ...reading.part(), vpcIds: read };
}

/**
 * Reads what is in VPCs. Which others share their groups, or hold what their functions name, is known only
 * then: the few VPCs that reach beyond their peers pay by a second reading.
 *
 * @returns the VPCs that were read
 */
async function readNetworks(
  context: PartContext,
  units: readonly string[],
  vpcIds: readonly string[],
  alreadyKnown: AlreadyKnown,
): Promise<readonly string[]> {
  const known = await readRound(context, vpcIds, alreadyKnown);
  const groups = context.reading.items('SecurityGroups');
  const associations = known.collections.SecurityGroupVpcAssociations ?? [];
  const around = new Set([
    ...vpcIds,
    ...vpcsSharingGroups(groups, associations, units),
    ...(await vpcsNamed(context, units, known)),
  ]);
  if (around.size > vpcIds.length) await readRound(context, [...around], alreadyKnown);
  return [...around];
}

async function readRound(
  context: PartContext,
  vpcIds: readonly string[],
  alreadyKnown: AlreadyKnown,
): Promise<SnapshotPart> {
  const [known] = await Promise.all([
    alreadyKnown(vpcIds),
    ...VPC_LISTINGS.map((listing) => readFiltered(context, listing, vpcIds)),
  ]);
  await readEgressOnlyGateways(context, vpcIds);
  for (const name of ['Functions', 'CapacityProviders', 'ServiceDetails'] as const) {
    context.reading.assume(name, known.collections[name] ?? []);
  }
  return known;
}

async function readFiltered(
  context: PartContext,
  listing: VpcListing,
  vpcIds: readonly string[],
): Promise<void> {
  const answers = await Promise.all(
    portionsOf(vpcIds, FILTER_VALUES).map((portion) =>
      readListing(context, listing, [{ Name: listing.vpcFilter, Values: [...portion] }]),
    ),
  );
  context.reading.list(listing.collection, joinPages(answers));
}

/** Of those gateways only the ones matter that a route leads to: where none does there are none to read. */
async function readEgressOnlyGateways(
  context: PartContext,
  vpcIds: readonly string[],
): Promise<void> {
  const { reading } = context;
  const { collection } = EGRESS_ONLY_LISTING;
  const isUsed = reading
    .items('RouteTables')
    .some(({ Routes }) => Routes.some((route) => route.EgressOnlyInternetGatewayId !== undefined));
  if (!isUsed && reading.isComplete('RouteTables')) {
    reading.put('EgressOnlyInternetGateways', []);
    return;
  }
  reading.list(collection, await readListing(context, EGRESS_ONLY_LISTING));
  if (!reading.has(collection)) return;
  const inVpcs = reading
    .items('EgressOnlyInternetGateways')
    .filter((gateway) => gateway.Attachments.some(({ VpcId }) => vpcIds.includes(VpcId)));
  reading.put('EgressOnlyInternetGateways', inVpcs);
}
