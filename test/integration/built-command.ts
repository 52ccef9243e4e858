import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import type { TestProject } from 'vitest/node';
import { buildCli } from '../../scripts/build-cli.mjs';

declare module 'vitest' {
  interface ProvidedContext {
    /** The program that package.json names, built from the sources as they are. */
    readonly builtCommand: string;
  }
}

/** Builds the command line for the tests that run it. */
export async function setup(project: TestProject): Promise<() => Promise<void>> {
  const folder = await mkdtemp(path.join(tmpdir(), 'auditor-build-'));
  await buildCli(folder);
  project.provide('builtCommand', path.join(folder, 'main.mjs'));
  return () => rm(folder, { recursive: true });
}
