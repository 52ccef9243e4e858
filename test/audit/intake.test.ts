import { beforeEach, describe, expect, it } from 'vitest';
import { CHANGE_CATALOGUE } from '../../shared/events/change-catalogue.ts';
import { unknown } from '../../shared/model/fact.ts';
import type { KeptFunction } from '../../shared/ports/account-part-reader.ts';
import { changed, itemsOf, withFields } from '../builders/changed.ts';
import { realId, withRealIds } from '../builders/real-ids.ts';
import { t05 } from '../builders/reference-design.ts';
import { ACCOUNT, functionArn, item, localRoute, REGION, VPC } from '../builders/snapshot.ts';
import { attachedFunction, vpc } from '../builders/topology.ts';
import { envelopeOf, recordOf } from '../fixtures/events/inferred-events.ts';
import { Auditing, event, ours } from './auditing.ts';

const T05 = withRealIds(t05());
const THE_VPC = realId(VPC);
const TABLE = realId('rtb-public-a');
const LOST = withFields(T05, 'RouteTables', TABLE, { Routes: [localRoute()] });
const deleteRoute = event('ec2', 'DeleteRoute', { routeTableId: TABLE });
const updateFunction = event('lambda', 'UpdateFunctionConfiguration20150331v2', {
  functionName: 'orders',
});

let auditing: Auditing;

beforeEach(async () => {
  auditing = await Auditing.of(T05);
});

const count = (name: string) => auditing.metrics.counts.get(name);

/** Events that were counted, of whatever kind. */
const received = () =>
  [...auditing.metrics.counts]
    .filter(([key]) => key.startsWith('EventsReceived '))
    .reduce((sum, [, value]) => sum + value, 0);

describe('a message that nobody can work with', () => {
  it.each([
    ['is not JSON', 'hello', 'not JSON'],
    ['is no event', '{"a": 1}', /^expected a CloudTrail record/],
    ['lacks what an event must have', '{"eventName": "CreateRoute"}', 'eventSource: missing'],
    ['is a request for something unknown', ours({ kind: 'tidy' }), /kind/],
    [
      'asks for the audit of something unknown',
      ours({ kind: 'audit', units: [{ kind: 'region' }], cause: {} }),
      /units/,
    ],
    [
      'says nothing of its cause',
      ours({ kind: 'audit', units: [], cause: { time: 'never' } }),
      /cause/,
    ],
    [
      'brings back what is no event',
      ours({ kind: 'event', event: {}, factsRead: true }),
      /expected/,
    ],
  ])('%s: it is set aside at once, with the reason', async (_, body, reason) => {
    expect(await auditing.deliver(body)).toEqual([]);
    const [letter] = auditing.queues.deadLetters;
    expect(letter?.body).toBe(body);
    expect(letter?.reason).toMatch(reason);
    expect(count('MessagesSetAside')).toBe(1);
  });

  it('is of another account', async () => {
    const body = JSON.stringify(
      recordOf('ec2', 'DeleteRoute', { recipientAccountId: '999900001111' }),
    );
    await auditing.deliver(body);
    expect(auditing.queues.deadLetters).toMatchObject([
      { reason: 'the event is of account 999900001111' },
    ]);
  });

  it('does not keep the others of its batch waiting', async () => {
    auditing.become(LOST);
    expect(await auditing.deliver('hello', deleteRoute)).toEqual([]);
    expect(auditing.told()).toEqual(['opened function-internet-egress orders']);
  });

  it('comes again where it cannot be set aside', async () => {
    const changeQueue = {
      ...auditing.queues.changeQueue,
      setAside: () => Promise.reject(new Error('throttled')),
    };
    auditing.replace({ changeQueue });
    auditing.become(LOST);
    expect(await auditing.deliver('hello', deleteRoute)).toEqual([0]);
    expect(auditing.told()).toHaveLength(1);
  });
});

describe('an event that concerns nobody', () => {
  it.each([
    ['read-only', event('ec2', 'DescribeVpcs', {}, { readOnly: true })],
    ['failed', event('ec2', 'DeleteRoute', {}, { errorCode: 'Client.UnauthorizedOperation' })],
    ['dry-run', event('ec2', 'DeleteRoute', {}, { errorCode: 'Client.DryRunOperation' })],
    ['not-followed', event('ec2', 'RunInstances', {})],
    ['region-not-audited', event('ec2', 'DeleteRoute', {}, { awsRegion: 'eu-west-1' })],
    ['nothing-audited', event('ec2', 'StopInstances', { instanceId: 'i-12345678' })],
    [
      'not-an-api-call',
      JSON.stringify(envelopeOf(recordOf('ec2', 'DeleteRoute'), { 'detail-type': 'Other' })),
    ],
  ])('is ignored and counted: %s', async (reason, body) => {
    expect(await auditing.deliver(body)).toEqual([]);
    expect(count(`EventsIgnored ${reason}`)).toBe(1);
    expect(received()).toBe(1);
    expect(auditing.account.calls.get('vpcs')).toBeUndefined();
  });

  it('is asked of EC2 where it names something that no index knows', async () => {
    await auditing.deliver(
      event('ec2', 'AuthorizeSecurityGroupIngress', { groupId: 'sg-99999999' }),
    );
    expect(auditing.account.calls.get('locate')).toBe(1);
    expect(count('EventsIgnored nothing-audited')).toBe(1);
  });
});

describe('a change of facts that are kept for the region', () => {
  const associate = event('ec2', 'AssociateDhcpOptions', {
    dhcpOptionsId: 'dopt-12345678',
    vpcId: THE_VPC,
  });

  it('has them read again first, and comes back', async () => {
    expect(await auditing.deliver(associate)).toEqual([]);
    expect(auditing.account.calls.get('vpcs')).toBeUndefined();
    const sent = JSON.parse(auditing.queues.takeSweep()?.body ?? '') as Record<string, unknown>;
    expect(sent).toMatchObject({ kind: 'refresh', region: REGION, topics: ['dhcp-options'] });
    await auditing.queues.changeQueue.redeliver(sent['event']);
    await auditing.deliver(...auditing.queues.takeChanges().map(({ body }) => body));
    expect(auditing.account.calls.get('vpcs')).toBe(1);
    expect(received()).toBe(1);
  });

  it('is told by its call where others of its kind touch no facts', async () => {
    await auditing.deliver(
      event('ec2', 'ModifyVpcAttribute', { vpcId: THE_VPC }),
      event('ec2', 'AuthorizeSecurityGroupEgress', { groupId: realId('sg-0a') }),
    );
    expect(auditing.queues.takeSweep()).toBeUndefined();
    expect(auditing.account.calls.get('vpcs')).toBe(1);
  });

  it.each([
    ['database', 'rds', 'ModifyDBInstance', { dBInstanceIdentifier: 'orders' }],
    ['file-system', 'elasticfilesystem', 'CreateMountTarget', { fileSystemId: 'fs-12345678' }],
    ['account', 'organizations', 'AttachPolicy', { policyId: 'p-1' }],
  ])('of %s goes to the sweep', async (_, source, name, parameters) => {
    await auditing.deliver(event(source, name, parameters));
    expect(auditing.queues.takeSweep()?.body).toContain('"refresh"');
  });
});

describe('an event that leaves out what it is about', () => {
  it('asks for a sweep where only a sweep can find it', async () => {
    const omitted = { omitted: true, reason: 'requestParameters too large' };
    await auditing.deliver(event('iam', 'PutRolePolicy', omitted));
    expect(JSON.parse(auditing.queues.takeSweep()?.body ?? '')).toEqual({
      lambdaVpcAuditor: 1,
      kind: 'sweep',
    });
    expect(count('EventsIgnored nothing-audited')).toBeUndefined();
  });
});

describe('a change of more than one run can audit', () => {
  const many = changed(T05, {
    Vpcs: Array.from({ length: 23 }, (_, index) =>
      vpc({ VpcId: `vpc-${String(index).padStart(8, '0')}` }),
    ),
  });

  it('is spread over messages of five VPCs each, some seconds apart', async () => {
    await auditing.sweepFacts(many);
    await auditing.deliver(event('ec2', 'DeleteSecurityGroup', { groupName: 'orders' }));
    const requests = auditing.takeRequests();
    expect(requests.map(({ units }) => units.length)).toEqual([5, 5, 5, 5, 4]);
    expect(requests.map(({ delaySeconds }) => delaySeconds)).toEqual([0, 15, 30, 45, 60]);
    expect(requests[0]?.cause).toMatchObject({ name: 'DeleteSecurityGroup' });
    expect(auditing.account.calls.get('vpcs')).toBeUndefined();
  });

  it('is spread by roles, which are read again with their functions', async () => {
    const policyArn = `arn:aws:iam::${ACCOUNT}:policy/shared`;
    const names = Array.from({ length: 12 }, (_, index) => `role-${index}`);
    const roles = names.map((RoleName) =>
      item('RoleDetailList', {
        Arn: `arn:aws:iam::${ACCOUNT}:role/${RoleName}`,
        RoleName,
        AttachedManagedPolicies: [{ PolicyArn: policyArn }],
      }),
    );
    const Functions = names.map((FunctionName) =>
      attachedFunction([realId('subnet-private-a')], [realId('sg-0a')], {
        FunctionName,
        VpcConfig: {
          VpcId: THE_VPC,
          SubnetIds: [realId('subnet-private-a')],
          SecurityGroupIds: [realId('sg-0a')],
        },
        Role: `arn:aws:iam::${ACCOUNT}:role/${FunctionName}`,
      }),
    );
    const given = changed(T05, { RoleDetailList: roles, Functions });
    auditing.become(given);
    await auditing.sweepFacts(given);
    await auditing.deliver(event('iam', 'SetDefaultPolicyVersion', { policyArn }));
    const requests = auditing.takeRequests();
    expect(requests.map(({ roleArns }) => roleArns?.length)).toEqual([5, 5, 2]);
    expect(auditing.account.calls.get('role')).toBeUndefined();
    await auditing.deliver(ours(requests[0] ?? {}));
    expect(auditing.account.calls.get('role')).toBe(5);
    expect(auditing.account.calls.get('vpcs')).toBe(1);
  });
});

function unanswered(kind: 'failed' | 'denied') {
  return () => Promise.resolve(unknown({ kind, call: 'lambda:GetFunctionConfiguration' }));
}

describe('a change of a function', () => {
  const orders = itemsOf(T05, 'Functions')[0];
  const moved = (VpcConfig: object | undefined) =>
    changed(T05, { Functions: [item('Functions', { ...orders, VpcConfig })], Aliases: [] });

  it('reads it again, once for all events of a batch, and no other', async () => {
    await auditing.deliver(updateFunction, updateFunction, updateFunction);
    expect(auditing.account.calls.get('lambdaFunction')).toBe(1);
    expect(auditing.account.calls.get('vpcs')).toBe(1);
    expect(count('EventsCoalesced')).toBe(2);
  });

  it('tells the reader what the inventory holds of it and its role', async () => {
    let told: KeptFunction | undefined;
    auditing.replaceReader({
      lambdaFunction: (_region, _arn, kept) => {
        told = kept;
        return Promise.resolve(unknown({ kind: 'denied', call: 'lambda:ListVersionsByFunction' }));
      },
    });
    await auditing.deliver(updateFunction);
    expect(told?.item).toMatchObject({ functionArn: orders?.FunctionArn, vpcIds: [THE_VPC] });
    expect(told?.roles.map(({ roleArn }) => roleArn)).toEqual([orders?.Role]);
  });

  it('reads a role that it takes up, and not the one that it keeps', async () => {
    const [role] = itemsOf(T05, 'RoleDetailList');
    const Arn = `arn:aws:iam::${ACCOUNT}:role/other`;
    const given = changed(T05, {
      Functions: [item('Functions', { ...orders, Role: Arn })],
      Aliases: [],
      RoleDetailList: [item('RoleDetailList', { ...role, Arn, RoleName: 'other' })],
    });
    await auditing.deliver(updateFunction);
    expect(auditing.account.calls.get('role')).toBeUndefined();
    auditing.become(given);
    await auditing.deliver(updateFunction);
    expect(auditing.account.calls.get('role')).toBe(1);
  });

  it('asks for the audit of the VPC that it leaves, before that is forgotten', async () => {
    auditing.become(moved(undefined));
    await auditing.deliver(updateFunction);
    expect(auditing.takeRequests()).toMatchObject([
      { units: [{ kind: 'vpc', vpcId: THE_VPC }], delaySeconds: 60 },
    ]);
    const [stored] = await auditing.state.functions.get([functionArn('orders')]);
    expect(stored?.vpcIds).toEqual([]);
  });

  it('that Lambda does not know any more archives its findings', async () => {
    auditing.become(LOST);
    await auditing.deliver(deleteRoute);
    auditing.become(changed({ given: LOST }, { Functions: [], Aliases: [] }));
    await auditing.deliver(event('lambda', 'DeleteFunction20150331', { functionName: 'orders' }));
    expect(auditing.told()).toEqual([
      'opened function-internet-egress orders',
      'archived function-internet-egress orders',
    ]);
    expect(await auditing.state.functions.get([functionArn('orders')])).toEqual([]);
  });

  it('comes again where Lambda does not answer, and it alone', async () => {
    auditing.become(LOST);
    auditing.replaceReader({ lambdaFunction: unanswered('failed') });
    expect(await auditing.deliver(updateFunction, deleteRoute)).toEqual([0]);
    expect(auditing.told()).toHaveLength(1);
  });

  it('is judged by what is known of it where Lambda refuses', async () => {
    auditing.become(LOST);
    auditing.replaceReader({ lambdaFunction: unanswered('denied') });
    expect(await auditing.deliver(updateFunction)).toEqual([]);
    expect(auditing.told()).toHaveLength(1);
    expect(count('UnknownFacts lambda:GetFunctionConfiguration')).toBe(1);
  });

  it('of another account or region that an event names is left alone', async () => {
    const functionName = functionArn('orders', 'eu-west-1');
    await auditing.deliver(event('lambda', 'UpdateFunctionCode20150331v2', { functionName }));
    expect(auditing.account.calls.get('lambdaFunction')).toBeUndefined();
    expect(count('EventsIgnored nothing-audited')).toBe(1);
  });
});

describe('a change of a role', () => {
  const [role] = itemsOf(T05, 'RoleDetailList');
  const name = role?.Arn.split('/').at(-1) ?? '';
  const detach = event('iam', 'DetachRolePolicy', {
    roleName: name,
    policyArn: 'arn:aws:iam::aws:policy/x',
  });

  it('reads it again and audits the VPCs of its functions', async () => {
    auditing.become(
      changed(T05, {
        RoleDetailList: [
          item('RoleDetailList', { ...role, AttachedManagedPolicies: [], RolePolicyList: [] }),
        ],
      }),
    );
    await auditing.deliver(detach);
    expect(auditing.account.calls.get('role')).toBe(1);
    expect(auditing.account.calls.get('lambdaFunction')).toBeUndefined();
    expect(auditing.told('securityhub')).toContain('opened role-eni-permissions orders');
  });

  it('that is gone is known to be gone, and is found again by its name', async () => {
    auditing.become({ ...changed(T05, { RoleDetailList: [] }), notFound: [role?.Arn ?? ''] });
    await auditing.deliver(event('iam', 'DeleteRole', { roleName: name }));
    expect(auditing.told()).toContain('opened role-eni-permissions orders');
    expect(await auditing.state.roles.named(name)).toBe(role?.Arn);
  });

  it('that no function runs with is not read', async () => {
    await auditing.deliver(event('iam', 'PutRolePolicy', { roleName: 'nobody' }));
    expect(auditing.account.calls.get('role')).toBeUndefined();
    expect(count('EventsIgnored nothing-audited')).toBe(1);
  });

  it('that the inventory lacks is read by the audit that meets it, once', async () => {
    await auditing.state.roles.remove(role?.Arn ?? '', '2026-11-21T00:00:00Z');
    await auditing.deliver(deleteRoute);
    expect(auditing.account.calls.get('role')).toBe(1);
  });

  it('that the configuration names has the account judged too', async () => {
    const configured = await Auditing.of({
      ...T05,
      configuration: {
        controls: {
          'deployer-describe-permissions': { parameters: { deployerArns: [role?.Arn ?? ''] } },
        },
      },
    });
    await configured.deliver(detach);
    expect(configured.queues.takeSweep()?.body).toContain('"topics":["account"]');
    await configured.deliver(
      ours({ kind: 'event', event: JSON.parse(detach) as object, factsRead: true }),
    );
    const units = configured.log.lines.map(({ fields }) => fields['unit']);
    expect(units).toContain('account');
  });
});

describe('every call of the catalogue', () => {
  it('is taken in without failing', async () => {
    const bodies = CHANGE_CATALOGUE.flatMap(
      ({ eventSource, exact = [], dated = [], prefix = [] }) =>
        [...exact, ...dated, ...prefix].map((name) =>
          event(eventSource.split('.')[0] ?? '', name, { vpcId: THE_VPC }),
        ),
    );
    expect(await auditing.deliver(...bodies)).toEqual([]);
    expect(auditing.queues.deadLetters).toEqual([]);
    expect(received()).toBe(bodies.length);
  });
});
