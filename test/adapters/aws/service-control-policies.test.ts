import { describe, expect, test } from 'vitest';
import { Snapshot } from '../../../shared/model/snapshot.ts';
import { ACCOUNT_ID, FakeAws, json, jsonError, readFake } from './fake-aws.ts';
import type { Answer, Parameters } from './fake-aws.ts';

const ASKED = { serviceControlPolicies: true };
const DENIED = jsonError('AccessDeniedException', 'no', 400);

const PARENTS: Readonly<Record<string, object>> = {
  [ACCOUNT_ID]: { Id: 'ou-1', Type: 'ORGANIZATIONAL_UNIT' },
  'ou-1': { Id: 'r-1', Type: 'ROOT' },
};

const ATTACHED: Readonly<Record<string, readonly string[]>> = {
  'ou-1': ['p-1', 'p-full'],
  'r-1': ['p-full'],
};

const ORGANIZATION = {
  ListParents: ({ ChildId }: Parameters): Answer => json({ Parents: [PARENTS[ChildId ?? '']] }),
  ListPoliciesForTarget: ({ TargetId }: Parameters): Answer =>
    json({ Policies: (ATTACHED[TargetId ?? ''] ?? []).map((Id) => ({ Id })) }),
  DescribePolicy: ({ PolicyId }: Parameters): Answer =>
    json({ Policy: { PolicySummary: { Id: PolicyId, Name: 'lists' }, Content: '{}' } }),
};

describe('service control policies', () => {
  test('are read only where they are asked for', async () => {
    const fake = new FakeAws(ORGANIZATION);
    const { collections } = await readFake(fake);
    expect(collections.ServiceControlPolicies).toBeUndefined();
    expect(fake.requestsOf('ListParents')).toEqual([]);
  });

  test('come from the account and every level above it, each once, with what they hang on', async () => {
    const fake = new FakeAws(ORGANIZATION);
    const snapshot = new Snapshot(await readFake(fake, {}, ASKED));
    expect(snapshot.all('ServiceControlPolicies')).toMatchObject({
      known: true,
      value: [
        { PolicySummary: { Id: 'p-1', Name: 'lists' }, Content: '{}', TargetIds: ['ou-1'] },
        { PolicySummary: { Id: 'p-full' }, TargetIds: ['ou-1', 'r-1'] },
      ],
    });
    expect(fake.requestsOf('ListPoliciesForTarget')).toMatchObject(
      [ACCOUNT_ID, 'ou-1', 'r-1'].map((TargetId) => ({
        TargetId,
        Filter: 'SERVICE_CONTROL_POLICY',
      })),
    );
    expect(fake.requestsOf('DescribePolicy')).toHaveLength(2);
  });

  test.each(['ListParents', 'ListPoliciesForTarget', 'DescribePolicy'])(
    'of which %s is refused are unknown as a whole',
    async (operation) => {
      const fake = new FakeAws({ ...ORGANIZATION, [operation]: DENIED });
      const snapshot = new Snapshot(await readFake(fake, {}, ASKED));
      expect(snapshot.all('ServiceControlPolicies')).toEqual({
        known: false,
        reason: { kind: 'denied', call: `organizations:${operation}` },
      });
    },
  );

  test('are none in an account without an organization', async () => {
    const ListParents = jsonError('AWSOrganizationsNotInUseException', 'no', 400);
    const fake = new FakeAws({ ...ORGANIZATION, ListParents });
    const snapshot = new Snapshot(await readFake(fake, {}, ASKED));
    expect(snapshot.all('ServiceControlPolicies')).toEqual({ known: true, value: [] });
  });
});
