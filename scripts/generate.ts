import { mkdir, readFile, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { generatedFiles } from './generators.ts';

/**
 * Writes every generated file; with `--check` writes nothing, names the files that differ from their
 * sources and fails.
 */

const ROOT = path.resolve(import.meta.dirname, '..');

async function main(check: boolean): Promise<void> {
  const files = await generatedFiles();
  const outdated: string[] = [];
  for (const file of files) {
    const target = path.join(ROOT, file.path);
    if ((await contentOf(target)) === file.content) continue;
    outdated.push(file.path);
    if (check) continue;
    await mkdir(path.dirname(target), { recursive: true });
    await writeFile(target, file.content);
  }
  if (check && outdated.length > 0) {
    console.error(`not up to date, run npm run generate: ${outdated.join(', ')}`);
    process.exitCode = 1;
  } else {
    console.log(
      `${files.length} generated files, ${outdated.length} ${check ? 'differ' : 'written'}`,
    );
  }
}

async function contentOf(file: string): Promise<string | undefined> {
  try {
    return await readFile(file, 'utf8');
  } catch (error) {
    if (error instanceof Error && 'code' in error && error.code === 'ENOENT') return undefined;
    throw error;
  }
}

const [option, ...others] = process.argv.slice(2);
if ((option === undefined || option === '--check') && others.length === 0) {
  await main(option === '--check');
} else {
  console.error('usage: npm run generate, or npm run generate:check');
  process.exitCode = 2;
}
