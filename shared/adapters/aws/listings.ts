import { listingStep } from './listing-step.ts';
import { REGION_LISTINGS } from './region-listings.ts';
import { EGRESS_ONLY_LISTING, PEERING_LISTING, VPC_LISTINGS } from './vpc-listings.ts';

/** Reads every listing of EC2. */
export const readListings = listingStep('network listings', [
  ...VPC_LISTINGS,
  EGRESS_ONLY_LISTING,
  PEERING_LISTING,
  ...REGION_LISTINGS,
]);
