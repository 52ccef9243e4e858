import { defineControl } from '../define-control.ts';
import { FUNCTION_NETWORK_CHANGES, FUNCTION_NETWORK_FACTS } from '../function-network-reads.ts';
import { isAttached } from '../target.ts';
import { areEmpty, compareWithLists, ec2TagsOf } from './id-lists.ts';
import { SECURITY_GROUP_LISTS } from './placement-parameters.ts';
import { settingsOwner, settingsRemediation } from './vpc-settings.ts';

// The detective twin of ForAnyValue and ForAllValues on lambda:SecurityGroupIds:
// https://docs.aws.amazon.com/service-authorization/latest/reference/list_awslambda.html. ForAllValues is
// true of an empty list, and that truth must not become a pass.

export const functionSecurityGroupAllowed = defineControl({
  meta: {
    name: 'function-security-group-allowed',
    id: 'FN-SG-ALLOWED',
    family: 'placement',
    title: 'Every security group of the function is allowed and none is denied',
    effect: 'should not have those security groups',
    rationale:
      'Security groups decide what a function may reach and, where other groups name them, who lets it ' +
      'in. A function that borrows a group borrows its access, and a policy on lambda:SecurityGroupIds ' +
      'does not touch functions and published versions that already exist.',
    remediation: {
      text: 'Replace the security groups that the message names in the VpcConfig; send the full lists, the update replaces them.',
      url: 'https://docs.aws.amazon.com/lambda/latest/dg/configuration-vpc.html',
    },
    severity: 'MEDIUM',
    references: [
      'https://docs.aws.amazon.com/lambda/latest/dg/configuration-vpc.html',
      'https://docs.aws.amazon.com/service-authorization/latest/reference/list_awslambda.html',
      'https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_condition-single-vs-multi-valued-context-keys.html',
      'https://docs.aws.amazon.com/vpc/latest/userguide/vpc-sharing-service-behavior.html',
    ],
    knownMisses: [
      'Tags of groups that another account shares cannot be read; list their ids instead.',
      'A group that belongs to another VPC and is associated with this one is taken as it is.',
    ],
    target: 'function',
    parameters: SECURITY_GROUP_LISTS.schema,
    facts: [...FUNCTION_NETWORK_FACTS, 'ec2:DescribeSecurityGroups', 'ec2:DescribeSubnets'],
    changes: [...FUNCTION_NETWORK_CHANGES],
    messages: {
      noLists: 'No security group is allowed or denied by the configuration.',
      unattached: 'The function is not attached to a VPC.',
      none: 'The function has no security groups.',
      allowed: 'Every security group of the function is allowed: {ids}.',
      denied: 'The function uses {ids}, which the deny list names.',
      notAllowed: 'The function uses {ids}, which the allow list does not name.',
    },
  },
  evaluate(target, { snapshot, parameters, report }) {
    const lists = {
      allowedIds: parameters.allowedSecurityGroupIds,
      deniedIds: parameters.deniedSecurityGroupIds,
      allowedTags: parameters.allowedSecurityGroupTags,
      deniedTags: parameters.deniedSecurityGroupTags,
    };
    if (areEmpty(lists)) return report.notApplicable('noLists');
    if (!isAttached(target)) return report.notApplicable('unattached');
    const { securityGroupIds } = target.network;
    if (!securityGroupIds.known) return report.undecided(securityGroupIds);
    const ids = securityGroupIds.value;
    if (ids.length === 0) return report.notApplicable('none');
    const { denied, notAllowed, unread } = compareWithLists(
      ids,
      lists,
      ec2TagsOf(snapshot, 'SecurityGroups'),
    );
    report.saw(settingsOwner(target), 'VpcConfig.SecurityGroupIds', ids.join(', '));
    for (const fact of unread) report.unknown(fact);
    const fix = settingsRemediation(target);
    if (denied.length > 0) {
      report.fail('denied', { ids: denied.join(', ') }, { severity: 'HIGH', ...fix });
    }
    if (notAllowed.length > 0) {
      report.fail('notAllowed', { ids: notAllowed.join(', ') }, fix);
    }
    return report.conclude('allowed', { ids: ids.join(', ') });
  },
});
