import { GetAccountAuthorizationDetailsCommand } from '@aws-sdk/client-iam';
import type { ManagedPolicyDetail, RoleDetail } from '@aws-sdk/client-iam';
import type { WantedRoles } from '../../ports/account-part-reader.ts';
import { readManagedPolicies } from './managed-policies.ts';
import { allPages, onePage } from './pages.ts';
import { IAM_PAGE, page } from './principal-calls.ts';
import type { PartContext } from './read-context.ts';

const AUTHORIZATION_DETAILS = 'iam:GetAccountAuthorizationDetails';

/**
 * Reads one page of roles, keeps those that matter, and reads their managed policies one by one: a
 * listing gives roles and policies in pages of their own.
 *
 * @returns the token of the next page
 */
export async function readRolePage(
  context: PartContext,
  Marker: string | undefined,
  wanted: WantedRoles,
): Promise<string | undefined> {
  const { clients, reading } = context;
  const { items, gap, next } = await onePage<RoleDetail>(AUTHORIZATION_DETAILS, async () => {
    const answer = await clients.iam.send(
      new GetAccountAuthorizationDetailsCommand({ Filter: ['Role'], MaxItems: IAM_PAGE, Marker }),
    );
    return page(answer.RoleDetailList, answer);
  });
  reading.list('RoleDetailList', { items, ...(gap !== undefined && { gap }) });
  if (gap !== undefined) return undefined;
  const roles = reading.items('RoleDetailList');
  const matter = await wanted(roles.map(({ Arn }) => Arn));
  reading.put(
    'RoleDetailList',
    roles.filter(({ Arn }) => matter.has(Arn)),
  );
  reading.put('Policies', []);
  await readManagedPolicies(context);
  return next;
}

/**
 * Reads roles and managed policies by GetAccountAuthorizationDetails and keeps the named roles with the
 * policies that they use. An optional call: what it does not bring, because it is refused, fails half
 * way or the role is not there, is left to the single calls.
 */
export async function readAuthorizationDetails(
  { clients, reading, inFlight }: PartContext,
  roleArns: readonly string[],
): Promise<void> {
  const { items } = await inFlight(() =>
    allPages<ManagedPolicyDetail | RoleDetail>(AUTHORIZATION_DETAILS, async (Marker) => {
      const answer = await clients.iam.send(
        new GetAccountAuthorizationDetailsCommand({
          Filter: ['Role', 'LocalManagedPolicy', 'AWSManagedPolicy'],
          MaxItems: IAM_PAGE,
          Marker,
        }),
      );
      return page([...(answer.RoleDetailList ?? []), ...(answer.Policies ?? [])], answer);
    }),
  );
  const wanted = new Set(roleArns);
  const roles = reading.parse(
    'RoleDetailList',
    items.filter((item) => 'RoleName' in item && wanted.has(item.Arn ?? '')),
  );
  const used = new Set(
    roles.flatMap((role) => [
      ...role.AttachedManagedPolicies.map((policy) => policy.PolicyArn),
      ...(role.PermissionsBoundary === undefined
        ? []
        : [role.PermissionsBoundary.PermissionsBoundaryArn]),
    ]),
  );
  reading.put('RoleDetailList', roles);
  reading.put(
    'Policies',
    reading
      .parse(
        'Policies',
        items.filter((item) => !('RoleName' in item) && used.has(item.Arn ?? '')),
      )
      .map((policy) => ({
        ...policy,
        // All versions come, and only the default one is in force.
        PolicyVersionList: policy.PolicyVersionList.filter(
          (version) => version.IsDefaultVersion === true,
        ),
      })),
  );
}
