import pLimit from 'p-limit';
import { reasonText } from '../model/fact.ts';
import type { SnapshotPart } from '../model/snapshot-part.ts';
import type { InventoriedFunction } from '../ports/function-inventory.ts';
import type { InventoriedRole } from '../ports/role-inventory.ts';
import type { AuditDependencies } from './audit-dependencies.ts';

const CONCURRENT_READINGS = 3;

/**
 * What is known of the roles that functions run with, the newest last: roles may hold a managed policy
 * as it was at different times. A role that the inventory does not hold is read, and kept there.
 */
export async function rolesOf(
  functions: readonly InventoriedFunction[],
  dependencies: AuditDependencies,
): Promise<readonly SnapshotPart[]> {
  const roleArns = [...new Set(functions.flatMap((one) => one.roleArns))];
  if (roleArns.length === 0) return [];
  const { roles } = dependencies.state;
  const kept = await roles.get(roleArns);
  const known = new Set(kept.map(({ roleArn }) => roleArn));
  const limit = pLimit(CONCURRENT_READINGS);
  const read = await Promise.all(
    roleArns
      .filter((arn) => !known.has(arn))
      .map((arn) => limit(() => readRole(arn, dependencies))),
  );
  return [
    ...kept
      .toSorted((a, b) => Date.parse(a.capturedAt) - Date.parse(b.capturedAt))
      .map(({ part }) => part),
    ...read,
  ];
}

/** One that IAM does not know is known not to exist; one that it does not tell of is unknown. */
async function readRole(
  roleArn: string,
  { reader, state, log }: AuditDependencies,
): Promise<SnapshotPart> {
  const answer = await reader.role(roleArn);
  if (!answer.known) {
    log.warn('A role cannot be read', { roleArn, reason: reasonText(answer.reason) });
    const gap = { collection: 'RoleDetailList' as const, of: roleArn, reason: answer.reason };
    return { collections: {}, gaps: [gap], notFound: [] };
  }
  if (answer.value === undefined) return { collections: {}, gaps: [], notFound: [roleArn] };
  const role: InventoriedRole = answer.value;
  await state.roles.put(role);
  return role.part;
}
