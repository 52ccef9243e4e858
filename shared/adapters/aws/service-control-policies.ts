import {
  DescribePolicyCommand,
  ListParentsCommand,
  ListPoliciesForTargetCommand,
} from '@aws-sdk/client-organizations';
import type { Parent, PolicySummary } from '@aws-sdk/client-organizations';
import { attempt } from './call.ts';
import { allPages } from './pages.ts';
import type { Pages } from './pages.ts';
import type { ReadContext, ReadStep } from './read-context.ts';

/** An organization has at most five levels of units below its root. */
const MOST_LEVELS = 8;

/**
 * The service control policies above the account, where the scope asks for them: only the management
 * account and those that it delegated to may read them. ListPoliciesForTarget names what is attached to
 * one target, so every level up to the root is asked.
 */
export const readServiceControlPolicies: ReadStep = async (context) => {
  const { reading, scope, identity } = context;
  if (scope.serviceControlPolicies !== true) return;
  const targets = await targetsAbove(context, identity.accountId);
  const attached = new Map<string, string[]>();
  for (const target of targets) {
    const { items, gap } = await policiesFor(context, target);
    if (gap !== undefined) reading.gap('ServiceControlPolicies', gap);
    for (const { Id } of items) {
      if (Id !== undefined) attached.set(Id, [...(attached.get(Id) ?? []), target]);
    }
  }
  if (reading.gapOf('ServiceControlPolicies') === undefined || attached.size > 0) {
    reading.put('ServiceControlPolicies', []);
  }
  await Promise.all([...attached].map(([id, on]) => readPolicy(context, id, on)));
};

/** The account, the units above it and the root, in this order; none where it has no organization. */
async function targetsAbove(context: ReadContext, accountId: string): Promise<readonly string[]> {
  const { clients, reading, inFlight } = context;
  const targets = [accountId];
  let child = accountId;
  for (let level = 0; level < MOST_LEVELS; level += 1) {
    const ChildId = child;
    const { items, gap }: Pages<Parent> = await inFlight(() =>
      allPages<Parent>(
        'organizations:ListParents',
        async (NextToken) => {
          const answer = await clients.organizations.send(
            new ListParentsCommand({ ChildId, NextToken }),
          );
          return { items: answer.Parents, next: answer.NextToken };
        },
        () => ({ items: [] }),
      ),
    );
    const parent = items[0]?.Id;
    if (gap !== undefined) reading.gap('ServiceControlPolicies', gap);
    if (parent === undefined) return level === 0 ? [] : targets;
    targets.push(parent);
    if (items[0]?.Type === 'ROOT') return targets;
    child = parent;
  }
  return targets;
}

function policiesFor(
  { clients, inFlight }: ReadContext,
  TargetId: string,
): Promise<Pages<PolicySummary>> {
  return inFlight(() =>
    allPages('organizations:ListPoliciesForTarget', async (NextToken) => {
      const answer = await clients.organizations.send(
        new ListPoliciesForTargetCommand({
          TargetId,
          Filter: 'SERVICE_CONTROL_POLICY',
          NextToken,
        }),
      );
      return { items: answer.Policies, next: answer.NextToken };
    }),
  );
}

async function readPolicy(
  { clients, reading, inFlight }: ReadContext,
  PolicyId: string,
  TargetIds: readonly string[],
): Promise<void> {
  const answer = await inFlight(() =>
    attempt(
      'organizations:DescribePolicy',
      async () =>
        (await clients.organizations.send(new DescribePolicyCommand({ PolicyId }))).Policy,
    ),
  );
  if (!answer.known) {
    // One policy that is not known may be the one that forbids.
    reading.gap('ServiceControlPolicies', answer);
    return;
  }
  const item = { ...answer.value, TargetIds };
  reading.add('ServiceControlPolicies', reading.parse('ServiceControlPolicies', [item]));
}
