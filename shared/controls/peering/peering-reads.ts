import { EGRESS_CHANGES, EGRESS_FACTS } from '../egress/egress-reads.ts';
import { FUNCTION_NETWORK_CHANGES, FUNCTION_NETWORK_FACTS } from '../function-network-reads.ts';
import { NEED_CHANGES, NEED_FACTS } from '../need-reads.ts';

/** What tells on which endpoints and resources of other VPCs a function depends. */

/** The IAM actions that are read to know a function's dependencies in other VPCs. */
export const FAR_FACTS: readonly string[] = [
  ...new Set([...FUNCTION_NETWORK_FACTS, ...NEED_FACTS, ...EGRESS_FACTS]),
];

/** The changes that can give a function a dependency in another VPC, or take it away. */
export const FAR_CHANGES = [
  ...new Set([...FUNCTION_NETWORK_CHANGES, ...NEED_CHANGES, ...EGRESS_CHANGES]),
];
