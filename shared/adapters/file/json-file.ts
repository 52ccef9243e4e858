import { constants } from 'node:buffer';
import { readFile, stat } from 'node:fs/promises';
import { gunzipSync } from 'node:zlib';
import { findJsonFault, lineAndColumn } from './json-fault.ts';
import type { JsonFault } from './json-fault.ts';
import { fileError, InputError } from './input-error.ts';

/** A JSON file as it was read. */
export interface JsonFile {
  /** As messages name it. */
  readonly name: string;
  readonly value: unknown;
  readonly modified: Date;
}

/** A call that AWS refused, as the AWS CLI says it, where its errors were saved with its answers. */
export interface Refusal {
  readonly operation: string;
  readonly error: string;
}

const REFUSAL =
  /^\s*(?:aws: \[ERROR\]: )?An error occurred \((\w+)\) when calling the (\w+) operation/;

/** A file of JSON values that follow each other, as pages do that were appended to one file. */
export interface JsonValues {
  /** As messages name it. */
  readonly name: string;
  /** None where the file is empty or holds the message of a refused call. */
  readonly values: readonly unknown[];
  readonly refusal?: Refusal;
  readonly modified: Date;
}

/**
 * Reads a text file in UTF-8, or in UTF-16 with a byte order mark, as PowerShell 5 redirects output; packed
 * with gzip or not.
 *
 * @throws InputError where the file cannot be read or is not text
 */
export async function readTextFile(path: string): Promise<string> {
  try {
    return decode(path, unpacked(await readFile(path)));
  } catch (error) {
    throw fileError(path, error) ?? error;
  }
}

/**
 * Reads one JSON value.
 *
 * @throws InputError with the line and column of what is no JSON; never quotes the file
 */
export async function readJsonFile(path: string): Promise<JsonFile> {
  const text = await readTextFile(path);
  const { mtime } = await stat(path);
  if (text.trim() === '') throw new InputError(`${path}: is empty, where JSON is expected`);
  const value = parseWhole(text);
  if (value === undefined) throw faultIn(path, text, findJsonFault(text) ?? NO_JSON);
  return { name: path, value: value.parsed, modified: mtime };
}

/**
 * Reads all JSON values of a file.
 *
 * @throws InputError with the line and column of what is no JSON; never quotes the file
 */
export async function readJsonValues(path: string): Promise<JsonValues> {
  const text = await readTextFile(path);
  const { mtime } = await stat(path);
  if (text.trim() === '') return { name: path, values: [], modified: mtime };
  const [, error, operation] = REFUSAL.exec(text) ?? [];
  if (error !== undefined && operation !== undefined) {
    return { name: path, values: [], refusal: { operation, error }, modified: mtime };
  }
  const whole = parseWhole(text);
  const values = whole === undefined ? parseEach(path, text) : [whole.parsed];
  return { name: path, values, modified: mtime };
}

/** The one value that the text holds; undefined where it holds anything else. */
function parseWhole(text: string): { readonly parsed: unknown } | undefined {
  try {
    return { parsed: JSON.parse(text) as unknown };
  } catch {
    return undefined;
  }
}

/** The values of a text that is not one: each ends where a second begins. */
function parseEach(path: string, text: string): readonly unknown[] {
  const values: unknown[] = [];
  let from = 0;
  for (;;) {
    const fault = findJsonFault(text, from);
    if (fault === undefined) return [...values, JSON.parse(text.slice(from))];
    if (fault.kind !== 'second-value') throw faultIn(path, text, fault);
    values.push(JSON.parse(text.slice(from, fault.offset)));
    from = fault.offset;
  }
}

// The error of JSON.parse quotes the file, so it is not kept as the cause.
function faultIn(path: string, text: string, { kind, offset }: JsonFault): InputError {
  const { line, column } = lineAndColumn(text, offset);
  return new InputError(`${path}: ${FAULTS[kind]} (line ${line}, column ${column})`);
}

const NO_JSON: JsonFault = { kind: 'unexpected', offset: 0 };

const FAULTS = {
  ended: 'the JSON stops too early: the file is cut off',
  unexpected: 'is not JSON',
  'second-value': 'more follows after the end of the JSON: one value is expected',
} as const;

function unpacked(bytes: Uint8Array): Uint8Array {
  return bytes[0] === 0x1f && bytes[1] === 0x8b
    ? gunzipSync(bytes, { maxOutputLength: constants.MAX_STRING_LENGTH })
    : bytes;
}

function decode(path: string, bytes: Uint8Array): string {
  const [first, second] = bytes;
  const encoding =
    first === 0xff && second === 0xfe
      ? 'utf-16le'
      : first === 0xfe && second === 0xff
        ? 'utf-16be'
        : 'utf-8';
  try {
    const text = new TextDecoder(encoding, { fatal: true }).decode(bytes);
    if (!text.includes('\0')) return text;
  } catch (error) {
    if (!(error instanceof TypeError)) throw error;
  }
  throw new InputError(`${path}: is not a text file`);
}
