import { mapFact, reasonText } from '../model/fact.ts';
import type { Fact } from '../model/fact.ts';
import type { ManagedPolicy, RoleDetail } from '../model/iam.ts';
import { oncePerSnapshot } from '../model/snapshot.ts';
import type { Snapshot } from '../model/snapshot.ts';
import type { NamedPolicy, PrincipalPolicies } from './evaluate.ts';
import { parsePolicyDocument } from './policy-document.ts';
import { roleGrants } from './role-grants.ts';
import type { RoleGrants } from './role-grants.ts';

const NO_POLICIES: PrincipalPolicies = { identity: [] };

/**
 * The policies of a role as the snapshot holds them. A policy whose document was not read, or that is
 * none, stands there as unreadable. Known without policies for a role that does not exist; unknown for
 * one that was not read.
 */
export function rolePolicies(snapshot: Snapshot, roleArn: string): Fact<PrincipalPolicies> {
  return mapFact(snapshot.get('RoleDetailList', roleArn), (role) =>
    role === undefined ? NO_POLICIES : policiesOf(snapshot, role),
  );
}

function policiesOf(snapshot: Snapshot, role: RoleDetail): PrincipalPolicies {
  const boundary = role.PermissionsBoundary?.PermissionsBoundaryArn;
  return {
    identity: [
      ...role.RolePolicyList.map((policy) => parsed(policy.PolicyName, policy.PolicyDocument)),
      ...role.AttachedManagedPolicies.map((policy) => managed(snapshot, policy.PolicyArn)),
    ],
    ...(boundary !== undefined && { permissionsBoundary: managed(snapshot, boundary) }),
  };
}

function managed(snapshot: Snapshot, arn: string): NamedPolicy {
  const name = arn.slice(arn.lastIndexOf('/') + 1);
  const policy = snapshot.get('Policies', arn);
  if (!policy.known) return { name, unreadable: reasonText(policy.reason) };
  const document = policy.value && defaultVersion(policy.value)?.Document;
  return document === undefined
    ? { name, unreadable: 'its default version is not in the answer' }
    : parsed(name, document);
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

function parsed(name: string, document: unknown): NamedPolicy {
  const parse = parsePolicyDocument(document, 'identity');
  return parse.ok
    ? { name, document: parse.document }
    : { name, unreadable: parse.errors[0]?.message ?? 'no policy document' };
}

/** What a role grants, and whether some of its policies could not be read. */
export interface GrantsOfRole {
  readonly grants: RoleGrants;
  readonly unreadable: readonly string[];
}

const byRole = oncePerSnapshot(() => new Map<string, Fact<GrantsOfRole>>());

/** `roleGrants` of a role of the snapshot, worked out once for all functions that share the role. */
export function grantsOfRole(snapshot: Snapshot, roleArn: string): Fact<GrantsOfRole> {
  const cache = byRole(snapshot);
  const cached = cache.get(roleArn);
  if (cached !== undefined) return cached;
  const fact = mapFact(rolePolicies(snapshot, roleArn), (policies) => ({
    grants: roleGrants(policies),
    unreadable: unreadableOf(policies),
  }));
  cache.set(roleArn, fact);
  return fact;
}

function unreadableOf(policies: PrincipalPolicies): readonly string[] {
  return [...policies.identity, ...[policies.permissionsBoundary ?? []].flat()].flatMap((policy) =>
    'unreadable' in policy ? `policy ${policy.name} could not be read: ${policy.unreadable}` : [],
  );
}
