import { describe, expect, it } from 'vitest';
import { CONTROLS } from '../../shared/controls/registry.ts';
import type { Status } from '../../shared/controls/verdict.ts';
import { parseConfiguration } from '../../shared/engine/configuration.ts';
import { evaluate } from '../../shared/engine/evaluate.ts';
import type { Verdict } from '../../shared/engine/evaluate.ts';
import { TOPOLOGIES } from '../builders/topologies.ts';
import { snapshotOf } from '../builders/topology.ts';
import type { Topology } from '../builders/topology.ts';

/**
 * What each control says of each topology: P passed, F failed, N not applicable or no such resource,
 * U unknown. A cell is the worst over the control's resources.
 */
const COLUMNS = ['t01', 't02', 't03', 't03b', 't04', 't05', 't06', 't13', 't14b', 't15'] as const;
const TABLE = `
  function-vpc-attached                   P P N F P P P P P P
  function-vpc-allowed                    N N N N N P N N N N
  function-subnet-allowed                 N N N N N P N N N N
  function-security-group-allowed         N N N N N P N N N N
  vpc-guardrail-present                   N N N N N P N N N N
  function-version-vpc-drift              N N N N N P N N N N
  function-multi-az                       P P N N F P P P P P
  function-limited-capacity-zone          P P N N F P P P P P
  function-zone-type                      P P N N P P P P P P
  function-vpc-tenancy                    P P N N P P P P F P
  function-subnet-free-ips                P P N N P P P F P P
  vpc-lambda-eni-quota                    P P N N P P P F P N
  vpc-eni-combination-sprawl              P P N N P P P F P N
  function-network-state                  P P N N P P P F P P
  function-public-subnet                  P P N N F P P P P N
  vpc-encryption-control-lambda-exclusion N N N N N N N N N N
`;

const ROWS = TABLE.trim()
  .split('\n')
  .map((line) => line.trim().split(/\s+/));

const PLACEMENT = CONTROLS.filter(({ meta }) => meta.family === 'placement');

function verdictsOf({ given, configuration }: Topology): readonly Verdict[] {
  const parsed = parseConfiguration(configuration ?? {}, CONTROLS);
  if ('problems' in parsed) throw new Error(JSON.stringify(parsed.problems));
  return evaluate(snapshotOf({ given }), parsed.configuration, PLACEMENT).verdicts;
}

const WORST_FIRST: readonly (readonly [Status, string])[] = [
  ['ERROR', 'E'],
  ['FAILED', 'F'],
  ['UNKNOWN', 'U'],
  ['PASSED', 'P'],
  ['NOT_APPLICABLE', 'N'],
];

function cell(verdicts: readonly Verdict[], control: string): string {
  const statuses = new Set(
    verdicts.filter((one) => one.control.meta.name === control).map((one) => one.status),
  );
  return WORST_FIRST.find(([status]) => statuses.has(status))?.[1] ?? 'N';
}

describe('the placement controls on the reference topologies', () => {
  it('have a row each, in the order of the catalogue', () => {
    expect(ROWS.map(([name]) => name)).toEqual(PLACEMENT.map(({ meta }) => meta.name));
  });

  it.each(COLUMNS.map((name, index) => [name, index + 1] as const))('%s', (name, column) => {
    const verdicts = verdictsOf(TOPOLOGIES[name]());
    const cells = ROWS.map(([control = '']) => `${control} ${cell(verdicts, control)}`);
    expect(cells).toEqual(ROWS.map((row) => `${row[0]} ${row[column]}`));
  });
});
