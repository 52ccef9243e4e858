import type { PrincipalList } from './policy-model.ts';
import { and, not, or, truthOf } from './truth.ts';
import type { Truth } from './truth.ts';

/**
 * Who makes a request, and whether a Principal or NotPrincipal element names them
 * (https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_elements_principal.html and
 * …/reference_policies_elements_notprincipal.html).
 */
export type RequestPrincipal =
  /**
   * An IAM user, role, account root, role session or federated user session, by ARN. `roleArn` is the
   * role of a session, whose path its session ARN leaves out. A role's own ARN stands for a session
   * of it whose name is not known, as with the sessions Lambda makes of an execution role.
   */
  | { readonly kind: 'aws'; readonly arn: string; readonly roleArn?: string }
  /** An AWS service by its service principals: `lambda.amazonaws.com`. */
  | { readonly kind: 'service'; readonly names: readonly string[] }
  /** A web identity or SAML provider. */
  | { readonly kind: 'federated'; readonly provider: string }
  | { readonly kind: 'canonical-user'; readonly id: string }
  /** An unsigned request. */
  | { readonly kind: 'anonymous' };

/** Whether the statement is about this principal. */
export function principalMatches(list: PrincipalList, principal: RequestPrincipal): Truth {
  return list.negated ? isNotNamed(list, principal) : isNamed(list, principal);
}

function isNamed(list: PrincipalList, principal: RequestPrincipal): Truth {
  if (list.everyone) return 'yes';
  const everyAws = list.aws.includes('*');
  if (principal.kind === 'aws') return or(list.aws.map((entry) => namesAws(entry, principal)));
  if (principal.kind === 'service') {
    if (list.service.some((name) => name === '*' || principal.names.includes(name))) return 'yes';
    // {"AWS": "*"} is everyone in most services; whether it takes in service principals is not said.
    return everyAws ? 'unknown' : 'no';
  }
  if (principal.kind === 'federated') {
    return truthOf(list.federated.includes('*') || list.federated.includes(principal.provider));
  }
  if (principal.kind === 'canonical-user') {
    return truthOf(everyAws || list.canonicalUser.includes(principal.id));
  }
  return truthOf(everyAws);
}

/**
 * NotPrincipal: "AWS might validate the account first, then the role, and then the assumed-role
 * user". A principal is certainly left out of the statement when every one of its levels is listed,
 * certainly hit when none is; in between AWS only says "might".
 */
function isNotNamed(list: PrincipalList, principal: RequestPrincipal): Truth {
  if (list.everyone) return 'no';
  if (principal.kind !== 'aws') return not(isNamed(list, principal));
  if (list.aws.includes('*')) return 'no';
  const levels = levelsOf(principal).map((level) =>
    or(list.aws.map((entry) => truthOf(level.includes(entry)))),
  );
  const all = and(levels);
  if (all === 'yes') return 'no';
  const some = or(levels);
  if (some === 'yes') return 'unknown';
  return not(or(list.aws.map((entry) => namesAws(entry, principal))));
}

/** What an AWS principal can be named by, outermost first: its account, its identity, its session. */
function levelsOf(principal: { arn: string; roleArn?: string }): readonly (readonly string[])[] {
  const parts = identityParts(principal.arn);
  if (parts === undefined) return [[principal.arn]];
  const account = [parts.accountId, `arn:${parts.partition}:iam::${parts.accountId}:root`];
  if (parts.type === 'assumed-role') {
    return [account, [principal.roleArn ?? roleArnOf(parts)], [principal.arn]];
  }
  if (parts.type === 'root') return [account];
  // The session that a role's ARN stands for has a name nobody knows, so nothing can list it.
  return parts.type === 'role' ? [account, [principal.arn], []] : [account, [principal.arn]];
}

function namesAws(entry: string, principal: { arn: string; roleArn?: string }): Truth {
  if (entry === '*' || entry === principal.arn || entry === principal.roleArn) return 'yes';
  const own = identityParts(principal.arn);
  if (own === undefined) return 'no';
  if (entry === own.accountId) return 'yes';
  // The unique id of an identity: which one it is, only IAM knows.
  if (/^A[A-Z0-9]{15,}$/.test(entry)) return 'unknown';
  const named = identityParts(entry);
  if (named === undefined || named.accountId !== own.accountId) return 'no';
  if (named.partition !== own.partition) return 'no';
  if (named.type === 'root') return 'yes';
  if (named.type === 'role' && own.type === 'assumed-role' && principal.roleArn === undefined) {
    if (lastPart(named.name) !== sessionRole(own.name)) return 'no';
    // A session's ARN leaves out its role's path; role names are unique without it.
    return named.name === sessionRole(own.name) ? 'yes' : 'unknown';
  }
  if (named.type === 'assumed-role' && own.type === 'role') {
    return sessionRole(named.name) === lastPart(own.name) ? 'unknown' : 'no';
  }
  return 'no';
}

interface IdentityParts {
  readonly partition: string;
  readonly accountId: string;
  /** `user`, `role`, `root`, `assumed-role`, `federated-user`. */
  readonly type: string;
  /** Path and name, or role and session name. */
  readonly name: string;
}

function identityParts(arn: string): IdentityParts | undefined {
  const parts = /^arn:([^:]*):(?:iam|sts)::([^:]*):([^/]*)(?:\/(.*))?$/s.exec(arn);
  if (parts === null) return undefined;
  const [, partition = '', accountId = '', type = '', name = ''] = parts;
  return { partition, accountId, type, name };
}

function roleArnOf(session: IdentityParts): string {
  return `arn:${session.partition}:iam::${session.accountId}:role/${sessionRole(session.name)}`;
}

function sessionRole(name: string): string {
  return name.slice(0, name.includes('/') ? name.indexOf('/') : undefined);
}

function lastPart(name: string): string {
  return name.slice(name.lastIndexOf('/') + 1);
}
