import { execFile } from 'node:child_process';
import {
  cpSync,
  existsSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';

const ROOT = path.resolve(import.meta.dirname, '../..');
const COPIED = [
  'package.json',
  'tsconfig.json',
  'scripts/new-control.ts',
  'shared',
  'test/builders',
  'test/controls/control-table.ts',
];

/** A copy of what the scaffold touches and of what the scaffolded files import. */
let copy: string;

beforeEach(() => {
  copy = mkdtempSync(path.join(tmpdir(), 'new-control-'));
  for (const each of COPIED)
    cpSync(path.join(ROOT, each), path.join(copy, each), { recursive: true });
  symlinkSync(path.join(ROOT, 'node_modules'), path.join(copy, 'node_modules'));
});

afterEach(() => {
  rmSync(copy, { recursive: true });
});

interface Run {
  readonly code: number;
  readonly output: string;
  readonly errors: string;
}

function run(...command: readonly string[]): Promise<Run> {
  return new Promise((resolve) => {
    execFile(process.execPath, command, { cwd: copy }, (error, output, errors) => {
      resolve({ code: typeof error?.code === 'number' ? error.code : 0, output, errors });
    });
  });
}

const scaffold = (...names: readonly string[]): Promise<Run> =>
  run('--import', 'tsx', 'scripts/new-control.ts', ...names);

const read = (file: string): string => readFileSync(path.join(copy, file), 'utf8');

const allFiles = (): readonly string[] =>
  ['shared', 'test', 'docs']
    .map((folder) => path.join(copy, folder))
    .filter((folder) => existsSync(folder))
    .flatMap((folder) => readdirSync(folder, { recursive: true, encoding: 'utf8' }));

describe('npm run new-control', { timeout: 60_000 }, () => {
  it('writes a control, its cases and its sample, registers it, and all of it type-checks', async () => {
    const { code, output, errors } = await scaffold('egress', 'function-proxy-path');

    expect({ code, errors }).toEqual({ code: 0, errors: '' });
    const control = 'shared/controls/egress/function-proxy-path.ts';
    const cases = 'test/controls/egress/function-proxy-path.test.ts';
    const sample = 'docs/controls/samples/function-proxy-path.json';
    for (const file of [control, cases, sample]) expect(output).toContain(`${file}\n`);
    expect(JSON.parse(read(sample))).toMatchObject({ passing: {}, failing: {} });
    expect(read('shared/controls/registry.ts').split('\n')).toEqual(
      expect.arrayContaining([
        "import { functionProxyPath } from './egress/function-proxy-path.ts';",
        '  functionProxyPath,',
      ]),
    );

    const files = [control, cases, 'shared/controls/registry.ts'];
    writeFileSync(
      path.join(copy, 'tsconfig.scaffold.json'),
      JSON.stringify({ extends: './tsconfig.json', include: [], files }),
    );
    const checked = await run('node_modules/typescript/bin/tsc', '-p', 'tsconfig.scaffold.json');
    expect(checked).toEqual({ code: 0, output: '', errors: '' });
  });

  it.each([
    { names: [], says: '"" is no family: placement, egress,' },
    {
      names: ['routing', 'function-proxy-path'],
      says: '"routing" is no family: placement, egress,',
    },
    { names: ['egress', ''], says: '"" is no kebab-case name such as function-multi-az' },
    { names: ['egress', 'functionProxyPath'], says: '"functionProxyPath" is no kebab-case name' },
    { names: ['egress', '../../escape-here'], says: '"../../escape-here" is no kebab-case name' },
    {
      names: ['egress', 'function-multi-az'],
      says: 'function-multi-az is there already, in placement',
    },
  ])('refuses $names, and writes nothing', async ({ names, says }) => {
    const before = allFiles();
    const registry = read('shared/controls/registry.ts');

    const { code, output, errors } = await scaffold(...names);

    expect({ code, output }).toEqual({ code: 2, output: '' });
    expect(errors).toContain(says);
    expect(errors).toContain('usage: npm run new-control -- <family> <name>');
    expect(allFiles()).toEqual(before);
    expect(read('shared/controls/registry.ts')).toBe(registry);
  });
});
