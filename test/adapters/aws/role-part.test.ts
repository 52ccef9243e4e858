import { describe, expect, test } from 'vitest';
import { CAPTURED_AT, FakeAws, partReaderOf, query, queryError } from './fake-aws.ts';
import type { Answer } from './fake-aws.ts';

const ROLE = 'arn:aws:iam::111122223333:role/service/orders';
const POLICY = 'arn:aws:iam::111122223333:policy/orders';
const BOUNDARY = 'arn:aws:iam::111122223333:policy/boundary';

const role = {
  GetRole: query(
    'GetRole',
    `<Role><Arn>${ROLE}</Arn><RoleName>orders</RoleName><Path>/service/</Path>
      <PermissionsBoundary><PermissionsBoundaryArn>${BOUNDARY}</PermissionsBoundaryArn></PermissionsBoundary>
    </Role>`,
  ),
  ListRolePolicies: query(
    'ListRolePolicies',
    '<PolicyNames><member>inline</member></PolicyNames><IsTruncated>false</IsTruncated>',
  ),
  GetRolePolicy: query('GetRolePolicy', '<PolicyDocument>{}</PolicyDocument>'),
  ListAttachedRolePolicies: query(
    'ListAttachedRolePolicies',
    `<AttachedPolicies><member><PolicyArn>${POLICY}</PolicyArn></member></AttachedPolicies>`,
  ),
  GetPolicy: ({ PolicyArn = '' }): Answer =>
    query(
      'GetPolicy',
      `<Policy><Arn>${PolicyArn}</Arn><DefaultVersionId>v3</DefaultVersionId></Policy>`,
    ),
  GetPolicyVersion: query(
    'GetPolicyVersion',
    '<PolicyVersion><VersionId>v3</VersionId><Document>{}</Document></PolicyVersion>',
  ),
};

const denied = queryError('AccessDenied', 'no', 403);
const throttled = queryError('Throttling', 'Rate exceeded');

describe('a role by itself', () => {
  test('costs three calls, one for each inline policy and two for each managed one', async () => {
    const reader = partReaderOf(new FakeAws(role));
    const found = await reader.role(ROLE);
    expect(found).toMatchObject({
      known: true,
      value: {
        roleArn: ROLE,
        policyArns: [BOUNDARY, POLICY],
        capturedAt: CAPTURED_AT,
        part: {
          collections: {
            RoleDetailList: [{ Arn: ROLE, RolePolicyList: [{ PolicyName: 'inline' }] }],
            Policies: { length: 2 },
          },
          gaps: [],
        },
      },
    });
    expect(reader.calls.total).toBe(3 + 1 + 2 * 2);
  });

  test.each([
    ['is not there', queryError('NoSuchEntity', 'no such role', 404)],
    [
      'has another path now',
      query(
        'GetRole',
        '<Role><Arn>arn:aws:iam::111122223333:role/orders</Arn><RoleName>orders</RoleName></Role>',
      ),
    ],
  ])('does not exist where it %s', async (_, GetRole) => {
    const found = await partReaderOf(new FakeAws({ ...role, GetRole })).role(ROLE);
    expect(found).toEqual({ known: true, value: undefined });
  });

  test('that is refused is kept with the reason', async () => {
    const found = await partReaderOf(new FakeAws({ ...role, GetRolePolicy: denied })).role(ROLE);
    expect(found).toMatchObject({
      known: true,
      value: {
        part: {
          collections: { RoleDetailList: [] },
          gaps: [
            {
              collection: 'RoleDetailList',
              of: ROLE,
              reason: { kind: 'denied', call: 'iam:GetRolePolicy' },
            },
          ],
        },
      },
    });
  });

  test.each(['GetRole', 'ListRolePolicies', 'GetPolicy'])(
    'is unknown where %s fails, so that it is asked for again',
    async (operation) => {
      const fake = new FakeAws({ ...role, [operation]: throttled });
      expect(await partReaderOf(fake).role(ROLE)).toMatchObject({
        known: false,
        reason: { kind: 'failed', call: `iam:${operation}` },
      });
    },
  );
});
