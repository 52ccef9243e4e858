import { functionDefaultSecurityGroup } from '../../../shared/controls/security-groups/function-default-security-group.ts';
import { changed, denied, withFields } from '../../builders/changed.ts';
import { t01 } from '../../builders/sample-templates.ts';
import { TOPOLOGIES } from '../../builders/topologies.ts';
import { ALLOW_ALL, permission, toCidr, toGroup } from '../../builders/topology.ts';
import { controlTable } from '../control-table.ts';

const FROM_ITSELF = permission(undefined, toGroup('sg-default'));
const rules = (fields: Record<string, unknown>) =>
  withFields(t01(), 'SecurityGroups', 'sg-default', fields);
const low = {
  status: 'FAILED',
  severity: 'LOW',
  messages: ['defaultGroup'],
  evidence: ['sg-default GroupName default'],
} as const;
const medium = { ...low, severity: 'MEDIUM', messages: ['defaultGroup', 'changed'] } as const;

controlTable(functionDefaultSecurityGroup, [
  { name: 'passes a group of its own', given: TOPOLOGIES.t06().given, status: 'PASSED' },
  {
    name: 'does not go by the description or a similar name',
    given: rules({ GroupName: 'default-orders' }),
    status: 'PASSED',
  },
  { name: 'fails LOW the default group as it was created', given: t01().given, ...low },
  {
    name: 'fails LOW the default group of a VPC with IPv6',
    given: rules({
      IpPermissionsEgress: [
        ...ALLOW_ALL,
        permission(undefined, { Ipv6Ranges: [{ CidrIpv6: '::/0' }] }),
      ],
    }),
    ...low,
  },
  {
    name: 'fails LOW a default group that was closed already',
    given: rules({ IpPermissions: [], IpPermissionsEgress: [] }),
    ...low,
  },
  {
    name: 'fails MEDIUM one with an inbound rule of somebody',
    given: rules({ IpPermissions: [FROM_ITSELF, permission(22, toCidr('0.0.0.0/0'))] }),
    ...medium,
  },
  {
    name: 'fails MEDIUM one that lets another group in',
    given: rules({ IpPermissions: [permission(undefined, toGroup('sg-other'))] }),
    ...medium,
  },
  {
    name: 'fails MEDIUM one that lets a block in with all protocols',
    given: rules({
      IpPermissions: [permission(undefined, { ...toGroup('sg-default'), ...toCidr('10.0.0.0/8') })],
    }),
    ...medium,
  },
  {
    name: 'fails MEDIUM one with another egress rule',
    given: rules({ IpPermissionsEgress: [permission(443, toCidr('0.0.0.0/0'))] }),
    ...medium,
  },
  {
    name: 'fails MEDIUM one whose egress is limited to a block',
    given: rules({ IpPermissionsEgress: [permission(undefined, toCidr('10.0.0.0/8'))] }),
    ...medium,
  },
  {
    name: 'fails the default group among others',
    given: withFields(TOPOLOGIES.t06(), 'Functions', 'orders', {
      VpcConfig: {
        VpcId: 'vpc-0a',
        SubnetIds: ['subnet-0a'],
        SecurityGroupIds: ['sg-0a', 'sg-default'],
      },
    }),
    ...low,
    remediation: null,
  },
  {
    name: 'fails managed instances whose capacity provider names no group',
    given: TOPOLOGIES.t15().given,
    ...low,
    remediation: 'Create a capacity provider',
  },
  {
    name: 'is unknown where the groups may not be read',
    given: denied(t01(), 'SecurityGroups', 'ec2:DescribeSecurityGroups'),
    status: 'UNKNOWN',
    unknownCall: 'ec2:DescribeSecurityGroups',
  },
  {
    name: 'is unknown for a group that does not exist any more',
    given: { ...changed(t01(), { SecurityGroups: [] }), notFound: ['sg-default'] },
    status: 'UNKNOWN',
    unknownCall: 'sg-default does not exist any more',
  },
  {
    name: 'is unknown where the answer shows no name',
    given: rules({ GroupName: undefined }),
    status: 'UNKNOWN',
    unknownCall: 'ec2:DescribeSecurityGroups',
  },
  {
    name: 'does not apply to an unattached function',
    given: TOPOLOGIES.t03().given,
    status: 'NOT_APPLICABLE',
    messages: ['unattached'],
  },
]);
