import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import type { TestProject } from 'vitest/node';
import { buildFunctions } from '../../scripts/build-functions.mjs';

declare module 'vitest' {
  interface ProvidedContext {
    /** The bundles of the deployed functions, built from the sources as they are: file by name. */
    readonly builtFunctions: Readonly<Record<string, string>>;
  }
}

/** Builds the functions for the tests that run them. */
export async function setup(project: TestProject): Promise<() => Promise<void>> {
  const folder = await mkdtemp(path.join(tmpdir(), 'auditor-functions-'));
  const built = await buildFunctions(folder);
  project.provide(
    'builtFunctions',
    Object.fromEntries(built.map(({ name, file }) => [name, file])),
  );
  return () => rm(folder, { recursive: true });
}
