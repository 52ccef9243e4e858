import { describe, expect, it } from 'vitest';
import type { UnknownReason } from '../../shared/model/fact.ts';
import { SimulatedAccount, roleArn } from '../builders/simulated-account.ts';
import { functionArn } from '../builders/snapshot.ts';
import { Sweeping } from './sweeping.ts';

const HOME = 'eu-west-1';
const OTHER = 'us-east-1';

const denied = (call: string): UnknownReason => ({ kind: 'denied', call });

function small(): SimulatedAccount {
  return new SimulatedAccount({
    [HOME]: [
      { name: 'orders', role: 'orders', vpcId: 'vpc-1', versions: 2, mappings: 1 },
      { name: 'report', role: 'report' },
    ],
    [OTHER]: [{ name: 'edge', role: 'report', vpcId: 'vpc-2' }],
  });
}

describe('a sweep', () => {
  it('fills the inventory and requests an audit of every unit', async () => {
    const account = small();
    account.endpointVpcs.set(HOME, ['vpc-3']);
    const sweeping = new Sweeping(account, [HOME, OTHER]);
    await sweeping.sweep();

    const [orders] = await sweeping.state.functions.get([functionArn('orders', HOME)]);
    expect(orders).toMatchObject({
      region: HOME,
      vpcIds: ['vpc-1'],
      roleArns: [roleArn('orders')],
      sweepId: 'message-1',
    });
    expect(orders?.part.collections.Functions?.map((one) => one.Version)).toEqual([
      '$LATEST',
      '1',
      '2',
    ]);
    expect(orders?.part.collections.Functions?.[0]?.State).toBe('Active');
    expect(orders?.part.collections.EventSourceMappings).toHaveLength(1);
    expect(await sweeping.state.roles.get([roleArn('orders'), roleArn('report')])).toHaveLength(2);
    expect(sweeping.units).toEqual([
      `vpc/${HOME}/vpc-1`,
      `vpc/${HOME}/vpc-3`,
      `function/${functionArn('report', HOME)}`,
      `vpc/${OTHER}/vpc-2`,
      'account',
    ]);
    expect(sweeping.requests[0]?.request.cause).toEqual({
      name: 'sweep',
      time: '2026-12-01T00:00:00.000Z',
      region: HOME,
      resources: [],
    });
    expect(sweeping.metrics.counts.get('SweepsStarted')).toBe(1);
    expect(sweeping.metrics.counts.get('SweepsCompleted')).toBe(1);
    expect(sweeping.metrics.durations.get('SweepDuration')).toHaveLength(1);
  });

  it('reads the facts of every region, and those of the account at home', async () => {
    const sweeping = new Sweeping(small(), [HOME, OTHER]);
    await sweeping.sweep();
    const asked = sweeping.account.asked.filter((one) => /^(?:topic|account)/.test(one));
    expect(asked).toContain(`topic ${HOME} databases`);
    expect(asked).toContain(`topic ${OTHER} databases`);
    expect(asked.filter((one) => one.startsWith('account'))).toEqual([`account ${HOME}`]);
  });

  it('reads a role of its own once, and all of them in pages the next time', async () => {
    const sweeping = new Sweeping(small(), [HOME, OTHER]);
    await sweeping.sweep();
    const single = () => sweeping.account.asked.filter((one) => one.startsWith('role '));
    expect(single()).toEqual([`role ${roleArn('orders')}`, `role ${roleArn('report')}`]);
    await sweeping.sweep();
    expect(single()).toHaveLength(2);
  });

  it('asks IAM once in a step for a role that it does not tell of', async () => {
    const names = Array.from({ length: 120 }, (_, index) => `f-${index}`);
    const account = new SimulatedAccount({ [HOME]: names.map((name) => ({ name })) });
    account.roles.clear();
    await new Sweeping(account, [HOME]).sweep();
    expect(account.asked.filter((one) => one.startsWith('role '))).toHaveLength(1);
  });

  it('keeps the versions of a function that spans pages together', async () => {
    const account = new SimulatedAccount({
      [HOME]: [
        { name: 'a', versions: 30 },
        { name: 'b', versions: 130 },
        { name: 'c', versions: 3 },
      ],
    });
    const sweeping = new Sweeping(account, [HOME]);
    await sweeping.sweep();
    const kept = await sweeping.state.functions.get(
      ['a', 'b', 'c'].map((name) => functionArn(name, HOME)),
    );
    expect(kept.map(({ part }) => part.collections.Functions?.length)).toEqual([31, 131, 4]);
  });

  it('reads a function by itself where the time ends between two of its pages', async () => {
    const account = new SimulatedAccount({
      [HOME]: [
        { name: 'a', versions: 30 },
        { name: 'b', versions: 130 },
        { name: 'c', versions: 3 },
      ],
    });
    const sweeping = new Sweeping(account, [HOME]);
    account.pageMilliseconds = 800_000;
    await sweeping.sweep();
    expect(account.asked.filter((one) => one.startsWith('function '))).toContain(
      `function ${functionArn('b', HOME)}`,
    );
    const kept = await sweeping.state.functions.get(
      ['a', 'b', 'c'].map((name) => functionArn(name, HOME)),
    );
    expect(kept.map(({ part }) => part.collections.Functions?.length)).toEqual([31, 131, 4]);
  });

  it('removes what is gone, and has its findings archived', async () => {
    const sweeping = new Sweeping(small(), [HOME, OTHER]);
    await sweeping.sweep();
    sweeping.account.functionsOf.set(HOME, []);
    sweeping.requests.splice(0);
    await sweeping.sweep();
    expect(await sweeping.state.functions.get([functionArn('orders', HOME)])).toEqual([]);
    expect(sweeping.units).toContain(`function/${functionArn('report', HOME)}`);
  });

  it('audits a VPC that was in use when it was last audited', async () => {
    const sweeping = new Sweeping(small(), [HOME]);
    const index = { region: HOME, capturedAt: '2026-11-30T00:00:00Z', ids: [], peerVpcIds: [] };
    await sweeping.state.network.put({ ...index, vpcId: 'vpc-8', inUse: true });
    await sweeping.state.network.put({ ...index, vpcId: 'vpc-9', inUse: false });
    await sweeping.sweep();
    expect(sweeping.units).toContain(`vpc/${HOME}/vpc-8`);
    expect(sweeping.units).not.toContain(`vpc/${HOME}/vpc-9`);
  });

  it('asks for a function that the listing missed, and keeps what Lambda tells or does not tell', async () => {
    const sweeping = new Sweeping(small(), [HOME]);
    await sweeping.sweep();
    sweeping.account.missesFunctions = true;
    await sweeping.sweep();
    expect(await sweeping.state.functions.get([functionArn('report', HOME)])).toHaveLength(1);
    sweeping.account.refusals = { lambdaFunction: denied('lambda:GetFunctionConfiguration') };
    await sweeping.sweep();
    expect(await sweeping.state.functions.get([functionArn('report', HOME)])).toHaveLength(1);
  });

  it('removes nothing where the functions may not be listed', async () => {
    const sweeping = new Sweeping(small(), [HOME]);
    await sweeping.sweep();
    sweeping.account.functionsOf.set(HOME, []);
    sweeping.account.refusals = { functions: denied('lambda:ListFunctions') };
    await sweeping.sweep();
    expect(await sweeping.state.functions.get([functionArn('orders', HOME)])).toHaveLength(1);
    expect(sweeping.metrics.counts.get('UnknownFacts lambda:ListFunctions')).toBe(1);
    expect(sweeping.metrics.counts.get('SweepsCompleted')).toBe(2);
  });

  it('says of every function that its event source mappings are not known', async () => {
    const sweeping = new Sweeping(small(), [HOME]);
    const reason = denied('lambda:ListEventSourceMappings');
    sweeping.account.refusals = { mappings: reason };
    await sweeping.sweep();
    const [orders] = await sweeping.state.functions.get([functionArn('orders', HOME)]);
    expect(orders?.part.gaps).toEqual([
      { collection: 'EventSourceMappings', of: functionArn('orders', HOME), reason },
    ]);
  });

  it.each(['functions', 'mappings', 'authorizationDetails'] as const)(
    'leaves a step whose listing of %s fails for redelivery',
    async (listing) => {
      const sweeping = new Sweeping(small(), [HOME]);
      sweeping.account.refusals = { [listing]: { kind: 'failed', call: 'the:Call' } };
      await expect(sweeping.sweep()).rejects.toThrow('the:Call failed');
      expect(sweeping.metrics.counts.get('SweepsCompleted')).toBeUndefined();
    },
  );

  it('leaves what an event stored after the sweep began', async () => {
    const sweeping = new Sweeping(small(), [HOME]);
    const arn = functionArn('orders', HOME);
    const later = await sweeping.account.reader.lambdaFunction(HOME, arn);
    if (!later.known || later.value === undefined) throw new Error('the account knows it');
    await sweeping.state.functions.put({
      ...later.value,
      vpcIds: ['vpc-later'],
      capturedAt: '2026-12-24T00:00:00Z',
    });
    await sweeping.sweep();
    const [orders] = await sweeping.state.functions.get([arn]);
    expect(orders?.vpcIds).toEqual(['vpc-later']);
  });
});

describe('repeated and concurrent sweeps', () => {
  const start = JSON.stringify({ lambdaVpcAuditor: 1, kind: 'sweep' });

  it('does not begin while another is under way', async () => {
    const sweeping = new Sweeping(small(), [HOME]);
    await sweeping.deliver(start, 'first');
    await sweeping.deliver(start, 'second');
    expect(sweeping.log.lines).toContainEqual({
      level: 'warn',
      message: 'Another sweep is under way: this one does not begin',
      fields: { sweepId: 'second' },
    });
    await sweeping.drain();
    expect(sweeping.metrics.counts.get('SweepsStarted')).toBe(1);
    expect(sweeping.metrics.counts.get('SweepsCompleted')).toBe(1);
  });

  it('takes over from one that has not reported for an hour, whose steps are then not needed', async () => {
    const sweeping = new Sweeping(small(), [HOME]);
    await sweeping.deliver(start, 'first');
    const orphan = sweeping.queues.takeSweep();
    sweeping.account.now = new Date(sweeping.account.now.getTime() + 61 * 60_000);
    await sweeping.deliver(start, 'second');
    if (orphan !== undefined) await sweeping.deliver(orphan);
    expect(sweeping.log.lines.at(-1)?.fields).toMatchObject({ status: 'superseded' });
    await sweeping.drain();
    expect(sweeping.metrics.counts.get('SweepsCompleted')).toBe(1);
  });

  it('does every step once, however often its message is delivered', async () => {
    const sweeping = new Sweeping(small(), [HOME]);
    await sweeping.deliver(start, 'first');
    await sweeping.deliver(start, 'first');
    for (
      let message = sweeping.queues.takeSweep();
      message;
      message = sweeping.queues.takeSweep()
    ) {
      await sweeping.deliver(message);
      await sweeping.deliver(message);
    }
    expect(sweeping.units.filter((one) => one === 'account')).toHaveLength(1);
    expect(sweeping.units.filter((one) => one === `vpc/${HOME}/vpc-1`)).toHaveLength(1);
    expect(sweeping.metrics.counts.get('SweepsCompleted')).toBe(1);
  });
});

describe('other messages of the sweep queue', () => {
  it('reads the facts again, then gives the event back', async () => {
    const sweeping = new Sweeping(small(), [HOME]);
    const event = { 'detail-type': 'AWS API Call via CloudTrail' };
    await sweeping.deliver(
      JSON.stringify({
        lambdaVpcAuditor: 1,
        kind: 'refresh',
        region: OTHER,
        topics: ['databases', 'account'],
        event,
      }),
    );
    expect(sweeping.account.asked).toEqual([`topic ${OTHER} databases`, `account ${HOME}`]);
    expect(sweeping.requests.map(({ request }) => request)).toEqual([
      { lambdaVpcAuditor: 1, kind: 'event', event, factsRead: true },
    ]);
  });

  it('reads a topic once for requests that are handled together', async () => {
    const sweeping = new Sweeping(small(), [HOME]);
    const body = (id: number) =>
      JSON.stringify({
        lambdaVpcAuditor: 1,
        kind: 'refresh',
        region: HOME,
        topics: ['databases'],
        event: { id },
      });
    await Promise.all([1, 2, 3].map((id) => sweeping.deliver(body(id))));
    expect(sweeping.account.asked).toEqual([`topic ${HOME} databases`]);
    expect(sweeping.requests).toHaveLength(3);
  });

  it.each([
    ['no JSON', 'sweep!', 'not JSON'],
    ['something else', '{"a":1}', 'kind: missing, expected'],
    [
      'a sweep of another version',
      '{"lambdaVpcAuditor":2,"kind":"sweep"}',
      'lambdaVpcAuditor: expected 1, got 2',
    ],
    [
      'an unknown phase',
      '{"lambdaVpcAuditor":1,"kind":"sweep-step","sweepId":"s","number":1,"startedAt":"2026-12-01T00:00:00Z","regions":[],"work":{"phase":"guess"}}',
      'work.phase: ',
    ],
    [
      'a time that is none',
      '{"lambdaVpcAuditor":1,"kind":"sweep-step","sweepId":"s","number":1,"startedAt":"today","regions":[],"work":{"phase":"start"}}',
      'startedAt: expected a time such as 2026-11-20T12:00:00Z, got "today"',
    ],
  ])('sets %s aside at once', async (_, body, reason) => {
    const sweeping = new Sweeping(small(), [HOME]);
    await sweeping.deliver(body);
    const [letter] = sweeping.queues.deadLetters;
    expect(letter?.body).toBe(body);
    expect(letter?.reason).toContain(reason);
    expect(sweeping.metrics.counts.get('MessagesSetAside')).toBe(1);
  });
});
