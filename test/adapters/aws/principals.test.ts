import { describe, expect, test } from 'vitest';
import { grantsOfRole } from '../../../shared/iam/role-policies.ts';
import { Snapshot } from '../../../shared/model/snapshot.ts';
import { accountWith, lambdaFunction } from './fake-account.ts';
import { ACCOUNT_ID, FakeAws, query, queryError, readFake } from './fake-aws.ts';
import type { Answer, Parameters } from './fake-aws.ts';

const ROLE = `arn:aws:iam::${ACCOUNT_ID}:role/service/orders`;
const POLICY = `arn:aws:iam::${ACCOUNT_ID}:policy/queues`;
const BOUNDARY = `arn:aws:iam::${ACCOUNT_ID}:policy/limits`;
const DENIED = queryError('AccessDenied', 'no', 403);

function document(action: string): string {
  const Statement = [{ Effect: 'Allow', Action: action, Resource: '*' }];
  return encodeURIComponent(JSON.stringify({ Version: '2012-10-17', Statement }));
}

function roleXml(arn: string): string {
  const boundary = `<PermissionsBoundary><PermissionsBoundaryArn>${BOUNDARY}</PermissionsBoundaryArn></PermissionsBoundary>`;
  return `<Arn>${arn}</Arn><RoleName>${arn.split('/').at(-1)}</RoleName>${boundary}`;
}

function attachedXml(arn: string): string {
  return `<AttachedPolicies><member><PolicyName>p</PolicyName><PolicyArn>${arn}</PolicyArn></member></AttachedPolicies>`;
}

function functionWith(Role: string, FunctionName = 'orders') {
  return lambdaFunction({ Role, FunctionName });
}

const IAM = {
  GetRole: ({ RoleName }: Parameters): Answer =>
    query('GetRole', `<Role>${roleXml(ROLE.replace('orders', RoleName ?? ''))}</Role>`),
  ListRolePolicies: query('ListRolePolicies', '<PolicyNames><member>own</member></PolicyNames>'),
  GetRolePolicy: query(
    'GetRolePolicy',
    `<PolicyName>own</PolicyName><PolicyDocument>${document('sns:Publish')}</PolicyDocument>`,
  ),
  ListAttachedRolePolicies: query('ListAttachedRolePolicies', attachedXml(POLICY)),
  GetPolicy: ({ PolicyArn }: Parameters): Answer =>
    query(
      'GetPolicy',
      `<Policy><Arn>${PolicyArn}</Arn><DefaultVersionId>v2</DefaultVersionId></Policy>`,
    ),
  GetPolicyVersion: ({ PolicyArn }: Parameters): Answer =>
    query(
      'GetPolicyVersion',
      `<PolicyVersion><VersionId>v2</VersionId><Document>${document(
        PolicyArn === BOUNDARY ? '*' : 'sqs:SendMessage',
      )}</Document></PolicyVersion>`,
    ),
};

const ACCOUNT = { ...IAM, ...accountWith(functionWith(ROLE)) };

function granted(snapshot: Snapshot, role = ROLE): readonly string[] {
  const grants = grantsOfRole(snapshot, role);
  if (!grants.known) throw new Error('the grants are not known');
  expect(grants.value.unreadable).toEqual([]);
  return grants.value.grants.actions.map((action) => action.pattern).toSorted();
}

function version(id: string, action: string): string {
  return `<member><VersionId>${id}</VersionId><IsDefaultVersion>${id === 'v2'}</IsDefaultVersion><Document>${document(action)}</Document></member>`;
}

/** The roles, with the managed policies of the account. */
function details(some: readonly string[]): Answer {
  const roles = some.map((arn) => {
    const policies = `<RolePolicyList><member><PolicyName>own</PolicyName><PolicyDocument>${document('sns:Publish')}</PolicyDocument></member></RolePolicyList>`;
    const attached = `<AttachedManagedPolicies><member><PolicyArn>${POLICY}</PolicyArn></member></AttachedManagedPolicies>`;
    return `<member>${roleXml(arn)}${policies}${attached}</member>`;
  });
  const managed = [POLICY, BOUNDARY, `${POLICY}-unused`].map((arn) => {
    const action = arn === BOUNDARY ? '*' : 'sqs:SendMessage';
    const versions = `${version('v1', 'ec2:*')}${version('v2', action)}`;
    return `<member><Arn>${arn}</Arn><PolicyVersionList>${versions}</PolicyVersionList></member>`;
  });
  return query(
    'GetAccountAuthorizationDetails',
    `<RoleDetailList>${roles.join('')}</RoleDetailList><Policies>${managed.join('')}</Policies>`,
  );
}

describe('an execution role', () => {
  test('has its inline and managed policies and its boundary', async () => {
    const snapshot = new Snapshot(await readFake(new FakeAws(ACCOUNT)));
    expect(granted(snapshot)).toEqual(['sns:Publish', 'sqs:SendMessage']);
    expect(snapshot.seen('RoleDetailList')).toMatchObject([
      { Arn: ROLE, PermissionsBoundary: { PermissionsBoundaryArn: BOUNDARY } },
    ]);
    expect(snapshot.content.gaps).toEqual([]);
  });

  test('is read once for all functions and versions, and so is a policy', async () => {
    const other = ROLE.replace('orders', 'bills');
    const fake = new FakeAws({
      ...IAM,
      ...accountWith(
        functionWith(ROLE),
        functionWith(ROLE, 'refunds'),
        functionWith(other, 'bills'),
        lambdaFunction({ Role: `${ROLE}-none`, FunctionName: 'loose', VpcConfig: {} }),
      ),
    });
    await readFake(fake);
    const roles = fake.requestsOf('GetRole').map((request) => request['RoleName'] ?? '');
    expect(new Set(roles)).toEqual(new Set(['bills', 'orders']));
    expect(roles).toHaveLength(2);
    const policies = fake.requestsOf('GetPolicy').map((request) => request['PolicyArn'] ?? '');
    expect(new Set(policies)).toEqual(new Set([BOUNDARY, POLICY]));
    expect(policies).toHaveLength(2);
    expect(fake.requestsOf('GetAccountAuthorizationDetails')).toEqual([]);
  });

  test.each([
    ['that does not exist', queryError('NoSuchEntity', 'The role cannot be found.', 404)],
    [
      'of the same name under another path',
      query('GetRole', `<Role>${roleXml('x/orders')}</Role>`),
    ],
  ])('%s is known to be gone', async (_, GetRole) => {
    const snapshot = new Snapshot(await readFake(new FakeAws({ ...ACCOUNT, GetRole })));
    expect(snapshot.get('RoleDetailList', ROLE)).toEqual({ known: true, value: undefined });
    expect(snapshot.content.notFound).toEqual([ROLE]);
    expect(snapshot.content.gaps).toEqual([]);
  });

  test.each(['GetRole', 'ListRolePolicies', 'GetRolePolicy', 'ListAttachedRolePolicies'])(
    'of which %s is refused is unknown, and the action named',
    async (operation) => {
      const snapshot = new Snapshot(
        await readFake(new FakeAws({ ...ACCOUNT, [operation]: DENIED })),
      );
      expect(snapshot.get('RoleDetailList', ROLE)).toEqual({
        known: false,
        reason: { kind: 'denied', call: `iam:${operation}` },
      });
      expect(snapshot.content.notFound).toEqual([]);
    },
  );

  test.each(['GetPolicy', 'GetPolicyVersion'])(
    'with a managed policy that %s may not read is there with an unreadable policy',
    async (operation) => {
      const snapshot = new Snapshot(
        await readFake(new FakeAws({ ...ACCOUNT, [operation]: DENIED })),
      );
      expect(snapshot.get('Policies', POLICY)).toEqual({
        known: false,
        reason: { kind: 'denied', call: `iam:${operation}` },
      });
      const grants = grantsOfRole(snapshot, ROLE);
      expect(grants.known && grants.value.unreadable).toHaveLength(2);
    },
  );

  test('is read page by page', async () => {
    const fake = new FakeAws({
      ...ACCOUNT,
      ListRolePolicies: ({ Marker }: Parameters) =>
        query(
          'ListRolePolicies',
          Marker === undefined
            ? '<PolicyNames><member>a</member></PolicyNames><IsTruncated>true</IsTruncated><Marker>2</Marker>'
            : '<PolicyNames><member>b</member></PolicyNames><IsTruncated>false</IsTruncated><Marker>2</Marker>',
        ),
    });
    const { collections } = await readFake(fake);
    const [role] = collections.RoleDetailList ?? [];
    expect(role?.RolePolicyList.map((policy) => policy.PolicyName)).toEqual(['a', 'b']);
  });

  test('of another account is left alone', async () => {
    const foreign = ROLE.replace(ACCOUNT_ID, '999988887777');
    const fake = new FakeAws({ ...IAM, ...accountWith(functionWith(foreign)) });
    const snapshot = new Snapshot(await readFake(fake));
    expect(fake.requestsOf('GetRole')).toEqual([]);
    expect(snapshot.get('RoleDetailList', foreign).known).toBe(false);
  });
});

describe('many execution roles', () => {
  const arns = Array.from({ length: 30 }, (_, index) => `${ROLE}-${index}`);
  const functions = arns.map((arn, index) => functionWith(arn, `function-${index}`));

  test('come from one listing, without the roles and versions that nobody asked about', async () => {
    const fake = new FakeAws({
      ...IAM,
      ...accountWith(...functions),
      GetAccountAuthorizationDetails: details([...arns, `${ROLE}-other`]),
    });
    const snapshot = new Snapshot(await readFake(fake));
    expect(granted(snapshot, arns[7])).toEqual(['sns:Publish', 'sqs:SendMessage']);
    expect(snapshot.seen('RoleDetailList')).toHaveLength(arns.length);
    expect(snapshot.seen('Policies').map((policy) => policy.Arn)).toEqual([POLICY, BOUNDARY]);
    const iamCalls = fake.requests.filter(({ operation }) => operation in IAM);
    expect(iamCalls).toEqual([]);
  });

  test('that the listing lacks are asked for one by one', async () => {
    const [gone, ...rest] = arns;
    const fake = new FakeAws({
      ...IAM,
      ...accountWith(...functions),
      GetAccountAuthorizationDetails: details(rest),
      GetRole: queryError('NoSuchEntity', 'no', 404),
    });
    const { notFound } = await readFake(fake);
    expect(notFound).toEqual([gone]);
    expect(fake.requestsOf('GetRole')).toHaveLength(1);
  });

  test('are read one by one where the listing is refused', async () => {
    const fake = new FakeAws({
      ...IAM,
      ...accountWith(...functions),
      GetAccountAuthorizationDetails: DENIED,
    });
    const snapshot = new Snapshot(await readFake(fake));
    expect(snapshot.content.gaps).toEqual([]);
    expect(granted(snapshot, arns[29])).toEqual(['sns:Publish', 'sqs:SendMessage']);
  });
});

describe('principals that the scope names', () => {
  const USER = `arn:aws:iam::${ACCOUNT_ID}:user/alice`;
  const GROUP = `arn:aws:iam::${ACCOUNT_ID}:group/deployers`;
  const answers = {
    ...IAM,
    GetUser: query('GetUser', `<User><Arn>${USER}</Arn><UserName>alice</UserName></User>`),
    ListUserPolicies: query('ListUserPolicies', ''),
    ListAttachedUserPolicies: query('ListAttachedUserPolicies', attachedXml(POLICY)),
    ListGroupsForUser: query(
      'ListGroupsForUser',
      `<Groups><member><Arn>${GROUP}</Arn><GroupName>deployers</GroupName></member></Groups>`,
    ),
    GetGroup: query('GetGroup', `<Group><Arn>${GROUP}</Arn></Group><Users/>`),
    ListGroupPolicies: query(
      'ListGroupPolicies',
      '<PolicyNames><member>own</member></PolicyNames>',
    ),
    GetGroupPolicy: query(
      'GetGroupPolicy',
      `<PolicyDocument>${document('ec2:DescribeVpcs')}</PolicyDocument>`,
    ),
    ListAttachedGroupPolicies: query('ListAttachedGroupPolicies', ''),
  };

  test('are read beside the execution roles, a user with its groups', async () => {
    const snapshot = new Snapshot(
      await readFake(new FakeAws(answers), {}, { principalArns: [ROLE, USER] }),
    );
    expect(granted(snapshot)).toEqual(['sns:Publish', 'sqs:SendMessage']);
    expect(snapshot.get('UserDetailList', USER)).toMatchObject({
      value: { GroupList: ['deployers'], AttachedManagedPolicies: [{ PolicyArn: POLICY }] },
    });
    expect(snapshot.get('GroupDetailList', GROUP)).toMatchObject({
      value: { GroupName: 'deployers', GroupPolicyList: [{ PolicyName: 'own' }] },
    });
    expect(snapshot.get('Policies', POLICY).known).toBe(true);
  });

  test('are unknown where the groups of a user are refused', async () => {
    const fake = new FakeAws({ ...answers, ListGroupsForUser: DENIED });
    const snapshot = new Snapshot(await readFake(fake, {}, { principalArns: [USER] }));
    expect(snapshot.get('UserDetailList', USER)).toEqual({
      known: false,
      reason: { kind: 'denied', call: 'iam:ListGroupsForUser' },
    });
  });
});
