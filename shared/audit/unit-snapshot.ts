import pLimit from 'p-limit';
import type { AuditUnit } from '../events/audit-unit.ts';
import type { CollectionName } from '../model/collections.ts';
import { partitionOf } from '../model/arn.ts';
import { Snapshot } from '../model/snapshot.ts';
import { EMPTY_PART, joinParts } from '../model/snapshot-part.ts';
import type { SnapshotPart } from '../model/snapshot-part.ts';
import type { InventoriedFunction } from '../ports/function-inventory.ts';
import { REGION_TOPICS } from '../ports/region-facts.ts';
import type { AuditDependencies } from './audit-dependencies.ts';
import { rolesOf } from './execution-roles.ts';

/** What units of one kind and region are judged by. */
export interface UnitSnapshot {
  readonly snapshot: Snapshot;
  /** The functions in it, of the units and of the VPCs around them, by unqualified ARN. */
  readonly functions: ReadonlyMap<string, InventoriedFunction>;
  /** What was read for it just now. */
  readonly reading: SnapshotPart;
}

const CONCURRENT_QUERIES = 5;

/**
 * The snapshot of units of one kind and region, captured now: VPCs are read with their peers; functions,
 * roles and the region's facts are taken from the state.
 */
export async function snapshotOfUnits(
  units: readonly [AuditUnit, ...AuditUnit[]],
  dependencies: AuditDependencies,
): Promise<UnitSnapshot> {
  const [{ kind, region }] = units;
  const capturedAt = dependencies.clock().toISOString();
  const facts = await factsOf(region, dependencies);
  const { part, functions } =
    kind === 'vpc'
      ? await readVpcs(region, vpcIdsOf(units), facts, dependencies)
      : { part: EMPTY_PART, functions: await namedFunctions(units, dependencies) };
  const roles = await rolesOf(functions, dependencies);
  const snapshot = new Snapshot({
    accountId: dependencies.accountId,
    region,
    partition: partitionOf(region),
    capturedAt,
    ...joinParts([
      NOTHING_MORE,
      withoutGone(facts, roles),
      ...functions.map((one) => one.part),
      ...roles,
      part,
    ]),
  });
  return {
    snapshot,
    functions: new Map(functions.map((one) => [one.functionArn, one])),
    reading: part,
  };
}

/** The inventory is complete: what it holds of no function does not exist. */
const NOTHING_MORE: SnapshotPart = {
  ...EMPTY_PART,
  collections: {
    Functions: [],
    Aliases: [],
    ProvisionedConcurrencyConfigs: [],
    EventSourceMappings: [],
    FunctionEventInvokeConfigs: [],
    RoleDetailList: [],
    Policies: [],
  },
};

/** A role that the configuration names may be gone since the account's facts were read. */
function withoutGone(facts: SnapshotPart, roles: readonly SnapshotPart[]): SnapshotPart {
  const { RoleDetailList, ...others } = facts.collections;
  const gone = new Set(roles.flatMap(({ notFound }) => notFound));
  if (RoleDetailList === undefined || gone.size === 0) return facts;
  const left = RoleDetailList.filter(({ Arn }) => !gone.has(Arn));
  return { ...facts, collections: { ...others, RoleDetailList: left } };
}

async function readVpcs(
  region: string,
  vpcIds: readonly string[],
  facts: SnapshotPart,
  dependencies: AuditDependencies,
): Promise<{ readonly part: SnapshotPart; readonly functions: readonly InventoriedFunction[] }> {
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
  const part = await dependencies.reader.vpcs(region, vpcIds, async (ids) =>
    joinParts([facts, ...(await inVpcs(ids)).map((one) => one.part)]),
  );
  const around = [...vpcIds, ...(part.vpcIds ?? []), ...vpcsWithGroupsOf(vpcIds, part, facts)];
  return { part, functions: await inVpcs([...new Set(around)]) };
}

/** VPCs that share a security group of the VPCs: their functions use it too. */
function vpcsWithGroupsOf(
  vpcIds: readonly string[],
  part: SnapshotPart,
  facts: SnapshotPart,
): readonly string[] {
  const own = new Set(vpcIds);
  const groups = new Set(
    (part.collections.SecurityGroups ?? [])
      .filter(({ VpcId }) => own.has(VpcId ?? ''))
      .map(({ GroupId }) => GroupId),
  );
  return (facts.collections.SecurityGroupVpcAssociations ?? [])
    .filter(({ GroupId }) => groups.has(GroupId))
    .map(({ VpcId }) => VpcId);
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
