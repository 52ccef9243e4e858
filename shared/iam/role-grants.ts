import { statementText } from './policy-model.ts';
import type { PatternList, Statement } from './policy-model.ts';
import type { NamedPolicy, PrincipalPolicies } from './evaluate.ts';
import { actionPatternCovers, actionPatternsOverlap, patternCovers } from './pattern-cover.ts';
import { asciiLowerCase } from './wildcard.ts';

/**
 * What a role may do, read from its policies without a request in hand: the base for "which services
 * may this function call". Conditions are not judged, so a grant under a condition counts, marked.
 */
export interface RoleGrants {
  /** Allowed by an identity policy, not ruled out by the boundary or by an unconditional Deny. */
  readonly actions: readonly GrantedAction[];
  /** Why the set is not known to its end: `*`, NotAction, an unreadable policy. Empty: it is. */
  readonly openBecause: readonly string[];
}

export interface GrantedAction {
  /** As the policy writes it: `sqs:SendMessage`, `s3:Get*`. Never `*` alone. */
  readonly pattern: string;
  /** In lower case: `sqs`. */
  readonly prefix: string;
  readonly policy: string;
  readonly statement: Pick<Statement, 'index' | 'sid'>;
  readonly resources: PatternList;
  /** The Allow carries conditions. */
  readonly conditional: boolean;
}

const EVERYTHING: PatternList = { negated: false, patterns: ['*'] };

interface PlacedStatement {
  readonly policy: string;
  readonly statement: Statement;
  /** One for all grants of the statement. */
  readonly name: GrantedAction['statement'];
}

/** The grants of a role's policies. A permissions boundary narrows them; service control policies are not read. */
export function roleGrants(
  policies: Pick<PrincipalPolicies, 'identity' | 'permissionsBoundary'>,
): RoleGrants {
  const own = statementsOf(policies.identity);
  const boundary = statementsOf(
    policies.permissionsBoundary === undefined ? [] : [policies.permissionsBoundary],
  );
  const bounded = policies.permissionsBoundary !== undefined;
  const denies = [...own.statements, ...boundary.statements]
    .map(({ statement }) => statement)
    .filter(({ effect }) => effect === 'Deny');
  const limits = boundary.statements.filter(({ statement }) => statement.effect === 'Allow');
  const actions: GrantedAction[] = [];
  const openBecause = [...own.unreadable, ...boundary.unreadable];
  for (const placed of own.statements) {
    if (placed.statement.effect !== 'Allow') continue;
    const allowed = bounded ? withinBoundary(placed, limits) : allowedPatterns(placed);
    if (allowed.open !== undefined) openBecause.push(allowed.open);
    for (const pattern of allowed.patterns) {
      const grant = grantedAction(placed, pattern);
      if (!denies.some((deny) => rulesOut(deny, grant))) actions.push(grant);
    }
  }
  return { actions, openBecause };
}

/** The service prefixes of the grants, each once, sorted. Not all of them when `openBecause` says so. */
export function grantedPrefixes(grants: RoleGrants): readonly string[] {
  return [...new Set(grants.actions.map(({ prefix }) => prefix))].toSorted();
}

/** Actions that do not count, on any resource or on certain ones only. */
export interface GrantException {
  readonly actions: readonly string[];
  /** Resource ARNs or patterns; absent: on any resource. */
  readonly resources?: readonly string[];
}

/**
 * The granted actions of a service prefix that no exception takes away: what the role may call there
 * beside what Lambda itself does for it. With `openBecause`, an empty answer does not mean "none".
 */
export function grantsBeyond(
  grants: RoleGrants,
  prefix: string,
  exceptions: readonly GrantException[],
): readonly GrantedAction[] {
  const wanted = asciiLowerCase(prefix);
  return grants.actions.filter(
    (grant) => grant.prefix === wanted && !isExcepted(grant, exceptions),
  );
}

function isExcepted(grant: GrantedAction, exceptions: readonly GrantException[]): boolean {
  const applying = exceptions.filter(({ actions }) =>
    actions.some((action) => actionPatternCovers(action, grant.pattern)),
  );
  if (applying.some(({ resources }) => resources === undefined)) return true;
  const except = applying.flatMap(({ resources = [] }) => resources);
  return resourcesCovered(grant.resources, except);
}

function resourcesCovered(resources: PatternList, covers: readonly string[]): boolean {
  return (
    !resources.negated &&
    resources.patterns.length > 0 &&
    resources.patterns.every((own) => covers.some((cover) => patternCovers(cover, own)))
  );
}

function statementsOf(policies: readonly NamedPolicy[]): {
  statements: readonly PlacedStatement[];
  unreadable: readonly string[];
} {
  const statements: PlacedStatement[] = [];
  const unreadable: string[] = [];
  for (const policy of policies) {
    if ('document' in policy) {
      for (const statement of policy.document.statements) {
        const { index, sid } = statement;
        const name = sid === undefined ? { index } : { index, sid };
        statements.push({ policy: policy.name, statement, name });
      }
    } else {
      unreadable.push(`policy ${policy.name} could not be read: ${policy.unreadable}`);
    }
  }
  return { statements, unreadable };
}

interface AllowedPatterns {
  readonly patterns: readonly string[];
  readonly open?: string;
}

function allowedPatterns(placed: PlacedStatement): AllowedPatterns {
  const { actions } = placed.statement;
  if (actions.negated) return { patterns: [], open: openText(placed, 'NotAction') };
  const patterns = actions.patterns.filter((pattern) => !namesEverything(pattern));
  return patterns.length === actions.patterns.length
    ? { patterns }
    : { patterns, open: openText(placed, 'the action *') };
}

function openText({ policy, statement }: PlacedStatement, what: string): string {
  return `${statementText(statement)} of policy ${policy} allows with ${what}`;
}

/** `*`, `*:*`, `*:Get*`: the service itself is open. */
function namesEverything(pattern: string): boolean {
  return pattern.startsWith('*');
}

/** What a statement and some Allow of the boundary both allow. */
function withinBoundary(
  placed: PlacedStatement,
  limits: readonly PlacedStatement[],
): AllowedPatterns {
  const patterns = new Set<string>();
  let open: string | undefined;
  for (const limit of limits) {
    const both = intersection(placed.statement.actions, limit.statement.actions);
    for (const pattern of both.patterns) {
      if (namesEverything(pattern)) open ??= openText(placed, 'the action *');
      else patterns.add(pattern);
    }
    if (both.open) open ??= openText(placed, 'NotAction');
  }
  return { patterns: [...patterns], ...(open === undefined ? {} : { open }) };
}

function intersection(
  a: PatternList,
  b: PatternList,
): { patterns: readonly string[]; open: boolean } {
  if (a.negated && b.negated) return { patterns: [], open: true };
  if (a.negated) return { patterns: withoutCovered(b.patterns, a.patterns), open: false };
  if (b.negated) return { patterns: withoutCovered(a.patterns, b.patterns), open: false };
  const patterns = a.patterns.flatMap((own) =>
    b.patterns.flatMap((other) => {
      if (actionPatternCovers(own, other)) return [other];
      // Where the two merely overlap, the identity's pattern is the nearest that can be written.
      return actionPatternsOverlap(own, other) ? [own] : [];
    }),
  );
  return { patterns, open: false };
}

function withoutCovered(patterns: readonly string[], covers: readonly string[]): readonly string[] {
  return patterns.filter((own) => !covers.some((cover) => actionPatternCovers(cover, own)));
}

function grantedAction(
  { policy, statement, name }: PlacedStatement,
  pattern: string,
): GrantedAction {
  return {
    pattern,
    prefix: asciiLowerCase(pattern.slice(0, pattern.indexOf(':'))),
    policy,
    statement: name,
    resources: statement.resources ?? EVERYTHING,
    conditional: statement.conditions.length > 0,
  };
}

/** Whether a Deny takes the whole grant away, whatever the request. */
function rulesOut(deny: Statement, grant: GrantedAction): boolean {
  if (deny.conditions.length > 0) return false;
  const { negated, patterns } = deny.actions;
  const actionDenied = negated
    ? !patterns.some((kept) => actionPatternsOverlap(kept, grant.pattern))
    : patterns.some((denied) => actionPatternCovers(denied, grant.pattern));
  const resources = deny.resources ?? EVERYTHING;
  return (
    actionDenied &&
    !resources.negated &&
    (resources.patterns.includes('*') || resourcesCovered(grant.resources, resources.patterns))
  );
}
