import type { TargetKind } from '../controls/target.ts';
import type { UnknownReason } from '../model/fact.ts';
import type { Snapshot } from '../model/snapshot.ts';

/** Resources that may exist and got no verdict, because their listing was not read. */
export interface UnreadTargets {
  readonly kind: TargetKind;
  readonly accountId: string;
  readonly region: string;
  readonly reason: UnknownReason;
}

const LISTED_IN = {
  function: 'Functions',
  vpc: 'Vpcs',
  'vpc-endpoint': 'VpcEndpoints',
  'security-group': 'SecurityGroups',
} as const;

/**
 * What could not even be listed. Without it an account whose functions may not be listed would look
 * like one without functions.
 *
 * @param kinds the kinds of resource that the controls judge
 */
export function unreadTargets(
  snapshot: Snapshot,
  kinds: ReadonlySet<TargetKind>,
): readonly UnreadTargets[] {
  const { accountId, region } = snapshot;
  return Object.entries(LISTED_IN).flatMap(([name, collection]): UnreadTargets[] => {
    const kind = name as keyof typeof LISTED_IN;
    if (!kinds.has(kind)) return [];
    const listing = snapshot.all(collection);
    return listing.known ? [] : [{ kind, accountId, region, reason: listing.reason }];
  });
}
