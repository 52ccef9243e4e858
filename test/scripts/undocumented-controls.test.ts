import { readFileSync } from 'node:fs';
import { expect, it } from 'vitest';
import { withoutDocumentation } from '../../scripts/undocumented-controls.mjs';

const SOURCE = readFileSync('shared/controls/egress/function-internet-egress.ts', 'utf8');

const META = 'name id family title effect remediation severity target parameters changes messages';

it('leaves of a control all but its documentation', () => {
  const left = withoutDocumentation(SOURCE);
  const properties = [...left.matchAll(/^ {4}(\w+): /gm)].map(([, property]) => property);
  expect(properties.join(' ')).toContain(META);
  const [, evaluation] = SOURCE.split('    changes: ');
  expect(left.endsWith(`    changes: ${evaluation}`)).toBe(true);
});

it('leaves other sources as they are', () => {
  const source = `export const READS = {\n    facts: ['ec2:DescribeVpcs'],\n};\n`;
  expect(withoutDocumentation(source)).toBe(source);
});

it.each([
  ['without one of its properties', SOURCE.replace('    knownMisses:', '    misses:')],
  ['with one twice', SOURCE.replace('    knownMisses:', '    facts:')],
  ['written otherwise', SOURCE.replaceAll('\n    ', '\n\t')],
])('refuses a control %s', (_, source) => {
  expect(() => withoutDocumentation(source)).toThrow(/has not one \w+ in its meta/);
});
