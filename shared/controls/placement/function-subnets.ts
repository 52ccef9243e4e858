import type { Subnet } from '../../model/ec2.ts';
import { unknown } from '../../model/fact.ts';
import type { Unknown } from '../../model/fact.ts';
import type { Snapshot } from '../../model/snapshot.ts';
import type { AttachedFunctionTarget } from '../target.ts';
import type { Evidence } from '../verdict.ts';

/** A function's subnets, sorted by what is known of them. */
export interface FunctionSubnets {
  readonly subnets: readonly Subnet[];
  /** Ids that AWS said do not exist. */
  readonly dangling: readonly string[];
  readonly unread: readonly Unknown[];
}

/** Looks up every subnet that the function may run in. */
export function functionSubnets(
  snapshot: Snapshot,
  { network }: AttachedFunctionTarget,
): FunctionSubnets {
  if (!network.subnetIds.known) return { subnets: [], dangling: [], unread: [network.subnetIds] };
  const subnets: Subnet[] = [];
  const dangling: string[] = [];
  const unread: Unknown[] = [];
  for (const subnetId of network.subnetIds.value) {
    const subnet = snapshot.get('Subnets', subnetId);
    if (!subnet.known) unread.push(subnet);
    else if (subnet.value === undefined) dangling.push(subnetId);
    else subnets.push(subnet.value);
  }
  return { subnets, dangling, unread };
}

/**
 * Every subnet of which nothing can be said. A dangling id is function-multi-az's failure; for the
 * others it leaves the question open.
 */
export function undecidedSubnets({ dangling, unread }: FunctionSubnets): readonly Unknown[] {
  return [...dangling.map(doesNotExist), ...unread];
}

/** Nothing more can be known of an id that AWS says does not exist. */
export function doesNotExist(id: string): Unknown {
  return unknown({ kind: 'opaque', detail: `${id} does not exist any more` });
}

/** Evidence for a subnet id of a function's configuration that AWS no longer knows. */
export function danglingSubnet(subnetId: string): Evidence {
  return { resource: subnetId, field: 'SubnetId', value: 'InvalidSubnetID.NotFound' };
}
