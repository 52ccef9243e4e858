import { evaluatePrincipal } from '../../iam/evaluate.ts';
import { boundPolicies } from '../../iam/role-policies.ts';
import { unknown } from '../../model/fact.ts';
import { defineControl } from '../define-control.ts';
import { DEPLOYERS } from './deployers.ts';
import { isDenied, requestBy } from './interface-permissions.ts';
import { ROLE_CHANGES, ROLE_FACTS } from './role-reads.ts';

// https://docs.aws.amazon.com/lambda/latest/dg/configuration-vpc.html: who sets the VPC of a function has
// Lambda verify the subnets and groups with their own permissions.

const REQUIRED = [
  'ec2:DescribeSecurityGroups',
  'ec2:DescribeSubnets',
  'ec2:DescribeVpcs',
  'ec2:GetSecurityGroupsForVpc',
] as const;

export const deployerDescribePermissions = defineControl({
  meta: {
    name: 'deployer-describe-permissions',
    id: 'ROLE-DEPLOYER',
    family: 'roles',
    title: 'Principals that deploy VPC functions can verify network resources',
    effect: 'cannot verify network resources',
    rationale:
      'Lambda checks subnets and security groups with the permissions of whoever creates or updates the ' +
      'function. Without them the deployment is refused, or the console shows nothing to choose.',
    remediation: {
      text: 'Allow ec2:DescribeSecurityGroups, ec2:DescribeSubnets, ec2:DescribeVpcs and ec2:GetSecurityGroupsForVpc on "*" to the principal; none of the describe actions knows resources.',
      url: 'https://docs.aws.amazon.com/lambda/latest/dg/configuration-vpc.html#configuration-vpc-permissions',
    },
    severity: 'LOW',
    references: ['https://docs.aws.amazon.com/lambda/latest/dg/configuration-vpc.html'],
    knownMisses: [
      'Service control policies count only where they were read.',
      'Changes of users and groups have no event here: the sweep finds them.',
    ],
    target: 'principal',
    parameters: DEPLOYERS.schema,
    facts: [
      ...ROLE_FACTS,
      'iam:GetUser',
      'iam:ListUserPolicies',
      'iam:GetUserPolicy',
      'iam:ListAttachedUserPolicies',
      'iam:ListGroupsForUser',
      'iam:GetGroup',
      'iam:ListGroupPolicies',
      'iam:GetGroupPolicy',
      'iam:ListAttachedGroupPolicies',
    ],
    changes: [...ROLE_CHANGES],
    messages: {
      allowed: '{arn} can verify subnets, security groups and VPCs.',
      missing: '{arn} lacks {actions}.',
      noPrincipal: '{arn} does not exist: the configuration names a principal that is gone.',
    },
  },
  evaluate({ arn }, { snapshot, report }) {
    const policies = boundPolicies(snapshot, arn);
    if (!policies.known) return report.undecided(policies);
    if (policies.value === undefined) {
      const evidence = [{ resource: arn, field: 'Arn', value: 'NoSuchEntity' }];
      report.fail('noPrincipal', { arn }, { evidence });
      return report.conclude('allowed', { arn });
    }
    const context = requestBy(snapshot, arn);
    const denied: { action: string; reason: string }[] = [];
    for (const action of REQUIRED) {
      const resource =
        action === 'ec2:GetSecurityGroupsForVpc' ? someVpc(snapshot) : ('*' as const);
      const verdict = evaluatePrincipal(policies.value, { action, resource, context });
      if (isDenied(verdict)) denied.push({ action, reason: verdict.reason });
      if (verdict.decision === 'unknown') {
        const detail = `whether ${arn} may ${action}: ${verdict.reason}`;
        report.unknown(unknown({ kind: 'opaque', detail }));
      }
    }
    if (denied.length > 0) {
      const actions = denied.map(({ action }) => action).join(', ');
      const evidence = denied.map(({ action, reason }) => ({
        resource: arn,
        field: action,
        value: reason,
      }));
      report.fail('missing', { arn, actions }, { evidence });
    }
    return report.conclude('allowed', { arn });
  },
});

/** GetSecurityGroupsForVpc is asked of a VPC; which ones the principal deploys to is not known. */
function someVpc({
  partition,
  region,
  accountId,
}: {
  readonly partition: string;
  readonly region: string;
  readonly accountId: string;
}) {
  return { startsWith: `arn:${partition}:ec2:${region}:${accountId}:vpc/` };
}
