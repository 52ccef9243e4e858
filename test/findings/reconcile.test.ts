import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { Severity, Status } from '../../shared/controls/verdict.ts';
import type { AuditUnit } from '../../shared/events/audit-unit.ts';
import { archiveAll, reconcile } from '../../shared/findings/reconcile.ts';
import type { ReconcileContext } from '../../shared/findings/reconcile.ts';
import type { ReportedVerdict } from '../../shared/findings/report.ts';
import { CHANNELS } from '../../shared/findings/stored-finding.ts';
import type {
  FindingState,
  ResourceFindings,
  TransitionKind,
} from '../../shared/findings/stored-finding.ts';
import { aCause, AN_EXCEPTION, aReported } from '../builders/reported.ts';
import { ACCOUNT, functionArn, REGION } from '../builders/snapshot.ts';

const RESOURCE = { type: 'AWS::Lambda::Function', id: functionArn('orders') } as const;
const EGRESS = 'function-internet-egress';
const UNIT: AuditUnit = { kind: 'vpc', region: REGION, vpcId: 'vpc-0a' };
const DAY = 86_400_000;
const START = Date.parse('2026-11-20T12:00:00.000Z');

const at = (days: number) => new Date(START + days * DAY).toISOString();

function contextAt(days: number, changes: Partial<ReconcileContext> = {}): ReconcileContext {
  return {
    accountId: ACCOUNT,
    partition: 'aws',
    region: REGION,
    unit: UNIT,
    capturedAt: at(days),
    causes: [aCause()],
    findingSeverity: 'LOW',
    enabledControls: new Set([EGRESS]),
    ...changes,
  };
}

const failed = aReported();
const passed = aReported({ status: 'PASSED', severity: 'INFO', message: 'A route leads there.' });
const unknown = aReported({ status: 'UNKNOWN' });
const excepted = aReported({ exception: AN_EXCEPTION });

/** Judges one control day after day, as the store would keep it; everything is published at once. */
function life(verdicts: readonly (readonly ReportedVerdict[])[], changes = {}) {
  const kinds: TransitionKind[][] = [];
  let record: ResourceFindings | undefined;
  for (const [day, all] of verdicts.entries()) {
    const step = reconcile(RESOURCE, all, record, contextAt(day, changes));
    kinds.push((step?.transitions ?? []).map(({ kind }) => kind));
    if (step !== undefined) record = published(step.record, at(day));
  }
  return { record, finding: record?.findings[EGRESS], kinds };
}

function published(record: ResourceFindings, importedAt: string): ResourceFindings {
  const told = new Set(record.pending.map(({ verdict }) => verdict.control));
  const findings = Object.fromEntries(
    Object.entries(record.findings).map(([control, finding]) => [
      control,
      told.has(control) ? { ...finding, importedAt } : finding,
    ]),
  );
  return { ...record, version: record.version + 1, findings, pending: [] };
}

describe('the life of a finding', () => {
  it.each<[string, readonly ReportedVerdict[], readonly string[], FindingState | undefined]>([
    ['holds from the start', [passed], [''], undefined],
    ['fails', [failed], ['opened'], 'OPEN'],
    ['goes on failing', [failed, failed], ['opened', ''], 'OPEN'],
    ['holds again', [failed, passed, passed], ['opened', 'resolved', ''], 'RESOLVED'],
    ['fails again', [failed, passed, failed], ['opened', 'resolved', 'opened'], 'OPEN'],
    [
      'no longer applies',
      [failed, aReported({ status: 'NOT_APPLICABLE' })],
      ['opened', 'resolved'],
      'RESOLVED',
    ],
    ['is unknown from the start', [unknown], [''], undefined],
    ['becomes unknown', [failed, unknown], ['opened', ''], 'OPEN'],
    [
      'was resolved and becomes unknown',
      [failed, passed, unknown],
      ['opened', 'resolved', ''],
      'RESOLVED',
    ],
    ['breaks its control', [failed, aReported({ status: 'ERROR' })], ['opened', ''], 'OPEN'],
    ['is excepted from the start', [excepted], [''], undefined],
    ['is excepted later', [failed, excepted, excepted], ['opened', 'archived', ''], 'EXCEPTED'],
    ['comes back', [failed, excepted, failed], ['opened', 'archived', 'opened'], 'OPEN'],
    ['holds while excepted', [failed, excepted, passed], ['opened', 'archived', ''], 'RESOLVED'],
    [
      'is excepted after it held',
      [failed, passed, excepted],
      ['opened', 'resolved', ''],
      'EXCEPTED',
    ],
    ['is a trifle', [aReported({ severity: 'INFO' })], [''], undefined],
    [
      'becomes a trifle',
      [failed, aReported({ severity: 'INFO' })],
      ['opened', 'resolved'],
      'RESOLVED',
    ],
    [
      'becomes less bad',
      [failed, aReported({ severity: 'MEDIUM' })],
      ['opened', 'updated'],
      'OPEN',
    ],
  ])('%s', (_, verdicts, kinds, state) => {
    const told = life(verdicts.map((one) => [one]));
    expect(told.kinds.map((each) => each.join())).toEqual(kinds);
    expect(told.finding?.state).toBe(state);
  });

  it('keeps when it was first opened, and says since when it is open', () => {
    const { finding } = life([[passed], [failed], [passed], [excepted], [failed], [unknown]]);
    expect(finding).toMatchObject({ createdAt: at(1), openedAt: at(4), updatedAt: at(4) });
  });

  it.each<[string, Partial<ReportedVerdict>]>([
    ['severity', { severity: 'LOW' }],
    ['message', { message: 'The route is a black hole.' }],
    ['fault', { fault: { kind: 'route-table', id: 'rtb-0b', disposition: 'NO_ROUTE' } }],
    ['remediation', { remediation: { text: 'Add another.', url: 'https://example.com/' } }],
    ['evidence', { evidence: [{ resource: 'rtb-0a', field: 'Routes', value: 'local, pcx-1' }] }],
    ['VPC', { vpcId: 'vpc-0b' }],
  ])('is updated when its %s changes', (_, fields) => {
    expect(life([[failed], [aReported(fields)]]).kinds).toEqual([['opened'], ['updated']]);
  });

  it('is not updated when the evidence comes in another order, or twice', () => {
    const evidence = [...failed.evidence, ...failed.evidence].toReversed();
    expect(life([[failed], [aReported({ evidence })]]).kinds).toEqual([['opened'], []]);
  });

  it('an update tells the severity before, where it changed', () => {
    const step = reconcile(
      RESOURCE,
      [aReported({ severity: 'LOW' })],
      life([[failed]]).record,
      contextAt(1),
    );
    expect(step?.transitions).toMatchObject([
      { kind: 'updated', previousSeverity: 'HIGH', verdict: { severity: 'LOW' } },
    ]);
  });

  it('a new exception of what is excepted is remembered and told to nobody', () => {
    const longer = aReported({ exception: { ...AN_EXCEPTION, expires: '2028-01-01' } });
    const { finding, kinds } = life([[failed], [excepted], [longer]]);
    expect(kinds[2]).toEqual([]);
    expect(finding?.verdict.exception?.expires).toBe('2028-01-01');
  });

  it('says why it was closed without passing', () => {
    const reasons = [
      excepted,
      aReported({ severity: 'INFO' }),
      aReported({ status: 'NOT_APPLICABLE' }),
    ]
      .map((one) => reconcile(RESOURCE, [one], life([[failed]]).record, contextAt(1)))
      .map((step) => step?.transitions[0]?.reason);
    expect(reasons).toEqual([
      'exception until 2027-03-31',
      'severity INFO is no finding',
      'no longer applies',
    ]);
  });
});

describe('a transition', () => {
  it('says everything that is needed to tell it', () => {
    const step = reconcile(RESOURCE, [failed], undefined, contextAt(0), { Details: 1 });
    expect(step?.transitions).toEqual([
      {
        id: `${RESOURCE.id}/${EGRESS}@${at(0)}`,
        kind: 'opened',
        findingId: `${RESOURCE.id}/${EGRESS}`,
        accountId: ACCOUNT,
        partition: 'aws',
        region: REGION,
        verdict: failed,
        resourceDetails: { Details: 1 },
        createdAt: at(0),
        openedAt: at(0),
        openedBy: aCause(),
        observedAt: at(0),
        cause: aCause(),
        unpublished: CHANNELS,
      },
    ]);
    expect(step?.record.pending).toEqual(step?.transitions);
  });

  it('of a resolution says what is over, and who had opened it', () => {
    const opened = reconcile(RESOURCE, [failed], undefined, contextAt(0));
    const causes = [aCause({ eventId: 'e-2', name: 'CreateRoute' })] as const;
    const resolved = reconcile(RESOURCE, [passed], opened?.record, contextAt(1, { causes }));
    expect(resolved?.transitions).toMatchObject([
      { kind: 'resolved', verdict: passed, before: failed, openedBy: aCause(), cause: causes[0] },
    ]);
  });

  it('of a finding that comes back says who opened it this time', () => {
    const { record } = life([[failed], [passed]]);
    const causes = [aCause({ eventId: 'e-3' })] as const;
    const again = reconcile(RESOURCE, [failed], record, contextAt(2, { causes }));
    expect(again?.transitions).toMatchObject([{ kind: 'opened', openedBy: { eventId: 'e-3' } }]);
    expect(again?.transitions[0]).not.toHaveProperty('before');
  });

  it('waits behind those that are not yet told', () => {
    const opened = reconcile(RESOURCE, [failed], undefined, contextAt(0));
    const resolved = reconcile(RESOURCE, [passed], opened?.record, contextAt(1));
    expect(resolved?.record.pending.map(({ kind }) => kind)).toEqual(['opened', 'resolved']);
    expect(resolved?.transitions.map(({ kind }) => kind)).toEqual(['resolved']);
  });

  it('is laid to the change that names what the verdict speaks of', () => {
    const other = aCause({ eventId: 'e-2', time: '2026-11-20T11:59:30Z', resources: ['sg-0b'] });
    const causes = [aCause(), other] as const;
    const step = reconcile(RESOURCE, [failed], undefined, contextAt(0, { causes }));
    expect(step?.transitions[0]?.cause.eventId).toBe('e-1');
  });

  it('is laid to the latest change where none names it', () => {
    const causes = [
      aCause({ eventId: 'e-2', time: '2026-11-20T11:59:30Z', resources: ['sg-0b'] }),
      aCause({ resources: ['sg-0c'] }),
    ] as const;
    const step = reconcile(RESOURCE, [failed], undefined, contextAt(0, { causes }));
    expect(step?.transitions[0]?.cause.eventId).toBe('e-2');
  });
});

describe('what is gone', () => {
  it('a control that is switched off archives its finding', () => {
    const { record } = life([[failed]]);
    const step = reconcile(RESOURCE, [], record, contextAt(1, { enabledControls: new Set() }));
    expect(step?.transitions).toMatchObject([
      { kind: 'archived', reason: 'control switched off', verdict: failed },
    ]);
    expect(step?.record.findings[EGRESS]?.state).toBe('ARCHIVED');
  });

  it('a control that gives no verdict any more archives its finding', () => {
    const step = reconcile(RESOURCE, [], life([[failed]]).record, contextAt(1));
    expect(step?.transitions).toMatchObject([{ kind: 'archived', reason: 'no longer applies' }]);
  });

  it('a resource archives all its findings, and comes back as the same ones', () => {
    const { record } = life([[failed]]);
    const gone = record && archiveAll(record, 'resource deleted', contextAt(1));
    expect(gone?.transitions).toMatchObject([{ kind: 'archived', reason: 'resource deleted' }]);
    const back = reconcile(RESOURCE, [failed], gone?.record, contextAt(2));
    expect(back?.transitions).toMatchObject([
      { kind: 'opened', createdAt: at(0), openedAt: at(2) },
    ]);
  });

  it('archives in silence what was excepted, and nothing that was resolved', () => {
    const accepted = life([[failed], [excepted]]).record;
    const gone = accepted && archiveAll(accepted, 'resource deleted', contextAt(2));
    expect(gone).toMatchObject({
      transitions: [],
      record: { findings: { [EGRESS]: { state: 'ARCHIVED' } } },
    });
    const resolved = life([[failed], [passed]]).record;
    expect(resolved && archiveAll(resolved, 'resource deleted', contextAt(2))).toBeUndefined();
  });
});

describe('a record', () => {
  it('follows its resource to another unit, with nothing to tell', () => {
    const unit: AuditUnit = { ...UNIT, vpcId: 'vpc-0b' };
    const step = reconcile(RESOURCE, [failed], life([[failed]]).record, contextAt(1, { unit }));
    expect(step).toMatchObject({ record: { unit, judgedAt: at(1), version: 1 }, transitions: [] });
  });

  it('is not changed by an older snapshot of another unit', () => {
    const { record } = life([[passed], [failed]]);
    expect(reconcile(RESOURCE, [passed], record, contextAt(0))).toBeUndefined();
    expect(record && archiveAll(record, 'resource deleted', contextAt(0))).toBeUndefined();
  });

  it('keeps the findings of other controls as they are', () => {
    const other = aReported({ control: 'function-multi-az', severity: 'MEDIUM' });
    const { record } = life([
      [failed, other],
      [passed, other],
    ]);
    expect(record?.findings).toMatchObject({
      [EGRESS]: { state: 'RESOLVED' },
      'function-multi-az': { state: 'OPEN', updatedAt: at(0) },
    });
  });
});

const openFor = (days: number) =>
  reconcile(RESOURCE, [failed], life([[failed]]).record, contextAt(days))?.transitions;

describe('what Security Hub would forget', () => {
  it('is imported again after 30 days, by that channel alone', () => {
    expect(openFor(30)).toBeUndefined();
    expect(openFor(31)).toMatchObject([{ kind: 'refreshed', unpublished: ['securityhub'] }]);
  });

  it('is so too while nobody knows', () => {
    const step = reconcile(RESOURCE, [unknown], life([[failed]]).record, contextAt(31));
    expect(step?.transitions).toMatchObject([{ kind: 'refreshed', verdict: failed }]);
  });

  it('is not when it is closed, or when the last refresh is still on its way', () => {
    const closed = life([[failed], [passed]]).record;
    expect(reconcile(RESOURCE, [passed], closed, contextAt(40))).toBeUndefined();
    const waiting = reconcile(RESOURCE, [failed], life([[failed]]).record, contextAt(31));
    expect(reconcile(RESOURCE, [failed], waiting?.record, contextAt(32))).toBeUndefined();
  });
});

const anyVerdict: fc.Arbitrary<ReportedVerdict> = fc
  .record({
    status: fc.constantFrom<Status>('PASSED', 'FAILED', 'NOT_APPLICABLE', 'UNKNOWN', 'ERROR'),
    severity: fc.constantFrom<Severity>('HIGH', 'LOW', 'INFO'),
    message: fc.constantFrom('one', 'other'),
    accepted: fc.boolean(),
  })
  .map(({ accepted, ...fields }) =>
    aReported({
      ...fields,
      ...(accepted && fields.status === 'FAILED' && { exception: AN_EXCEPTION }),
    }),
  );

const anyLife = fc.array(anyVerdict, { maxLength: 30 });

const isKnown = ({ status }: ReportedVerdict) => status !== 'UNKNOWN' && status !== 'ERROR';
const isFinding = ({ status, severity }: ReportedVerdict) =>
  status === 'FAILED' && severity !== 'INFO';

function stateAfter(verdicts: readonly ReportedVerdict[]): FindingState | undefined {
  const known = verdicts.filter(isKnown);
  const last = known.at(-1);
  // What never was open is not remembered.
  if (last === undefined || !known.some((one) => isFinding(one) && !one.exception))
    return undefined;
  if (!isFinding(last)) return 'RESOLVED';
  return last.exception === undefined ? 'OPEN' : 'EXCEPTED';
}

describe('after any sequence of verdicts', () => {
  it('the state is what the last known verdict says', () => {
    fc.assert(
      fc.property(anyLife, (verdicts) => {
        expect(life(verdicts.map((one) => [one])).finding?.state).toBe(stateAfter(verdicts));
      }),
    );
  });

  it('judging the same again changes nothing', () => {
    fc.assert(
      fc.property(anyLife, anyVerdict, (verdicts, last) => {
        const { kinds } = life([...verdicts, last, last].map((one) => [one]));
        expect(kinds.at(-1)).toEqual([]);
      }),
    );
  });

  it('is never opened twice without being closed, nor closed without being open', () => {
    fc.assert(
      fc.property(anyLife, (verdicts) => {
        const steps = life(verdicts.map((one) => [one])).kinds.flat();
        const turns = steps.filter((kind) => kind !== 'updated' && kind !== 'refreshed');
        const isOpening = turns.map((kind) => kind === 'opened');
        expect(isOpening).toEqual(turns.map((_, index) => index % 2 === 0));
      }),
    );
  });

  it('unknown verdicts might as well not have been given', () => {
    fc.assert(
      fc.property(anyLife, (verdicts) => {
        const known = verdicts.map((one) => (isKnown(one) ? [one] : []));
        const told = life(verdicts.map((one) => [one])).kinds;
        expect(told.flat()).toEqual(life(known.filter((one) => one.length > 0)).kinds.flat());
      }),
    );
  });

  it('the day of its first opening never moves', () => {
    fc.assert(
      fc.property(anyLife, (verdicts) => {
        const { finding, kinds } = life(verdicts.map((one) => [one]));
        const first = kinds.findIndex((each) => each.includes('opened'));
        expect(finding?.createdAt).toBe(first === -1 ? undefined : at(first));
      }),
    );
  });
});
