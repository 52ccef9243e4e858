import { once } from '../model/once.ts';
import { statementText } from './policy-model.ts';
import type { Effect, PolicyDocument, Statement } from './policy-model.ts';
import { matchBesideAction, namesAction } from './statement.ts';
import type { AccessRequest } from './statement.ts';
import { and, or } from './truth.ts';
import type { Truth } from './truth.ts';

/**
 * AWS's order of evaluation
 * (https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_evaluation-logic.html): an
 * explicit deny anywhere ends it; then every level of service control policies, the identity's own
 * policies and its permissions boundary must each allow.
 */

/** `unknown` where what was not read could turn the answer. */
export type Decision = 'allowed' | 'explicitly-denied' | 'implicitly-denied' | 'unknown';

/** A policy by the name people know it by; without a document where it could not be read, and why. */
export type NamedPolicy =
  | { readonly name: string; readonly document: PolicyDocument }
  | { readonly name: string; readonly unreadable: string };

/** The statement that decided. */
export interface DecidingStatement {
  readonly policy: string;
  readonly index: number;
  readonly sid?: string;
}

export interface Verdict {
  readonly decision: Decision;
  /** Absent where no statement decided: an implicit deny for want of an allow, an unreadable policy. */
  readonly statement?: DecidingStatement;
  /** One sentence for people. */
  readonly reason: string;
}

/** What can say yes or no to an IAM principal. */
export interface PrincipalPolicies {
  /** Inline and attached policies, and those of a user's groups. */
  readonly identity: readonly NamedPolicy[];
  readonly permissionsBoundary?: NamedPolicy;
  /**
   * Service control policies by level, root first: each level must allow
   * (https://docs.aws.amazon.com/organizations/latest/userguide/orgs_manage_policies_scps_evaluation.html).
   * Absent: not considered.
   */
  readonly serviceControlPolicies?: readonly (readonly NamedPolicy[])[];
}

/** Judges a request of an IAM principal by the policies that bind the principal. */
export function evaluatePrincipal(policies: PrincipalPolicies, request: AccessRequest): Verdict {
  const scpLevels = (policies.serviceControlPolicies ?? []).map((level, index) => ({
    label: `level ${index + 1} of the service control policies`,
    policies: level,
  }));
  const boundary = policies.permissionsBoundary;
  return decide(
    [
      ...scpLevels,
      { label: 'the identity policies', policies: policies.identity, grants: true },
      ...(boundary === undefined
        ? []
        : [{ label: 'the permissions boundary', policies: [boundary] }]),
    ],
    request,
  );
}

/** Judges a request by one policy alone: a resource-based or endpoint policy, or any other. */
export function evaluatePolicy(policy: NamedPolicy, request: AccessRequest): Verdict {
  return decide([{ label: `policy ${policy.name}`, policies: [policy] }], request);
}

const REASONS_NAMED = 3;

/** Policies of which one allow is enough; every group must allow. */
interface PolicyGroup {
  readonly label: string;
  readonly policies: readonly NamedPolicy[];
  /** Its allow is the one that people look for; the others only let through. */
  readonly grants?: true;
}

/** The strongest statement of one effect: a certain one, else a possible one. */
interface EffectFinding {
  readonly truth: Truth;
  readonly statement?: DecidingStatement;
  /** What is not known, for `unknown`. */
  readonly because: string;
}

function decide(groups: readonly PolicyGroup[], request: AccessRequest): Verdict {
  const denies = groups.map((group) => findEffect(group, 'Deny', request));
  const deny = denies.find(({ truth }) => truth === 'yes');
  if (deny !== undefined) {
    return verdict('explicitly-denied', `${statementName(deny)} denies it`, deny.statement);
  }
  const allows = groups.map((group) => findEffect(group, 'Allow', request));
  const missing = groups.find((_group, index) => allows[index]?.truth === 'no');
  if (missing !== undefined) {
    return verdict('implicitly-denied', `no statement of ${missing.label} allows it`);
  }
  const possibleDeny = denies.find(({ truth }) => truth === 'unknown');
  if (possibleDeny !== undefined) {
    return verdict('unknown', `${possibleDeny.because} (it may deny)`, possibleDeny.statement);
  }
  const possibleAllow = allows.find(({ truth }) => truth === 'unknown');
  if (possibleAllow !== undefined) {
    return verdict('unknown', `${possibleAllow.because} (it may allow)`, possibleAllow.statement);
  }
  const allow = allows.find((_allow, index) => groups[index]?.grants) ?? allows.at(-1);
  const name = allow === undefined ? 'nothing' : statementName(allow);
  return verdict('allowed', `${name} allows it`, allow?.statement);
}

const statementsByAction = new WeakMap<PolicyDocument, Map<string, readonly Statement[]>>();

/** The statements that name an action: a principal is asked of few actions, on many resources. */
function statementsAbout(document: PolicyDocument, action: string): readonly Statement[] {
  const byAction = once(
    statementsByAction,
    document,
    () => new Map<string, readonly Statement[]>(),
  );
  return once(byAction, action, () =>
    document.statements.filter((statement) => namesAction(statement, action)),
  );
}

function findEffect(group: PolicyGroup, effect: Effect, request: AccessRequest): EffectFinding {
  let possible: EffectFinding | undefined;
  for (const policy of group.policies) {
    if (!('document' in policy)) {
      possible ??= {
        truth: 'unknown',
        because: `policy ${policy.name} could not be read: ${policy.unreadable}`,
      };
      continue;
    }
    for (const statement of statementsAbout(policy.document, request.action)) {
      if (statement.effect !== effect) continue;
      const { matches, because } = matchBesideAction(statement, policy.document.version, request);
      if (matches === 'no') continue;
      const named = deciding(policy.name, statement);
      if (matches === 'yes') return { truth: 'yes', statement: named, because: '' };
      possible ??= {
        truth: 'unknown',
        statement: named,
        because: `${statementText(statement)} of policy ${policy.name} depends on what is not known: ${listText(because)}`,
      };
    }
  }
  return possible ?? { truth: 'no', because: '' };
}

/** A message names the first reasons; hundreds of the same kind help nobody. */
function listText(reasons: readonly string[]): string {
  const more = reasons.length - REASONS_NAMED;
  const named = reasons.slice(0, REASONS_NAMED).join('; ');
  return more > 0 ? `${named}; and ${more} more` : named;
}

function deciding(policy: string, { index, sid }: Statement): DecidingStatement {
  return sid === undefined ? { policy, index } : { policy, index, sid };
}

function statementName({ statement }: EffectFinding): string {
  return statement === undefined
    ? 'a statement'
    : `${statementText(statement)} of policy ${statement.policy}`;
}

function verdict(decision: Decision, reason: string, statement?: DecidingStatement): Verdict {
  return statement === undefined ? { decision, reason } : { decision, reason, statement };
}

/** Whether the request gets through: yes only when it is certainly allowed, no when certainly denied. */
export function isAllowed({ decision }: Verdict): Truth {
  if (decision === 'unknown') return 'unknown';
  return decision === 'allowed' ? 'yes' : 'no';
}

/** The verdict over several requests that must all get through (actions or resources of one need). */
export function allAllowed(verdicts: readonly Verdict[]): Truth {
  return and(verdicts.map(isAllowed));
}

/** The verdict over several requests of which one is enough. */
export function someAllowed(verdicts: readonly Verdict[]): Truth {
  return or(verdicts.map(isAllowed));
}
