import type { AttributeValue } from '@aws-sdk/client-dynamodb';

/** An item of the table as DynamoDB writes it. */
export type Item = Readonly<Record<string, AttributeValue>>;

/** The kinds of values that items here hold. */
export type Field = string | number | boolean | Uint8Array | readonly string[];

export type Fields = Readonly<Record<string, Field | undefined>>;

/** Plain values as attributes; what is undefined is left out. */
export function itemOf(fields: Fields): Record<string, AttributeValue> {
  return Object.fromEntries(
    Object.entries(fields).flatMap(([name, field]) =>
      field === undefined ? [] : [[name, attributeOf(field)]],
    ),
  );
}

/** Attributes as plain values, for a schema to look at; a kind that is not written here is undefined. */
export function fieldsOf(item: Item): Record<string, unknown> {
  return Object.fromEntries(
    Object.entries(item).map(([name, attribute]) => [name, fieldOf(attribute)]),
  );
}

function attributeOf(field: Field): AttributeValue {
  if (typeof field === 'string') return { S: field };
  if (typeof field === 'number') return { N: String(field) };
  if (typeof field === 'boolean') return { BOOL: field };
  return field instanceof Uint8Array ? { B: field } : { L: field.map((S) => ({ S })) };
}

function fieldOf(attribute: AttributeValue): unknown {
  if (attribute.S !== undefined) return attribute.S;
  if (attribute.N !== undefined) return Number(attribute.N);
  if (attribute.BOOL !== undefined) return attribute.BOOL;
  if (attribute.B !== undefined) return attribute.B;
  return attribute.L?.map(fieldOf);
}
