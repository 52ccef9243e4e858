import { MAX_JSON_DEPTH } from './json-node.ts';
import type { JsonMember, JsonNode, JsonReading } from './json-node.ts';
import { JsonProblem } from './json-problem.ts';

/**
 * Turns an already decoded document, as the AWS CLI prints it, into the nodes that the text reader
 * yields. Only own members count, so an inherited property is never taken for a policy element.
 */
export function readDecodedJson(value: unknown): JsonReading {
  try {
    return { ok: true, node: toNode(value, 0, new Map()) };
  } catch (error) {
    if (!(error instanceof JsonProblem)) throw error;
    return { ok: false, problems: [{ message: error.message }] };
  }
}

/** `done` keeps an object that appears in several places from being read again each time. */
function toNode(value: unknown, depth: number, done: Map<object, JsonNode>): JsonNode {
  if (depth > MAX_JSON_DEPTH) {
    throw new JsonProblem(
      `nested deeper than ${MAX_JSON_DEPTH} levels; a policy document never needs more than 6`,
      -1,
    );
  }
  if (value === null) return { kind: 'null', at: -1 };
  if (typeof value === 'string') return { kind: 'text', at: -1, text: value };
  if (typeof value === 'number') return { kind: 'number', at: -1, text: String(value) };
  if (typeof value === 'boolean') return { kind: 'boolean', at: -1, text: String(value) };
  if (typeof value === 'object') {
    const node = done.get(value) ?? containerNode(value, depth, done);
    done.set(value, node);
    return node;
  }
  throw new JsonProblem(`a value of type ${typeof value} cannot stand in a policy document`, -1);
}

function containerNode(value: object, depth: number, done: Map<object, JsonNode>): JsonNode {
  if (Array.isArray(value)) {
    const items = value.map((item: unknown) => toNode(item, depth + 1, done));
    return { kind: 'list', at: -1, items };
  }
  const members: JsonMember[] = [];
  for (const [key, member] of Object.entries(value)) {
    members.push({ key, at: -1, value: toNode(member, depth + 1, done) });
  }
  return { kind: 'object', at: -1, members, repeated: [] };
}
