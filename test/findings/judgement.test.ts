import { describe, expect, it } from 'vitest';
import type { ExceptionNotice } from '../../shared/engine/exceptions.ts';
import { judgementOf } from '../../shared/findings/judgement.ts';
import type { JudgedVerdict } from '../../shared/findings/judgement.ts';
import { reportOf } from '../../shared/findings/report.ts';
import { summaryOf } from '../../shared/findings/summary.ts';
import { unknownGroups } from '../../shared/findings/unknowns.ts';
import { messageOf } from '../../shared/findings/verdict-text.ts';
import type { UnknownReason } from '../../shared/model/fact.ts';
import { snapshot } from '../builders/snapshot.ts';
import { aVerdict, onFunction } from './verdicts.ts';

const EXCEPTION = {
  control: 'function-sample',
  resource: 'arn',
  reason: 'x',
  owner: 'alice',
  expires: '2027-01-31',
};
const EAST = snapshot();
const WEST = snapshot({
  header: { region: 'eu-west-1', capturedAt: '2026-11-20T11:00:00.000Z' },
});
const FUNCTIONS = new Set(['function'] as const);

function judge(...notices: readonly (readonly ExceptionNotice[])[]) {
  return judgementOf(
    notices.map((exceptionNotices, index) => ({
      snapshot: [EAST, WEST][index] ?? EAST,
      evaluation: { verdicts: [aVerdict()], exceptionNotices },
    })),
    FUNCTIONS,
  );
}

describe('several regions in one judgement', () => {
  it('an exception is unused only where no region used it', () => {
    const unused = { exception: EXCEPTION, state: 'unused' } as const;
    expect(judge([unused], []).exceptionNotices).toEqual([]);
    expect(judge([unused], [unused]).exceptionNotices).toEqual([unused]);
  });

  it('an expired one is told once', () => {
    const expired = { exception: EXCEPTION, state: 'expired' } as const;
    expect(judge([expired], [expired]).exceptionNotices).toEqual([expired]);
  });

  it('the report is as old as its oldest answer', () => {
    expect(reportOf(judge([], []))).toMatchObject({
      regions: ['us-east-1', 'eu-west-1'],
      capturedAt: '2026-11-20T11:00:00.000Z',
      verdicts: [{ control: 'function-sample' }, { control: 'function-sample' }],
    });
  });
});

describe('the summary', () => {
  it('counts findings without those that are accepted', () => {
    const exception = { reason: 'x', owner: 'y', expires: '2027-01-31' };
    const verdicts = [
      aVerdict(),
      aVerdict({ severity: 'HIGH' }),
      aVerdict({ exception }),
      aVerdict({}, { status: 'PASSED' }),
      aVerdict({}, { status: 'UNKNOWN', reasons: [{ kind: 'denied', call: 'ec2:DescribeVpcs' }] }),
      aVerdict({ status: 'ERROR' }),
    ];
    const evaluation = { verdicts, exceptionNotices: [] };
    expect(summaryOf(judgementOf([{ snapshot: EAST, evaluation }], FUNCTIONS))).toMatchObject({
      verdicts: 6,
      byStatus: { FAILED: 3, PASSED: 1, NOT_APPLICABLE: 0, UNKNOWN: 1, ERROR: 1 },
      findings: 2,
      findingsBySeverity: { HIGH: 1, MEDIUM: 1, LOW: 0, INFO: 0 },
      excepted: 1,
      missingPermissions: ['ec2:DescribeVpcs'],
      unread: [],
    });
  });

  it('names the listings that are missing, of the kinds that are judged', () => {
    const unlisted = snapshot({
      collections: { Functions: undefined, Vpcs: undefined },
      gaps: [{ collection: 'Functions', reason: { kind: 'denied', call: 'lambda:ListFunctions' } }],
    });
    const evaluation = { verdicts: [], exceptionNotices: [] };
    const summary = summaryOf(judgementOf([{ snapshot: unlisted, evaluation }], FUNCTIONS));
    expect(summary.unread.map(({ kind }) => kind)).toEqual(['function']);
    expect(summary.missingPermissions).toEqual(['lambda:ListFunctions']);
  });
});

function unknown(name: string, ...reasons: readonly UnknownReason[]): JudgedVerdict {
  const outcome = { status: 'UNKNOWN', messages: [], reasons } as const;
  return { verdict: aVerdict(onFunction(name), outcome), snapshot: EAST };
}

describe('what is unknown', () => {
  it('is grouped by what is missing: grants first, then the largest', () => {
    const groups = unknownGroups([
      unknown('a', { kind: 'opaque', detail: 'a transit gateway' }),
      unknown('b', { kind: 'not-read', call: 'ec2:DescribeSubnets', detail: 'subnet-1' }),
      unknown('c', { kind: 'not-read', call: 'ec2:DescribeSubnets', detail: 'subnet-2' }),
      unknown('d', { kind: 'denied', call: 'ec2:DescribeVpcs' }),
      unknown('d', { kind: 'failed', call: 'ec2:DescribeVpcs' }),
    ]);
    expect(groups.map(({ kind, details, verdicts }) => [kind, details, verdicts.length])).toEqual([
      ['denied', [], 1],
      ['failed', [], 1],
      ['not-read', ['subnet-1', 'subnet-2'], 2],
      ['opaque', ['a transit gateway'], 1],
    ]);
  });

  it.each([
    [
      [{ kind: 'denied', call: 'ec2:DescribeVpcs' }],
      'Cannot be judged: ec2:DescribeVpcs is denied. Grant ec2:DescribeVpcs to the auditor.',
    ],
    [
      [
        { kind: 'not-read', call: 'ec2:DescribeVpcs' },
        { kind: 'not-read', call: 'ec2:DescribeVpcs' },
        { kind: 'opaque', detail: 'a gateway that cannot be followed' },
      ],
      'Cannot be judged: ec2:DescribeVpcs was not read; a gateway that cannot be followed.',
    ],
  ] as const)('is told with the reason: %j', (reasons, text) => {
    expect(messageOf(unknown('a', ...reasons).verdict)).toBe(text);
  });
});
