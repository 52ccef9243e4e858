import { setImmediate } from 'node:timers/promises';
import { describe, expect, it } from 'vitest';
import { auditMessages } from '../../shared/audit/audit-messages.ts';
import { CONTROLS } from '../../shared/controls/registry.ts';
import { withFields } from '../builders/changed.ts';
import { realId, withRealIds } from '../builders/real-ids.ts';
import { t05 } from '../builders/reference-design.ts';
import { functionArn, localRoute } from '../builders/snapshot.ts';
import { Auditing, event } from './auditing.ts';
import { FaultyRun } from './chaos/faults.ts';
import { Random } from './chaos/random.ts';
import { Turns } from './chaos/turns.ts';

const T05 = withRealIds(t05());
const TABLE = realId('rtb-public-a');
const LOST = withFields(T05, 'RouteTables', TABLE, { Routes: [localRoute()] });
const EGRESS = 'function-internet-egress';
const replaceRoute = event('ec2', 'ReplaceRoute', { routeTableId: TABLE });

/**
 * Two audits of one VPC under way at once: the first has read before the route came back (or went), the
 * second after. Whatever the order in which they go on, the second is right, and nothing is told twice.
 */
async function race(seed: number, isLostFirst: boolean): Promise<Auditing> {
  const auditing = await Auditing.of(T05);
  auditing.replace({ controls: CONTROLS.filter(({ meta }) => meta.name === EGRESS) });
  const [before, after] = isLostFirst ? [LOST, T05.given] : [T05.given, LOST];
  if (!isLostFirst) {
    auditing.become(LOST);
    await auditing.deliver(replaceRoute);
  }
  const random = new Random(seed);
  const turns = new Turns(random, 0);
  const start = (messageId: string) => {
    const run = new FaultyRun(turns, random, { kill: 0, fault: 0, gap: 0 });
    const delivery = { messageId, body: replaceRoute, receiveCount: 1 };
    return auditMessages([delivery], run.through(auditing.dependencies));
  };
  auditing.become(before);
  const first = start('m-first');
  while (auditing.account.calls.get('vpcs') !== 1 + Number(!isLostFirst)) {
    turns.give();
    await setImmediate();
  }
  auditing.become(after);
  const progress = { isDone: false };
  const both = Promise.all([first, start('m-second')]).finally(() => {
    progress.isDone = true;
  });
  for (; !progress.isDone; await setImmediate()) turns.give();
  expect((await both).map((failed) => failed.size)).toEqual([0, 0]);
  return auditing;
}

const SEEDS = Array.from({ length: 25 }, (_, seed) => seed);

describe('two audits of one VPC at the same time', () => {
  it.each(SEEDS)('the later snapshot wins where it passes (order %i)', async (seed) => {
    const auditing = await race(seed, true);
    const [record] = await auditing.state.findings.get([functionArn('orders')]);
    expect(record?.findings[EGRESS]?.state ?? 'RESOLVED').toBe('RESOLVED');
    const told = auditing.told();
    // Opened and resolved, or nothing where the first one came too late to say anything.
    expect([0, 2]).toContain(told.length);
    expect(new Set(told).size).toBe(told.length);
  });

  it.each(SEEDS)('the later snapshot wins where it fails (order %i)', async (seed) => {
    const auditing = await race(seed, false);
    const [record] = await auditing.state.findings.get([functionArn('orders')]);
    expect(record?.findings[EGRESS]?.state).toBe('OPEN');
    expect(record?.pending).toEqual([]);
  });
});
