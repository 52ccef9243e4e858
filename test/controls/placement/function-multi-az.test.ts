import { functionMultiAz } from '../../../shared/controls/placement/function-multi-az.ts';
import { aFunction, aSubnet, GROUP, SUBNETS } from '../../builders/snapshot.ts';
import { controlTable } from '../control-table.ts';

const second = (fields: Record<string, unknown>) => [
  aSubnet(),
  aSubnet({ SubnetId: SUBNETS[1], AvailabilityZone: 'us-east-1b', ...fields }),
];

controlTable(functionMultiAz, [
  {
    name: 'passes with two subnets in two zones',
    status: 'PASSED',
    messages: ['covered'],
    text: 'cover 2 zones: use1-az1, use1-az2.',
    evidence: ['subnet-0a AvailabilityZoneId use1-az1', 'subnet-0b AvailabilityZoneId use1-az2'],
  },
  {
    name: 'fails with two subnets in one zone',
    text: 'The subnets cover 1 usable zone (use1-az1), fewer than 2.',
    given: { collections: { Subnets: second({ AvailabilityZoneId: 'use1-az1' }) } },
    status: 'FAILED',
    severity: 'MEDIUM',
    messages: ['tooFew'],
    evidence: ['subnet-0b AvailabilityZoneId use1-az1'],
  },
  {
    name: 'does not count a zone with limited capacity',
    given: { collections: { Subnets: second({ AvailabilityZoneId: 'use1-az3' }) } },
    status: 'FAILED',
    severity: 'MEDIUM',
    messages: ['tooFew'],
    evidence: ['subnet-0b AvailabilityZoneId use1-az3'],
  },
  {
    name: 'counts a zone with limited capacity when told to',
    given: { collections: { Subnets: second({ AvailabilityZoneId: 'use1-az3' }) } },
    parameters: { countLimitedZones: true },
    status: 'PASSED',
  },
  {
    name: 'does not count the zones of another control parameter list',
    given: { collections: { Subnets: second({ AvailabilityZoneId: 'use1-az2' }) } },
    configuration: {
      controls: {
        'function-limited-capacity-zone': { parameters: { limitedZoneIds: ['use1-az2'] } },
      },
    },
    status: 'FAILED',
    severity: 'MEDIUM',
    messages: ['tooFew'],
    evidence: ['subnet-0b AvailabilityZoneId use1-az2'],
  },
  {
    name: 'does not count a Local Zone, known by its name alone',
    given: {
      collections: {
        Subnets: second({
          AvailabilityZone: 'us-east-1-bos-1a',
          AvailabilityZoneId: 'use1-bos1-az1',
        }),
        AvailabilityZones: undefined,
      },
    },
    status: 'FAILED',
    severity: 'MEDIUM',
    messages: ['tooFew'],
    evidence: ['subnet-0b AvailabilityZoneId use1-bos1-az1'],
  },
  {
    name: 'does not count a subnet that is not available',
    given: {
      collections: { Subnets: second({ AvailabilityZoneId: 'use1-az2', State: 'pending' }) },
    },
    status: 'FAILED',
    severity: 'MEDIUM',
    messages: ['tooFew'],
    evidence: ['subnet-0b AvailabilityZoneId use1-az2'],
  },
  {
    name: 'fails on a subnet that no longer exists, whatever else is missing',
    given: { collections: { Subnets: [aSubnet()] }, notFound: [SUBNETS[1]] },
    status: 'FAILED',
    severity: 'MEDIUM',
    messages: ['dangling', 'tooFew'],
    evidence: ['subnet-0b SubnetId InvalidSubnetID.NotFound'],
  },
  {
    name: 'asks for as many zones as configured',
    parameters: { minAzs: 3 },
    status: 'FAILED',
    severity: 'MEDIUM',
    messages: ['tooFew'],
    evidence: ['subnet-0a AvailabilityZoneId use1-az1'],
  },
  {
    name: 'does not apply to a function outside any VPC',
    given: { collections: { Functions: [aFunction({ VpcConfig: undefined })] } },
    status: 'NOT_APPLICABLE',
  },
  {
    name: 'does not apply to a detached function that kept an empty VpcConfig',
    given: {
      collections: {
        Functions: [aFunction({ VpcConfig: { VpcId: '', SubnetIds: [], SecurityGroupIds: [] } })],
      },
    },
    status: 'NOT_APPLICABLE',
  },
  {
    name: 'is unknown when the subnets may not be read',
    given: {
      collections: { Subnets: undefined },
      gaps: [{ collection: 'Subnets', reason: { kind: 'denied', call: 'ec2:DescribeSubnets' } }],
    },
    status: 'UNKNOWN',
    unknownCall: 'ec2:DescribeSubnets',
  },
  {
    name: 'is unknown while an unread subnet could add the second zone',
    given: { collections: { Subnets: [aSubnet()] } },
    status: 'UNKNOWN',
    unknownCall: 'ec2:DescribeSubnets',
  },
  {
    name: 'is unknown though two zones are covered, while an unread subnet may not exist',
    given: {
      collections: {
        Functions: [
          aFunction({
            VpcConfig: { SubnetIds: [...SUBNETS, 'subnet-0c'], SecurityGroupIds: [GROUP] },
          }),
        ],
      },
    },
    status: 'UNKNOWN',
    unknownCall: 'ec2:DescribeSubnets',
  },
  {
    name: 'fails where the unread subnet cannot add zones enough',
    given: { collections: { Subnets: [aSubnet()] } },
    parameters: { minAzs: 3 },
    status: 'FAILED',
    severity: 'MEDIUM',
    messages: ['tooFew'],
    evidence: ['subnet-0a AvailabilityZoneId use1-az1'],
  },
  {
    name: 'is unknown where the zone of a subnet is not given',
    given: {
      collections: {
        Subnets: second({ AvailabilityZone: undefined, AvailabilityZoneId: undefined }),
      },
    },
    status: 'UNKNOWN',
    unknownCall: 'ec2:DescribeAvailabilityZones',
  },
  {
    name: 'finds the zone id by the name where the subnet does not give it',
    given: { collections: { Subnets: second({ AvailabilityZoneId: undefined }) } },
    status: 'PASSED',
  },
  {
    name: 'is unknown where the capacity provider was not read',
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
        CapacityProviders: undefined,
      },
    },
    status: 'UNKNOWN',
    unknownCall: 'lambda:GetCapacityProvider',
  },
  {
    name: 'judges managed instances by the subnets of their capacity provider',
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
            VpcConfig: { SubnetIds: [SUBNETS[0]], SecurityGroupIds: [] },
          },
        ],
      },
    },
    status: 'FAILED',
    severity: 'MEDIUM',
    messages: ['tooFew'],
    evidence: ['subnet-0a AvailabilityZoneId use1-az1'],
  },
  {
    name: 'is unknown where the capacity provider shows no subnet',
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
          { CapacityProviderArn: 'arn:cp', VpcConfig: { SubnetIds: [], SecurityGroupIds: [] } },
        ],
      },
    },
    status: 'UNKNOWN',
    unknownCall: 'arn:cp shows no subnet',
  },
]);
