import type { JsonObject } from './json-node.ts';
import { statementText } from './policy-model.ts';

/** One thing that makes a document no policy. */
export interface PolicyError {
  /** Which statement, by place (from 0) and Sid; absent for the document itself. */
  readonly statement?: { readonly index: number; readonly sid?: string };
  /** The element at fault: `Effect`, `Condition`. */
  readonly element?: string;
  /** What is wrong and what would be right. */
  readonly message: string;
  /** Set when the text is not JSON at all. */
  readonly syntax?: true;
  /** 1-based place, where the document was a text. */
  readonly line?: number;
  readonly column?: number;
}

/** One line: `Statement[1] (Sid "X"), Effect: must be Allow or Deny, not "allow" (line 4 column 17)`. */
export function policyErrorText(error: PolicyError): string {
  return placed(unplacedErrorText(error), error);
}

/** The same without its place, for whoever shows that otherwise. */
export function unplacedErrorText({ statement, element, message }: PolicyError): string {
  const where = [
    ...(statement === undefined ? [] : [statementText(statement)]),
    ...(element === undefined ? [] : [element]),
  ].join(', ');
  return `${where === '' ? '' : `${where}: `}${message}`;
}

/** A text with the place that it is about, where there is one: ` (line 4 column 17)`. */
export function placed(
  text: string,
  { line, column }: Pick<PolicyError, 'line' | 'column'>,
): string {
  return line === undefined ? text : `${text} (line ${line} column ${column ?? 1})`;
}

/** Collects the errors of one document, with their places. */
export class PolicyErrors {
  readonly list: PolicyError[] = [];
  readonly #position: ((offset: number) => { line: number; column: number }) | undefined;

  constructor(position: ((offset: number) => { line: number; column: number }) | undefined) {
    this.#position = position;
  }

  /** Adds an error at an offset of the text (-1 where there is none). */
  add(at: number, message: string, element?: string, statement?: PolicyError['statement']): void {
    this.list.push({
      ...(statement === undefined ? {} : { statement }),
      ...(element === undefined ? {} : { element }),
      message,
      ...(at < 0 ? {} : this.#position?.(at)),
    });
  }

  /** "Individual elements must not contain multiple instances of the same key" (grammar notes). */
  repeatedKeys(node: JsonObject, element?: string, statement?: PolicyError['statement']): void {
    for (const { key, at } of node.repeated) {
      const message = `the key "${key.slice(0, 100)}" stands more than once; keep one`;
      this.add(at, message, element, statement);
    }
  }

  /** Members that the grammar does not know, with the known one that was probably meant. */
  unknownMembers(
    node: JsonObject,
    known: readonly string[],
    statement?: PolicyError['statement'],
  ): void {
    for (const { key, at } of node.members) {
      if (known.includes(key)) continue;
      const meant = known.find((name) => name.toLowerCase() === key.toLowerCase());
      const hint = meant === undefined ? `known are ${known.join(', ')}` : `write ${meant}`;
      this.add(at, `"${key.slice(0, 100)}" is no policy element; ${hint}`, undefined, statement);
    }
  }
}
