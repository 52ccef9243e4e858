import { functionVpcAllowed } from '../../../shared/controls/placement/function-vpc-allowed.ts';
import { aFunction, functionArn, SUBNETS } from '../../builders/snapshot.ts';
import { controlTable } from '../control-table.ts';

const evidence = [`${functionArn('orders')} VpcConfig.VpcId vpc-0a`];
const onProvider = (CapacityProviders: undefined | [string[]]) => ({
  collections: {
    Functions: [
      aFunction({
        VpcConfig: undefined,
        CapacityProviderConfig: {
          LambdaManagedInstancesCapacityProviderConfig: { CapacityProviderArn: 'arn:cp' },
        },
      }),
    ],
    CapacityProviders: CapacityProviders?.map((SubnetIds) => ({
      CapacityProviderArn: 'arn:cp',
      VpcConfig: { SubnetIds, SecurityGroupIds: ['sg-0a'] },
    })),
  },
});

controlTable(functionVpcAllowed, [
  { name: 'does not apply without lists', status: 'NOT_APPLICABLE', messages: ['noLists'] },
  {
    name: 'does not apply to an unattached function',
    given: { collections: { Functions: [aFunction({ VpcConfig: undefined })] } },
    parameters: { allowedVpcIds: ['vpc-0b'] },
    status: 'NOT_APPLICABLE',
    messages: ['unattached'],
  },
  {
    name: 'passes a VPC of the allow list',
    parameters: { allowedVpcIds: ['vpc-0b', 'vpc-0a'] },
    status: 'PASSED',
    evidence,
  },
  {
    name: 'passes a VPC that is not denied',
    parameters: { deniedVpcIds: ['vpc-0b'] },
    status: 'PASSED',
  },
  {
    name: 'fails a VPC that the allow list does not name',
    parameters: { allowedVpcIds: ['vpc-0b'] },
    status: 'FAILED',
    severity: 'MEDIUM',
    messages: ['notAllowed'],
    evidence,
    remediation: null,
  },
  {
    name: 'lets the deny list win over the allow list',
    parameters: { allowedVpcIds: ['vpc-0a'], deniedVpcIds: ['vpc-0a'] },
    status: 'FAILED',
    severity: 'HIGH',
    messages: ['denied'],
    evidence,
  },
  {
    name: 'compares case-sensitively, as StringEquals does',
    parameters: { allowedVpcIds: ['vpc-0A'] },
    status: 'FAILED',
    severity: 'MEDIUM',
    messages: ['notAllowed'],
    evidence,
  },
  {
    name: "takes the VPC of the subnets and not Lambda's own answer",
    given: {
      collections: {
        Functions: [
          aFunction({
            VpcConfig: { VpcId: 'vpc-made-up', SubnetIds: [...SUBNETS], SecurityGroupIds: [] },
          }),
        ],
      },
    },
    parameters: { allowedVpcIds: ['vpc-0a'] },
    status: 'PASSED',
  },
  {
    name: 'judges managed instances by the VPC of their capacity provider',
    given: onProvider([[SUBNETS[0]]]),
    parameters: { deniedVpcIds: ['vpc-0a'] },
    status: 'FAILED',
    severity: 'HIGH',
    messages: ['denied'],
    evidence: ['arn:cp VpcConfig.VpcId vpc-0a'],
    remediation: 'capacity provider',
  },
  {
    name: 'is unknown where the capacity provider was not read',
    given: onProvider(undefined),
    parameters: { deniedVpcIds: ['vpc-0a'] },
    status: 'UNKNOWN',
    unknownCall: 'lambda:GetCapacityProvider',
  },
  {
    name: 'is unknown where nothing names the VPC',
    given: {
      collections: {
        Subnets: [],
        Functions: [
          aFunction({ VpcConfig: { SubnetIds: [SUBNETS[0]], SecurityGroupIds: ['sg-0a'] } }),
        ],
      },
      notFound: [SUBNETS[0]],
    },
    parameters: { allowedVpcIds: ['vpc-0a'] },
    status: 'UNKNOWN',
    unknownCall: 'subnet-0a does not exist any more',
  },
]);
