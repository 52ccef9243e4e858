import type { NamedPolicy, PrincipalPolicies } from '../../iam/evaluate.ts';
import { ENI_ACTIONS } from '../../iam/hardening-policy.ts';
import { boundPolicies } from '../../iam/role-policies.ts';
import { namesAction } from '../../iam/statement.ts';
import { mapFact } from '../../model/fact.ts';
import type { Fact } from '../../model/fact.ts';
import type { Mutable } from '../../model/mutable.ts';
import { once } from '../../model/once.ts';
import { oncePerSnapshot } from '../../model/snapshot.ts';
import type { Snapshot } from '../../model/snapshot.ts';

/**
 * What binds a role where network interfaces are concerned: of its policies the statements about them.
 * Roles differ in what their functions read and write, and say the same here as a rule: those that do
 * share one object, so that what follows from it is worked out once.
 */
export interface InterfacePolicies {
  readonly policies: PrincipalPolicies;
  /**
   * Whether a condition or a policy variable makes the answer depend on who asks. Such policies are
   * never shared with another role.
   */
  readonly dependOnRequest: boolean;
}

const ofRole = oncePerSnapshot(() => new Map<string, Fact<InterfacePolicies | undefined>>());
const byText = oncePerSnapshot(() => new Map<string, InterfacePolicies>());

/** Known as undefined for a role that does not exist. */
export function interfacePolicies(
  snapshot: Snapshot,
  roleArn: string,
): Fact<InterfacePolicies | undefined> {
  return once(ofRole(snapshot), roleArn, () =>
    mapFact(
      boundPolicies(snapshot, roleArn),
      (policies) => policies && sharedPolicies(snapshot, roleArn, policies),
    ),
  );
}

function sharedPolicies(
  snapshot: Snapshot,
  roleArn: string,
  { identity, permissionsBoundary, serviceControlPolicies }: PrincipalPolicies,
): InterfacePolicies {
  const policies: Mutable<PrincipalPolicies> = { identity: identity.map(aboutInterfaces) };
  if (permissionsBoundary !== undefined) {
    policies.permissionsBoundary = aboutInterfaces(permissionsBoundary);
  }
  if (serviceControlPolicies !== undefined) {
    policies.serviceControlPolicies = serviceControlPolicies.map((level) =>
      level.map(aboutInterfaces),
    );
  }
  const text = JSON.stringify(policies);
  const dependOnRequest = text.includes('${') || hasConditions(policies);
  return once(byText(snapshot), dependOnRequest ? `${roleArn} ${text}` : text, () => ({
    policies,
    dependOnRequest,
  }));
}

const narrowed = new WeakMap<NamedPolicy, NamedPolicy>();

/** The policy without its other statements. Managed and service control policies bind many roles. */
function aboutInterfaces(policy: NamedPolicy): NamedPolicy {
  return once(narrowed, policy, () => {
    if (!('document' in policy)) return policy;
    const { version, statements } = policy.document;
    const about = statements.filter((statement) =>
      ENI_ACTIONS.some((action) => namesAction(statement, action)),
    );
    return { name: policy.name, document: { version, statements: about } };
  });
}

function hasConditions(policies: PrincipalPolicies): boolean {
  return allPolicies(policies).some(
    (policy) =>
      'document' in policy &&
      policy.document.statements.some(({ conditions }) => conditions.length > 0),
  );
}

/** Every policy that binds a principal, of whatever kind. */
export function allPolicies({
  identity,
  permissionsBoundary,
  serviceControlPolicies,
}: PrincipalPolicies): readonly NamedPolicy[] {
  return [
    ...identity,
    ...(permissionsBoundary === undefined ? [] : [permissionsBoundary]),
    ...(serviceControlPolicies ?? []).flat(),
  ];
}
