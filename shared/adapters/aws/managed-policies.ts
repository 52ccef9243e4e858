import { GetPolicyCommand, GetPolicyVersionCommand } from '@aws-sdk/client-iam';
import type { PolicyVersion } from '@aws-sdk/client-iam';
import { attempt } from './call.ts';
import type { PartContext } from './read-context.ts';

/**
 * Reads the default version of each managed policy that a principal has attached or as its boundary,
 * each once, where the listing of all policies did not bring it.
 */
export async function readManagedPolicies(context: PartContext): Promise<void> {
  const { reading, progress } = context;
  const principals = [
    ...reading.items('RoleDetailList'),
    ...reading.items('UserDetailList'),
    ...reading.items('GroupDetailList'),
  ];
  const named = principals.flatMap((principal) => [
    ...principal.AttachedManagedPolicies.map((policy) => policy.PolicyArn),
    ...('PermissionsBoundary' in principal && principal.PermissionsBoundary !== undefined
      ? [principal.PermissionsBoundary.PermissionsBoundaryArn]
      : []),
  ]);
  const have = new Set(reading.items('Policies').map((policy) => policy.Arn));
  const arns = [...new Set(named)].filter((arn) => !have.has(arn));
  let done = 0;
  await Promise.all(
    arns.map(async (arn) => {
      await readPolicy(context, arn);
      progress.count('managed policies', (done += 1), arns.length);
    }),
  );
}

async function readPolicy(
  { clients, reading, inFlight }: PartContext,
  PolicyArn: string,
): Promise<void> {
  const policy = await inFlight(() =>
    attempt(
      'iam:GetPolicy',
      async () => (await clients.iam.send(new GetPolicyCommand({ PolicyArn }))).Policy,
      () => undefined,
    ),
  );
  if (!policy.known) {
    reading.gap('Policies', policy, PolicyArn);
    return;
  }
  const VersionId = policy.value?.DefaultVersionId;
  if (VersionId === undefined) {
    reading.missing(PolicyArn);
    return;
  }
  const version = await inFlight(() =>
    attempt<PolicyVersion | undefined>(
      'iam:GetPolicyVersion',
      async () =>
        (await clients.iam.send(new GetPolicyVersionCommand({ PolicyArn, VersionId })))
          .PolicyVersion,
    ),
  );
  if (!version.known) {
    reading.gap('Policies', version, PolicyArn);
    return;
  }
  const PolicyVersionList = [{ ...version.value, IsDefaultVersion: true }];
  reading.add('Policies', reading.parse('Policies', [{ ...policy.value, PolicyVersionList }]));
}
