import { basename } from 'node:path';
import { splitFunctionArn } from '../../model/arn.ts';
import { COLLECTIONS, COLLECTION_NAMES } from '../../model/collections.ts';
import type { CollectionName, Item } from '../../model/collections.ts';
import { pathText, problemsOf, shownKey, shownValue } from '../../model/input-problem.ts';
import type { InputProblem } from '../../model/input-problem.ts';
import { callerAccount, isRecord, originOfItem } from './answer-origin.ts';
import type { ItemOrigin } from './answer-origin.ts';
import type { FoundAnswer } from './found-answers.ts';
import { inputError } from './input-error.ts';
import type { Refusal } from './json-file.ts';

/** An item of an answer with what it says of its origin. */
export interface AnswerItem {
  readonly item: Item<CollectionName>;
  readonly origin: ItemOrigin;
}

/** What one key of an answer holds. */
export interface AnswerPart {
  readonly collection: CollectionName;
  /**
   * A list as the call prints it; a single item; the versions of one function; or a file in which an
   * answer should be and is not.
   */
  readonly kind: 'list' | 'single' | 'versions' | 'empty';
  readonly items: readonly AnswerItem[];
  /** Functions, without qualifier, of which the list holds every published version. */
  readonly versionsOf: readonly string[];
  /** Whether the answer names a next page. */
  readonly cutOff: boolean;
  /** Why it does not hold all that it should. */
  readonly incomplete?: string;
}

/** A parsed answer. */
export interface RawAnswer {
  readonly file: string;
  /** Where it lies: the file's folder, or below it where keys of the file name account or region. */
  readonly folder: string;
  readonly modified: Date;
  readonly parts: readonly AnswerPart[];
  /** The account that `sts get-caller-identity` answered. */
  readonly callerAccount: string | undefined;
  /** Top-level keys that nothing reads. */
  readonly unknownKeys: readonly string[];
  readonly notices: readonly string[];
}

/** Paging and transport, and lists that only repeat names of another. */
const METADATA = new Set([
  'NextToken',
  'NextMarker',
  'Marker',
  'IsTruncated',
  'ResponseMetadata',
  '$metadata',
  'MaxItems',
  'MaxResults',
  'ResultMetadata',
  'NextRecordIdentifier',
  'NextRecordName',
  'NextRecordType',
  'ServiceNames',
]);

const COLLECTION_OF_KEY: ReadonlyMap<string, CollectionName> = new Map([
  ...COLLECTION_NAMES.map((name) => [name, name] as const),
  ...COLLECTION_NAMES.flatMap((name) => {
    const definition = COLLECTIONS[name];
    return 'single' in definition ? [[definition.single, name] as const] : [];
  }),
  ['Versions', 'Functions'],
  ['Reservations', 'Instances'],
]);

/** Other programs write the keys in their own way: `vpcs`, `security_groups`, EC2's XML `vpcSet`. */
const KEY_OF_SPELLING: ReadonlyMap<string, string> = new Map(
  [...COLLECTION_OF_KEY.keys()].map((key) => [spellingOf(key), key]),
);

function spellingOf(key: string): string {
  return key
    .toLowerCase()
    .replaceAll(/[^a-z]/g, '')
    .replace(/set$/, 's');
}

/**
 * A field that names what its object is. An answer has none: an object that has one is an item of an
 * answer, and its lists (the security groups of an instance) only name what another answer describes.
 */
const IDENTITY = /(?:Id|Arn|ARN|Name|Identifier)$/;
/** Fields of an object that somebody put around several answers. */
const ORIGIN = /^(?:aws)?(?:account|owner|profile|region|request)/i;

/**
 * Reads an answer as the AWS CLI prints it, recognised by its top-level keys.
 *
 * @throws InputError where an item is not what AWS answers
 */
export function readAnswer(
  file: string,
  modified: Date,
  { path, folder, value }: FoundAnswer,
): RawAnswer {
  const caller = callerAccount(value);
  const reader = new AnswerReader(value);
  if (caller === undefined) reader.read();
  if (reader.problems.length > 0) {
    throw inputError(
      file,
      reader.problems.map((one) => ({ ...one, path: [...path, ...one.path] })),
    );
  }
  const { parts } = reader;
  const inList = typeof path.at(-1) === 'number';
  const withoutKey =
    inList && parts.length === 0 && caller === undefined && reader.notices.length === 0;
  const notices = withoutKey ? [LIST_WITHOUT_KEY] : reader.notices;
  const name = path.length === 0 || inList ? file : `${file}: ${pathText(path)}`;
  return {
    file,
    folder,
    modified,
    parts,
    callerAccount: caller,
    unknownKeys: withoutKey ? [] : reader.unknownKeys,
    notices: notices.map((notice) => `${name}: ${notice}`),
  };
}

const LIST_WITHOUT_KEY =
  'holds a list without the key that an answer has above it, such as "Subnets"; ignored';

class AnswerReader {
  readonly parts: AnswerPart[] = [];
  readonly unknownKeys: string[] = [];
  readonly notices: string[] = [];
  readonly problems: InputProblem[] = [];
  readonly #answer: Readonly<Record<string, unknown>>;
  readonly #cutOff: boolean;
  readonly #identity: string | undefined;

  constructor(answer: Readonly<Record<string, unknown>>) {
    this.#answer = answer;
    this.#cutOff = namesNextPage(answer);
    this.#identity = identityOf(answer);
  }

  read(): void {
    const answer = this.#answer;
    if (Object.keys(answer).length === 0)
      this.notices.push('holds an object without keys; ignored');
    const { FunctionArn, FunctionName, VpcId, Configuration, Tags } = answer;
    if (typeof FunctionArn === 'string' && typeof FunctionName === 'string') {
      this.#add('Functions', 'single', [], [answer]);
    } else if (typeof VpcId === 'string' && Object.keys(answer).some(isDnsAttribute)) {
      this.#add('VpcAttributes', 'single', [], [answer]);
    } else if (isRecord(Configuration) && typeof Configuration['FunctionArn'] === 'string') {
      // get-function: the signed address of the code beside it is never looked at.
      const joined = isRecord(Tags) ? { ...Configuration, Tags } : Configuration;
      this.#add('Functions', 'single', ['Configuration'], [joined]);
    } else {
      for (const [key, value] of Object.entries(answer)) this.#readKey(key, value);
    }
  }

  #readKey(key: string, value: unknown): void {
    const collection = COLLECTION_OF_KEY.get(key);
    if (METADATA.has(key)) return;
    if (collection === undefined) {
      const meant = KEY_OF_SPELLING.get(spellingOf(key));
      if (key === 'Entries') {
        this.notices.push('Entries do not say which prefix list they belong to; ignored');
      } else if (meant !== undefined) {
        this.notices.push(
          `${shownKey(key)} is ignored: only ${meant}, as the AWS CLI writes it, is read`,
        );
      } else this.unknownKeys.push(key);
      return;
    }
    if (value === null) this.notices.push(`${key} is null; ignored`);
    else if (isForeignSingle(collection, key, value)) this.unknownKeys.push(key);
    else if (isSingle(collection, key) && isRecord(value)) {
      this.#add(collection, 'single', [key], [value]);
    } else if (!Array.isArray(value)) {
      const expected = isSingle(collection, key) ? 'an object' : 'a list';
      this.problems.push({
        path: [key],
        message: `expected ${expected}, got ${shownValue(value)}`,
      });
    } else {
      const foreign =
        this.#identity === undefined
          ? foreignAnswer(collection, key, value)
          : `are those of an item with its own ${this.#identity}`;
      if (foreign !== undefined) this.notices.push(`${key} ${foreign}; ignored`);
      else if (key === 'Reservations') this.#readReservations(value);
      else this.#add(collection, key === 'Versions' ? 'versions' : 'list', [key], value);
    }
  }

  /** describe-instances groups its instances by the reservation that started them. */
  #readReservations(reservations: readonly unknown[]): void {
    this.#add('Instances', 'list', ['Reservations'], []);
    for (const [index, reservation] of reservations.entries()) {
      const path = ['Reservations', index, 'Instances'];
      const instances = isRecord(reservation) ? reservation['Instances'] : undefined;
      if (Array.isArray(instances)) this.#add('Instances', 'list', path, instances, reservation);
      else this.problems.push({ path, message: `expected a list, got ${shownValue(instances)}` });
    }
  }

  #add(
    collection: CollectionName,
    kind: AnswerPart['kind'],
    path: readonly PropertyKey[],
    values: readonly unknown[],
    owner?: unknown,
  ): void {
    const { schema } = COLLECTIONS[collection];
    const items: AnswerItem[] = [];
    const versionsOf = new Set<string>();
    const lacking: Lack[] = [];
    for (const [index, value] of values.entries()) {
      const asSent = schema.safeParse(value);
      const result = asSent.success ? asSent : schema.safeParse(withoutNulls(value));
      if (!result.success) {
        const prefix = kind === 'single' ? path : [...path, index];
        const problems = problemsOf(result.error, value);
        this.problems.push(...problems.map((one) => ({ ...one, path: [...prefix, ...one.path] })));
      } else if (isRecord(value)) {
        const field = missingField(collection, value);
        if (field !== undefined) {
          lacking.push({ path: [...path, index], field });
          continue;
        }
        items.push({
          // The union of all schemas' outputs is not what the compiler makes of a union of schemas.
          item: result.data as Item<CollectionName>,
          origin: { ...(isRecord(owner) && originOfItem(owner)), ...originOfItem(value) },
        });
        if (collection === 'Functions' && kind !== 'single') {
          // list-functions qualifies its ARNs only where it was asked for all versions.
          const arn = splitFunctionArn(String(value['FunctionArn']));
          if (kind === 'versions' || arn.qualifier !== undefined) versionsOf.add(arn.functionArn);
        }
      }
    }
    const cutOff = this.#cutOff && kind !== 'single';
    const incomplete = lackText(lacking);
    if (incomplete !== undefined) this.notices.push(`${incomplete}; ignored`);
    const part = { collection, kind, items, versionsOf: [...versionsOf], cutOff };
    this.parts.push(incomplete === undefined ? part : { ...part, incomplete });
  }
}

/** An item that was saved without a field that AWS always answers. */
interface Lack {
  readonly path: readonly PropertyKey[];
  readonly field: string;
}

function missingField(
  collection: CollectionName,
  item: Readonly<Record<string, unknown>>,
): string | undefined {
  const definition = COLLECTIONS[collection];
  if (!('answered' in definition)) return undefined;
  return definition.answered.find((field) => !Object.hasOwn(item, field));
}

function lackText([first, ...others]: readonly Lack[]): string | undefined {
  if (first === undefined) return undefined;
  const which = pathText(first.path);
  const have = others.length === 0 ? 'has' : `and ${others.length} more have`;
  return `${which} ${have} no ${first.field}, which AWS always answers`;
}

function identityOf(answer: Readonly<Record<string, unknown>>): string | undefined {
  return Object.keys(answer).find(
    (key) =>
      typeof answer[key] === 'string' &&
      IDENTITY.test(key) &&
      !ORIGIN.test(key) &&
      !METADATA.has(key),
  );
}

/**
 * What a file stands for that a refused call left where its answer was to be saved, empty or with the
 * error: the collection that the call or the file's name speaks of, if it does, is not wholly there.
 */
export function readUnanswered(
  file: string,
  folder: string,
  modified: Date,
  refusal: Refusal | undefined,
): RawAnswer {
  const collection = collectionInName(refusal?.operation ?? basename(file));
  const held =
    refusal === undefined
      ? 'is empty, as a refused call leaves it'
      : `holds the error ${refusal.error} of ${refusal.operation}`;
  const incomplete = `${file} ${held}`;
  const part = { kind: 'empty', items: [], versionsOf: [], cutOff: false, incomplete } as const;
  return {
    file,
    folder,
    modified,
    parts: collection === undefined ? [] : [{ ...part, collection }],
    callerAccount: undefined,
    unknownKeys: [],
    notices: [`${file}: ${held}; ignored`],
  };
}

/** The collection with the longest name, or name of its call, that stands in a file's name. */
function collectionInName(name: string): CollectionName | undefined {
  const spelling = name.toLowerCase().replaceAll(/[^a-z]/g, '');
  const found = COLLECTION_NAMES.flatMap((collection) => {
    const [, action = ''] = COLLECTIONS[collection].call.split(':');
    return [collection, action.replace(/^(?:Describe|Get|List)/, '')]
      .filter((one) => spelling.includes(one.toLowerCase()))
      .map(({ length }) => ({ collection, length }));
  });
  return found.toSorted((a, b) => b.length - a.length)[0]?.collection;
}

/** IAM says IsTruncated beside its Marker; EFS repeats the Marker that it was asked with. */
function namesNextPage(answer: Readonly<Record<string, unknown>>): boolean {
  const { IsTruncated, Marker, NextMarker, NextToken } = answer;
  if (typeof IsTruncated === 'boolean') return IsTruncated;
  const marker = 'MountTargets' in answer ? NextMarker : (NextMarker ?? Marker);
  return [NextToken, marker].some((token) => typeof token === 'string' && token !== '');
}

/** No answer of AWS is nested as deep. */
const DEEPEST_ITEM = 64;

/** AWS leaves out what is absent; programs that keep an answer in objects of their own write null for it. */
function withoutNulls(value: unknown, depth = 0): unknown {
  if (depth > DEEPEST_ITEM) return value;
  if (Array.isArray(value)) return value.map((item) => withoutNulls(item, depth + 1));
  if (!isRecord(value)) return value;
  const present = Object.entries(value).filter(([, field]) => field !== null);
  return Object.fromEntries(present.map(([key, field]) => [key, withoutNulls(field, depth + 1)]));
}

function isSingle(collection: CollectionName, key: string): boolean {
  const definition = COLLECTIONS[collection];
  return 'single' in definition && definition.single === key;
}

/** `Policy` is what several services answer: only that of the collection's own call is read. */
function isForeignSingle(collection: CollectionName, key: string, value: unknown): boolean {
  const definition = COLLECTIONS[collection];
  return isSingle(collection, key) && 'recognises' in definition && !definition.recognises(value);
}

function isDnsAttribute(key: string): boolean {
  return /^Enable(?:DnsSupport|DnsHostnames|NetworkAddressUsageMetrics)$/.test(key);
}

/** Why a list that shares its key with another service's or call's answer is not the one that is read. */
function foreignAnswer(
  collection: CollectionName,
  key: string,
  values: readonly unknown[],
): string | undefined {
  const definition = COLLECTIONS[collection];
  const recognises = 'recognises' in definition ? definition.recognises : undefined;
  if (recognises !== undefined && !values.every((value) => recognises(value))) {
    return `are not those of ${definition.call}`;
  }
  const some = (test: (item: Readonly<Record<string, unknown>>) => boolean): boolean =>
    values.some((value) => isRecord(value) && test(value));
  switch (key) {
    // EMR, Cloud Map, OpsWorks and describe-classic-link-instances answer a list of this name.
    case 'Instances':
      return 'are not those of describe-instances, which stand in Reservations';
    case 'Versions':
      return some((item) => 'VersionId' in item && !('FunctionArn' in item))
        ? 'are not those of list-versions-by-function'
        : undefined;
    case 'Aliases':
      return some((item) => /^arn:[^:]*:kms:/.test(String(item['AliasArn'])))
        ? 'are those of KMS keys'
        : undefined;
    case 'Policies':
      return some((item) => !('PolicyVersionList' in item))
        ? 'come without their documents: get-account-authorization-details has them'
        : undefined;
    default:
      return undefined;
  }
}
