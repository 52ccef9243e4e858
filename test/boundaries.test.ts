import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { dirname, join, posix, relative, sep } from 'node:path';
import { fileURLToPath } from 'node:url';
import { describe, expect, it } from 'vitest';

/** Who may import what. The order of the folders is the order in which the core is built up. */
const CORE: Readonly<Record<string, readonly string[]>> = {
  'shared/model': [],
  'shared/iam': ['shared/model'],
  'shared/network': ['shared/model'],
  'shared/needs': ['shared/model', 'shared/iam', 'shared/network'],
  'shared/tracing': ['shared/model', 'shared/network', 'shared/needs'],
  'shared/events': ['shared/model', 'shared/network'],
  'shared/controls': [
    'shared/model',
    'shared/iam',
    'shared/network',
    'shared/needs',
    'shared/events',
  ],
  'shared/engine': [
    'shared/model',
    'shared/iam',
    'shared/network',
    'shared/needs',
    'shared/events',
    'shared/controls',
  ],
  'shared/findings': [
    'shared/model',
    'shared/iam',
    'shared/network',
    'shared/needs',
    'shared/tracing',
    'shared/events',
    'shared/controls',
    'shared/engine',
  ],
  'shared/deployment': ['shared/model'],
};

const PURE = Object.keys(CORE);
const PORTS = 'shared/ports';
const USE_CASES = 'shared/audit';
const ADAPTERS = 'shared/adapters';
const AWS_ADAPTERS = 'shared/adapters/aws';

/** Packages that compute and do nothing else. Of zod the part that the functions' bundles shake to size. */
const PURE_PACKAGES = new Set(['zod/mini', 'ipaddr.js', 'leven']);

/** Packages that only order what others do. */
const USE_CASE_PACKAGES = new Set(['p-limit']);

/** What a pure file must not reach for: clock, environment, files, console, network, chance. */
const IMPURE =
  /\b(?:process|console|globalThis|fetch|setTimeout|setInterval|setImmediate|performance|require|structuredClone)\b\s*[.(]|\bMath\.random\b|\bDate\.now\b|\bnew Date\(\)|\bcrypto\b\s*\./;

/** The problem with an import, or undefined. `from` and a local `target` are paths from the root. */
function forbiddenImport(from: string, target: string): string | undefined {
  const local = target.startsWith('.') ? posix.join(posix.dirname(from), target) : undefined;
  if (local === undefined) return forbiddenPackage(from, target);
  const within = (folder: string) => local.startsWith(`${folder}/`);
  const own = folderOf(from);
  if (own === undefined || within(own)) return undefined;
  if (PURE.includes(own)) {
    return CORE[own]?.some(within) === true ? undefined : `${own} may not import ${local}`;
  }
  const core = PURE.some(within);
  switch (own) {
    case PORTS:
      return core ? undefined : `ports may not import ${local}`;
    case USE_CASES:
      return core || within(PORTS) ? undefined : `use cases may not import ${local}`;
    case ADAPTERS:
      return core || within(PORTS) ? undefined : `adapters may not import ${local}`;
    case 'functions': {
      const composes = from === 'functions/composition.ts' && within(ADAPTERS);
      const allowed = core || within(PORTS) || within(USE_CASES) || composes;
      return allowed ? undefined : `functions may not import ${local}`;
    }
    case 'cli':
      return within('shared') || within('infra/generated')
        ? undefined
        : `the command line may not import ${local}`;
    default:
      return undefined;
  }
}

function forbiddenPackage(from: string, target: string): string | undefined {
  const aws = target.startsWith('@aws-sdk/') || target.startsWith('@smithy/');
  if (aws && !from.startsWith(`${AWS_ADAPTERS}/`)) return `${from} may not import ${target}`;
  const own = folderOf(from);
  const pure = own !== undefined && [...PURE, PORTS, USE_CASES].includes(own);
  if (!pure || PURE_PACKAGES.has(target)) return undefined;
  if (own === USE_CASES && USE_CASE_PACKAGES.has(target)) return undefined;
  return `${own} may not import ${target}`;
}

function folderOf(path: string): string | undefined {
  const folders = [...PURE, PORTS, USE_CASES, ADAPTERS, 'functions', 'cli'];
  return folders.find((folder) => path.startsWith(`${folder}/`));
}

/** Statements stand at the start of a line: the formatter sees to that. */
const STATEMENT = /^(?:import|export)\b(?:[^'"`;]*?\bfrom)?\s*'([^'\n]+)'/gm;
const ANY_IMPORT = /^import\b(?!\()/gm;
const DYNAMIC = /\bimport\(\s*(?:'([^'\n]+)'\s*,?\s*\))?/g;

/** What a source imports, types included. Throws where it cannot tell. */
function importsOf(source: string): readonly string[] {
  const code = withoutComments(source);
  const statements = [...code.matchAll(STATEMENT)];
  const imports = statements.filter(([whole]) => whole.startsWith('import'));
  const written = [...code.matchAll(ANY_IMPORT)].length;
  if (imports.length !== written) {
    throw new Error(`${written} import statements, of which ${imports.length} were understood`);
  }
  const dynamic = [...code.matchAll(DYNAMIC)].map(([, target]) => target);
  if (dynamic.includes(undefined)) throw new Error('an import() of something computed');
  return [...statements.map(([, target]) => target), ...dynamic].filter(
    (target) => target !== undefined,
  );
}

function withoutComments(source: string): string {
  return source.replace(/\/\*[\s\S]*?\*\/|^\s*\/\/.*$/gm, '');
}

/** Code without texts, in which anything may stand. */
function withoutTexts(source: string): string {
  return withoutComments(source).replace(/'(?:[^'\\\n]|\\.)*'|"(?:[^"\\\n]|\\.)*"/g, "''");
}

const root = join(dirname(fileURLToPath(import.meta.url)), '..');

function sourcesBelow(folder: string): readonly string[] {
  return readdirSync(join(root, folder), { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile() && entry.name.endsWith('.ts'))
    .map((entry) => relative(root, join(entry.parentPath, entry.name)).split(sep).join('/'))
    .toSorted();
}

const files = ['shared', 'functions', 'cli', 'scripts']
  .filter((folder) => existsSync(join(root, folder)))
  .flatMap(sourcesBelow);

describe('boundaries between folders', () => {
  it('sees the sources', () => {
    expect(files.length).toBeGreaterThan(100);
    expect(importsOf(readFileSync(join(root, 'shared/engine/evaluate.ts'), 'utf8'))).toContain(
      '../controls/verdict.ts',
    );
  });

  it('no file imports what its folder may not know', () => {
    const problems = files.flatMap((file) =>
      importsOf(readFileSync(join(root, file), 'utf8')).map((target) =>
        forbiddenImport(file, target),
      ),
    );
    expect(problems.filter((problem) => problem !== undefined)).toEqual([]);
  });

  it('every folder of shared has its rules', () => {
    const unknown = files.filter((file) => file.startsWith('shared/') && !folderOf(file));
    expect(unknown).toEqual([]);
  });

  it('the core reaches for no clock, environment, file, console or network', () => {
    const impure = files
      .filter((file) => PURE.includes(folderOf(file) ?? ''))
      .filter((file) => IMPURE.test(withoutTexts(readFileSync(join(root, file), 'utf8'))));
    expect(impure).toEqual([]);
  });

  it.each([
    ['shared/model/x.ts', '../engine/evaluate.ts'],
    ['shared/model/x.ts', '../controls/verdict.ts'],
    ['shared/network/x.ts', '../controls/verdict.ts'],
    ['shared/iam/x.ts', '../network/flow.ts'],
    ['shared/controls/placement/x.ts', '../../engine/evaluate.ts'],
    ['shared/controls/x.ts', '../findings/report.ts'],
    ['shared/engine/x.ts', '../findings/report.ts'],
    ['shared/events/x.ts', '../engine/targets.ts'],
    ['shared/findings/x.ts', '../ports/account-reader.ts'],
    ['shared/findings/x.ts', '../adapters/file/json-file.ts'],
    ['shared/audit/x.ts', '../adapters/memory/state.ts'],
    ['shared/adapters/file/x.ts', '../../audit/sweep.ts'],
    ['shared/model/x.ts', '../../cli/run.ts'],
    ['functions/audit/handler.ts', '../../shared/adapters/aws/account-reader.ts'],
    ['functions/audit/handler.ts', '../../cli/run.ts'],
    ['cli/x.ts', '../functions/composition.ts'],
    ['cli/x.ts', '@aws-sdk/client-ec2'],
    ['functions/composition.ts', '@aws-sdk/client-ec2'],
    ['shared/adapters/file/x.ts', '@smithy/types'],
    ['shared/model/x.ts', '@aws-sdk/client-ec2'],
    ['shared/model/x.ts', 'node:fs'],
    ['shared/events/x.ts', 'node:crypto'],
    ['shared/findings/x.ts', 'yaml'],
    ['shared/model/x.ts', 'zod'],
    ['shared/audit/x.ts', 'node:timers/promises'],
    ['shared/findings/x.ts', 'p-limit'],
  ])('%s may not import %s', (from, target) => {
    expect(forbiddenImport(from, target)).toContain('may not import');
  });

  it.each([
    ['shared/controls/placement/x.ts', '../../network/flow.ts'],
    ['shared/controls/placement/x.ts', './zones.ts'],
    ['shared/engine/x.ts', '../controls/verdict.ts'],
    ['shared/model/x.ts', 'zod/mini'],
    ['shared/audit/x.ts', 'p-limit'],
    ['shared/adapters/aws/x.ts', '@aws-sdk/client-ec2'],
    ['functions/composition.ts', '../shared/adapters/aws/account-reader.ts'],
    ['functions/audit/handler.ts', '../composition.ts'],
    ['cli/x.ts', '../shared/adapters/aws/account-reader.ts'],
  ])('%s may import %s', (from, target) => {
    expect(forbiddenImport(from, target)).toBeUndefined();
  });

  it.each([
    ["import type { A } from './a.ts';", ['./a.ts']],
    ["import {\n  a,\n  type B,\n} from './a.ts';", ['./a.ts']],
    ["import './a.ts';", ['./a.ts']],
    ["export * from './a.ts';", ['./a.ts']],
    ["export type { A } from './a.ts';", ['./a.ts']],
    ["const a = await import('./a.ts');", ['./a.ts']],
    ["type A = import('./a.ts').A;", ['./a.ts']],
    ["// import './a.ts';\nexport const text = 'import';", []],
  ])('reads %j', (source, targets) => {
    expect(importsOf(source)).toEqual(targets);
  });

  it.each(['import a from "./a.ts";', 'const a = import(name);', 'import {a} from `./a.ts`;'])(
    'refuses what it cannot read: %j',
    (source) => {
      expect(() => importsOf(source)).toThrow(/import/);
    },
  );

  it.each([
    'const now = Date.now();',
    'const now = new Date();',
    'const home = process.env["HOME"];',
    'console.log(1);',
    'await fetch(url);',
    'setTimeout(run, 1);',
    'const id = Math.random();',
    'const id = crypto.randomUUID();',
  ])('sees that %j is not pure', (source) => {
    expect(IMPURE.test(withoutTexts(source))).toBe(true);
  });
});
