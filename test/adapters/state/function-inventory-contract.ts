import * as fc from 'fast-check';
import { expect, it } from 'vitest';
import type { InventoriedFunction } from '../../../shared/ports/function-inventory.ts';
import type { State } from '../../../shared/ports/state.ts';
import { REGION, VPC, functionArn } from '../../builders/snapshot.ts';
import { inventoried, minute, roleArn } from '../../builders/state.ts';
import { everyPage, inTurns, noise, shuffled } from './contract-means.ts';

const ELSEWHERE = 'vpc-0b';
const PROVIDER = `arn:aws:lambda:${REGION}:111122223333:capacity-provider:fleet`;

const namesIn = (functions: readonly { readonly functionArn: string }[]) =>
  functions.map(({ functionArn }) => functionArn.slice(functionArn.lastIndexOf(':') + 1));

async function isFound(list: Promise<readonly unknown[]>): Promise<boolean> {
  return (await list).length === 1;
}

export function describeFunctionInventory(empty: () => Promise<State>): void {
  it('gives back what was put, by ARN and by VPC', async () => {
    const { functions } = await empty();
    const orders = inventoried('orders', { sweepId: 'sweep-1' });
    expect(await functions.put(orders)).toBe(true);
    expect(await functions.get([orders.functionArn, functionArn('absent')])).toEqual([orders]);
    expect(await functions.inVpc(REGION, VPC)).toEqual([orders]);
    expect(await functions.inVpc(REGION, ELSEWHERE)).toEqual([]);
    expect(await functions.inVpc('eu-west-1', VPC)).toEqual([]);
  });

  it('gives functions in the order they were asked for, each once', async () => {
    const { functions } = await empty();
    await functions.put(inventoried('a'));
    await functions.put(inventoried('b'));
    const asked = ['b', 'a', 'b'].map((name) => functionArn(name));
    expect(namesIn(await functions.get(asked))).toEqual(['b', 'a']);
    expect(await functions.get([])).toEqual([]);
  });

  it('a function outside any VPC is found by its ARN alone', async () => {
    const { functions } = await empty();
    const outside = inventoried('outside', { vpcIds: [] });
    await functions.put(outside);
    expect(await functions.get([outside.functionArn])).toEqual([outside]);
    expect(await functions.inVpc(REGION, VPC)).toEqual([]);
  });

  it('what was captured earlier never replaces what was captured later', async () => {
    const { functions } = await empty();
    const newer = inventoried('orders', { capturedAt: minute(2) });
    await functions.put(newer);
    const older = inventoried('orders', { capturedAt: minute(1), vpcIds: [ELSEWHERE] });
    expect(await functions.put(older)).toBe(false);
    expect(await functions.get([newer.functionArn])).toEqual([newer]);
    expect(await functions.inVpc(REGION, ELSEWHERE)).toEqual([]);
  });

  it('compares moments, not texts', async () => {
    const { functions } = await empty();
    await functions.put(inventoried('orders', { capturedAt: '2026-11-20T12:00:00.500Z' }));
    expect(await functions.put(inventoried('orders', { capturedAt: '2026-11-20T12:00:00Z' }))).toBe(
      false,
    );
  });

  it('what was captured at the same time is stored again', async () => {
    const { functions } = await empty();
    await functions.put(inventoried('orders'));
    const again = inventoried('orders', { roleArns: [roleArn('other')] });
    expect(await functions.put(again)).toBe(true);
    expect(await functions.get([again.functionArn])).toEqual([again]);
  });

  it('a function that moved is found in its new VPC and no longer in the old one', async () => {
    const { functions } = await empty();
    await functions.put(inventoried('orders'));
    await functions.put(inventoried('billing'));
    await functions.put(inventoried('orders', { vpcIds: [ELSEWHERE], capturedAt: minute(1) }));
    expect(namesIn(await functions.inVpc(REGION, VPC))).toEqual(['billing']);
    expect(namesIn(await functions.inVpc(REGION, ELSEWHERE))).toEqual(['orders']);
    await functions.put(inventoried('orders', { vpcIds: [], capturedAt: minute(2) }));
    expect(await functions.inVpc(REGION, ELSEWHERE)).toEqual([]);
    expect(namesIn(await functions.get([functionArn('orders')]))).toEqual(['orders']);
  });

  it('a function whose versions are in several VPCs is whole in each of them', async () => {
    const { functions } = await empty();
    const both = inventoried('orders', { vpcIds: [VPC, ELSEWHERE] });
    await functions.put(both);
    expect(await functions.inVpc(REGION, VPC)).toEqual([both]);
    expect(await functions.inVpc(REGION, ELSEWHERE)).toEqual([both]);
    const one = inventoried('orders', { vpcIds: [ELSEWHERE], capturedAt: minute(1) });
    await functions.put(one);
    expect(await functions.inVpc(REGION, VPC)).toEqual([]);
    expect(await functions.inVpc(REGION, ELSEWHERE)).toEqual([one]);
  });

  it('finds the functions of a role in every region', async () => {
    const { functions } = await empty();
    const shared = roleArn('shared', '/service/');
    await functions.put(inventoried('a', { roleArns: [shared] }));
    await functions.put(inventoried('b', { roleArns: [roleArn('b'), shared], vpcIds: [] }));
    await functions.put(inventoried('c', { roleArns: [shared], region: 'eu-west-1' }));
    await functions.put(inventoried('d'));
    const found = await functions.withRole(shared);
    expect(found.toSorted((one, other) => (one.functionArn < other.functionArn ? -1 : 1))).toEqual([
      { functionArn: functionArn('c', 'eu-west-1'), region: 'eu-west-1', vpcIds: [VPC] },
      { functionArn: functionArn('a'), region: REGION, vpcIds: [VPC] },
      { functionArn: functionArn('b'), region: REGION, vpcIds: [] },
    ]);
    expect(await functions.withRole(roleArn('nobody'))).toEqual([]);
  });

  it('the functions of a role follow the function: role taken away, VPC changed', async () => {
    const { functions } = await empty();
    const role = roleArn('shared');
    await functions.put(inventoried('a', { roleArns: [role] }));
    await functions.put(inventoried('b', { roleArns: [role] }));
    await functions.put(inventoried('a', { capturedAt: minute(1) }));
    await functions.put(
      inventoried('b', { roleArns: [role], vpcIds: [ELSEWHERE], capturedAt: minute(1) }),
    );
    expect(await functions.withRole(role)).toEqual([
      { functionArn: functionArn('b'), region: REGION, vpcIds: [ELSEWHERE] },
    ]);
  });

  it('finds the functions of a capacity provider', async () => {
    const { functions } = await empty();
    await functions.put(inventoried('a', { capacityProviderArns: [PROVIDER] }));
    await functions.put(inventoried('b'));
    expect(namesIn(await functions.withCapacityProvider(PROVIDER))).toEqual(['a']);
    await functions.put(inventoried('a', { capturedAt: minute(1) }));
    expect(await functions.withCapacityProvider(PROVIDER)).toEqual([]);
  });

  it('a removed function is found nowhere', async () => {
    const { functions } = await empty();
    await functions.put(inventoried('orders', { capacityProviderArns: [PROVIDER] }));
    await functions.remove(functionArn('orders'), minute(1));
    expect(await functions.get([functionArn('orders')])).toEqual([]);
    expect(await functions.inVpc(REGION, VPC)).toEqual([]);
    expect(await functions.withRole(roleArn('orders'))).toEqual([]);
    expect(await functions.withCapacityProvider(PROVIDER)).toEqual([]);
    expect((await functions.page(REGION, undefined)).functions).toEqual([]);
    await functions.remove(functionArn('never-seen'), minute(1));
  });

  it('a function that was captured after the removal stays', async () => {
    const { functions } = await empty();
    await functions.put(inventoried('orders', { capturedAt: minute(2) }));
    await functions.remove(functionArn('orders'), minute(1));
    expect(namesIn(await functions.inVpc(REGION, VPC))).toEqual(['orders']);
  });

  it('a reading from before the removal does not bring the function back', async () => {
    const { functions } = await empty();
    await functions.put(inventoried('orders', { capturedAt: minute(0) }));
    await functions.remove(functionArn('orders'), minute(2));
    expect(await functions.put(inventoried('orders', { capturedAt: minute(1) }))).toBe(false);
    expect(await functions.inVpc(REGION, VPC)).toEqual([]);
    expect(await functions.put(inventoried('orders', { capturedAt: minute(3) }))).toBe(true);
    expect(namesIn(await functions.inVpc(REGION, VPC))).toEqual(['orders']);
    expect(namesIn(await functions.withRole(roleArn('orders')))).toEqual(['orders']);
  });

  it('a reading for an event keeps the sweep that last saw the function', async () => {
    const { functions } = await empty();
    await functions.put(inventoried('orders', { sweepId: 'sweep-1' }));
    await functions.put(inventoried('orders', { capturedAt: minute(1) }));
    expect(await functions.get([functionArn('orders')])).toEqual([
      inventoried('orders', { sweepId: 'sweep-1', capturedAt: minute(1) }),
    ]);
    await functions.put(inventoried('orders', { capturedAt: minute(2), sweepId: 'sweep-2' }));
    expect((await functions.page(REGION, undefined)).functions).toEqual([
      {
        functionArn: functionArn('orders'),
        region: REGION,
        vpcIds: [VPC],
        capturedAt: minute(2),
        sweepId: 'sweep-2',
      },
    ]);
  });

  it('pages through the functions of a region, each once and of that region only', async () => {
    const { functions } = await empty();
    const all = Array.from({ length: 40 }, (_, index) => large(`f-${100 + index}`, index, 1));
    await inTurns(all, 10, (one) => functions.put(one));
    await functions.put(inventoried('far', { region: 'eu-west-1' }));
    expect(namesIn(await everyPage(functions, REGION))).toEqual(namesIn(all));
  });

  it('a hundred functions of a VPC come whole', async () => {
    const { functions } = await empty();
    const all = Array.from({ length: 100 }, (_, index) => inventoried(`f-${100 + index}`));
    await inTurns(all, 25, (one) => functions.put(one));
    expect(await functions.inVpc(REGION, VPC)).toEqual(all);
  });

  it('a function too large for one item comes back whole, before and after it changed', async () => {
    const { functions } = await empty();
    await functions.put(large('orders', 1, 12));
    expect(await functions.inVpc(REGION, VPC)).toEqual([large('orders', 1, 12)]);
    await functions.put(large('orders', 2, 12));
    expect(await functions.get([functionArn('orders')])).toEqual([large('orders', 2, 12)]);
    expect(await functions.inVpc(REGION, VPC)).toEqual([large('orders', 2, 12)]);
    const small = inventoried('orders', { capturedAt: minute(3) });
    await functions.put(small);
    expect(await functions.inVpc(REGION, VPC)).toEqual([small]);
  });

  it('however puts and removals interleave, the newest is what stays, everywhere', async () => {
    const step = fc.record({
      vpcIds: fc.subarray([VPC, ELSEWHERE]),
      roles: fc.subarray(['r-1', 'r-2']),
      gone: fc.boolean(),
    });
    await fc.assert(
      fc.asyncProperty(
        fc.array(step, { minLength: 2, maxLength: 6 }),
        fc.infiniteStream(fc.nat()),
        async (steps, chance) => {
          const { functions } = await empty();
          const writes = steps.map(({ vpcIds, roles, gone }, index) => () => {
            const capturedAt = minute(index);
            if (gone) return functions.remove(functionArn('orders'), capturedAt);
            const roleArns = roles.map((name) => roleArn(name));
            return functions.put(inventoried('orders', { vpcIds, roleArns, capturedAt }));
          });
          await Promise.all(shuffled(writes, chance).map((write) => write()));
          const last = steps.at(-1);
          const expected = last === undefined || last.gone ? undefined : last;
          for (const vpcId of [VPC, ELSEWHERE]) {
            expect(await isFound(functions.inVpc(REGION, vpcId))).toBe(
              expected?.vpcIds.includes(vpcId) ?? false,
            );
          }
          for (const role of ['r-1', 'r-2']) {
            expect(await isFound(functions.withRole(roleArn(role)))).toBe(
              expected?.roles.includes(role) ?? false,
            );
          }
          expect(await isFound(functions.get([functionArn('orders')]))).toBe(
            expected !== undefined,
          );
        },
      ),
      { numRuns: 12, seed: 20_261_120 },
    );
  });
}

/** A function that no compression makes small: twelve versions of it do not fit into one item. */
function large(name: string, seed: number, versions: number): InventoriedFunction {
  const [template] = inventoried(name).part.collections.Functions ?? [];
  if (template === undefined) throw new Error('the builder gives a function');
  const Functions = Array.from({ length: versions }, (_, version) => ({
    ...template,
    FunctionArn: `${template.FunctionArn}:${version + 1}`,
    Version: String(version + 1),
    Tags: { noise: noise(seed * 100 + version, 60_000) },
  }));
  const part = { collections: { Functions }, gaps: [], notFound: [] };
  return inventoried(name, { part, capturedAt: minute(seed) });
}
