import { parseCidr } from '../model/cidr.ts';
import type { Cidr } from '../model/cidr.ts';
import { known, thenFact, unknown } from '../model/fact.ts';
import type { Fact } from '../model/fact.ts';
import { oncePerSnapshot } from '../model/snapshot.ts';
import type { Snapshot } from '../model/snapshot.ts';

const parsed = oncePerSnapshot(() => new Map<string, Fact<readonly Cidr[]>>());

/**
 * The blocks of a prefix list: `Cidrs` of DescribePrefixLists for AWS's gateway services, or the
 * entries of a managed list (https://docs.aws.amazon.com/vpc/latest/userguide/managed-prefix-lists.html).
 */
export function prefixListCidrs(snapshot: Snapshot, prefixListId: string): Fact<readonly Cidr[]> {
  const cache = parsed(snapshot);
  const cached = cache.get(prefixListId);
  if (cached !== undefined) return cached;
  const cidrs = thenFact(
    snapshot.get('PrefixLists', prefixListId),
    (list): Fact<readonly Cidr[]> => {
      const texts = list?.Cidrs ?? list?.Entries?.map((entry) => entry.Cidr);
      return texts === undefined
        ? unknown({
            kind: 'not-read',
            call: 'ec2:GetManagedPrefixListEntries',
            detail: `the entries of ${prefixListId}`,
          })
        : known(texts.map((text) => parseCidr(text)).filter((cidr) => cidr !== undefined));
    },
  );
  cache.set(prefixListId, cidrs);
  return cidrs;
}
