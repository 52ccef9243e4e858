import * as z from 'zod/mini';
import { unknown } from '../../model/fact.ts';
import type { Unknown } from '../../model/fact.ts';
import { LAMBDA_ENI_QUOTA_CODE } from '../../model/service-quotas.ts';
import type { Snapshot } from '../../model/snapshot.ts';
import { defineControl } from '../define-control.ts';
import { FUNCTION_NETWORK_CHANGES, FUNCTION_NETWORK_FACTS } from '../function-network-reads.ts';
import { parameter } from '../parameter.ts';
import { doesNotExist } from './function-subnets.ts';
import { hasFunctionInterfaces } from '../vpc-functions.ts';

// Lambda's network interfaces per VPC are a quota of their own. AWS's pages disagree on its default
// (https://docs.aws.amazon.com/lambda/latest/dg/gettingstarted-limits.html says 500, the troubleshooting
// page 3,000), so it is read and never assumed.

export const vpcLambdaEniQuota = defineControl({
  meta: {
    name: 'vpc-lambda-eni-quota',
    id: 'FN-ENI-QUOTA',
    family: 'placement',
    title: "The VPC has headroom under the quota of Lambda's network interfaces",
    effect: 'may run out of Lambda network interfaces',
    rationale:
      'At the quota no further function can be attached to the VPC, and functions that need a new ' +
      'interface fail with EniLimitExceeded.',
    remediation: {
      text: 'Let functions share sets of security groups, delete published versions nobody uses, or request a higher quota L-9FEE3D26 of service lambda.',
      url: 'https://docs.aws.amazon.com/lambda/latest/dg/gettingstarted-limits.html',
    },
    severity: 'MEDIUM',
    references: [
      'https://docs.aws.amazon.com/lambda/latest/dg/gettingstarted-limits.html',
      'https://docs.aws.amazon.com/lambda/latest/dg/troubleshooting-networking.html',
      'https://docs.aws.amazon.com/lambda/latest/dg/configuration-vpc.html',
      'https://docs.aws.amazon.com/vpc/latest/userguide/amazon-vpc-limits.html',
      'https://docs.aws.amazon.com/vpc/latest/userguide/vpc-sharing-service-behavior.html',
    ],
    knownMisses: [
      'The quota is shared with other services such as EFS, whose interfaces are not counted here.',
      'The quota of 5,000 network interfaces per region is not looked at.',
      'A participant of a shared VPC sees its own interfaces only, so the answer there is unknown.',
    ],
    target: 'vpc',
    parameters: z.strictObject({
      failRatio: parameter(
        z.number().check(z.positive(), z.maximum(1)),
        0.8,
        'share of the quota from which on the VPC fails',
      ),
    }),
    facts: [
      ...FUNCTION_NETWORK_FACTS,
      'ec2:DescribeVpcs',
      'ec2:DescribeNetworkInterfaces',
      'servicequotas:GetServiceQuota',
      'servicequotas:GetAWSDefaultServiceQuota',
    ],
    changes: [...FUNCTION_NETWORK_CHANGES],
    messages: {
      noFunction: 'No function is attached to the VPC by its own settings.',
      headroom: '{used} of {quota} network interfaces of Lambda are in use.',
      nearQuota:
        '{used} of {quota} network interfaces of Lambda are in use, {percent} % of the quota.',
    },
  },
  evaluate(target, { snapshot, parameters, report }) {
    const { vpcId } = target;
    const hasInterfaces = hasFunctionInterfaces(snapshot, target);
    if (hasInterfaces === false) return report.notApplicable('noFunction');
    if (hasInterfaces !== true) return report.undecided(hasInterfaces);
    const hidden = hiddenInterfaces(snapshot, vpcId);
    if (hidden !== undefined) return report.undecided(hidden);
    const found = snapshot.get('Quotas', LAMBDA_ENI_QUOTA_CODE);
    if (!found.known) return report.undecided(found);
    if (found.value === undefined) return report.undecided(doesNotExist(LAMBDA_ENI_QUOTA_CODE));
    const quota = found.value.Value;
    const interfaces = snapshot.inVpc('NetworkInterfaces', vpcId);
    if (!interfaces.known) report.unknown(interfaces);
    const seen = interfaces.known ? interfaces.value : snapshot.seen('NetworkInterfaces');
    const used = seen.filter(
      ({ VpcId, InterfaceType }) => VpcId === vpcId && InterfaceType === 'lambda',
    ).length;
    report.saw(vpcId, 'NetworkInterfaces[InterfaceType=lambda]', used);
    report.saw(LAMBDA_ENI_QUOTA_CODE, 'Value', quota);
    if (used >= quota * parameters.failRatio) {
      const percent = Math.floor((used / quota) * 100);
      const severity = used >= quota ? 'HIGH' : 'MEDIUM';
      report.fail('nearQuota', { used, quota, percent }, { severity });
    }
    return report.conclude('headroom', { used, quota });
  },
});

/** Why interfaces of the VPC may be hidden: only the owner of a shared VPC sees all of them. */
function hiddenInterfaces(snapshot: Snapshot, vpcId: string): Unknown | undefined {
  const vpc = snapshot.get('Vpcs', vpcId);
  if (!vpc.known) return vpc;
  if (vpc.value === undefined) return doesNotExist(vpcId);
  const { OwnerId = snapshot.accountId } = vpc.value;
  if (OwnerId === snapshot.accountId) return undefined;
  const detail = `${vpcId} is shared by account ${OwnerId}, which alone sees all its network interfaces`;
  return unknown({ kind: 'opaque', detail });
}
