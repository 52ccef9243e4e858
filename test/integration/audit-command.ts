import { spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { inject } from 'vitest';
import * as z from 'zod/mini';
import { EXPECTED_VERDICTS } from '../scenarios/expected-verdicts.ts';
import { worstLetter } from '../scenarios/verdict-letter.ts';
import { emulatorEnvironment } from './emulated-account.ts';

const reportSchema = z.object({
  accountId: z.string(),
  regions: z.array(z.string()),
  verdicts: z.array(
    z.object({
      control: z.string(),
      resource: z.object({ type: z.string(), id: z.string() }),
      status: z.string(),
      message: z.string(),
    }),
  ),
});

export type Report = z.infer<typeof reportSchema>;

/** What an account is judged with, where that is not the defaults. */
export interface Judging {
  readonly configuration?: Readonly<Record<string, unknown>>;
  /** Texts by the names under which the configuration names them. */
  readonly policyFiles?: Readonly<Record<string, string>>;
}

/** The built command as a user runs it, against the emulator. */
export function audit(
  region: string,
  { configuration = {}, policyFiles = {} }: Judging = {},
): Report {
  const folder = mkdtempSync(path.join(tmpdir(), 'auditor-live-'));
  const file = path.join(folder, 'auditor.json');
  const options = ['--region', region, '--format', 'json', '--config', file];
  try {
    writeFileSync(file, JSON.stringify(configuration));
    for (const [name, text] of Object.entries(policyFiles)) {
      writeFileSync(path.join(folder, name), text);
    }
    const { status, stdout, stderr } = spawnSync(
      process.execPath,
      [inject('builtCommand'), 'audit', ...options, '--lambda-rate', '15'],
      { encoding: 'utf8', env: { ...process.env, ...emulatorEnvironment() }, maxBuffer: 1 << 28 },
    );
    if (status !== 0) throw new Error(`audit ended with ${status}: ${stderr}`);
    return reportSchema.parse(JSON.parse(stdout));
  } finally {
    rmSync(folder, { recursive: true });
  }
}

/** `control letter` for every control of the catalogue, the letter of its worst verdict. */
export function cells({ verdicts }: Report): readonly string[] {
  return [...EXPECTED_VERDICTS.keys()].map((control) => {
    const own = verdicts.filter((one) => one.control === control);
    return `${control} ${worstLetter(own.map(({ status }) => status))}`;
  });
}
