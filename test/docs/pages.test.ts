import { existsSync, readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { describe, expect, it } from 'vitest';
import { parse } from 'yaml';
import { CONTROLS } from '../../shared/controls/registry.ts';
import { defaultConfiguration, parseConfiguration } from '../../shared/engine/configuration.ts';
import { runCli } from '../cli/terminal.ts';

const ROOT = path.resolve(import.meta.dirname, '../..');
const PAGES = [
  'README.md',
  'CHANGELOG.md',
  'docs/architecture.md',
  'docs/decisions/README.md',
  'docs/controls/README.md',
  'docs/events/README.md',
  'docs/samples/README.md',
  'examples/README.md',
];

const read = (page: string): string => readFileSync(path.join(ROOT, page), 'utf8');

describe.each(PAGES)('%s', (page) => {
  it('links to files that exist', () => {
    const links = [...read(page).matchAll(/\]\((?!https?:)([^)#]+)/g)].map(([, link = '']) => link);
    const missing = links.filter((link) => !existsSync(path.join(ROOT, path.dirname(page), link)));
    expect(missing).toEqual([]);
  });
});

/** Text blocks under a comment that says which command printed them. */
function pictures(page: string): readonly { command: string; text: string }[] {
  const blocks = read(page).matchAll(/<!-- output of: (.+) -->\s+```text\n([^`]+)```/g);
  return [...blocks].map(([, command = '', text = '']) => ({ command, text }));
}

describe('the pictures of the README', () => {
  it('are there', () => {
    expect(pictures('README.md').length).toBeGreaterThan(1);
  });

  it.each(pictures('README.md'))('show what $command prints', async ({ command, text }) => {
    const { stdout } = await runCli(command.split(' '), { cwd: ROOT });
    expect(stdout).toContain(text);
  });
});

/** Text blocks under a comment that says which file they are a part of. */
function parts(page: string): readonly { file: string; text: string }[] {
  const blocks = read(page).matchAll(/<!-- part of: (.+) -->\s+```text\n([^`]+)```/g);
  return [...blocks].map(([, file = '', text = '']) => ({ file, text }));
}

describe('the samples in the README', () => {
  it('are there', () => {
    expect(parts('README.md').length).toBeGreaterThan(0);
  });

  it.each(parts('README.md'))('are what stands in $file', ({ file, text }) => {
    expect(read(file)).toContain(text);
  });
});

/** Lines that are wider than a page, but for addresses of the web, which are never broken. */
function wideLines(text: string, columns: number): readonly string[] {
  const lines = text.split('\n').filter((line) => !line.includes('https://'));
  return lines.filter((line) => Array.from(line).length > columns);
}

const SAMPLES = readdirSync(path.join(ROOT, 'docs/samples'));

describe('the samples', () => {
  it('are each linked from their page', () => {
    const page = read('docs/samples/README.md');
    const files = SAMPLES.filter((file) => file !== 'README.md');
    expect(files.filter((file) => !page.includes(file))).toEqual([]);
  });

  it.each(SAMPLES.filter((file) => file.endsWith('.txt')))('%s fits its page', (file) => {
    const [, ...body] = read(`docs/samples/${file}`).split('\n');
    expect(wideLines(body.join('\n'), 98)).toEqual([]);
  });

  it.each([
    ['audit --snapshot examples/account'],
    ['replay examples/events/replace-route.json --snapshot examples/account'],
    ['replay examples/events/update-function.json --snapshot examples/account'],
  ])('%s prints within 100 columns', async (command) => {
    const { stdout } = await runCli(command.split(' '), { cwd: ROOT });
    expect(wideLines(stdout, 100)).toEqual([]);
  });
});

describe('the README', () => {
  it('shows a configuration that is valid and differs from the defaults', () => {
    const [, yaml = ''] = /```yaml\n([^`]+)```/.exec(read('README.md')) ?? [];
    const result = parseConfiguration(parse(yaml), CONTROLS);
    expect(result).not.toHaveProperty('problems');
    expect(result).not.toEqual({ configuration: defaultConfiguration(CONTROLS) });
  });
});
