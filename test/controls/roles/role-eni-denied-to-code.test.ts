import { roleEniDeniedToCode } from '../../../shared/controls/roles/role-eni-denied-to-code.ts';
import { hardeningPolicy } from '../../../shared/iam/hardening-policy.ts';
import { ROLE, role } from '../../builders/roles.ts';
import { aFunction, functionArn } from '../../builders/snapshot.ts';
import { controlTable } from '../control-table.ts';
import {
  document,
  ENI_ACTIONS,
  managedPolicy,
  managedPolicyArn,
  roleWith,
  serviceControlPolicy,
  statement,
} from './role-documents.ts';

type Statements = Parameters<typeof roleWith>[0];

const own = (...statements: Statements) => ({
  collections: { RoleDetailList: [roleWith(statements)] },
});
const SOURCE = 'lambda:SourceFunctionArn';
const ARN = functionArn('orders');
const EVERY = [...ENI_ACTIONS, 'ec2:DetachNetworkInterface'];
const allowed = statement('Allow', ENI_ACTIONS);
const usable = [`${ROLE} ec2:DescribeSubnets Statement[0] of policy own allows it`];
const when = (Effect: 'Allow' | 'Deny', Condition: unknown) =>
  statement(Effect, EVERY, { Condition });

controlTable(roleEniDeniedToCode, [
  {
    name: 'does not apply to an unattached function',
    given: { collections: { Functions: [aFunction({ VpcConfig: undefined })] } },
    status: 'NOT_APPLICABLE',
    messages: ['unattached'],
  },
  {
    name: 'does not apply to a role without such permissions',
    given: own(statement('Allow', ['logs:*', 'ec2:DescribeVpcs'])),
    status: 'NOT_APPLICABLE',
    messages: ['notGranted'],
  },
  {
    name: 'does not apply to a role that does not exist',
    given: { notFound: [ROLE] },
    status: 'NOT_APPLICABLE',
    messages: ['noRole'],
  },
  {
    name: 'does not apply where a boundary takes them from everybody',
    given: {
      collections: {
        RoleDetailList: [
          roleWith([allowed], {
            PermissionsBoundary: { PermissionsBoundaryArn: managedPolicyArn('limits') },
          }),
        ],
        Policies: [managedPolicy('limits', [statement('Allow', 's3:*')])],
      },
    },
    status: 'NOT_APPLICABLE',
    messages: ['notGranted'],
  },
  {
    name: 'fails where nothing keeps the code from them',
    given: own(allowed),
    status: 'FAILED',
    severity: 'LOW',
    messages: ['usable'],
    evidence: usable,
  },
  {
    name: "passes AWS's Deny",
    given: own(allowed, when('Deny', { ArnEquals: { [SOURCE]: [ARN] } })),
    status: 'PASSED',
    messages: ['hardened'],
  },
  {
    name: 'passes the statement that the command prints',
    given: {
      collections: {
        RoleDetailList: [
          roleWith([allowed], {
            RolePolicyList: [
              { PolicyName: 'own', PolicyDocument: document(allowed) },
              { PolicyName: 'hardening', PolicyDocument: { ...hardeningPolicy([`${ARN}:prod`]) } },
            ],
          }),
        ],
      },
    },
    status: 'PASSED',
  },
  {
    name: 'passes a wildcard for all functions',
    given: own(allowed, when('Deny', { ArnLike: { [SOURCE]: functionArn('*') } })),
    status: 'PASSED',
  },
  {
    name: 'passes a Deny wherever the key is present',
    given: own(allowed, when('Deny', { Null: { [SOURCE]: 'false' } })),
    status: 'PASSED',
  },
  {
    name: 'passes an Allow that leaves out the code',
    given: own(when('Allow', { ArnNotEquals: { [SOURCE]: ARN } })),
    status: 'PASSED',
  },
  {
    name: 'passes an Allow for calls without the key',
    given: own(when('Allow', { Null: { [SOURCE]: 'true' } })),
    status: 'PASSED',
  },
  {
    name: 'passes a Deny in the boundary',
    given: {
      collections: {
        RoleDetailList: [
          roleWith([allowed], {
            PermissionsBoundary: { PermissionsBoundaryArn: managedPolicyArn('limits') },
          }),
        ],
        Policies: [
          managedPolicy('limits', [
            statement('Allow', '*'),
            when('Deny', { ArnEquals: { [SOURCE]: ARN } }),
          ]),
        ],
      },
    },
    status: 'PASSED',
  },
  {
    name: 'passes a Deny of the organization that was read',
    given: {
      collections: {
        RoleDetailList: [roleWith([allowed])],
        ServiceControlPolicies: [
          serviceControlPolicy('code', [when('Deny', { Null: { [SOURCE]: 'false' } })]),
        ],
      },
    },
    status: 'PASSED',
  },
  {
    name: 'fails a Deny for another function',
    given: own(allowed, when('Deny', { ArnEquals: { [SOURCE]: functionArn('billing') } })),
    status: 'FAILED',
    severity: 'LOW',
    messages: ['usable'],
    evidence: usable,
  },
  {
    name: 'fails an ARN with a version, which looks like protection and never matches',
    given: own(allowed, when('Deny', { ArnEquals: { [SOURCE]: `${ARN}:1` } })),
    status: 'FAILED',
    severity: 'LOW',
    messages: ['usable', 'qualified'],
    evidence: usable,
  },
  {
    name: 'fails an ARN with any qualifier as well',
    given: own(allowed, when('Deny', { ArnLike: { [SOURCE]: `${ARN}:*` } })),
    status: 'FAILED',
    severity: 'LOW',
    messages: ['usable', 'qualified'],
    evidence: usable,
  },
  {
    name: 'fails for the one action that was forgotten',
    given: own(
      allowed,
      statement('Deny', ENI_ACTIONS.slice(1), { Condition: { ArnEquals: { [SOURCE]: ARN } } }),
    ),
    status: 'FAILED',
    severity: 'LOW',
    messages: ['usable'],
    evidence: [`${ROLE} ec2:CreateNetworkInterface Statement[0] of policy own allows it`],
  },
  {
    name: 'asks for DetachNetworkInterface where it is granted',
    given: own(
      statement('Allow', EVERY),
      statement('Deny', ENI_ACTIONS, { Condition: { ArnEquals: { [SOURCE]: ARN } } }),
    ),
    status: 'FAILED',
    severity: 'LOW',
    messages: ['usable'],
    evidence: [`${ROLE} ec2:DetachNetworkInterface Statement[0] of policy own allows it`],
  },
  {
    name: 'leaves a condition on other things with the code that Lambda has to meet too',
    given: own(
      when('Allow', { StringEquals: { 'ec2:Vpc': 'arn:aws:ec2:us-east-1:1:vpc/vpc-0a' } }),
    ),
    status: 'FAILED',
    severity: 'LOW',
    messages: ['usable'],
    evidence: [
      `${ROLE} ec2:DescribeSubnets Statement[0] of policy own depends on what is not known: the value of ec2:Vpc is not known (it may allow)`,
    ],
  },
  {
    name: 'is unknown where a Deny depends on something else too',
    given: own(
      allowed,
      when('Deny', {
        ArnEquals: { [SOURCE]: ARN },
        StringNotEquals: { 'aws:PrincipalTag/team': 'network' },
      }),
    ),
    status: 'UNKNOWN',
    messages: [],
  },
  {
    name: 'names the unqualified ARN for a version in use as well',
    given: {
      collections: {
        Functions: [
          aFunction({ Role: 'arn:aws:iam::111122223333:role/other' }),
          aFunction({ FunctionArn: `${ARN}:3`, Version: '3' }),
        ],
        Aliases: [{ AliasArn: `${ARN}:prod`, Name: 'prod', FunctionVersion: '3' }],
        RoleDetailList: [roleWith([allowed, when('Deny', { ArnEquals: { [SOURCE]: ARN } })])],
      },
    },
    resource: ':3',
    status: 'PASSED',
  },
  {
    name: 'is unknown where the role may not be read',
    given: {
      collections: { RoleDetailList: undefined },
      gaps: [{ collection: 'RoleDetailList', reason: { kind: 'denied', call: 'iam:GetRole' } }],
    },
    status: 'UNKNOWN',
    unknownCall: 'iam:GetRole',
  },
  {
    name: 'is unknown where a policy could not be read that may grant or deny',
    given: { collections: { RoleDetailList: [role([])], Policies: undefined } },
    status: 'UNKNOWN',
    messages: [],
  },
]);
