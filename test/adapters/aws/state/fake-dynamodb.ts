import * as z from 'zod/mini';

/**
 * The calls of DynamoDB that the state makes, with its limits and with transactions that are isolated,
 * behind the SDK's own client. For what an emulator cannot show: conflicts between transactions, keys
 * that were not processed, answers that get lost.
 */

/** An attribute as it goes over the wire: `{ "S": "text" }`. */
type Attribute = Readonly<Record<string, unknown>>;
type WireItem = Readonly<Record<string, Attribute>>;

/** What goes wrong with a request, if anything. */
export type Disturbance =
  /** Refused for now, as for too many requests. */
  | 'throttled'
  /** Another transaction has one of its items. */
  | 'conflict'
  /** A batch is answered in part. */
  | 'partial'
  /** It is carried out, and the connection breaks before the answer. */
  | 'lost';

interface SentRequest {
  readonly headers: Readonly<Record<string, string>>;
  readonly body?: unknown;
}

const ITEM_BYTES = 400 * 1_024;
const PAGE_BYTES = 1_024 * 1_024;
const TRANSACTION_BYTES = 4 * 1_024 * 1_024;
const TRANSACTION_ACTIONS = 100;
const BATCH_KEYS = 100;

const wireItem = z.record(z.string(), z.record(z.string(), z.unknown()));

const conditional = {
  ConditionExpression: z.optional(z.string()),
  ExpressionAttributeNames: z.optional(z.record(z.string(), z.string())),
  ExpressionAttributeValues: z.optional(wireItem),
};

const inputs = {
  GetItem: z.object({ Key: wireItem, ConsistentRead: z.literal(true) }),
  PutItem: z.object({ Item: wireItem, ...conditional }),
  DeleteItem: z.object({ Key: wireItem }),
  BatchGetItem: z.object({
    RequestItems: z.record(
      z.string(),
      z.object({
        Keys: z.array(wireItem).check(z.maxLength(BATCH_KEYS)),
        ConsistentRead: z.literal(true),
      }),
    ),
  }),
  Query: z.object({
    IndexName: z.optional(z.literal('openIn')),
    KeyConditionExpression: z.string(),
    ExpressionAttributeValues: wireItem,
    ExpressionAttributeNames: z.optional(z.record(z.string(), z.string())),
    ProjectionExpression: z.optional(z.string()),
    ExclusiveStartKey: z.optional(wireItem),
    Limit: z.optional(z.number()),
    ConsistentRead: z.optional(z.boolean()),
  }),
  TransactWriteItems: z.object({
    ClientRequestToken: z.string(),
    TransactItems: z.array(
      z.object({
        Put: z.optional(z.object({ Item: wireItem, ...conditional })),
        Delete: z.optional(z.object({ Key: wireItem, ...conditional })),
        ConditionCheck: z.optional(z.object({ Key: wireItem, ...conditional })),
      }),
    ),
  }),
};

type Condition = z.output<z.ZodMiniObject<typeof conditional>>;

/** An error that DynamoDB answers with. */
class Refusal extends Error {
  readonly type: string;
  readonly details: object;

  constructor(type: string, message: string, details: object = {}) {
    super(message);
    this.type = type;
    this.details = details;
  }
}

export class FakeDynamoDb {
  /** Operations in the order in which they were sent, retries included. */
  readonly requests: string[] = [];
  readonly #items = new Map<string, WireItem>();
  readonly #carriedOut = new Set<string>();
  readonly #disturbance: (operation: string) => Disturbance | undefined;

  constructor(disturbance: (operation: string) => Disturbance | undefined = () => undefined) {
    this.#disturbance = disturbance;
  }

  /** All items, for looking at what is stored. */
  get items(): readonly WireItem[] {
    return [...this.#items.values()];
  }

  /** Puts an item there as another program would. */
  plant(item: WireItem): void {
    this.#items.set(keyOf(item), item);
  }

  async handle({ headers, body }: SentRequest): Promise<{ response: object }> {
    const operation = headers['x-amz-target']?.split('.').at(-1) ?? '';
    this.requests.push(operation);
    // What is asked for in the same turn is carried out in a later one, as over a network.
    await new Promise((resolve) => setImmediate(resolve));
    const disturbance = this.#disturbance(operation);
    const answer = this.#answer(operation, JSON.parse(textOf(body)), disturbance);
    if (disturbance === 'lost') {
      throw Object.assign(new Error('socket hang up'), { code: 'ECONNRESET' });
    }
    return { response: answer };
  }

  destroy(): void {}

  #answer(operation: string, input: unknown, disturbance: Disturbance | undefined): object {
    try {
      if (disturbance === 'throttled') throw new Refusal('ThrottlingException', 'slow down');
      return answered(200, this.#carryOut(operation, input, disturbance));
    } catch (error) {
      if (!(error instanceof Refusal)) throw error;
      const { type, message, details } = error;
      return answered(400, {
        __type: `com.amazonaws.dynamodb.v20120810#${type}`,
        message,
        ...details,
      });
    }
  }

  #carryOut(operation: string, input: unknown, disturbance: Disturbance | undefined): object {
    switch (operation) {
      case 'GetItem': {
        const Item = this.#items.get(keyOf(inputs.GetItem.parse(input).Key));
        return Item === undefined ? {} : { Item };
      }
      case 'PutItem':
        return this.#put(inputs.PutItem.parse(input), disturbance);
      case 'DeleteItem':
        this.#items.delete(keyOf(inputs.DeleteItem.parse(input).Key));
        return {};
      case 'BatchGetItem':
        return this.#batch(inputs.BatchGetItem.parse(input), disturbance);
      case 'Query':
        return this.#query(inputs.Query.parse(input));
      case 'TransactWriteItems':
        return this.#transact(inputs.TransactWriteItems.parse(input), disturbance);
      default:
        throw new Error(`the fake does not know ${operation}`);
    }
  }

  #put(input: z.output<typeof inputs.PutItem>, disturbance: Disturbance | undefined): object {
    if (disturbance === 'conflict') {
      throw new Refusal('TransactionConflictException', 'another transaction has the item');
    }
    const held = this.#items.get(keyOf(input.Item));
    if (!holds(input, held)) {
      const message = 'The conditional request failed';
      throw new Refusal('ConditionalCheckFailedException', message, held && { Item: held });
    }
    this.#store(input.Item);
    return held === undefined ? {} : { Attributes: held };
  }

  #batch(
    { RequestItems }: z.output<typeof inputs.BatchGetItem>,
    disturbance: Disturbance | undefined,
  ): object {
    const [[table, { Keys }] = ['', { Keys: [] }]] = Object.entries(RequestItems);
    const count = disturbance === 'partial' ? Math.floor(Keys.length / 2) : Keys.length;
    const found = Keys.slice(0, count).map((key) => this.#items.get(keyOf(key)));
    const left = { [table]: { Keys: Keys.slice(count), ConsistentRead: true } };
    return {
      Responses: { [table]: found.filter((item) => item !== undefined) },
      UnprocessedKeys: count < Keys.length ? left : {},
    };
  }

  #query(input: z.output<typeof inputs.Query>): object {
    const values = input.ExpressionAttributeValues;
    const index = input.IndexName === undefined;
    if (index !== (input.ConsistentRead === true)) {
      throw new Refusal('ValidationException', 'an index cannot be read consistently');
    }
    const [attribute, wanted] = index
      ? ['pk', textIn(values[':pk'])]
      : ['openIn', textIn(values[':unit'])];
    const prefix = textIn(values[':prefix']) ?? '';
    const order = (item: WireItem) => textIn(item[index ? 'sk' : 'pk']) ?? '';
    const start = input.ExclusiveStartKey && order(input.ExclusiveStartKey);
    const rest = this.items
      .filter((item) => textIn(item[attribute]) === wanted && order(item).startsWith(prefix))
      .filter((item) => start === undefined || order(item) > start)
      .toSorted((a, b) => (order(a) < order(b) ? -1 : 1));
    const page = firstPage(rest, input.Limit);
    const last = page.length < rest.length ? page.at(-1) : undefined;
    const kept = projected(input.ProjectionExpression, input.ExpressionAttributeNames);
    return {
      Items: page.map((item) => (index ? kept(item) : only(item, ['pk', 'sk', 'openIn']))),
      ...(last && { LastEvaluatedKey: only(last, ['pk', 'sk', ...(index ? [] : ['openIn'])]) }),
    };
  }

  #transact(
    input: z.output<typeof inputs.TransactWriteItems>,
    disturbance: Disturbance | undefined,
  ): object {
    const { ClientRequestToken, TransactItems } = input;
    if (this.#carriedOut.has(ClientRequestToken)) return {};
    const actions = TransactItems.map(({ Put, Delete, ConditionCheck }) => {
      const action = Put ?? Delete ?? ConditionCheck;
      if (action === undefined) throw new Error('an action that the fake does not know');
      return { action, key: keyOf('Item' in action ? action.Item : action.Key), Put, Delete };
    });
    const bytes = actions.reduce((sum, { Put }) => sum + (Put ? sizeOf(Put.Item) : 0), 0);
    const keys = new Set(actions.map(({ key }) => key));
    if (
      actions.length > TRANSACTION_ACTIONS ||
      keys.size < actions.length ||
      bytes > TRANSACTION_BYTES
    ) {
      throw new Refusal('ValidationException', 'the transaction is larger than may be');
    }
    const reasons = actions.map(({ action, key }, index) => {
      if (disturbance === 'conflict' && index === 0) return { Code: 'TransactionConflict' };
      return { Code: holds(action, this.#items.get(key)) ? 'None' : 'ConditionalCheckFailed' };
    });
    if (reasons.some(({ Code }) => Code !== 'None')) {
      const message = `Transaction cancelled [${reasons.map(({ Code }) => Code).join(', ')}]`;
      throw new Refusal('TransactionCanceledException', message, { CancellationReasons: reasons });
    }
    for (const { Put, Delete, key } of actions) {
      if (Put) this.#store(Put.Item);
      if (Delete) this.#items.delete(key);
    }
    this.#carriedOut.add(ClientRequestToken);
    return {};
  }

  #store(item: WireItem): void {
    if (sizeOf(item) > ITEM_BYTES) {
      throw new Refusal('ValidationException', 'Item size has exceeded the maximum allowed size');
    }
    this.#items.set(keyOf(item), item);
  }
}

function answered(statusCode: number, body: object): object {
  const bytes = new TextEncoder().encode(JSON.stringify(body));
  return { statusCode, headers: { 'content-type': 'application/x-amz-json-1.0' }, body: bytes };
}

function textOf(body: unknown): string {
  if (typeof body === 'string') return body;
  return body instanceof Uint8Array ? new TextDecoder().decode(body) : '';
}

function keyOf(item: WireItem): string {
  return `${textIn(item['pk'])} ${textIn(item['sk'])}`;
}

function textIn(attribute: Attribute | undefined): string | undefined {
  return typeof attribute?.['S'] === 'string' ? attribute['S'] : undefined;
}

/** About what DynamoDB counts: names and values, binary ones before their encoding. */
function sizeOf(item: WireItem): number {
  return Object.entries(item).reduce((sum, [name, { B, ...other }]) => {
    const bytes = typeof B === 'string' ? (B.length * 3) / 4 : JSON.stringify(other).length;
    return sum + name.length + bytes;
  }, 0);
}

function firstPage(items: readonly WireItem[], limit = Infinity): readonly WireItem[] {
  let bytes = 0;
  const end = items.findIndex((item, index) => {
    const isFull = index > 0 && (index >= limit || bytes > PAGE_BYTES);
    bytes += sizeOf(item);
    return isFull;
  });
  return end === -1 ? items : items.slice(0, end);
}

function projected(expression = '', names: Readonly<Record<string, string>> = {}) {
  const attributes = expression.split(', ').map((name) => names[name] ?? '');
  return (item: WireItem) => (expression === '' ? item : only(item, attributes));
}

function only(item: WireItem, attributes: readonly string[]): WireItem {
  return Object.fromEntries(Object.entries(item).filter(([name]) => attributes.includes(name)));
}

/** Comparisons joined by AND and OR, with parentheses: AND binds closer. */
function holds(condition: Condition, item: WireItem | undefined): boolean {
  const { ConditionExpression: expression } = condition;
  return expression === undefined || evaluate(expression, condition, item);
}

function evaluate(expression: string, condition: Condition, item: WireItem | undefined): boolean {
  const test = (part: string) => evaluate(part, condition, item);
  const alternatives = splitOutside(expression, ' OR ');
  if (alternatives.length > 1) return alternatives.some(test);
  const terms = splitOutside(expression, ' AND ');
  if (terms.length > 1) return terms.every(test);
  const inner = /^\((.*)\)$/.exec(expression)?.[1];
  if (inner !== undefined) return test(inner);
  return expression === 'attribute_not_exists(#pk)'
    ? item === undefined
    : compare(expression, condition, item);
}

/** Splits where no parenthesis is open. */
function splitOutside(expression: string, separator: string): readonly string[] {
  const parts: string[] = [''];
  for (const piece of expression.split(separator)) {
    const last = parts.at(-1) ?? '';
    const isOpen = last.split('(').length > last.split(')').length;
    if (isOpen) parts.splice(-1, 1, `${last}${separator}${piece}`);
    else parts.push(piece);
  }
  return parts.slice(1);
}

function compare(term: string, condition: Condition, item: WireItem | undefined): boolean {
  const [, placeholder = '', operator, value = ''] = /^(#\w+) (=|<>|<=?) (:\w+)$/.exec(term) ?? [];
  const name = condition.ExpressionAttributeNames?.[placeholder];
  const expected = scalar(condition.ExpressionAttributeValues?.[value]);
  if (name === undefined || expected === undefined) throw new Error(`what is ${term}?`);
  const actual = scalar(item?.[name]);
  if (operator === '<>') return actual !== expected;
  if (actual === undefined) return false;
  if (operator === '=') return actual === expected;
  return operator === '<' ? actual < expected : actual <= expected;
}

function scalar(attribute: Attribute | undefined): string | number | boolean | undefined {
  if (typeof attribute?.['N'] === 'string') return Number(attribute['N']);
  if (typeof attribute?.['BOOL'] === 'boolean') return attribute['BOOL'];
  return textIn(attribute);
}
