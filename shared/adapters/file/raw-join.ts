import { isDeepStrictEqual } from 'node:util';
import { partitionOf } from '../../model/arn.ts';
import { COLLECTIONS, COLLECTION_NAMES } from '../../model/collections.ts';
import type { CollectionName, Item } from '../../model/collections.ts';
import { functionVersions, versionsOf } from '../../model/function-versions.ts';
import { groupBy } from '../../model/group-by.ts';
import { Snapshot } from '../../model/snapshot.ts';
import type { Gap, SnapshotContent } from '../../model/snapshot.ts';
import type { AnswerPart, RawAnswer } from './raw-answer.ts';
import { someOf } from './some-of.ts';

/**
 * Collections whose calls each say a part of an item: get-function-configuration beside
 * list-functions, one DNS attribute a call, both prefix-list calls. They are joined field by field; of
 * the others the item in the last file, by path, counts.
 */
const JOINED: ReadonlySet<CollectionName> = new Set(['Functions', 'VpcAttributes', 'PrefixLists']);

/** The most items that one notice names. */
const NAMED_ITEMS = 3;

interface OwnPart extends AnswerPart {
  readonly file: string;
  readonly folder: string;
}

/**
 * One snapshot from the answers about one account and region. A collection without an answer is left
 * out, so that it is unknown; one whose last page is missing, and published versions that nobody
 * listed, become gaps.
 */
export function joinAnswers(
  answers: readonly RawAnswer[],
  { accountId, region }: { readonly accountId: string; readonly region: string },
): { readonly content: SnapshotContent; readonly notices: readonly string[] } {
  const notices: string[] = [];
  const gaps: Gap[] = [];
  const collections: Partial<Record<CollectionName, readonly Item<CollectionName>[]>> = {};
  const parts = answers.flatMap(({ file, folder, parts }) =>
    parts.map((part) => ({ ...part, file, folder })),
  );
  const recordings = parallelRecordings(parts);
  const byCollection = groupBy(parts, ({ collection }) => [collection]);
  for (const collection of COLLECTION_NAMES) {
    const own = byCollection.get(collection);
    if (own === undefined) continue;
    collections[collection] = joinItems(collection, own, notices);
    const lists = own.filter((part) => part.kind === 'list');
    const incomplete = own.find((part) => part.incomplete !== undefined)?.incomplete;
    const dispute = disputeBetween(recordings, collection, own);
    if (incomplete !== undefined) {
      gaps.push(gapOf(collection, incomplete));
    } else if (dispute !== undefined) {
      gaps.push(gapOf(collection, dispute));
      notices.push(`${collection}: ${dispute}`);
    } else if (lastPageIsMissing(lists, recordings)) {
      gaps.push(gapOf(collection, 'the last page of its answer is missing'));
      notices.push(`${collection}: the last page of the answer is missing, more may follow`);
    } else if (lists.length === 0 && collection === 'Functions') {
      gaps.push(gapOf(collection, 'only single functions were read'));
    }
  }
  const content: SnapshotContent = {
    accountId,
    region,
    partition: partitionOf(region),
    capturedAt: newest(answers).toISOString(),
    // Each list holds items of its own collection, which a loop over all of them cannot express.
    collections: collections as SnapshotContent['collections'],
    gaps,
    notFound: [],
  };
  const all = [...gaps, ...versionGaps(content, parts), ...mountTargetGaps(content)];
  return { content: { ...content, gaps: all }, notices };
}

/** Pages belong together where they were recorded together. */
function lastPageIsMissing(lists: readonly OwnPart[], recordings: readonly Recording[]): boolean {
  const together = groupBy(lists, ({ folder }) => [recordings.length === 0 ? '' : folder]);
  return [...together.values()].some((pages) => pages.every((page) => page.cutOff));
}

/** A folder that holds VPCs, where there are several of them. */
interface Recording {
  readonly folder: string;
  readonly vpcIds: ReadonlySet<string>;
  /** Those of which it holds subnets too: its other lists speak of them, and are not of other VPCs alone. */
  readonly described: ReadonlySet<string>;
}

/** Folders that each hold VPCs were read separately. None where at most one folder holds VPCs. */
function parallelRecordings(parts: readonly OwnPart[]): readonly Recording[] {
  const folders = groupBy(parts, ({ folder }) => [folder]);
  const recordings = [...folders].flatMap(([folder, own]) => {
    const vpcIds = new Set(idsByVpc('Vpcs', own).keys());
    const ofSubnets = idsByVpc('Subnets', own);
    const described = new Set([...vpcIds].filter((vpcId) => ofSubnets.has(vpcId)));
    return vpcIds.size === 0 ? [] : [{ folder, vpcIds, described }];
  });
  return recordings.length > 1 ? recordings : [];
}

/**
 * Why what separate recordings say of a collection is not one answer: one of them does not hold it, so that
 * an empty list in the other says nothing of its VPCs; or both describe a VPC and not in the same way, so
 * that they are of different times.
 */
function disputeBetween(
  recordings: readonly Recording[],
  collection: CollectionName,
  own: readonly OwnPart[],
): string | undefined {
  if (!('vpcIds' in COLLECTIONS[collection])) return undefined;
  const byFolder = groupBy(own, ({ folder }) => [folder]);
  const holding = recordings.filter(({ folder }) => byFolder.has(folder));
  const lacking = recordings.filter(({ folder }) => !byFolder.has(folder));
  const described = new Set(holding.flatMap((one) => [...one.described]));
  const missing = lacking.find(({ vpcIds }) => [...vpcIds].some((id) => !described.has(id)));
  if (missing !== undefined) return `${missing.folder} holds no answer of it`;
  const first = new Map<string, { readonly folder: string; readonly ids: string }>();
  for (const { folder, described: vpcIds } of holding) {
    const found = idsByVpc(collection, byFolder.get(folder) ?? []);
    for (const vpcId of vpcIds) {
      const ids = [...(found.get(vpcId) ?? [])].toSorted().join(' ');
      const other = first.get(vpcId);
      if (other === undefined) first.set(vpcId, { folder, ids });
      else if (other.ids !== ids) return `${other.folder} and ${folder} differ on ${vpcId}`;
    }
  }
  return undefined;
}

/** The ids of a collection's items by the VPCs that they belong to. */
function idsByVpc(
  collection: CollectionName,
  parts: readonly OwnPart[],
): ReadonlyMap<string, ReadonlySet<string>> {
  // The definition is written for its own item type, which a name of the union cannot express.
  const { id, vpcIds } = COLLECTIONS[collection] as {
    id: (item: Item<CollectionName>) => string;
    vpcIds?: (item: Item<CollectionName>) => readonly (string | undefined)[];
  };
  const items = parts
    .filter((part) => part.collection === collection)
    .flatMap((part) => part.items.map(({ item }) => item));
  const byVpc = groupBy(items, (item) =>
    (vpcIds?.(item) ?? []).filter((vpcId) => vpcId !== undefined),
  );
  return new Map([...byVpc].map(([vpcId, own]) => [vpcId, new Set(own.map((item) => id(item)))]));
}

function joinItems(
  collection: CollectionName,
  parts: readonly OwnPart[],
  notices: string[],
): readonly Item<CollectionName>[] {
  // The definition is written for its own item type, which a name of the union cannot express.
  const { id } = COLLECTIONS[collection] as { id: (item: Item<CollectionName>) => string };
  const found = new Map<string, { item: Item<CollectionName>; file: string }>();
  const replaced: { readonly key: string; readonly files: string }[] = [];
  // What was asked of a single function is fuller and fresher than its place in a list.
  const ordered = parts.toSorted((a, b) => rank(a) - rank(b));
  for (const { file, items } of ordered) {
    for (const { item } of items) {
      const key = id(item);
      const earlier = found.get(key);
      if (earlier === undefined || !JOINED.has(collection)) {
        if (earlier !== undefined && !isDeepStrictEqual(earlier.item, item)) {
          const files =
            file === earlier.file
              ? `${file} says two things, of which the last counts,`
              : `${file} replaces what ${earlier.file} says`;
          replaced.push({ key, files });
        }
        found.set(key, { item, file });
      } else {
        found.set(key, { item: Object.assign({}, earlier.item, item), file });
      }
    }
  }
  for (const [files, items] of groupBy(replaced, ({ files }) => [files])) {
    const keys = items.map(({ key }) => key);
    notices.push(`${collection}: ${files} of ${someOf(keys, NAMED_ITEMS)}`);
  }
  return [...found.values()].map(({ item }) => item);
}

function rank(part: AnswerPart): number {
  return part.kind === 'single' ? 1 : 0;
}

function gapOf(collection: CollectionName, detail: string): Gap {
  return {
    collection,
    reason: { kind: 'not-read', call: COLLECTIONS[collection].call, detail },
  };
}

/**
 * Functions whose published versions the answers do not show. They are shown by
 * list-versions-by-function, by list-functions for all versions, or by aliases all of whose versions
 * are there.
 */
function versionGaps(content: SnapshotContent, parts: readonly AnswerPart[]): readonly Gap[] {
  const lists = parts.filter((part) => !part.cutOff);
  const listed = new Set(lists.flatMap((part) => part.versionsOf));
  const aliasesListed = lists.some((part) => part.collection === 'Aliases');
  return [...functionVersions(new Snapshot(content)).values()].flatMap((versions) => {
    const { functionArn, published, uses } = versions;
    const seen = new Set(published.map((one) => one.Version));
    const usedAreSeen = uses.every((use) => seen.has(use.version));
    if (listed.has(functionArn) || (aliasesListed && usedAreSeen)) return [];
    const call = 'lambda:ListVersionsByFunction';
    const of = versionsOf(functionArn);
    return [{ collection: 'Functions', of, reason: { kind: 'not-read', call } } as const];
  });
}

/**
 * File systems of which no mount target is among the answers: describe-mount-targets is asked for one
 * file system at a time, so that nobody may have asked for these.
 */
function mountTargetGaps({ collections }: SnapshotContent): readonly Gap[] {
  const { AccessPoints = [], MountTargets } = collections;
  if (MountTargets === undefined) return [];
  const seen = new Set(MountTargets.map((target) => target.FileSystemId));
  const unseen = new Set(AccessPoints.map((one) => one.FileSystemId).filter((id) => !seen.has(id)));
  return [...unseen].map((of) => ({
    ...gapOf('MountTargets', `none of ${of} is in the answers`),
    of,
  }));
}

function newest(answers: readonly RawAnswer[]): Date {
  const times = answers.map(({ modified }) => modified.getTime());
  return new Date(times.reduce((latest, one) => Math.max(latest, one), 0));
}
