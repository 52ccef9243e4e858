import * as z from 'zod/mini';
import type { IpPermission, SecurityGroup } from '../../model/ec2.ts';
import { byNetwork } from '../alike.ts';
import { defineControl } from '../define-control.ts';
import { FUNCTION_NETWORK_CHANGES, FUNCTION_NETWORK_FACTS } from '../function-network-reads.ts';
import { doesNotExist } from '../placement/function-subnets.ts';
import { settingsOwner, settingsRemediation } from '../placement/vpc-settings.ts';
import { isAttached } from '../target.ts';

// https://docs.aws.amazon.com/vpc/latest/userguide/default-security-group.html: every VPC has one, and
// whatever is created without a group gets it. A capacity provider without groups takes it silently:
// https://docs.aws.amazon.com/lambda/latest/dg/lambda-managed-instances-capacity-providers.html.

export const functionDefaultSecurityGroup = defineControl({
  meta: {
    name: 'function-default-security-group',
    id: 'SG-DEFAULT',
    family: 'security-groups',
    title: "Functions do not use the VPC's default security group",
    effect: 'should not use the default security group',
    rationale:
      'Everything that was created without a group shares the default one, so each rule for one of them ' +
      'is a rule for all. Whoever closes it, as Security Hub EC2.2 asks, cuts the function off.',
    remediation: {
      text: 'Create a security group for the function with the egress rules that it needs, and give it that one instead.',
      url: 'https://docs.aws.amazon.com/lambda/latest/dg/configuration-vpc.html',
    },
    severity: 'LOW',
    references: [
      'https://docs.aws.amazon.com/vpc/latest/userguide/default-security-group.html',
      'https://docs.aws.amazon.com/lambda/latest/dg/configuration-vpc.html',
      'https://docs.aws.amazon.com/securityhub/latest/userguide/ec2-controls.html#ec2-2',
      'https://docs.aws.amazon.com/config/latest/developerguide/vpc-default-security-group-closed.html',
    ],
    knownMisses: ['Whether anything else uses the default group is not looked at.'],
    target: 'function',
    parameters: z.strictObject({}),
    facts: [...FUNCTION_NETWORK_FACTS, 'ec2:DescribeSubnets', 'ec2:DescribeSecurityGroups'],
    changes: [...FUNCTION_NETWORK_CHANGES, 'security-group'],
    messages: {
      unattached: 'The function is not attached to a VPC.',
      ownGroup: "None of the function's groups is a default group.",
      defaultGroup:
        '{groupId} is the default group of {vpcId}. If somebody closes it, as Security Hub EC2.2 and AWS Config ask, the function reaches nothing.',
      changed: '{groupId} has rules beside those that it was created with.',
    },
  },
  alike: byNetwork,
  evaluate(target, { snapshot, report }) {
    if (!isAttached(target)) return report.notApplicable('unattached');
    const { securityGroupIds } = target.network;
    if (!securityGroupIds.known) return report.undecided(securityGroupIds);
    for (const groupId of securityGroupIds.value) {
      const group = snapshot.get('SecurityGroups', groupId);
      if (!group.known) report.unknown(group);
      else if (group.value === undefined) report.unknown(doesNotExist(groupId));
      else if (group.value.GroupName === undefined) {
        const call = 'ec2:DescribeSecurityGroups';
        const detail = `the GroupName of ${groupId}`;
        report.unknown({ known: false, reason: { kind: 'not-read', call, detail } });
      } else if (group.value.GroupName === 'default') {
        const isOriginal = hasOriginalRules(group.value);
        const vpcId = group.value.VpcId ?? target.vpcId ?? 'its VPC';
        report.fail(
          'defaultGroup',
          { groupId, vpcId },
          {
            severity: isOriginal ? 'LOW' : 'MEDIUM',
            evidence: [
              { resource: groupId, field: 'GroupName', value: 'default' },
              {
                resource: settingsOwner(target),
                field: 'VpcConfig.SecurityGroupIds',
                value: groupId,
              },
            ],
            ...settingsRemediation(target),
          },
        );
        if (!isOriginal) report.note('changed', { groupId });
      }
    }
    return report.conclude('ownGroup');
  },
});

/**
 * Whether the group has no rules beside those it was created with: all traffic in from itself, all
 * traffic out to anywhere. A rule fewer is no rule more.
 */
function hasOriginalRules({ GroupId, IpPermissions, IpPermissionsEgress }: SecurityGroup): boolean {
  return (
    IpPermissions.every((one) => isAllTraffic(one) && namesOnly(one, GroupId)) &&
    IpPermissionsEgress.every((one) => isAllTraffic(one) && isAnywhere(one))
  );
}

function isAllTraffic({ IpProtocol }: IpPermission): boolean {
  return IpProtocol === '-1';
}

function namesOnly(permission: IpPermission, groupId: string): boolean {
  const { IpRanges, Ipv6Ranges, PrefixListIds, UserIdGroupPairs } = permission;
  return (
    [...IpRanges, ...Ipv6Ranges, ...PrefixListIds].length === 0 &&
    UserIdGroupPairs.every((pair) => pair.GroupId === groupId)
  );
}

function isAnywhere(permission: IpPermission): boolean {
  const { IpRanges, Ipv6Ranges, PrefixListIds, UserIdGroupPairs } = permission;
  return (
    [...PrefixListIds, ...UserIdGroupPairs].length === 0 &&
    IpRanges.every(({ CidrIp }) => CidrIp === '0.0.0.0/0') &&
    Ipv6Ranges.every(({ CidrIpv6 }) => CidrIpv6 === '::/0')
  );
}
