import { GetAccountAuthorizationDetailsCommand } from '@aws-sdk/client-iam';
import type { ManagedPolicyDetail, RoleDetail } from '@aws-sdk/client-iam';
import { allPages } from './pages.ts';
import { IAM_PAGE, page } from './principal-calls.ts';
import type { ReadContext } from './read-context.ts';

/**
 * Reads roles and managed policies by GetAccountAuthorizationDetails and keeps the named roles with the
 * policies that they use. An optional call: what it does not bring, because it is refused, fails half
 * way or the role is not there, is left to the single calls.
 */
export async function readAuthorizationDetails(
  { clients, reading, inFlight }: ReadContext,
  roleArns: readonly string[],
): Promise<void> {
  const { items } = await inFlight(() =>
    allPages<ManagedPolicyDetail | RoleDetail>(
      'iam:GetAccountAuthorizationDetails',
      async (Marker) => {
        const answer = await clients.iam.send(
          new GetAccountAuthorizationDetailsCommand({
            Filter: ['Role', 'LocalManagedPolicy', 'AWSManagedPolicy'],
            MaxItems: IAM_PAGE,
            Marker,
          }),
        );
        return page([...(answer.RoleDetailList ?? []), ...(answer.Policies ?? [])], answer);
      },
    ),
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
