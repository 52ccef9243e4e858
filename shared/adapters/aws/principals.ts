import { parseArn } from '../../model/arn.ts';
import { isWanted } from './function-configurations.ts';
import { readManagedPolicies } from './managed-policies.ts';
import { ROLE, USER } from './principal-calls.ts';
import { readPrincipal } from './principal.ts';
import type { ReadContext, ReadStep } from './read-context.ts';
import { readAuthorizationDetails } from './role-listing.ts';
import { readGroupsOf } from './user-groups.ts';

/**
 * From this many roles on, one listing of all roles and policies is cheaper than the single calls: a
 * role takes three of those, one more for each inline policy and two for each managed one, and the
 * listing answers with a hundred or so roles and policies in a page.
 */
const ROLES_WORTH_A_LISTING = 25;

/**
 * The execution roles of attached functions, of all their versions, and the principals that the scope
 * names, with every policy and permissions boundary. Roles of other accounts cannot be read from here.
 */
export const readPrincipals: ReadStep = async (context) => {
  const { reading, scope } = context;
  const roles = reading
    .items('Functions')
    .filter((item) => isWanted(context, item))
    .map((item) => item.Role)
    .filter((arn) => arn !== undefined);
  const named = scope.principalArns ?? [];
  const roleArns = ownPrincipals(context, [...roles, ...named], 'role/');
  const userArns = ownPrincipals(context, named, 'user/');
  for (const collection of ['RoleDetailList', 'Policies'] as const) reading.put(collection, []);
  if (named.length > 0) {
    for (const collection of ['UserDetailList', 'GroupDetailList'] as const) {
      reading.put(collection, []);
    }
  }
  if (roleArns.length >= ROLES_WORTH_A_LISTING) await readAuthorizationDetails(context, roleArns);
  const listed = new Set(reading.items('RoleDetailList').map((role) => role.Arn));
  const left = roleArns.filter((arn) => !listed.has(arn));
  await Promise.all([
    ...left.map((arn) => readPrincipal(context, ROLE, arn)),
    ...userArns.map((arn) => readPrincipal(context, USER, arn)),
  ]);
  await readGroupsOf(context, userArns);
  await readManagedPolicies(context);
};

function ownPrincipals(
  { identity }: ReadContext,
  arns: readonly string[],
  kind: 'role/' | 'user/',
): readonly string[] {
  return [...new Set(arns)].filter((arn) => {
    const { service, accountId, resource } = parseArn(arn) ?? {};
    return service === 'iam' && accountId === identity.accountId && resource?.startsWith(kind);
  });
}
