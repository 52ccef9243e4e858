import { evaluatePrincipal } from '../../iam/evaluate.ts';
import type { PrincipalPolicies, Verdict } from '../../iam/evaluate.ts';
import { ABSENT, contextValues, requestContext } from '../../iam/request-context.ts';
import type { ContextValue, RequestContext } from '../../iam/request-context.ts';
import type { RequestResource } from '../../iam/resource-match.ts';
import { parseArn } from '../../model/arn.ts';
import type { AttachedNetwork } from '../../model/function-network.ts';
import { groupBy } from '../../model/group-by.ts';
import type { Snapshot } from '../../model/snapshot.ts';

/**
 * What Lambda does with an execution role to manage the network interfaces of a function: the actions
 * of https://docs.aws.amazon.com/lambda/latest/dg/configuration-vpc.html on the resources that EC2 asks
 * permission for (https://docs.aws.amazon.com/service-authorization/latest/reference/list_amazonec2.html).
 */
export interface InterfaceCall {
  readonly action: string;
  /** All of them must be allowed. */
  readonly resources: readonly RequestResource[];
}

/** The calls that Lambda makes for a function with these network settings. */
export function interfaceCalls(
  snapshot: Snapshot,
  { subnetIds, securityGroupIds }: Pick<AttachedNetwork, 'subnetIds' | 'securityGroupIds'>,
): readonly InterfaceCall[] {
  const subnets = subnetIds.known ? subnetIds.value : [];
  const groups = securityGroupIds.known ? securityGroupIds.value : [];
  const networkInterface = {
    startsWith: ec2Arn(snapshot, snapshot.accountId, 'network-interface/'),
  };
  return [
    { action: 'ec2:DescribeNetworkInterfaces', resources: ['*'] },
    { action: 'ec2:DescribeSubnets', resources: ['*'] },
    {
      action: 'ec2:CreateNetworkInterface',
      resources: [
        networkInterface,
        ...subnets.map((id) => ec2Arn(snapshot, ownerOf(snapshot, 'Subnets', id), `subnet/${id}`)),
        ...groups.map((id) =>
          ec2Arn(snapshot, ownerOf(snapshot, 'SecurityGroups', id), `security-group/${id}`),
        ),
      ],
    },
    { action: 'ec2:DeleteNetworkInterface', resources: [networkInterface] },
    { action: 'ec2:AssignPrivateIpAddresses', resources: [networkInterface] },
    { action: 'ec2:UnassignPrivateIpAddresses', resources: [networkInterface] },
  ];
}

/** A shared subnet keeps its owner's account in its ARN. */
function ownerOf(snapshot: Snapshot, collection: 'Subnets' | 'SecurityGroups', id: string): string {
  const item = snapshot.get(collection, id);
  return (item.known ? item.value?.OwnerId : undefined) ?? snapshot.accountId;
}

function ec2Arn({ partition, region }: Snapshot, owner: string, resource: string): string {
  return `arn:${partition}:ec2:${region}:${owner}:${resource}`;
}

/**
 * What is known of a request that is made with a role or user in the snapshot's region; every other key
 * of it is unknown.
 * @param functionArn the function whose code makes the request. Lambda puts it into requests of code and
 *   not into its own (https://docs.aws.amazon.com/lambda/latest/dg/permissions-source-function-arn.html).
 */
export function requestBy(
  { region }: Snapshot,
  principalArn: string,
  functionArn?: string,
): RequestContext {
  const known: [string, ContextValue][] = [
    ['aws:PrincipalArn', contextValues(principalArn)],
    ['aws:PrincipalAccount', contextValues(parseArn(principalArn)?.accountId ?? '')],
    ['aws:RequestedRegion', contextValues(region)],
    ['ec2:Region', contextValues(region)],
    ['lambda:SourceFunctionArn', functionArn === undefined ? ABSENT : contextValues(functionArn)],
  ];
  return requestContext(known);
}

/** An id as EC2 gives it to network interfaces, of none that exists. */
const SOME_INTERFACE = 'eni-0f1e2d3c4b5a69788';

/** The verdict on one resource: a permission for some network interfaces only is none for those to come. */
export function judgeResource(
  policies: PrincipalPolicies,
  action: string,
  resource: RequestResource,
  context: RequestContext,
): Verdict {
  const verdict = evaluatePrincipal(policies, { action, resource, context });
  if (typeof resource === 'string' || verdict.decision !== 'unknown') return verdict;
  const some = evaluatePrincipal(policies, {
    action,
    resource: `${resource.startsWith}${SOME_INTERFACE}`,
    context,
  });
  return isDenied(some) ? some : verdict;
}

/** Certainly denied, by a statement or for want of one. */
export function isDenied({ decision }: Verdict): boolean {
  return decision === 'explicitly-denied' || decision === 'implicitly-denied';
}

export interface JudgedAction {
  readonly action: string;
  readonly reason: string;
}

/** One reason is as a rule the same for all actions of a statement: said once, with their list. */
export function actionsByReason(judged: readonly JudgedAction[]): ReadonlyMap<string, string> {
  const byReason = groupBy(judged, ({ reason }) => [reason]);
  return new Map(
    [...byReason].map(([reason, members]) => [
      reason,
      members.map(({ action }) => action).join(', '),
    ]),
  );
}
