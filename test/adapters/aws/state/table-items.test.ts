import { describe, expect, it } from 'vitest';
import {
  STATE_TABLE,
  STATE_TABLE_ACTIONS,
} from '../../../../shared/adapters/aws/state/table-definition.ts';
import type { State } from '../../../../shared/ports/state.ts';
import { REGION, VPC, functionArn } from '../../../builders/snapshot.ts';
import {
  UNIT,
  inventoried,
  inventoriedRole,
  minute,
  record,
  roleArn,
  storedFinding,
  transition,
  vpcIndex,
} from '../../../builders/state.ts';
import { noise } from '../../state/contract-means.ts';
import { FakeDynamoDb } from './fake-dynamodb.ts';
import type { Disturbance } from './fake-dynamodb.ts';
import { fakeState } from './fake-state.ts';

const ORDERS = functionArn('orders');
const DAY = 86_400;

/** Seconds since 1970. */
const seconds = (time: string) => Date.parse(time) / 1_000;

function itemsUnder(fake: FakeDynamoDb, pk: string) {
  return fake.items.filter((item) => item['pk']?.['S'] === pk);
}

async function storeRecord(state: State, changes: Parameters<typeof record>[1] = {}) {
  const claim = await state.findings.claim(UNIT, minute(0));
  if (claim === undefined) throw new Error('not claimed');
  return state.findings.put(record('orders', changes), claim);
}

/** The first request of the operation is disturbed. */
const once = (operation: string, disturbance: Disturbance) => {
  let left = 1;
  return (sent: string) => {
    if (sent !== operation || left === 0) return undefined;
    left -= 1;
    return disturbance;
  };
};

const later = () => new Date('2026-12-01T00:00:00.000Z');

/** An index that no compression makes small enough for one item. */
const largeIndex = (seed: number) => ({
  ...vpcIndex(),
  capturedAt: minute(seed),
  ids: Array.from({ length: 10 }, (_, index) => noise(seed * 10 + index, 60_000)),
});
const piecesIn = (fake: FakeDynamoDb) =>
  fake.items.filter((item) => item['piece'] !== undefined).length;

describe('requests', () => {
  it('a VPC of a hundred functions is one query', async () => {
    const { state, counts } = fakeState(new FakeDynamoDb());
    for (let index = 0; index < 100; index += 1)
      await state.functions.put(inventoried(`f-${index}`));
    const before = counts.total;
    expect(await state.functions.inVpc(REGION, VPC)).toHaveLength(100);
    expect(counts.total - before).toBe(1);
    expect(counts.byOperation.get('dynamodb:Query')).toBe(1);
  });

  it('a function is stored by a read and a transaction, however many places lead to it', async () => {
    const { state, counts } = fakeState(new FakeDynamoDb());
    const roleArns = ['a', 'b', 'c'].map((name) => roleArn(name));
    await state.functions.put(inventoried('orders', { vpcIds: [VPC, 'vpc-0b'], roleArns }));
    expect(counts.byOperation).toEqual(
      new Map([
        ['dynamodb:GetItem', 1],
        ['dynamodb:TransactWriteItems', 1],
      ]),
    );
  });

  it('a hundred roles are one batch, and all facts of a region one query', async () => {
    const { state, counts } = fakeState(new FakeDynamoDb());
    await state.roles.get(Array.from({ length: 100 }, (_, index) => roleArn(`r-${index}`)));
    await state.regionFacts.get(REGION);
    expect(counts.byOperation).toEqual(
      new Map([
        ['dynamodb:BatchGetItem', 1],
        ['dynamodb:Query', 1],
      ]),
    );
  });

  it('records that are put or marked together share requests', async () => {
    const { state, counts } = fakeState(new FakeDynamoDb());
    const claim = await state.findings.claim(UNIT, minute(0));
    if (claim === undefined) throw new Error('not claimed');
    const names = Array.from({ length: 100 }, (_, index) => `f-${index}`);
    const put = await Promise.all(
      names.map((name) => {
        const pending = [transition(functionArn(name), { unpublished: ['events'] })];
        return state.findings.put(record(name, { pending }), claim);
      }),
    );
    expect(new Set(put)).toEqual(new Set(['stored']));
    expect(counts.byOperation.get('dynamodb:TransactWriteItems')).toBe(2);
    await Promise.all(
      names.map((name) => {
        const { id } = transition(functionArn(name));
        return state.findings.markPublished(functionArn(name), [id], 'events', minute(1));
      }),
    );
    expect(counts.byOperation.get('dynamodb:TransactWriteItems')).toBe(4);
    expect(counts.byOperation.get('dynamodb:BatchGetItem')).toBe(1);
  });

  it('need no other permissions than those that are listed', async () => {
    const { state, counts } = fakeState(new FakeDynamoDb());
    await state.functions.put(inventoried('orders'));
    await state.functions.page(REGION, undefined);
    await state.functions.get([ORDERS]);
    await state.settling.start(UNIT, minute(0), minute(15));
    await state.settling.end(UNIT);
    await storeRecord(state);
    const actions = [...counts.byOperation.keys()].flatMap((operation) =>
      operation === 'dynamodb:TransactWriteItems'
        ? ['dynamodb:PutItem', 'dynamodb:DeleteItem', 'dynamodb:ConditionCheckItem']
        : [operation],
    );
    expect([...new Set(actions)].toSorted()).toEqual([...STATE_TABLE_ACTIONS]);
  });

  it('a page lists a thousand functions at most, and goes on behind the last', async () => {
    const fake = new FakeDynamoDb();
    const { state } = fakeState(fake);
    for (let index = 0; index < 1_040; index += 1) {
      const name = functionArn(`f-${1_000 + index}`);
      fake.plant({
        pk: { S: `functions/${REGION}` },
        sk: { S: name },
        functionArn: { S: name },
        region: { S: REGION },
        vpcIds: { L: [] },
        capturedAt: { S: minute(0) },
      });
    }
    const first = await state.functions.page(REGION, undefined);
    expect(first.functions).toHaveLength(1_000);
    const second = await state.functions.page(REGION, first.next);
    expect(second.functions).toHaveLength(40);
    expect(second.next).toBeUndefined();
  });
});

describe('what collides or gets lost', () => {
  it.each(['lost', 'conflict', 'throttled'] as const)(
    'a series starts although its request was first %s',
    async (disturbance) => {
      const { state } = fakeState(new FakeDynamoDb(once('PutItem', disturbance)));
      expect(await state.settling.start(UNIT, minute(0), minute(15))).toBe(true);
      expect(await state.settling.start(UNIT, minute(0), minute(15))).toBe(false);
    },
  );

  it.each(['lost', 'conflict', 'throttled'] as const)(
    'a record is stored although its transaction was first %s',
    async (disturbance) => {
      const { state } = fakeState(new FakeDynamoDb(once('TransactWriteItems', disturbance)));
      expect(await storeRecord(state)).toBe('stored');
      expect((await state.findings.get([ORDERS]))[0]?.version).toBe(1);
    },
  );

  it('keys that are not processed are asked for again', async () => {
    const fake = new FakeDynamoDb((operation) =>
      operation === 'BatchGetItem' ? 'partial' : undefined,
    );
    const { state } = fakeState(fake);
    const all = Array.from({ length: 5 }, (_, index) => inventoriedRole(`r-${index}`));
    await Promise.all(all.map((role) => state.roles.put(role)));
    // Half of five, half of three, then of two, and of the last one nothing ever comes.
    await expect(state.roles.get(all.map((role) => role.roleArn))).rejects.toThrow(
      'batch of keys: still contended after 10 attempts',
    );
  }, 15_000);

  it('a transaction that never goes through is an error', async () => {
    const { state } = fakeState(
      new FakeDynamoDb((operation) =>
        operation === 'TransactWriteItems' ? 'conflict' : undefined,
      ),
    );
    await expect(storeRecord(state)).rejects.toThrow(
      'transaction of 2: still contended after 10 attempts',
    );
  }, 15_000);
});

describe('items that are not as they were written', () => {
  it.each([
    [
      'a field of an item',
      (fake: FakeDynamoDb) => {
        const [item] = itemsUnder(fake, `functions/${REGION}`);
        fake.plant({ ...item, vpcIds: { S: VPC } });
      },
      `item "functions/${REGION} ${ORDERS}" of the state table cannot be read: vpcIds: expected a list, got "vpc-0a"`,
    ],
    [
      'a document that is gone',
      (fake: FakeDynamoDb) => {
        const [{ document: _, ...item } = {}] = itemsUnder(fake, `functions/${REGION}`);
        fake.plant(item);
      },
      `item "functions/${REGION} ${ORDERS}" of the state table has 0 of its 0 pieces`,
    ],
  ])('%s: the error names the item', async (_, change, message) => {
    const fake = new FakeDynamoDb();
    const { state } = fakeState(fake);
    await state.functions.put(inventoried('orders'));
    change(fake);
    await expect(state.functions.get([ORDERS])).rejects.toThrow(message);
  });

  it('a document of another shape: the error names the item and the key in the document', async () => {
    const fake = new FakeDynamoDb();
    const { state } = fakeState(fake);
    await storeRecord(state, { pending: [transition(ORDERS)] });
    await state.network.put(vpcIndex());
    const [index] = itemsUnder(fake, `network/${REGION}`);
    const [findings] = itemsUnder(fake, `findings/${ORDERS}`);
    if (index?.['document'] === undefined) throw new Error('the index has a document');
    fake.plant({ ...findings, document: index['document'] });
    await expect(state.findings.get([ORDERS])).rejects.toThrow(
      `item "findings/${ORDERS} findings" of the state table cannot be read: resource: missing`,
    );
  });
});

describe('what expires', () => {
  it('an open record never does, a closed one 180 days after its last change', async () => {
    const fake = new FakeDynamoDb();
    const { state } = fakeState(fake);
    await storeRecord(state);
    const held = () => itemsUnder(fake, `findings/${ORDERS}`)[0];
    expect(held()?.['expires']).toBeUndefined();
    expect(held()?.['openIn']).toEqual({ S: `vpc/${REGION}/${VPC}` });
    const resolved = storedFinding(ORDERS, { state: 'RESOLVED', updatedAt: minute(5) });
    await storeRecord(state, { version: 1, findings: { control: resolved } });
    expect(held()?.['expires']).toEqual({ N: String(seconds(minute(5)) + 180 * DAY) });
    expect(held()?.['openIn']).toBeUndefined();
  });

  it('functions, roles and indexes never do, what is left of removed ones does', async () => {
    const fake = new FakeDynamoDb();
    const { state } = fakeState(fake, later);
    await state.functions.put(inventoried('orders'));
    await state.roles.put(inventoriedRole('orders'));
    await state.network.put(vpcIndex());
    expect(fake.items.filter((item) => item['expires'] !== undefined)).toEqual([]);
    await state.functions.remove(ORDERS, minute(1));
    await state.roles.remove(roleArn('orders'), minute(1));
    await state.network.remove(REGION, VPC, minute(1));
    expect(fake.items.map((item) => item['expires'])).toEqual(
      Array.from({ length: 3 }, () => ({ N: String(later().getTime() / 1_000 + 2 * DAY) })),
    );
  });

  it('claims and series do when no message can ask for them any more', async () => {
    const fake = new FakeDynamoDb();
    const { state } = fakeState(fake, later);
    await state.findings.claim(UNIT, minute(0));
    await state.settling.start(UNIT, minute(0), minute(15));
    expect(fake.items.map((item) => item['expires'])).toEqual([
      { N: String(later().getTime() / 1_000 + 30 * DAY) },
      { N: String(seconds(minute(15)) + DAY) },
    ]);
  });

  it('the attribute is the one that the table names', () => {
    expect(STATE_TABLE.TimeToLiveSpecification).toEqual({
      AttributeName: 'expires',
      Enabled: true,
    });
  });
});

describe('more than fits', () => {
  it('a function of more roles than a transaction holds is found by each, and by none it lost', async () => {
    const { state } = fakeState(new FakeDynamoDb());
    const roleArns = Array.from({ length: 230 }, (_, index) => roleArn(`r-${index}`));
    const foundBy = async () => {
      const found = await Promise.all(roleArns.map((arn) => state.functions.withRole(arn)));
      return found.filter(({ length }) => length === 1).length;
    };
    await state.functions.put(inventoried('orders', { roleArns }));
    expect(await foundBy()).toBe(230);
    await state.functions.put(inventoried('orders', { roleArns: [], capturedAt: minute(1) }));
    expect(await foundBy()).toBe(0);
  });

  it('pieces stay for an hour for those who still read them, then go with the next writing', async () => {
    const fake = new FakeDynamoDb();
    let time = Date.parse(minute(0));
    const { state } = fakeState(fake, () => new Date(time));
    await state.network.put(largeIndex(1));
    expect(piecesIn(fake)).toBe(2);
    time += 60_000;
    await state.network.put(largeIndex(2));
    expect(piecesIn(fake)).toBe(4);
    time += 3_600_000;
    await state.network.put(largeIndex(3));
    expect(piecesIn(fake)).toBe(4);
    time += 3_600_001;
    await state.network.put({ ...vpcIndex(), capturedAt: minute(4) });
    expect(piecesIn(fake)).toBe(0);
  });

  it('a writing that comes too late leaves no pieces', async () => {
    const fake = new FakeDynamoDb();
    const { state } = fakeState(fake);
    await state.network.put(vpcIndex({ capturedAt: minute(9) }));
    await state.network.put(largeIndex(1));
    expect(piecesIn(fake)).toBe(0);
  });
});
