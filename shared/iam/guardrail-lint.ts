import { parsePolicyDocument } from './policy-document.ts';
import { unplacedErrorText } from './policy-error.ts';
import type { PolicyError } from './policy-error.ts';
import { statementText } from './policy-model.ts';
import type { Condition, PolicyDocument, PolicyKind, Statement } from './policy-model.ts';
import { readableStatements } from './readable-statements.ts';
import { actionMatches, asciiLowerCase } from './wildcard.ts';

/**
 * The mistakes that make a policy on Lambda's VPC condition keys say something else than it seems to.
 * `lambda:VpcIds` has one value despite its name; `lambda:SubnetIds` and `lambda:SecurityGroupIds`
 * have several (https://docs.aws.amazon.com/service-authorization/latest/reference/list_awslambda.html).
 */
export type LintRule = 'L1' | 'L2' | 'L3' | 'L4' | 'L5' | 'L6';

export interface LintFinding {
  readonly rule: LintRule;
  /** `info` only for L6, where a policy may mean what it says. */
  readonly severity: 'error' | 'info';
  /** Names the statement, what it does, and what to write instead; not the line. */
  readonly message: string;
  readonly statement?: Pick<Statement, 'index' | 'sid'>;
  /** Set where the text is not JSON at all. */
  readonly syntax?: true;
  /** 1-based place in the text, where the rule is about one. */
  readonly line?: number;
  readonly column?: number;
}

export interface LintOptions {
  /** Every function must be in a VPC, so that blocking unattached ones (L6) is meant. */
  readonly required: boolean;
}

const VPC_KEY = 'lambda:vpcids';
const LIST_KEYS = new Set(['lambda:subnetids', 'lambda:securitygroupids']);
const PLACEMENT_KEYS = new Set([VPC_KEY, ...LIST_KEYS]);
const PLACEMENT_ACTIONS = ['lambda:CreateFunction', 'lambda:UpdateFunctionConfiguration'];

/** As many parse errors as a person reads at once. */
const ERRORS_SHOWN = 20;

/** Lints a text. Where it is no policy (L5), the statements in it that can be read are linted still. */
export function lintPolicyText(
  text: string,
  kind: PolicyKind,
  options: LintOptions,
): readonly LintFinding[] {
  const parse = parsePolicyDocument(text, kind);
  if (parse.ok) return lintGuardrail(parse.document, options);
  const errors = parse.errors.slice(0, ERRORS_SHOWN).map(notAPolicy);
  const statements = readableStatements(text, kind);
  return [...errors, ...lintGuardrail({ version: '2012-10-17', statements }, options)];
}

function notAPolicy(error: PolicyError): LintFinding {
  const what = error.syntax ? 'not JSON' : 'not a valid policy';
  return {
    rule: 'L5',
    severity: 'error',
    message: `${what}: ${unplacedErrorText(error)}`,
    ...(error.syntax && { syntax: true }),
    ...(error.statement === undefined ? {} : { statement: error.statement }),
    ...(error.line === undefined ? {} : { line: error.line }),
    ...(error.column === undefined ? {} : { column: error.column }),
  };
}

/** Lints a parsed document: rules L1 to L4 and L6. */
export function lintGuardrail(
  { statements }: PolicyDocument,
  options: LintOptions,
): readonly LintFinding[] {
  const perCondition = statements.flatMap((statement) =>
    statement.conditions.flatMap((condition) => lintCondition(statement, condition, options)),
  );
  return [...perCondition, ...lintAlternatives(statements)];
}

function lintCondition(
  statement: Statement,
  condition: Condition,
  options: LintOptions,
): readonly LintFinding[] {
  const { index, sid } = statement;
  const key = asciiLowerCase(condition.key);
  const found: LintFinding[] = [];
  const report = (rule: LintRule, message: string, severity: LintFinding['severity'] = 'error') => {
    found.push({
      rule,
      severity,
      message: `${statementText(statement)}: ${message}`,
      statement: { index, ...(sid === undefined ? {} : { sid }) },
    });
  };
  const { operator, qualifier } = condition;
  const checked = hasNullCheck(statement, key);
  const nullCheck = `"Null": {"${condition.key}": "false"}`;
  if (
    qualifier === 'ForAllValues' &&
    statement.effect === 'Allow' &&
    PLACEMENT_KEYS.has(key) &&
    !checked
  ) {
    report(
      'L1',
      `${operator} is also true when ${condition.key} is not in the request, so this Allow covers functions outside any VPC; add ${nullCheck} to the same Condition`,
    );
  }
  if (key === VPC_KEY && qualifier !== undefined) {
    report(
      'L2',
      `${condition.key} has a single value despite its name, and ${qualifier} on a single-valued key makes a policy too permissive; write ${condition.name} without it`,
    );
  }
  if (LIST_KEYS.has(key) && qualifier === undefined && condition.name !== 'Null') {
    report(
      'L3',
      `${condition.key} has several values, which ${operator} alone does not compare; write ForAnyValue:${operator} or ForAllValues:${operator}`,
    );
  }
  if (key === VPC_KEY && qualifier === undefined && isNegatedString(condition) && !checked) {
    const unattached = statement.effect === 'Deny' ? 'blocks' : 'allows';
    if (!(options.required && statement.effect === 'Deny')) {
      report(
        'L6',
        `${operator} is true when ${condition.key} is not in the request, so this ${statement.effect} also ${unattached} every function outside a VPC; add ${nullCheck} if that is not meant`,
        statement.effect === 'Deny' ? 'info' : 'error',
      );
    }
  }
  return found;
}

function isNegatedString({ name }: Condition): boolean {
  return name.startsWith('StringNot');
}

function hasNullCheck(statement: Statement, key: string): boolean {
  return statement.conditions.some(
    ({ name, key: own, values }) =>
      name === 'Null' &&
      asciiLowerCase(own) === key &&
      values.length > 0 &&
      values.every((value) => asciiLowerCase(value) === 'false'),
  );
}

/** L4: statements are alternatives, so conditions spread over several Allows bind none of the others. */
function lintAlternatives(statements: readonly Statement[]): readonly LintFinding[] {
  const byKey = new Map<string, { key: string; statement: Statement }>();
  for (const statement of statements) {
    if (statement.effect !== 'Allow' || !allowsPlacement(statement)) continue;
    const keys = new Map(
      statement.conditions
        .filter(({ name, key }) => name !== 'Null' && PLACEMENT_KEYS.has(asciiLowerCase(key)))
        .map(({ key }) => [asciiLowerCase(key), key]),
    );
    const [only, ...more] = keys;
    if (only === undefined || more.length > 0) continue;
    if (!byKey.has(only[0])) byKey.set(only[0], { key: only[1], statement });
  }
  const parts = [...byKey.values()];
  const [first] = parts;
  if (first === undefined || parts.length < 2) return [];
  const named = parts.map(({ key, statement }) => `${statementText(statement)} (on ${key})`);
  const { index, sid } = first.statement;
  return [
    {
      rule: 'L4',
      severity: 'error',
      message: `${named.join(', ')}: each of these Allow statements is enough by itself, so a function in an allowed VPC may use any subnet or group; put all conditions into one statement`,
      statement: { index, ...(sid === undefined ? {} : { sid }) },
    },
  ];
}

function allowsPlacement({ actions }: Statement): boolean {
  return PLACEMENT_ACTIONS.some(
    (action) =>
      actions.patterns.some((pattern) => actionMatches(pattern, action)) !== actions.negated,
  );
}
