import * as z from 'zod/mini';
import { unknown } from '../../model/fact.ts';
import { byNetwork } from '../alike.ts';
import { defineControl } from '../define-control.ts';
import { FUNCTION_NETWORK_CHANGES, FUNCTION_NETWORK_FACTS } from '../function-network-reads.ts';
import { isAttached } from '../target.ts';
import { doesNotExist } from './function-subnets.ts';
import { attachedVpc, settingsRemediation } from './vpc-settings.ts';

// "Lambda functions can't connect directly to a VPC with dedicated instance tenancy":
// https://docs.aws.amazon.com/lambda/latest/dg/configuration-vpc.html. A dedicated VPC at the far end
// of a peering connection is what that page recommends, so only the function's own VPC is looked at.

export const functionVpcTenancy = defineControl({
  meta: {
    name: 'function-vpc-tenancy',
    id: 'FN-TENANCY',
    family: 'placement',
    title: 'The function is not attached to a VPC with dedicated tenancy',
    effect: 'cannot use a VPC with dedicated tenancy',
    rationale:
      'Lambda cannot connect a function to a VPC whose instance tenancy is dedicated: the function ' +
      'reaches nothing there.',
    remediation: {
      text:
        'Attach the function to a VPC with default tenancy that is peered with this one. Tenancy can ' +
        'also be set back with aws ec2 modify-vpc-tenancy --instance-tenancy default, and never the other way.',
      url: 'https://docs.aws.amazon.com/lambda/latest/dg/configuration-vpc.html',
    },
    severity: 'HIGH',
    references: [
      'https://docs.aws.amazon.com/lambda/latest/dg/configuration-vpc.html',
      'https://docs.aws.amazon.com/AWSEC2/latest/APIReference/API_ModifyVpcTenancy.html',
    ],
    knownMisses: ['Whether the peering that replaces the attachment works is judged elsewhere.'],
    target: 'function',
    parameters: z.strictObject({}),
    facts: [...FUNCTION_NETWORK_FACTS, 'ec2:DescribeSubnets', 'ec2:DescribeVpcs'],
    changes: [...FUNCTION_NETWORK_CHANGES, 'vpc', 'resource-share'],
    messages: {
      unattached: 'The function is not attached to a VPC.',
      defaultTenancy: 'The tenancy of {vpcId} is default.',
      dedicated: 'The tenancy of {vpcId} is {tenancy}; functions cannot connect to it.',
    },
  },
  alike: byNetwork,
  evaluate(target, { snapshot, report }) {
    if (!isAttached(target)) return report.notApplicable('unattached');
    const attached = attachedVpc(snapshot, target);
    if (!attached.known) return report.undecided(attached);
    const vpcId = attached.value;
    const vpc = snapshot.get('Vpcs', vpcId);
    if (!vpc.known) return report.undecided(vpc);
    if (vpc.value === undefined) return report.undecided(doesNotExist(vpcId));
    const tenancy = vpc.value.InstanceTenancy ?? 'not given';
    report.saw(vpcId, 'InstanceTenancy', tenancy);
    if (tenancy === 'dedicated' || tenancy === 'host') {
      report.fail('dedicated', { vpcId, tenancy }, settingsRemediation(target));
    } else if (tenancy !== 'default') {
      const detail = `the tenancy of ${vpcId} is ${tenancy}, which is not a value known here`;
      report.unknown(unknown({ kind: 'opaque', detail }));
    }
    return report.conclude('defaultTenancy', { vpcId });
  },
});
