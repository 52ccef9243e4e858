import { nodeKindText } from './json-node.ts';
import type { JsonNode } from './json-node.ts';
import type { PolicyErrors } from './policy-error.ts';

/** What every part of a statement needs to name itself in an error. */
export interface StatementPlace {
  readonly errors: PolicyErrors;
  readonly statement: { readonly index: number; readonly sid?: string };
}

/** A string or a list of strings; `wrong` answers what is wrong with one, or undefined. */
export function stringList(
  node: JsonNode,
  element: string,
  place: StatementPlace,
  wrong: (text: string) => string | undefined,
): readonly string[] {
  const items = node.kind === 'list' ? node.items : [node];
  const texts: string[] = [];
  for (const item of items) {
    const message =
      item.kind === 'text' ? wrong(item.text) : `must be a string, not ${nodeKindText(item)}`;
    if (message !== undefined) place.errors.add(item.at, message, element, place.statement);
    else if (item.kind === 'text') texts.push(item.text);
  }
  return texts;
}
