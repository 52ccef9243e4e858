import { functionSgIngressUnused } from '../../../shared/controls/security-groups/function-sg-ingress-unused.ts';
import { changed, denied, withFields } from '../../builders/changed.ts';
import { GROUP, item } from '../../builders/snapshot.ts';
import { t01 } from '../../builders/sample-templates.ts';
import { TOPOLOGIES } from '../../builders/topologies.ts';
import { permission, toCidr, toGroup } from '../../builders/topology.ts';
import { controlTable } from '../control-table.ts';

const open = (ingress: Record<string, unknown> = permission(443, toCidr('10.0.0.0/16'))) => ({
  given: withFields(TOPOLOGIES.t06(), 'SecurityGroups', GROUP, { IpPermissions: [ingress] }),
});
const withInterface = (InterfaceType: string | undefined) =>
  changed(open(), {
    NetworkInterfaces: [
      item('NetworkInterfaces', {
        NetworkInterfaceId: 'eni-0a',
        VpcId: 'vpc-0a',
        InterfaceType,
        Groups: [{ GroupId: GROUP }],
      }),
    ],
  });
const failure = { status: 'FAILED', severity: 'INFO', messages: ['unused'] } as const;

controlTable(functionSgIngressUnused, [
  {
    name: 'passes a group without inbound rules',
    given: TOPOLOGIES.t06().given,
    status: 'PASSED',
    messages: ['none'],
  },
  {
    name: 'fails an inbound rule on a group that only functions use',
    given: withInterface('lambda'),
    ...failure,
    evidence: ['sg-0a IpPermissions ingress tcp 443 from 10.0.0.0/16'],
  },
  {
    name: 'fails an inbound rule where the functions have no interfaces at the moment',
    given: open().given,
    ...failure,
    evidence: ['sg-0a IpPermissions ingress tcp 443 from 10.0.0.0/16'],
  },
  {
    name: 'fails a rule that lets the group in to itself',
    given: open(permission(undefined, toGroup(GROUP))).given,
    ...failure,
    evidence: ['sg-0a IpPermissions ingress all from sg-0a'],
  },
  {
    name: 'cannot tell what else uses a group that another account shares',
    given: withFields(open(), 'SecurityGroups', GROUP, { OwnerId: '444455556666' }),
    status: 'UNKNOWN',
    unknownCall: 'sg-0a is shared by account 444455556666, whose interfaces are not seen from here',
  },
  {
    name: 'does not apply where something else has the group too',
    given: withInterface('interface'),
    status: 'NOT_APPLICABLE',
    messages: ['others'],
  },
  {
    name: 'does not apply where an endpoint has the group too',
    given: withInterface('vpc_endpoint'),
    status: 'NOT_APPLICABLE',
    messages: ['others'],
  },
  {
    name: 'does not apply where the type of another interface is not shown',
    given: withInterface(undefined),
    status: 'NOT_APPLICABLE',
    messages: ['others'],
  },
  {
    name: 'does not apply to a default group',
    given: t01().given,
    status: 'NOT_APPLICABLE',
    messages: ['defaultGroup'],
  },
  {
    name: 'does not apply to the group of managed instances',
    given: withFields(TOPOLOGIES.t15(), 'SecurityGroups', 'sg-default', { GroupName: 'default' }),
    status: 'NOT_APPLICABLE',
  },
  {
    name: 'does not apply to a group that a capacity provider names',
    given: changed(
      {
        given: withFields(
          TOPOLOGIES.t15(),
          'CapacityProviders',
          'arn:aws:lambda:us-east-1:111122223333:capacity-provider:fleet',
          { VpcConfig: { SubnetIds: ['subnet-0a'], SecurityGroupIds: [GROUP] } },
        ),
      },
      {
        SecurityGroups: [
          item('SecurityGroups', {
            GroupId: GROUP,
            VpcId: 'vpc-0a',
            IpPermissions: [permission(443, toCidr('10.0.0.0/16'))],
          }),
        ],
      },
    ),
    status: 'NOT_APPLICABLE',
    messages: ['managedInstances'],
  },
  {
    name: 'is unknown where the network interfaces may not be read',
    given: denied(open(), 'NetworkInterfaces', 'ec2:DescribeNetworkInterfaces'),
    status: 'UNKNOWN',
    unknownCall: 'ec2:DescribeNetworkInterfaces',
  },
  {
    name: 'passes a group without inbound rules whoever uses it',
    given: denied(TOPOLOGIES.t06(), 'NetworkInterfaces', 'ec2:DescribeNetworkInterfaces'),
    status: 'PASSED',
  },
]);
