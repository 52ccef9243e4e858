import { roleEniPermissions } from '../../../shared/controls/roles/role-eni-permissions.ts';
import { ROLE, vpcAccessPolicy, role } from '../../builders/roles.ts';
import { ACCOUNT, aFunction, functionArn, item } from '../../builders/snapshot.ts';
import { controlTable } from '../control-table.ts';
import {
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
const allActions = statement('Allow', ENI_ACTIONS);
const arn = (resource: string) => `arn:aws:ec2:us-east-1:${ACCOUNT}:${resource}`;
const NETWORK = [
  arn('subnet/subnet-0a'),
  arn('subnet/subnet-0b'),
  arn('security-group/sg-0a'),
  arn('network-interface/*'),
];
const withCondition = (Condition: unknown) => statement('Deny', 'ec2:*', { Condition });
const boundary = (name: string) => ({
  PermissionsBoundary: { PermissionsBoundaryArn: managedPolicyArn(name) },
});

controlTable(roleEniPermissions, [
  {
    name: 'does not apply to an unattached function',
    given: { collections: { Functions: [aFunction({ VpcConfig: undefined })] } },
    status: 'NOT_APPLICABLE',
    messages: ['unattached'],
  },
  {
    name: 'leaves managed instances to the operator role of their capacity provider',
    given: {
      collections: {
        Functions: [
          aFunction({
            VpcConfig: undefined,
            CapacityProviderConfig: {
              LambdaManagedInstancesCapacityProviderConfig: { CapacityProviderArn: 'arn:cp' },
            },
          }),
        ],
      },
    },
    status: 'NOT_APPLICABLE',
    messages: ['managedInstances'],
  },
  {
    name: "passes AWS's managed policy",
    given: { collections: { RoleDetailList: [role([])], Policies: [vpcAccessPolicy()] } },
    status: 'PASSED',
    messages: ['allowed'],
  },
  {
    name: 'passes a policy of its own, with wildcards and in any case',
    given: own(
      statement('Allow', ['EC2:*networkinterface*', 'ec2:DescribeSubnets', 'ec2:*PrivateIp*']),
    ),
    status: 'PASSED',
  },
  {
    name: 'does not call a role broken that is scoped to what the function uses',
    given: own(
      statement('Allow', ['ec2:DescribeNetworkInterfaces', 'ec2:DescribeSubnets']),
      statement('Allow', ENI_ACTIONS, { Resource: NETWORK }),
    ),
    status: 'PASSED',
    messages: ['allowed', 'scoped'],
  },
  {
    name: 'asks for every subnet of the function',
    given: own(
      statement('Allow', ['ec2:DescribeNetworkInterfaces', 'ec2:DescribeSubnets']),
      statement('Allow', ENI_ACTIONS, { Resource: NETWORK.slice(1) }),
    ),
    status: 'FAILED',
    severity: 'LOW',
    messages: ['missing'],
    evidence: [
      `${ROLE} ec2:CreateNetworkInterface no statement of the identity policies allows it`,
    ],
  },
  {
    name: 'asks for network interfaces to come, not for a certain one',
    given: own(
      statement(
        'Allow',
        ENI_ACTIONS.filter((one) => one !== 'ec2:DeleteNetworkInterface'),
      ),
      statement('Allow', 'ec2:DeleteNetworkInterface', {
        Resource: arn('network-interface/eni-0a'),
      }),
    ),
    status: 'FAILED',
    severity: 'LOW',
    messages: ['missing'],
    evidence: [
      `${ROLE} ec2:DeleteNetworkInterface no statement of the identity policies allows it`,
    ],
  },
  {
    name: 'fails describe actions that are scoped to resources they do not know',
    given: own(statement('Allow', ENI_ACTIONS, { Resource: NETWORK })),
    status: 'FAILED',
    severity: 'LOW',
    messages: ['missing'],
    evidence: [`${ROLE} ec2:DescribeSubnets no statement of the identity policies allows it`],
  },
  {
    name: "is short by one with AWS's policy for managing interfaces",
    given: own(
      statement(
        'Allow',
        ENI_ACTIONS.filter((one) => one !== 'ec2:DescribeSubnets'),
      ),
    ),
    status: 'FAILED',
    severity: 'LOW',
    messages: ['missing'],
    evidence: [`${ROLE} ec2:DescribeSubnets no statement of the identity policies allows it`],
  },
  {
    name: 'takes the severity of the steady state from the parameter',
    given: own(statement('Allow', 'logs:*')),
    parameters: { steadyStateSeverity: 'MEDIUM' },
    status: 'FAILED',
    severity: 'MEDIUM',
    messages: ['missing'],
    evidence: [`${functionArn('orders')} State Active`],
  },
  {
    name: 'is worse while the function waits for its interfaces',
    given: {
      collections: {
        Functions: [aFunction({ State: 'Inactive', StateReasonCode: 'Idle' })],
        RoleDetailList: [roleWith([statement('Allow', 'logs:*')])],
      },
    },
    status: 'FAILED',
    severity: 'HIGH',
    messages: ['missing'],
    evidence: [`${functionArn('orders')} State Inactive`],
  },
  {
    name: 'is worse where Lambda said that the role is the reason',
    given: {
      collections: {
        Functions: [
          aFunction({
            LastUpdateStatus: 'Failed',
            LastUpdateStatusReasonCode: 'InsufficientRolePermissions',
          }),
        ],
        RoleDetailList: [roleWith([statement('Allow', 'logs:*')])],
      },
    },
    status: 'FAILED',
    severity: 'HIGH',
    messages: ['missing'],
    evidence: [`${functionArn('orders')} LastUpdateStatusReasonCode InsufficientRolePermissions`],
  },
  {
    name: 'fails a role that does not exist',
    given: { notFound: [ROLE] },
    status: 'FAILED',
    severity: 'HIGH',
    messages: ['noRole'],
    evidence: [`${ROLE} GetRole NoSuchEntity`],
  },
  {
    name: "does not count a Deny on lambda:SourceFunctionArn, which Lambda's own calls lack",
    given: own(
      allActions,
      withCondition({ ArnLike: { 'lambda:SourceFunctionArn': functionArn('*') } }),
    ),
    status: 'PASSED',
  },
  {
    name: 'counts an unconditional Deny',
    given: own(allActions, statement('Deny', 'ec2:DeleteNetworkInterface')),
    status: 'FAILED',
    severity: 'LOW',
    messages: ['missing'],
    evidence: [`${ROLE} ec2:DeleteNetworkInterface Statement[1] of policy own denies it`],
  },
  {
    name: 'knows the region of the calls',
    given: own(
      allActions,
      withCondition({ StringNotEquals: { 'aws:RequestedRegion': ['us-east-1', 'eu-west-1'] } }),
    ),
    status: 'PASSED',
  },
  {
    name: 'is unknown where a condition on something else decides',
    given: own(allActions, withCondition({ Bool: { 'aws:SecureTransport': 'false' } })),
    status: 'UNKNOWN',
    messages: [],
    unknownCall: `whether ${ROLE} allows ec2:DescribeNetworkInterfaces, ec2:DescribeSubnets, ec2:CreateNetworkInterface, ec2:DeleteNetworkInterface, ec2:AssignPrivateIpAddresses, ec2:UnassignPrivateIpAddresses: Statement[1] of policy own depends on what is not known: the value of aws:SecureTransport is not known (it may deny)`,
  },
  {
    name: 'asks the permissions boundary to allow as well',
    given: {
      collections: {
        RoleDetailList: [roleWith([allActions], boundary('limits'))],
        Policies: [managedPolicy('limits', [statement('Allow', ['s3:*', 'logs:*'])])],
      },
    },
    status: 'FAILED',
    severity: 'LOW',
    messages: ['missing'],
    evidence: [`${ROLE} ec2:DescribeSubnets no statement of the permissions boundary allows it`],
  },
  {
    name: 'passes within a boundary that allows',
    given: {
      collections: {
        RoleDetailList: [roleWith([allActions], boundary('limits'))],
        Policies: [managedPolicy('limits', [statement('Allow', 'ec2:*')])],
      },
    },
    status: 'PASSED',
  },
  {
    name: 'counts a Deny of a service control policy that was read',
    given: {
      collections: {
        RoleDetailList: [roleWith([allActions])],
        ServiceControlPolicies: [
          serviceControlPolicy('network', [statement('Deny', 'ec2:CreateNetworkInterface')]),
        ],
      },
    },
    status: 'FAILED',
    severity: 'LOW',
    messages: ['missing'],
    evidence: [`${ROLE} ec2:CreateNetworkInterface Statement[0] of policy network denies it`],
  },
  {
    name: 'asks each level of the organization to allow where the levels are known',
    given: {
      collections: {
        RoleDetailList: [roleWith([allActions])],
        ServiceControlPolicies: [
          serviceControlPolicy('full', [statement('Allow', '*')], { targets: ['r-exam', ACCOUNT] }),
          serviceControlPolicy('list', [statement('Allow', 's3:*')], { targets: ['ou-exam-1'] }),
        ],
      },
    },
    status: 'FAILED',
    severity: 'LOW',
    messages: ['missing'],
    evidence: [
      `${ROLE} ec2:DescribeSubnets no statement of level 3 of the service control policies allows it`,
    ],
  },
  {
    name: 'lets no service control policy bind the management account',
    given: {
      collections: {
        RoleDetailList: [roleWith([allActions])],
        ServiceControlPolicies: [
          serviceControlPolicy('network', [statement('Deny', '*')], { managementAccount: ACCOUNT }),
        ],
      },
    },
    status: 'PASSED',
  },
  {
    name: 'knows the subnets of a shared VPC by their owner',
    given: {
      collections: {
        RoleDetailList: [
          roleWith([
            statement('Allow', ENI_ACTIONS),
            statement('Deny', 'ec2:*', {
              Resource: 'arn:aws:ec2:us-east-1:999988887777:subnet/subnet-0a',
            }),
          ]),
        ],
        Subnets: ['subnet-0a', 'subnet-0b'].map((SubnetId) =>
          item('Subnets', { SubnetId, VpcId: 'vpc-0a', OwnerId: '999988887777' }),
        ),
      },
    },
    status: 'FAILED',
    severity: 'LOW',
    messages: ['missing'],
    evidence: [`${ROLE} ec2:CreateNetworkInterface Statement[1] of policy own denies it`],
  },
  {
    name: 'is unknown where the role may not be read',
    given: {
      gaps: [
        { collection: 'RoleDetailList', of: ROLE, reason: { kind: 'denied', call: 'iam:GetRole' } },
      ],
      collections: { RoleDetailList: undefined },
    },
    status: 'UNKNOWN',
    unknownCall: 'iam:GetRole',
  },
  {
    name: 'is unknown where one of its policies could not be read',
    given: { collections: { RoleDetailList: [role([])], Policies: undefined } },
    status: 'UNKNOWN',
    messages: [],
  },
  {
    name: 'is certain of a Deny whatever another policy says that could not be read',
    given: {
      collections: {
        RoleDetailList: [
          roleWith([statement('Deny', 'ec2:*')], {
            AttachedManagedPolicies: [{ PolicyArn: managedPolicyArn('unread') }],
          }),
        ],
        Policies: undefined,
      },
    },
    status: 'FAILED',
    severity: 'LOW',
    messages: ['missing'],
    evidence: [`${ROLE} ec2:DescribeSubnets Statement[0] of policy own denies it`],
  },
]);
