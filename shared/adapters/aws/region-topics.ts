import type { CollectionName } from '../../model/collections.ts';
import type { RegionTopic } from '../../ports/region-facts.ts';
import { readAllCapacityProviders } from './capacity-provider-listing.ts';
import { readDatabases } from './database-listings.ts';
import { readAllFileSystems } from './file-systems.ts';
import { listingStep } from './listing-step.ts';
import { readPrefixLists } from './prefix-lists.ts';
import { readPrincipals } from './principals.ts';
import { readQuotas } from './quota-reader.ts';
import type { ReadContext, ReadStep } from './read-context.ts';
import { REGION_LISTINGS } from './region-listings.ts';
import { readProfiles, readRules } from './resolver-rules.ts';
import { readServiceControlPolicies } from './service-control-policies.ts';

/** How each topic is read. Which functions there are plays no part: all that the region has is listed. */
export const TOPIC_STEPS: Readonly<Record<RegionTopic, ReadStep>> = {
  zones: listed('AvailabilityZones'),
  services: listed('ServiceDetails'),
  quotas: readQuotas,
  'prefix-lists': readPrefixLists,
  'block-public-access': listed('VpcBlockPublicAccessOptions', 'VpcBlockPublicAccessExclusions'),
  'dhcp-options': listed('DhcpOptions'),
  'group-associations': listed('SecurityGroupVpcAssociations'),
  profiles: (context) => readProfiles(context, () => true),
  'resolver-rules': (context) => readRules(context, () => true),
  databases: readDatabases,
  'file-systems': readAllFileSystems,
  'capacity-providers': readAllCapacityProviders,
  account: readAccountFacts,
};

function listed(...collections: readonly CollectionName[]): ReadStep {
  return listingStep(
    'network listings',
    REGION_LISTINGS.filter(({ collection }) => collections.includes(collection)),
  );
}

/** The principals that the scope names, and what binds them from above. */
export async function readAccountFacts(context: ReadContext): Promise<void> {
  await Promise.all([readPrincipals(context), readServiceControlPolicies(context)]);
}
