import { defineControl } from '../define-control.ts';
import { FUNCTION_NETWORK_CHANGES, FUNCTION_NETWORK_FACTS } from '../function-network-reads.ts';
import { isAttached } from '../target.ts';
import { VPC_LISTS } from './placement-parameters.ts';
import { attachedVpc, settingsOwner, settingsRemediation } from './vpc-settings.ts';

// The detective twin of StringEquals on lambda:VpcIds, a condition key with a single value despite its
// name: https://docs.aws.amazon.com/service-authorization/latest/reference/list_awslambda.html.
// An explicit deny wins over the allow list, as in IAM.

export const functionVpcAllowed = defineControl({
  meta: {
    name: 'function-vpc-allowed',
    id: 'FN-VPC-ALLOWED',
    family: 'placement',
    title: "The function's VPC is on the allow list and not on the deny list",
    effect: 'should not be in that VPC',
    rationale:
      'A function in the wrong VPC reaches what it should not, or nothing that it should. A policy ' +
      'with lambda:VpcIds stops new ones only: functions and published versions that exist stay.',
    remediation: {
      text:
        'Attach the function to subnets of an allowed VPC. While the update runs, invocations keep ' +
        'using the old VPC for some minutes.',
      url: 'https://docs.aws.amazon.com/lambda/latest/dg/configuration-vpc.html',
    },
    severity: 'MEDIUM',
    references: [
      'https://docs.aws.amazon.com/lambda/latest/dg/configuration-vpc.html',
      'https://docs.aws.amazon.com/service-authorization/latest/reference/list_awslambda.html',
      'https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_condition-single-vs-multi-valued-context-keys.html',
    ],
    knownMisses: ['Unattached functions are left to function-vpc-attached.'],
    target: 'function',
    parameters: VPC_LISTS.schema,
    facts: [...FUNCTION_NETWORK_FACTS, 'ec2:DescribeSubnets'],
    changes: [...FUNCTION_NETWORK_CHANGES],
    messages: {
      noLists: 'No VPC is allowed or denied by the configuration.',
      unattached: 'The function is not attached to a VPC.',
      allowed: 'The function is attached to {vpcId}, which is allowed.',
      denied: 'The function is attached to {vpcId}, which is on the deny list.',
      notAllowed: 'The function is attached to {vpcId}, which is not on the allow list.',
    },
  },
  evaluate(target, { snapshot, parameters, report }) {
    const { allowedVpcIds, deniedVpcIds } = parameters;
    if (allowedVpcIds.length === 0 && deniedVpcIds.length === 0) {
      return report.notApplicable('noLists');
    }
    if (!isAttached(target)) return report.notApplicable('unattached');
    const vpc = attachedVpc(snapshot, target);
    if (!vpc.known) return report.undecided(vpc);
    const vpcId = vpc.value;
    report.saw(settingsOwner(target), 'VpcConfig.VpcId', vpcId);
    const fix = settingsRemediation(target);
    if (deniedVpcIds.includes(vpcId)) {
      report.fail('denied', { vpcId }, { severity: 'HIGH', ...fix });
    } else if (allowedVpcIds.length > 0 && !allowedVpcIds.includes(vpcId)) {
      report.fail('notAllowed', { vpcId }, fix);
    }
    return report.conclude('allowed', { vpcId });
  },
});
