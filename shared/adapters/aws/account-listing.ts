import { known, unknown } from '../../model/fact.ts';
import type { Fact } from '../../model/fact.ts';
import type { AccountListing, ListingPage } from '../../ports/account-part-reader.ts';
import { CallCounts } from './call-counts.ts';
import type { ClientOptions } from './client-configuration.ts';
import { createClients } from './clients.ts';
import { readFunctionDetails } from './function-details.ts';
import { LIST_FUNCTIONS, LIST_MAPPINGS, functionsPage, mappingsPage } from './lambda-pages.ts';
import { parseFunctions } from './listed-functions.ts';
import { listingStep } from './listing-step.ts';
import { onePage } from './pages.ts';
import { oncePerRegion, partContext } from './part-context.ts';
import type { ReadContext } from './read-context.ts';
import { readAccountFacts, TOPIC_STEPS } from './region-topics.ts';
import { readRolePage } from './role-listing.ts';
import { VPC_LISTINGS } from './vpc-listings.ts';

export interface AccountListingOptions extends ClientOptions {
  /** The account of the credentials. */
  readonly accountId: string;
  /** Where IAM is asked from: any region of the partition. */
  readonly homeRegion: string;
  /** Whether a control wants the service control policies above the account: refused to most. */
  readonly serviceControlPolicies: boolean;
}

export interface AwsAccountListing extends AccountListing {
  /** Requests sent so far, retries included. */
  readonly calls: CallCounts;
}

const readEndpoints = listingStep(
  'network listings',
  VPC_LISTINGS.filter(({ collection }) => collection === 'VpcEndpoints'),
);

/** Lists the account over the AWS APIs. Clients and their pace last as long as the listing. */
export function awsAccountListing(options: AccountListingOptions): AwsAccountListing {
  const { accountId, homeRegion, serviceControlPolicies } = options;
  const calls = new CallCounts();
  const clientsOf = oncePerRegion((region) => createClients(region, options, calls));
  const contextOf = (region: string, principalArns: readonly string[] = []) => ({
    ...partContext(region, accountId, clientsOf(region)),
    scope: { region, principalArns, serviceControlPolicies },
  });
  return {
    calls,
    topic: async (region, topic) => {
      const context = contextOf(region);
      await TOPIC_STEPS[topic](context);
      return context.reading.part();
    },
    functions: (region, marker) => readFunctionPage(contextOf(region), marker),
    eventSourceMappings: (region, marker) => readMappingPage(contextOf(region), marker),
    functionDetails: (region, listed) => readFunctionDetails(contextOf(region), listed),
    vpcs: (region) => readVpcsWithEndpoints(contextOf(region)),
    authorizationDetails: async (marker, wanted = everyRole) => {
      const context = contextOf(homeRegion);
      const next = await readRolePage(context, marker, wanted);
      return { ...context.reading.part(), ...(next !== undefined && { next }) };
    },
    account: async (region, principalArns) => {
      const context = contextOf(region, principalArns);
      await readAccountFacts(context);
      return context.reading.part();
    },
  };
}

function everyRole(roleArns: readonly string[]): Promise<ReadonlySet<string>> {
  return Promise.resolve(new Set(roleArns));
}

async function readFunctionPage(
  { clients, reading, lambdaInFlight }: ReadContext,
  marker: string | undefined,
): Promise<ListingPage> {
  const { next, ...pages } = await lambdaInFlight(() =>
    onePage(LIST_FUNCTIONS, () => functionsPage(clients.lambda, marker)),
  );
  if (pages.gap !== undefined) reading.gap('Functions', pages.gap);
  else reading.put('Functions', parseFunctions(reading, pages));
  return { part: reading.part(), next };
}

async function readMappingPage(
  { clients, reading, lambdaInFlight }: ReadContext,
  marker: string | undefined,
): Promise<ListingPage> {
  const { next, ...pages } = await lambdaInFlight(() =>
    onePage(LIST_MAPPINGS, () => mappingsPage(clients.lambda, marker)),
  );
  reading.list('EventSourceMappings', pages);
  return { part: reading.part(), next };
}

async function readVpcsWithEndpoints(context: ReadContext): Promise<Fact<readonly string[]>> {
  const { reading } = context;
  await readEndpoints(context);
  const gap = reading.gapOf('VpcEndpoints');
  if (gap !== undefined) return unknown(gap.reason);
  const vpcIds = reading.items('VpcEndpoints').map(({ VpcId }) => VpcId);
  return known([...new Set(vpcIds.filter((id) => id !== undefined))].toSorted());
}
