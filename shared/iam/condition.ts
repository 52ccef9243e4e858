import type { ComparisonOperator, PolicyValue } from './condition-operator.ts';
import { conditionOperator } from './condition-operators.ts';
import type { Condition, PolicyVersion } from './policy-model.ts';
import { expandVariables } from './policy-variables.ts';
import type { ExpandedValue } from './policy-variables.ts';
import type { RequestContext } from './request-context.ts';
import { and, not, or, truthOf } from './truth.ts';
import type { Truth } from './truth.ts';
import { asciiLowerCase, literalTokens } from './wildcard.ts';

/**
 * Whether a condition holds, by AWS's rules for missing keys, negated operators, IfExists and sets:
 * https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_elements_condition_operators.html,
 * …/reference_policies_condition-logic-multiple-context-keys-or-values.html and
 * …/reference_policies_condition-single-vs-multi-valued-context-keys.html.
 */
export interface ConditionResult {
  readonly holds: Truth;
  /** For `unknown`: what would have to be known, in words. */
  readonly because?: string;
}

/** Judges one operator and key of a Condition block. */
export function evaluateCondition(
  condition: Condition,
  version: PolicyVersion,
  context: RequestContext,
): ConditionResult {
  const operator = conditionOperator(condition.name);
  if (operator === undefined) return undecided(`${condition.operator} is not known`);
  const found = context.lookup(condition.key);
  if (found.kind === 'unknown') return undecided(`the value of ${condition.key} is not known`);
  const values = found.kind === 'values' ? found.values : [];
  if (operator.kind === 'presence') return evaluatePresence(condition, values);
  if (values.length === 0) return evaluateMissing(condition, operator);
  if (condition.values.length === 0) {
    return undecided(`${condition.operator} names no value for ${condition.key}`);
  }
  const policyValues = condition.values.map((text) => ({
    text,
    expanded: expand(text, operator, version, context),
  }));
  return overValues(condition, operator, policyValues, values);
}

function undecided(because: string): ConditionResult {
  return { holds: 'unknown', because };
}

function expand(
  text: string,
  operator: ComparisonOperator,
  version: PolicyVersion,
  context: RequestContext,
): ExpandedValue {
  return operator.value === 'plain'
    ? { tokens: literalTokens(text), certainty: 'exact', missingKeys: [] }
    : expandVariables(text, version, context, operator.value === 'pattern');
}

/**
 * A missing key: true for IfExists, for ForAllValues (no value fails) and for negated operators,
 * false for ForAnyValue (no value succeeds), negated or not, and for every other operator. For
 * ForAnyValue with IfExists two of these rules contradict, and AWS does not say which one wins.
 */
function evaluateMissing(condition: Condition, operator: ComparisonOperator): ConditionResult {
  const { qualifier, ifExists } = condition;
  if (qualifier === 'ForAnyValue' && ifExists) {
    return undecided(
      `${condition.key} is missing, where ForAnyValue says no and IfExists says yes`,
    );
  }
  if (ifExists || qualifier === 'ForAllValues') return { holds: 'yes' };
  return { holds: truthOf(qualifier === undefined && operator.negated) };
}

/** Null: "true" asks that the key is missing, "false" that it is there. */
function evaluatePresence(condition: Condition, values: readonly string[]): ConditionResult {
  if (condition.qualifier !== undefined) {
    return undecided(`AWS does not document ${condition.operator}`);
  }
  // "The key exists and its value is not null": whether an empty string is null is not documented.
  if (values.length > 0 && values.every((value) => value === '')) {
    return undecided(`${condition.key} is empty, which Null may take for missing`);
  }
  const missing = values.length === 0;
  const holds = or(
    condition.values.map((text): Truth => {
      const wanted = asciiLowerCase(text);
      if (wanted !== 'true' && wanted !== 'false') return 'unknown';
      return truthOf((wanted === 'true') === missing);
    }),
  );
  if (holds !== 'unknown' && condition.values.length > 0) return { holds };
  return undecided(`Null for ${condition.key} must be "true" or "false"`);
}

function overValues(
  condition: Condition,
  operator: ComparisonOperator,
  policyValues: readonly PolicyValue[],
  values: readonly string[],
): ConditionResult {
  const each = values.map((value) => oneValue(operator, policyValues, value));
  const holds = combine(condition, operator, values, each);
  if (holds !== 'unknown') return { holds };
  return undecided(reasonFor(condition, policyValues, values, each));
}

/** One request value against all policy values: OR, and NOR for a negated operator. */
function oneValue(
  operator: ComparisonOperator,
  policyValues: readonly PolicyValue[],
  value: string,
): Truth {
  const any = or(
    policyValues.map((policy): Truth => {
      const { certainty } = policy.expanded;
      // AWS: an unresolved variable matches nothing, or makes the statement invalid; for a negated
      // operator the two differ.
      if (certainty === 'unresolved') return operator.negated ? 'unknown' : 'no';
      const agrees = operator.agrees(policy, value);
      return agrees === 'yes' && certainty === 'guessed' ? 'unknown' : agrees;
    }),
  );
  return operator.negated ? not(any) : any;
}

function combine(
  condition: Condition,
  operator: ComparisonOperator,
  values: readonly string[],
  each: readonly Truth[],
): Truth {
  const [only] = each;
  if (condition.qualifier === undefined) {
    if (each.length === 1 && only !== undefined) return only;
    // A multivalued key needs a set operator. Without one only a positive operator that agrees with
    // none of the values is beyond doubt.
    return operator.negated || or(each) !== 'no' ? 'unknown' : 'no';
  }
  const forAll = condition.qualifier === 'ForAllValues';
  const holds = forAll ? and(each) : or(each);
  // AWS counts an empty string as no value for set operators; where that changes the answer, it is open.
  const emptySet = values.every((value) => value === '');
  return emptySet && holds !== truthOf(forAll) ? 'unknown' : holds;
}

function reasonFor(
  condition: Condition,
  policyValues: readonly PolicyValue[],
  values: readonly string[],
  each: readonly Truth[],
): string {
  const missing = policyValues.find(({ expanded }) => expanded.certainty !== 'exact')?.expanded;
  if (missing !== undefined)
    return `the policy variable ${missing.missingKeys.join(', ')} has no known value`;
  if (each.includes('unknown')) {
    return `a value of ${condition.key} cannot be compared by ${condition.operator}`;
  }
  return values.length > 1 && condition.qualifier === undefined
    ? `${condition.key} has several values and ${condition.operator} has no ForAnyValue or ForAllValues`
    : `${condition.key} is empty`;
}
