import { managedPoliciesOf } from '../model/iam.ts';
import type { SnapshotPart } from '../model/snapshot-part.ts';
import type { InventoriedRole } from '../ports/role-inventory.ts';

/**
 * The roles of a part, each with what the part says of its managed policies. A role with a policy of
 * which the part says nothing is left out: as it is here, it would seem to be allowed too little.
 */
export function inventoriedRoles(
  part: SnapshotPart,
  capturedAt: string,
): readonly InventoriedRole[] {
  const policies = new Map((part.collections.Policies ?? []).map((one) => [one.Arn, one]));
  const told = new Set([
    ...policies.keys(),
    ...part.notFound,
    ...part.gaps.flatMap(({ of }) => (of === undefined ? [] : [of])),
  ]);
  return (part.collections.RoleDetailList ?? []).flatMap((role) => {
    const policyArns = managedPoliciesOf(role);
    if (!policyArns.every((arn) => told.has(arn))) return [];
    const isOwn = (id: string) => id === role.Arn || policyArns.includes(id);
    return {
      roleArn: role.Arn,
      policyArns,
      capturedAt,
      part: {
        collections: {
          RoleDetailList: [role],
          Policies: policyArns.flatMap((arn) => policies.get(arn) ?? []),
        },
        gaps: part.gaps.filter(({ of }) => of !== undefined && isOwn(of)),
        notFound: part.notFound.filter(isOwn),
      },
    };
  });
}
