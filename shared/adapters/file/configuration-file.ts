import { isAlias, isMap, isNode, isScalar, isSeq, LineCounter, parseDocument, visit } from 'yaml';
import type { Document, Node } from 'yaml';
import type { Control } from '../../controls/define-control.ts';
import { parseConfiguration } from '../../engine/configuration.ts';
import type { Configuration } from '../../engine/configuration.ts';
import { pathText } from '../../model/input-problem.ts';
import type { InputProblem } from '../../model/input-problem.ts';
import { InputError } from './input-error.ts';
import { readTextFile } from './json-file.ts';

/** Aliases multiply what they stand for: a small file could otherwise fill the memory. */
const MOST_ALIASES = 100;

/** A checked configuration, and what was written in the file. */
export interface WrittenConfiguration {
  readonly configuration: Configuration;
  readonly written: unknown;
}

/** Reads the configuration file and checks it; see `readWrittenConfiguration`. */
export async function readConfigurationFile(
  file: string,
  controls: readonly Control[],
): Promise<Configuration> {
  return (await readWrittenConfiguration(file, controls)).configuration;
}

/**
 * Reads the configuration file: YAML, or JSON, which is YAML as well.
 *
 * @throws InputError with one line for each problem: `auditor.yml:12:7: controls.x.y: what is wrong`
 */
export async function readWrittenConfiguration(
  file: string,
  controls: readonly Control[],
): Promise<WrittenConfiguration> {
  const lines = new LineCounter();
  const document = parseDocument(await readTextFile(file), {
    lineCounter: lines,
    prettyErrors: false,
  });
  const at = (offset: number): string => {
    const { line, col } = lines.linePos(offset);
    return `${file}:${line}:${col}`;
  };
  const faults = [...document.errors, ...document.warnings].map((fault) => ({
    offset: fault.pos[0],
    message: fault.message.replaceAll('\n', ' '),
  }));
  const allFaults = [...faults, ...danglingAliases(document)];
  if (allFaults.length > 0) {
    const texts = allFaults.map(({ offset, message }) => `${at(offset)}: ${message}`);
    throw new InputError(texts.join('\n'));
  }
  const written = valueOf(document, file);
  const result = parseConfiguration(written, controls);
  if ('configuration' in result) return { configuration: result.configuration, written };
  const problems = result.problems
    .map((problem) => ({ ...problem, offset: offsetOf(document, problem) }))
    .toSorted((a, b) => a.offset - b.offset);
  throw new InputError(
    problems
      .map(({ offset, path, message }) => {
        const where = path.length === 0 ? '' : `${pathText(path)}: `;
        return `${at(offset)}: ${where}${message}`;
      })
      .join('\n'),
  );
}

function danglingAliases(document: Document.Parsed) {
  const faults: { readonly offset: number; readonly message: string }[] = [];
  visit(document, {
    Alias: (_key, alias) => {
      if (alias.resolve(document) !== undefined) return;
      faults.push({ offset: startOf(alias) ?? 0, message: `no anchor &${alias.source} before it` });
    },
  });
  return faults;
}

function valueOf(document: Document.Parsed, file: string): unknown {
  try {
    return document.toJS({ maxAliasCount: MOST_ALIASES }) as unknown;
  } catch (error) {
    if (!(error instanceof ReferenceError)) throw error;
    throw new InputError(`${file}: its aliases stand for too much`, { cause: error });
  }
}

/** Where a wrong value begins; for an unknown key the key, for a missing one the key above it. */
function offsetOf(document: Document.Parsed, { path, message }: InputProblem): number {
  const keyIsWrong = message.startsWith('unknown key');
  let node = resolved(document, document.contents);
  let offset = startOf(node) ?? 0;
  for (const [index, key] of path.entries()) {
    if (isMap(node)) {
      const pair = node.items.find((one) => keyOf(one.key) === String(key));
      if (pair === undefined) return offset;
      node = resolved(document, pair.value);
      const ofValue = index === path.length - 1 && !keyIsWrong && isScalar(node);
      const ofKey = startOf(pair.key) ?? offset;
      offset = ofValue ? (startOf(node) ?? ofKey) : ofKey;
    } else if (isSeq(node)) {
      node = resolved(document, node.items[Number(key)]);
      offset = startOf(node) ?? offset;
    } else return offset;
  }
  return offset;
}

function resolved(document: Document.Parsed, node: unknown): Node | undefined {
  if (isAlias(node)) return node.resolve(document);
  return isNode(node) ? node : undefined;
}

function keyOf(key: unknown): string {
  return String(isScalar(key) ? key.value : key);
}

function startOf(node: unknown): number | undefined {
  return isNode(node) ? node.range?.[0] : undefined;
}
