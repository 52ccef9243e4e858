import { vpcIndexOf } from '../../events/vpc-index-of.ts';
import { splitFunctionArn } from '../../model/arn.ts';
import { Snapshot } from '../../model/snapshot.ts';
import type { SnapshotContent } from '../../model/snapshot.ts';
import { REGION_TOPICS } from '../../ports/region-facts.ts';
import type { RegionTopic } from '../../ports/region-facts.ts';
import type { State } from '../../ports/state.ts';
import { SnapshotAccount } from './snapshot-account.ts';
import { SnapshotListing } from './snapshot-listing.ts';
import { SnapshotPartReader } from './snapshot-part-reader.ts';

/**
 * Fills inventories, indexes and facts with what the snapshots of an account hold, as if a sweep had
 * just read it. Findings are left to the audits.
 */
export async function seedState(state: State, contents: readonly SnapshotContent[]): Promise<void> {
  const account = new SnapshotAccount(contents);
  const reader = new SnapshotPartReader(account);
  const listing = new SnapshotListing(account);
  for (const [index, content] of contents.entries()) {
    const { region, capturedAt, collections } = content;
    for (const topic of Object.keys(REGION_TOPICS) as RegionTopic[]) {
      // The home region's topic: the first snapshot is the home region's.
      if (topic === 'account' && index > 0) continue;
      await state.regionFacts.put(region, topic, await listing.topic(region, topic), capturedAt);
    }
    const versions = collections.Functions ?? [];
    for (const arn of new Set(
      versions.map((one) => splitFunctionArn(one.FunctionArn).functionArn),
    )) {
      const item = await reader.lambdaFunction(region, arn);
      if (item.known && item.value !== undefined) await state.functions.put(item.value);
    }
    for (const arn of new Set(versions.flatMap(({ Role }) => Role ?? []))) {
      const role = await reader.role(arn);
      if (role.known && role.value !== undefined) await state.roles.put(role.value);
    }
    const snapshot = new Snapshot(content);
    for (const { VpcId } of snapshot.seen('Vpcs')) {
      await state.network.put(vpcIndexOf(snapshot, VpcId));
    }
  }
}
