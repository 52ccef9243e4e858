import path from 'node:path';
import { expect, test } from 'vitest';
import { callsOf } from '../../scripts/bundle-calls.ts';
import { READER_ACTIONS } from '../../shared/adapters/aws/read-permissions.ts';

const ADAPTER = path.resolve(import.meta.dirname, '../../shared/adapters/aws');

test('the reader of whole accounts calls what it may call, and asks who it is', async () => {
  const calls = await callsOf(path.join(ADAPTER, 'account-reader.ts'));
  expect(calls).toEqual([...READER_ACTIONS, 'sts:GetCallerIdentity'].toSorted());
});

test('what a bundle does not use is not in it', async () => {
  expect(await callsOf(path.join(ADAPTER, 'hosted-zones.ts'))).toEqual([
    'route53:ListHostedZonesByVPC',
    'route53:ListResourceRecordSets',
  ]);
});
