import { randomUUID } from 'node:crypto';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { lambdaParts } from './lambda-parts.ts';
import { LambdaRuntime } from './lambda-runtime.ts';

const parts = lambdaParts();

describe.skipIf(parts === undefined)('the Lambda runtime', () => {
  let folder: string;

  beforeAll(async () => {
    folder = await mkdtemp(path.join(tmpdir(), 'auditor-runtime-'));
  });

  afterAll(() => rm(folder, { recursive: true }));

  async function start(source: string): Promise<LambdaRuntime> {
    if (parts === undefined) throw new Error('the tests are skipped without it');
    const bundle = path.join(folder, `${randomUUID()}.mjs`);
    await writeFile(bundle, source);
    return LambdaRuntime.start(parts, bundle, { GREETING: 'hello' });
  }

  it('runs a handler on Node 24, one event after the other', async () => {
    const runtime = await start(
      `let calls = 0;
       export const handler = async (event, context) => {
         console.log('called');
         calls += 1;
         return { event, calls, node: process.version, greeting: process.env.GREETING,
           left: context.getRemainingTimeInMillis() > 60_000 };
       };`,
    );
    const answers = await Promise.all([runtime.invoke({ n: 1 }), runtime.invoke({ n: 2 })]);
    await runtime.kill();
    const common = { node: expect.stringMatching(/^v24/) as string, greeting: 'hello', left: true };
    expect(answers).toEqual([
      { response: { event: { n: 1 }, calls: 1, ...common } },
      { response: { event: { n: 2 }, calls: 2, ...common } },
    ]);
    expect(runtime.initMilliseconds).toBeGreaterThan(0);
    expect(runtime.output).toContain('called');
  });

  it('tells that a handler threw', async () => {
    const runtime = await start(
      `export const handler = async () => { throw new TypeError('not today'); };`,
    );
    expect(await runtime.invoke({})).toMatchObject({
      error: { errorType: 'TypeError', errorMessage: 'not today' },
    });
    await runtime.kill();
  });

  it('tells why a bundle cannot be loaded', async () => {
    await expect(start(`throw new RangeError('out of range');`)).rejects.toThrow('out of range');
  });

  it('answers for an event whose runtime was killed', async () => {
    const runtime = await start(`export const handler = () => new Promise((resolve) => {
      setTimeout(resolve, 60_000);
    });`);
    const answer = runtime.invoke({});
    await runtime.kill();
    expect(await answer).toMatchObject({ error: { errorType: 'Runtime.ExitError' } });
  });
});
