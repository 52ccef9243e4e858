/**
 * EventBridge's matching of events, for tests of patterns. Written from
 * https://docs.aws.amazon.com/eventbridge/latest/userguide/eb-create-pattern-operators.html; an operator
 * that is not on that page is an error, as it is when a rule is put.
 */

type Json = Readonly<Record<string, unknown>>;

/** @throws Error where EventBridge would refuse the pattern */
export function matchesEvent(pattern: unknown, event: unknown): boolean {
  if (!isObject(pattern)) throw new Error('a pattern is an object');
  return Object.entries(pattern).every(([key, expected]) => {
    if (key === '$or') return alternatives(expected).some((one) => matchesEvent(one, event));
    return matchesField(expected, isObject(event) ? event[key] : undefined);
  });
}

function alternatives(value: unknown): readonly unknown[] {
  if (!Array.isArray(value) || value.length < 2) throw new Error('$or takes several patterns');
  return value;
}

function matchesField(expected: unknown, actual: unknown): boolean {
  if (Array.isArray(expected)) {
    if (expected.length === 0) throw new Error('an empty list matches nothing and is refused');
    const leaves = leavesOf(actual);
    return expected.some((matcher) => matchesLeaves(matcher, leaves));
  }
  if (!isObject(expected)) throw new Error('a value of a pattern stands in a list');
  // The parts of one pattern must be found in the same element of a list.
  const elements = Array.isArray(actual) ? (actual as readonly unknown[]) : [actual];
  return elements.length === 0
    ? matchesEvent(expected, undefined)
    : elements.some((element) => matchesEvent(expected, element));
}

/** Comparison looks at leaves only: an object is none, a list stands for its elements. */
function leavesOf(actual: unknown): readonly unknown[] {
  if (Array.isArray(actual)) return actual.flatMap((one: unknown) => leavesOf(one));
  return actual === undefined || isObject(actual) ? [] : [actual];
}

function matchesLeaves(matcher: unknown, leaves: readonly unknown[]): boolean {
  if (!isObject(matcher)) return leaves.includes(matcher);
  const [[operator, operand] = [], ...others] = Object.entries(matcher);
  if (operator === undefined || others.length > 0) throw new Error('one operator for each matcher');
  if (operator === 'exists') {
    if (typeof operand !== 'boolean') throw new Error('exists takes true or false');
    return operand === leaves.length > 0;
  }
  return leaves.some((leaf) => compares(operator, operand, leaf));
}

function compares(operator: string, operand: unknown, leaf: unknown): boolean {
  switch (operator) {
    case 'anything-but':
      return !excluded(operand).some((one) =>
        isObject(one) ? matchesLeaves(one, [leaf]) : one === leaf,
      );
    case 'numeric':
      return typeof leaf === 'number' && inRange(operand, leaf);
    case 'cidr':
      return typeof leaf === 'string' && inBlock(text(operand), leaf);
    default:
      return typeof leaf === 'string' && comparesText(operator, operand, leaf);
  }
}

function comparesText(operator: string, operand: unknown, leaf: string): boolean {
  if (isObject(operand) && (operator === 'prefix' || operator === 'suffix')) {
    const folded = text(operand['equals-ignore-case']).toLowerCase();
    return comparesText(operator, folded, leaf.toLowerCase());
  }
  switch (operator) {
    case 'prefix':
      return leaf.startsWith(text(operand));
    case 'suffix':
      return leaf.endsWith(text(operand));
    case 'equals-ignore-case':
      return leaf.toLowerCase() === text(operand).toLowerCase();
    case 'wildcard':
      return wildcard(text(operand)).test(leaf);
    default:
      throw new Error(`no operator is called ${operator}`);
  }
}

/** `anything-but` takes a value, a list of them, or one operator with a text or a list of texts. */
function excluded(operand: unknown): readonly unknown[] {
  if (!isObject(operand)) return Array.isArray(operand) ? operand : [operand];
  return Object.entries(operand).flatMap(([operator, values]) =>
    (Array.isArray(values) ? values : [values]).map((value: unknown) => ({ [operator]: value })),
  );
}

function inRange(operand: unknown, value: number): boolean {
  if (!Array.isArray(operand) || operand.length === 0 || operand.length % 2 !== 0) {
    throw new Error('numeric takes pairs of a comparison and a number');
  }
  const parts = operand as readonly unknown[];
  return parts.every((comparison, index) => {
    if (index % 2 === 1) return true;
    const bound = Number(parts[index + 1]);
    switch (comparison) {
      case '=':
        return value === bound;
      case '<':
        return value < bound;
      case '<=':
        return value <= bound;
      case '>':
        return value > bound;
      case '>=':
        return value >= bound;
      default:
        throw new Error(`no comparison is called ${String(comparison)}`);
    }
  });
}

function inBlock(block: string, address: string): boolean {
  const [base = '', length = ''] = block.split('/');
  const bits = (ip: string) =>
    ip
      .split('.')
      .map((part) => Number(part).toString(2).padStart(8, '0'))
      .join('')
      .slice(0, Number(length));
  return /^\d+(?:\.\d+){3}$/.test(address) && bits(base) === bits(address);
}

function wildcard(glob: string): RegExp {
  const parts = glob
    .split('*')
    .map((part) => part.replaceAll(/[\\^$.+?()[\]{}|]/g, String.raw`\$&`));
  return new RegExp(`^${parts.join('.*')}$`, 's');
}

function text(value: unknown): string {
  if (typeof value !== 'string') throw new Error('the operator takes a text');
  return value;
}

function isObject(value: unknown): value is Json {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
