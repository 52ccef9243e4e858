/** A parsed policy document: single values have become lists, scalars strings, operators their parts. */

/** Without a Version element IAM takes 2008-10-17, which knows no policy variables. */
export type PolicyVersion = '2008-10-17' | '2012-10-17';

/**
 * What a policy is attached to, which decides its elements: `identity` (user, group, role, permissions
 * boundary), `resource` (resource-based and VPC endpoint policies: a principal is required), `scp`.
 */
export type PolicyKind = 'identity' | 'resource' | 'scp';

export type Effect = 'Allow' | 'Deny';

export interface PolicyDocument {
  readonly version: PolicyVersion;
  readonly id?: string;
  readonly statements: readonly Statement[];
}

export interface Statement {
  /** Place in the Statement list, from 0. */
  readonly index: number;
  readonly sid?: string;
  readonly effect: Effect;
  readonly actions: PatternList;
  /** Absent in resource-based policies that mean the resource they are attached to. */
  readonly resources?: PatternList;
  /** Absent in identity policies and service control policies. */
  readonly principals?: PrincipalList;
  readonly conditions: readonly Condition[];
}

/** Action or Resource; `negated` for NotAction or NotResource. */
export interface PatternList {
  readonly negated: boolean;
  readonly patterns: readonly string[];
}

/** Principal; `negated` for NotPrincipal. */
export interface PrincipalList {
  readonly negated: boolean;
  /** Written `"*"`; the same as `{"AWS": "*"}` in most services. */
  readonly everyone: boolean;
  readonly aws: readonly string[];
  readonly service: readonly string[];
  readonly federated: readonly string[];
  readonly canonicalUser: readonly string[];
}

export type SetQualifier = 'ForAnyValue' | 'ForAllValues';

/** One `operator: { key: values }` of a Condition block; all of a statement must hold. */
export interface Condition {
  /** As written, for messages: `ForAnyValue:StringLikeIfExists`. */
  readonly operator: string;
  readonly qualifier?: SetQualifier;
  /** The operator's own name in AWS's spelling: `StringLike`. */
  readonly name: string;
  readonly ifExists: boolean;
  /** As written; key names are compared without regard to case. */
  readonly key: string;
  readonly values: readonly string[];
}

/** `Statement[2] (Sid "Name")`, as messages name a statement. */
export function statementText(statement: {
  readonly index: number;
  readonly sid?: string;
}): string {
  const sid = statement.sid === undefined ? '' : ` (Sid "${statement.sid.slice(0, 100)}")`;
  return `Statement[${statement.index}]${sid}`;
}
