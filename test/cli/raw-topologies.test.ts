import { execFile } from 'node:child_process';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { promisify } from 'node:util';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import * as z from 'zod/mini';
import { buildCli } from '../../scripts/build-cli.mjs';
import { rawAnswers, writeAnswers } from '../builders/raw-answers.ts';
import { content } from '../builders/snapshot.ts';
import { TOPOLOGIES } from '../builders/topologies.ts';
import type { Topology } from '../builders/topology.ts';
import { EXPECTED_VERDICTS } from '../scenarios/expected-verdicts.ts';
import { worstLetter } from '../scenarios/verdict-letter.ts';

/** The reference topologies as folders of what the AWS CLI prints, audited by the built command. */

const run = promisify(execFile);

const reportSchema = z.object({
  accountId: z.string(),
  regions: z.array(z.string()),
  verdicts: z.array(z.object({ control: z.string(), status: z.string() })),
});

let outdir: string;

beforeAll(async () => {
  outdir = await mkdtemp(path.join(tmpdir(), 'auditor-raw-'));
  await buildCli(path.join(outdir, 'command'));
});

afterAll(() => rm(outdir, { recursive: true }));

async function audit(name: string, { given, configuration = {} }: Topology) {
  const folder = path.join(outdir, name);
  const file = path.join(outdir, `${name}.json`);
  await writeAnswers(folder, rawAnswers(content(given)));
  await writeFile(file, JSON.stringify(configuration));
  const command = path.join(outdir, 'command', 'main.mjs');
  const options = ['--snapshot', folder, '--config', file, '--format', 'json'];
  const { stdout } = await run(process.execPath, [command, 'audit', ...options], {
    maxBuffer: 1 << 28,
  });
  return reportSchema.parse(JSON.parse(stdout));
}

const COLUMNS = Object.entries(TOPOLOGIES).filter(([name]) =>
  EXPECTED_VERDICTS.get('function-multi-az')?.has(name),
);

describe('a folder of raw answers', () => {
  it.each(COLUMNS)('%s gets the verdicts of the table', { timeout: 30_000 }, async (name, make) => {
    const topology = make();
    const report = await audit(name, topology);
    const { region = 'us-east-1' } = topology.given.header ?? {};
    expect([report.accountId, report.regions]).toEqual(['111122223333', [region]]);
    const seen = [...EXPECTED_VERDICTS.keys()].map((control) => {
      const own = report.verdicts.filter((one) => one.control === control);
      return `${control} ${worstLetter(own.map(({ status }) => status))}`;
    });
    const expected = [...EXPECTED_VERDICTS].map(
      ([control, letters]) => `${control} ${letters.get(name) ?? '?'}`,
    );
    expect(seen).toEqual(expected);
  });
});
