import { beforeEach, describe, expect, it } from 'vitest';
import type { SnapshotChanges } from '../builders/snapshot.ts';
import { withFields } from '../builders/changed.ts';
import { realId, withRealIds } from '../builders/real-ids.ts';
import { t05 } from '../builders/reference-design.ts';
import { localRoute } from '../builders/snapshot.ts';
import { Auditing, event } from './auditing.ts';

const T05 = withRealIds(t05());
const TABLE = realId('rtb-public-a');
const LOST: SnapshotChanges = withFields(T05, 'RouteTables', TABLE, { Routes: [localRoute()] });
const deleteRoute = event('ec2', 'DeleteRoute', {
  routeTableId: TABLE,
  destinationCidrBlock: '0.0.0.0/0',
});

let auditing: Auditing;

beforeEach(async () => {
  auditing = await Auditing.of(T05);
});

describe('a change', () => {
  it('opens what it broke, says so once on each channel, and resolves it when it is undone', async () => {
    auditing.become(LOST);
    expect(await auditing.deliver(deleteRoute)).toEqual([]);
    const opened = ['opened function-internet-egress orders'];
    expect(auditing.told('alerts')).toEqual(opened);
    expect(auditing.told('securityhub')).toEqual(opened);
    expect(auditing.told('events')).toEqual(opened);
    auditing.become(T05.given);
    await auditing.deliver(deleteRoute);
    expect(auditing.told('alerts')).toEqual([
      ...opened,
      'resolved function-internet-egress orders',
    ]);
  });
});
