import type { Snapshot } from '../model/snapshot.ts';
import type { NamedPolicy } from './evaluate.ts';
import { namedPolicy } from './named-policy.ts';
import { managedPolicy } from './role-policies.ts';

/** The condition keys on the VPC settings of functions, in any case and also URL-encoded. */
const PLACEMENT_KEYS = /lambda(?::|%3a)(?:vpcids|subnetids|securitygroupids)/i;

/**
 * The customer's identity policies, inline and managed, that say something of where functions may be:
 * those that were seen, which need not be all.
 */
export function placementIdentityPolicies(snapshot: Snapshot): readonly NamedPolicy[] {
  const inline = [
    ...snapshot
      .seen('RoleDetailList')
      .flatMap(({ RoleName, RolePolicyList }) =>
        RolePolicyList.map((one) => ({ ...one, owner: `role ${RoleName}` })),
      ),
    ...snapshot
      .seen('UserDetailList')
      .flatMap(({ UserName, UserPolicyList }) =>
        UserPolicyList.map((one) => ({ ...one, owner: `user ${UserName}` })),
      ),
    ...snapshot
      .seen('GroupDetailList')
      .flatMap(({ GroupName, GroupPolicyList }) =>
        GroupPolicyList.map((one) => ({ ...one, owner: `group ${GroupName}` })),
      ),
  ];
  return [
    ...inline
      .filter(({ PolicyDocument }) => isAboutPlacement(PolicyDocument))
      .map(({ PolicyName, PolicyDocument, owner }) =>
        namedPolicy(`${PolicyName} of ${owner}`, PolicyDocument, 'identity'),
      ),
    ...snapshot
      .seen('Policies')
      .filter(({ PolicyVersionList }) => isAboutPlacement(PolicyVersionList))
      .map(({ Arn }) => managedPolicy(snapshot, Arn)),
  ];
}

function isAboutPlacement(document: unknown): boolean {
  return PLACEMENT_KEYS.test(JSON.stringify(document));
}
