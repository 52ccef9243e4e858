import { expect, it } from 'vitest';
import { EMPTY_PART } from '../../../shared/model/snapshot-part.ts';
import type { SnapshotPart } from '../../../shared/model/snapshot-part.ts';
import type { State } from '../../../shared/ports/state.ts';
import { REGION, aZone, item } from '../../builders/snapshot.ts';
import { minute } from '../../builders/state.ts';
import { noise } from './contract-means.ts';

const zonesPart = (...names: readonly string[]): SnapshotPart => ({
  ...EMPTY_PART,
  collections: {
    AvailabilityZones: names.map((ZoneName) => aZone({ ZoneName, ZoneId: ZoneName })),
  },
});

const quotasPart: SnapshotPart = {
  collections: {},
  gaps: [
    {
      collection: 'Quotas',
      reason: { kind: 'denied', call: 'servicequotas:GetServiceQuota' },
    },
  ],
  notFound: ['vpc-gone'],
};

function prefixListsPart(seed: number): SnapshotPart {
  return {
    ...EMPTY_PART,
    collections: {
      PrefixLists: Array.from({ length: 10 }, (_, index) =>
        item('PrefixLists', {
          PrefixListId: `pl-${index}`,
          PrefixListName: noise(seed * 10 + index, 90_000),
        }),
      ),
    },
  };
}

export function describeRegionFacts(empty: () => Promise<State>): void {
  it('knows nothing of a region of which nothing was stored', async () => {
    const { regionFacts } = await empty();
    expect(await regionFacts.get(REGION)).toEqual(EMPTY_PART);
  });

  it('joins the topics of a region, gaps and ids that do not exist included', async () => {
    const { regionFacts } = await empty();
    await regionFacts.put(REGION, 'zones', zonesPart('us-east-1a'), minute(0));
    await regionFacts.put(REGION, 'quotas', quotasPart, minute(0));
    await regionFacts.put('eu-west-1', 'zones', zonesPart('eu-west-1a'), minute(0));
    expect(await regionFacts.get(REGION)).toEqual({
      ...quotasPart,
      collections: zonesPart('us-east-1a').collections,
    });
  });

  it('a topic that was read and is empty is not one that was never read', async () => {
    const { regionFacts } = await empty();
    await regionFacts.put(REGION, 'zones', zonesPart(), minute(0));
    expect((await regionFacts.get(REGION)).collections).toEqual({ AvailabilityZones: [] });
  });

  it('each topic keeps its newest reading', async () => {
    const { regionFacts } = await empty();
    await regionFacts.put(REGION, 'zones', zonesPart('new'), minute(2));
    await regionFacts.put(REGION, 'zones', zonesPart('old'), minute(1));
    expect(await regionFacts.get(REGION)).toEqual(zonesPart('new'));
    await regionFacts.put(REGION, 'zones', zonesPart('newest'), minute(3));
    expect(await regionFacts.get(REGION)).toEqual(zonesPart('newest'));
  });

  it('a topic too large for one item comes back whole, before and after it changed', async () => {
    const { regionFacts } = await empty();
    await regionFacts.put(REGION, 'zones', zonesPart('us-east-1a'), minute(0));
    await regionFacts.put(REGION, 'prefix-lists', prefixListsPart(1), minute(1));
    expect((await regionFacts.get(REGION)).collections).toEqual({
      ...zonesPart('us-east-1a').collections,
      ...prefixListsPart(1).collections,
    });
    await regionFacts.put(REGION, 'prefix-lists', prefixListsPart(2), minute(2));
    await regionFacts.put(REGION, 'prefix-lists', prefixListsPart(1), minute(1));
    const { PrefixLists } = (await regionFacts.get(REGION)).collections;
    expect(PrefixLists).toEqual(prefixListsPart(2).collections.PrefixLists);
  });

  it('who reads while a large topic is written sees the old one or the new one', async () => {
    const { regionFacts } = await empty();
    await regionFacts.put(REGION, 'prefix-lists', prefixListsPart(0), minute(0));
    const possible = [0, 1, 2, 3].map((seed) =>
      JSON.stringify(prefixListsPart(seed).collections.PrefixLists),
    );
    const writes = [1, 2, 3].map((seed) =>
      regionFacts.put(REGION, 'prefix-lists', prefixListsPart(seed), minute(seed)),
    );
    const reads = Array.from({ length: 6 }, async () => {
      const { collections } = await regionFacts.get(REGION);
      expect(possible).toContain(JSON.stringify(collections.PrefixLists));
    });
    await Promise.all([...writes, ...reads]);
    const { PrefixLists } = (await regionFacts.get(REGION)).collections;
    expect(JSON.stringify(PrefixLists)).toBe(possible[3]);
  });
}
