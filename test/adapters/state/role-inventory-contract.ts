import { expect, it } from 'vitest';
import type { State } from '../../../shared/ports/state.ts';
import { inventoriedRole, minute, policyArn, roleArn } from '../../builders/state.ts';
import { shuffled } from './contract-means.ts';

export function describeRoleInventory(empty: () => Promise<State>): void {
  it('gives back what was put, in the order asked for, each once', async () => {
    const { roles } = await empty();
    const [a, b] = [inventoriedRole('a'), inventoriedRole('b')];
    expect(await roles.put(a)).toBe(true);
    expect(await roles.put(b)).toBe(true);
    const asked = [b.roleArn, roleArn('absent'), a.roleArn, b.roleArn];
    expect(await roles.get(asked)).toEqual([b, a]);
    expect(await roles.get([])).toEqual([]);
  });

  it('gives more roles than one call reads', async () => {
    const { roles } = await empty();
    const all = Array.from({ length: 130 }, (_, index) => inventoriedRole(`role-${index}`));
    await Promise.all(all.map((role) => roles.put(role)));
    expect(await roles.get(all.map((role) => role.roleArn))).toEqual(all);
  });

  it('finds a role by its name whatever its path', async () => {
    const { roles } = await empty();
    const role = inventoriedRole('worker', { roleArn: roleArn('worker', '/service/eu/') });
    await roles.put(role);
    expect(await roles.named('worker')).toBe(role.roleArn);
    expect(await roles.named('service')).toBeUndefined();
  });

  it('a role that was created again under another path replaces the first', async () => {
    const { roles } = await empty();
    const old = inventoriedRole('worker', { policyArns: [policyArn('p')] });
    await roles.put(old);
    const again = inventoriedRole('worker', {
      roleArn: roleArn('worker', '/service/'),
      capturedAt: minute(1),
    });
    await roles.put(again);
    expect(await roles.get([old.roleArn, again.roleArn])).toEqual([again]);
    expect(await roles.withPolicy(policyArn('p'))).toEqual([]);
    await roles.remove(old.roleArn, minute(2));
    expect(await roles.named('worker')).toBe(again.roleArn);
  });

  it('what was captured earlier never replaces what was captured later', async () => {
    const { roles } = await empty();
    const newer = inventoriedRole('a', { capturedAt: minute(2), policyArns: [policyArn('new')] });
    await roles.put(newer);
    const older = inventoriedRole('a', { capturedAt: minute(1), policyArns: [policyArn('old')] });
    expect(await roles.put(older)).toBe(false);
    expect(await roles.get([newer.roleArn])).toEqual([newer]);
    expect(await roles.withPolicy(policyArn('old'))).toEqual([]);
  });

  it('finds roles by a managed policy, and no longer once it was taken off', async () => {
    const { roles } = await empty();
    const shared = policyArn('shared');
    await roles.put(inventoriedRole('b', { policyArns: [shared, policyArn('other')] }));
    await roles.put(inventoriedRole('a', { policyArns: [shared] }));
    expect(await roles.withPolicy(shared)).toEqual([roleArn('a'), roleArn('b')]);
    await roles.put(
      inventoriedRole('b', { policyArns: [policyArn('other')], capturedAt: minute(1) }),
    );
    expect(await roles.withPolicy(shared)).toEqual([roleArn('a')]);
    expect(await roles.withPolicy(policyArn('other'))).toEqual([roleArn('b')]);
  });

  it('a removed role is found nowhere, and a reading from before does not bring it back', async () => {
    const { roles } = await empty();
    const role = inventoriedRole('a', { policyArns: [policyArn('p')] });
    await roles.put(role);
    await roles.remove(role.roleArn, minute(2));
    expect(await roles.get([role.roleArn])).toEqual([]);
    expect(await roles.named('a')).toBeUndefined();
    expect(await roles.withPolicy(policyArn('p'))).toEqual([]);
    expect(await roles.put({ ...role, capturedAt: minute(1) })).toBe(false);
    expect(await roles.put({ ...role, capturedAt: minute(3) })).toBe(true);
    await roles.remove(role.roleArn, minute(2));
    expect(await roles.withPolicy(policyArn('p'))).toEqual([role.roleArn]);
  });

  it('however readings of a role interleave, the newest is what stays', async () => {
    const { roles } = await empty();
    const readings = Array.from({ length: 8 }, (_, index) =>
      inventoriedRole('a', { capturedAt: minute(index), policyArns: [policyArn(`p-${index}`)] }),
    );
    const order = shuffled(readings, [5, 2, 7, 1, 8, 3, 6, 4].values());
    await Promise.all(order.map((reading) => roles.put(reading)));
    expect(await roles.get([roleArn('a')])).toEqual(readings.slice(-1));
    const found = await Promise.all(
      readings.map((_, index) => roles.withPolicy(policyArn(`p-${index}`))),
    );
    expect(found.map(({ length }) => length)).toEqual([0, 0, 0, 0, 0, 0, 0, 1]);
  });
}
