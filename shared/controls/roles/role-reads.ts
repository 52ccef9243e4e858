/** What tells what a role may do, for every control that asks. */

/** The IAM actions that read a role's policies, and the service control policies above them. */
export const ROLE_FACTS = [
  'iam:GetRole',
  'iam:ListRolePolicies',
  'iam:GetRolePolicy',
  'iam:ListAttachedRolePolicies',
  'iam:GetPolicy',
  'iam:GetPolicyVersion',
  'organizations:ListParents',
  'organizations:ListPoliciesForTarget',
  'organizations:DescribePolicy',
] as const;

/** The changes that can give a role other permissions. */
export const ROLE_CHANGES = ['role', 'organization-policy'] as const;
