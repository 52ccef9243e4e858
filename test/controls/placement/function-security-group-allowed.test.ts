import { functionSecurityGroupAllowed } from '../../../shared/controls/placement/function-security-group-allowed.ts';
import { aFunction, aSecurityGroup, functionArn, GROUP, SUBNETS } from '../../builders/snapshot.ts';
import { controlTable } from '../control-table.ts';

const evidence = [`${functionArn('orders')} VpcConfig.SecurityGroupIds sg-0a`];
const group = (fields: Record<string, unknown>) => ({
  collections: { SecurityGroups: [aSecurityGroup(fields)] },
});

controlTable(functionSecurityGroupAllowed, [
  { name: 'does not apply without lists', status: 'NOT_APPLICABLE', messages: ['noLists'] },
  {
    name: 'does not apply to an unattached function',
    given: { collections: { Functions: [aFunction({ VpcConfig: undefined })] } },
    parameters: { allowedSecurityGroupIds: [GROUP] },
    status: 'NOT_APPLICABLE',
    messages: ['unattached'],
  },
  {
    name: 'does not pass a function without groups, of which ForAllValues would be true',
    given: {
      collections: {
        Functions: [aFunction({ VpcConfig: { SubnetIds: [...SUBNETS], SecurityGroupIds: [] } })],
      },
    },
    parameters: { allowedSecurityGroupIds: [GROUP] },
    status: 'NOT_APPLICABLE',
    messages: ['none'],
  },
  {
    name: 'passes a group of the allow list',
    parameters: { allowedSecurityGroupIds: [GROUP] },
    status: 'PASSED',
    evidence,
  },
  {
    name: 'fails a group that the allow list does not name',
    parameters: { allowedSecurityGroupIds: ['sg-0b'] },
    status: 'FAILED',
    severity: 'MEDIUM',
    messages: ['notAllowed'],
    evidence,
  },
  {
    name: 'fails a group of the deny list',
    parameters: { deniedSecurityGroupIds: [GROUP] },
    status: 'FAILED',
    severity: 'HIGH',
    messages: ['denied'],
    evidence,
  },
  {
    name: 'fails a group with a tag of the deny list',
    given: group({ Tags: [{ Key: 'for', Value: 'databases' }] }),
    parameters: { deniedSecurityGroupTags: ['for=databases'] },
    status: 'FAILED',
    severity: 'HIGH',
    messages: ['denied'],
    evidence,
  },
  {
    name: 'takes a group of another VPC as it is',
    given: group({ VpcId: 'vpc-0b' }),
    parameters: { allowedSecurityGroupIds: [GROUP] },
    status: 'PASSED',
  },
  {
    name: 'judges managed instances without groups by the default group of the VPC',
    given: {
      collections: {
        SecurityGroups: [aSecurityGroup({ GroupId: 'sg-default', GroupName: 'default' })],
        Functions: [
          aFunction({
            VpcConfig: undefined,
            CapacityProviderConfig: {
              LambdaManagedInstancesCapacityProviderConfig: { CapacityProviderArn: 'arn:cp' },
            },
          }),
        ],
        CapacityProviders: [
          {
            CapacityProviderArn: 'arn:cp',
            VpcConfig: { SubnetIds: [SUBNETS[0]], SecurityGroupIds: [] },
          },
        ],
      },
    },
    parameters: { deniedSecurityGroupIds: ['sg-default'] },
    status: 'FAILED',
    severity: 'HIGH',
    messages: ['denied'],
    evidence: ['arn:cp VpcConfig.SecurityGroupIds sg-default'],
    remediation: 'capacity provider',
  },
  {
    name: 'is unknown by tag for a group of a shared VPC',
    given: group({ OwnerId: '999988887777' }),
    parameters: { allowedSecurityGroupTags: ['for=functions'] },
    status: 'UNKNOWN',
    unknownCall: 'the tags of sg-0a are shown only to its owner, account 999988887777',
  },
  {
    name: 'is unknown by tag for a group that does not exist any more',
    given: { collections: { SecurityGroups: [] }, notFound: [GROUP] },
    parameters: { deniedSecurityGroupTags: ['for=databases'] },
    status: 'UNKNOWN',
    unknownCall: 'sg-0a does not exist any more',
  },
]);
