import { SimulatePrincipalPolicyCommand } from '@aws-sdk/client-iam';
import type { IAMClient } from '@aws-sdk/client-iam';
import type { MissingPermission } from '../../../deployment/deployment-facts.ts';
import { allFacts, mapFact } from '../../../model/fact.ts';
import type { Fact } from '../../../model/fact.ts';
import { attempt } from '../call.ts';

/** A role of the stack and the actions that it must be allowed on every resource. */
export interface RoleActions {
  readonly roleArn: string;
  readonly actions: readonly string[];
}

/** Of each role's actions those that its policies, boundary and organization do not allow. */
export async function readMissingPermissions(
  client: IAMClient,
  roles: readonly RoleActions[],
): Promise<Fact<readonly MissingPermission[]>> {
  const each = await Promise.all(roles.map((role) => simulate(client, role)));
  return mapFact(allFacts(each), (lists) => lists.flat());
}

function simulate(
  client: IAMClient,
  { roleArn, actions }: RoleActions,
): Promise<Fact<readonly MissingPermission[]>> {
  const roleName = roleArn.slice(roleArn.lastIndexOf('/') + 1);
  return attempt('iam:SimulatePrincipalPolicy', async () => {
    const missing: MissingPermission[] = [];
    let Marker: string | undefined;
    do {
      const answer = await client.send(
        new SimulatePrincipalPolicyCommand({
          PolicySourceArn: roleArn,
          ActionNames: [...actions],
          Marker,
        }),
      );
      for (const { EvalActionName = '', EvalDecision } of answer.EvaluationResults ?? []) {
        if (EvalDecision !== 'allowed') missing.push({ roleName, action: EvalActionName });
      }
      Marker = answer.IsTruncated === true ? answer.Marker : undefined;
    } while (Marker !== undefined);
    return missing;
  });
}
