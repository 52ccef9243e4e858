import path from 'node:path';
import { IMPLIED_ACTIONS, READER_ACTIONS } from '../shared/adapters/aws/read-permissions.ts';
import { functionNames } from './build-functions.mjs';
import { callsOf } from './bundle-calls.ts';
import type { GeneratedFile } from './generated-file.ts';

const ROOT = path.resolve(import.meta.dirname, '..');

/**
 * For each deployed function the policy that lets it read the account: what the reader of snapshots may
 * call, as far as it is in the function's bundle. No read of it can be narrowed to resources: what is to
 * be read is only known once it was.
 */
export async function generateReads(): Promise<readonly GeneratedFile[]> {
  const policies: Record<string, object> = {};
  for (const name of await functionNames()) {
    const actions = await readActions(path.join(ROOT, 'functions', name, 'handler.ts'));
    if (actions.length > 0) policies[name] = policyOf(actions);
  }
  const content = `${JSON.stringify(policies, null, 2)}\n`;
  return [{ path: 'infra/generated/reads.json', content }];
}

async function readActions(entry: string): Promise<readonly string[]> {
  const calls = new Set(await callsOf(entry));
  const implied = Object.keys(IMPLIED_ACTIONS).filter((action) =>
    calls.has(IMPLIED_ACTIONS[action] ?? ''),
  );
  return [...READER_ACTIONS.filter((action) => calls.has(action)), ...implied].toSorted();
}

function policyOf(actions: readonly string[]): object {
  return {
    Version: '2012-10-17',
    Statement: [{ Sid: 'ReadsTheAccount', Effect: 'Allow', Action: actions, Resource: '*' }],
  };
}
