import { expect, it } from 'vitest';
import type { State } from '../../../shared/ports/state.ts';
import { REGION, VPC } from '../../builders/snapshot.ts';
import { minute, vpcIndex } from '../../builders/state.ts';
import { noise, shuffled } from './contract-means.ts';

export function describeNetworkIndex(empty: () => Promise<State>): void {
  it('gives the VPCs of a region', async () => {
    const { network } = await empty();
    const b = vpcIndex({ vpcId: 'vpc-0b', peerVpcIds: [VPC], inUse: false });
    await network.put(b);
    await network.put(vpcIndex());
    await network.put(vpcIndex({ region: 'eu-west-1' }));
    expect(await network.all(REGION)).toEqual([vpcIndex(), b]);
    expect(await network.all('ap-south-1')).toEqual([]);
  });

  it('keeps the newest reading of a VPC', async () => {
    const { network } = await empty();
    const newer = vpcIndex({ capturedAt: minute(2), ids: ['subnet-new'] });
    await network.put(newer);
    await network.put(vpcIndex({ capturedAt: minute(1) }));
    expect(await network.all(REGION)).toEqual([newer]);
  });

  it('forgets a VPC that is gone, and a reading from before does not bring it back', async () => {
    const { network } = await empty();
    await network.put(vpcIndex());
    await network.remove(REGION, VPC, minute(2));
    await network.put(vpcIndex({ capturedAt: minute(1) }));
    expect(await network.all(REGION)).toEqual([]);
    await network.put(vpcIndex({ capturedAt: minute(3) }));
    await network.remove(REGION, VPC, minute(2));
    expect(await network.all(REGION)).toEqual([vpcIndex({ capturedAt: minute(3) })]);
    await network.remove(REGION, 'vpc-never-seen', minute(2));
  });

  it('however readings of a VPC interleave, the newest is what stays', async () => {
    const { network } = await empty();
    const readings = Array.from({ length: 8 }, (_, index) =>
      vpcIndex({ capturedAt: minute(index), ids: [`subnet-${index}`] }),
    );
    const order = shuffled(readings, [5, 2, 7, 1, 8, 3, 6, 4].values());
    await Promise.all(order.map((reading) => network.put(reading)));
    expect(await network.all(REGION)).toEqual(readings.slice(-1));
  });

  it('holds a region of many large VPCs', async () => {
    const { network } = await empty();
    const all = Array.from({ length: 40 }, (_, index) =>
      vpcIndex({
        vpcId: `vpc-${100 + index}`,
        ids: [`subnet-${index}`, noise(index, 60_000)],
      }),
    );
    await Promise.all(all.map((index) => network.put(index)));
    expect(await network.all(REGION)).toEqual(all);
  });
}
