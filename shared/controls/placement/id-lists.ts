import { known, mapFact, unknown } from '../../model/fact.ts';
import type { Fact, Unknown } from '../../model/fact.ts';
import type { Snapshot } from '../../model/snapshot.ts';
import { doesNotExist } from './function-subnets.ts';

/**
 * Allow and deny lists over the subnets or the security groups of a function, as the IAM set operators
 * judge them: a deny list with ForAnyValue, an allow list with ForAllValues
 * (https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_condition-single-vs-multi-valued-context-keys.html).
 * A list holds ids and, for convenience, tags that stand for the ids of the resources that carry them.
 */
export interface IdLists {
  readonly allowedIds: readonly string[];
  readonly deniedIds: readonly string[];
  /** `key=value`. */
  readonly allowedTags: readonly string[];
  readonly deniedTags: readonly string[];
}

/** What the lists say of a function's ids. */
export interface ListedIds {
  readonly denied: readonly string[];
  readonly notAllowed: readonly string[];
  /** Why some tag could not be compared. */
  readonly unread: readonly Unknown[];
}

/** The tags of one resource, as `key=value`. */
export type TagsOf = (id: string) => Fact<readonly string[]>;

/** Whether no list says anything. */
export function areEmpty(lists: IdLists): boolean {
  return Object.values(lists).every((list: readonly string[]) => list.length === 0);
}

/** Compares every id with the lists. Tags are only read where ids have not decided yet. */
export function compareWithLists(
  ids: readonly string[],
  lists: IdLists,
  tagsOf: TagsOf,
): ListedIds {
  const denied: string[] = [];
  const notAllowed: string[] = [];
  const unread: Unknown[] = [];
  for (const id of ids) {
    const isDenied = isListed(id, lists.deniedIds, lists.deniedTags, tagsOf);
    const isAllowed =
      lists.allowedIds.length === 0 && lists.allowedTags.length === 0
        ? known(true)
        : isListed(id, lists.allowedIds, lists.allowedTags, tagsOf);
    if (isDenied.known && isDenied.value) denied.push(id);
    else if (isAllowed.known && !isAllowed.value) notAllowed.push(id);
    else unread.push(...[isDenied, isAllowed].filter((fact) => !fact.known));
  }
  return { denied, notAllowed, unread };
}

function isListed(
  id: string,
  listedIds: readonly string[],
  listedTags: readonly string[],
  tagsOf: TagsOf,
): Fact<boolean> {
  if (listedIds.includes(id)) return known(true);
  if (listedTags.length === 0) return known(false);
  return mapFact(tagsOf(id), (tags) => tags.some((tag) => listedTags.includes(tag)));
}

/**
 * The tags of a subnet or security group. In a shared VPC the owner's tags are not shown to
 * participants, so an answer without them says nothing there
 * (https://docs.aws.amazon.com/vpc/latest/userguide/vpc-sharing.html).
 */
export function ec2TagsOf(snapshot: Snapshot, collection: 'Subnets' | 'SecurityGroups'): TagsOf {
  return (id) => {
    const resource = snapshot.get(collection, id);
    if (!resource.known) return resource;
    if (resource.value === undefined) return doesNotExist(id);
    const { OwnerId = snapshot.accountId, Tags = [] } = resource.value;
    if (OwnerId !== snapshot.accountId) {
      return unknown({
        kind: 'opaque',
        detail: `the tags of ${id} are shown only to its owner, account ${OwnerId}`,
      });
    }
    return known(Tags.map((tag) => `${tag.Key}=${tag.Value}`));
  };
}
