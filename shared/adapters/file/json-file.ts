import { readFile, stat } from 'node:fs/promises';
import { findJsonFault } from './json-fault.ts';
import { fileError, InputError } from './input-error.ts';

/** A JSON file as it was read. */
export interface JsonFile {
  /** As messages name it. */
  readonly name: string;
  readonly value: unknown;
  readonly modified: Date;
}

/**
 * Reads a text file in UTF-8, or in UTF-16 with a byte order mark, as PowerShell 5 redirects output.
 *
 * @throws InputError where the file cannot be read or is not text
 */
export async function readTextFile(path: string): Promise<string> {
  try {
    return decode(path, await readFile(path));
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
  return { name: path, value: parseJson(path, text), modified: mtime };
}

function parseJson(path: string, text: string): unknown {
  try {
    return JSON.parse(text) as unknown;
  } catch {
    const { kind, line, column } = findJsonFault(text);
    const where = `line ${line}, column ${column}`;
    // The error of JSON.parse quotes the file, so it is not kept as the cause.
    throw new InputError(`${path}: ${FAULTS[kind]} (${where})`);
  }
}

const FAULTS = {
  ended: 'the JSON stops too early: the file is cut off',
  unexpected: 'is not JSON',
  'second-value': 'more follows after the end of the JSON: keep one answer in a file',
} as const;

function decode(path: string, bytes: Uint8Array): string {
  const [first, second] = bytes;
  if (first === 0x1f && second === 0x8b) {
    throw new InputError(`${path}: is compressed with gzip: unpack it first`);
  }
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
