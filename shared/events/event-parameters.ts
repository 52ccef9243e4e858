/**
 * Walking the parameters and the answer of a call without knowing their shape. CloudTrail writes EC2
 * calls in two encodings: camelCase with `{"items": […]}`, and XML turned to JSON with capital keys
 * under a wrapper, where one value is `{"tag": 1, "content": …}`, several are an array of them, lists
 * in answers are `{"item": …}`, and an empty one is `""`. Both come out of here alike.
 */

/** A text in the parameters, with the field that holds it. */
export interface ParameterText {
  /** The field's name in lower case, as its spelling differs: `vpcId`, `VpcId`, `vPCId`. */
  readonly field: string;
  readonly text: string;
}

/** Keys that stand for "one of the list" in either encoding: the field is the one around them. */
const LIST_KEYS = new Set(['item', 'items', 'content', 'member']);

/**
 * Fields whose content someone made up or that describe something else: what looks like an id in a tag
 * or a policy document is not a resource that the call touched. Route 53's change batch names the
 * zones of alias targets, which AWS owns.
 */
const OPAQUE_FIELDS = new Set([
  'tag',
  'tags',
  'tagset',
  'tagspecification',
  'tagspecificationset',
  'tagspecifications',
  'tagkeys',
  'addtags',
  'policydocument',
  'assumerolepolicydocument',
  'statement',
  'statementid',
  'environment',
  'clienttoken',
  'creatorrequestid',
  'userdata',
  'changebatch',
]);

function isObject(value: unknown): value is object {
  return typeof value === 'object' && value !== null;
}

/**
 * Every text in the parameters, except in fields that hold free content. Takes any JSON value of any
 * depth; the order is not defined.
 */
export function parameterTexts(parameters: unknown): readonly ParameterText[] {
  const found: ParameterText[] = [];
  const waiting: { field: string; value: unknown }[] = [{ field: '', value: parameters }];
  // A list of what is left to do instead of recursion, so that depth cannot exhaust the stack.
  for (let next = waiting.pop(); next !== undefined; next = waiting.pop()) {
    const { field, value } = next;
    if (typeof value === 'string') {
      if (value !== '') found.push({ field, text: value });
    } else if (Array.isArray(value)) {
      for (const element of value) waiting.push({ field, value: element });
    } else if (isObject(value)) {
      for (const [key, inner] of Object.entries(value)) {
        const innerField = key.toLowerCase();
        if (OPAQUE_FIELDS.has(innerField)) continue;
        waiting.push({ field: LIST_KEYS.has(innerField) ? field : innerField, value: inner });
      }
    }
  }
  return found;
}

function saysTrue(value: unknown): boolean {
  return value === true || value === 'true';
}

/**
 * Whether CloudTrail left the parameters, or the answer, out because they exceed 100 KB:
 * `{"omitted": true, "reason": …}`. The shape is inferred, no recorded event shows it; public code
 * also has the text "true".
 */
export function isOmitted(parameters: unknown): boolean {
  return isObject(parameters) && Object.entries(parameters).some(isOmittedEntry);
}

function isOmittedEntry([key, value]: [string, unknown]): boolean {
  return key === 'omitted' && saysTrue(value);
}

/** Whether the caller asked for a dry run, at the top or under the sole wrapper of the XML encoding. */
export function namesDryRun(parameters: unknown): boolean {
  if (!isObject(parameters)) return false;
  const entries: [string, unknown][] = Object.entries(parameters);
  const wrapped = entries.length === 1 ? entries[0]?.[1] : undefined;
  if (isObject(wrapped)) entries.push(...Object.entries(wrapped));
  return entries.some(([key, value]) => key.toLowerCase() === 'dryrun' && saysTrue(value));
}
