import { CONTROLS } from '../../shared/controls/registry.ts';
import { parseConfiguration } from '../../shared/engine/configuration.ts';
import { evaluate } from '../../shared/engine/evaluate.ts';
import { partitionOf, splitFunctionArn } from '../../shared/model/arn.ts';
import { EMPTY_PART, joinParts } from '../../shared/model/snapshot-part.ts';
import type { SnapshotPart } from '../../shared/model/snapshot-part.ts';
import { Snapshot } from '../../shared/model/snapshot.ts';
import type { AccountListing, AccountPartReader } from '../../shared/ports/account-part-reader.ts';
import type { InventoriedFunction } from '../../shared/ports/function-inventory.ts';
import { REGION_TOPICS } from '../../shared/ports/region-facts.ts';
import type { RegionTopic } from '../../shared/ports/region-facts.ts';
import type { InventoriedRole } from '../../shared/ports/role-inventory.ts';

/** What a deployed system remembers of a region, read by the readers under test. */
export interface Remembered {
  readonly facts: SnapshotPart;
  readonly functions: readonly InventoriedFunction[];
  readonly roles: readonly InventoriedRole[];
}

interface Readers {
  readonly reader: AccountPartReader;
  readonly listing: AccountListing;
}

/** Reads every topic, every function by itself and every role by itself. */
export async function remember({ reader, listing }: Readers, region: string): Promise<Remembered> {
  const topics = Object.keys(REGION_TOPICS) as readonly RegionTopic[];
  const facts = await Promise.all(topics.map((topic) => listing.topic(region, topic)));
  const functions = await Promise.all(
    (await functionArns(listing, region)).map((arn) => reader.lambdaFunction(region, arn)),
  );
  const known = functions.flatMap((one) => (one.known && one.value ? [one.value] : []));
  const roleArns = new Set(known.flatMap((one) => one.roleArns));
  const roles = await Promise.all([...roleArns].map((arn) => reader.role(arn)));
  return {
    facts: joinParts(facts),
    functions: known,
    roles: roles.flatMap((one) => (one.known && one.value ? [one.value] : [])),
  };
}

async function functionArns(listing: AccountListing, region: string): Promise<readonly string[]> {
  const arns = new Set<string>();
  let marker: string | undefined;
  do {
    const { part, next } = await listing.functions(region, marker);
    for (const { FunctionArn } of part.collections.Functions ?? []) {
      arns.add(splitFunctionArn(FunctionArn).functionArn);
    }
    marker = next;
  } while (marker !== undefined);
  return [...arns];
}

/** The snapshot of one VPC, joined from what is remembered and a reading of the VPC alone. */
export async function joinedSnapshot(
  reader: AccountPartReader,
  { accountId, region }: { readonly accountId: string; readonly region: string },
  vpcId: string,
  { facts, functions, roles }: Remembered,
): Promise<Snapshot> {
  const functionsIn = (vpcIds: readonly string[]) =>
    functions.filter((one) => one.vpcIds.some((id) => vpcIds.includes(id))).map((one) => one.part);
  const vpcs = await reader.vpcs(region, [vpcId], (vpcIds) =>
    Promise.resolve(joinParts([facts, ...functionsIn(vpcIds)])),
  );
  const nothing = { ...EMPTY_PART, collections: { Functions: [], EventSourceMappings: [] } };
  return new Snapshot({
    accountId,
    region,
    partition: partitionOf(region),
    capturedAt: '2026-11-20T12:00:00.000Z',
    ...joinParts([
      nothing,
      facts,
      ...functionsIn(vpcs.vpcIds ?? []),
      ...roles.map((one) => one.part),
      vpcs,
    ]),
  });
}

/** Every verdict on what is in a VPC: with messages, evidence and reasons. */
export function verdictsIn(
  snapshot: Snapshot,
  vpcId: string,
  configuration: unknown = {},
): readonly object[] {
  const parsed = parseConfiguration(configuration, CONTROLS);
  if ('problems' in parsed) throw new Error(JSON.stringify(parsed.problems));
  const selection = { target: (target: { readonly vpcId?: string }) => target.vpcId === vpcId };
  return evaluate(snapshot, parsed.configuration, CONTROLS, selection).verdicts.map(
    ({ control, resource, status, severity, outcome }) => ({
      control: control.meta.name,
      resource: resource.id,
      status,
      severity,
      outcome,
    }),
  );
}
