import { parseArn } from '../model/arn.ts';
import { mapFact, reasonText } from '../model/fact.ts';
import type { Fact } from '../model/fact.ts';
import type { ManagedPolicy, RoleDetail, UserDetail } from '../model/iam.ts';
import { once } from '../model/once.ts';
import { oncePerSnapshot } from '../model/snapshot.ts';
import type { Snapshot } from '../model/snapshot.ts';
import type { NamedPolicy, PrincipalPolicies } from './evaluate.ts';
import { namedPolicy } from './named-policy.ts';
import { roleGrants } from './role-grants.ts';
import type { RoleGrants } from './role-grants.ts';
import { serviceControlLevels } from './service-control-policies.ts';

const NO_POLICIES: PrincipalPolicies = { identity: [] };

/**
 * What is parsed and joined once for each snapshot. A role's policies depend on the role's own answer and
 * on the snapshot's managed policies; what binds a principal also on the service control policies.
 */
const ofRole = oncePerSnapshot(() => new Map<RoleDetail, PrincipalPolicies>());
const bound = oncePerSnapshot(() => new Map<string, Fact<PrincipalPolicies | undefined>>());
const managed = oncePerSnapshot(() => new Map<string, NamedPolicy>());

/**
 * The policies of a role as the snapshot holds them. A policy whose document was not read, or that is
 * none, stands there as unreadable. Known without policies for a role that does not exist; unknown for
 * one that was not read.
 */
export function rolePolicies(snapshot: Snapshot, roleArn: string): Fact<PrincipalPolicies> {
  return mapFact(
    snapshot.get('RoleDetailList', roleArn),
    (role) => (role && policiesOfRole(snapshot, role)) ?? NO_POLICIES,
  );
}

/**
 * Everything that binds a role or user: its own policies, those of a user's groups, its boundary, and
 * the service control policies of its account where those were read. Known as undefined for a principal
 * that does not exist.
 */
export function boundPolicies(
  snapshot: Snapshot,
  principalArn: string,
): Fact<PrincipalPolicies | undefined> {
  return once(bound(snapshot), principalArn, () => bindingPolicies(snapshot, principalArn));
}

function bindingPolicies(
  snapshot: Snapshot,
  principalArn: string,
): Fact<PrincipalPolicies | undefined> {
  const { accountId, resource = '' } = parseArn(principalArn) ?? {};
  const own = resource.startsWith('user/')
    ? mapFact(
        snapshot.get('UserDetailList', principalArn),
        (user) => user && policiesOfUser(snapshot, user),
      )
    : mapFact(
        snapshot.get('RoleDetailList', principalArn),
        (role) => role && policiesOfRole(snapshot, role),
      );
  const levels = accountId === snapshot.accountId ? serviceControlLevels(snapshot) : undefined;
  if (levels === undefined) return own;
  return mapFact(own, (policies) => policies && { serviceControlPolicies: levels, ...policies });
}

function policiesOfRole(snapshot: Snapshot, role: RoleDetail): PrincipalPolicies {
  return once(ofRole(snapshot), role, () => ({
    identity: [
      ...role.RolePolicyList.map((policy) =>
        namedPolicy(policy.PolicyName, policy.PolicyDocument, 'identity'),
      ),
      ...role.AttachedManagedPolicies.map((policy) => managedPolicy(snapshot, policy.PolicyArn)),
    ],
    ...boundaryOf(snapshot, role),
  }));
}

function policiesOfUser(snapshot: Snapshot, user: UserDetail): PrincipalPolicies {
  return {
    identity: [
      ...user.UserPolicyList.map((policy) =>
        namedPolicy(policy.PolicyName, policy.PolicyDocument, 'identity'),
      ),
      ...user.AttachedManagedPolicies.map((policy) => managedPolicy(snapshot, policy.PolicyArn)),
      ...user.GroupList.flatMap((name) => policiesOfGroup(snapshot, user, name)),
    ],
    ...boundaryOf(snapshot, user),
  };
}

/** A user names its groups without their path; within an account the name is unique. */
function policiesOfGroup(
  snapshot: Snapshot,
  user: UserDetail,
  name: string,
): readonly NamedPolicy[] {
  const account = parseArn(user.Arn)?.accountId;
  const group = [snapshot, ...snapshot.neighbours]
    .flatMap((one) => one.seen('GroupDetailList'))
    .find((one) => one.GroupName === name && parseArn(one.Arn)?.accountId === account);
  if (group === undefined)
    return [{ name: `of group ${name}`, unreadable: 'the group was not read' }];
  return [
    ...group.GroupPolicyList.map((policy) =>
      namedPolicy(policy.PolicyName, policy.PolicyDocument, 'identity'),
    ),
    ...group.AttachedManagedPolicies.map((policy) => managedPolicy(snapshot, policy.PolicyArn)),
  ];
}

function boundaryOf(
  snapshot: Snapshot,
  { PermissionsBoundary }: Pick<RoleDetail, 'PermissionsBoundary'>,
): Pick<PrincipalPolicies, 'permissionsBoundary'> {
  const arn = PermissionsBoundary?.PermissionsBoundaryArn;
  return arn === undefined ? {} : { permissionsBoundary: managedPolicy(snapshot, arn) };
}

/** A managed policy in its default version. */
export function managedPolicy(snapshot: Snapshot, arn: string): NamedPolicy {
  return once(managed(snapshot), arn, () => readManagedPolicy(snapshot, arn));
}

function readManagedPolicy(snapshot: Snapshot, arn: string): NamedPolicy {
  const name = arn.slice(arn.lastIndexOf('/') + 1);
  const policy = snapshot.get('Policies', arn);
  if (!policy.known) return { name, unreadable: reasonText(policy.reason) };
  const document = policy.value && defaultVersion(policy.value)?.Document;
  return document === undefined
    ? { name, unreadable: 'its default version is not in the answer' }
    : namedPolicy(name, document, 'identity');
}

function defaultVersion(
  policy: ManagedPolicy,
): ManagedPolicy['PolicyVersionList'][number] | undefined {
  const { DefaultVersionId: id, PolicyVersionList: versions } = policy;
  return (
    versions.find((one) => one.IsDefaultVersion === true) ??
    versions.find((one) => id !== undefined && one.VersionId === id)
  );
}

/** What a role grants, and whether some of its policies could not be read. */
export interface GrantsOfRole {
  readonly grants: RoleGrants;
  readonly unreadable: readonly string[];
}

const byRole = oncePerSnapshot(() => new Map<string, Fact<GrantsOfRole>>());

/** `roleGrants` of a role of the snapshot, worked out once for all functions that share the role. */
export function grantsOfRole(snapshot: Snapshot, roleArn: string): Fact<GrantsOfRole> {
  return once(byRole(snapshot), roleArn, () =>
    mapFact(rolePolicies(snapshot, roleArn), (policies) => ({
      grants: roleGrants(policies),
      unreadable: unreadableOf(policies),
    })),
  );
}

function unreadableOf(policies: PrincipalPolicies): readonly string[] {
  return [...policies.identity, ...[policies.permissionsBoundary ?? []].flat()].flatMap((policy) =>
    'unreadable' in policy ? `policy ${policy.name} could not be read: ${policy.unreadable}` : [],
  );
}
