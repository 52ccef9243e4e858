import path from 'node:path';
import type { CollectionName } from '../../model/collections.ts';
import { groupBy } from '../../model/group-by.ts';
import { originOfFolder, regionInName } from './answer-origin.ts';
import type { ItemOrigin } from './answer-origin.ts';
import { InputError } from './input-error.ts';
import type { AnswerPart, RawAnswer } from './raw-answer.ts';

/** Answers about one account and region. */
export interface AnswerGroup {
  readonly accountId: string;
  readonly region: string;
  readonly answers: readonly RawAnswer[];
}

/** What the user says where the answers do not. */
export interface OriginOptions {
  readonly region?: string;
  readonly accountId?: string;
}

/** Stands in ARNs where no answer names its account: nothing is judged by it. */
export const UNNAMED_ACCOUNT = '000000000000';

/** Collections of services without regions: their answers belong to every region of the account. */
const GLOBAL: ReadonlySet<CollectionName> = new Set([
  'RoleDetailList',
  'UserDetailList',
  'GroupDetailList',
  'Policies',
  'HostedZoneSummaries',
  'ResourceRecordSets',
  'ServiceControlPolicies',
]);

/** Of these, the ones that one call answers for the whole account. */
const OF_ACCOUNT: ReadonlySet<CollectionName> = new Set([
  'RoleDetailList',
  'UserDetailList',
  'GroupDetailList',
  'Policies',
  'ServiceControlPolicies',
]);

interface Place {
  readonly folder: string;
  readonly answers: readonly RawAnswer[];
  readonly accountId: string | undefined;
  readonly region: string | undefined;
}

/** A place of which account and region are told. */
interface LocatedPlace extends Place {
  readonly accountId: string;
  readonly region: string;
}

/**
 * Sorts answers by account and region: each folder has one account, and one region or several of which
 * each file has one, named by its answers or else by the names of file and folder; places of the same
 * account and region are one group. Answers of services without regions join every group of their account.
 *
 * @throws InputError where a region cannot be told, or one file holds several
 */
export function groupAnswers(
  given: readonly RawAnswer[],
  options: OriginOptions,
): { readonly groups: readonly AnswerGroup[]; readonly notices: readonly string[] } {
  const notices: string[] = [];
  const answers = given.filter(
    ({ parts, callerAccount }) => parts.length > 0 || callerAccount !== undefined,
  );
  const folders = groupBy(answers, (answer) => [answer.folder]);
  const places = [...folders].flatMap(([folder, own]) => placesOf(folder, own, options, notices));
  const global = places.filter((place) => place.region === undefined && isGlobal(place.answers));
  const regional = places.filter((place) => !global.includes(place));
  const known = distinct(regional.map((place) => place.region));
  const placed = regional.map((place) => ({
    ...place,
    region: place.region ?? options.region ?? onlyRegion(place, known),
  }));
  const [unplaced] = global;
  if (placed.length === 0 && unplaced !== undefined) {
    placed.push({ ...unplaced, region: options.region ?? onlyRegion(unplaced, []) });
  }
  const accounts = accountsByFolder(places);
  const located = placed.map((place): LocatedPlace => {
    const accountId = place.accountId ?? options.accountId ?? onlyAccount(place.folder, accounts);
    if (accountId !== undefined) return { ...place, accountId };
    notices.push(`${place.folder}: no answer names its account; ${UNNAMED_ACCOUNT} stands for it`);
    return { ...place, accountId: UNNAMED_ACCOUNT };
  });
  const grouped = groupBy(located, (place) => [`${place.accountId} ${place.region}`]);
  const groups = [...grouped.values()].flatMap((members) => {
    const [first] = members;
    if (first === undefined) return [];
    const { accountId, region } = first;
    const shared = global.filter(
      (place) =>
        !members.some((member) => member.answers === place.answers) &&
        (place.accountId ?? accountId) === accountId,
    );
    const own = [...members, ...shared].flatMap((place) => place.answers);
    return [{ accountId, region, answers: [...own, ...lentAnswers(own, first, located)] }];
  });
  return { groups, notices };
}

/** What other regions' folders hold of the whole account and the group itself does not. */
function lentAnswers(
  own: readonly RawAnswer[],
  { accountId, region }: LocatedPlace,
  located: readonly LocatedPlace[],
): readonly RawAnswer[] {
  const held = new Set(own.flatMap(({ parts }) => parts.map((part) => part.collection)));
  return located
    .filter((place) => place.accountId === accountId && place.region !== region)
    .flatMap((place) => place.answers)
    .map((answer) => ({
      ...answer,
      parts: answer.parts.filter(
        ({ collection }) => OF_ACCOUNT.has(collection) && !held.has(collection),
      ),
    }))
    .filter(({ parts }) => parts.length > 0);
}

/** The accounts that places in or below a folder name. */
function accountsByFolder(places: readonly Place[]): ReadonlyMap<string, ReadonlySet<string>> {
  const accounts = new Map<string, Set<string>>();
  for (const { folder, accountId } of places) {
    if (accountId === undefined) continue;
    for (const above of foldersAbove(folder)) {
      const found = accounts.get(above);
      if (found === undefined) accounts.set(above, new Set([accountId]));
      else found.add(accountId);
    }
  }
  return accounts;
}

/** The one account of the nearest folder above that has any; undefined where it has several. */
function onlyAccount(
  folder: string,
  accounts: ReadonlyMap<string, ReadonlySet<string>>,
): string | undefined {
  const nearest = foldersAbove(folder).find((above) => accounts.has(above));
  const [only, ...others] = nearest === undefined ? [] : (accounts.get(nearest) ?? []);
  return others.length === 0 ? only : undefined;
}

/** The folder itself, the one it lies in, and so on. */
function foldersAbove(folder: string): readonly string[] {
  const above = path.dirname(folder);
  return above === folder ? [folder] : [folder, ...foldersAbove(above)];
}

function placesOf(
  folder: string,
  answers: readonly RawAnswer[],
  options: OriginOptions,
  notices: string[],
): readonly Place[] {
  const origins = originsOf(answers);
  const named = originOfFolder(path.resolve(folder));
  const accountId =
    mostOf(answers.map((answer) => answer.callerAccount)) ??
    mostOf(origins.map((origin) => origin.functionAccount)) ??
    mostOf(origins.map((origin) => origin.ownerAccount)) ??
    named.accountId;
  const callers = distinct(origins.map((origin) => origin.functionAccount));
  if (callers.length > 1) {
    notices.push(`${folder}: holds functions of accounts ${callers.join(', ')}, read as one`);
  }
  const files = [...groupBy(answers, ({ file }) => [file])].map(([file, own]) => ({
    answers: own,
    regions: regionsOf(file, own),
  }));
  const regions = distinct(files.flatMap((file) => file.regions));
  if (regions.length <= 1) {
    const region =
      regions[0] ?? mostOf(origins.map((origin) => origin.serviceRegion)) ?? named.region;
    return [{ folder, answers, accountId, region }];
  }
  if (files.every((file) => file.regions.length === 1 || isGlobal(file.answers))) {
    const ofRegions = groupBy(files, (file) => [file.regions[0] ?? '']);
    return [...ofRegions].map(([region, members]) => ({
      folder,
      answers: members.flatMap((file) => file.answers),
      accountId,
      region: region === '' ? undefined : region,
    }));
  }
  const { region } = options;
  if (region === undefined || !regions.includes(region)) {
    throw new InputError(
      `${folder}: holds answers of several regions (${regions.join(', ')}): keep each region in ` +
        'a file or folder of its own, or choose one of them with --region',
    );
  }
  const kept = files
    .filter((file) => file.regions.length === 0 || file.regions.includes(region))
    .flatMap((file) => file.answers.map((answer) => onlyOfRegion(answer, region)));
  notices.push(`${folder}: what is not of ${region} is left out`);
  return [{ folder, answers: kept, accountId, region }];
}

/** The regions of which a file speaks, or else the one in its name. */
function regionsOf(file: string, answers: readonly RawAnswer[]): readonly string[] {
  const spoken = distinct(originsOf(answers).map((origin) => origin.region));
  return spoken.length > 0 ? spoken : distinct([regionInName(path.basename(file))]);
}

function originsOf(answers: readonly RawAnswer[]): readonly ItemOrigin[] {
  return answers.flatMap(({ parts }) =>
    parts.flatMap((part) => part.items.map(({ origin }) => origin)),
  );
}

function onlyOfRegion(answer: RawAnswer, region: string): RawAnswer {
  const keep = (part: AnswerPart): AnswerPart => ({
    ...part,
    items: part.items.filter(({ origin }) => (origin.region ?? region) === region),
  });
  return { ...answer, parts: answer.parts.map(keep) };
}

/** Whether the answers need no region: an empty file says of none that its answer is there. */
function isGlobal(answers: readonly RawAnswer[]): boolean {
  return answers.every(({ parts }) =>
    parts.every(({ collection, kind }) => kind === 'empty' || GLOBAL.has(collection)),
  );
}

function onlyRegion(place: Place, regions: readonly string[]): string {
  const [only, ...others] = regions;
  if (only !== undefined && others.length === 0) return only;
  const seen =
    only === undefined
      ? 'no ARN, zone name or folder name tells it'
      : `other folders are of ${regions.join(', ')}`;
  const [answer, ...more] = place.answers;
  const name = answer !== undefined && more.length === 0 ? answer.file : place.folder;
  throw new InputError(`${name}: the region is not known (${seen}): give it with --region`);
}

function distinct(values: readonly (string | undefined)[]): readonly string[] {
  return [...new Set(values.filter((value) => value !== undefined))].toSorted();
}

/** The value that occurs most often; the first of those that occur equally often. */
function mostOf(values: readonly (string | undefined)[]): string | undefined {
  const counts = new Map<string, number>();
  for (const value of values) {
    if (value !== undefined) counts.set(value, (counts.get(value) ?? 0) + 1);
  }
  return [...counts].toSorted((a, b) => b[1] - a[1])[0]?.[0];
}
