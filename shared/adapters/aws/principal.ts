import type { AttachedPolicy } from '@aws-sdk/client-iam';
import { known, thenFact } from '../../model/fact.ts';
import type { Fact } from '../../model/fact.ts';
import { attempt } from './call.ts';
import { allPages } from './pages.ts';
import type { Pages } from './pages.ts';
import type { Principal, PrincipalCalls } from './principal-calls.ts';
import type { PartContext } from './read-context.ts';

interface InlinePolicy {
  readonly PolicyName: string;
  readonly PolicyDocument: string | undefined;
}

/**
 * Reads one role, user or group with its inline policies and the names of its managed ones. What of it
 * cannot be read leaves a gap under its ARN that names the action, and no item: half of a role's
 * policies say nothing of what it may do.
 */
export async function readPrincipal(
  context: PartContext,
  calls: PrincipalCalls,
  arn: string,
): Promise<void> {
  const { clients, reading, inFlight } = context;
  const name = arn.slice(arn.lastIndexOf('/') + 1);
  const found = await inFlight(() =>
    attempt<Principal | undefined>(
      calls.get.action,
      () => calls.get.send(clients.iam, name),
      () => undefined,
    ),
  );
  if (found.known && found.value?.Arn !== arn) {
    // Names are unique whatever the path: another path is another principal, and this one is gone.
    reading.missing(arn);
    return;
  }
  const policies = await (found.known ? policiesOf(context, calls, name) : found);
  if (!found.known || !policies.known) {
    if (!policies.known) reading.gap(calls.collection, policies, arn);
    return;
  }
  const { inline, attached } = policies.value;
  const item = {
    ...found.value,
    [calls.nameField]: name,
    [calls.policyField]: inline,
    AttachedManagedPolicies: attached,
  };
  reading.add(calls.collection, reading.parse(calls.collection, [item]));
}

interface Policies {
  readonly inline: readonly InlinePolicy[];
  readonly attached: readonly AttachedPolicy[];
}

async function policiesOf(
  context: PartContext,
  calls: PrincipalCalls,
  name: string,
): Promise<Fact<Policies>> {
  const { clients, inFlight } = context;
  const [names, attached] = await Promise.all([
    inFlight(() =>
      allPages(calls.listInline.action, (marker) =>
        calls.listInline.send(clients.iam, name, marker),
      ),
    ),
    inFlight(() =>
      allPages(calls.listAttached.action, (marker) =>
        calls.listAttached.send(clients.iam, name, marker),
      ),
    ),
  ]);
  const inline = await thenFactAsync(complete(names), (policyNames) =>
    inlinePolicies(context, calls, name, policyNames),
  );
  return thenFact(inline, (read) =>
    thenFact(complete(attached), (list) => known({ inline: read, attached: list })),
  );
}

async function inlinePolicies(
  { clients, inFlight }: PartContext,
  calls: PrincipalCalls,
  name: string,
  policyNames: readonly string[],
): Promise<Fact<readonly InlinePolicy[]>> {
  const read = await Promise.all(
    policyNames.map((PolicyName) =>
      inFlight(() =>
        attempt<InlinePolicy | undefined>(
          calls.getInline.action,
          async () => ({
            PolicyName,
            PolicyDocument: await calls.getInline.send(clients.iam, name, PolicyName),
          }),
          // Deleted since it was listed.
          () => undefined,
        ),
      ),
    ),
  );
  const policies: InlinePolicy[] = [];
  for (const policy of read) {
    if (!policy.known) return policy;
    if (policy.value !== undefined) policies.push(policy.value);
  }
  return known(policies);
}

function complete<T>({ items, gap }: Pages<T>): Fact<readonly T[]> {
  return gap ?? known(items);
}

async function thenFactAsync<T, U>(
  fact: Fact<T>,
  next: (value: T) => Promise<Fact<U>>,
): Promise<Fact<U>> {
  return fact.known ? next(fact.value) : fact;
}
