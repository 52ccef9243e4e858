import { attempt } from './call.ts';
import { allPages } from './pages.ts';
import type { ReadContext, ReadStep } from './read-context.ts';
import {
  getResolverRule,
  listProfileAssociations,
  listProfileResourceAssociations,
  listResolverRuleAssociations,
} from './resolver-operations.ts';
import { vpcsInUse } from './vpcs-in-use.ts';

const PAGE = 100;

/** The rule that every VPC has, for names that no other rule takes. */
const AUTODEFINED = /^rslvr-autodefined-/;

/** Which VPCs matter. */
type VpcFilter = (vpcId: string) => boolean;

/**
 * What else decides a name in the VPCs with functions or endpoints: rules that forward it to other name
 * servers, and Route 53 Profiles with their endpoints and zones. A service that is not offered in the
 * region, or refused, leaves only its own collection unknown.
 */
export const readResolverRules: ReadStep = async (context) => {
  const vpcIds = new Set(vpcsInUse(context));
  if (vpcIds.size === 0) return;
  const inUse: VpcFilter = (vpcId) => vpcIds.has(vpcId);
  await Promise.all([readRules(context, inUse), readProfiles(context, inUse)]);
};

/** Reads the associations of resolver rules, and the rules of the VPCs that matter. */
export async function readRules(context: ReadContext, matters: VpcFilter): Promise<void> {
  const { clients, reading, inFlight } = context;
  const pages = await inFlight(() =>
    allPages('route53resolver:ListResolverRuleAssociations', async (NextToken) => {
      const answer = await clients.resolver.send(
        listResolverRuleAssociations({ NextToken, MaxResults: PAGE }),
      );
      return { items: answer.ResolverRuleAssociations, next: answer.NextToken };
    }),
  );
  reading.list('ResolverRuleAssociations', pages);
  const rules = new Set(
    reading
      .items('ResolverRuleAssociations')
      .filter((one) => matters(one.VPCId) && !AUTODEFINED.test(one.ResolverRuleId))
      .map((one) => one.ResolverRuleId),
  );
  reading.put('ResolverRules', []);
  await Promise.all([...rules].map((id) => readRule(context, id)));
}

async function readRule(
  { clients, reading, inFlight }: ReadContext,
  ResolverRuleId: string,
): Promise<void> {
  const answer = await inFlight(() =>
    attempt(
      'route53resolver:GetResolverRule',
      async () => (await clients.resolver.send(getResolverRule({ ResolverRuleId }))).ResolverRule,
      () => undefined,
    ),
  );
  if (!answer.known) reading.gap('ResolverRules', answer, ResolverRuleId);
  else if (answer.value === undefined) reading.missing(ResolverRuleId);
  else reading.add('ResolverRules', reading.parse('ResolverRules', [answer.value]));
}

/** Reads the associations of Route 53 Profiles, and what the profiles of the VPCs that matter hold. */
export async function readProfiles(context: ReadContext, matters: VpcFilter): Promise<void> {
  const { clients, reading, inFlight } = context;
  const pages = await inFlight(() =>
    allPages('route53profiles:ListProfileAssociations', async (NextToken) => {
      const answer = await clients.profiles.send(
        listProfileAssociations({ NextToken, MaxResults: PAGE }),
      );
      return { items: answer.ProfileAssociations, next: answer.NextToken };
    }),
  );
  reading.list('ProfileAssociations', pages);
  const profiles = new Set(
    reading
      .items('ProfileAssociations')
      .filter((one) => matters(one.ResourceId))
      .map((one) => one.ProfileId),
  );
  reading.put('ProfileResourceAssociations', []);
  await Promise.all([...profiles].map((id) => readProfileResources(context, id)));
}

async function readProfileResources(
  { clients, reading, inFlight }: ReadContext,
  ProfileId: string,
): Promise<void> {
  const { items, gap } = await inFlight(() =>
    allPages('route53profiles:ListProfileResourceAssociations', async (NextToken) => {
      const answer = await clients.profiles.send(
        listProfileResourceAssociations({ ProfileId, NextToken, MaxResults: PAGE }),
      );
      return { items: answer.ProfileResourceAssociations, next: answer.NextToken };
    }),
  );
  if (gap !== undefined) reading.gap('ProfileResourceAssociations', gap, ProfileId);
  const associations = reading.parse('ProfileResourceAssociations', items);
  reading.add('ProfileResourceAssociations', associations);
}
