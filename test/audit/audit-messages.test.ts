import { beforeEach, describe, expect, it } from 'vitest';
import type { AuditUnit } from '../../shared/events/audit-unit.ts';
import type { ResourceFindings } from '../../shared/findings/stored-finding.ts';
import type { FindingStore } from '../../shared/ports/finding-store.ts';
import { joinParts } from '../../shared/model/snapshot-part.ts';
import { changed, itemsOf, withFields } from '../builders/changed.ts';
import { realId, withRealIds } from '../builders/real-ids.ts';
import { t05 } from '../builders/reference-design.ts';
import { functionArn, item, localRoute, REGION, VPC } from '../builders/snapshot.ts';
import type { SnapshotChanges } from '../builders/snapshot.ts';
import { TOPOLOGIES } from '../builders/topologies.ts';
import { vpc } from '../builders/topology.ts';
import { Auditing, event, ours } from './auditing.ts';

const T05 = withRealIds(t05());
const UNIT: AuditUnit = { kind: 'vpc', region: REGION, vpcId: realId(VPC) };
const TABLE = realId('rtb-public-a');
const ORDERS = functionArn('orders');
const EGRESS = 'function-internet-egress';
const OPENED = `opened ${EGRESS} orders`;
const LOST: SnapshotChanges = withFields(T05, 'RouteTables', TABLE, { Routes: [localRoute()] });

const replaceRoute = event('ec2', 'ReplaceRoute', { routeTableId: TABLE });
const updateFunction = event('lambda', 'UpdateFunctionConfiguration20150331v2', {
  functionName: 'orders',
});

let auditing: Auditing;

beforeEach(async () => {
  auditing = await Auditing.of(T05);
});

async function recordOf(id = ORDERS): Promise<ResourceFindings | undefined> {
  return (await auditing.state.findings.get([id]))[0];
}

/** Lets the store of findings answer otherwise. */
function replaceFindings(changes: Partial<FindingStore>): void {
  auditing.replaceState({ findings: { ...auditing.state.findings, ...changes } });
}

describe('a change', () => {
  it('opens what it broke, says so once on each channel, and resolves it when it is undone', async () => {
    auditing.become(LOST);
    expect(await auditing.deliver(replaceRoute)).toEqual([]);
    for (const channel of ['alerts', 'securityhub', 'events'] as const) {
      expect(auditing.told(channel)).toEqual([OPENED]);
    }
    expect(await recordOf()).toMatchObject({
      pending: [],
      findings: { [EGRESS]: { state: 'OPEN', verdict: { vpcId: realId(VPC) } } },
    });
    auditing.become(T05.given);
    await auditing.deliver(replaceRoute);
    expect(auditing.told()).toEqual([OPENED, `resolved ${EGRESS} orders`]);
  });

  it('is told with who made it and what it named', async () => {
    auditing.become(LOST);
    await auditing.deliver(replaceRoute);
    expect(auditing.channels.alerts.told[0]?.cause).toMatchObject({
      name: 'ReplaceRoute',
      actor: { principalArn: 'arn:aws:iam::111122223333:user/alice' },
      resources: [TABLE],
    });
  });

  it('is read once with all others of its VPC, and costs Lambda and IAM nothing', async () => {
    auditing.become(LOST);
    await auditing.deliver(...Array.from({ length: 10 }, () => replaceRoute));
    expect([...auditing.account.calls]).toEqual([['vpcs', 1]]);
    expect(auditing.told()).toEqual([OPENED]);
    expect(auditing.metrics.counts.get('EventsCoalesced')).toBe(9);
  });

  it('that comes twice, or late, is not told again', async () => {
    auditing.become(LOST);
    await auditing.deliver(replaceRoute);
    await auditing.deliver(replaceRoute);
    expect(auditing.told()).toEqual([OPENED]);
  });

  it('is judged by what is there when it comes, not by what it says', async () => {
    await auditing.deliver(replaceRoute);
    expect(auditing.told()).toEqual([]);
  });

  it('is measured', async () => {
    auditing.become(LOST);
    await auditing.deliver(replaceRoute);
    const { counts, durations } = auditing.metrics;
    expect(counts.get('EventsReceived route')).toBe(1);
    expect(counts.get('Transitions opened')).toBe(1);
    expect(counts.get('OpenFindings HIGH')).toBe(1);
    expect(counts.get('Verdicts FAILED')).toBeGreaterThan(0);
    expect(counts.get('Verdicts PASSED')).toBeGreaterThan(0);
    expect(durations.get('EventAge')?.[0]).toBeCloseTo(30, 0);
  });
});

describe('an audit that another one overtook', () => {
  it('stores nothing, and its messages are done', async () => {
    auditing.become(LOST);
    await auditing.state.findings.claim(UNIT, '2026-11-20T13:00:00.000Z');
    expect(await auditing.deliver(replaceRoute)).toEqual([]);
    expect(auditing.told()).toEqual([]);
    expect(auditing.metrics.counts.get('AuditsSuperseded')).toBe(1);
    expect(auditing.takeRequests()).toEqual([]);
  });

  it('stores nothing more where that happens while it writes', async () => {
    auditing.become(LOST);
    replaceFindings({ put: () => Promise.resolve('superseded') });
    expect(await auditing.deliver(replaceRoute)).toEqual([]);
    expect(auditing.told()).toEqual([]);
    expect(auditing.metrics.counts.get('AuditsSuperseded')).toBe(1);
  });

  it('tells what it had stored before it crashed', async () => {
    auditing.become(LOST);
    auditing.channels.alerts.refuses = () => true;
    await auditing.deliver(replaceRoute);
    auditing.channels.alerts.refuses = () => false;
    await auditing.state.findings.claim(UNIT, '2026-11-20T13:00:00.000Z');
    expect(await auditing.redeliver(replaceRoute)).toEqual([]);
    expect(auditing.told()).toEqual([OPENED]);
  });
});

describe('a record that somebody else wrote', () => {
  it('is read and reconciled again', async () => {
    auditing.become(LOST);
    await auditing.deliver(replaceRoute);
    auditing.become(T05.given);
    const { findings } = auditing.state;
    let conflicts = 2;
    auditing.replaceState({
      findings: {
        ...findings,
        put: (record, claim) => {
          conflicts -= 1;
          return conflicts >= 0 ? Promise.resolve('conflict') : findings.put(record, claim);
        },
      },
    });
    expect(await auditing.deliver(replaceRoute)).toEqual([]);
    expect(auditing.told()).toEqual([OPENED, `resolved ${EGRESS} orders`]);
  });

  it('over and over brings the message back', async () => {
    auditing.become(LOST);
    replaceFindings({ put: () => Promise.resolve('conflict') });
    expect(await auditing.deliver(replaceRoute)).toEqual([0]);
  });
});

describe('what fails', () => {
  it('in reading brings back the messages of what was read', async () => {
    auditing.replaceReader({ vpcs: () => Promise.reject(new Error('no credentials')) });
    expect(await auditing.deliver(replaceRoute, updateFunction)).toEqual([0, 1]);
  });

  it('in one unit brings back its messages alone', async () => {
    const other = 'vpc-99999999';
    auditing.become(
      changed({ given: LOST }, { Vpcs: [...itemsOf(T05, 'Vpcs'), vpc({ VpcId: other })] }),
    );
    const { findings } = auditing.state;
    auditing.replaceState({
      findings: {
        ...findings,
        claim: (unit, capturedAt) =>
          unit.kind === 'vpc' && unit.vpcId === other
            ? Promise.reject(new Error('throttled'))
            : findings.claim(unit, capturedAt),
      },
    });
    const endpoint = event('ec2', 'CreateVpcEndpoint', { vpcId: other });
    expect(await auditing.deliver(endpoint, replaceRoute)).toEqual([0]);
    expect(auditing.told()).toEqual([OPENED]);
  });

  it('on one channel is tried again on that channel alone', async () => {
    auditing.become(LOST);
    auditing.channels.alerts.refuses = () => true;
    expect(await auditing.deliver(replaceRoute)).toEqual([0]);
    expect(auditing.metrics.counts.get('PublishFailures alerts')).toBe(1);
    auditing.channels.alerts.refuses = () => false;
    expect(await auditing.redeliver(replaceRoute)).toEqual([]);
    expect(auditing.told('alerts')).toEqual([OPENED]);
    expect(auditing.told('securityhub')).toEqual([OPENED]);
    expect(await recordOf()).toMatchObject({ pending: [] });
  });

  it('as a whole channel does not keep the others silent', async () => {
    auditing.become(LOST);
    const broken = { publish: () => Promise.reject(new Error('a fault of ours')) };
    auditing.replace({ publishers: { ...auditing.channels, securityhub: broken } });
    expect(await auditing.deliver(replaceRoute)).toEqual([0]);
    expect(auditing.told('alerts')).toEqual([OPENED]);
  });

  it('in marking is told again', async () => {
    auditing.become(LOST);
    replaceFindings({ markPublished: () => Promise.reject(new Error('throttled')) });
    expect(await auditing.deliver(replaceRoute)).toEqual([0]);
    replaceFindings({});
    await auditing.redeliver(replaceRoute);
    expect(auditing.told()).toEqual([OPENED, OPENED]);
  });
});

describe('what another audit stored and did not tell', () => {
  beforeEach(async () => {
    auditing.become(LOST);
    for (const channel of Object.values(auditing.channels)) channel.refuses = () => true;
    await auditing.deliver(replaceRoute);
    for (const channel of Object.values(auditing.channels)) channel.refuses = () => false;
  });

  it('is left to it while it may be about to', async () => {
    expect(await auditing.deliver(updateFunction)).toEqual([]);
    expect(auditing.told()).toEqual([]);
  });

  it('is told when its message comes again', async () => {
    await auditing.redeliver(replaceRoute);
    expect(auditing.told()).toEqual([OPENED]);
  });

  it('is told by any audit once nobody else can be about to', async () => {
    auditing.now = new Date(auditing.now.getTime() + 6 * 60_000);
    await auditing.deliver(updateFunction);
    expect(auditing.told()).toEqual([OPENED]);
  });
});

describe('what is gone', () => {
  const ENDPOINT = realId('vpce-lambda');
  const broken = withFields(T05, 'VpcEndpoints', ENDPOINT, {
    SubnetIds: [realId('subnet-private-a')],
  });
  const modify = event('ec2', 'ModifyVpcEndpoint', {
    ModifyVpcEndpointRequest: { VpcEndpointId: ENDPOINT },
  });
  const arn = `arn:aws:ec2:${REGION}:111122223333:vpc-endpoint/${ENDPOINT}`;

  beforeEach(async () => {
    auditing.become(broken);
    await auditing.deliver(modify);
    auditing.channels.alerts.told.length = 0;
  });

  it('is archived when it was read and is not there', async () => {
    expect((await recordOf(arn))?.findings).toMatchObject({
      'lambda-endpoint-multi-az': { state: 'OPEN' },
    });
    auditing.become(
      changed(
        { given: broken },
        {
          VpcEndpoints: itemsOf(T05, 'VpcEndpoints').filter(
            (one) => one.VpcEndpointId !== ENDPOINT,
          ),
        },
      ),
    );
    await auditing.deliver(modify);
    expect((await recordOf(arn))?.findings).toMatchObject({
      'lambda-endpoint-multi-az': { state: 'ARCHIVED' },
    });
    expect(auditing.channels.securityhub.told.at(-1)?.kind).toBe('archived');
  });

  it.each(['denied', 'failed'] as const)('stays where the reading of it %s', async (kind) => {
    auditing.become({
      ...broken,
      collections: { ...broken.collections, VpcEndpoints: undefined },
      gaps: [{ collection: 'VpcEndpoints', reason: { kind, call: 'ec2:DescribeVpcEndpoints' } }],
    });
    await auditing.deliver(modify);
    expect((await recordOf(arn))?.findings).toMatchObject({
      'lambda-endpoint-multi-az': { state: 'OPEN' },
    });
    const [index] = await auditing.state.network.all(REGION);
    expect(index?.inUse).toBe(true);
    // Denied, it will be unknown for long; failed, it is as it was until the next reading.
    expect(index?.ids.includes(ENDPOINT)).toBe(kind === 'failed');
  });

  it('is archived with its VPC, of which the index goes too', async () => {
    auditing.become({
      collections: {
        Vpcs: [],
        Subnets: [],
        RouteTables: [],
        SecurityGroups: [],
        NetworkAcls: [],
        Functions: [],
      },
      notFound: [realId(VPC)],
    });
    await auditing.state.functions.remove(ORDERS, '2026-11-20T13:00:00Z');
    await auditing.deliver(event('ec2', 'DeleteVpc', { vpcId: realId(VPC) }));
    expect((await recordOf(arn))?.findings).toMatchObject({
      'lambda-endpoint-multi-az': { state: 'ARCHIVED' },
    });
    expect(await auditing.state.network.all(REGION)).toEqual([]);
  });
});

describe('a function that moves', () => {
  const other = 'vpc-99999999';
  const subnets = ['subnet-99999991', 'subnet-99999992'];
  const orders = itemsOf(T05, 'Functions')[0];
  const given = changed(
    { given: LOST },
    {
      Vpcs: [...itemsOf(T05, 'Vpcs'), vpc({ VpcId: other })],
      Subnets: [
        ...itemsOf(T05, 'Subnets'),
        ...subnets.map((SubnetId) =>
          item('Subnets', { ...itemsOf(T05, 'Subnets')[0], SubnetId, VpcId: other }),
        ),
      ],
      Functions: [
        item('Functions', { ...orders, VpcConfig: { SubnetIds: subnets, SecurityGroupIds: [] } }),
      ],
      Aliases: [],
    },
  );

  it('takes its findings along: the same ones, not archived in between', async () => {
    auditing.become(LOST);
    await auditing.deliver(replaceRoute);
    const before = (await recordOf())?.findings[EGRESS];
    auditing.become(given);
    await auditing.deliver(updateFunction);
    const record = await recordOf();
    expect(record?.unit).toMatchObject({ vpcId: other });
    expect(record?.findings[EGRESS]).toMatchObject({ createdAt: before?.createdAt });
    expect(auditing.told()).not.toContain(`archived ${EGRESS} orders`);
  });

  it('is handed over by the unit that it left, where that one comes first', async () => {
    auditing.become(LOST);
    await auditing.deliver(replaceRoute);
    auditing.become(given);
    await auditing.sweepFacts(given);
    auditing.takeRequests();
    await auditing.deliver(
      ours({
        kind: 'audit',
        units: [UNIT],
        cause: { name: 'sweep', time: '2026-11-20T12:02:00Z', region: REGION, resources: [] },
      }),
    );
    expect((await recordOf())?.unit).toMatchObject({ vpcId: other });
    const requests = auditing.takeRequests();
    expect(requests).toMatchObject([{ units: [{ vpcId: other }], delaySeconds: 10 }]);
    await auditing.deliver(...requests.map(ours));
    expect((await recordOf())?.findings[EGRESS]?.state).toBe('OPEN');
  });
});

describe('a group and a version', () => {
  it('that nobody uses any more are archived', async () => {
    const broad = changed(T05, {
      SecurityGroups: itemsOf(T05, 'SecurityGroups').map((group) =>
        group.GroupId === realId('sg-0a')
          ? item('SecurityGroups', {
              ...group,
              IpPermissionsEgress: [{ IpProtocol: '-1', IpRanges: [{ CidrIp: '0.0.0.0/0' }] }],
            })
          : group,
      ),
    });
    auditing.become(broad);
    await auditing.deliver(replaceRoute);
    const told = auditing.told('securityhub');
    expect(told.some((one) => one.startsWith('opened function-sg-egress-broad'))).toBe(true);
    auditing.become(changed({ given: broad }, { Functions: [], Aliases: [] }));
    await auditing.deliver(updateFunction);
    const archived = auditing.channels.securityhub.told.filter(({ kind }) => kind === 'archived');
    expect(archived.map(({ reason }) => reason)).toContain('no function uses it');
  });
});

describe('the facts that VPCs of a region are judged with', () => {
  it('are those of the account wherever they are kept', async () => {
    auditing.replace({ regions: ['eu-west-1', REGION] });
    const policies = itemsOf(T05, 'ServiceControlPolicies');
    await auditing.state.regionFacts.put(
      'eu-west-1',
      'account',
      joinParts([{ collections: { ServiceControlPolicies: policies }, gaps: [], notFound: [] }]),
      '2026-11-20T12:00:00Z',
    );
    auditing.become(LOST);
    await auditing.deliver(replaceRoute);
    expect(auditing.told()).toEqual([OPENED]);
  });
});

describe('a function outside any VPC', () => {
  it('is a unit of its own: opened, and archived when it is deleted', async () => {
    const outside = withRealIds(TOPOLOGIES.t03b());
    const created = await Auditing.of({ ...outside, given: changed(outside, { Functions: [] }) });
    created.become(outside.given);
    await created.deliver(event('lambda', 'CreateFunction20150331', { functionName: 'orders' }));
    expect(created.told()).toEqual(['opened function-vpc-attached orders']);
    expect(created.account.calls.get('vpcs')).toBeUndefined();
    created.become(changed(outside, { Functions: [] }));
    await created.deliver(event('lambda', 'DeleteFunction20150331', { functionName: 'orders' }));
    expect(created.told().at(-1)).toBe('archived function-vpc-attached orders');
  });
});

describe('the account', () => {
  it('is judged by facts that are kept, when they were read again', async () => {
    const unguarded = changed(T05, {
      ServiceControlPolicies: itemsOf(T05, 'ServiceControlPolicies').slice(-1),
    });
    auditing.become(unguarded);
    await auditing.sweepFacts(unguarded);
    const detach = JSON.parse(
      event('organizations', 'DetachPolicy', { policyId: 'p-1' }),
    ) as object;
    await auditing.deliver(ours({ kind: 'event', event: detach, factsRead: true }));
    const told = auditing.channels.securityhub.told.map(({ verdict }) => verdict);
    expect(told).toMatchObject([
      { control: 'vpc-guardrail-present', resource: { type: 'AWS::::Account' } },
    ]);
  });
});

describe.each(Object.entries(TOPOLOGIES))('topology %s', (_, topology) => {
  it('has the findings of a full audit after its first sweep, and no more after a second', async () => {
    const real = withRealIds(topology());
    const fresh = await Auditing.of(real);
    fresh.become(real.given);
    await fresh.deliver(
      ours({
        kind: 'audit',
        units: [UNIT],
        cause: { name: 'sweep', time: '2026-11-20T12:02:00Z', region: REGION, resources: [] },
      }),
    );
    expect(fresh.told('securityhub')).toEqual([]);
  });
});
