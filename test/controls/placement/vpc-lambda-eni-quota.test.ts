import { vpcLambdaEniQuota } from '../../../shared/controls/placement/vpc-lambda-eni-quota.ts';
import { LAMBDA_ENI_QUOTA_CODE } from '../../../shared/model/service-quotas.ts';
import { aFunction, aVpc, item, VPC } from '../../builders/snapshot.ts';
import { controlTable } from '../control-table.ts';

const interfaces = (count: number, fields: Record<string, unknown> = {}) =>
  Array.from({ length: count }, (_, index) =>
    item('NetworkInterfaces', {
      NetworkInterfaceId: `eni-${index}${JSON.stringify(fields).length}`,
      VpcId: VPC,
      InterfaceType: 'lambda',
      ...fields,
    }),
  );
const Quotas = [
  item('Quotas', { ServiceCode: 'lambda', QuotaCode: LAMBDA_ENI_QUOTA_CODE, Value: 10 }),
];
const used = (count: number) => ({
  collections: { Quotas, NetworkInterfaces: interfaces(count) },
});
const denied = (collection: 'NetworkInterfaces' | 'Quotas' | 'Vpcs', call: string) => ({
  gaps: [{ collection, reason: { kind: 'denied' as const, call } }],
});

controlTable(vpcLambdaEniQuota, [
  {
    name: 'passes below the ratio',
    given: used(7),
    status: 'PASSED',
    messages: ['headroom'],
    evidence: ['vpc-0a NetworkInterfaces[InterfaceType=lambda] 7', 'L-9FEE3D26 Value 10'],
  },
  {
    name: 'fails at the ratio',
    given: used(8),
    status: 'FAILED',
    severity: 'MEDIUM',
    messages: ['nearQuota'],
    evidence: ['vpc-0a NetworkInterfaces[InterfaceType=lambda] 8'],
  },
  {
    name: 'fails with high severity at the quota',
    given: used(10),
    status: 'FAILED',
    severity: 'HIGH',
    messages: ['nearQuota'],
    evidence: ['vpc-0a NetworkInterfaces[InterfaceType=lambda] 10'],
  },
  { name: 'takes another ratio', given: used(8), parameters: { failRatio: 0.9 }, status: 'PASSED' },
  {
    name: "counts neither other interfaces nor another VPC's",
    given: {
      collections: {
        Quotas,
        NetworkInterfaces: [
          ...interfaces(1),
          ...interfaces(9, { InterfaceType: 'interface' }),
          ...interfaces(9, { VpcId: 'vpc-elsewhere' }),
        ],
      },
    },
    status: 'PASSED',
    evidence: ['vpc-0a NetworkInterfaces[InterfaceType=lambda] 1'],
  },
  {
    name: 'does not apply to a VPC without functions',
    given: { collections: { Functions: [] } },
    status: 'NOT_APPLICABLE',
    messages: ['noFunction'],
  },
  {
    name: 'does not apply to a VPC with managed instances only',
    given: {
      collections: {
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
            VpcConfig: { SubnetIds: ['subnet-0a'], SecurityGroupIds: ['sg-0a'] },
          },
        ],
      },
    },
    status: 'NOT_APPLICABLE',
    messages: ['noFunction'],
  },
  {
    name: 'is unknown where no function was seen because none was read',
    given: { collections: { Functions: undefined } },
    status: 'UNKNOWN',
    unknownCall: 'lambda:ListFunctions',
  },
  {
    name: 'is unknown for a participant of a shared VPC',
    given: {
      collections: { ...used(9).collections, Vpcs: [aVpc({ OwnerId: '999988887777' })] },
    },
    status: 'UNKNOWN',
    unknownCall:
      'vpc-0a is shared by account 999988887777, which alone sees all its network interfaces',
  },
  {
    name: 'is unknown where the owner of the VPC was not read',
    given: {
      collections: { ...used(9).collections, Vpcs: undefined },
      ...denied('Vpcs', 'ec2:DescribeVpcs'),
    },
    status: 'UNKNOWN',
    unknownCall: 'ec2:DescribeVpcs',
  },
  {
    name: 'is unknown without the quota, which has no default that is known',
    given: {
      collections: { Quotas: undefined, NetworkInterfaces: interfaces(600) },
      ...denied('Quotas', 'servicequotas:GetServiceQuota'),
    },
    status: 'UNKNOWN',
    unknownCall: 'servicequotas:GetServiceQuota',
  },
  {
    name: 'is unknown without the interfaces',
    given: {
      collections: { Quotas, NetworkInterfaces: undefined },
      ...denied('NetworkInterfaces', 'ec2:DescribeNetworkInterfaces'),
    },
    status: 'UNKNOWN',
    unknownCall: 'ec2:DescribeNetworkInterfaces',
  },
  {
    name: 'fails when those that were read before the answer was cut short are already enough',
    given: { ...used(9), ...denied('NetworkInterfaces', 'ec2:DescribeNetworkInterfaces') },
    status: 'FAILED',
    severity: 'MEDIUM',
    messages: ['nearQuota'],
    evidence: ['vpc-0a NetworkInterfaces[InterfaceType=lambda] 9'],
  },
  {
    name: 'is unknown where the only function is of a VPC that is not known',
    given: {
      collections: {
        ...used(9).collections,
        Functions: [
          aFunction({ VpcConfig: { SubnetIds: ['subnet-0z'], SecurityGroupIds: ['sg-0z'] } }),
        ],
      },
    },
    status: 'UNKNOWN',
    unknownCall: 'ec2:DescribeSubnets',
  },
]);
