import { spawnSync } from 'node:child_process';
import { existsSync, mkdirSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { fileURLToPath } from 'node:url';

/**
 * Node 24 and AWS's Lambda runtime client, installed once into `.real-parts/lambda/`: the client compiles
 * for most of a minute and needs Node 22 or later, so it cannot stand in package.json.
 */

const PACKAGES = ['node@24.21.0', 'aws-lambda-ric@4.0.2'];
const FOLDER = fileURLToPath(new URL('../../.real-parts/lambda', import.meta.url));

export interface LambdaParts {
  /** Node 24. */
  readonly node: string;
  /** The runtime client's entry. */
  readonly client: string;
}

const PARTS: LambdaParts = {
  node: path.join(FOLDER, 'node_modules/node/bin/node'),
  client: path.join(FOLDER, 'node_modules/aws-lambda-ric/index.mjs'),
};

/** The parts, where an earlier run has installed them. */
export function installedLambdaParts(): LambdaParts | undefined {
  return existsSync(PARTS.client) ? PARTS : undefined;
}

/**
 * The parts, installed if they are missing; undefined, said on standard error, where they cannot be had.
 *
 * @throws Error instead with `CI=true`
 */
export function lambdaParts(): LambdaParts | undefined {
  const problem = installedLambdaParts() === undefined ? install() : undefined;
  if (problem === undefined) return PARTS;
  if (process.env['CI'] === 'true') throw new Error(problem);
  process.stderr.write(`${problem}. The tests of the bundles are skipped.\n`);
  return undefined;
}

/** Installs beside the folder and moves it there at the end: what was cut off does not count. */
function install(): string | undefined {
  process.stderr.write(`Installing ${PACKAGES.join(' and ')}, which takes a minute or two.\n`);
  const folder = `${FOLDER}-${process.pid}`;
  mkdirSync(folder, { recursive: true });
  writeFileSync(path.join(folder, 'package.json'), '{"private":true}\n');
  const parameters = ['install', '--no-audit', '--no-fund', '--loglevel=error', ...PACKAGES];
  const { status, stderr, error } = spawnSync('npm', parameters, { cwd: folder, encoding: 'utf8' });
  if (status === 0 && !existsSync(FOLDER)) renameSync(folder, FOLDER);
  else rmSync(folder, { recursive: true });
  if (status === 0) return undefined;
  const reason = error?.message ?? stderr.trim().split('\n').at(-1) ?? '';
  return `Node 24 and the Lambda runtime client cannot be installed: ${reason}`;
}
