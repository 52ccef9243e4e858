import * as z from 'zod/mini';
import { ALLOW_EVERYTHING } from '../../iam/allow-everything.ts';
import type { NamedPolicy, PrincipalPolicies } from '../../iam/evaluate.ts';
import { boundPolicies } from '../../iam/role-policies.ts';
import type { RequestContext } from '../../iam/request-context.ts';
import { asciiLowerCase } from '../../iam/wildcard.ts';
import { unknown } from '../../model/fact.ts';
import type { AttachedNetwork } from '../../model/function-network.ts';
import { once } from '../../model/once.ts';
import { oncePerSnapshot } from '../../model/snapshot.ts';
import type { Snapshot } from '../../model/snapshot.ts';
import { counted } from '../counted.ts';
import { defineControl } from '../define-control.ts';
import { FUNCTION_NETWORK_CHANGES, FUNCTION_NETWORK_FACTS } from '../function-network-reads.ts';
import { isAttached } from '../target.ts';
import type { AttachedFunctionTarget } from '../target.ts';
import {
  actionsByReason,
  interfaceCalls,
  isDenied,
  judgeResource,
  requestBy,
} from './interface-permissions.ts';
import type { InterfaceCall, JudgedAction } from './interface-permissions.ts';
import { allPolicies, interfacePolicies } from './interface-policies.ts';
import type { InterfacePolicies } from './interface-policies.ts';
import { ROLE_CHANGES, ROLE_FACTS } from './role-reads.ts';

// The security best practice of https://docs.aws.amazon.com/lambda/latest/dg/configuration-vpc.html.
// Requests of function code carry lambda:SourceFunctionArn, those of Lambda itself do not; the value
// never has a version or alias (…/permissions-source-function-arn.html). Asked as a question: does a
// request of the code get through where the same request of Lambda does?

export const roleEniDeniedToCode = defineControl({
  meta: {
    name: 'role-eni-denied-to-code',
    id: 'ROLE-ENI-HARDENED',
    family: 'roles',
    title: 'Function code cannot use the network interface permissions of its role',
    effect: 'should deny network interfaces to code',
    rationale:
      'The permissions that Lambda needs for network interfaces belong to the role, so the code has ' +
      'them too: it can make and delete interfaces in the VPC. A Deny on lambda:SourceFunctionArn takes ' +
      'them from the code and leaves them to Lambda.',
    remediation: {
      text: 'Add the Deny with ArnEquals on lambda:SourceFunctionArn to the role, with the unqualified ARN of every function that uses it: lambda-vpc-auditor policy --kind hardening --function <ARN> prints it.',
      url: 'https://docs.aws.amazon.com/lambda/latest/dg/configuration-vpc.html#configuration-vpc-best-practice',
    },
    severity: 'LOW',
    references: [
      'https://docs.aws.amazon.com/lambda/latest/dg/configuration-vpc.html',
      'https://docs.aws.amazon.com/lambda/latest/dg/permissions-source-function-arn.html',
      'https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_elements_condition_operators.html',
    ],
    knownMisses: ['Service control policies count only where they were read.'],
    target: 'function',
    parameters: z.strictObject({}),
    facts: [...FUNCTION_NETWORK_FACTS, 'ec2:DescribeSubnets', ...ROLE_FACTS],
    changes: [...FUNCTION_NETWORK_CHANGES, ...ROLE_CHANGES],
    messages: {
      unattached: 'The function is not attached to a VPC.',
      noRole: '{roleArn} does not exist.',
      notGranted: '{roleArn} grants no network interface permissions.',
      hardened:
        'The code of the function cannot use the network interface permissions of {roleArn}.',
      usable: 'The code of the function may use {actions} of {roleArn}.',
      qualified:
        '{policy} names {value}, which never matches: lambda:SourceFunctionArn carries no version or alias.',
    },
  },
  evaluate(target, { snapshot, report }) {
    if (!isAttached(target)) return report.notApplicable('unattached');
    const { FunctionArn, Role: roleArn } = target.configuration;
    if (roleArn === undefined) {
      const call = 'lambda:GetFunctionConfiguration';
      return report.undecided(
        unknown({ kind: 'not-read', call, detail: `Role of ${FunctionArn}` }),
      );
    }
    const policies = interfacePolicies(snapshot, roleArn);
    if (!policies.known) return report.undecided(policies);
    if (policies.value === undefined) return report.notApplicable('noRole', { roleArn });
    report.saw(FunctionArn, 'Role', roleArn);
    const { usable, open, isGranted } = useByCode(snapshot, target, roleArn, policies.value);
    for (const [reason, actions] of actionsByReason(open)) {
      const detail = `whether the code may use ${actions} of ${roleArn}: ${reason}`;
      report.unknown(unknown({ kind: 'opaque', detail }));
    }
    if (usable.length > 0) {
      report.fail(
        'usable',
        { roleArn, actions: someOf(usable.map(({ action }) => action)) },
        {
          evidence: usable.map(({ action, reason }) => ({
            resource: roleArn,
            field: action,
            value: reason,
          })),
        },
      );
      const bound = boundPolicies(snapshot, roleArn);
      const notes = bound.known && bound.value ? qualifiedValues(bound.value) : [];
      for (const note of notes) report.note('qualified', note);
    }
    if (!isGranted && isReadable(policies.value.policies)) {
      return report.notApplicable('notGranted', { roleArn });
    }
    return report.conclude('hardened', { roleArn });
  },
});

/** The evidence has them all. */
function someOf(actions: readonly string[]): string {
  const [first = '', second, ...others] = actions;
  if (second === undefined || others.length === 0) return actions.join(' and ');
  return `${first} and ${counted(actions.length - 1, 'more action')}`;
}

/** What the code may do with the network interface permissions of its role. */
interface UseByCode {
  readonly usable: readonly JudgedAction[];
  readonly open: readonly JudgedAction[];
  /** Whether Lambda, with the same role, may do any of it. */
  readonly isGranted: boolean;
}

const judged = oncePerSnapshot(() => new Map<InterfacePolicies, Map<AttachedNetwork, UseByCode>>());

/** Where the policies ask who makes the request, judged for each function; else once for its network. */
function useByCode(
  snapshot: Snapshot,
  { network, versions }: AttachedFunctionTarget,
  roleArn: string,
  own: InterfacePolicies,
): UseByCode {
  const judge = (): UseByCode =>
    judgeUse(snapshot, network, own.policies, {
      byLambda: requestBy(snapshot, roleArn),
      byCode: requestBy(snapshot, roleArn, versions.functionArn),
    });
  if (own.dependOnRequest) return judge();
  const byNetwork = once(judged(snapshot), own, () => new Map<AttachedNetwork, UseByCode>());
  return once(byNetwork, network, judge);
}

function judgeUse(
  snapshot: Snapshot,
  network: AttachedNetwork,
  policies: PrincipalPolicies,
  { byLambda, byCode }: { readonly byLambda: RequestContext; readonly byCode: RequestContext },
): UseByCode {
  const usable: JudgedAction[] = [];
  const open: JudgedAction[] = [];
  let isGranted = false;
  for (const call of [...interfaceCalls(snapshot, network), detach(snapshot)]) {
    const grant = judgeCall(policies, call, byLambda);
    if (grant.outcome === 'denied') continue;
    if (grant.outcome === 'unreadable') {
      open.push({ action: call.action, reason: grant.reason });
      continue;
    }
    isGranted = true;
    const use = judgeCall(policies, call, byCode);
    if (use.outcome === 'granted') usable.push({ action: call.action, reason: use.reason });
    if (use.outcome === 'unreadable' || use.outcome === 'perhaps-denied') {
      open.push({ action: call.action, reason: use.reason });
    }
  }
  return { usable, open, isGranted };
}

/** Not among what Lambda needs, but one to take from the code where the role grants it. */
function detach(snapshot: Snapshot): InterfaceCall {
  const { partition, region, accountId } = snapshot;
  const startsWith = `arn:${partition}:ec2:${region}:${accountId}:network-interface/`;
  return { action: 'ec2:DetachNetworkInterface', resources: [{ startsWith }] };
}

interface JudgedCall {
  /**
   * `granted` also where the permission depends on a condition that is not known: what Lambda needs it
   * for, the code can use it for. `perhaps-denied` where that condition is a Deny's.
   */
  readonly outcome: 'granted' | 'denied' | 'perhaps-denied' | 'unreadable';
  readonly reason: string;
}

const EVERYTHING: NamedPolicy = { name: 'everything', document: ALLOW_EVERYTHING };

/** A call that is denied on one of its resources does not get through. */
function judgeCall(
  policies: PrincipalPolicies,
  { action, resources }: InterfaceCall,
  context: RequestContext,
): JudgedCall {
  const verdicts = resources.map((one) => judgeResource(policies, action, one, context));
  const denied = verdicts.find(isDenied);
  if (denied !== undefined) return { outcome: 'denied', reason: denied.reason };
  const open = verdicts.find(({ decision }) => decision === 'unknown');
  if (open === undefined) return { outcome: 'granted', reason: verdicts[0]?.reason ?? '' };
  if (!isReadable(policies)) return { outcome: 'unreadable', reason: open.reason };
  const alone = { identity: [EVERYTHING, ...policies.identity.map(deniesOf)] };
  const limits = policies.permissionsBoundary;
  const bound = limits === undefined ? alone : { ...alone, permissionsBoundary: limits };
  const isOpenToDeny = resources.some(
    (one) => judgeResource(bound, action, one, context).decision === 'unknown',
  );
  return { outcome: isOpenToDeny ? 'perhaps-denied' : 'granted', reason: open.reason };
}

function deniesOf(policy: NamedPolicy): NamedPolicy {
  if (!('document' in policy)) return policy;
  const { document } = policy;
  const statements = document.statements.filter(({ effect }) => effect === 'Deny');
  return { ...policy, document: { ...document, statements } };
}

function isReadable(policies: PrincipalPolicies): boolean {
  return allPolicies(policies).every((policy) => 'document' in policy);
}

/** Values that look like protection and are none: an ARN with something behind the function's name. */
function qualifiedValues(
  policies: PrincipalPolicies,
): readonly { readonly policy: string; readonly value: string }[] {
  return allPolicies(policies).flatMap((policy) =>
    'document' in policy
      ? policy.document.statements
          .flatMap(({ conditions }) => conditions)
          .filter(({ key }) => asciiLowerCase(key) === 'lambda:sourcefunctionarn')
          .flatMap(({ values }) => values)
          .filter((value) => /^arn:[^$]*:function:[^:]+:/.test(value))
          .map((value) => ({ policy: policy.name, value }))
      : [],
  );
}
