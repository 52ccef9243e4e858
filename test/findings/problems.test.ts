import { describe, expect, it } from 'vitest';
import { faultTitle } from '../../shared/findings/fault-text.ts';
import { problemsOf } from '../../shared/findings/problems.ts';
import type { Verdict } from '../../shared/engine/evaluate.ts';
import { snapshot } from '../builders/snapshot.ts';
import { aControl, aVerdict, CONTROL, onFunction } from './verdicts.ts';

const SNAPSHOT = snapshot();
const judged = (verdicts: readonly Verdict[]) =>
  verdicts.map((verdict) => ({ verdict, snapshot: SNAPSHOT }));

const FAULT = { kind: 'nat-gateway', id: 'nat-0a', disposition: 'NAT_NOT_WORKING' } as const;

const advice = (what: string) => ({ remediation: `Do ${what}.` });

function blamingItself(name: string): Verdict {
  const { resource } = onFunction(name);
  return aVerdict(
    { resource },
    { evidence: [{ resource: resource.id, field: 'State', value: 'Failed' }] },
  );
}

describe('problems', () => {
  it('joins resources of which the same is said', () => {
    const [problem, ...others] = problemsOf(
      judged([aVerdict(onFunction('a')), aVerdict(onFunction('b'))]),
    );
    expect(others).toEqual([]);
    expect(problem?.consequences).toHaveLength(1);
    expect(problem?.consequences[0]?.verdicts).toHaveLength(2);
  });

  it('joins what differs only in naming itself', () => {
    const [problem] = problemsOf(judged([blamingItself('a'), blamingItself('b')]));
    expect(problem?.consequences).toHaveLength(1);
  });

  it('keeps apart what differs in evidence, and one repair for both', () => {
    const [problem] = problemsOf(
      judged([
        aVerdict(onFunction('a')),
        aVerdict(onFunction('b'), { messages: [{ key: 'broken', values: { subnetId: 'x' } }] }),
      ]),
    );
    expect(problem?.consequences.map(({ messages }) => messages)).toEqual([
      ['Subnet subnet-0a is broken.'],
      ['Subnet x is broken.'],
    ]);
  });

  it('puts the worst first and tells repairs apart', () => {
    const problems = problemsOf(
      judged([
        aVerdict({ severity: 'LOW' }),
        aVerdict({}, { remediation: 'Another way.' }),
        aVerdict({ severity: 'HIGH' }),
        aVerdict(),
      ]),
    );
    expect(problems.map(({ severity, remediation }) => [severity, remediation.text])).toEqual([
      ['HIGH', 'Make it a sample.'],
      ['MEDIUM', 'Another way.'],
      ['MEDIUM', 'Make it a sample.'],
      ['LOW', 'Make it a sample.'],
    ]);
  });

  it('makes one problem of one fault, with a consequence for each control', () => {
    const other = aControl('function-other');
    const problems = problemsOf(
      judged([
        aVerdict(onFunction('a'), { fault: FAULT }),
        aVerdict({ ...onFunction('b'), control: other, severity: 'HIGH' }, { fault: FAULT }),
        aVerdict(onFunction('c'), { fault: { ...FAULT, id: 'nat-0b' } }),
      ]),
    );
    expect(problems.map(({ severity, cause }) => [severity, cause])).toEqual([
      ['HIGH', { kind: 'fault', fault: FAULT }],
      ['MEDIUM', { kind: 'control', control: CONTROL }],
    ]);
    expect(problems[0]?.consequences.map(({ control }) => control)).toEqual([CONTROL, other]);
    expect(problems[0]?.remediation.text).toContain('nat-0a');
  });

  it('keeps apart what one hop lacks for two destinations, and names them', () => {
    const other = aControl('function-other');
    const table = { kind: 'route-table', id: 'rtb-0a', disposition: 'NO_ROUTE' } as const;
    const to = (destination: string) => ({ fault: { ...table, destination } });
    const problems = problemsOf(
      judged([
        aVerdict(onFunction('a'), to('the internet')),
        aVerdict({ ...onFunction('a'), control: other }, to('the internet')),
        aVerdict(onFunction('b'), to('vpc-0b')),
        aVerdict({ ...onFunction('b'), control: other }, to('vpc-0b')),
      ]),
    );
    const titles = problems.map(({ cause }) => cause.kind === 'fault' && faultTitle(cause.fault));
    expect(titles).toEqual([
      'rtb-0a has no route to the internet',
      'rtb-0a has no route to vpc-0b',
    ]);
  });

  it('tells what puts the hop right where members of a fault are advised differently', () => {
    const [same] = problemsOf(
      judged(
        ['a', 'b'].map((name) => aVerdict(onFunction(name), { fault: FAULT, ...advice('x') })),
      ),
    );
    const [different] = problemsOf(
      judged(
        ['a', 'b'].map((name) => aVerdict(onFunction(name), { fault: FAULT, ...advice(name) })),
      ),
    );
    expect(same?.remediation.text).toBe('Do x.');
    expect(different?.remediation.text).toContain('Repair or replace nat-0a');
  });

  it('leaves out what is accepted and what is no failure', () => {
    const exception = { reason: 'x', owner: 'y', expires: '2027-01-31' };
    expect(
      problemsOf(judged([aVerdict({ exception }), aVerdict({}, { status: 'UNKNOWN' })])),
    ).toEqual([]);
  });
});
