import { known, unknown } from '../../model/fact.ts';
import type { Fact } from '../../model/fact.ts';
import { managedPoliciesOf } from '../../model/iam.ts';
import type { InventoriedRole } from '../../ports/role-inventory.ts';
import { readManagedPolicies } from './managed-policies.ts';
import { ROLE } from './principal-calls.ts';
import { readPrincipal } from './principal.ts';
import type { PartContext } from './read-context.ts';

/**
 * Reads one role with its policies: three calls, one more for each inline policy and two for each
 * managed one. Undefined where IAM says that it does not exist. A refusal is an answer too, kept as the
 * reason why the role is unknown; a call that failed leaves the fact unknown, to be asked again.
 */
export async function readRole(
  context: PartContext,
  roleArn: string,
): Promise<Fact<Omit<InventoriedRole, 'capturedAt'> | undefined>> {
  const { reading } = context;
  for (const collection of ['RoleDetailList', 'Policies'] as const) reading.put(collection, []);
  await readPrincipal(context, ROLE, roleArn);
  await readManagedPolicies(context);
  if (reading.isMissing(roleArn)) return known(undefined);
  const part = reading.part();
  const failed = part.gaps.find(({ reason }) => reason.kind === 'failed');
  if (failed !== undefined) return unknown(failed.reason);
  const [role] = reading.items('RoleDetailList');
  return known({ roleArn, policyArns: role === undefined ? [] : managedPoliciesOf(role), part });
}
