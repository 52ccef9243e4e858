import { nodeKindText } from './json-node.ts';
import type { JsonMember, JsonNode } from './json-node.ts';
import type { Mutable } from '../model/mutable.ts';
import { typographicQuoteIn } from './json-problem.ts';
import { parseConditions } from './policy-condition.ts';
import type { PolicyErrors } from './policy-error.ts';
import type { Effect, PatternList, PolicyKind, PrincipalList, Statement } from './policy-model.ts';
import { parsePrincipals } from './policy-principal.ts';
import { stringList } from './statement-place.ts';
import type { StatementPlace } from './statement-place.ts';

const STATEMENT_ELEMENTS = [
  'Sid',
  'Effect',
  'Principal',
  'NotPrincipal',
  'Action',
  'NotAction',
  'Resource',
  'NotResource',
  'Condition',
];

const EXCLUSIVE_PAIRS = [
  ['Action', 'NotAction'],
  ['Resource', 'NotResource'],
  ['Principal', 'NotPrincipal'],
] as const;

/** A service prefix without wildcards, a colon, a name that may hold wildcards; or only `*`. */
const ACTION = /^(?:\*+|(?:[A-Za-z0-9-]+|\*):[A-Za-z0-9*?._-]+)$/;

const SID = /^[A-Za-z0-9]*$/;

/** One statement, or undefined where it cannot be read; its errors are added to `errors`. */
export function parseStatement(
  node: JsonNode,
  index: number,
  kind: PolicyKind,
  errors: PolicyErrors,
): Statement | undefined {
  if (node.kind !== 'object') {
    errors.add(node.at, `must be an object in { }, not ${nodeKindText(node)}`, undefined, {
      index,
    });
    return undefined;
  }
  const members = new Map(node.members.map((member) => [member.key, member]));
  const sidNode = members.get('Sid')?.value;
  const sid = sidNode?.kind === 'text' ? sidNode.text : undefined;
  const statement = sid === undefined ? { index } : { index, sid };
  const place = { errors, statement };
  errors.repeatedKeys(node, undefined, statement);
  errors.unknownMembers(node, STATEMENT_ELEMENTS, statement);
  for (const [element, negation] of EXCLUSIVE_PAIRS) {
    const second = members.get(negation);
    if (!members.has(element) || second === undefined) continue;
    errors.add(
      second.at,
      `${element} and ${negation} cannot stand in one statement`,
      negation,
      statement,
    );
  }
  checkSid(sidNode, kind, place);
  const effect = parseEffect(members.get('Effect'), node.at, place);
  const actions = parseActions(members, node.at, place);
  const resources = parseResources(members, kind, node.at, place);
  const principals = requiredPrincipals(members, kind, node.at, place);
  const conditions = parseConditions(members.get('Condition'), place);
  if (effect === undefined || actions === undefined) return undefined;
  const parsed: Mutable<Statement> = { index, effect, actions, conditions };
  if (sid !== undefined) parsed.sid = sid;
  if (resources !== undefined) parsed.resources = resources;
  if (principals !== undefined) parsed.principals = principals;
  return parsed;
}

function checkSid(node: JsonNode | undefined, kind: PolicyKind, place: StatementPlace): void {
  if (node === undefined) return;
  if (node.kind !== 'text') {
    place.errors.add(
      node.at,
      `must be a string, not ${nodeKindText(node)}`,
      'Sid',
      place.statement,
    );
  } else if (kind !== 'resource' && !SID.test(node.text)) {
    place.errors.add(node.at, 'may hold only letters A-Z, a-z and digits', 'Sid', place.statement);
  }
}

function parseEffect(
  member: JsonMember | undefined,
  statementAt: number,
  place: StatementPlace,
): Effect | undefined {
  if (member === undefined) {
    place.errors.add(statementAt, 'is missing; write Allow or Deny', 'Effect', place.statement);
    return undefined;
  }
  const { value } = member;
  if (value.kind === 'text' && (value.text === 'Allow' || value.text === 'Deny')) return value.text;
  const found = value.kind === 'text' ? `"${value.text.slice(0, 40)}"` : nodeKindText(value);
  place.errors.add(value.at, `must be Allow or Deny, not ${found}`, 'Effect', place.statement);
  return undefined;
}

function parseActions(
  members: ReadonlyMap<string, JsonMember>,
  statementAt: number,
  place: StatementPlace,
): PatternList | undefined {
  const negated = !members.has('Action');
  const element = negated ? 'NotAction' : 'Action';
  const member = members.get(element);
  if (member === undefined) {
    const message = 'is missing; name the actions, or NotAction';
    place.errors.add(statementAt, message, 'Action', place.statement);
    return undefined;
  }
  const patterns = stringList(member.value, element, place, (text) =>
    ACTION.test(text)
      ? undefined
      : (typographicQuoteIn(text) ??
        `"${text.slice(0, 100)}" is no action: write service:Name such as lambda:InvokeFunction, with * or ? only in the name`),
  );
  return { negated, patterns };
}

function parseResources(
  members: ReadonlyMap<string, JsonMember>,
  kind: PolicyKind,
  statementAt: number,
  place: StatementPlace,
): PatternList | undefined {
  const negated = !members.has('Resource');
  const element = negated ? 'NotResource' : 'Resource';
  const member = members.get(element);
  if (member === undefined) {
    if (kind !== 'resource') {
      const message = 'is missing; name the resources by ARN, or "*"';
      place.errors.add(statementAt, message, 'Resource', place.statement);
    }
    return undefined;
  }
  const patterns = stringList(member.value, element, place, (text) => {
    const quote = typographicQuoteIn(text);
    if (quote !== undefined) return quote;
    return text.startsWith('arn:') || /^\*+$/.test(text)
      ? undefined
      : `"${text.slice(0, 100)}" is no resource: write an ARN that begins with arn:, or "*"`;
  });
  return { negated, patterns };
}

function requiredPrincipals(
  members: ReadonlyMap<string, JsonMember>,
  kind: PolicyKind,
  statementAt: number,
  place: StatementPlace,
): PrincipalList | undefined {
  const negated = !members.has('Principal');
  const element = negated ? 'NotPrincipal' : 'Principal';
  const member = members.get(element);
  if (kind === 'resource') {
    if (member !== undefined) return parsePrincipals(member.value, negated, place);
    const message = 'is missing; a resource-based policy says who, such as "*" or {"AWS": …}';
    place.errors.add(statementAt, message, 'Principal', place.statement);
  } else if (member !== undefined) {
    const message =
      kind === 'identity'
        ? 'cannot stand in an identity policy, which speaks of the identity that carries it'
        : 'cannot stand in a service control policy; use the condition key aws:PrincipalArn';
    place.errors.add(member.at, message, element, place.statement);
  }
  return undefined;
}
