import { defineControl } from '../define-control.ts';
import { FUNCTION_NETWORK_CHANGES, FUNCTION_NETWORK_FACTS } from '../function-network-reads.ts';
import { isAttached } from '../target.ts';
import { areEmpty, compareWithLists, ec2TagsOf } from './id-lists.ts';
import { SUBNET_LISTS } from './placement-parameters.ts';
import { settingsOwner, settingsRemediation } from './vpc-settings.ts';

// The detective twin of ForAnyValue and ForAllValues on lambda:SubnetIds:
// https://docs.aws.amazon.com/service-authorization/latest/reference/list_awslambda.html. ForAllValues is
// true of an empty list, and that truth must not become a pass.

export const functionSubnetAllowed = defineControl({
  meta: {
    name: 'function-subnet-allowed',
    id: 'FN-SUBNET-ALLOWED',
    family: 'placement',
    title: 'Every subnet of the function is allowed and none is denied',
    effect: 'should not be in those subnets',
    rationale:
      'Subnets decide which routes, network ACLs and zones a function gets. A function in a subnet ' +
      'meant for something else gets its reach too, and a policy on lambda:SubnetIds does not touch ' +
      'functions and published versions that already exist.',
    remediation: {
      text: 'Replace the subnets that the message names in the VpcConfig; send the full lists, the update replaces them.',
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
      'Tags of subnets that another account shares cannot be read; list their ids instead.',
    ],
    target: 'function',
    parameters: SUBNET_LISTS.schema,
    facts: [...FUNCTION_NETWORK_FACTS, 'ec2:DescribeSubnets'],
    changes: [...FUNCTION_NETWORK_CHANGES],
    messages: {
      noLists: 'No subnet is allowed or denied by the configuration.',
      unattached: 'The function is not attached to a VPC.',
      allowed: 'Every subnet of the function is allowed: {ids}.',
      denied: 'The function uses {ids}, which the deny list names.',
      notAllowed: 'The function uses {ids}, which the allow list does not name.',
    },
  },
  evaluate(target, { snapshot, parameters, report }) {
    const lists = {
      allowedIds: parameters.allowedSubnetIds,
      deniedIds: parameters.deniedSubnetIds,
      allowedTags: parameters.allowedSubnetTags,
      deniedTags: parameters.deniedSubnetTags,
    };
    if (areEmpty(lists)) return report.notApplicable('noLists');
    if (!isAttached(target)) return report.notApplicable('unattached');
    const { subnetIds } = target.network;
    if (!subnetIds.known) return report.undecided(subnetIds);
    const ids = subnetIds.value;
    const { denied, notAllowed, unread } = compareWithLists(
      ids,
      lists,
      ec2TagsOf(snapshot, 'Subnets'),
    );
    report.saw(settingsOwner(target), 'VpcConfig.SubnetIds', ids.join(', '));
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
