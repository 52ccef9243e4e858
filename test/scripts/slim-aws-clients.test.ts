import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { pathToFileURL } from 'node:url';
import { build } from 'esbuild';
import { afterAll, beforeAll, expect, it, vi } from 'vitest';
import {
  plainFindings,
  slimAwsClients,
  withPlainFindings,
} from '../../scripts/slim-aws-clients.mjs';
import { slimAwsSchemas } from '../../scripts/slim-aws-schemas.mjs';
import { asffOfTransition } from '../../shared/findings/asff.ts';
import { aTransition } from '../builders/transitions.ts';

/** Answers what the client would send. */
const SOURCE = `
import { BatchImportFindingsCommand, SecurityHubClient } from '@aws-sdk/client-securityhub';
export async function sent(Findings) {
  let request;
  const client = new SecurityHubClient({
    region: 'eu-west-1',
    credentials: { accessKeyId: 'a', secretAccessKey: 'b' },
    maxAttempts: 1,
    requestHandler: { handle: (given) => { request = given; throw new Error('enough'); } },
  });
  await client.send(new BatchImportFindingsCommand({ Findings })).catch(() => undefined);
  const { method, path, hostname, body } = request;
  return { method, path, hostname, body: JSON.parse(new TextDecoder().decode(body)), agent: request.headers['user-agent'] };
}`;

type Sent = (findings: readonly unknown[]) => Promise<object>;

let folder: string;

beforeAll(async () => {
  vi.stubEnv('AWS_SDK_JS_NODE_VERSION_SUPPORT_WARNING_DISABLED', 'true');
  folder = await mkdtemp(path.join(tmpdir(), 'auditor-slim-'));
});

afterAll(() => {
  vi.unstubAllEnvs();
  return rm(folder, { recursive: true });
});

async function bundled(name: string, plugins: readonly (typeof slimAwsSchemas)[]) {
  const outfile = path.join(folder, `${name}.mjs`);
  const result = await build({
    stdin: { contents: SOURCE, resolveDir: import.meta.dirname },
    outfile,
    bundle: true,
    minify: true,
    format: 'esm',
    platform: 'node',
    mainFields: ['module', 'main'],
    plugins: [...plugins],
    metafile: true,
    banner: {
      js: "import{createRequire as __cr}from'node:module';const require=__cr(import.meta.url);",
    },
  });
  const { sent } = (await import(pathToFileURL(outfile).href)) as { sent: Sent };
  return { sent, bytes: Object.values(result.metafile.outputs)[0]?.bytes ?? 0 };
}

it('a slim client of Security Hub sends what the whole one sends', async () => {
  const whole = await bundled('whole', []);
  const slim = await bundled('slim', [plainFindings, slimAwsSchemas, slimAwsClients]);
  const findings = [asffOfTransition(aTransition())];
  const request = await slim.sent(findings);
  expect(request).toEqual(await whole.sent(findings));
  expect(request).toMatchObject({
    method: 'POST',
    path: '/findings/import',
    body: { Findings: findings },
  });
  expect(slim.bytes).toBeLessThan(whole.bytes - 100_000);
}, 60_000);

it('says where the schema of a finding is no longer what it was', () => {
  expect(() => withPlainFindings('export var Finding$ = [];')).toThrow('not found');
});
