import { guardrailCoverage } from '../../iam/guardrail-coverage.ts';
import { placed } from '../../iam/policy-error.ts';
import { unknown } from '../../model/fact.ts';
import { defineControl } from '../define-control.ts';
import { GUARDRAIL, guardrailPolicies } from './guardrail-policies.ts';
import { placementLists } from './placement-lists.ts';

// The condition keys of https://docs.aws.amazon.com/lambda/latest/dg/configuration-vpc.html: the lists of
// the placement controls as a policy that prevents. What a policy looks like does not matter: functions
// that break one list each are tried on it.

export const vpcGuardrailPresent = defineControl({
  meta: {
    name: 'vpc-guardrail-present',
    id: 'FN-GUARDRAIL',
    family: 'placement',
    title: 'A preventive policy enforces the same lists and means what it says',
    effect: 'should have a preventive policy that fits',
    rationale:
      'What is only detected stands for a while. A service control policy on lambda:VpcIds, ' +
      'lambda:SubnetIds and lambda:SecurityGroupIds refuses a misplaced function at once; but these keys ' +
      'are easily written so that the policy says something else than it seems to.',
    remediation: {
      text: 'Print the policy that says exactly what the lists say, with lambda-vpc-auditor policy --config <file>, and attach it to the account or a unit above it beside FullAWSAccess.',
      url: 'https://docs.aws.amazon.com/lambda/latest/dg/configuration-vpc.html#vpc-conditions',
    },
    severity: 'MEDIUM',
    references: [
      'https://docs.aws.amazon.com/lambda/latest/dg/configuration-vpc.html',
      'https://docs.aws.amazon.com/service-authorization/latest/reference/list_awslambda.html',
      'https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_condition-single-vs-multi-valued-context-keys.html',
      'https://docs.aws.amazon.com/organizations/latest/userguide/orgs_manage_policies_scps.html',
    ],
    knownMisses: [
      'Service control policies bind neither the management account nor service-linked roles.',
      'Existing functions, published versions and UpdateFunctionCode are not touched by any such policy.',
      'Exemptions by tag and for Lambda@Edge cannot be said in a policy and are not asked of one.',
      'Identity policies are linted where they were read; they do not count as a guardrail.',
      'That a policy also denies what the lists allow is not said.',
    ],
    target: 'account',
    parameters: GUARDRAIL.schema,
    facts: [
      'organizations:ListParents',
      'organizations:ListPoliciesForTarget',
      'organizations:DescribePolicy',
      'iam:GetAccountAuthorizationDetails',
      'ec2:DescribeSubnets',
      'ec2:DescribeSecurityGroups',
    ],
    changes: ['organization-policy'],
    messages: {
      notExpected: 'No preventive policy is expected.',
      noLists: 'No list of the placement controls is configured, so there is nothing to enforce.',
      enforced: 'Every configured list is enforced: {lists}.',
      notEnforced: '{list} is not enforced: nothing denies {actions} with {probe}.',
      defect: '{policy} breaks {rule}: {message}.',
      capacityProviders:
        'The VPC lists cannot be enforced for capacity providers: lambda:CreateCapacityProvider carries no lambda:VpcIds.',
      managementAccount:
        'This is the management account of its organization, which no service control policy binds.',
      filesOnly:
        'The policies of the organization were not read; the given policy files are taken as attached.',
    },
  },
  evaluate(target, { snapshot, configuration, parameters, report }) {
    if (!parameters.expected) return report.notApplicable('notExpected');
    const ofAccount = [snapshot, ...snapshot.neighbours].filter(
      (one) => one.accountId === snapshot.accountId,
    );
    const { lists, unread: unreadTags } = placementLists(configuration, ofAccount);
    const policies = guardrailPolicies(snapshot, configuration, parameters.policyFiles, lists);
    for (const { policy, finding } of policies.defects) {
      const { rule, severity } = finding;
      const message = placed(finding.message.replace(/\.$/, ''), finding);
      report.fail(
        'defect',
        { policy, rule, message },
        {
          evidence: [{ resource: policy, field: rule, value: message }],
          ...(severity === 'info' && { severity: 'INFO' as const }),
        },
      );
    }
    const { partition, region, accountId } = snapshot;
    const arnPrefix = `arn:${partition}:lambda:${region}:${accountId}:`;
    const coverage = guardrailCoverage(policies.preventing, lists, arnPrefix);
    if (coverage.length === 0 && unreadTags.length === 0 && policies.defects.length === 0) {
      return report.notApplicable('noLists');
    }
    for (const { list, denied, actions, probe } of coverage) {
      if (denied === 'yes') continue;
      const [notRead] = policies.unread;
      if (denied === 'unknown') {
        const detail = `whether ${list} is enforced: a Deny that may reach ${probe} depends on more than the function's place`;
        report.unknown(unknown({ kind: 'opaque', detail }));
      } else if (notRead !== undefined) {
        report.unknown(notRead);
      } else {
        const value = `${actions.join(', ')} not denied`;
        report.fail(
          'notEnforced',
          { list, actions: actions.join(', '), probe },
          { evidence: [{ resource: target.resource.id, field: probe, value }] },
        );
      }
    }
    for (const fact of unreadTags) report.unknown(fact);
    for (const policy of policies.preventing) {
      report.saw(policy.name, 'Content', 'document' in policy ? 'read' : policy.unreadable);
    }
    if (lists.allowedVpcIds.length + lists.deniedVpcIds.length > 0)
      report.note('capacityProviders');
    if (policies.isManagementAccount) report.note('managementAccount');
    if (policies.unread.length > 0 && policies.preventing.length > 0) report.note('filesOnly');
    return report.conclude('enforced', { lists: coverage.map(({ list }) => list).join(', ') });
  },
});
