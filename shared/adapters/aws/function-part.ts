import type { Item } from '../../model/collections.ts';
import { known } from '../../model/fact.ts';
import type { Fact } from '../../model/fact.ts';
import { referencesOf } from '../../model/function-part.ts';
import type { InventoriedFunction } from '../../ports/function-inventory.ts';
import { readCapacityProviders } from './capacity-providers.ts';
import { markEdgeFunctions, mayBeEdge } from './edge-functions.ts';
import { isAttached, readConfigurations } from './function-configurations.ts';
import { readInvokeConfigsOf } from './invoke-configs.ts';
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
type VpcOfSubnet = ReadonlyMap<string, string>;

/**
 * Reads one function by itself: six calls where it has no published version, two more where it has and
 * one for each alias. Undefined where Lambda says that it does not exist.
 */
export async function readFunction(
  context: PartContext,
  functionArn: string,
  vpcOfSubnet: VpcOfSubnet = new Map(),
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
    functions.some(isAttached) && readInvokeConfigsOf(context, functionArn),
  ]);
  const [configured, tags] = await Promise.all([
    readConfigurations(context, functions, versionsInUse(context)),
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
    vpcIds: await vpcsOf(context, configured, vpcOfSubnet),
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
  vpcOfSubnet: VpcOfSubnet,
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
