import * as iam from '@aws-sdk/client-iam';
import type { AwsClients } from './clients.ts';
import type { Page } from './pages.ts';

/**
 * The calls that read the policies of one role, user or group: IAM has a set of them for each kind.
 * They join into the shape of GetAccountAuthorizationDetails, which names its fields after the kind.
 */
export interface PrincipalCalls {
  readonly collection: 'RoleDetailList' | 'UserDetailList' | 'GroupDetailList';
  readonly nameField: 'RoleName' | 'UserName' | 'GroupName';
  readonly policyField: 'RolePolicyList' | 'UserPolicyList' | 'GroupPolicyList';
  /** The principal itself, with its ARN and its permissions boundary. */
  readonly get: Call<Principal | undefined>;
  readonly listInline: Call<Page<string>, string | undefined>;
  readonly getInline: Call<string | undefined, string>;
  readonly listAttached: Call<Page<iam.AttachedPolicy>, string | undefined>;
}

export interface Principal {
  readonly Arn?: string | undefined;
  readonly Path?: string | undefined;
  readonly PermissionsBoundary?: iam.AttachedPermissionsBoundary | undefined;
}

interface Call<T, P = void> {
  /** The IAM action. */
  readonly action: string;
  readonly send: (client: AwsClients['iam'], name: string, parameter: P) => Promise<T>;
}

/** The largest page of IAM. */
export const IAM_PAGE = 1_000;

/** IAM repeats a marker only where the answer says that it is cut short. */
export function page<T>(
  items: readonly T[] | undefined,
  answer: { readonly IsTruncated?: boolean | undefined; readonly Marker?: string | undefined },
): Page<T> {
  return { items, next: answer.IsTruncated === true ? answer.Marker : undefined };
}

export const ROLE: PrincipalCalls = {
  collection: 'RoleDetailList',
  nameField: 'RoleName',
  policyField: 'RolePolicyList',
  get: {
    action: 'iam:GetRole',
    send: async (client, RoleName) =>
      (await client.send(new iam.GetRoleCommand({ RoleName }))).Role,
  },
  listInline: {
    action: 'iam:ListRolePolicies',
    send: async (client, RoleName, Marker) => {
      const answer = await client.send(
        new iam.ListRolePoliciesCommand({ RoleName, Marker, MaxItems: IAM_PAGE }),
      );
      return page(answer.PolicyNames, answer);
    },
  },
  getInline: {
    action: 'iam:GetRolePolicy',
    send: async (client, RoleName, PolicyName) =>
      (await client.send(new iam.GetRolePolicyCommand({ RoleName, PolicyName }))).PolicyDocument,
  },
  listAttached: {
    action: 'iam:ListAttachedRolePolicies',
    send: async (client, RoleName, Marker) => {
      const answer = await client.send(
        new iam.ListAttachedRolePoliciesCommand({ RoleName, Marker, MaxItems: IAM_PAGE }),
      );
      return page(answer.AttachedPolicies, answer);
    },
  },
};

export const USER: PrincipalCalls = {
  collection: 'UserDetailList',
  nameField: 'UserName',
  policyField: 'UserPolicyList',
  get: {
    action: 'iam:GetUser',
    send: async (client, UserName) =>
      (await client.send(new iam.GetUserCommand({ UserName }))).User,
  },
  listInline: {
    action: 'iam:ListUserPolicies',
    send: async (client, UserName, Marker) => {
      const answer = await client.send(
        new iam.ListUserPoliciesCommand({ UserName, Marker, MaxItems: IAM_PAGE }),
      );
      return page(answer.PolicyNames, answer);
    },
  },
  getInline: {
    action: 'iam:GetUserPolicy',
    send: async (client, UserName, PolicyName) =>
      (await client.send(new iam.GetUserPolicyCommand({ UserName, PolicyName }))).PolicyDocument,
  },
  listAttached: {
    action: 'iam:ListAttachedUserPolicies',
    send: async (client, UserName, Marker) => {
      const answer = await client.send(
        new iam.ListAttachedUserPoliciesCommand({ UserName, Marker, MaxItems: IAM_PAGE }),
      );
      return page(answer.AttachedPolicies, answer);
    },
  },
};

export const GROUP: PrincipalCalls = {
  collection: 'GroupDetailList',
  nameField: 'GroupName',
  policyField: 'GroupPolicyList',
  get: {
    action: 'iam:GetGroup',
    send: async (client, GroupName) =>
      (await client.send(new iam.GetGroupCommand({ GroupName, MaxItems: 1 }))).Group,
  },
  listInline: {
    action: 'iam:ListGroupPolicies',
    send: async (client, GroupName, Marker) => {
      const answer = await client.send(
        new iam.ListGroupPoliciesCommand({ GroupName, Marker, MaxItems: IAM_PAGE }),
      );
      return page(answer.PolicyNames, answer);
    },
  },
  getInline: {
    action: 'iam:GetGroupPolicy',
    send: async (client, GroupName, PolicyName) =>
      (await client.send(new iam.GetGroupPolicyCommand({ GroupName, PolicyName }))).PolicyDocument,
  },
  listAttached: {
    action: 'iam:ListAttachedGroupPolicies',
    send: async (client, GroupName, Marker) => {
      const answer = await client.send(
        new iam.ListAttachedGroupPoliciesCommand({ GroupName, Marker, MaxItems: IAM_PAGE }),
      );
      return page(answer.AttachedPolicies, answer);
    },
  },
};
