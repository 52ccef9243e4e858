import { describe, expect, it } from 'vitest';
import { memoryState } from '../../shared/adapters/memory/memory-state.ts';
import { SnapshotListing } from '../../shared/adapters/memory/snapshot-listing.ts';
import { sweepConsumer } from '../../shared/audit/sweep.ts';
import { changed, itemsOf, withFields } from '../builders/changed.ts';
import { realId, withRealIds } from '../builders/real-ids.ts';
import { t05 } from '../builders/reference-design.ts';
import { localRoute } from '../builders/snapshot.ts';
import { Auditing, ours } from './auditing.ts';

const T05 = withRealIds(t05());
const TABLE = realId('rtb-public-a');
const LOST = withFields(T05, 'RouteTables', TABLE, { Routes: [localRoute()] });
const OPENED = 'opened function-internet-egress orders';

/** Sweeps the account, and audits what the sweep asks for. */
async function sweep(auditing: Auditing): Promise<void> {
  const { dependencies, account, queues } = auditing;
  const consume = sweepConsumer({
    ...dependencies,
    principalArns: [],
    listing: new SnapshotListing(account),
  });
  const hour = 3_600_000;
  const deliver = async (body: string, messageId: string) =>
    consume({ body, messageId, deadline: new Date(auditing.now.getTime() + hour) });
  const sweepId = `sweep-${auditing.now.getTime()}`;
  await deliver(ours({ kind: 'sweep' }), sweepId);
  for (let step = queues.takeSweep(); step !== undefined; step = queues.takeSweep()) {
    await deliver(step.body, 'step');
  }
  const requests = queues.takeChanges().map(({ body }) => body);
  expect(await auditing.deliver(...requests)).toEqual([]);
}

describe('a sweep, with the audits that it asks for', () => {
  it('finds in an account that nobody has looked at what is wrong', async () => {
    const auditing = await Auditing.of(T05);
    auditing.replace({ state: memoryState() });
    auditing.become(LOST);
    await sweep(auditing);
    expect(auditing.told()).toEqual([OPENED]);
    expect(auditing.channels.alerts.told[0]?.cause.name).toBe('sweep');
    await sweep(auditing);
    expect(auditing.told()).toEqual([OPENED]);
  });

  it('tells what changed when no event came of it, and that it is over', async () => {
    const auditing = await Auditing.of(T05);
    auditing.become(LOST);
    await sweep(auditing);
    auditing.become(T05.given);
    await sweep(auditing);
    expect(auditing.told()).toEqual([OPENED, 'resolved function-internet-egress orders']);
  });

  it('archives the findings of a function that is gone', async () => {
    const auditing = await Auditing.of(T05);
    auditing.become(LOST);
    await sweep(auditing);
    const Functions = itemsOf(T05, 'Functions').filter((one) => one.FunctionName !== 'orders');
    auditing.become(changed({ ...T05, given: LOST }, { Functions }));
    await sweep(auditing);
    expect(auditing.told('securityhub')).toContain('archived function-internet-egress orders');
  });

  it('archives those of a function outside any VPC that is gone', async () => {
    const detached = itemsOf(T05, 'Functions').map((one) => ({
      ...one,
      VpcConfig: { SubnetIds: [], SecurityGroupIds: [] },
    }));
    const configuration = {
      controls: { 'function-vpc-attached': { enabled: true, parameters: { required: true } } },
    };
    const auditing = await Auditing.of({ ...T05, configuration });
    auditing.become(changed(T05, { Functions: detached }));
    await sweep(auditing);
    expect(auditing.told('securityhub')).toContain('opened function-vpc-attached orders');
    auditing.become(changed(T05, { Functions: [] }));
    await sweep(auditing);
    expect(auditing.told('securityhub')).toContain('archived function-vpc-attached orders');
  });
});
