import { execFile, spawn } from 'node:child_process';
import { mkdtemp, rm, stat } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import packageJson from '../../package.json' with { type: 'json' };
import { buildCli } from '../../scripts/build-cli.mjs';
import { inlineComputedKeys } from '../../scripts/slim-aws-schemas.mjs';
import { faultyAccount, inputFolder } from './snapshot-files.ts';
import type { InputFolder } from './snapshot-files.ts';

const run = promisify(execFile);

let folder: InputFolder;
let snapshot: string;
let outdir: string;
let command: string;

beforeAll(async () => {
  folder = await inputFolder();
  snapshot = await folder.writeSnapshot('account.json', faultyAccount());
  // Outside the checkout, so that nothing but the bundle can be imported.
  outdir = await mkdtemp(join(tmpdir(), 'auditor-build-'));
  await buildCli(outdir);
  command = join(outdir, 'main.mjs');
  // The build takes seconds, and more where everything else runs beside it.
}, 60_000);

afterAll(async () => {
  await folder.remove();
  await rm(outdir, { recursive: true });
});

describe('the built command', () => {
  it('is what package.json names, can be executed and tells its version', async () => {
    expect(packageJson.bin['lambda-vpc-auditor']).toBe('dist/cli/main.mjs');
    const { mode } = await stat(command);
    expect(mode & 0o111).toBe(0o111);
    expect(await run(command, ['--version'])).toEqual({
      stdout: `${packageJson.version}\n`,
      stderr: '',
    });
  });

  it('audits a snapshot with nothing installed beside it', async () => {
    const argv = ['audit', '--snapshot', snapshot, '--format', 'json', '--fail-on', 'medium'];
    const failing = run(process.execPath, [command, ...argv]);
    await expect(failing).rejects.toMatchObject({
      code: 3,
      stderr: '',
      stdout: expect.stringContaining('"function-multi-az"') as string,
    });
  });

  it('has the drawing of a trace on board', async () => {
    const argv = ['trace', '--snapshot', snapshot, '--from', 'exposed', '--to', 'internet'];
    const { stdout, stderr } = await run(process.execPath, [command, ...argv, '--format', 'svg']);
    expect(stderr).toBe('');
    expect(stdout).toMatch(/<title id="trace-title">exposed does not reach the internet/);
  });

  it('has the live reader on board', async () => {
    const env = { PATH: process.env['PATH'], AWS_EC2_METADATA_DISABLED: 'true', HOME: folder.path };
    const collecting = run(process.execPath, [command, 'collect', '--output', 'x.json'], { env });
    await expect(collecting).rejects.toMatchObject({
      code: 2,
      stderr: expect.stringContaining('No region: give --region') as string,
    });
  });

  it('takes it quietly when the reader of its output goes away', async () => {
    const child = spawn(process.execPath, [command, 'controls', '--format', 'json']);
    let stderr = '';
    child.stderr.on('data', (chunk: Buffer) => (stderr += chunk.toString()));
    child.stdout.destroy();
    await new Promise((resolve) => child.on('close', resolve));
    expect(stderr).toBe('');
    expect(child.exitCode).toBe(0);
  });
});

describe('slimming the AWS schemas', () => {
  it('writes the constants of the file where it names keys by them, and nothing else', () => {
    const source = [
      'const _xN = "xmlName";',
      'const _n = 1;',
      'var list = [1, { [_xN]: "item", [_other]: 2, [_n]: 3 }];',
    ].join('\n');
    expect(inlineComputedKeys(source)).toBe(source.replace('[_xN]: "item"', '"xmlName": "item"'));
  });
});
