import { ROLE } from '../../builders/roles.ts';
import { item } from '../../builders/snapshot.ts';

/** Roles for the tests of their controls, from plain statements. */

type Loose = Readonly<Record<string, unknown>>;

export const ENI_ACTIONS = [
  'ec2:CreateNetworkInterface',
  'ec2:DescribeNetworkInterfaces',
  'ec2:DescribeSubnets',
  'ec2:DeleteNetworkInterface',
  'ec2:AssignPrivateIpAddresses',
  'ec2:UnassignPrivateIpAddresses',
];

export function statement(Effect: 'Allow' | 'Deny', Action: unknown, more: Loose = {}): Loose {
  return { Effect, Action, Resource: '*', ...more };
}

export function document(...Statement: readonly Loose[]): Loose {
  return { Version: '2012-10-17', Statement };
}

/** The role of the default function with one inline policy. */
export function roleWith(statements: readonly Loose[], fields: Loose = {}) {
  return item('RoleDetailList', {
    Arn: ROLE,
    RoleName: 'orders',
    RolePolicyList: [{ PolicyName: 'own', PolicyDocument: document(...statements) }],
    AttachedManagedPolicies: [],
    ...fields,
  });
}

/** A customer's managed policy, for a boundary as well. */
export function managedPolicy(name: string, statements: readonly Loose[]) {
  return item('Policies', {
    Arn: managedPolicyArn(name),
    PolicyName: name,
    DefaultVersionId: 'v2',
    PolicyVersionList: [
      { VersionId: 'v1', IsDefaultVersion: false, Document: document(statement('Allow', '*')) },
      { VersionId: 'v2', IsDefaultVersion: true, Document: document(...statements) },
    ],
  });
}

export function managedPolicyArn(name: string): string {
  return `arn:aws:iam::111122223333:policy/${name}`;
}

/** A service control policy of another account's organization. */
export function serviceControlPolicy(
  Name: string,
  statements: readonly Loose[],
  {
    managementAccount = '999900001111',
    targets,
  }: { managementAccount?: string; targets?: readonly string[] } = {},
) {
  return item('ServiceControlPolicies', {
    PolicySummary: {
      Id: `p-${Name}`,
      Arn: `arn:aws:organizations::${managementAccount}:policy/o-example/service_control_policy/p-${Name}`,
      Name,
      Type: 'SERVICE_CONTROL_POLICY',
    },
    Content: JSON.stringify(document(...statements)),
    ...(targets && { TargetIds: [...targets] }),
  });
}
