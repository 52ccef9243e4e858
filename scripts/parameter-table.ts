import * as z from 'zod/mini';

type JsonSchema = z.core.JSONSchema.JSONSchema;

/** The parameters of a control as a Markdown table, or one word where it has none. */
export function parameterTable(parameters: z.ZodMiniObject): string {
  const { properties = {} } = z.toJSONSchema(parameters, { io: 'input' });
  const rows = Object.entries(properties).map(([name, property]) => {
    const schema = typeof property === 'boolean' ? {} : property;
    const cells = [`\`${name}\``, typeText(schema), defaultText(schema.default)];
    return row([...cells, schema.description ?? '']);
  });
  return rows.length === 0
    ? 'None.'
    : [row(['parameter', 'takes', 'default', 'meaning']), row(Array(4).fill('---')), ...rows].join(
        '\n',
      );
}

function row(cells: readonly string[]): string {
  return `| ${cells.map((cell) => cell.replaceAll('|', '\\|')).join(' | ')} |`;
}

function defaultText(value: unknown): string {
  if (value === null || value === undefined || value === '') return 'none';
  const values: readonly unknown[] = Array.isArray(value) ? value : [value];
  return values.length === 0 ? 'empty' : values.map((one) => `\`${String(one)}\``).join(', ');
}

/** What may be written, in words: "whole number, 2 to 6", "list of texts". */
function typeText(schema: JsonSchema): string {
  const { anyOf = [], enum: values } = schema;
  if (anyOf.length > 0) return anyOf.map(typeOf).join(', or ');
  if (values !== undefined) return values.map((value) => `\`${String(value)}\``).join(', ');
  switch (schema.type) {
    case 'boolean':
      return '`true` or `false`';
    case 'integer':
      return `whole number${rangeText(schema)}`;
    case 'number':
      return `number${rangeText(schema)}`;
    case 'string':
      return 'text';
    case 'array':
      return listText(schema.items);
    case 'null':
      return 'none';
    case 'object':
    case undefined:
    default:
      throw new Error(`no words for a parameter of the type ${JSON.stringify(schema)}`);
  }
}

function typeOf(schema: JsonSchema | boolean): string {
  return typeof schema === 'boolean' ? 'anything' : typeText(schema);
}

function listText(items: JsonSchema['items']): string {
  if (items === undefined || typeof items === 'boolean' || Array.isArray(items)) return 'list';
  const item = typeText(items);
  return item === 'text' ? 'list of texts' : `list, each ${item}`;
}

function rangeText({ minimum, maximum, exclusiveMinimum }: JsonSchema): string {
  // Zod bounds every integer by what JavaScript can count.
  const least = minimum === -Number.MAX_SAFE_INTEGER ? undefined : minimum;
  const most = maximum === Number.MAX_SAFE_INTEGER ? undefined : maximum;
  if (exclusiveMinimum !== undefined) {
    return `, above ${exclusiveMinimum}${most === undefined ? '' : `, at most ${most}`}`;
  }
  if (least === undefined) return most === undefined ? '' : `, at most ${most}`;
  return most === undefined ? `, ${least} or more` : `, ${least} to ${most}`;
}
