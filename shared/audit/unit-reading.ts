import pLimit from 'p-limit';
import type { AuditUnit } from '../events/audit-unit.ts';
import type { CollectionName } from '../model/collections.ts';
import { EMPTY_PART, joinParts } from '../model/snapshot-part.ts';
import type { SnapshotPart } from '../model/snapshot-part.ts';
import type { InventoriedFunction } from '../ports/function-inventory.ts';
import { REGION_TOPICS } from '../ports/region-facts.ts';
import type { AuditDependencies } from './audit-dependencies.ts';
import { rolesOf } from './execution-roles.ts';

/** What was read for units of one kind and region together. */
export interface UnitReading {
  readonly region: string;
  /** Before anything was read: ISO 8601, UTC. */
  readonly capturedAt: string;
  /** What is kept of the region and of the account. */
  readonly facts: SnapshotPart;
  /** The VPCs, with those around them, as they were read just now. */
  readonly network: SnapshotPart;
  /** The functions of the units and of the VPCs around them. */
  readonly functions: readonly InventoriedFunction[];
  /** The roles of those, the newest last. */
  readonly roles: readonly SnapshotPart[];
}

const CONCURRENT_QUERIES = 5;

/** Reads VPCs with what is around them; functions, roles and the region's facts come from the state. */
export async function readUnits(
  units: readonly [AuditUnit, ...AuditUnit[]],
  dependencies: AuditDependencies,
): Promise<UnitReading> {
  const [{ kind, region }] = units;
  const capturedAt = dependencies.clock().toISOString();
  const facts = await factsOf(region, dependencies);
  const { network, functions } =
    kind === 'vpc'
      ? await readVpcs(region, vpcIdsOf(units), facts, dependencies)
      : { network: EMPTY_PART, functions: await namedFunctions(units, dependencies) };
  const roles = await rolesOf(functions, dependencies);
  return { region, capturedAt, facts, network, functions, roles };
}

async function readVpcs(
  region: string,
  vpcIds: readonly string[],
  facts: SnapshotPart,
  dependencies: AuditDependencies,
): Promise<Pick<UnitReading, 'network' | 'functions'>> {
  const found = new Map<string, Promise<readonly InventoriedFunction[]>>();
  const limit = pLimit(CONCURRENT_QUERIES);
  const inVpcs = async (ids: readonly string[]) => {
    const lists = await Promise.all(
      ids.map((vpcId) => {
        const query =
          found.get(vpcId) ?? limit(() => dependencies.state.functions.inVpc(region, vpcId));
        found.set(vpcId, query);
        return query;
      }),
    );
    // A function with versions in two VPCs is in both lists.
    return [...new Map(lists.flat().map((one) => [one.functionArn, one])).values()];
  };
  const network = await dependencies.reader.vpcs(region, vpcIds, async (ids) =>
    joinParts([facts, ...(await inVpcs(ids)).map((one) => one.part)]),
  );
  return { network, functions: await inVpcs([...new Set([...vpcIds, ...(network.vpcIds ?? [])])]) };
}

async function namedFunctions(
  units: readonly AuditUnit[],
  { state }: AuditDependencies,
): Promise<readonly InventoriedFunction[]> {
  const arns = units.flatMap((unit) => (unit.kind === 'function' ? [unit.functionArn] : []));
  return arns.length === 0 ? [] : state.functions.get(arns);
}

/** The region's facts, with what is known of the account wherever it is. */
async function factsOf(
  region: string,
  { regions: [home], state }: AuditDependencies,
): Promise<SnapshotPart> {
  const own = await state.regionFacts.get(region);
  if (region === home) return own;
  const ofHome = await state.regionFacts.get(home);
  return joinParts([onlyAccount(ofHome), own]);
}

const OF_ACCOUNT: ReadonlySet<CollectionName> = new Set(REGION_TOPICS.account.collections);

function onlyAccount({ collections, gaps, notFound }: SnapshotPart): SnapshotPart {
  const kept = Object.entries(collections).filter(([name]) =>
    OF_ACCOUNT.has(name as CollectionName),
  );
  return {
    collections: Object.fromEntries(kept),
    gaps: gaps.filter(({ collection }) => OF_ACCOUNT.has(collection)),
    notFound,
  };
}

function vpcIdsOf(units: readonly AuditUnit[]): readonly string[] {
  return units.flatMap((unit) => (unit.kind === 'vpc' ? [unit.vpcId] : []));
}
