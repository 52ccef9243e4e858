import * as z from 'zod/mini';
import { interfacesByGroup } from '../../network/group-interfaces.ts';
import { securityGroupRulesOf } from '../../network/security-group-rules.ts';
import { unknown } from '../../model/fact.ts';
import { defineControl } from '../define-control.ts';
import { FUNCTION_NETWORK_CHANGES, FUNCTION_NETWORK_FACTS } from '../function-network-reads.ts';

// "Functions connect out through a Hyperplane network interface, and nothing connects in to them":
// https://docs.aws.amazon.com/lambda/latest/dg/configuration-vpc.html. Managed instances are instances
// with interfaces of their own, so their groups are left alone.

export const functionSgIngressUnused = defineControl({
  meta: {
    name: 'function-sg-ingress-unused',
    id: 'SG-INGRESS-UNUSED',
    family: 'security-groups',
    title: 'Security groups that only functions use have no inbound rules',
    effect: 'should have no inbound rules',
    rationale:
      'No connection ever comes in through the network interface of a function, so inbound rules on a ' +
      'group that only functions use do nothing but mislead their readers.',
    remediation: {
      text: "Remove the inbound rules: aws ec2 revoke-security-group-ingress. Access to a database is granted on the database's group.",
      url: 'https://docs.aws.amazon.com/vpc/latest/userguide/working-with-security-group-rules.html',
    },
    severity: 'INFO',
    references: [
      'https://docs.aws.amazon.com/lambda/latest/dg/configuration-vpc.html',
      'https://docs.aws.amazon.com/lambda/latest/dg/foundation-networking.html',
    ],
    knownMisses: [
      'A group that is prepared for instances that do not run yet looks unused.',
      'Interfaces in VPCs of other accounts that the group is associated with are not seen.',
    ],
    target: 'security-group',
    parameters: z.strictObject({}),
    facts: [
      ...FUNCTION_NETWORK_FACTS,
      'ec2:DescribeSubnets',
      'ec2:DescribeSecurityGroups',
      'ec2:DescribeNetworkInterfaces',
    ],
    changes: [...FUNCTION_NETWORK_CHANGES, 'security-group', 'instance', 'vpc-endpoint'],
    messages: {
      defaultGroup: 'It is a default group, which is judged by its own control.',
      managedInstances: 'Managed instances use the group: {functionArn}.',
      others: 'The group is also on {interfaceId}, which is of type {interfaceType}.',
      none: 'The group has no inbound rules.',
      unused: '{rule} lets in what never comes: only functions use the group.',
    },
  },
  evaluate({ group, functions }, { snapshot, report }) {
    const { GroupId, GroupName } = group;
    if (GroupName === 'default') return report.notApplicable('defaultGroup');
    const managed = functions.find(({ network }) => network.source === 'CAPACITY_PROVIDER');
    if (managed !== undefined) {
      const { FunctionArn: functionArn } = managed.configuration;
      return report.notApplicable('managedInstances', { functionArn });
    }
    const other = (interfacesByGroup(snapshot).get(GroupId) ?? []).find(
      ({ InterfaceType }) => InterfaceType !== 'lambda',
    );
    if (other !== undefined) {
      const interfaceType = other.InterfaceType ?? 'interface';
      return report.notApplicable('others', {
        interfaceId: other.NetworkInterfaceId,
        interfaceType,
      });
    }
    const rules = securityGroupRulesOf(group).ingress;
    const interfaces = snapshot.all('NetworkInterfaces');
    if (rules.length > 0 && !interfaces.known) return report.undecided(interfaces);
    const { accountId } = snapshot;
    if (rules.length > 0 && group.OwnerId !== undefined && group.OwnerId !== accountId) {
      const detail = `${GroupId} is shared by account ${group.OwnerId}, whose interfaces are not seen from here`;
      return report.undecided(unknown({ kind: 'opaque', detail }));
    }
    for (const { text } of rules) {
      const evidence = [{ resource: GroupId, field: 'IpPermissions', value: text }];
      report.fail('unused', { rule: text }, { evidence });
    }
    return report.conclude('none');
  },
});
