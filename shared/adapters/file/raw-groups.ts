import path from 'node:path';
import type { CollectionName } from '../../model/collections.ts';
import { groupBy } from '../../model/group-by.ts';
import { originOfFolder } from './answer-origin.ts';
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

interface Place {
  readonly folder: string;
  readonly answers: readonly RawAnswer[];
  readonly accountId: string | undefined;
  readonly region: string | undefined;
}

/**
 * Sorts answers by account and region: each folder has one of each, named by its answers or else by
 * the folder itself; folders of the same account and region are one group. Answers of services without
 * regions join every group of their account.
 *
 * @throws InputError where a region cannot be told, or one folder holds several
 */
export function groupAnswers(
  answers: readonly RawAnswer[],
  options: OriginOptions,
): { readonly groups: readonly AnswerGroup[]; readonly notices: readonly string[] } {
  const notices: string[] = [];
  const folders = groupBy(answers, (answer) => [answer.folder]);
  const places = [...folders].map(([folder, own]) => placeOf(folder, own, options, notices));
  const global = places.filter((place) => place.region === undefined && isGlobal(place));
  const regional = places.filter((place) => !global.includes(place));
  const known = distinct(regional.map((place) => place.region));
  const located = regional.map((place) => ({
    ...place,
    region: place.region ?? options.region ?? onlyRegion(place, known),
  }));
  const [unplaced] = global;
  if (located.length === 0 && unplaced !== undefined) {
    located.push({ ...unplaced, region: options.region ?? onlyRegion(unplaced, []) });
  }
  const accounts = distinct(places.map((place) => place.accountId));
  const accountOf = (place: Place): string => {
    if (place.accountId !== undefined) return place.accountId;
    if (options.accountId !== undefined) return options.accountId;
    const [only, ...others] = accounts;
    if (only !== undefined && others.length === 0) return only;
    notices.push(`${place.folder}: no answer names its account; ${UNNAMED_ACCOUNT} stands for it`);
    return UNNAMED_ACCOUNT;
  };
  const grouped = groupBy(
    located.map((place) => ({ ...place, accountId: accountOf(place) })),
    (place) => [`${place.accountId} ${place.region}`],
  );
  const groups = [...grouped.values()].flatMap((members) => {
    const [first] = members;
    if (first === undefined) return [];
    const { accountId, region } = first;
    const shared = global.filter(
      (place) =>
        !members.some((member) => member.folder === place.folder) &&
        (place.accountId ?? accountId) === accountId,
    );
    const all = [...members, ...shared].flatMap((place) => place.answers);
    return [{ accountId, region, answers: all }];
  });
  return { groups, notices };
}

function placeOf(
  folder: string,
  answers: readonly RawAnswer[],
  options: OriginOptions,
  notices: string[],
): Place {
  const origins = answers.flatMap(({ parts }) =>
    parts.flatMap((part) => part.items.map(({ origin }) => origin)),
  );
  const regions = distinct(origins.map((origin) => origin.region));
  const named = originOfFolder(path.resolve(folder));
  const accountId =
    mostOf(origins.map((origin) => origin.functionAccount)) ??
    mostOf(origins.map((origin) => origin.ownerAccount)) ??
    named.accountId;
  const callers = distinct(origins.map((origin) => origin.functionAccount));
  if (callers.length > 1) {
    notices.push(`${folder}: holds functions of accounts ${callers.join(', ')}, read as one`);
  }
  if (regions.length > 1) {
    const { region } = options;
    if (region === undefined || !regions.includes(region)) {
      throw new InputError(
        `${folder}: holds answers of several regions (${regions.join(', ')}): keep each region in ` +
          'a folder of its own, or choose one of them with --region',
      );
    }
    const kept = answers.map((answer) => onlyOfRegion(answer, region));
    notices.push(`${folder}: what is not of ${region} is left out`);
    return { folder, answers: kept, accountId, region };
  }
  const region =
    regions[0] ?? mostOf(origins.map((origin) => origin.serviceRegion)) ?? named.region;
  return { folder, answers, accountId, region };
}

function onlyOfRegion(answer: RawAnswer, region: string): RawAnswer {
  const keep = (part: AnswerPart): AnswerPart => ({
    ...part,
    items: part.items.filter(({ origin }) => (origin.region ?? region) === region),
  });
  return { ...answer, parts: answer.parts.map(keep) };
}

function isGlobal(place: Place): boolean {
  return place.answers.every(({ parts }) => parts.every((part) => GLOBAL.has(part.collection)));
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
