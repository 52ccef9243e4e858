import { nodeKindText } from './json-node.ts';
import type { JsonMember, JsonNode } from './json-node.ts';
import { asciiLowerCase } from './wildcard.ts';
import { conditionOperator } from './condition-operators.ts';
import type { Condition, SetQualifier } from './policy-model.ts';
import type { StatementPlace } from './statement-place.ts';

/** A context key: service (or provider) prefix, colon, name: `aws:PrincipalTag/team`. */
const CONTEXT_KEY = /^[^:\s]+:\S/;

const OPERATOR = /^(?:(ForAnyValue|ForAllValues):)?([A-Za-z]+?)(IfExists)?$/i;

/** An operator's name taken apart, or what is wrong with it. */
function parseOperator(text: string): Omit<Condition, 'key' | 'values'> | string {
  const parts = OPERATOR.exec(text);
  const operator = parts === null ? undefined : conditionOperator(parts[2] ?? '');
  if (parts === null || operator === undefined) {
    return `"${text.slice(0, 100)}" is no condition operator; write one such as StringEquals, ArnLike or ForAnyValue:StringLike`;
  }
  const ifExists = parts[3] !== undefined;
  if (ifExists && operator.name === 'Null') {
    return `"${text}" cannot be: Null tests whether the key exists; drop IfExists`;
  }
  const qualifier = setQualifier(parts[1]);
  return {
    operator: text,
    ...(qualifier === undefined ? {} : { qualifier }),
    name: operator.name,
    ifExists,
  };
}

function setQualifier(text: string | undefined): SetQualifier | undefined {
  if (text === undefined) return undefined;
  return asciiLowerCase(text) === 'foranyvalue' ? 'ForAnyValue' : 'ForAllValues';
}

/**
 * The Condition element: operator, then key, then one value or several
 * (https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_elements_condition.html).
 */
export function parseConditions(
  member: JsonMember | undefined,
  place: StatementPlace,
): readonly Condition[] {
  if (member === undefined) return [];
  const report = (at: number, message: string): void => {
    place.errors.add(at, message, 'Condition', place.statement);
  };
  const block = member.value;
  if (block.kind !== 'object') {
    report(block.at, `must be an object of operators, not ${nodeKindText(block)}`);
    return [];
  }
  place.errors.repeatedKeys(block, 'Condition', place.statement);
  const conditions: Condition[] = [];
  for (const { key: operatorText, at, value } of block.members) {
    const operator = parseOperator(operatorText);
    if (typeof operator === 'string') {
      report(at, operator);
    } else if (value.kind !== 'object') {
      report(
        value.at,
        `${operatorText} must hold an object of keys such as {"aws:SourceVpc": "vpc-1"}, not ${nodeKindText(value)}`,
      );
    } else {
      place.errors.repeatedKeys(value, 'Condition', place.statement);
      checkKeyCase(value.members, operatorText, report);
      for (const entry of value.members) {
        if (!CONTEXT_KEY.test(entry.key)) {
          report(entry.at, `"${entry.key.slice(0, 100)}" is no condition key: write service:name`);
        }
        const values = conditionValues(entry.value, entry.key, report);
        conditions.push({ ...operator, key: entry.key, values });
      }
    }
  }
  return conditions;
}

/** Key names have no case, so two spellings of one key are a repeated key. */
function checkKeyCase(
  members: readonly JsonMember[],
  operator: string,
  report: (at: number, message: string) => void,
): void {
  const spelled = new Map<string, string>();
  for (const { key, at } of members) {
    const folded = asciiLowerCase(key);
    const earlier = spelled.get(folded);
    if (earlier !== undefined && earlier !== key) {
      report(
        at,
        `${operator} names "${earlier.slice(0, 100)}" and "${key.slice(0, 100)}", which are one key; keep one`,
      );
    }
    spelled.set(folded, key);
  }
}

/** Strings as they are; numbers and true/false as their text, as IAM takes them. */
function conditionValues(
  node: JsonNode,
  key: string,
  report: (at: number, message: string) => void,
): readonly string[] {
  const items = node.kind === 'list' ? node.items : [node];
  const values: string[] = [];
  for (const item of items) {
    if (item.kind === 'text' || item.kind === 'number' || item.kind === 'boolean') {
      values.push(item.text);
    } else {
      report(
        item.at,
        `the value of "${key.slice(0, 100)}" must be a string, a number, true or false, not ${nodeKindText(item)}`,
      );
    }
  }
  return values;
}
