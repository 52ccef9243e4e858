import * as z from 'zod/mini';
import type { DeepReadonly } from './schema.ts';

/**
 * What IAM answers to GetAccountAuthorizationDetails, or joined from the single calls into the same
 * shape (https://docs.aws.amazon.com/IAM/latest/APIReference/API_GetAccountAuthorizationDetails.html).
 * Policy documents come decoded from the AWS CLI and URL-encoded from the API: both are taken as they are.
 */

const policyDocument = z.union([z.string(), z.record(z.string(), z.unknown())]);

const inlinePolicies = z._default(
  z.array(z.object({ PolicyName: z.string(), PolicyDocument: policyDocument })),
  [],
);

const attachedPolicies = z._default(
  z.array(z.object({ PolicyName: z.optional(z.string()), PolicyArn: z.string() })),
  [],
);

const permissionsBoundary = z.optional(
  z.object({ PermissionsBoundaryType: z.optional(z.string()), PermissionsBoundaryArn: z.string() }),
);

export const roleDetailSchema = z.object({
  Arn: z.string(),
  RoleName: z.string(),
  Path: z.optional(z.string()),
  RolePolicyList: inlinePolicies,
  AttachedManagedPolicies: attachedPolicies,
  PermissionsBoundary: permissionsBoundary,
});
export type RoleDetail = DeepReadonly<z.infer<typeof roleDetailSchema>>;

export const userDetailSchema = z.object({
  Arn: z.string(),
  UserName: z.string(),
  UserPolicyList: inlinePolicies,
  AttachedManagedPolicies: attachedPolicies,
  GroupList: z._default(z.array(z.string()), []),
  PermissionsBoundary: permissionsBoundary,
});
export type UserDetail = DeepReadonly<z.infer<typeof userDetailSchema>>;

export const groupDetailSchema = z.object({
  Arn: z.string(),
  GroupName: z.string(),
  GroupPolicyList: inlinePolicies,
  AttachedManagedPolicies: attachedPolicies,
});
export type GroupDetail = DeepReadonly<z.infer<typeof groupDetailSchema>>;

export const managedPolicySchema = z.object({
  Arn: z.string(),
  PolicyName: z.optional(z.string()),
  DefaultVersionId: z.optional(z.string()),
  PolicyVersionList: z._default(
    z.array(
      z.object({
        VersionId: z.optional(z.string()),
        IsDefaultVersion: z.optional(z.boolean()),
        Document: policyDocument,
      }),
    ),
    [],
  ),
});
export type ManagedPolicy = DeepReadonly<z.infer<typeof managedPolicySchema>>;

/** The managed policies that are attached to a principal or bound it: ARNs, sorted, each once. */
export function managedPoliciesOf(
  principal: RoleDetail | UserDetail | GroupDetail,
): readonly string[] {
  const boundary = 'PermissionsBoundary' in principal ? principal.PermissionsBoundary : undefined;
  return [
    ...new Set([
      ...principal.AttachedManagedPolicies.map((policy) => policy.PolicyArn),
      ...(boundary === undefined ? [] : [boundary.PermissionsBoundaryArn]),
    ]),
  ].toSorted();
}
