import type { Item } from '../../model/collections.ts';
import { known } from '../../model/fact.ts';
import type { Fact } from '../../model/fact.ts';
import { referencesOf } from '../../model/function-part.ts';
import { Snapshot } from '../../model/snapshot.ts';
import { joinParts } from '../../model/snapshot-part.ts';
import type { KeptFunction } from '../../ports/account-part-reader.ts';
import type { InventoriedFunction } from '../../ports/function-inventory.ts';
import { readCapacityProviders } from './capacity-providers.ts';
import { markEdgeFunctions, mayBeEdge } from './edge-functions.ts';
import { isAttached, readConfigurations } from './function-configurations.ts';
import { mayDeliver, readInvokeConfigsOf } from './invoke-configs.ts';
import {
  LIST_MAPPINGS,
  LIST_VERSIONS,
  listFunctions,
  mappingsPage,
  versionsPage,
} from './lambda-pages.ts';
import { listTags } from './list-tags.ts';
import { parseFunctions } from './listed-functions.ts';
import { locateIds } from './located-ids.ts';
import { allPages } from './pages.ts';
import type { Pages } from './pages.ts';
import type { PartContext } from './read-context.ts';
import { readVersionUses, versionsInUse } from './version-uses.ts';

type FunctionItem = Item<'Functions'>;

/**
 * Reads one function by itself: six calls where it has no published version, two more where it has, one
 * for each alias and one for each version in use. What the inventory holds spares those whose answer
 * cannot be another. Undefined where Lambda says that the function does not exist.
 */
export async function readFunction(
  context: PartContext,
  functionArn: string,
  kept?: KeptFunction,
): Promise<Fact<Omit<InventoriedFunction, 'capturedAt'> | undefined>> {
  const { reading, region } = context;
  const listed = await listVersions(context, functionArn);
  if (listed === undefined) return known(undefined);
  if (listed.gap !== undefined) {
    if (listed.items.length === 0) return listed.gap;
    reading.gap('Functions', listed.gap);
  }
  const functions = await withMasters(context, parseFunctions(reading, listed));
  await Promise.all([
    readUses(context, functionArn, functions),
    readCapacityProviders(context, functions),
    mayHaveDestinations(functions, context, kept) && readInvokeConfigsOf(context, functionArn),
  ]);
  const [configured, tags] = await Promise.all([
    readConfigurations(context, functions, versionsInUse(context), settledVersions(kept)),
    listTags(context, functionArn),
  ]);
  if (functions.length > 0 && configured.length === 0) return known(undefined);
  reading.put(
    'Functions',
    configured.map((item) =>
      item.Version === '$LATEST' && tags !== undefined ? { ...item, Tags: tags } : item,
    ),
  );
  const { roleArns, capacityProviderArns } = referencesOf(configured);
  const part = reading.part();
  // A listing that was cut short is a gap in this function's versions, and of no other function.
  const gaps = part.gaps.filter(({ collection, of }) => collection !== 'Functions' || of);
  return known({
    functionArn,
    region,
    vpcIds: await vpcsOf(context, configured, placesOf(kept)),
    roleArns,
    capacityProviderArns,
    part: { ...part, gaps },
  });
}

/**
 * The versions of the function, or undefined where it does not exist. Lambda lists `$LATEST` at least; an
 * emulator that lists nothing says that there is no such function.
 */
async function listVersions(
  { clients, lambdaInFlight }: PartContext,
  functionArn: string,
): Promise<Pages | undefined> {
  const pages = await lambdaInFlight(() =>
    allPages(
      LIST_VERSIONS,
      (marker) => versionsPage(clients.lambda, functionArn, marker),
      () => ({ items: [] }),
    ),
  );
  return pages.gap === undefined && pages.items.length === 0 ? undefined : pages;
}

/** With `MasterArn` where the function is of Lambda@Edge: a listing more, and only where it can be. */
async function withMasters(
  context: PartContext,
  functions: readonly FunctionItem[],
): Promise<readonly FunctionItem[]> {
  if (!mayBeEdge(functions)) return functions;
  const edge = await listFunctions(context, 'us-east-1');
  return markEdgeFunctions(functions, edge, context.reading);
}

/**
 * Event sources are listed for the function and for each of its aliases: the documentation does not say
 * that those of an alias are listed with the function's. Those of a version are found by the sweep.
 */
async function readUses(
  context: PartContext,
  functionArn: string,
  functions: readonly FunctionItem[],
): Promise<void> {
  const { reading } = context;
  const [own] = await Promise.all([
    readMappings(context, functionArn, functionArn),
    readVersionUses(context, functions),
  ]);
  const ofAliases = await Promise.all(
    reading.items('Aliases').map(({ AliasArn }) => readMappings(context, functionArn, AliasArn)),
  );
  const mappings = [own, ...ofAliases].flat();
  reading.put('EventSourceMappings', [...new Map(mappings.map((one) => [one.UUID, one])).values()]);
}

async function readMappings(
  { clients, reading, lambdaInFlight }: PartContext,
  functionArn: string,
  target: string,
): Promise<readonly Item<'EventSourceMappings'>[]> {
  const { items, gap } = await lambdaInFlight(() =>
    allPages(LIST_MAPPINGS, (marker) => mappingsPage(clients.lambda, marker, target)),
  );
  if (gap !== undefined) reading.gap('EventSourceMappings', gap, functionArn);
  return reading.parse('EventSourceMappings', items, (problem) => {
    reading.refuse('EventSourceMappings', problem, functionArn);
  });
}

/** From the subnets; what Lambda names counts only where none of them can be found. */
async function vpcsOf(
  context: PartContext,
  functions: readonly FunctionItem[],
  vpcOfSubnet: ReadonlyMap<string, string>,
): Promise<readonly string[]> {
  const providers = new Map(
    context.reading
      .items('CapacityProviders')
      .map((one) => [one.CapacityProviderArn, one.VpcConfig?.SubnetIds ?? []]),
  );
  const places = functions.map((item) => {
    const { SubnetIds = [], VpcId } = item.VpcConfig ?? {};
    if (SubnetIds.length > 0) return { subnetIds: SubnetIds, vpcId: VpcId };
    const [provider = ''] = referencesOf([item]).capacityProviderArns;
    return { subnetIds: providers.get(provider) ?? [], vpcId: undefined };
  });
  const asked = places.flatMap(({ subnetIds }) => subnetIds).filter((id) => !vpcOfSubnet.has(id));
  const located = await locateIds(context, asked);
  const vpcIds = places.map(({ subnetIds, vpcId }) => {
    const ofSubnets = subnetIds.map((id) => vpcOfSubnet.get(id) ?? located.get(id)?.[0]);
    return ofSubnets.find((id) => id !== undefined) ?? vpcId;
  });
  const found = vpcIds.filter((id) => id !== undefined);
  return [...new Set(found)].filter((id) => id !== '').toSorted();
}

/** The VPC of the subnets that the function was in, where it was in one only: a subnet never moves. */
function placesOf(kept: KeptFunction | undefined): ReadonlyMap<string, string> {
  const { vpcIds = [], part } = kept?.item ?? {};
  const [vpcId, ...others] = vpcIds;
  if (vpcId === undefined || others.length > 0) return new Map();
  const { subnetIds } = referencesOf(part?.collections.Functions ?? []);
  return new Map(subnetIds.map((subnetId) => [subnetId, vpcId]));
}

/**
 * Published versions that had been deployed, by qualified ARN: nothing of one can change any more, but
 * that it falls idle, of which no event tells.
 */
function settledVersions(kept: KeptFunction | undefined): ReadonlyMap<string, FunctionItem> {
  const settled = (kept?.item.part.collections.Functions ?? []).filter(
    ({ Version, State, LastUpdateStatus }) =>
      Version !== '$LATEST' && State === 'Active' && LastUpdateStatus === 'Successful',
  );
  return new Map(settled.map((item) => [item.FunctionArn, item]));
}

/** As in a reading of the whole account, where the roles are known; the events of a role keep them so. */
function mayHaveDestinations(
  functions: readonly FunctionItem[],
  { identity, region }: PartContext,
  kept: KeptFunction | undefined,
): boolean {
  const roles = kept?.roles ?? [];
  const known = new Set(roles.map(({ roleArn }) => roleArn));
  const snapshot = new Snapshot({
    ...identity,
    region,
    capturedAt: '',
    ...joinParts(roles.map(({ part }) => part)),
  });
  return functions.some(
    (item) =>
      isAttached(item) &&
      (item.Role === undefined || !known.has(item.Role) || mayDeliver(snapshot, item.Role)),
  );
}
