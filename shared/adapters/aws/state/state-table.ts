import {
  BatchGetItemCommand,
  ConditionalCheckFailedException,
  DeleteItemCommand,
  GetItemCommand,
  PutItemCommand,
  QueryCommand,
  TransactWriteItemsCommand,
  TransactionCanceledException,
  TransactionConflictException,
} from '@aws-sdk/client-dynamodb';
import type {
  AttributeValue,
  CancellationReason,
  DynamoDBClient,
  KeysAndAttributes,
  QueryCommandInput,
  TransactWriteItem,
} from '@aws-sdk/client-dynamodb';
import { fieldsOf, itemOf } from './attributes.ts';
import type { Field, Fields, Item } from './attributes.ts';
import { untilSettled } from './contention.ts';
import { keyText } from './table-keys.ts';
import type { Key } from './table-keys.ts';

/** Keys of one BatchGetItem. */
const BATCH_SIZE = 100;

/** Actions of one transaction, and bytes with room for what the items hold beside documents. */
export const TRANSACTION_SIZE = 100;
export const TRANSACTION_BYTES = 3_500_000;

/** Under which an item is written. */
export interface Condition {
  /** With `#` before every attribute's name: many plain words are reserved in expressions. */
  readonly expression: string;
  /** By placeholder, such as `:version`. */
  readonly values?: Readonly<Record<string, Field>>;
}

export type Write =
  | { readonly put: Key & Fields; readonly condition?: Condition }
  | { readonly remove: Key; readonly condition?: Condition }
  | { readonly check: Key; readonly condition: Condition };

export type PutResult =
  | { readonly stored: true; readonly replaced: Item | undefined }
  | { readonly stored: false; readonly found: Item | undefined };

/** The calls of DynamoDB that the state is made of. All reads but those of the index are consistent. */
export class StateTable {
  readonly #client: DynamoDBClient;
  readonly #name: string;

  constructor(client: DynamoDBClient, name: string) {
    this.#client = client;
    this.#name = name;
  }

  async get(key: Key): Promise<Item | undefined> {
    const answer = await this.#client.send(
      new GetItemCommand({ TableName: this.#name, Key: itemOf({ ...key }), ConsistentRead: true }),
    );
    return answer.Item;
  }

  /** The items that exist, in the order of the keys. */
  async getAll(keys: readonly Key[]): Promise<readonly Item[]> {
    const distinct = [...new Map(keys.map((key) => [keyText(key), key])).values()];
    const batches = await Promise.all(
      inSlices(distinct, BATCH_SIZE).map((slice) => this.#getBatch(slice)),
    );
    const found = new Map(batches.flat().map((item) => [keyText(keyOf(item)), item]));
    return distinct.map((key) => found.get(keyText(key))).filter((item) => item !== undefined);
  }

  /** Every item of a partition whose sort key begins so, in the order of the sort keys. */
  async partition(pk: string, prefix = ''): Promise<readonly Item[]> {
    const isWhole = prefix === '';
    return this.#queryAll({
      KeyConditionExpression: isWhole ? 'pk = :pk' : 'pk = :pk AND begins_with(sk, :prefix)',
      ExpressionAttributeValues: itemOf({ ':pk': pk, ':prefix': isWhole ? undefined : prefix }),
      ConsistentRead: true,
    });
  }

  async keysIn(pk: string): Promise<readonly Key[]> {
    const items = await this.#queryAll({
      KeyConditionExpression: 'pk = :pk',
      ExpressionAttributeValues: itemOf({ ':pk': pk }),
      ConsistentRead: true,
      ...projection(['pk', 'sk']),
    });
    return items.map(keyOf);
  }

  /** Some items of a partition behind a sort key, and the sort key behind which there may be more. */
  async page(
    pk: string,
    after: string | undefined,
    limit: number,
    attributes: readonly string[],
  ): Promise<{ readonly items: readonly Item[]; readonly last: string | undefined }> {
    const { Items = [], LastEvaluatedKey } = await this.#query({
      KeyConditionExpression: 'pk = :pk',
      ExpressionAttributeValues: itemOf({ ':pk': pk }),
      ConsistentRead: true,
      Limit: limit,
      ...projection(attributes),
      ...(after !== undefined && { ExclusiveStartKey: itemOf({ pk, sk: after }) }),
    });
    return { items: Items, last: LastEvaluatedKey && keyOf(LastEvaluatedKey).sk };
  }

  /** Keys of the live records of a unit. The index lags behind the table by moments. */
  async openIn(unit: string): Promise<readonly Key[]> {
    const items = await this.#queryAll({
      IndexName: 'openIn',
      KeyConditionExpression: 'openIn = :unit',
      ExpressionAttributeValues: itemOf({ ':unit': unit }),
    });
    return items.map(keyOf);
  }

  /** Writes one item, and tells what was there. */
  async put(fields: Key & Fields, condition?: Condition): Promise<PutResult> {
    return untilSettled(keyText(fields), async () => {
      try {
        const { Attributes } = await this.#client.send(
          new PutItemCommand({
            TableName: this.#name,
            Item: itemOf(fields),
            ReturnValues: 'ALL_OLD',
            ReturnValuesOnConditionCheckFailure: 'ALL_OLD',
            ...conditionInput(condition),
          }),
        );
        return { stored: true, replaced: Attributes };
      } catch (error) {
        if (error instanceof ConditionalCheckFailedException) {
          return { stored: false, found: error.Item };
        }
        if (error instanceof TransactionConflictException) return undefined;
        throw error;
      }
    });
  }

  async remove(key: Key): Promise<void> {
    await this.#client.send(
      new DeleteItemCommand({ TableName: this.#name, Key: itemOf({ ...key }) }),
    );
  }

  /**
   * Writes all or nothing.
   *
   * @returns indexes of the writes whose conditions did not hold: none where everything was written
   */
  async transact(writes: readonly Write[]): Promise<ReadonlySet<number>> {
    const TransactItems = writes.map((write) => this.#transactItem(write));
    return untilSettled(`transaction of ${writes.length}`, async () => {
      try {
        await this.#client.send(new TransactWriteItemsCommand({ TransactItems }));
        return new Set<number>();
      } catch (error) {
        if (!(error instanceof TransactionCanceledException)) throw error;
        return refusedOf(error);
      }
    });
  }

  async #getBatch(keys: readonly Key[]): Promise<readonly Item[]> {
    const found: Item[] = [];
    let wanted: KeysAndAttributes | undefined = {
      Keys: keys.map((key) => itemOf({ ...key })),
      ConsistentRead: true,
    };
    // A batch that comes back in part is no failure: each answer that brings some starts afresh.
    while (wanted !== undefined) {
      const asked: KeysAndAttributes = wanted;
      const { Responses, UnprocessedKeys } = await untilSettled('batch of keys', async () => {
        const answer = await this.#client.send(
          new BatchGetItemCommand({ RequestItems: { [this.#name]: asked } }),
        );
        const left = answer.UnprocessedKeys?.[this.#name]?.Keys?.length ?? 0;
        return left < (asked.Keys?.length ?? 0) ? answer : undefined;
      });
      found.push(...(Responses?.[this.#name] ?? []));
      wanted = UnprocessedKeys?.[this.#name];
    }
    return found;
  }

  async #queryAll(input: Omit<QueryCommandInput, 'TableName'>): Promise<readonly Item[]> {
    const items: Item[] = [];
    let start: Record<string, AttributeValue> | undefined;
    do {
      const page = await this.#query({ ...input, ...(start && { ExclusiveStartKey: start }) });
      items.push(...(page.Items ?? []));
      start = page.LastEvaluatedKey;
    } while (start !== undefined);
    return items;
  }

  async #query(input: Omit<QueryCommandInput, 'TableName'>) {
    return this.#client.send(new QueryCommand({ TableName: this.#name, ...input }));
  }

  #transactItem(write: Write): TransactWriteItem {
    const condition = conditionInput(write.condition);
    if ('put' in write) {
      return { Put: { TableName: this.#name, Item: itemOf(write.put), ...condition } };
    }
    if ('remove' in write) {
      return { Delete: { TableName: this.#name, Key: itemOf({ ...write.remove }), ...condition } };
    }
    return {
      ConditionCheck: {
        TableName: this.#name,
        Key: itemOf({ ...write.check }),
        ConditionExpression: write.condition.expression,
        ...condition,
      },
    };
  }
}

export function keyOf(item: Item): Key {
  const { pk, sk } = fieldsOf(item);
  if (typeof pk !== 'string' || typeof sk !== 'string') {
    throw new TypeError('an item of the state table came without its key');
  }
  return { pk, sk };
}

/** Reasons after which the same transaction may go through. */
const PASSING_REASONS = new Set([
  'None',
  'ProvisionedThroughputExceeded',
  'ThrottlingError',
  'TransactionConflict',
]);

/** Undefined where it may be tried again. */
function refusedOf(error: TransactionCanceledException): ReadonlySet<number> | undefined {
  const reasons: readonly CancellationReason[] = error.CancellationReasons ?? [];
  const refused = reasons.flatMap(({ Code }, index) =>
    Code === 'ConditionalCheckFailed' ? [index] : [],
  );
  if (refused.length > 0) return new Set(refused);
  if (reasons.every(({ Code = 'None' }) => PASSING_REASONS.has(Code))) return undefined;
  throw error;
}

function conditionInput(condition: Condition | undefined) {
  return (
    condition && {
      ConditionExpression: condition.expression,
      ExpressionAttributeNames: namesIn(condition.expression),
      ...(condition.values && { ExpressionAttributeValues: itemOf(condition.values) }),
    }
  );
}

function projection(attributes: readonly string[]) {
  const ProjectionExpression = attributes.map((name) => `#${name}`).join(', ');
  return { ProjectionExpression, ExpressionAttributeNames: namesIn(ProjectionExpression) };
}

function namesIn(expression: string): Record<string, string> {
  const names = Array.from(expression.matchAll(/#(\w+)/g), ([placeholder, name]) => [
    placeholder,
    name,
  ]);
  return Object.fromEntries(names) as Record<string, string>;
}

export function inSlices<T>(items: readonly T[], size: number): readonly (readonly T[])[] {
  const count = Math.ceil(items.length / size);
  return Array.from({ length: count }, (_, index) => items.slice(index * size, (index + 1) * size));
}
