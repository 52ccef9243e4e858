import { beforeEach, describe, expect, it } from 'vitest';
import { changed, itemsOf, withFields } from '../builders/changed.ts';
import { realId, withRealIds } from '../builders/real-ids.ts';
import { t05 } from '../builders/reference-design.ts';
import { ACCOUNT, item, localRoute, VPC } from '../builders/snapshot.ts';
import type { SnapshotChanges } from '../builders/snapshot.ts';
import { Auditing, event, ours } from './auditing.ts';

const T05 = withRealIds(t05());
const TABLE = realId('rtb-public-a');
const LOST = withFields(T05, 'RouteTables', TABLE, { Routes: [localRoute()] });
const PENDING = withFields(T05, 'VpcEndpoints', realId('vpce-lambda'), { State: 'pending' });
/** Long ago: EC2 has had time to agree with itself. */
const OLD = { eventTime: '2026-11-20T11:00:00Z' };
const replaceRoute = event('ec2', 'ReplaceRoute', { routeTableId: TABLE }, OLD);

let auditing: Auditing;

beforeEach(async () => {
  auditing = await Auditing.of(T05);
});

/** Delivers what waits in the queue once its time has come, and what follows from that. */
async function runQueue(): Promise<readonly number[]> {
  const delays: number[] = [];
  for (let requests = auditing.takeRequests(); requests.length > 0;) {
    const [first] = requests;
    const delaySeconds = first?.delaySeconds ?? 0;
    delays.push(delaySeconds);
    auditing.now = new Date(auditing.now.getTime() + delaySeconds * 1_000);
    await auditing.deliver(...requests.map(ours));
    requests = auditing.takeRequests();
  }
  return delays;
}

const orders = itemsOf(T05, 'Functions').map((one) => ({ ...one }));
const withState = (fields: object): SnapshotChanges =>
  changed(T05, { Functions: orders.map((one) => item('Functions', { ...one, ...fields })) });

describe('a unit in which something is still being made', () => {
  it('is audited again after 1, 5 and 15 minutes, then left to the sweep', async () => {
    auditing.become(PENDING);
    await auditing.deliver(replaceRoute);
    expect(await runQueue()).toEqual([60, 240, 600]);
    expect(auditing.account.calls.get('vpcs')).toBe(4);
  });

  it('is left alone as soon as it is made', async () => {
    auditing.become(PENDING);
    await auditing.deliver(replaceRoute);
    auditing.become(T05.given);
    expect(await runQueue()).toEqual([60]);
  });

  it('has one series at a time', async () => {
    auditing.become(PENDING);
    await auditing.deliver(replaceRoute);
    await auditing.deliver(replaceRoute);
    expect(auditing.takeRequests()).toHaveLength(1);
  });

  it('has a new series once the last one ended', async () => {
    auditing.become(PENDING);
    await auditing.deliver(replaceRoute);
    auditing.become(T05.given);
    await runQueue();
    auditing.become(PENDING);
    await auditing.deliver(replaceRoute);
    expect(auditing.takeRequests()).toHaveLength(1);
  });

  it('has its series though a crash came between its start and its request', async () => {
    auditing.become(PENDING);
    await auditing.deliver(replaceRoute);
    auditing.takeRequests();
    await auditing.redeliver(replaceRoute);
    expect(auditing.takeRequests()).toMatchObject([{ settlingAttempt: 1 }]);
  });

  it.each<[string, SnapshotChanges]>([
    ['a NAT gateway', withFields(T05, 'NatGateways', realId('nat-0a'), { State: 'pending' })],
    [
      'an endpoint that waits for its owner',
      withFields(T05, 'VpcEndpoints', realId('vpce-lambda'), { State: 'pendingAcceptance' }),
    ],
    [
      'a peering',
      changed(T05, {
        VpcPeeringConnections: [
          item('VpcPeeringConnections', {
            VpcPeeringConnectionId: 'pcx-12345678',
            Status: { Code: 'provisioning' },
            RequesterVpcInfo: { VpcId: realId(VPC), OwnerId: ACCOUNT },
            AccepterVpcInfo: { VpcId: 'vpc-99999999', OwnerId: '999900001111' },
          }),
        ],
      }),
    ],
    [
      'an association',
      withFields(T05, 'RouteTables', TABLE, {
        Associations: [
          {
            SubnetId: realId('subnet-public-a'),
            Main: false,
            AssociationState: { State: 'associating' },
          },
        ],
      }),
    ],
  ])('is one with %s on its way', async (_, given) => {
    auditing.become(given);
    await auditing.deliver(replaceRoute);
    expect(auditing.takeRequests()).toHaveLength(1);
  });

  it('has the functions that are being made read again, and only those', async () => {
    auditing.become(withState({ State: 'Pending', StateReasonCode: 'Creating' }));
    const update = event('lambda', 'UpdateFunctionConfiguration20150331v2', {
      functionName: 'orders',
    });
    await auditing.deliver(update);
    const [first] = auditing.takeRequests();
    auditing.become(withState({ LastUpdateStatus: 'InProgress' }));
    await auditing.deliver(ours(first ?? {}));
    expect(auditing.account.calls.get('lambdaFunction')).toBe(2);
    const [second] = auditing.takeRequests();
    expect(second).toMatchObject({ settlingAttempt: 2, delaySeconds: 240 });
    auditing.become(T05.given);
    await auditing.deliver(ours(second ?? {}));
    expect(auditing.account.calls.get('lambdaFunction')).toBe(3);
    expect(auditing.takeRequests()).toEqual([]);
  });
});

describe('a reading that failed', () => {
  const failed: SnapshotChanges = {
    ...LOST,
    collections: { ...LOST.collections, RouteTables: undefined },
    gaps: [
      { collection: 'RouteTables', reason: { kind: 'failed', call: 'ec2:DescribeRouteTables' } },
    ],
  };

  it('is repeated like what is still being made', async () => {
    auditing.become(failed);
    await auditing.deliver(replaceRoute);
    expect(auditing.told()).toEqual([]);
    auditing.become(LOST);
    expect(await runQueue()).toEqual([60]);
    expect(auditing.told()).toEqual(['opened function-internet-egress orders']);
  });

  it('is not where it was denied: it would be again', async () => {
    auditing.become({
      ...failed,
      gaps: [
        { collection: 'RouteTables', reason: { kind: 'denied', call: 'ec2:DescribeRouteTables' } },
      ],
    });
    await auditing.deliver(replaceRoute);
    expect(auditing.takeRequests()).toEqual([]);
  });
});

describe('a call that was made just now', () => {
  it('may not be seen yet: its unit is audited once more after a minute', async () => {
    auditing.become(LOST);
    const now = { eventTime: auditing.now.toISOString() };
    await auditing.deliver(event('ec2', 'ReplaceRoute', { routeTableId: TABLE }, now));
    expect(await runQueue()).toEqual([60]);
  });

  it('of IAM has its role read once more too', async () => {
    const [role] = itemsOf(T05, 'RoleDetailList');
    const roleName = role?.Arn.split('/').at(-1);
    const now = { eventTime: auditing.now.toISOString() };
    await auditing.deliver(event('iam', 'PutRolePolicy', { roleName }, now));
    await runQueue();
    expect(auditing.account.calls.get('role')).toBe(2);
  });

  it('of Lambda is seen at once', async () => {
    const now = { eventTime: auditing.now.toISOString() };
    await auditing.deliver(
      event('lambda', 'UpdateFunctionCode20150331v2', { functionName: 'orders' }, now),
    );
    expect(auditing.takeRequests()).toEqual([]);
  });
});
