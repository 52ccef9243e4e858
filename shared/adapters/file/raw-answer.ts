import { splitFunctionArn } from '../../model/arn.ts';
import { COLLECTIONS, COLLECTION_NAMES } from '../../model/collections.ts';
import type { CollectionName, Item } from '../../model/collections.ts';
import { problemsOf, shownValue } from '../../model/input-problem.ts';
import type { InputProblem } from '../../model/input-problem.ts';
import { isRecord, originOfItem } from './answer-origin.ts';
import type { ItemOrigin } from './answer-origin.ts';
import { inputError } from './input-error.ts';

/** An item of an answer with what it says of its origin. */
export interface AnswerItem {
  readonly item: Item<CollectionName>;
  readonly origin: ItemOrigin;
}

/** What one key of an answer holds. */
export interface AnswerPart {
  readonly collection: CollectionName;
  /** A list as the call prints it; a single item; or the versions of one function. */
  readonly kind: 'list' | 'single' | 'versions';
  readonly items: readonly AnswerItem[];
  /** Functions, without qualifier, of which the list holds every published version. */
  readonly versionsOf: readonly string[];
  /** Whether the answer names a next page. */
  readonly cutOff: boolean;
}

/** A parsed answer. */
export interface RawAnswer {
  readonly file: string;
  readonly modified: Date;
  readonly parts: readonly AnswerPart[];
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

/**
 * Reads an answer as the AWS CLI prints it, recognised by its top-level keys.
 *
 * @throws InputError where an item is not what AWS answers
 */
export function readAnswer(
  file: string,
  modified: Date,
  answer: Readonly<Record<string, unknown>>,
): RawAnswer {
  const reader = new AnswerReader(answer);
  reader.read();
  if (reader.problems.length > 0) throw inputError(file, reader.problems);
  const { parts, unknownKeys } = reader;
  return {
    file,
    modified,
    parts,
    unknownKeys,
    notices: reader.notices.map((n) => `${file}: ${n}`),
  };
}

class AnswerReader {
  readonly parts: AnswerPart[] = [];
  readonly unknownKeys: string[] = [];
  readonly notices: string[] = [];
  readonly problems: InputProblem[] = [];
  readonly #answer: Readonly<Record<string, unknown>>;
  readonly #cutOff: boolean;

  constructor(answer: Readonly<Record<string, unknown>>) {
    this.#answer = answer;
    this.#cutOff = namesNextPage(answer);
  }

  read(): void {
    const answer = this.#answer;
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
      if (key === 'Entries') {
        this.notices.push('Entries do not say which prefix list they belong to; ignored');
      } else this.unknownKeys.push(key);
      return;
    }
    if (isForeignSingle(collection, key, value)) this.unknownKeys.push(key);
    else if (isSingle(collection, key) && isRecord(value)) {
      this.#add(collection, 'single', [key], [value]);
    } else if (!Array.isArray(value)) {
      const expected = isSingle(collection, key) ? 'an object' : 'a list';
      this.problems.push({
        path: [key],
        message: `expected ${expected}, got ${shownValue(value)}`,
      });
    } else {
      const foreign = foreignAnswer(collection, key, value);
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
    for (const [index, value] of values.entries()) {
      const result = schema.safeParse(value);
      if (!result.success) {
        const prefix = kind === 'single' ? path : [...path, index];
        const problems = problemsOf(result.error, value);
        this.problems.push(...problems.map((one) => ({ ...one, path: [...prefix, ...one.path] })));
      } else if (isRecord(value)) {
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
    this.parts.push({ collection, kind, items, versionsOf: [...versionsOf], cutOff });
  }
}

/** IAM says IsTruncated beside its Marker; EFS repeats the Marker that it was asked with. */
function namesNextPage(answer: Readonly<Record<string, unknown>>): boolean {
  const { IsTruncated, Marker, NextMarker, NextToken } = answer;
  if (typeof IsTruncated === 'boolean') return IsTruncated;
  const marker = 'MountTargets' in answer ? NextMarker : (NextMarker ?? Marker);
  return [NextToken, marker].some((token) => typeof token === 'string' && token !== '');
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
