import { evaluateCondition } from './condition.ts';
import type { PatternList, PolicyVersion, Statement } from './policy-model.ts';
import { principalMatches } from './principal.ts';
import type { RequestPrincipal } from './principal.ts';
import type { RequestContext } from './request-context.ts';
import { resourceMatches, resourcePattern } from './resource-match.ts';
import type { RequestResource } from './resource-match.ts';
import { and, not, or, truthOf } from './truth.ts';
import type { Truth } from './truth.ts';
import { actionMatches } from './wildcard.ts';

/** One request, as far as it is known. */
export interface AccessRequest {
  /** `service:Name`, without wildcards. */
  readonly action: string;
  readonly resource: RequestResource;
  /** Needed by resource-based policies only. */
  readonly principal?: RequestPrincipal;
  readonly context: RequestContext;
}

/** Whether a statement is about a request; its effect is another matter. */
export interface StatementMatch {
  readonly matches: Truth;
  /** For `unknown`: what would have to be known. */
  readonly because: readonly string[];
}

const MATCH: StatementMatch = { matches: 'yes', because: [] };
const NO_MATCH: StatementMatch = { matches: 'no', because: [] };

/**
 * Judges one statement: action, resource, principal and every condition must match
 * (https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_evaluation-logic.html).
 */
export function matchStatement(
  statement: Statement,
  version: PolicyVersion,
  request: AccessRequest,
): StatementMatch {
  return namesAction(statement, request.action)
    ? matchBesideAction(statement, version, request)
    : NO_MATCH;
}

/** Whether the statement is about the action, on whatever resource. */
export function namesAction({ actions }: Statement, action: string): boolean {
  return actions.patterns.some((pattern) => actionMatches(pattern, action)) !== actions.negated;
}

/** Judges a statement that names the action of the request. */
export function matchBesideAction(
  statement: Statement,
  version: PolicyVersion,
  request: AccessRequest,
): StatementMatch {
  const resource = matchResource(statement.resources, version, request);
  if (resource === 'no') return NO_MATCH;
  const principal = matchPrincipal(statement, request);
  if (principal === 'no') return NO_MATCH;
  const isCertain = resource === 'yes' && principal === 'yes';
  if (isCertain && statement.conditions.length === 0) return MATCH;
  const because = new Set([
    ...(resource === 'unknown' ? ['whether its resources cover the one of the request'] : []),
    ...(principal === 'unknown' ? ['whether its principal names the one of the request'] : []),
  ]);
  const conditions: Truth[] = [];
  for (const condition of statement.conditions) {
    const result = evaluateCondition(condition, version, request.context);
    if (result.holds === 'no') return NO_MATCH;
    conditions.push(result.holds);
    if (result.because !== undefined) because.add(result.because);
  }
  return { matches: and([resource, principal, ...conditions]), because: [...because] };
}

/** No Resource element in a resource-based policy means the resource it is attached to. */
function matchResource(
  resources: PatternList | undefined,
  version: PolicyVersion,
  { resource, context }: AccessRequest,
): Truth {
  if (resources === undefined) return 'yes';
  // A lone star covers every resource, open ones too, whatever the other patterns say.
  if (resources.patterns.includes('*')) return truthOf(!resources.negated);
  const patterns = resources.patterns.map((text) => resourcePattern(text, version, context));
  const named = or(patterns.map((pattern) => resourceMatches(pattern, resource)));
  if (!resources.negated) return named;
  // AWS: a variable that cannot be resolved may make the whole statement invalid.
  const invalid = patterns.some(({ certainty }) => certainty === 'unresolved');
  return invalid && named === 'no' ? 'unknown' : not(named);
}

function matchPrincipal({ principals }: Statement, { principal }: AccessRequest): Truth {
  if (principals === undefined) return 'yes';
  if (principal !== undefined) return principalMatches(principals, principal);
  return principals.everyone ? truthOf(!principals.negated) : 'unknown';
}
