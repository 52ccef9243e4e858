import type { VpcEndpoint } from '../model/ec2.ts';
import { evaluatePolicy } from '../iam/evaluate.ts';
import { actionPatternCovers, actionPatternsOverlap } from '../iam/pattern-cover.ts';
import { parsePolicyDocument } from '../iam/policy-document.ts';
import { policyErrorText } from '../iam/policy-error.ts';
import type { PatternList, PolicyDocument, Statement } from '../iam/policy-model.ts';
import { ABSENT, contextValues, requestContext, UNKNOWN_VALUE } from '../iam/request-context.ts';
import type { RequestContext } from '../iam/request-context.ts';
import type { RequestResource } from '../iam/resource-match.ts';
import type { GrantedAction } from '../iam/role-grants.ts';
import { grantsOfRole } from '../iam/role-policies.ts';
import type { GrantsOfRole } from '../iam/role-policies.ts';
import { parseArn } from '../model/arn.ts';
import { known, unknown } from '../model/fact.ts';
import type { Fact, Unknown } from '../model/fact.ts';
import type { Snapshot } from '../model/snapshot.ts';
import { beyondLambda, lambdaExclusions } from '../needs/lambda-exclusions.ts';
import type { FunctionTarget } from './target.ts';

/**
 * The policy of a VPC endpoint. Without one AWS attaches full access
 * (https://docs.aws.amazon.com/vpc/latest/privatelink/vpc-endpoints-access.html).
 */
export type EndpointPolicy =
  | { readonly kind: 'default' }
  | { readonly kind: 'invalid'; readonly error: string }
  | { readonly kind: 'document'; readonly document: PolicyDocument };

/** Reads the policy of an endpoint as it stands there; nothing is repaired. */
export function endpointPolicy({ PolicyDocument: text = '' }: VpcEndpoint): EndpointPolicy {
  if (text.trim() === '') return { kind: 'default' };
  const parse = parsePolicyDocument(text, 'resource');
  if (parse.ok) return { kind: 'document', document: parse.document };
  const [error, ...more] = parse.errors;
  const others = more.length === 0 ? '' : ` (and ${more.length} more)`;
  const said = error === undefined ? 'no policy' : policyErrorText(error);
  return {
    kind: 'invalid',
    error: `${error?.syntax === true ? 'not JSON: ' : ''}${said}${others}`,
  };
}

/** Whether any statement allows something. */
export function allowsSomething({ statements }: PolicyDocument): boolean {
  return statements.some(({ effect }) => effect === 'Allow');
}

/** A function whose calls the policy refuses, every one that its role names. */
export interface BlockedConsumer {
  readonly functionName: string;
  readonly roleArn: string;
  /** What the role names: resources as its policies write them. */
  readonly resources: readonly string[];
  /** Why the first of them is refused. */
  readonly reason: string;
}

/** An endpoint with the policy that it has. */
export interface PolicedEndpoint {
  readonly endpoint: VpcEndpoint;
  readonly document: PolicyDocument;
}

/**
 * Whether an endpoint's policy refuses everything that a function's role names of a service. Undefined
 * where it does not, for certain: a role with wildcards or a condition that cannot be evaluated says
 * nothing. Unknown where the role was not read to its end and the policy refuses anything at all.
 */
export function blockedConsumer(
  snapshot: Snapshot,
  policed: PolicedEndpoint,
  { configuration, versions }: FunctionTarget,
  prefix: string,
): Fact<BlockedConsumer | undefined> {
  const { endpoint, document } = policed;
  const { Role: roleArn, FunctionName: functionName } = configuration;
  if (roleArn === undefined) return known(undefined);
  const role = grantsOfRole(snapshot, roleArn);
  const unread = role.known ? unreadPolicy(role.value) : role;
  if (unread !== undefined) {
    return mayRefuse(policed, prefix, roleArn) ? unread : known(undefined);
  }
  if (!role.known || role.value.grants.openBecause.length > 0) return known(undefined);
  const exclusions = lambdaExclusions(snapshot, configuration);
  const context = requestThrough(endpoint, roleArn, versions.functionArn);
  const resources: string[] = [];
  let reason: string | undefined;
  for (const grant of role.value.grants.actions) {
    if (grant.prefix !== prefix) continue;
    const left = beyondLambda(grant, exclusions);
    if (left === undefined) continue;
    if ('known' in left || left.resources.negated) return known(undefined);
    for (const pattern of left.resources.patterns) {
      const region = parseArn(pattern)?.region ?? '';
      if (region !== '' && region !== (endpoint.ServiceRegion ?? snapshot.region)) continue;
      const resource = namedResource(pattern);
      if (resource === undefined) return known(undefined);
      const { decision, reason: why } = evaluatePolicy(
        { name: endpoint.VpcEndpointId, document: aboutAction(document, left) },
        { action: ANY_ACTION, resource, principal: { kind: 'aws', arn: roleArn }, context },
      );
      if (decision === 'allowed' || decision === 'unknown') return known(undefined);
      resources.push(pattern);
      reason ??= why;
    }
  }
  return known(reason === undefined ? undefined : { functionName, roleArn, resources, reason });
}

function unreadPolicy({ unreadable }: GrantsOfRole): Unknown | undefined {
  const [detail] = unreadable;
  return detail === undefined ? undefined : unknown({ kind: 'opaque', detail });
}

/**
 * Whether the policy refuses, for certain, some call that a role of the account could make to a service.
 * It does not where one Allow takes in all of the service and no Deny is certain to apply.
 *
 * @param roleArn the role that calls; any of the account's where nobody knows which
 */
export function mayRefuse(
  { endpoint, document }: PolicedEndpoint,
  prefix: string,
  roleArn: string,
): boolean {
  const statements = document.statements
    .filter((one) => one.effect === 'Deny' || allowsAllOf(one, prefix))
    .map((one) => ({ ...one, actions: EVERY_ACTION, resources: EVERY_RESOURCE }));
  const { decision } = evaluatePolicy(
    { name: endpoint.VpcEndpointId, document: { ...document, statements } },
    {
      action: ANY_ACTION,
      resource: '*',
      principal: { kind: 'aws', arn: roleArn },
      context: requestThrough(endpoint, roleArn),
    },
  );
  return decision === 'explicitly-denied' || decision === 'implicitly-denied';
}

/** The ARN of a role of the account that no policy names: it stands for roles that were not read. */
export function someRole({ partition, accountId }: Snapshot): string {
  return `arn:${partition}:iam::${accountId}:role/not-read`;
}

function allowsAllOf({ actions, resources }: Statement, prefix: string): boolean {
  return (
    !actions.negated &&
    actions.patterns.some((own) => actionPatternCovers(own, `${prefix}:*`)) &&
    (resources === undefined || (!resources.negated && resources.patterns.includes('*')))
  );
}

/** What is known of a request that a function's code makes through an endpoint. */
function requestThrough(
  { VpcEndpointId, VpcId }: VpcEndpoint,
  roleArn: string,
  functionArn?: string,
): RequestContext {
  return requestContext([
    ['aws:PrincipalArn', contextValues(roleArn)],
    ['aws:PrincipalAccount', contextValues(parseArn(roleArn)?.accountId ?? '')],
    ['aws:SourceVpce', contextValues(VpcEndpointId)],
    ['aws:SourceVpc', VpcId === undefined ? ABSENT : contextValues(VpcId)],
    // A call through an endpoint comes from a private address: aws:VpcSourceIp has it.
    ['aws:SourceIp', ABSENT],
    [
      'lambda:SourceFunctionArn',
      functionArn === undefined ? UNKNOWN_VALUE : contextValues(functionArn),
    ],
  ]);
}

const ANY_ACTION = 'any:Action';
const EVERY_RESOURCE: PatternList = { negated: false, patterns: ['*'] };
const EVERY_ACTION: PatternList = { negated: false, patterns: ['*'] };

/**
 * The statements that matter for a granted action, which may be a pattern: every Allow for something of
 * it, and every Deny for all of it. They are then asked for any action.
 */
function aboutAction(document: PolicyDocument, { pattern }: GrantedAction): PolicyDocument {
  const statements = document.statements
    .filter((statement) =>
      statement.effect === 'Allow' ? mayCover(statement, pattern) : covers(statement, pattern),
    )
    .map((statement) => ({ ...statement, actions: EVERY_ACTION }));
  return { ...document, statements };
}

function mayCover({ actions }: Statement, pattern: string): boolean {
  return actions.negated
    ? !actions.patterns.some((kept) => actionPatternCovers(kept, pattern))
    : actions.patterns.some((own) => actionPatternsOverlap(own, pattern));
}

function covers({ actions }: Statement, pattern: string): boolean {
  return actions.negated
    ? !actions.patterns.some((kept) => actionPatternsOverlap(kept, pattern))
    : actions.patterns.some((own) => actionPatternCovers(own, pattern));
}

/**
 * The resource that a pattern names: a function, bucket or table without wildcards, and of what lies
 * below it (a version, objects, an index) one thing or all. Undefined for any other pattern.
 */
function namedResource(pattern: string): RequestResource | undefined {
  const below = /[:/]\*$/.test(pattern) ? pattern.slice(0, -1) : undefined;
  const text = below ?? pattern;
  if (/[*?]|\$\{/.test(text)) return undefined;
  const { service, resource = '' } = parseArn(text) ?? {};
  const isNamed =
    service === 's3' ? /^[^/]+/.test(resource) : /^(?:function:|table\/)[^:/]+/.test(resource);
  if (!isNamed) return undefined;
  return below === undefined ? text : { startsWith: below };
}
