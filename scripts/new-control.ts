import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';

/**
 * Scaffolds a control: `npm run new-control -- <family> <name>`. It writes the control, its table of
 * cases and its sample, puts it into the registry, and says what is left. The tests fail until the
 * placeholder texts have been replaced by the control's own.
 */

const ROOT = path.resolve(import.meta.dirname, '..');
const FAMILIES = [
  'placement',
  'egress',
  'security-groups',
  'roles',
  'lambda-endpoint',
  'peering',
  'gateway-endpoints',
  'services',
];
const NAME = /^[a-z][a-z0-9]*(?:-[a-z0-9]+)+$/;

const [family = '', name = ''] = process.argv.slice(2);
const problem = problemWith(family, name);
if (problem === undefined) scaffold(family, name);
else {
  console.error(`${problem}\nusage: npm run new-control -- <family> <name>`);
  process.exitCode = 2;
}

function problemWith(folder: string, control: string): string | undefined {
  if (!FAMILIES.includes(folder)) return `"${folder}" is no family: ${FAMILIES.join(', ')}`;
  if (!NAME.test(control)) return `"${control}" is no kebab-case name such as function-multi-az`;
  const taken = FAMILIES.find((each) => existsSync(controlFile(each, control)));
  return taken === undefined ? undefined : `${control} is there already, in ${taken}`;
}

function controlFile(folder: string, control: string): string {
  return path.join(ROOT, 'shared/controls', folder, `${control}.ts`);
}

function scaffold(folder: string, control: string): void {
  const constant = control.replaceAll(/-(\w)/g, (_, letter: string) => letter.toUpperCase());
  write(controlFile(folder, control), controlSource(folder, control, constant));
  write(
    path.join(ROOT, 'test/controls', folder, `${control}.test.ts`),
    tableSource(folder, control, constant),
  );
  write(path.join(ROOT, 'docs/controls/samples', `${control}.json`), sampleSource());
  register(folder, control, constant);
  console.log(`\nReplace the texts in angle brackets, order the registry as the catalogue does, then run
  npm test && npm run generate`);
}

function write(file: string, content: string): void {
  mkdirSync(path.dirname(file), { recursive: true });
  writeFileSync(file, content);
  console.log(path.relative(ROOT, file));
}

function register(folder: string, control: string, constant: string): void {
  const file = path.join(ROOT, 'shared/controls/registry.ts');
  const source = readFileSync(file, 'utf8')
    .replace(/\n\/\*\*/, `import { ${constant} } from './${folder}/${control}.ts';\n\n/**`)
    .replace(/,?\n?\];\s*$/, `,\n  ${constant},\n];\n`);
  write(file, source);
}

function controlSource(folder: string, control: string, constant: string): string {
  return `import * as z from 'zod/mini';
import { defineControl } from '../define-control.ts';
import { FUNCTION_NETWORK_CHANGES, FUNCTION_NETWORK_FACTS } from '../function-network-reads.ts';
import { isAttached } from '../target.ts';

// <the AWS page behind the rule>

export const ${constant} = defineControl({
  meta: {
    name: '${control}',
    id: '<CATALOGUE-ID>',
    family: '${folder}',
    title: '<the desired condition, at most 80 characters>',
    effect: '<what a failure means, after a name or a count: cannot reach the internet>',
    rationale: '<why it matters and what breaks>',
    remediation: { text: '<what to do>', url: '<AWS page>' },
    severity: 'MEDIUM',
    references: ['<AWS page>'],
    knownMisses: ['<what it cannot see>'],
    target: 'function',
    parameters: z.strictObject({}),
    facts: [...FUNCTION_NETWORK_FACTS],
    changes: [...FUNCTION_NETWORK_CHANGES],
    messages: {
      unattached: 'The function is not attached to a VPC.',
      holds: '<what was seen when it holds>',
    },
  },
  evaluate(target, { report }) {
    if (!isAttached(target)) return report.notApplicable('unattached');
    return report.conclude('holds');
  },
});
`;
}

function tableSource(folder: string, control: string, constant: string): string {
  return `import { ${constant} } from '../../../shared/controls/${folder}/${control}.ts';
import { aFunction } from '../../builders/snapshot.ts';
import { controlTable } from '../control-table.ts';

controlTable(${constant}, [
  {
    name: 'does not apply to a function outside any VPC',
    given: { collections: { Functions: [aFunction({ VpcConfig: undefined })] } },
    status: 'NOT_APPLICABLE',
  },
]);
`;
}

function sampleSource(): string {
  const sample = { says: '<what the answers show>', answers: { Functions: [] } };
  return `${JSON.stringify({ passing: sample, failing: sample }, null, 2)}\n`;
}
