import * as z from 'zod/mini';
import type { PrincipalPolicies } from '../../iam/evaluate.ts';
import { mapFact, unknown } from '../../model/fact.ts';
import type { Fact } from '../../model/fact.ts';
import type { AttachedNetwork } from '../../model/function-network.ts';
import type { FunctionConfiguration } from '../../model/lambda.ts';
import { once } from '../../model/once.ts';
import { oncePerSnapshot } from '../../model/snapshot.ts';
import type { Snapshot } from '../../model/snapshot.ts';
import { defineControl } from '../define-control.ts';
import { FUNCTION_NETWORK_CHANGES, FUNCTION_NETWORK_FACTS } from '../function-network-reads.ts';
import { parameter } from '../parameter.ts';
import { isAttached } from '../target.ts';
import type { AttachedFunctionTarget } from '../target.ts';
import { SEVERITIES } from '../verdict.ts';
import {
  actionsByReason,
  interfaceCalls,
  isDenied,
  judgeResource,
  requestBy,
} from './interface-permissions.ts';
import type { JudgedAction } from './interface-permissions.ts';
import { interfacePolicies } from './interface-policies.ts';
import type { InterfacePolicies } from './interface-policies.ts';
import { ROLE_CHANGES, ROLE_FACTS } from './role-reads.ts';

// https://docs.aws.amazon.com/lambda/latest/dg/configuration-vpc.html. A running function works without
// these permissions, and AWS recommends to remove them after attaching; but its network interfaces are
// made anew for balancing, after failed health checks and after 14 idle days, and that then fails.

export const roleEniPermissions = defineControl({
  meta: {
    name: 'role-eni-permissions',
    id: 'ROLE-ENI-PERMS',
    family: 'roles',
    title: "Execution role lets Lambda manage the function's network interfaces",
    effect: 'may fail to get network interfaces',
    rationale:
      'Lambda makes and deletes the network interfaces of a function with its execution role. A role ' +
      'that lost the permissions goes unnoticed until interfaces have to be made anew: after an update, ' +
      'a failed health check or 14 idle days. The function then stops working.',
    remediation: {
      text: 'Attach AWSLambdaVPCAccessExecutionRole, or allow its six network interface actions on "*" in a policy of your own. AWSLambdaENIManagementAccess is not enough: it lacks ec2:DescribeSubnets.',
      url: 'https://docs.aws.amazon.com/lambda/latest/dg/configuration-vpc.html#configuration-vpc-permissions',
    },
    severity: 'LOW',
    references: [
      'https://docs.aws.amazon.com/lambda/latest/dg/configuration-vpc.html',
      'https://docs.aws.amazon.com/lambda/latest/dg/configuration-vpc-internet.html',
      'https://docs.aws.amazon.com/aws-managed-policy/latest/reference/AWSLambdaVPCAccessExecutionRole.html',
      'https://docs.aws.amazon.com/lambda/latest/dg/permissions-source-function-arn.html',
    ],
    knownMisses: [
      'Service control policies count only where they were read.',
      'Resource control policies and session policies are not read.',
    ],
    target: 'function',
    parameters: z.strictObject({
      steadyStateSeverity: parameter(
        z.enum(SEVERITIES),
        'LOW',
        'severity while the function has its network interfaces and works',
      ),
    }),
    facts: [
      ...FUNCTION_NETWORK_FACTS,
      'lambda:GetFunctionConfiguration',
      'ec2:DescribeSubnets',
      'ec2:DescribeSecurityGroups',
      ...ROLE_FACTS,
    ],
    changes: [...FUNCTION_NETWORK_CHANGES, ...ROLE_CHANGES],
    messages: {
      unattached: 'The function is not attached to a VPC.',
      managedInstances:
        'The network interfaces of {functionName} are managed with the operator role of its capacity provider.',
      allowed: "{roleArn} lets Lambda manage the function's network interfaces.",
      scoped:
        'It is scoped to the subnets and groups that the function uses now; others need a change.',
      missing:
        "{roleArn} does not let Lambda manage the function's network interfaces: {actions} {verb} denied.",
      noRole:
        '{roleArn} does not exist: Lambda can neither make nor delete the network interfaces of the function.',
    },
  },
  evaluate(target, { snapshot, parameters, report }) {
    if (!isAttached(target)) return report.notApplicable('unattached');
    const { configuration, network } = target;
    const { FunctionName: functionName, FunctionArn, Role: roleArn } = configuration;
    if (network.source === 'CAPACITY_PROVIDER') {
      return report.notApplicable('managedInstances', { functionName });
    }
    if (roleArn === undefined) {
      const call = 'lambda:GetFunctionConfiguration';
      return report.undecided(
        unknown({ kind: 'not-read', call, detail: `Role of ${FunctionArn}` }),
      );
    }
    report.saw(FunctionArn, 'Role', roleArn);
    const permissions = permissionsFor(snapshot, target, roleArn);
    if (!permissions.known) return report.undecided(permissions);
    if (permissions.value === undefined) {
      const evidence = [{ resource: roleArn, field: 'GetRole', value: 'NoSuchEntity' }];
      report.fail('noRole', { roleArn }, { severity: 'HIGH', evidence });
      return report.conclude('allowed', { roleArn });
    }
    const { denied, open, isScoped } = permissions.value;
    if (denied.length > 0) {
      report.fail(
        'missing',
        {
          roleArn,
          actions: denied.map(({ action }) => action).join(', '),
          verb: denied.length === 1 ? 'is' : 'are',
        },
        {
          severity: isNeededNow(configuration) ? 'HIGH' : parameters.steadyStateSeverity,
          evidence: [
            ...denied.map(({ action, reason }) => ({
              resource: roleArn,
              field: action,
              value: reason,
            })),
            ...stateEvidence(configuration),
          ],
        },
      );
    }
    for (const [reason, actions] of actionsByReason(open)) {
      const detail = `whether ${roleArn} allows ${actions}: ${reason}`;
      report.unknown(unknown({ kind: 'opaque', detail }));
    }
    if (isScoped && denied.length === 0) report.note('scoped');
    return report.conclude('allowed', { roleArn });
  },
});

interface InterfacePermissions {
  readonly denied: readonly JudgedAction[];
  readonly open: readonly JudgedAction[];
  /** Allowed on what the function uses, not on everything. */
  readonly isScoped: boolean;
}

const judged = oncePerSnapshot(
  () => new Map<InterfacePolicies, Map<AttachedNetwork, InterfacePermissions>>(),
);

/** Judged once for all functions with the same network whose roles say the same. */
function permissionsFor(
  snapshot: Snapshot,
  { network }: AttachedFunctionTarget,
  roleArn: string,
): Fact<InterfacePermissions | undefined> {
  return mapFact(interfacePolicies(snapshot, roleArn), (policies) => {
    if (policies === undefined) return undefined;
    const byNetwork = once(
      judged(snapshot),
      policies,
      () => new Map<AttachedNetwork, InterfacePermissions>(),
    );
    return once(byNetwork, network, () => judge(snapshot, network, roleArn, policies.policies));
  });
}

function judge(
  snapshot: Snapshot,
  network: AttachedNetwork,
  roleArn: string,
  policies: PrincipalPolicies,
): InterfacePermissions {
  const context = requestBy(snapshot, roleArn);
  const denied: JudgedAction[] = [];
  const open: JudgedAction[] = [];
  let isScoped = false;
  for (const { action, resources } of interfaceCalls(snapshot, network)) {
    const verdicts = resources.map((one) => judgeResource(policies, action, one, context));
    const worst =
      verdicts.find(isDenied) ?? verdicts.find(({ decision }) => decision === 'unknown');
    if (worst === undefined) {
      isScoped ||= judgeResource(policies, action, '*', context).decision !== 'allowed';
    } else {
      (isDenied(worst) ? denied : open).push({ action, reason: worst.reason });
    }
  }
  return { denied, open, isScoped };
}

/** Lambda is making the interfaces, or will when the function is next invoked, or said that it cannot. */
function isNeededNow(configuration: FunctionConfiguration): boolean {
  const { State, StateReasonCode, LastUpdateStatusReasonCode } = configuration;
  return (
    State === 'Pending' ||
    State === 'Inactive' ||
    [StateReasonCode, LastUpdateStatusReasonCode].includes('InsufficientRolePermissions')
  );
}

function stateEvidence(configuration: FunctionConfiguration) {
  const { FunctionArn, State, StateReasonCode, LastUpdateStatusReasonCode } = configuration;
  return Object.entries({ State, StateReasonCode, LastUpdateStatusReasonCode }).flatMap(
    ([field, value]) => (value === undefined ? [] : [{ resource: FunctionArn, field, value }]),
  );
}
