import { partition } from '@aws-sdk/core/client';

/**
 * Whether the SDK knows the region: it describes each that there was when it was made. A newer one may
 * exist all the same.
 */
export function isKnownRegion(region: string): boolean {
  return 'description' in partition(region);
}
