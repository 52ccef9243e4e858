import { describe, expect, it } from 'vitest';
import type { ControlFamily } from '../../shared/controls/define-control.ts';
import { CONTROLS } from '../../shared/controls/registry.ts';
import type { Status } from '../../shared/controls/verdict.ts';
import { parseConfiguration } from '../../shared/engine/configuration.ts';
import { evaluate } from '../../shared/engine/evaluate.ts';
import type { Verdict } from '../../shared/engine/evaluate.ts';
import { TOPOLOGIES } from '../builders/topologies.ts';
import { snapshotOf } from '../builders/topology.ts';
import type { Topology } from '../builders/topology.ts';

/** Expected verdicts of families of controls over the reference topologies. */

/** The topologies of the tables, in the order of their columns. */
const COLUMNS = 't01 t02 t03 t04 t05 t06 t07 t08 t09 t10 t11 t12 t13 t14 t15'
  .split(' ')
  .filter(isTopology);

function isTopology(name: string): name is keyof typeof TOPOLOGIES {
  return name in TOPOLOGIES;
}

/** The verdicts of the controls of some families on a topology, with its own configuration. */
export function verdictsOf(
  { given, configuration }: Topology,
  families: readonly ControlFamily[],
): readonly Verdict[] {
  const controls = CONTROLS.filter(({ meta }) => families.includes(meta.family));
  const parsed = parseConfiguration(configuration ?? {}, CONTROLS);
  if ('problems' in parsed) throw new Error(JSON.stringify(parsed.problems));
  return evaluate(snapshotOf({ given }), parsed.configuration, controls).verdicts;
}

const WORST_FIRST: readonly (readonly [Status, string])[] = [
  ['ERROR', 'E'],
  ['FAILED', 'F'],
  ['UNKNOWN', 'U'],
  ['PASSED', 'P'],
  ['NOT_APPLICABLE', 'N'],
];

/** `control letter` for each control: the worst over its resources, N where it has none. */
export function cellsOf(verdicts: readonly Verdict[], names: readonly string[]): readonly string[] {
  return names.map((name) => {
    const statuses = new Set(
      verdicts.filter((one) => one.control.meta.name === name).map((one) => one.status),
    );
    const letter = WORST_FIRST.find(([status]) => statuses.has(status))?.[1] ?? 'N';
    return `${name} ${letter}`;
  });
}

/** The names of a family's controls, in the order of the catalogue. */
export function controlNames(families: readonly ControlFamily[]): readonly string[] {
  return CONTROLS.filter(({ meta }) => families.includes(meta.family)).map(({ meta }) => meta.name);
}

/** Tests a table with a row for each control of the families and a column for each topology. */
export function familyMatrix(families: readonly ControlFamily[], table: string): void {
  const rows = table
    .trim()
    .split('\n')
    .map((line) => line.trim().split(/\s+/));
  const names = controlNames(families);
  describe(`the controls of ${families.join(' and ')} on the reference topologies`, () => {
    it('have a row each, in the order of the catalogue', () => {
      expect(rows.map(([name]) => name)).toEqual(names);
    });

    it.each(COLUMNS.map((name, index) => [name, index + 1] as const))('%s', (name, column) => {
      const verdicts = verdictsOf(TOPOLOGIES[name](), families);
      expect(cellsOf(verdicts, names)).toEqual(rows.map((row) => `${row[0]} ${row[column]}`));
    });
  });
}
