import { mapFact } from '../model/fact.ts';
import type { Fact } from '../model/fact.ts';
import { groupBy } from '../model/group-by.ts';
import type { ServiceControlPolicy } from '../model/organizations.ts';
import { parseArn } from '../model/arn.ts';
import { oncePerSnapshot } from '../model/snapshot.ts';
import type { Snapshot } from '../model/snapshot.ts';
import { ALLOW_EVERYTHING } from './allow-everything.ts';
import type { NamedPolicy } from './evaluate.ts';
import { namedPolicy } from './named-policy.ts';

/**
 * The service control policies that bind the account of a snapshot: none in the management account
 * (https://docs.aws.amazon.com/organizations/latest/userguide/orgs_manage_policies_scps.html).
 */
export function serviceControlPolicies(snapshot: Snapshot): Fact<readonly ServiceControlPolicy[]> {
  return mapFact(snapshot.all('ServiceControlPolicies'), (policies) =>
    isManagementAccount(snapshot, policies) ? [] : policies,
  );
}

/** Whether the account manages its organization: the ARN of every policy of its own says which does. */
export function isManagementAccount(
  { accountId }: Snapshot,
  policies: readonly ServiceControlPolicy[],
): boolean {
  return policies.some(
    ({ PolicySummary }) => parseArn(PolicySummary.Arn ?? '')?.accountId === accountId,
  );
}

/** The policy by its name, with its document. */
export function namedServiceControlPolicy(policy: ServiceControlPolicy): NamedPolicy {
  const { Id, Name } = policy.PolicySummary;
  return namedPolicy(Name ?? Id, policy.Content, 'scp');
}

/**
 * The levels of service control policies that must each allow a request. Undefined where they were not
 * read, as in most accounts: then nothing is known to limit. A policy that does not say what it is
 * attached to can still deny; what its level allows is not known and taken as everything.
 */
export const serviceControlLevels = oncePerSnapshot(
  (snapshot): readonly (readonly NamedPolicy[])[] | undefined => {
    const policies = serviceControlPolicies(snapshot);
    if (!policies.known) return undefined;
    const levels = groupBy(policies.value, ({ TargetIds = [] }) => TargetIds);
    const unplaced = policies.value.filter(({ TargetIds = [] }) => TargetIds.length === 0);
    return [
      ...[...levels.values()].map((level) => level.map(namedServiceControlPolicy)),
      ...(unplaced.length === 0
        ? []
        : [
            [
              { name: 'FullAWSAccess', document: ALLOW_EVERYTHING },
              ...unplaced.map(namedServiceControlPolicy),
            ],
          ]),
    ];
  },
);
