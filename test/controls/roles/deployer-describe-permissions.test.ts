import { describe, expect, it } from 'vitest';
import { deployerDescribePermissions } from '../../../shared/controls/roles/deployer-describe-permissions.ts';
import { CONTROLS } from '../../../shared/controls/registry.ts';
import { parseConfiguration } from '../../../shared/engine/configuration.ts';
import { evaluate } from '../../../shared/engine/evaluate.ts';
import { ACCOUNT, content, item, snapshot } from '../../builders/snapshot.ts';
import { Snapshot } from '../../../shared/model/snapshot.ts';
import { controlTable } from '../control-table.ts';
import {
  document,
  managedPolicy,
  managedPolicyArn,
  roleWith,
  statement,
} from './role-documents.ts';

const ROLE = `arn:aws:iam::${ACCOUNT}:role/deploy/pipeline`;
const USER = `arn:aws:iam::${ACCOUNT}:user/alice`;
const NEEDED = [
  'ec2:DescribeSecurityGroups',
  'ec2:DescribeSubnets',
  'ec2:DescribeVpcs',
  'ec2:GetSecurityGroupsForVpc',
];
const allowed = statement('Allow', NEEDED);
const byRole = { deployerArns: [ROLE] };
const byUser = { deployerArns: [USER] };
const pipeline = (statements: Parameters<typeof roleWith>[0]) => ({
  collections: { RoleDetailList: [roleWith(statements, { Arn: ROLE, RoleName: 'pipeline' })] },
});
const alice = (fields: Readonly<Record<string, unknown>>) =>
  item('UserDetailList', { Arn: USER, UserName: 'alice', ...fields });
const group = (fields: Readonly<Record<string, unknown>>) =>
  item('GroupDetailList', {
    Arn: `arn:aws:iam::${ACCOUNT}:group/teams/deployers`,
    GroupName: 'deployers',
    ...fields,
  });

controlTable(
  deployerDescribePermissions,
  [
    {
      name: 'passes a role with all four',
      given: pipeline([allowed]),
      parameters: byRole,
      status: 'PASSED',
    },
    {
      name: 'passes a wildcard',
      given: pipeline([statement('Allow', ['ec2:Describe*', 'ec2:Get*'])]),
      parameters: byRole,
      status: 'PASSED',
    },
    {
      name: 'asks for the newest of them',
      given: pipeline([statement('Allow', 'ec2:Describe*')]),
      parameters: byRole,
      status: 'FAILED',
      severity: 'LOW',
      messages: ['missing'],
      evidence: [
        `${ROLE} ec2:GetSecurityGroupsForVpc no statement of the identity policies allows it`,
      ],
    },
    {
      name: 'counts a Deny',
      given: pipeline([allowed, statement('Deny', 'ec2:DescribeVpcs')]),
      parameters: byRole,
      status: 'FAILED',
      severity: 'LOW',
      messages: ['missing'],
      evidence: [`${ROLE} ec2:DescribeVpcs Statement[1] of policy own denies it`],
    },
    {
      name: 'fails a principal that is gone',
      given: { notFound: [ROLE] },
      parameters: byRole,
      status: 'FAILED',
      severity: 'LOW',
      messages: ['noPrincipal'],
      evidence: [`${ROLE} Arn NoSuchEntity`],
    },
    {
      name: 'reads the policies of a user',
      given: {
        collections: {
          UserDetailList: [
            alice({ UserPolicyList: [{ PolicyName: 'own', PolicyDocument: document(allowed) }] }),
          ],
        },
      },
      parameters: byUser,
      status: 'PASSED',
    },
    {
      name: "reads the policies of a user's groups, inline and attached",
      given: {
        collections: {
          UserDetailList: [alice({ GroupList: ['deployers'] })],
          GroupDetailList: [
            group({
              GroupPolicyList: [
                {
                  PolicyName: 'inline',
                  PolicyDocument: document(statement('Allow', 'ec2:Describe*')),
                },
              ],
              AttachedManagedPolicies: [{ PolicyArn: managedPolicyArn('groups') }],
            }),
          ],
          Policies: [managedPolicy('groups', [statement('Allow', 'ec2:GetSecurityGroupsForVpc')])],
        },
      },
      parameters: byUser,
      status: 'PASSED',
    },
    {
      name: "counts a user's boundary",
      given: {
        collections: {
          UserDetailList: [
            alice({
              UserPolicyList: [{ PolicyName: 'own', PolicyDocument: document(allowed) }],
              PermissionsBoundary: { PermissionsBoundaryArn: managedPolicyArn('limits') },
            }),
          ],
          Policies: [managedPolicy('limits', [statement('Allow', 'lambda:*')])],
        },
      },
      parameters: byUser,
      status: 'FAILED',
      severity: 'LOW',
      messages: ['missing'],
      evidence: [`${USER} ec2:DescribeVpcs no statement of the permissions boundary allows it`],
    },
    {
      name: 'is unknown where a group was not read',
      given: { collections: { UserDetailList: [alice({ GroupList: ['deployers'] })] } },
      parameters: byUser,
      status: 'UNKNOWN',
      messages: [],
    },
    {
      name: 'is unknown where the permission asks for something that is not known',
      given: pipeline([
        statement('Allow', NEEDED, {
          Condition: { Bool: { 'aws:MultiFactorAuthPresent': 'true' } },
        }),
      ]),
      parameters: byRole,
      status: 'UNKNOWN',
      messages: [],
    },
    {
      name: 'is unknown where the principal may not be read',
      given: {
        collections: { RoleDetailList: undefined },
        gaps: [
          {
            collection: 'RoleDetailList',
            of: ROLE,
            reason: { kind: 'denied', call: 'iam:GetRole' },
          },
        ],
      },
      parameters: byRole,
      status: 'UNKNOWN',
      unknownCall: 'iam:GetRole',
    },
  ],
  { without: ['NOT_APPLICABLE'] },
);

const verdicts = (deployerArns: readonly string[], given: readonly Snapshot[] = [snapshot()]) => {
  const controls = { [deployerDescribePermissions.meta.name]: { parameters: { deployerArns } } };
  const parsed = parseConfiguration({ controls }, CONTROLS);
  if ('problems' in parsed) return parsed.problems.map(({ message }) => message);
  return given.flatMap((one) =>
    evaluate(one, parsed.configuration, [deployerDescribePermissions]).verdicts.map(
      ({ resource }) => `${one.accountId} ${resource.type} ${resource.id}`,
    ),
  );
};

describe('the principals that get a verdict', () => {
  it('are those of the configuration, each once, and none without it', () => {
    expect(verdicts([])).toEqual([]);
    expect(verdicts([ROLE, USER, ROLE])).toEqual([
      `${ACCOUNT} AWS::IAM::Role ${ROLE}`,
      `${ACCOUNT} AWS::IAM::User ${USER}`,
    ]);
  });

  it('are judged with the snapshot of their own account', () => {
    const linked = Snapshot.linked([content(), content({ header: { accountId: '444455556666' } })]);
    const other = 'arn:aws:iam::444455556666:role/pipeline';
    expect(verdicts([ROLE, other], linked)).toEqual([
      `${ACCOUNT} AWS::IAM::Role ${ROLE}`,
      `444455556666 AWS::IAM::Role ${other}`,
    ]);
  });

  it('are roles and users by ARN', () => {
    expect(verdicts(['pipeline'])[0]).toContain('expected the ARN of an IAM role or user');
  });
});
