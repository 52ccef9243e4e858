import { describe, expect, it } from 'vitest';
import { SnapshotAccount } from '../../../shared/adapters/memory/snapshot-account.ts';
import { SnapshotListing } from '../../../shared/adapters/memory/snapshot-listing.ts';
import { SnapshotPartReader } from '../../../shared/adapters/memory/snapshot-part-reader.ts';
import { joinedSnapshot, remember, verdictsIn } from '../../builders/joined-parts.ts';
import { snapshotOf } from '../../builders/topology.ts';
import { TOPOLOGIES } from '../../builders/topologies.ts';

describe('a VPC that is read alone', () => {
  it.each(Object.entries(TOPOLOGIES))(
    'gets the verdicts of a reading of the whole account: %s',
    async (_, topology) => {
      const { configuration } = topology();
      const whole = snapshotOf(topology());
      const account = new SnapshotAccount([whole.content]);
      const reader = new SnapshotPartReader(account);
      const remembered = await remember(
        { reader, listing: new SnapshotListing(account) },
        whole.region,
      );
      for (const { VpcId } of whole.seen('Vpcs')) {
        const joined = await joinedSnapshot(reader, whole, VpcId, remembered);
        expect(verdictsIn(joined, VpcId, configuration)).toEqual(
          verdictsIn(whole, VpcId, configuration),
        );
      }
    },
  );
});
