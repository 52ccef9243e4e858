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
  for (const collection of COLLECTION_NAMES) {
    const own = parts.filter((part) => part.collection === collection);
    if (own.length === 0) continue;
    collections[collection] = joinItems(collection, own, notices);
    const lists = own.filter((part) => part.kind === 'list');
    const empty = own.find((part) => part.kind === 'empty');
    const missing = [...recordings].find((folder) => !own.some((part) => part.folder === folder));
    if (empty !== undefined) {
      gaps.push(gapOf(collection, `${empty.file} is empty`));
    } else if (missing !== undefined && 'vpcIds' in COLLECTIONS[collection]) {
      gaps.push(gapOf(collection, `${missing} holds no answer of it`));
    } else if (lists.length > 0 && lists.every((part) => part.cutOff)) {
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
  gaps.push(...versionGaps(content, parts), ...mountTargetGaps(content));
  return { content, notices };
}

/**
 * Folders that each hold VPCs were read separately: an empty list in one says nothing of the VPCs of
 * the other. None where at most one folder holds VPCs.
 */
function parallelRecordings(parts: readonly OwnPart[]): ReadonlySet<string> {
  const ofVpcs = parts.filter((part) => part.collection === 'Vpcs' && part.items.length > 0);
  const folders = new Set(ofVpcs.map((part) => part.folder));
  return folders.size > 1 ? folders : new Set();
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
          replaced.push({ key, files: `${file} replaces what ${earlier.file} says` });
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
  return new Date(Math.max(...answers.map((answer) => answer.modified.getTime())));
}
