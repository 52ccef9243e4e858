import type * as z from 'zod/mini';

/** One thing that is wrong with what was read, and where. */
export interface InputProblem {
  /** Keys and indexes from the top of the input. */
  readonly path: readonly PropertyKey[];
  /** What would be right and what is there instead, on one line. */
  readonly message: string;
}

const LONGEST_SHOWN = 60;

/**
 * The problems that a schema found, each on its own path. Shows what the input holds instead, shortened,
 * except below a key called `Environment` or `Code`: environment values can be secrets, and a code
 * location is a signed address.
 */
export function problemsOf(error: z.core.$ZodError, input: unknown): readonly InputProblem[] {
  return error.issues.flatMap((issue) => problemsOfIssue(issue, input));
}

/** A path as a reader writes it: `Subnets[3].CidrBlock`. */
export function pathText(path: readonly PropertyKey[]): string {
  return path
    .map((key, index) => {
      if (typeof key === 'number') return `[${key}]`;
      const shown = shownKey(String(key));
      return shown.startsWith('"') ? `[${shown}]` : `${index === 0 ? '' : '.'}${shown}`;
    })
    .join('');
}

/** A key as it is where it is a plain word; otherwise quoted, on one line and shortened. */
export function shownKey(key: string): string {
  return /^[\w$-]{1,60}$/.test(key) ? key : shorten(JSON.stringify(key));
}

/** A JSON value on one line, shortened; containers by their kind alone. */
export function shownValue(value: unknown): string {
  if (value === undefined) return 'nothing';
  if (Array.isArray(value)) return 'a list';
  if (typeof value === 'object' && value !== null) return 'an object';
  return shorten(JSON.stringify(value));
}

/** The part of the input under a path; undefined where the path leads nowhere. */
export function valueAt(input: unknown, path: readonly PropertyKey[]): unknown {
  let value = input;
  for (const key of path) {
    if (typeof value !== 'object' || value === null || !Object.hasOwn(value, key)) return undefined;
    value = Reflect.get(value, key);
  }
  return value;
}

function problemsOfIssue(issue: z.core.$ZodIssue, input: unknown): readonly InputProblem[] {
  const { path } = issue;
  if (issue.code === 'unrecognized_keys') {
    return issue.keys.map((key) => ({ path: [...path, key], message: 'unknown key' }));
  }
  const expected = expectation(issue);
  const secret = path.includes('Environment') || path.includes('Code');
  if (!expected.startsWith('expected') || secret) return [{ path, message: expected }];
  const value = valueAt(input, path);
  const message =
    value === undefined ? `missing, ${expected}` : `${expected}, got ${shownValue(value)}`;
  return [{ path, message }];
}

/** What would be right, in the words of a reader who does not know the schema library. */
function expectation(issue: z.core.$ZodIssue): string {
  switch (issue.code) {
    case 'invalid_type':
      return `expected ${KINDS[issue.expected] ?? issue.expected}`;
    case 'invalid_union': {
      const branches = issue.errors.flatMap((branch) => branch.map((one) => expectation(one)));
      const kinds = [...new Set(branches.map((text) => text.replace(/^expected /, '')))];
      return kinds.length === 0 ? 'expected another value' : `expected ${kinds.join(' or ')}`;
    }
    case 'invalid_value':
      return issue.values.length === 1
        ? `expected ${JSON.stringify(issue.values[0])}`
        : `expected one of ${issue.values.map(String).join(', ')}`;
    case 'too_small':
      return `expected ${issue.inclusive === false ? 'more than' : 'at least'} ${issue.minimum}${unitOf(issue.origin, issue.minimum)}`;
    case 'too_big':
      return `expected ${issue.inclusive === false ? 'less than' : 'at most'} ${issue.maximum}${unitOf(issue.origin, issue.maximum)}`;
    case 'invalid_format':
      return FORMATS[issue.format] ?? issue.message;
    case 'unrecognized_keys':
    case 'not_multiple_of':
    case 'invalid_key':
    case 'invalid_element':
    case 'custom':
      return issue.message;
  }
}

const KINDS: Readonly<Record<string, string>> = {
  array: 'a list',
  boolean: 'true or false',
  int: 'a whole number',
  number: 'a number',
  object: 'an object',
  record: 'an object',
  string: 'a string',
};

/** Formats that every schema means alike; what another should look like is said by its schema. */
const FORMATS: Readonly<Record<string, string>> = {
  date: 'expected a date such as 2027-01-31',
  datetime: 'expected a time such as 2026-11-20T12:00:00Z',
};

const UNITS: ReadonlyMap<string, string> = new Map([
  ['array', ' item'],
  ['string', ' character'],
]);

function unitOf(origin: string, count: number | bigint): string {
  const unit = UNITS.get(origin);
  return unit === undefined ? '' : `${unit}${count === 1 ? '' : 's'}`;
}

function shorten(text: string): string {
  return text.length <= LONGEST_SHOWN ? text : `${text.slice(0, LONGEST_SHOWN - 1)}…`;
}
