import { parsePolicyDocument } from '../../shared/iam/policy-document.ts';
import { policyErrorText } from '../../shared/iam/policy-error.ts';
import type { NamedPolicy } from '../../shared/iam/evaluate.ts';
import type { PolicyDocument, PolicyKind } from '../../shared/iam/policy-model.ts';
import { ABSENT, contextValues, requestContext } from '../../shared/iam/request-context.ts';
import type { ContextValue, RequestContext } from '../../shared/iam/request-context.ts';

/** Builders for the tests of shared/iam. */

/** Statements given as plain objects, parsed as a document; fails the test when they are none. */
export function policy(
  statements: unknown,
  kind: PolicyKind = 'identity',
  version = '2012-10-17',
): PolicyDocument {
  const parse = parsePolicyDocument({ Version: version, Statement: statements }, kind);
  if (!parse.ok) throw new Error(parse.errors.map(policyErrorText).join('\n'));
  return parse.document;
}

/** A named policy from plain statements. */
export function named(
  name: string,
  statements: unknown,
  kind: PolicyKind = 'identity',
): NamedPolicy {
  return { name, document: policy(statements, kind) };
}

/** The errors of a document that must not parse, one line each. */
export function errorsOf(input: unknown, kind: PolicyKind = 'identity'): readonly string[] {
  const parse = parsePolicyDocument(input, kind);
  if (parse.ok) throw new Error('expected errors, but the document parsed');
  return parse.errors.map(policyErrorText);
}

/** A context of known keys and keys whose value is not known; every other key is absent. */
export function context(
  known: Readonly<Record<string, string | readonly string[]>>,
  unknown: readonly string[] = [],
): RequestContext {
  const entries: [string, ContextValue][] = Object.entries(known).map(([key, value]) => [
    key,
    typeof value === 'string' ? contextValues(value) : contextValues(...value),
  ]);
  for (const key of unknown) entries.push([key, { kind: 'unknown' }]);
  return requestContext(entries, ABSENT);
}
