import { readJson } from './json-text.ts';
import { readDecodedJson } from './json-value.ts';
import { nodeKindText } from './json-node.ts';
import type { JsonMember, JsonNode, JsonObject, JsonReading } from './json-node.ts';
import { positionIndex } from './json-problem.ts';
import { PolicyErrors } from './policy-error.ts';
import type { PolicyError } from './policy-error.ts';
import { parseStatement } from './policy-statement.ts';
import type { PolicyDocument, PolicyKind, PolicyVersion, Statement } from './policy-model.ts';

/**
 * Parses policy documents by the grammar of
 * https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_grammar.html and the errors of
 * https://docs.aws.amazon.com/IAM/latest/UserGuide/access-analyzer-reference-policy-checks.html.
 * Nothing is repaired: a document that AWS would refuse is refused, with everything that is wrong.
 */

export type PolicyParse =
  | { readonly ok: true; readonly document: PolicyDocument }
  | { readonly ok: false; readonly errors: readonly PolicyError[] };

const DOCUMENT_ELEMENTS = ['Version', 'Id', 'Statement'];

/** Members by which a lone statement is told from a document. */
const STATEMENT_MARKS = new Set(['Effect', 'Action', 'NotAction']);

/**
 * Parses one document.
 * @param input JSON text, URL-encoded JSON text as the IAM API returns it, or the decoded object.
 * @param kind which elements are required and allowed.
 */
export function parsePolicyDocument(input: unknown, kind: PolicyKind): PolicyParse {
  const reading = readDocument(input);
  if (!reading.ok) {
    return { ok: false, errors: reading.problems.map((problem) => ({ ...problem, syntax: true })) };
  }
  const position = reading.text === undefined ? undefined : positionIndex(reading.text);
  const errors = new PolicyErrors(position);
  const document = parseDocument(reading.node, kind, errors);
  return document !== undefined && errors.list.length === 0
    ? { ok: true, document }
    : { ok: false, errors: errors.list };
}

function readDocument(input: unknown): JsonReading & { readonly text?: string } {
  if (typeof input !== 'string') return readDecodedJson(input);
  if (!/^\s*%[0-9a-f]{2}/i.test(input)) return { ...readJson(input), text: input };
  const text = percentDecoded(input);
  if (text !== undefined) return { ...readJson(text), text };
  return {
    ok: false,
    problems: [{ message: 'begins as URL-encoded JSON but is not URL-encoded to its end' }],
  };
}

function percentDecoded(text: string): string | undefined {
  try {
    return decodeURIComponent(text);
  } catch (error) {
    if (error instanceof URIError) return undefined;
    throw error;
  }
}

function parseDocument(
  node: JsonNode,
  kind: PolicyKind,
  errors: PolicyErrors,
): PolicyDocument | undefined {
  if (node.kind !== 'object') {
    errors.add(node.at, `a policy document is an object in { }, not ${nodeKindText(node)}`);
    return undefined;
  }
  errors.repeatedKeys(node);
  const members = new Map(node.members.map((member) => [member.key, member]));
  if (!members.has('Statement') && node.members.some(({ key }) => STATEMENT_MARKS.has(key))) {
    errors.add(
      node.at,
      'this is a single statement, not a policy: wrap it as {"Version": "2012-10-17", "Statement": [ … ]}',
    );
    return undefined;
  }
  errors.unknownMembers(node, DOCUMENT_ELEMENTS);
  const version = parseVersion(members.get('Version'), errors);
  const id = parseId(members.get('Id'), kind, errors);
  const statements = parseStatements(node, members.get('Statement'), kind, errors);
  return id === undefined ? { version, statements } : { version, id, statements };
}

function parseVersion(member: JsonMember | undefined, errors: PolicyErrors): PolicyVersion {
  if (member === undefined) return '2008-10-17';
  const { value } = member;
  const text = value.kind === 'text' ? value.text : undefined;
  if (text === '2012-10-17' || text === '2008-10-17') return text;
  const found = text === undefined ? nodeKindText(value) : `"${text.slice(0, 40)}"`;
  errors.add(value.at, `must be "2012-10-17" (or the older "2008-10-17"), not ${found}`, 'Version');
  return '2012-10-17';
}

function parseId(
  member: JsonMember | undefined,
  kind: PolicyKind,
  errors: PolicyErrors,
): string | undefined {
  if (member === undefined) return undefined;
  if (kind !== 'resource') {
    errors.add(member.at, 'only resource-based policies may carry an Id; remove it', 'Id');
  }
  if (member.value.kind === 'text') return member.value.text;
  errors.add(member.value.at, `must be a string, not ${nodeKindText(member.value)}`, 'Id');
  return undefined;
}

function parseStatements(
  document: JsonObject,
  member: JsonMember | undefined,
  kind: PolicyKind,
  errors: PolicyErrors,
): readonly Statement[] {
  if (member === undefined) {
    errors.add(document.at, 'is missing; it holds the list of statements', 'Statement');
    return [];
  }
  const { value } = member;
  const items = value.kind === 'list' ? value.items : [value];
  if (items.length === 0) errors.add(value.at, 'is empty; a policy needs a statement', 'Statement');
  const statements: Statement[] = [];
  const sids = new Map<string, number>();
  for (const [index, item] of items.entries()) {
    const statement = parseStatement(item, index, kind, errors);
    if (statement === undefined) continue;
    statements.push(statement);
    requireUniqueSid(statement, item, kind, sids, errors);
  }
  return statements;
}

/**
 * A Sid is unique within a policy in IAM; services with resource policies set their own rule
 * (https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_elements_sid.html).
 */
function requireUniqueSid(
  statement: Statement,
  node: JsonNode,
  kind: PolicyKind,
  sids: Map<string, number>,
  errors: PolicyErrors,
): void {
  const { sid, index } = statement;
  if (kind === 'resource' || sid === undefined || sid === '') return;
  const first = sids.get(sid);
  if (first === undefined) sids.set(sid, index);
  else {
    errors.add(node.at, `is already the Sid of Statement[${first}]; give each its own`, 'Sid', {
      index,
      sid,
    });
  }
}
