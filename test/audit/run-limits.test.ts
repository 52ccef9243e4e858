import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { parse } from 'yaml';
import { LEFT_BEHIND_SECONDS } from '../../shared/audit/tell.ts';

const read = (file: string): string =>
  readFileSync(new URL(`../../${file}`, import.meta.url), 'utf8');

describe('what an audit that crashed left behind', () => {
  const service = parse(read('serverless.yml'), { logLevel: 'error' }) as {
    readonly functions: { readonly audit: { readonly timeout: number } };
  };
  const visible = /ChangeQueue:[\s\S]*?VisibilityTimeout: (\d+)/.exec(read('infra/queues.yml'));
  const { timeout } = service.functions.audit;

  it('is taken up by nobody who could meet the audit itself', () => {
    expect(LEFT_BEHIND_SECONDS).toBeGreaterThan(timeout);
  });

  it('is found by its own messages when they come again', () => {
    expect(Number(visible?.[1]) - timeout).toBeGreaterThan(LEFT_BEHIND_SECONDS);
  });
});
