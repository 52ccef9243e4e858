import * as fc from 'fast-check';
import { expect, it } from 'vitest';
import type { AuditUnit } from '../../../shared/events/audit-unit.ts';
import type { FindingState, ResourceFindings } from '../../../shared/findings/stored-finding.ts';
import { CHANNELS } from '../../../shared/findings/stored-finding.ts';
import type { Claim, FindingStore } from '../../../shared/ports/finding-store.ts';
import type { State } from '../../../shared/ports/state.ts';
import { REGION, functionArn } from '../../builders/snapshot.ts';
import {
  UNIT,
  failedVerdict,
  minute,
  record,
  storedFinding,
  transition,
} from '../../builders/state.ts';
import { noise, shuffled } from './contract-means.ts';

const ORDERS = functionArn('orders');
const CONTROL = 'function-internet-egress';
const OTHER_UNIT: AuditUnit = { kind: 'vpc', region: REGION, vpcId: 'vpc-0b' };

async function claimed(
  findings: FindingStore,
  capturedAt = minute(0),
  unit: AuditUnit = UNIT,
): Promise<Claim> {
  const claim = await findings.claim(unit, capturedAt);
  if (claim === undefined) throw new Error(`not claimed as of ${capturedAt}`);
  return claim;
}

async function stored(findings: FindingStore, id = ORDERS): Promise<ResourceFindings | undefined> {
  return (await findings.get([id]))[0];
}

const idsOpenIn = async (findings: FindingStore, unit: AuditUnit) =>
  (await findings.openIn(unit)).map(({ resource }) => resource.id);

/** A record that no compression makes small enough for one item. */
function large(seed: number, version: number): ResourceFindings {
  const pending = [0, 1, 2, 3, 4, 5, 6, 7].map((part) =>
    transition(ORDERS, {
      id: `${part}`,
      verdict: failedVerdict(ORDERS, { message: noise(seed * 10 + part, 90_000) }),
    }),
  );
  return record('orders', { version, pending });
}

function inState(name: string, state: FindingState): ResourceFindings {
  return record(name, { findings: { [CONTROL]: storedFinding(functionArn(name), { state }) } });
}

export function describeFindingStore(empty: () => Promise<State>): void {
  it('gives back what was put, its version counted up', async () => {
    const { findings } = await empty();
    const claim = await claimed(findings);
    expect(await findings.put(record('orders'), claim)).toBe('stored');
    expect(await findings.put(record('billing'), claim)).toBe('stored');
    const asked = [functionArn('billing'), functionArn('absent'), ORDERS, ORDERS];
    expect(await findings.get(asked)).toEqual([
      { ...record('billing'), version: 1 },
      { ...record('orders'), version: 1 },
    ]);
    expect(await findings.get([])).toEqual([]);
  });

  it('keeps every field of findings and transitions', async () => {
    const { findings } = await empty();
    const verdict = failedVerdict(ORDERS, {
      exception: { reason: 'known', owner: 'payments', expires: '2027-03-31' },
    });
    const whole = record('orders', {
      findings: {
        [CONTROL]: storedFinding(ORDERS, {
          verdict,
          state: 'EXCEPTED',
          importedAt: minute(1),
          resourceDetails: { AwsLambdaFunction: { FunctionName: 'orders' } },
        }),
      },
      pending: [
        transition(ORDERS, {
          kind: 'updated',
          previousSeverity: 'LOW',
          reason: 'exception until 2027-03-31',
          resourceDetails: { AwsLambdaFunction: { FunctionName: 'orders' } },
          cause: {
            eventId: '3f1a',
            name: 'ReplaceRoute',
            time: minute(0),
            region: REGION,
            actor: {
              principalArn: 'arn:aws:iam::111122223333:user/alice',
              principalId: 'AIDA',
              type: 'IAMUser',
              accountId: '111122223333',
              sessionIssuerArn: undefined,
              invokedBy: undefined,
              sourceIpAddress: '198.51.100.7',
              userAgent: 'console.amazonaws.com',
            },
            resources: ['rtb-0a'],
          },
        }),
      ],
    });
    await findings.put(whole, await claimed(findings));
    expect(await stored(findings)).toEqual({ ...whole, version: 1 });
  });

  it('a unit claimed as of a later time is refused to an earlier one, not to an equal one', async () => {
    const { findings } = await empty();
    expect(await findings.claim(UNIT, minute(1))).toEqual({ unit: UNIT, capturedAt: minute(1) });
    expect(await findings.claim(UNIT, minute(0))).toBeUndefined();
    expect(await findings.claim(UNIT, minute(1))).toBeDefined();
    expect(await findings.claim(UNIT, minute(2))).toBeDefined();
    expect(await findings.claim(OTHER_UNIT, minute(0))).toBeDefined();
  });

  it('a later claim supersedes what the earlier one still wants to write', async () => {
    const { findings } = await empty();
    const early = await claimed(findings, minute(0));
    const late = await claimed(findings, minute(1));
    expect(await findings.put(record('orders'), early)).toBe('superseded');
    expect(await stored(findings)).toBeUndefined();
    expect(await findings.put(record('orders'), late)).toBe('stored');
  });

  it('a claim of another unit supersedes nothing', async () => {
    const { findings } = await empty();
    const claim = await claimed(findings, minute(0));
    await claimed(findings, minute(1), OTHER_UNIT);
    expect(await findings.put(record('orders'), claim)).toBe('stored');
  });

  it('a unit that was never claimed cannot be written', async () => {
    const { findings } = await empty();
    const claim = { unit: UNIT, capturedAt: minute(0) };
    expect(await findings.put(record('orders'), claim)).toBe('superseded');
  });

  it('a record that somebody else wrote since it was read is a conflict', async () => {
    const { findings } = await empty();
    const claim = await claimed(findings);
    await findings.put(record('orders'), claim);
    expect(await findings.put(record('orders'), claim)).toBe('conflict');
    expect(await findings.put(record('orders', { version: 2 }), claim)).toBe('conflict');
    expect(await findings.put(record('orders', { version: 1 }), claim)).toBe('stored');
    expect((await stored(findings))?.version).toBe(2);
  });

  it('a record that was not there is a conflict, and so is one that is old and superseded none', async () => {
    const { findings } = await empty();
    const claim = await claimed(findings);
    expect(await findings.put(record('orders', { version: 3 }), claim)).toBe('conflict');
    await claimed(findings, minute(1));
    expect(await findings.put(record('orders', { version: 3 }), claim)).toBe('superseded');
  });

  it('of several that write the same version one does', async () => {
    const { findings } = await empty();
    const claim = await claimed(findings);
    const results = await Promise.all(
      Array.from({ length: 6 }, () => findings.put(record('orders'), claim)),
    );
    expect(results.toSorted()).toEqual([...Array.from({ length: 5 }, () => 'conflict'), 'stored']);
  });

  it('gives the records of a unit that are open, excepted or have something to tell', async () => {
    const { findings } = await empty();
    const claim = await claimed(findings);
    await findings.put(inState('a-open', 'OPEN'), claim);
    await findings.put(inState('b-excepted', 'EXCEPTED'), claim);
    await findings.put(inState('c-resolved', 'RESOLVED'), claim);
    await findings.put(inState('d-archived', 'ARCHIVED'), claim);
    const pending = [transition(functionArn('e-telling'), { kind: 'resolved' })];
    await findings.put({ ...inState('e-telling', 'RESOLVED'), pending }, claim);
    await findings.put({ ...inState('f-elsewhere', 'OPEN'), unit: OTHER_UNIT }, claim);
    const open = ['a-open', 'b-excepted', 'e-telling'].map((name) => functionArn(name));
    expect(await idsOpenIn(findings, UNIT)).toEqual(open);
    expect(await idsOpenIn(findings, OTHER_UNIT)).toEqual([functionArn('f-elsewhere')]);
    expect(await idsOpenIn(findings, { kind: 'account', region: REGION })).toEqual([]);
  });

  it('a record that is resolved, or judged by another unit, leaves the open ones', async () => {
    const { findings } = await empty();
    const claim = await claimed(findings);
    await findings.put(record('orders'), claim);
    await findings.put(record('billing'), claim);
    const resolved = { [CONTROL]: storedFinding(ORDERS, { state: 'RESOLVED' }) };
    await findings.put(record('orders', { version: 1, findings: resolved }), claim);
    const other = await claimed(findings, minute(0), OTHER_UNIT);
    await findings.put(record('billing', { version: 1, unit: OTHER_UNIT }), other);
    expect(await idsOpenIn(findings, UNIT)).toEqual([]);
    expect(await idsOpenIn(findings, OTHER_UNIT)).toEqual([functionArn('billing')]);
    const opened = record('orders', { version: 2 });
    await findings.put(opened, claim);
    expect(await findings.openIn(UNIT)).toEqual([{ ...opened, version: 3 }]);
  });

  it('gives more open records of a unit than one call reads', async () => {
    const { findings } = await empty();
    const claim = await claimed(findings);
    const names = Array.from({ length: 120 }, (_, index) => `f-${100 + index}`);
    await Promise.all(names.map((name) => findings.put(record(name), claim)));
    expect(await idsOpenIn(findings, UNIT)).toEqual(names.map((name) => functionArn(name)));
  });

  it('a transition is forgotten once it was told on every channel', async () => {
    const { findings } = await empty();
    const one = transition(ORDERS);
    await findings.put(record('orders', { pending: [one] }), await claimed(findings));
    await findings.markPublished(ORDERS, [one.id], 'alerts', minute(3));
    expect((await stored(findings))?.pending).toEqual([
      { ...one, unpublished: ['securityhub', 'events'] },
    ]);
    await findings.markPublished(ORDERS, [one.id], 'securityhub', minute(3));
    await findings.markPublished(ORDERS, [one.id], 'events', minute(3));
    const left = await stored(findings);
    expect(left?.pending).toEqual([]);
    expect(left?.version).toBe(4);
  });

  it('notes when Security Hub took a finding, and for no other channel', async () => {
    const { findings } = await empty();
    const told = transition(ORDERS);
    const untouched = storedFinding(ORDERS, {
      verdict: failedVerdict(ORDERS, { control: 'function-nacl' }),
    });
    const both = { ...record('orders').findings, 'function-nacl': untouched };
    await findings.put(
      record('orders', { findings: both, pending: [told] }),
      await claimed(findings),
    );
    await findings.markPublished(ORDERS, [told.id], 'events', minute(2));
    expect((await stored(findings))?.findings).toEqual(both);
    await findings.markPublished(ORDERS, [told.id], 'securityhub', minute(3));
    const after = (await stored(findings))?.findings;
    expect(after?.[CONTROL]?.importedAt).toBe(minute(3));
    expect(after?.['function-nacl']).toEqual(untouched);
  });

  it('only the named transitions are told; unknown ones and resources are passed over', async () => {
    const { findings } = await empty();
    const [first, second] = [
      transition(ORDERS, { id: 'first', unpublished: ['events'] }),
      transition(ORDERS, { id: 'second', unpublished: ['events'] }),
    ];
    await findings.put(record('orders', { pending: [first, second] }), await claimed(findings));
    await findings.markPublished(ORDERS, ['first', 'never'], 'events', minute(1));
    expect((await stored(findings))?.pending).toEqual([second]);
    await findings.markPublished(ORDERS, ['second'], 'alerts', minute(1));
    await findings.markPublished(functionArn('absent'), ['first'], 'events', minute(1));
    expect(await stored(findings)).toEqual(
      expect.objectContaining({ version: 2, pending: [second] }),
    );
  });

  it('what was told is told although the unit was claimed later', async () => {
    const { findings } = await empty();
    const one = transition(ORDERS, { unpublished: ['alerts'] });
    await findings.put(record('orders', { pending: [one] }), await claimed(findings));
    await claimed(findings, minute(9));
    await findings.markPublished(ORDERS, [one.id], 'alerts', minute(3));
    expect((await stored(findings))?.pending).toEqual([]);
  });

  it('a resolved record leaves the open ones when its last transition was told', async () => {
    const { findings } = await empty();
    const one = transition(ORDERS, { kind: 'resolved', unpublished: ['events'] });
    const resolved = { [CONTROL]: storedFinding(ORDERS, { state: 'RESOLVED' }) };
    await findings.put(
      record('orders', { findings: resolved, pending: [one] }),
      await claimed(findings),
    );
    expect(await idsOpenIn(findings, UNIT)).toEqual([ORDERS]);
    await findings.markPublished(ORDERS, [one.id], 'events', minute(1));
    expect(await idsOpenIn(findings, UNIT)).toEqual([]);
  });

  it('channels that are marked at the same time lose nothing of each other', async () => {
    const { findings } = await empty();
    const pending = ['a', 'b', 'c'].map((id) => transition(ORDERS, { id }));
    await findings.put(record('orders', { pending }), await claimed(findings));
    await Promise.all(
      CHANNELS.flatMap((channel) =>
        pending.map(({ id }) => findings.markPublished(ORDERS, [id], channel, minute(1))),
      ),
    );
    expect((await stored(findings))?.pending).toEqual([]);
  });

  it('a record too large for one item comes back whole, before and after it changed', async () => {
    const { findings } = await empty();
    const claim = await claimed(findings);
    expect(await findings.put(large(1, 0), claim)).toBe('stored');
    expect(await findings.put(large(2, 0), claim)).toBe('conflict');
    expect(await stored(findings)).toEqual(large(1, 1));
    expect(await findings.put(large(2, 1), claim)).toBe('stored');
    expect(await findings.openIn(UNIT)).toEqual([large(2, 2)]);
    expect(await findings.put(record('orders', { version: 2 }), claim)).toBe('stored');
    expect(await stored(findings)).toEqual({ ...record('orders'), version: 3 });
  });

  it('however audits interleave, what the newest found is what stays', async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.integer({ min: 2, max: 6 }),
        fc.infiniteStream(fc.nat()),
        async (audits, chance) => {
          const { findings } = await empty();
          const runs = Array.from({ length: audits }, (_, index) => minute(index));
          await Promise.all(shuffled(runs, chance).map((at) => auditAsOf(findings, at)));
          const left = await stored(findings);
          expect(left?.findings[CONTROL]?.updatedAt).toBe(runs.at(-1));
        },
      ),
      { numRuns: 12, seed: 20_261_120 },
    );
  });
}

/** What an audit does with one resource: claims its unit, then writes until it is stored or superseded. */
async function auditAsOf(findings: FindingStore, capturedAt: string): Promise<void> {
  const claim = await findings.claim(UNIT, capturedAt);
  if (claim === undefined) return;
  for (;;) {
    const version = (await stored(findings))?.version ?? 0;
    const found = { [CONTROL]: storedFinding(ORDERS, { updatedAt: capturedAt }) };
    const result = await findings.put(record('orders', { version, findings: found }), claim);
    if (result !== 'conflict') return;
  }
}
