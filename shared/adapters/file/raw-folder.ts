import path from 'node:path';
import type { SnapshotContent } from '../../model/snapshot.ts';
import { groupBy } from '../../model/group-by.ts';
import { shownKey, shownValue } from '../../model/input-problem.ts';
import { isSnapshotDocument, parseSnapshotDocument } from '../../model/snapshot-document.ts';
import { findAnswers } from './found-answers.ts';
import { inputError, InputError } from './input-error.ts';
import { someOf } from './some-of.ts';
import { readJsonValues } from './json-file.ts';
import { readAnswer, readUnanswered } from './raw-answer.ts';
import type { RawAnswer } from './raw-answer.ts';
import { groupAnswers } from './raw-groups.ts';
import type { OriginOptions } from './raw-groups.ts';
import { joinAnswers } from './raw-join.ts';

/** What was read, with what was left out of it. */
export interface ReadSnapshots {
  readonly contents: readonly SnapshotContent[];
  /** One line each, for standard error. */
  readonly notices: readonly string[];
}

/** The most files and keys that one notice names. */
const NAMED_FILES = 3;
const NAMED_KEYS = 5;
/** The most notices about keys: beside the answers may lie a whole repository. */
const KEY_NOTICES = 20;

/**
 * Makes snapshots of files that each hold an answer as the AWS CLI prints it, or what `collect` wrote.
 *
 * @param place the file or folder as the user named it
 * @throws InputError where a file cannot be read, an item is not what AWS answers, or nothing is an answer
 */
export async function readJsonFiles(
  place: string,
  files: readonly string[],
  options: OriginOptions,
): Promise<ReadSnapshots> {
  const collected: SnapshotContent[] = [];
  const answers: RawAnswer[] = [];
  const others: string[] = [];
  for (const file of files) {
    const { values, refusal, modified } = await readJsonValues(file);
    if (values.length === 0) {
      answers.push(readUnanswered(file, path.dirname(file), modified, refusal));
      continue;
    }
    const found = findAnswers(path.dirname(file), values);
    for (const { value } of found.others) {
      others.push(`${file}: holds ${shownKind(value)}, not an answer of AWS; ignored`);
    }
    for (const one of found.answers) {
      if (isSnapshotDocument(one.value)) {
        collected.push(...readSnapshotDocument(file, one.value));
      } else answers.push(readAnswer(file, modified, one));
    }
  }
  const notices = distinct([
    ...others,
    ...answers.flatMap((answer) => answer.notices),
    ...unknownKeyNotices(answers),
  ]);
  const parts = answers.flatMap((answer) => answer.parts);
  if (collected.length === 0 && parts.every(({ kind }) => kind === 'empty')) {
    throw nothingRecognised(place, notices);
  }
  const { groups, notices: groupNotices } = groupAnswers(answers, options);
  const joined = groups.map((group) => joinAnswers(group.answers, group));
  const contents = [...collected, ...joined.map(({ content }) => content)];
  refuseDoubles(place, contents);
  const ofGroups = [...groupNotices, ...joined.flatMap((one) => one.notices)];
  return { contents, notices: distinct([...notices, ...ofGroups]) };
}

function distinct(notices: readonly string[]): readonly string[] {
  return [...new Set(notices)];
}

function readSnapshotDocument(file: string, value: unknown): readonly SnapshotContent[] {
  const result = parseSnapshotDocument(value);
  if ('problems' in result) throw inputError(file, result.problems);
  return result.snapshots;
}

/** A value of a file could be a secret: only its kind is told. */
function shownKind(value: unknown): string {
  return typeof value === 'object' ? shownValue(value) : `a ${typeof value}`;
}

/** One notice for all files with the same unknown keys. */
function unknownKeyNotices(answers: readonly RawAnswer[]): readonly string[] {
  const withUnknown = answers.filter((answer) => answer.unknownKeys.length > 0);
  const byKeys = groupBy(withUnknown, ({ unknownKeys }) => [
    someOf(unknownKeys.map(shownKey), NAMED_KEYS),
  ]);
  const shown = [...byKeys].slice(0, KEY_NOTICES).map(([keys, files]) => {
    return `${filesText(files)}: ignored what no control reads: ${keys}`;
  });
  const rest = [...byKeys].slice(KEY_NOTICES).flatMap(([, files]) => files);
  if (rest.length === 0) return shown;
  return [...shown, `${filesText(rest)}: ignored what no control reads, under other keys`];
}

function filesText(answers: readonly RawAnswer[]): string {
  return someOf([...new Set(answers.map(({ file }) => file))], NAMED_FILES);
}

function nothingRecognised(place: string, notices: readonly string[]): InputError {
  const [first] = notices;
  const seen = first === undefined ? '' : ` (${first})`;
  return new InputError(
    `${place}: holds no answer of AWS that the audit reads, such as describe-subnets or ` +
      `list-functions, and no snapshot${seen}`,
  );
}

function refuseDoubles(place: string, contents: readonly SnapshotContent[]): void {
  const seen = new Set<string>();
  for (const { accountId, region } of contents) {
    const key = `account ${accountId} in ${region}`;
    if (seen.has(key)) throw new InputError(`${place}: holds more than one snapshot of ${key}`);
    seen.add(key);
  }
}
