import type { NamedPolicy } from './evaluate.ts';
import { parsePolicyDocument } from './policy-document.ts';
import { policyErrorText } from './policy-error.ts';
import type { PolicyKind } from './policy-model.ts';

/** A policy by its name; unreadable, with what is wrong first, where its document is no policy. */
export function namedPolicy(name: string, document: unknown, kind: PolicyKind): NamedPolicy {
  const parse = parsePolicyDocument(document, kind);
  if (parse.ok) return { name, document: parse.document };
  const [error] = parse.errors;
  return { name, unreadable: error === undefined ? 'no policy document' : policyErrorText(error) };
}
