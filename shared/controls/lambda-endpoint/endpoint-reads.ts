import { EGRESS_CHANGES, EGRESS_FACTS } from '../egress/egress-reads.ts';
import { FUNCTION_NETWORK_CHANGES, FUNCTION_NETWORK_FACTS } from '../function-network-reads.ts';
import { NEED_CHANGES, NEED_FACTS } from '../need-reads.ts';

/** What tells which functions use an endpoint: their needs, and whether they have another way. */

/** The IAM actions that are read to know an endpoint's consumers. */
export const CONSUMER_FACTS: readonly string[] = [
  ...new Set([...FUNCTION_NETWORK_FACTS, ...NEED_FACTS, ...EGRESS_FACTS]),
];

/** The changes that can make a function a consumer of an endpoint, or no longer one. */
export const CONSUMER_CHANGES = [
  ...new Set([...FUNCTION_NETWORK_CHANGES, ...NEED_CHANGES, ...EGRESS_CHANGES]),
];
