import { spawn, spawnSync } from 'node:child_process';
import type { ChildProcess } from 'node:child_process';
import { existsSync } from 'node:fs';
import { createServer } from 'node:net';
import path from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import type { TestProject } from 'vitest/node';

/**
 * Starts a moto server for the integration tests: `moto_server` from the PATH, else one in a virtual
 * environment under `.real-parts/` with the version below. Where neither can be had the tests are
 * skipped, with the reason; with `CI=true` that is a failure.
 */

const MOTO = 'moto[server]==5.2.1';
const REAL_PARTS = fileURLToPath(new URL('../../.real-parts', import.meta.url));
const START_SECONDS = 60;

declare module 'vitest' {
  interface ProvidedContext {
    /** `http://127.0.0.1:<port>`, or empty where no moto server could be started. */
    readonly awsEndpoint: string;
  }
}

export async function setup(project: TestProject): Promise<(() => Promise<void>) | undefined> {
  const started = await startMoto();
  if (started.server === undefined) {
    const problem = `No moto server: ${started.problem}`;
    if (process.env['CI'] === 'true') throw new Error(problem);
    process.stderr.write(`${problem}. The integration tests are skipped.\n`);
    project.provide('awsEndpoint', '');
    return undefined;
  }
  const { child, endpoint } = started.server;
  project.provide('awsEndpoint', endpoint);
  return () => stop(child);
}

/** A moto server on a free port, or why there is none. Whoever starts it ends its process. */
export async function startMoto(): Promise<Started> {
  const found = motoCommand();
  return found.command === undefined ? found : start(found.command);
}

type Found =
  | { readonly command: string }
  | { readonly command?: never; readonly server?: never; readonly problem: string };

export type Started =
  | { readonly server: { readonly child: ChildProcess; readonly endpoint: string } }
  | { readonly server?: never; readonly problem: string };

function motoCommand(): Found {
  if (runs('moto_server')) return { command: 'moto_server' };
  const bin = path.join(REAL_PARTS, 'bin');
  const installed = path.join(bin, 'moto_server');
  if (existsSync(installed) && runs(installed)) return { command: installed };
  for (const [command, ...parameters] of [
    ['python3', '-m', 'venv', REAL_PARTS],
    [path.join(bin, 'pip'), 'install', '--quiet', MOTO],
  ] as const) {
    const { status, stderr, error } = spawnSync(command, parameters, { encoding: 'utf8' });
    if (status === 0) continue;
    const reason = error?.message ?? stderr.trim().split('\n').at(-1) ?? '';
    return { problem: `moto_server is not on the PATH, and ${command} failed: ${reason}` };
  }
  return { command: installed };
}

function runs(command: string): boolean {
  return spawnSync(command, ['--help'], { stdio: 'ignore' }).status === 0;
}

async function start(command: string): Promise<Started> {
  const port = await freePort();
  const endpoint = `http://127.0.0.1:${port}`;
  const child = spawn(command, ['-H', '127.0.0.1', '-p', String(port)], {
    stdio: ['ignore', 'ignore', 'pipe'],
  });
  let stderr = '';
  child.stderr.on('data', (chunk: Buffer) => {
    stderr = `${stderr}${chunk.toString('utf8')}`.slice(-2_000);
  });
  for (let waited = 0; waited < START_SECONDS * 10; waited += 1) {
    if (child.exitCode !== null) break;
    if (await answers(endpoint)) return { server: { child, endpoint } };
    await sleep(100);
  }
  child.kill();
  return { problem: `${command} did not answer within ${START_SECONDS} s: ${stderr.trim()}` };
}

async function answers(endpoint: string): Promise<boolean> {
  try {
    const response = await fetch(`${endpoint}/moto-api/data.json`);
    return response.ok;
  } catch {
    // Nothing listens yet.
    return false;
  }
}

async function freePort(): Promise<number> {
  const server = createServer();
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const address = server.address();
  await new Promise((resolve) => server.close(resolve));
  if (address === null || typeof address === 'string') throw new Error('no free port');
  return address.port;
}

async function stop(child: ChildProcess): Promise<void> {
  if (child.exitCode !== null) return;
  const ended = new Promise((resolve) => child.once('exit', resolve));
  child.kill();
  await ended;
}
