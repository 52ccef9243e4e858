import { describe, expect, it } from 'vitest';
import { CONTROLS } from '../../shared/controls/registry.ts';
import { TOPOLOGIES } from '../builders/topologies.ts';
import { EXPECTED_VERDICTS } from './expected-verdicts.ts';
import { judge } from './judge.ts';
import { verdictLetter } from './verdict-letter.ts';

const NAMES = CONTROLS.map(({ meta }) => meta.name);

describe('every control on every reference topology', () => {
  it('has a row for each control, in the order of the catalogue', () => {
    expect([...EXPECTED_VERDICTS.keys()].filter((name) => NAMES.includes(name))).toEqual(NAMES);
  });

  const columns = Object.entries(TOPOLOGIES).filter(([name]) =>
    EXPECTED_VERDICTS.get('function-multi-az')?.has(name),
  );

  it.each(columns)('%s', (name, topology) => {
    const verdicts = judge(topology());
    const seen = NAMES.map((control) => `${control} ${verdictLetter(verdicts, control)}`);
    const expected = NAMES.map(
      (control) => `${control} ${EXPECTED_VERDICTS.get(control)?.get(name) ?? '?'}`,
    );
    expect(seen).toEqual(expected);
  });
});
